//! The module's own boundary, as JavaScript sees it: text and bytes in, text and bytes out. The same
//! tests run in Node, Chromium, Firefox and `WebKit` (`scripts/test-wasm.sh`).
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

use std::collections::BTreeMap;

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use pocket_kms::contract::error::Error;
use pocket_kms::contract::operation::Operation;
use pocket_kms::host::Host;
use pocket_kms::material::random::Watch;
use pocket_kms::wasm::{
    CallHost, Created, JsMaterial, JsStore, Kms, Waiting, check_create_key, create_key, members,
    random, wrap_key_material,
};
use serde_json::{Value, json};
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use self::cases::{Case, Refusal, cases};

#[path = "vectors/cases.rs"]
mod cases;

/// The key of a request, and what was answered.
async fn created(request: &str) -> Result<Created, JsValue> {
    made(create_key(request.to_owned(), None, host(&[]))).await
}

async fn made(call: Result<JsValue, JsValue>) -> Result<Created, JsValue> {
    Ok(Created::try_from_js_value(settled(call).await?).unwrap())
}

async fn material(spec: &str) -> JsMaterial {
    let request = format!(r#"{{"key_alias":"a","key_spec":"{spec}"}}"#);
    created(&request).await.unwrap().material().unwrap()
}

/// The refusal that crossed: a text that JavaScript's own parser reads.
fn refusal<T>(outcome: Result<T, JsValue>) -> Object {
    let Err(text) = outcome else { panic!("accepted") };
    JSON::parse(&text.as_string().unwrap()).unwrap().into()
}

fn member(object: &Object, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

fn code<T>(outcome: Result<T, JsValue>) -> String {
    member(&refusal(outcome), "code").as_string().unwrap()
}

#[wasm_bindgen_test]
fn every_case_of_the_contract_is_accepted_or_refused_across_the_boundary() {
    for Case { name, source, request, accepted, refused } in cases() {
        let Some(expected) = refused else {
            assert!(
                check_create_key(request.get()).is_ok() && accepted.is_some(),
                "{name}: {source}"
            );
            continue;
        };
        let refusal = refusal(check_create_key(request.get()));
        let code = member(&refusal, "code").as_string().unwrap();
        let field = member(&refusal, "field").as_string();
        let message = member(&refusal, "message").as_string().unwrap();
        assert_eq!(Refusal { code, field, message }, expected, "{name}: {source}");
    }
}

#[wasm_bindgen_test]
fn a_refusal_is_the_text_of_four_members() {
    let refusal = refusal(check_create_key(r#"{"key_alias":""}"#));
    let names: Vec<_> =
        Object::keys(&refusal).iter().map(|name| name.as_string().unwrap()).collect();
    assert_eq!(names, ["code", "status", "field", "message"]);
    assert_eq!(member(&refusal, "status"), JsValue::from(400));
}

#[wasm_bindgen_test]
fn a_refusal_of_the_whole_text_names_no_field() {
    let refusal = refusal(check_create_key("[]"));
    assert!(member(&refusal, "field").is_undefined());
}

#[wasm_bindgen_test]
fn a_text_that_is_no_json_is_refused() {
    for text in
        ["", "{", "{\"key_alias\":\"a\"", "{\"key_alias\":\"a\"}}", "\0", "\u{feff}{}", "undefined"]
    {
        assert_eq!(code(check_create_key(text)), "KMS.0202", "{text:?}");
    }
}

#[wasm_bindgen_test]
fn a_checked_request_has_its_defaults() {
    let checked = check_create_key(r#"{"key_alias":"a","key_spec":"SM2"}"#).unwrap();
    let request: Value = serde_json::from_str(&checked).unwrap();
    assert_eq!(request["key_usage"], "SIGN_VERIFY");
    assert_eq!(request["origin"], "kms");
}

#[wasm_bindgen_test]
async fn an_account_is_taken_over_or_refused() {
    let account = "b168fe00ff56492495a7d22974df2d0b";
    let request = r#"{"key_alias":"a"}"#;
    let with = |id: &str| made(create_key(request.to_owned(), Some(id.to_owned()), host(&[])));
    let response = with(account).await.unwrap().response();
    assert!(response.ends_with(&format!(r#""domain_id":"{account}"}}}}"#)), "{response}");
    assert_eq!(code(with("b168").await), "KMS.0308");
}

#[wasm_bindgen_test]
async fn an_answer_is_the_text_of_key_info() {
    let response = created(r#"{"key_alias":"a","key_spec":"SM4"}"#).await.unwrap().response();
    let response: Value = serde_json::from_str(&response).unwrap();
    let id = response["key_info"]["key_id"].as_str().unwrap();
    assert_eq!((id.len(), &id[14..15]), (36, "4"));
    assert_eq!(response["key_info"]["domain_id"], "0".repeat(32));
}

#[wasm_bindgen_test]
async fn an_external_key_has_no_material_and_needs_no_primes() {
    let external = r#"{"key_alias":"a","key_spec":"RSA_2048","origin":"external"}"#;
    assert!(created(external).await.unwrap().material().is_none());
}

/// The randomness that the module hands to its kernels.
#[derive(Default)]
struct Platform(Watch);

impl Host for Platform {
    fn watch(&self) -> &Watch {
        &self.0
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        bytes.copy_from_slice(&random(bytes.len()).unwrap());
        Ok(())
    }

    fn now_ms(&self) -> u64 {
        0
    }
}

/// The outcome of a request for an RSA key, with what is promised when its primes are asked for and
/// when its proof is.
async fn rsa_key(primes: &str, proof: &str) -> Result<Created, JsValue> {
    let request = r#"{"key_alias":"a","key_spec":"RSA_2048"}"#.to_owned();
    let [primes, proof] = [primes, proof].map(|it| format!("return Promise.resolve({it})"));
    let (primes, proof) = (primes.as_str(), proof.as_str());
    made(create_key(request, None, host(&[("primes", primes), ("isProved", proof)]))).await
}

#[wasm_bindgen_test]
async fn an_rsa_key_is_made_of_the_primes_that_were_found_and_leaves_when_it_has_been_proved() {
    let primes = Platform::default().rsa_primes(2048).await.unwrap().to_be_bytes().to_vec();
    assert_eq!(primes.len(), 256);
    let primes = format!("new Uint8Array({primes:?})");
    for verdict in ["", "false", "1", "'true'"] {
        assert_eq!(code(rsa_key(&primes, verdict).await), "ERR_INTERNAL", "{verdict}");
    }
    let proof = "arguments[0].length === 512";
    let key = rsa_key(&primes, proof).await.unwrap().material().unwrap();
    assert_eq!(key.spec(), "RSA_2048");
    assert_eq!(key.export("public", "spki-der").unwrap().len(), 294);
}

#[wasm_bindgen_test]
async fn keys_of_other_specs_need_no_primes_and_no_proof() {
    for spec in ["AES_256", "EC_P384", "SM2", "HMAC_512", "ED25519", "SECP256K1"] {
        assert_eq!(material(spec).await.spec(), spec);
    }
}

#[wasm_bindgen_test]
fn randomness_comes_in_any_length_and_never_twice() {
    assert!(random(0).unwrap().is_empty());
    let (one, other) = (random(259).unwrap(), random(259).unwrap());
    assert_eq!((one.len(), other.len()), (259, 259));
    assert_ne!(one, other);
}

#[wasm_bindgen_test]
async fn an_rsa_key_without_sound_primes_is_refused() {
    for (primes, refused) in [
        // There are as many searches as there may be.
        ("", "APIGW.0308"),
        ("null", "ERR_INTERNAL"),
        ("new Uint8Array(0)", "ERR_INTERNAL"),
        ("new Uint8Array(256)", "ERR_INTERNAL"),
        ("new Uint8Array([1, 1, 1])", "ERR_INTERNAL"),
        // Twice the same: only a random source that repeats itself brings that about.
        ("new Uint8Array(256).fill(255)", "ERR_RANDOM"),
    ] {
        assert_eq!(code(rsa_key(primes, "true").await), refused, "{primes}");
    }
}

#[wasm_bindgen_test]
async fn every_spec_without_primes_has_its_exports() {
    for (spec, secret) in [("AES_256", 32), ("SM4", 16)] {
        assert_eq!(material(spec).await.export("secret", "raw").unwrap().len(), secret, "{spec}");
    }
    for (spec, pkcs8, spki) in [("EC_P256", 138, 91), ("EC_P384", 185, 120), ("SM2", 138, 91)] {
        assert_eq!(
            material(spec).await.export("private", "pkcs8-der").unwrap().len(),
            pkcs8,
            "{spec}"
        );
        assert_eq!(
            material(spec).await.export("public", "spki-der").unwrap().len(),
            spki,
            "{spec}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_pem_export_is_text_with_its_label() {
    let key = material("SM2").await;
    for (text, label) in [
        (key.export("public", "spki-pem"), "PUBLIC KEY"),
        (key.export("private", "pkcs8-pem"), "PRIVATE KEY"),
    ] {
        let text = String::from_utf8(text.unwrap()).unwrap();
        assert!(text.starts_with(&format!("-----BEGIN {label}-----\n")), "{label}");
        assert!(text.ends_with(&format!("-----END {label}-----\n")), "{label}");
    }
}

#[wasm_bindgen_test]
async fn a_json_web_key_is_text_that_javascript_reads() {
    let text =
        String::from_utf8(material("EC_P256").await.export("public", "jwk").unwrap()).unwrap();
    let key = Object::from(JSON::parse(&text).unwrap());
    let names: Vec<_> = Object::keys(&key).iter().map(|name| name.as_string().unwrap()).collect();
    assert_eq!(names, ["kty", "crv", "x", "y"]);
}

#[wasm_bindgen_test]
async fn an_export_that_a_key_does_not_have_is_refused() {
    assert_eq!(code(material("AES_256").await.export("public", "spki-der")), "KMS.0331");
    assert_eq!(code(material("SM4").await.export("private", "pkcs8-pem")), "KMS.0331");
    assert_eq!(code(material("SM2").await.export("secret", "raw")), "KMS.0325");
    assert_eq!(code(material("SM2").await.export("public", "jwk")), "KMS.0308");
    assert_eq!(code(material("SM4").await.export("secret", "jwk")), "KMS.0308");
}

#[wasm_bindgen_test]
async fn a_format_that_is_none_is_refused() {
    for format in ["", "pem", "SPKI-DER", "raw"] {
        assert_eq!(
            code(material("EC_P384").await.export("public", format)),
            "KMS.0308",
            "{format}"
        );
    }
}

#[wasm_bindgen_test]
async fn no_two_keys_are_alike() {
    let keys = Array::new();
    for _ in 0..200 {
        let secret =
            String::from_utf8(material("AES_256").await.export("secret", "jwk").unwrap()).unwrap();
        let secret = JsValue::from(secret);
        assert!(!keys.includes(&secret, 0));
        keys.push(&secret);
    }
}

/// What a call is given, with `members` in the place of its own.
fn host(members: &[(&str, &str)]) -> CallHost {
    let host = Object::new();
    for (name, body) in [("now", "return Date.now()")].iter().chain(members) {
        Reflect::set(&host, &(*name).into(), &Function::new_no_args(body)).unwrap();
    }
    host.unchecked_into()
}

fn service() -> Kms {
    Kms::new("{}", None, None, host(&[])).unwrap()
}

async fn called(kms: &Kms, operation: &str, request: Value) -> Result<Value, JsValue> {
    let answer = settled(kms.call(operation.to_owned(), request.to_string(), host(&[]))).await?;
    Ok(serde_json::from_str(&answer.as_string().unwrap()).unwrap())
}

/// What a call comes to, with what it waits for.
async fn settled(outcome: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    let mut outcome = outcome?;
    loop {
        let waiting = match Waiting::try_from_js_value(outcome) {
            Ok(waiting) => waiting,
            Err(outcome) => return Ok(outcome),
        };
        let settled = JsFuture::from(Promise::resolve(&waiting.promise())).await;
        let is_rejected = settled.is_err();
        outcome = waiting.resume(settled.unwrap_or_else(|reason| reason), is_rejected)?;
    }
}

#[wasm_bindgen_test]
async fn a_key_of_the_service_is_made_and_used_by_texts() {
    let kms = service();
    for spec in ["AES_256", "SM4"] {
        let created = called(&kms, "createKey", json!({ "key_alias": spec, "key_spec": spec }));
        let key_id = created.await.unwrap()["key_info"]["key_id"].clone();
        let sealed = called(&kms, "encryptData", json!({ "key_id": key_id, "plain_text": "é" }));
        let cipher_text = sealed.await.unwrap()["cipher_text"].clone();
        let opened = called(&kms, "decryptData", json!({ "cipher_text": cipher_text })).await;
        assert_eq!(opened.unwrap()["plain_text"], "é", "{spec}");
    }
}

#[wasm_bindgen_test]
async fn a_key_of_every_curve_signs_and_verifies() {
    let kms = service();
    for (spec, algorithm) in [
        ("EC_P256", "ECDSA_SHA_256"),
        ("EC_P384", "ECDSA_SHA_384"),
        ("SECP256K1", "ECDSA_SHA_256"),
        ("ED25519", "ED25519_SHA_512"),
        ("SM2", "SM2DSA_SM3"),
    ] {
        let created = called(&kms, "createKey", json!({ "key_alias": spec, "key_spec": spec }));
        let mut request = json!({
            "key_id": created.await.unwrap()["key_info"]["key_id"], "message": "YQ==",
            "message_type": "RAW", "signing_algorithm": algorithm,
        });
        let signed = called(&kms, "sign", request.clone()).await.unwrap();
        request["signature"] = signed["signature"].clone();
        let verified = called(&kms, "validateSignature", request).await.unwrap();
        assert_eq!(verified["signature_valid"], "true", "{spec}");
    }
}

#[wasm_bindgen_test]
async fn a_refusal_of_the_service_is_the_text_of_four_members() {
    let kms = service();
    assert_eq!(code(called(&kms, "createKey", json!({})).await), "KMS.0204");
    assert_eq!(code(called(&kms, "listKeyDetail", json!({ "key_id": "x" })).await), "KMS.0205");
    assert_eq!(code(called(&kms, "noSuchOperation", json!({})).await), "ERR_INTERNAL");
}

#[wasm_bindgen_test]
fn every_operation_says_what_members_its_request_has() {
    let table: BTreeMap<String, Vec<String>> = serde_json::from_str(&members()).unwrap();
    assert_eq!(table.len(), Operation::ALL.len());
    for operation in Operation::ALL {
        assert_eq!(table[operation.name()], operation.members(), "{}", operation.name());
    }
}

#[wasm_bindgen_test]
fn options_that_are_none_are_refused() {
    for (options, root_key) in [
        ("", None),
        ("[]", None),
        (r#"{"project_id":5}"#, None),
        (r#"{"project_id":""}"#, None),
        (r#"{"project_id":"a b"}"#, None),
        (r#"{"max_keys":-1}"#, None),
        ("{}", Some(vec![1; 31])),
    ] {
        let opened = Kms::new(options, root_key, None, host(&[])).map(drop);
        assert_eq!(code(opened), "ERR_OPTION", "{options}");
    }
    let account = Kms::new(r#"{"domain_id":"x"}"#, None, None, host(&[])).map(drop);
    assert_eq!(code(account), "KMS.0308");
}

#[wasm_bindgen_test]
fn a_call_that_need_not_wait_answers_at_once() {
    let request = json!({ "key_alias": "a" }).to_string();
    let answer = service().call("createKey".to_owned(), request, host(&[])).unwrap();
    assert!(answer.as_string().unwrap().starts_with(r#"{"key_info""#));
}

#[wasm_bindgen_test]
async fn what_the_search_for_primes_throws_comes_out_unchanged() {
    let kms = service();
    let request = json!({ "key_alias": "a", "key_spec": "RSA_2048" }).to_string();
    let host = host(&[("primes", "return Promise.reject('the very reason')")]);
    let call = kms.call("createKey".to_owned(), request, host);
    assert!(call.as_ref().is_ok_and(JsValue::is_object), "it waits");
    let refused = settled(call).await.unwrap_err();
    assert_eq!(refused.as_string().as_deref(), Some("the very reason"));
    let counted = called(&kms, "showUserInstances", json!({})).await.unwrap();
    assert_eq!(counted["instance_num"], 0);
}

#[wasm_bindgen_test]
async fn a_source_of_randomness_that_is_given_is_the_only_one_and_is_watched() {
    for body in ["throw 1", "", "arguments[0].fill(7)"] {
        let host = host(&[("fill", body)]);
        let request = json!({ "key_alias": "a" }).to_string();
        let refused = service().call("createKey".to_owned(), request, host);
        assert_eq!(code(refused), "ERR_RANDOM", "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_store_that_throws_or_answers_nonsense_is_an_error_of_its_own() {
    for body in ["throw 1", "return Promise.reject(1)", "return {}", "return 'x'", "return 5n"] {
        let store = Object::new();
        for name in ["insert", "replace", "get", "list", "count", "remove"] {
            Reflect::set(&store, &name.into(), &Function::new_no_args(body)).unwrap();
        }
        let store = store.unchecked_into::<JsStore>();
        let kms = Kms::new("{}", None, Some(store), host(&[])).unwrap();
        assert_eq!(code(called(&kms, "createKey", json!({ "key_alias": "a" })).await), "ERR_STORE");
        assert_eq!(code(called(&kms, "listKeys", json!({})).await), "ERR_STORE", "{body}");
    }
}

#[wasm_bindgen_test]
async fn material_that_is_wrapped_here_can_be_imported() {
    let kms = service();
    let request = json!({ "key_alias": "a", "key_spec": "SM2", "origin": "external" });
    let created = called(&kms, "createKey", request).await.unwrap();
    let key_id = created["key_info"]["key_id"].clone();
    let wanted = json!({ "key_id": key_id, "wrapping_algorithm": "SM2_ENCRYPT" });
    let parameters = called(&kms, "createParametersForImport", wanted).await.unwrap();
    let request = json!({
        "public_key": parameters["public_key"], "wrapping_algorithm": "SM2_ENCRYPT", "generate": "SM2",
    });
    let wrapped = wrap_key_material(request.to_string(), None, host(&[]));
    let wrapped = settled(wrapped).await.unwrap().as_string().unwrap();
    let mut import: Value = serde_json::from_str(&wrapped).unwrap();
    import["key_id"] = key_id;
    import["import_token"] = parameters["import_token"].clone();
    assert_eq!(called(&kms, "importKeyMaterial", import).await.unwrap(), json!({}));
}
