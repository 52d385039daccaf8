//! Requests that change something must come from our own pages. The cookie is SameSite=Strict
//! already; this holds where a browser or a neighbouring subdomain doesn't honour that.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::wire::ProblemKind;

use crate::error::ApiError;

pub async fn same_site_only(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || comes_from_us(request.headers()) {
        next.run(request).await
    } else {
        ApiError::from(ProblemKind::ForeignOrigin).into_response()
    }
}

/// A request without either header isn't a browser's, so no browser's cookie can be abused by it.
fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site_fits =
        text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = text(header::HOST.as_str());
    let origin_fits = text(header::ORIGIN.as_str()).is_none_or(|origin| {
        let origin_host = origin.split_once("://").map(|(_, host)| host);
        origin_host.is_some() && origin_host == host
    });
    site_fits && origin_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| {
                (
                    name.parse().expect("a name"),
                    value.parse().expect("a value"),
                )
            })
            .collect();
        comes_from_us(&headers)
    }

    #[test]
    fn only_our_own_pages_may_write() {
        let ours = ("origin", "http://127.0.0.1:8080");
        let host = ("host", "127.0.0.1:8080");
        assert!(passes(&[ours, host, ("sec-fetch-site", "same-origin")]));
        assert!(passes(&[host]));
        assert!(!passes(&[("origin", "https://evil.example"), host]));
        assert!(!passes(&[("origin", "http://127.0.0.1:8081"), host]));
        assert!(!passes(&[("origin", "null"), host]));
        assert!(!passes(&[ours]));
        assert!(!passes(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(!passes(&[ours, host, ("sec-fetch-site", "same-site")]));
    }
}
