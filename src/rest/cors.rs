//! What pages of other origins are told: <https://fetch.spec.whatwg.org/#http-cors-protocol>.

use super::http::HttpResponse;

/// What a browser is told before a page of an allowed origin may ask.
pub(super) fn preflight() -> HttpResponse {
    HttpResponse::new(204, "")
        .with("Access-Control-Allow-Methods", "GET, POST, DELETE")
        .with(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, X-Auth-Token, X-Language, X-Project-Id, X-Sdk-Date, X-Security-Token",
        )
        // From a public page to this machine.
        .with("Access-Control-Allow-Private-Network", "true")
        .with("Access-Control-Max-Age", "600")
}

/// The answer, so that a page of that origin can read it.
pub(super) fn readable(response: HttpResponse, origin: &str) -> HttpResponse {
    response
        .with("Access-Control-Allow-Origin", origin)
        .with("Access-Control-Expose-Headers", "X-Request-Id")
        .with("Vary", "Origin")
}
