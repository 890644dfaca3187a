//! Signatures of requests, over `tests/vectors/signing.json`.

use std::collections::BTreeMap;

use pocket_kms::contract::error::Code;
use pocket_kms::rest::{Access, Headers, HttpRequest};
use serde::Deserialize;
use serde_json::json;

/// A signed request. The file has what it is worked out from as well.
#[derive(Clone, Deserialize)]
struct Case {
    name: String,
    ak: String,
    sk: String,
    method: String,
    target: String,
    headers: BTreeMap<String, String>,
    body: Option<String>,
}

/// The date of every case, 2026-06-09 08:00 UTC, in milliseconds.
const SIGNED_MS: u64 = 1_780_992_000_000;
const MINUTE_MS: u64 = 60_000;

/// The cases whose algorithm is one of ours, and the others.
fn cases() -> (Vec<Case>, Vec<Case>) {
    #[derive(Deserialize)]
    struct File {
        cases: Vec<Case>,
    }
    let file: File = serde_json::from_str(include_str!("../../vectors/signing.json")).unwrap();
    file.cases.into_iter().partition(|case| case.headers["Authorization"].starts_with("SDK-HMAC-"))
}

impl Case {
    fn verify(&self, now_ms: u64) -> Result<(), Code> {
        let options = json!({ "auth": { "aksk": [{ "ak": self.ak, "sk": self.sk }] } });
        self.verify_by(&options.to_string(), now_ms)
    }

    fn verify_by(&self, options: &str, now_ms: u64) -> Result<(), Code> {
        let headers = self.headers.iter().flat_map(|(name, value)| [name.clone(), value.clone()]);
        let headers: Vec<String> = headers.collect();
        let body = self.body.as_deref().unwrap_or_default().as_bytes();
        let request = HttpRequest {
            method: &self.method,
            target: &self.target,
            headers: Headers::of(&headers),
            body: Some(body),
        };
        let access = Access::of(options).unwrap();
        access.authenticate(&request, body, now_ms).map_err(|error| error.code)
    }

    /// The case with one change.
    fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut case = self.clone();
        change(&mut case);
        case
    }
}

const REFUSED: Result<(), Code> = Err(Code::Gateway0301);

#[test]
fn every_signature_of_the_file_is_accepted() {
    let (ours, _) = cases();
    assert_eq!(ours.len(), 11);
    for case in ours {
        assert_eq!(case.verify(SIGNED_MS), Ok(()), "{}", case.name);
    }
}

#[test]
fn a_signature_of_another_algorithm_is_refused() {
    let (_, others) = cases();
    assert!(!others.is_empty());
    for case in others {
        assert_eq!(case.verify(SIGNED_MS), REFUSED, "{}", case.name);
    }
}

#[test]
fn a_signature_with_any_byte_changed_is_refused() {
    for case in cases().0 {
        let length = case.headers["Authorization"].len();
        for place in length - 64..length {
            for bit in 0..7 {
                let changed = case.but(|case| {
                    let header = case.headers.get_mut("Authorization").unwrap();
                    let mut bytes = header.clone().into_bytes();
                    bytes[place] ^= 1 << bit;
                    *header = String::from_utf8(bytes).unwrap();
                });
                assert_eq!(changed.verify(SIGNED_MS), REFUSED, "{} {place} {bit}", case.name);
            }
        }
    }
}

#[test]
fn a_signature_is_good_for_fifteen_minutes_on_either_side() {
    for case in cases().0 {
        for (now_ms, outcome) in [
            (SIGNED_MS - 15 * MINUTE_MS, Ok(())),
            (SIGNED_MS + 15 * MINUTE_MS, Ok(())),
            (SIGNED_MS - 15 * MINUTE_MS - 1, REFUSED),
            (SIGNED_MS + 15 * MINUTE_MS + 1, REFUSED),
            (0, REFUSED),
            (u64::MAX, REFUSED),
        ] {
            assert_eq!(case.verify(now_ms), outcome, "{} {now_ms}", case.name);
        }
    }
}

#[test]
fn what_was_signed_cannot_be_changed() {
    type Change = fn(&mut Case);
    let changes: [(&str, Change); 7] = [
        ("method", |case| case.method.push('X')),
        ("path", |case| case.target.insert_str(1, "x/")),
        ("query", |case| case.target.push_str("?x=1")),
        ("body", |case| case.body.get_or_insert_default().push(' ')),
        ("date", |case| {
            case.headers.insert("X-Sdk-Date".into(), "20260609T080001Z".into());
        }),
        ("header", |case| {
            case.headers.insert("X-Project-Id".into(), "another".into());
        }),
        ("key", |case| case.sk.push('x')),
    ];
    for case in cases().0 {
        for (name, change) in changes {
            // A query that is there already is followed by no second question mark.
            if name == "query" && case.target.contains('?') {
                continue;
            }
            assert_eq!(case.but(change).verify(SIGNED_MS), REFUSED, "{}: {name}", case.name);
        }
    }
}

#[test]
fn a_header_that_was_signed_has_to_be_there() {
    for case in cases().0 {
        for name in ["X-Sdk-Date", "X-Project-Id", "Authorization"] {
            let without = case.but(|case| drop(case.headers.remove(name)));
            assert_eq!(without.verify(SIGNED_MS), REFUSED, "{}: {name}", case.name);
        }
    }
}

#[test]
fn a_date_that_was_not_signed_is_none() {
    // Its own signature would be right: the key is known to the test.
    let case = &cases().0[0];
    let unsigned = case.but(|case| {
        let header = case.headers.get_mut("Authorization").unwrap();
        *header = header.replace(";x-sdk-date", "");
    });
    assert_eq!(unsigned.verify(SIGNED_MS), REFUSED);
}

#[test]
fn any_of_several_keys_may_sign() {
    let case = &cases().0[0];
    let options = |second: &str| {
        json!({ "auth": { "aksk": [{ "ak": "other", "sk": "key" }, { "ak": second, "sk": case.sk }] } })
            .to_string()
    };
    assert_eq!(case.verify_by(&options(&case.ak), SIGNED_MS), Ok(()));
    assert_eq!(case.verify_by(&options("unknown"), SIGNED_MS), REFUSED);
}
