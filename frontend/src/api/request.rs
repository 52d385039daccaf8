//! One request to our own server: JSON there and back, refusals as `Problem`.

use gloo::net::http::{Request, RequestBuilder, Response};
use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use shared::json::{self, Ignored, Json};
use shared::wire::{Problem, ProblemKind};
use web_sys::{AbortController, File, RequestCredentials, RequestRedirect};

use super::gzip;

/// Why there is no reply to work with. Nothing was stored in any of these cases, except that after
/// `NoAnswer` and `NotOurs` one can't know: the answer may have been lost on its way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server refused, and says why.
    Refused(ProblemKind),
    /// No network, a stopped server, or no answer in time.
    NoAnswer,
    /// An answer that isn't our server's: a hotel's sign-in page, a proxy's error.
    NotOurs,
    /// A proxy on the way takes nothing of this size.
    TooLargeOnTheWay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// A reply of which only the arrival matters.
pub type Done = Ignored;

#[derive(Clone, Debug)]
pub enum Body {
    Nothing,
    Json(String),
    /// JSON, compressed with gzip.
    Gzip(Uint8Array),
    File(File),
    /// A JPEG.
    Photo(Uint8Array),
}

/// Below this a compressed body saves nothing.
const WORTH_COMPRESSING: usize = 1_024;

impl Body {
    pub fn json(value: &dyn Json) -> Self {
        Self::Json(json::to_string(value))
    }

    /// The same, compressed where that is worth it and the browser can.
    pub async fn compressed_json(value: &dyn Json) -> Self {
        let text = json::to_string(value);
        if text.len() <= WORTH_COMPRESSING {
            return Self::Json(text);
        }
        match gzip::compressed(&text).await {
            Some(bytes) => Self::Gzip(bytes),
            None => Self::Json(text),
        }
    }

    /// A file of 100 MB, and a picture from a basement, may travel for minutes; nobody waits for them.
    /// Nothing else may keep one waiting.
    fn patience_ms(&self) -> u32 {
        match self {
            Self::File(_) => 600_000,
            Self::Photo(_) => 120_000,
            Self::Nothing | Self::Json(_) | Self::Gzip(_) => 30_000,
        }
    }
}

pub async fn request<T: Json>(method: Method, path: &str, body: Body) -> Result<T, Failure> {
    understand(&answer(method, path, body).await?)
}

/// What came back, as yet not understood.
struct Answer {
    ok: bool,
    status: u16,
    kind: String,
    text: String,
}

/// Knows no type, so that it is compiled once.
async fn answer(method: Method, path: &str, body: Body) -> Result<Answer, Failure> {
    let abort = AbortController::new().ok();
    let patience = body.patience_ms();
    let signal = abort.as_ref().map(AbortController::signal);
    let request = builder(method, path).abort_signal(signal.as_ref());
    let request = match body {
        Body::Nothing => request.build(),
        Body::Json(text) => request
            .header("content-type", "application/json")
            .body(text),
        Body::Gzip(bytes) => request
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .body(bytes),
        Body::Photo(jpeg) => request.header("content-type", "image/jpeg").body(jpeg),
        Body::File(file) => request
            .header("content-type", "application/octet-stream")
            .body(file),
    }
    .map_err(|_| Failure::NoAnswer)?;
    // Dropped with this function, and with it the timer.
    let _timeout = abort.map(|abort| Timeout::new(patience, move || abort.abort()));
    let response = request.send().await.map_err(|_| Failure::NoAnswer)?;
    read(response).await
}

fn builder(method: Method, path: &str) -> RequestBuilder {
    let builder = match method {
        Method::Get => Request::get(path),
        Method::Post => Request::post(path),
        Method::Put => Request::put(path),
        Method::Patch => Request::patch(path),
        Method::Delete => Request::delete(path),
    };
    builder
        .header("accept", "application/json")
        .credentials(RequestCredentials::SameOrigin)
        // Our server never redirects a request of ours; a captive portal does.
        .redirect(RequestRedirect::Error)
}

async fn read(response: Response) -> Result<Answer, Failure> {
    Ok(Answer {
        ok: response.ok(),
        status: response.status(),
        kind: response.headers().get("content-type").unwrap_or_default(),
        text: response.text().await.map_err(|_| Failure::NoAnswer)?,
    })
}

fn understand<T: Json>(answer: &Answer) -> Result<T, Failure> {
    let Answer {
        ok,
        status,
        kind,
        text,
    } = answer;
    if *ok && text.is_empty() {
        return json::from_str("null").map_err(|_| Failure::NotOurs);
    }
    if *ok && kind.starts_with("application/json") {
        return json::from_str(text).map_err(|_| Failure::NotOurs);
    }
    if kind.starts_with("application/problem+json")
        && let Some(kind) = Problem::kind_in(text)
    {
        return Err(Failure::Refused(kind));
    }
    match *status {
        413 => Err(Failure::TooLargeOnTheWay),
        _ => Err(Failure::NotOurs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::wire::account::Users;

    fn answer(ok: bool, kind: &str, text: &str) -> Answer {
        Answer {
            ok,
            status: if ok { 200 } else { 502 },
            kind: kind.into(),
            text: text.into(),
        }
    }

    #[test]
    fn a_hotels_page_is_not_our_answer() {
        let page = understand::<Users>(&answer(true, "text/html", "<h1>Welcome</h1>"));
        assert_eq!(page, Err(Failure::NotOurs));
        let proxy = understand::<Users>(&answer(false, "text/html", "Bad gateway"));
        assert_eq!(proxy, Err(Failure::NotOurs));
    }

    #[test]
    fn a_proxy_that_finds_it_too_large_is_told_from_a_bad_line() {
        let page = Answer {
            status: 413,
            ..answer(false, "text/html", "Request Entity Too Large")
        };
        assert_eq!(understand::<Users>(&page), Err(Failure::TooLargeOnTheWay));
    }

    #[test]
    fn a_refusal_keeps_its_kind() {
        let body = r#"{"kind":{"throttled":{"retry_s":30}},"status":429,"title":"slow down"}"#;
        assert_eq!(
            understand::<Users>(&answer(false, "application/problem+json", body)),
            Err(Failure::Refused(ProblemKind::Throttled { retry_s: 30 }))
        );
    }

    #[test]
    fn a_newer_servers_refusal_counts_as_its_status_says() {
        let body = r#"{"kind":{"licence_over":{"since":1}},"status":403,"title":"no"}"#;
        let refused = understand::<Users>(&answer(false, "application/problem+json", body));
        assert_eq!(refused, Err(Failure::Refused(ProblemKind::Forbidden)));
        let page = understand::<Users>(&answer(false, "application/problem+json", r#"{"x":1}"#));
        assert_eq!(page, Err(Failure::NotOurs));
    }

    #[test]
    fn an_empty_reply_is_enough_where_only_the_arrival_matters() {
        assert!(understand::<Done>(&answer(true, "", "")).is_ok());
        assert!(understand::<Done>(&answer(true, "application/json", r#"{"id":1}"#)).is_ok());
        assert_eq!(
            understand::<Users>(&answer(true, "", "")),
            Err(Failure::NotOurs)
        );
    }
}
