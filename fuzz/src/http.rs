//! A request of HTTP, as it is sent: a line with method and target, headers, an empty line, the body.

use std::sync::LazyLock;

use pocket_kms::rest::{Access, Headers, HttpRequest, answer};
use serde_json::Value;

use super::world::{RECORDS, World, done};

/// The same request meets a service that anybody may ask, one with tokens and one with signatures.
const OPTIONS: [&str; 3] = [
    "{}",
    r#"{ "auth": { "token": ["a"] }, "hosts": ["localhost"] }"#,
    r#"{ "auth": { "aksk": [{ "ak": "AKEXAMPLE0000000", "sk": "SKexample-not-a-secret-0000000000" }] },
         "origins": ["https://example.com"] }"#,
];

static ACCESS: LazyLock<Vec<Access>> =
    LazyLock::new(|| OPTIONS.iter().map(|it| Access::of(it).unwrap()).collect());

/// Answers a request.
pub fn run(data: &[u8]) -> bool {
    let Some((method, target, headers, body)) = parse(data) else { return false };
    ACCESS.iter().any(|access| {
        let (world, headers) = (World::new(), Headers::of(&headers));
        let request = HttpRequest { method, target, headers, body: Some(body) };
        let response = done(answer(&world.kms(), access, &request));
        let is_ok = matches!(response.status, 200 | 204);
        assert!(is_ok || matches!(response.status, 400..=499 | 501), "{response:?}");
        if response.status != 204 {
            serde_json::from_str::<Value>(&response.body).unwrap();
        }
        if !is_ok {
            assert_eq!(world.records(), *RECORDS, "a refused request has changed something");
        }
        is_ok
    })
}

type Parts<'a> = (&'a str, &'a str, Vec<String>, &'a [u8]);

fn parse(data: &[u8]) -> Option<Parts<'_>> {
    let end = data.windows(4).position(|it| it == b"\r\n\r\n")?;
    let (head, body) = (str::from_utf8(&data[..end]).ok()?, &data[end + 4..]);
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?, first.next()?);
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some((method, target, headers.flat_map(|(a, b)| [a.into(), b.into()]).collect(), body))
}

/// What the official SDKs have sent.
pub fn seeds() -> Vec<Vec<u8>> {
    macro_rules! recorded {
        ($($name:literal)*) => {
            [$(&include_bytes!(concat!("../../tests/vectors/wire/", $name, ".http"))[..]),*]
        };
    }
    let files = recorded!(
        "go-create-key" "go-encrypt-data" "go-list-keys" "go-user-quotas" "java-create-key"
        "node-create-tag" "node-delete-tag" "node-list-tags" "python-alias-create"
        "python-alias-delete-with-body" "python-alias-list-query" "python-error-not-json"
        "python-instances" "python-projects" "python-regions-query" "python-security-token"
        "python-signed-ecdsa-p256-sha256" "python-signed-hmac-sm3" "python-signed-sm2-sm3"
        "python-tag-delete-odd-name" "python-tag-instances" "python-versions"
    );
    files.map(<[u8]>::to_vec).to_vec()
}
