//! The module's own boundary, as JavaScript sees it: text and bytes in, text and bytes out. The same
//! tests run in Node, Chromium, Firefox and `WebKit` (`scripts/test-wasm.sh`).
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

use js_sys::{Array, JSON, Object, Reflect};
use pocket_kms::contract::error::Error;
use pocket_kms::host::Host;
use pocket_kms::wasm::{Creation, JsMaterial, random};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use self::cases::{Case, Refusal, cases};

#[path = "vectors/cases.rs"]
mod cases;

fn creation(spec: &str) -> Creation {
    let text = format!(r#"{{"key_alias":"a","key_spec":"{spec}"}}"#);
    Creation::new(&text, None).unwrap()
}

fn material(spec: &str) -> JsMaterial {
    creation(spec).run(None).unwrap().material(None).unwrap().unwrap()
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
                Creation::new(request.get(), None).is_ok() && accepted.is_some(),
                "{name}: {source}"
            );
            continue;
        };
        let refusal = refusal(Creation::new(request.get(), None));
        let code = member(&refusal, "code").as_string().unwrap();
        let field = member(&refusal, "field").as_string();
        assert_eq!(Refusal { code, field }, expected, "{name}: {source}");
    }
}

#[wasm_bindgen_test]
fn a_refusal_is_the_text_of_four_members() {
    let refusal = refusal(Creation::new(r#"{"key_alias":""}"#, None));
    let names: Vec<_> =
        Object::keys(&refusal).iter().map(|name| name.as_string().unwrap()).collect();
    assert_eq!(names, ["code", "status", "field", "message"]);
    assert_eq!(member(&refusal, "status"), JsValue::from(400));
}

#[wasm_bindgen_test]
fn a_refusal_of_the_whole_text_names_no_field() {
    let refusal = refusal(Creation::new("[]", None));
    assert!(member(&refusal, "field").is_undefined());
}

#[wasm_bindgen_test]
fn a_text_that_is_no_json_is_refused() {
    for text in
        ["", "{", "{\"key_alias\":\"a\"", "{\"key_alias\":\"a\"}}", "\0", "\u{feff}{}", "undefined"]
    {
        assert_eq!(code(Creation::new(text, None)), "KMS.0202", "{text:?}");
    }
}

#[wasm_bindgen_test]
fn a_checked_request_has_its_defaults() {
    let request: Value = serde_json::from_str(&creation("SM2").request()).unwrap();
    assert_eq!(request["key_usage"], "SIGN_VERIFY");
    assert_eq!(request["origin"], "kms");
}

#[wasm_bindgen_test]
fn an_account_is_taken_over_or_refused() {
    let account = "b168fe00ff56492495a7d22974df2d0b";
    let with = |id: &str| Creation::new(r#"{"key_alias":"a"}"#, Some(id.to_owned()));
    let response = with(account).unwrap().run(None).unwrap().response();
    assert!(response.ends_with(&format!(r#""domain_id":"{account}"}}}}"#)), "{response}");
    assert_eq!(code(with("b168")), "KMS.0308");
}

#[wasm_bindgen_test]
fn an_answer_is_the_text_of_key_info() {
    let response: Value =
        serde_json::from_str(&creation("SM4").run(None).unwrap().response()).unwrap();
    let id = response["key_info"]["key_id"].as_str().unwrap();
    assert_eq!((id.len(), &id[14..15]), (36, "4"));
    assert_eq!(response["key_info"]["domain_id"], "0".repeat(32));
}

#[wasm_bindgen_test]
fn a_request_that_is_carried_out_twice_makes_two_keys() {
    let creation = creation("SM4");
    let [one, other] = [(); 2].map(|()| creation.run(None).unwrap());
    assert_ne!(one.response(), other.response());
    let [one, other] =
        [one, other].map(|key| key.material(None).unwrap().unwrap().secret_key("raw").unwrap());
    assert_ne!(one, other);
}

#[wasm_bindgen_test]
fn only_an_rsa_key_made_here_needs_primes() {
    for (spec, bits) in
        [("AES_256", None), ("SM2", None), ("RSA_2048", Some(2048)), ("RSA_4096", Some(4096))]
    {
        assert_eq!(creation(spec).modulus_bits(), bits, "{spec}");
    }
    let external = r#"{"key_alias":"a","key_spec":"RSA_2048","origin":"external"}"#;
    assert_eq!(Creation::new(external, None).unwrap().modulus_bits(), None);
}

#[wasm_bindgen_test]
fn an_external_key_has_no_material() {
    let external = r#"{"key_alias":"a","key_spec":"RSA_2048","origin":"external"}"#;
    let created = Creation::new(external, None).unwrap().run(None).unwrap();
    assert!(created.material(None).unwrap().is_none());
}

/// The randomness that the module hands to its kernels.
struct Platform;

impl Host for Platform {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        bytes.copy_from_slice(&random(bytes.len()).unwrap());
        Ok(())
    }
}

#[wasm_bindgen_test]
fn an_rsa_key_is_made_of_the_primes_that_were_found_and_leaves_when_it_has_been_proved() {
    let primes = Platform.rsa_primes(2048).unwrap().to_be_bytes().to_vec();
    assert_eq!(primes.len(), 256);
    let created = || creation("RSA_2048").run(Some(primes.clone())).unwrap();

    assert_eq!(created().unproved().unwrap().len(), 512);
    assert_eq!(created().unproved().unwrap()[..256], primes);
    for verdict in [None, Some(false)] {
        assert_eq!(code(created().material(verdict)), "ERR_INTERNAL");
    }
    let key = created().material(Some(true)).unwrap().unwrap();
    assert_eq!(key.spec(), "RSA_2048");
    assert_eq!(key.public_key("spki-der").unwrap().len(), 294);
}

#[wasm_bindgen_test]
fn keys_of_other_specs_need_no_proof() {
    for spec in ["AES_256", "EC_P384", "SM2"] {
        assert_eq!(creation(spec).run(None).unwrap().unproved(), None, "{spec}");
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
fn an_rsa_key_without_sound_primes_is_refused() {
    for primes in [None, Some(vec![]), Some(vec![0; 256]), Some(vec![1; 3])] {
        assert_eq!(code(creation("RSA_2048").run(primes)), "ERR_INTERNAL");
    }
    // Twice the same: only a random source that repeats itself brings that about.
    assert_eq!(code(creation("RSA_2048").run(Some(vec![0xff; 256]))), "ERR_RANDOM");
}

#[wasm_bindgen_test]
fn every_spec_without_primes_has_its_exports() {
    for (spec, secret) in [("AES_256", 32), ("SM4", 16)] {
        assert_eq!(material(spec).secret_key("raw").unwrap().len(), secret, "{spec}");
    }
    for (spec, pkcs8, spki) in [("EC_P256", 138, 91), ("EC_P384", 185, 120), ("SM2", 138, 91)] {
        assert_eq!(material(spec).private_key("pkcs8-der").unwrap().len(), pkcs8, "{spec}");
        assert_eq!(material(spec).public_key("spki-der").unwrap().len(), spki, "{spec}");
    }
}

#[wasm_bindgen_test]
fn a_pem_export_is_text_with_its_label() {
    let key = material("SM2");
    for (text, label) in
        [(key.public_key("spki-pem"), "PUBLIC KEY"), (key.private_key("pkcs8-pem"), "PRIVATE KEY")]
    {
        let text = String::from_utf8(text.unwrap()).unwrap();
        assert!(text.starts_with(&format!("-----BEGIN {label}-----\n")), "{label}");
        assert!(text.ends_with(&format!("-----END {label}-----\n")), "{label}");
    }
}

#[wasm_bindgen_test]
fn a_json_web_key_is_text_that_javascript_reads() {
    let text = String::from_utf8(material("EC_P256").public_key("jwk").unwrap()).unwrap();
    let key = Object::from(JSON::parse(&text).unwrap());
    let names: Vec<_> = Object::keys(&key).iter().map(|name| name.as_string().unwrap()).collect();
    assert_eq!(names, ["kty", "crv", "x", "y"]);
}

#[wasm_bindgen_test]
fn an_export_that_a_key_does_not_have_is_refused() {
    assert_eq!(code(material("AES_256").public_key("spki-der")), "KMS.0331");
    assert_eq!(code(material("SM4").private_key("pkcs8-pem")), "KMS.0331");
    assert_eq!(code(material("SM2").secret_key("raw")), "KMS.0325");
    assert_eq!(code(material("SM2").public_key("jwk")), "KMS.0308");
    assert_eq!(code(material("SM4").secret_key("jwk")), "KMS.0308");
}

#[wasm_bindgen_test]
fn a_format_that_is_none_is_refused() {
    for format in ["", "pem", "SPKI-DER", "raw"] {
        assert_eq!(code(material("EC_P384").public_key(format)), "KMS.0308", "{format}");
    }
}

#[wasm_bindgen_test]
fn no_two_keys_are_alike() {
    let keys = Array::new();
    for _ in 0..200 {
        let secret = String::from_utf8(material("AES_256").secret_key("jwk").unwrap()).unwrap();
        let secret = JsValue::from(secret);
        assert!(!keys.includes(&secret, 0));
        keys.push(&secret);
    }
}
