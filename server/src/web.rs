//! The two web apps: the phone's at `/`, the console at `/office/`, compressed beforehand.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::{ApiError, ApiResult};

/// Nothing from elsewhere, no inline script or style; `wasm-unsafe-eval` lets wasm start and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; \
     base-uri 'none'; form-action 'self'; object-src 'none'";

/// Where the built files are: `field/…` and `office/…`.
#[derive(Clone, Debug)]
pub enum Web {
    /// Read at every request, so that a new build shows without a restart.
    Folder(Arc<Path>),
    /// Inside this executable.
    #[cfg(feature = "embedded-web")]
    Embedded,
}

#[cfg(feature = "embedded-web")]
static FIELD: include_dir::Dir =
    include_dir::include_dir!("$CARGO_MANIFEST_DIR/../target/web/field");
#[cfg(feature = "embedded-web")]
static OFFICE: include_dir::Dir =
    include_dir::include_dir!("$CARGO_MANIFEST_DIR/../target/web/office");

impl Web {
    /// The folder if one is given; else what is inside the executable, or where xtask builds.
    pub fn new(folder: Option<PathBuf>) -> Self {
        match folder {
            Some(folder) => Self::Folder(folder.into()),
            #[cfg(feature = "embedded-web")]
            None => Self::Embedded,
            #[cfg(not(feature = "embedded-web"))]
            None => Self::Folder(Path::new("target/web").into()),
        }
    }

    /// A file's bytes by `field/…` or `office/…`; `None` when there is none. Blocks.
    fn file(&self, path: &str) -> std::io::Result<Option<Cow<'static, [u8]>>> {
        let path = Path::new(path);
        let plain = |part| matches!(part, Component::Normal(_));
        if !path.components().all(plain) {
            return Ok(None);
        }
        match self {
            Self::Folder(folder) => {
                let file = folder.join(path);
                if !file.is_file() {
                    return Ok(None);
                }
                std::fs::read(file).map(|bytes| Some(bytes.into()))
            }
            #[cfg(feature = "embedded-web")]
            Self::Embedded => {
                let found = path
                    .strip_prefix("field")
                    .map(|rest| FIELD.get_file(rest))
                    .or_else(|_| {
                        path.strip_prefix("office")
                            .map(|rest| OFFICE.get_file(rest))
                    });
                Ok(found.ok().flatten().map(|file| file.contents().into()))
            }
        }
    }
}

/// What a browser asks for, in the terms of this file.
#[derive(Debug)]
struct Wanted {
    app: &'static str,
    /// Without the leading slash; empty for the app's page.
    path: String,
    /// A person goes there, so any address is answered with the app's page.
    is_navigation: bool,
    accepts: Encodings,
    known_etag: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Encodings {
    br: bool,
    gzip: bool,
}

pub async fn serve(State(app): State<App>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if request.uri().path() == "/office" {
        return (
            StatusCode::PERMANENT_REDIRECT,
            [(header::LOCATION, "/office/")],
        )
            .into_response();
    }
    let wanted = understand(request.uri(), request.headers());
    let web = app.web.clone();
    let found: ApiResult<Response> = app
        .blocking(move |_| {
            answer(&web, &wanted).map_err(|cause| ApiError::Fault(cause.to_string()))
        })
        .await;
    found.into_response()
}

fn understand(uri: &Uri, headers: &HeaderMap) -> Wanted {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    };
    let (app, path) = match uri.path().strip_prefix("/office/") {
        Some(rest) => ("office", rest),
        None => ("field", uri.path().trim_start_matches('/')),
    };
    let last = path.rsplit('/').next().unwrap_or_default();
    let encodings = text(header::ACCEPT_ENCODING);
    let accepts = |wanted: &str| {
        encodings.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(wanted) && words.next() != Some("q=0")
        })
    };
    Wanted {
        app,
        path: path.to_owned(),
        is_navigation: text(header::ACCEPT).contains("text/html") && !last.contains('.'),
        accepts: Encodings {
            br: accepts("br"),
            gzip: accepts("gzip"),
        },
        known_etag: Some(text(header::IF_NONE_MATCH).to_owned()).filter(|known| !known.is_empty()),
    }
}

fn answer(web: &Web, wanted: &Wanted) -> std::io::Result<Response> {
    let is_page = wanted.path.is_empty() || wanted.path == "index.html";
    if !is_page && let Some(response) = file(web, wanted, &wanted.path)? {
        return Ok(response);
    }
    if !is_page && !wanted.is_navigation {
        return Ok((StatusCode::NOT_FOUND, "There is no such file.\n").into_response());
    }
    match file(web, wanted, "index.html")? {
        Some(page) => Ok(page),
        None => Ok(not_built()),
    }
}

/// The file in the best encoding that there is and the browser takes.
fn file(web: &Web, wanted: &Wanted, path: &str) -> std::io::Result<Option<Response>> {
    let name = format!("{}/{path}", wanted.app);
    let encodings = [
        ("br", "br", wanted.accepts.br),
        ("gzip", "gz", wanted.accepts.gzip),
    ];
    for (encoding, extension, accepted) in encodings {
        if accepted && let Some(bytes) = web.file(&format!("{name}.{extension}"))? {
            return Ok(Some(respond(wanted, path, bytes, Some(encoding))));
        }
    }
    Ok(web
        .file(&name)?
        .map(|bytes| respond(wanted, path, bytes, None)))
}

fn respond(
    wanted: &Wanted,
    path: &str,
    bytes: Cow<'static, [u8]>,
    encoding: Option<&'static str>,
) -> Response {
    let digest = Sha256::digest(&bytes);
    let etag = format!("\"{:x}\"", u128::from_be_bytes(first_half(&digest.into())));
    let unchanged = wanted.known_etag.as_deref() == Some(etag.as_str());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        axum::body::Body::from(match bytes {
            Cow::Borrowed(bytes) => axum::body::Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        })
        .into_response()
    };
    let headers = response.headers_mut();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, &media_type(path));
    put(header::CACHE_CONTROL, caching(path));
    put(header::ETAG, &etag);
    put(header::VARY, "accept-encoding");
    if let Some(encoding) = encoding {
        put(header::CONTENT_ENCODING, encoding);
    }
    response
}

fn first_half(digest: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

fn media_type(path: &str) -> String {
    if path.ends_with(".webmanifest") {
        return "application/manifest+json".into();
    }
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    if guess.type_() == "text" {
        return format!("{guess}; charset=utf-8");
    }
    guess.to_string()
}

/// A name with a hash in it never changes its content.
fn caching(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_hash = |part: &str| part.len() >= 8 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let mut parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    parts.pop();
    if parts.into_iter().any(is_hash) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn not_built() -> Response {
    let page = "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>Meguri</title>\
        <h1>アプリがまだ作られていません</h1>\
        <p><code>cargo xtask serve</code> を実行してください。</p>\
        <h1>The app isn't built yet</h1>\
        <p>Run <code>cargo xtask serve</code>, or start with <code>--web FOLDER</code>.</p>";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, page).into_response()
}

/// On each page and each file of the apps.
pub async fn security_headers(response: Response) -> Response {
    let headers = [
        ("content-security-policy", CONTENT_SECURITY_POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
        ),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    with_headers(response, &headers)
}

pub fn with_headers(mut response: Response, headers: &[(&'static str, &'static str)]) -> Response {
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(*name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for (path, immutable) in [
            ("field-1a2b3c4d5e6f7a8b.js", true),
            ("field-1a2b3c4d5e6f7a8b_bg.wasm", true),
            ("index.html", false),
            ("sw.js", false),
            ("manifest.webmanifest", false),
            ("icons/icon-192.png", false),
        ] {
            assert_eq!(caching(path).contains("immutable"), immutable, "{path}");
        }
    }

    #[test]
    fn types_are_the_ones_browsers_insist_on() {
        assert_eq!(media_type("a_bg.wasm"), "application/wasm");
        assert_eq!(media_type("m.webmanifest"), "application/manifest+json");
        assert_eq!(media_type("sw.js"), "text/javascript; charset=utf-8");
        assert_eq!(media_type("index.html"), "text/html; charset=utf-8");
    }

    #[test]
    fn no_path_leaves_the_folder() {
        let web = Web::Folder(Path::new("src").into());
        for path in ["../Cargo.toml", "/etc/hostname", "field/../../Cargo.toml"] {
            assert!(web.file(path).expect("no fault").is_none(), "{path}");
        }
    }
}
