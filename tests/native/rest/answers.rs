//! What is answered: statuses, headers, bodies.

use pocket_kms::rest::{Headers, HttpRequest, MAX_BODY_BYTES, answer};
use serde_json::json;

use super::{Rest, code, header, json};
use crate::hosts::done;

#[test]
fn the_page_s_own_request_is_answered_as_on_the_page() {
    let rest = Rest::open("{}");
    let answer = rest.ask(
        "POST",
        "/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key",
        &["Content-Type", "application/json;charset=utf-8"],
        b"{\"key_alias\":\"test\"}\n",
    );
    assert_eq!(answer.status, 200);
    let answer = json(&answer);
    assert_eq!(answer["key_info"]["domain_id"], "0".repeat(32));
    assert_eq!(answer["key_info"]["key_id"].as_str().map(str::len), Some(36));
}

#[test]
fn a_refusal_has_the_status_of_its_code_and_changes_nothing() {
    let rest = Rest::open("{}");
    let key_id = rest.key("taken");
    let keys = rest.post("list-keys", &json!({})).body;
    let unknown = "00000000-0000-4000-8000-000000000000";
    for (path, body, status, expected) in [
        ("create-key", json!({ "key_alias": "taken" }), 400, "KMS.1104"),
        ("create-key", json!({ "key_alias": "a b" }), 400, "KMS.1101"),
        ("create-key", json!({}), 400, "KMS.0204"),
        ("create-key", json!([]), 400, "KMS.0202"),
        ("describe-key", json!({ "key_id": unknown }), 404, "KMS.0207"),
        ("enable-key", json!({ "key_id": key_id }), 400, "KMS.1201"),
        ("sign", json!({ "key_id": key_id }), 400, "KMS.0204"),
        ("create-grant", json!({}), 501, "ERR_ABSENT"),
        ("no-such-path", json!({}), 400, "KMS.0201"),
    ] {
        let answer = rest.post(path, &body);
        assert_eq!((answer.status, code(&answer).as_str()), (status, expected), "{path}");
        assert_eq!(json(&answer)["error_code"], expected);
        assert_eq!(json(&answer)["error_msg"], json(&answer)["error"]["error_msg"]);
    }
    assert_eq!(rest.post("list-keys", &json!({})).body, keys);
}

#[test]
fn every_answer_has_the_same_headers_whatever_was_asked() {
    let rest = Rest::open("{}");
    for answer in [
        rest.post("list-keys", &json!({})),
        rest.post("create-key", &json!({ "key_alias": "a\r\nb" })),
        rest.ask("GET", "/health", &[], b""),
        rest.ask("GET", "/%0d%0aa", &["X-Request-Id", "mine"], b""),
    ] {
        let names: Vec<_> = answer.headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["Content-Type", "Cache-Control"]);
        assert_eq!(header(&answer, "Content-Type"), Some("application/json"));
    }
}

#[test]
fn another_method_is_refused_and_the_right_one_named() {
    let rest = Rest::open("{}");
    let answer = rest.ask("PUT", "/v1.0/p/kms/aliases", &[], b"{}");
    assert_eq!((answer.status, code(&answer).as_str()), (405, "KMS.0215"));
    assert_eq!(header(&answer, "Allow"), Some("POST, DELETE, GET"));
}

#[test]
fn what_has_nothing_to_say_is_answered_without_a_body() {
    let rest = Rest::open("{}");
    let key_id = rest.key("a");
    let tags = format!("/v1.0/p/kms/{key_id}/tags");
    for (method, target, body) in [
        ("POST", tags.clone(), json!({ "tag": { "key": "a b", "value": "1" } })),
        ("DELETE", format!("{tags}/a%20b"), json!({})),
        (
            "POST",
            format!("{tags}/action"),
            json!({ "action": "create", "tags": [{ "key": "c", "value": "" }] }),
        ),
    ] {
        let answer = rest.ask(method, &target, &[], body.to_string().as_bytes());
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{method} {target}");
    }
    let answer = rest.ask("GET", &tags, &[], b"");
    assert_eq!(json(&answer), json!({ "tags": [{ "key": "c", "value": "" }], "existTagsNum": 1 }));
}

#[test]
fn the_key_of_a_path_wins_over_that_of_the_body() {
    let rest = Rest::open("{}");
    let (one, other) = (rest.key("one"), rest.key("other"));
    let body = json!({ "key_id": other, "tag": { "key": "k", "value": "v" } }).to_string();
    rest.ask("POST", &format!("/v1.0/p/kms/{one}/tags"), &[], body.as_bytes());
    let count = |key_id| {
        json(&rest.ask("GET", &format!("/v1.0/p/kms/{key_id}/tags"), &[], b""))["existTagsNum"]
            .clone()
    };
    assert_eq!((count(one), count(other)), (json!(1), json!(0)));
}

#[test]
fn a_delete_has_its_members_in_a_body_where_they_stand_nowhere_else() {
    let rest = Rest::open("{}");
    let key_id = rest.key("a");
    rest.post("aliases", &json!({ "key_id": key_id, "alias": "alias/x" }));
    let body = json!({ "key_id": key_id, "aliases": ["alias/x"] }).to_string();
    let answer = rest.ask("DELETE", "/v1.0/p/kms/aliases", &[], body.as_bytes());
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert_eq!(code(&rest.ask("DELETE", "/v1.0/p/kms/aliases", &[], b"")), "KMS.0204");
}

#[test]
fn aliases_are_an_array_of_pages_for_the_sdks_that_read_one() {
    let rest = Rest::open("{}");
    let key_id = rest.key("a");
    rest.post("aliases", &json!({ "key_id": key_id, "alias": "alias/x" }));
    let target = format!("/v1.0/p/kms/aliases?key_id={key_id}&limit=5");
    for (agent, is_array) in [
        ("huaweicloud-usdk-go/3.0; os/linux", true),
        ("huaweicloud-usdk-java/3.0", true),
        ("huaweicloud-usdk-python/3.0", false),
        ("my huaweicloud-usdk-go/3.0", false),
    ] {
        let answer = json(&rest.ask("GET", &target, &["User-Agent", agent], b""));
        assert_eq!(answer.is_array(), is_array, "{agent}");
        let page = if is_array { &answer[0] } else { &answer };
        assert_eq!(page["aliases"][0]["alias"], "alias/x");
    }
}

#[test]
fn a_body_that_is_too_long_broke_off_or_is_no_text_is_refused() {
    let rest = Rest::open("{}");
    let target = "/v1.0/p/kms/create-key";
    let padded = |length| {
        let mut body = br#"{"key_alias":"a"}"#.to_vec();
        body.resize(length, b' ');
        body
    };
    let long = rest.ask("POST", target, &[], &padded(MAX_BODY_BYTES + 1));
    assert_eq!((long.status, code(&long).as_str()), (400, "KMS.0203"));
    assert_eq!(rest.ask("POST", target, &[], &padded(MAX_BODY_BYTES)).status, 200);
    for bad in [&b""[..], b"\xff", b"{\"key_alias\":\"\xed\xa0\x80\"}", b"{\"key_alias\":\"b\""] {
        assert_eq!(code(&rest.ask("POST", target, &[], bad)), "KMS.0202", "{bad:?}");
    }
    let broken = HttpRequest { method: "POST", target, headers: Headers::of(&[]), body: None };
    assert_eq!(code(&done(answer(&rest.kms, &rest.access, &broken))), "KMS.0202");
    assert_eq!(json(&rest.post("list-keys", &json!({})))["total"], 1);
}

#[test]
fn a_service_of_one_project_is_found_under_no_other() {
    let rest = Rest::open(r#"{"project_id":"0605767a8f80d5762fd3c0186d9a57c0"}"#);
    let ask = |project| rest.ask("GET", &format!("/v1.0/{project}/kms/user-quotas"), &[], b"");
    assert_eq!(ask("p").status, 200);
    let other = ask("00000000000000000000000000000000");
    assert_eq!((other.status, code(&other).as_str()), (403, "KMS.0321"));
}

#[test]
fn whoever_shows_no_token_learns_nothing_but_that_the_service_is_there() {
    let rest = Rest::open(r#"{"auth":{"token":["swordfish"]}}"#);
    for target in ["/v1.0/p/kms/user-quotas", "/v1.0/p/kms/nothing", "/nothing", "/v3/projects"] {
        let without = rest.ask("GET", target, &[], b"");
        assert_eq!((without.status, code(&without).as_str()), (403, "KMS.0301"), "{target}");
        let wrong = rest.ask("GET", target, &["X-Auth-Token", "sword"], b"");
        assert_eq!((wrong.status, code(&wrong).as_str()), (403, "KMS.0302"), "{target}");
    }
    for target in ["/", "/v1.0", "/health"] {
        assert_eq!(rest.ask("GET", target, &[], b"").status, 200, "{target}");
    }
    let quotas = rest.ask("GET", "/v1.0/p/kms/user-quotas", &["X-Auth-Token", "swordfish"], b"");
    assert_eq!(quotas.status, 200);
}

#[test]
fn an_sdk_that_was_given_no_project_is_told_one() {
    let rest = Rest::open("{}");
    let answer = rest.ask("GET", "/v3/projects?name=cn-north-4", &[], b"");
    assert_eq!(json(&answer), json!({ "projects": [{ "id": "0".repeat(32) }] }));
}

#[test]
fn a_page_of_an_allowed_origin_is_answered_with_that_origin() {
    let rest = Rest::open(r#"{"origins":["https://a.example"]}"#);
    let headers = ["Origin", "https://a.example"];
    for (method, target, status) in
        [("GET", "/health", 200), ("POST", "/nothing", 400), ("OPTIONS", "/nothing", 204)]
    {
        let answer = rest.ask(method, target, &headers, b"");
        assert_eq!(answer.status, status, "{method}");
        let origin = header(&answer, "Access-Control-Allow-Origin");
        assert_eq!(origin, Some("https://a.example"), "{method}");
        assert_eq!(header(&answer, "Vary"), Some("Origin"));
        assert_eq!(header(&answer, "Access-Control-Allow-Credentials"), None);
    }
    let preflight = rest.ask("OPTIONS", "/v1.0/p/kms/create-key", &headers, b"");
    assert_eq!(preflight.status, 204);
    assert_eq!(rest.ask("OPTIONS", "/v1.0/p/kms/create-key", &[], b"").status, 405);
    assert!(header(&preflight, "Access-Control-Allow-Headers").unwrap().contains("X-Auth-Token"));
}

#[test]
fn a_page_of_any_other_origin_is_not_answered() {
    let rest = Rest::open(r#"{"origins":["https://a.example"]}"#);
    for origin in ["https://evil.example", "null", "", "*", "https://a.example:8443"] {
        for method in ["POST", "OPTIONS"] {
            let headers = ["Origin", origin, "Content-Type", "text/plain"];
            let body = br#"{"key_alias":"a"}"#;
            let answer = rest.ask(method, "/v1.0/p/kms/create-key", &headers, body);
            assert_eq!((answer.status, code(&answer).as_str()), (403, "KMS.0307"), "{origin}");
            assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("Access-Control")));
        }
    }
    assert_eq!(json(&rest.post("list-keys", &json!({})))["total"], 0);
}
