//! A request and an answer of HTTP, as text.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::contract::error::{Code, Error};

/// A request, as it was sent.
#[derive(Debug)]
pub struct HttpRequest<'a> {
    /// Such as `POST`.
    pub method: &'a str,
    /// The path and the query, still encoded.
    pub target: &'a str,
    /// Every header.
    pub headers: Headers<'a>,
    /// The body; none if it broke off.
    pub body: Option<&'a [u8]>,
}

/// The headers of a request: names in any case, values as they stood.
#[derive(Debug)]
pub struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Headers<'a> {
    /// The headers in a list of names and values, one after the other.
    pub fn of(list: &'a [String]) -> Self {
        let pairs = list.chunks_exact(2).filter_map(|pair| match pair {
            [name, value] => Some((name.as_str(), value.as_str())),
            _ => None,
        });
        Self(pairs.collect())
    }

    /// The value of a header without the blanks around it; none if the header is absent, or stands
    /// twice: then there is no telling which one another reader takes.
    pub(super) fn one(&self, name: &str) -> Option<&'a str> {
        let mut values = self.0.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value.trim_matches([' ', '\t'])),
            _ => None,
        }
    }

    /// Whether there is such a header.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(it, _)| it.eq_ignore_ascii_case(name))
    }
}

/// What is answered.
#[derive(Debug)]
pub struct HttpResponse {
    /// Such as 200.
    pub status: u16,
    /// Names and values, none of which comes out of the request.
    pub headers: Vec<(&'static str, String)>,
    /// JSON text; empty for status 204.
    pub body: String,
}

impl HttpResponse {
    pub(super) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    /// The answer that says why a request was refused.
    pub(super) fn refusal(error: Error) -> Self {
        let message = error.to_string();
        let pair = Pair { error_code: error.code.name(), error_msg: &message };
        let body = serde_json::to_string(&Refusal { error: &pair, pair: &pair });
        let response = Self::new(error.code.status(), body.unwrap_or_default());
        match error.code {
            Code::Gateway0308 => response.with("Retry-After", "1"),
            _ => response,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The published body, and the pair once more at the top: the Node SDK looks only there.
#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a Pair<'a>,
    #[serde(flatten)]
    pair: &'a Pair<'a>,
}

#[derive(Serialize)]
struct Pair<'a> {
    error_code: &'static str,
    error_msg: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_in_any_case_and_without_blanks() {
        let list = ["X-A".into(), " 1\t".into(), "b".into(), "2".into()];
        let headers = Headers::of(&list);
        assert_eq!((headers.one("x-a"), headers.one("B")), (Some("1"), Some("2")));
        assert_eq!((headers.one("c"), headers.has("c")), (None, false));
    }

    #[test]
    fn a_header_that_stands_twice_has_no_value() {
        let list = ["a".into(), "1".into(), "A".into(), "1".into()];
        let headers = Headers::of(&list);
        assert_eq!((headers.one("a"), headers.has("a")), (None, true));
    }

    #[test]
    fn a_refusal_has_its_pair_inside_and_at_the_top() {
        let refused = HttpResponse::refusal(Error::new(Code::Kms1104, ""));
        let pair = r#""error_code":"KMS.1104","error_msg":"Duplicate key aliases.""#;
        assert_eq!(
            (refused.status, refused.body),
            (400, format!(r#"{{"error":{{{pair}}},{pair}}}"#))
        );
    }

    #[test]
    fn only_what_may_be_asked_again_says_when() {
        let refused = HttpResponse::refusal(Error::new(Code::Gateway0308, ""));
        assert_eq!((refused.status, refused.headers), (429, vec![("Retry-After", "1".into())]));
        assert!(HttpResponse::refusal(Error::new(Code::Kms1104, "")).headers.is_empty());
    }
}
