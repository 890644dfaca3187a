//! What holds for every input, not only for those that somebody thought of.

use crate::MEMBERS;
use crate::hosts::{SeededHost, done};
use pocket_kms::contract::create_key::{CreateKeyRequest, DomainId};
use pocket_kms::contract::request::Request;
use pocket_kms::contract::spec::Family;
use pocket_kms::material::{PrivateFormat, PublicFormat, SecretFormat};
use pocket_kms::service::create_key;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Values that come near to what is allowed, and values that do not.
fn value() -> impl Strategy<Value = Value> {
    const WORDS: [&str; 9] =
        ["orders", "AES_256", "SM2", "SIGN_VERIFY", "ENCRYPT_DECRYPT", "kms", "external", "0", ""];
    prop_oneof![
        4 => prop::sample::select(&WORDS[..]).prop_map(Value::from),
        2 => any::<String>().prop_map(Value::from),
        1 => "[a-zA-Z0-9:/_-]{0,260}".prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => prop::collection::vec(any::<u8>(), 0..4).prop_map(Value::from),
    ]
}

fn request() -> impl Strategy<Value = Value> {
    let names = prop_oneof![9 => prop::sample::select(&MEMBERS[..]).prop_map(String::from), 1 => any::<String>()];
    prop::collection::btree_map(names, value(), 0..10).prop_map(|members| json!(members))
}

/// The page's pattern, read another way than the core reads it: character by character.
fn alias_is_allowed(alias: &str) -> bool {
    let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/_-";
    let length = alias.chars().count();
    (1..=255).contains(&length)
        && alias.chars().all(|c| allowed.chars().any(|a| a == c))
        && alias.rsplit_once("/default").is_none_or(|(_, rest)| !rest.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_request_or_an_error(text in any::<String>()) {
        let _ = CreateKeyRequest::parse(&text);
    }

    #[test]
    fn any_json_gives_a_request_or_an_error_that_names_one_of_its_members(request in request()) {
        if let Err(error) = CreateKeyRequest::parse(&request.to_string()) {
            prop_assert!(error.field.is_some_and(|field| MEMBERS.contains(&field)));
        }
    }

    #[test]
    fn text_cut_anywhere_is_no_request(request in request(), cut in any::<prop::sample::Index>()) {
        let text = request.to_string();
        let end = cut.index(text.len());
        if text.is_char_boundary(end) {
            prop_assert!(CreateKeyRequest::parse(&text[..end]).is_err());
        }
    }

    #[test]
    fn a_checked_request_is_checked_again_to_itself(request in request()) {
        if let Ok(checked) = CreateKeyRequest::parse(&request.to_string()) {
            let text = serde_json::to_string(&checked).unwrap();
            prop_assert_eq!(CreateKeyRequest::parse(&text), Ok(checked));
        }
    }

    #[test]
    fn an_alias_is_accepted_exactly_if_the_page_allows_it(
        alias in prop_oneof![any::<String>(), "[a-z:/_-]{0,3}(/default)?[a-z]?", "[A-Za-z0-9]{250,258}"],
    ) {
        let request = json!({ "key_alias": alias }).to_string();
        prop_assert_eq!(CreateKeyRequest::parse(&request).is_ok(), alias_is_allowed(&alias));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_checked_request_gives_an_answer_and_the_material_that_it_asks_for(
        spec in prop::sample::select(&["AES_256", "SM4", "EC_P256", "EC_P384", "SM2"][..]),
        origin in prop::sample::select(&["kms", "external"][..]),
        seed in any::<u64>(),
    ) {
        let text = json!({ "key_alias": "a", "key_spec": spec, "origin": origin }).to_string();
        let request = CreateKeyRequest::parse(&text).unwrap();
        let made = done(create_key(&request, DomainId::default(), &SeededHost::new(seed))).unwrap();

        let id = made.response.key_info.key_id;
        prop_assert_eq!(id.get_version_num(), 4);
        prop_assert_eq!(id.to_string(), id.to_string().to_lowercase());
        prop_assert_eq!(made.material.is_some(), origin == "kms");
        if let Some(material) = made.material {
            prop_assert_eq!(material.spec().name, spec);
            let symmetric = material.spec().family == Family::Symmetric;
            prop_assert_eq!(material.secret_key(SecretFormat::Raw).is_ok(), symmetric);
            prop_assert_eq!(material.public_key(PublicFormat::SpkiDer).is_ok(), !symmetric);
            prop_assert_eq!(material.private_key(PrivateFormat::Pkcs8Der).is_ok(), !symmetric);
        }
    }
}
