//! What holds for every input, not only for those that somebody thought of.

use std::collections::BTreeMap;

use crate::MEMBERS;
use crate::hosts::{SeededHost, done};
use pocket_kms::contract::create_key::{CreateKeyRequest, DomainId};
use pocket_kms::contract::request::Request;
use pocket_kms::contract::spec::Family;
use pocket_kms::material::{PrivateFormat, PublicFormat, SecretFormat};
use pocket_kms::service::create_key;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};
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

/// A value that the member of that name may have.
fn good(member: &'static str) -> BoxedStrategy<Value> {
    let one_of = |words: &'static [&str]| prop::sample::select(words).prop_map(Value::from).boxed();
    match member {
        "key_alias" => "[a-zA-Z0-9:_-]{1,255}".prop_map(Value::from).boxed(),
        "key_spec" => one_of(&["AES_256", "SM4", "RSA_2048", "EC_P256", "SM2", "HMAC_SM3"]),
        "key_usage" => one_of(&["SIGN_VERIFY", "ENCRYPT_DECRYPT"]),
        "origin" => one_of(&["kms", "external"]),
        "enterprise_project_id" => one_of(&["", "0", "9d6bcb1a-4b5d-4d7e-8f6f-0123456789ab"]),
        "sequence" => "[ -~]{36}".prop_map(Value::from).boxed(),
        "keystore_id" => one_of(&["", "0"]),
        _ => prop::collection::vec(any::<char>(), 0..=255)
            .prop_map(|text| Value::from(String::from_iter(text)))
            .boxed(),
    }
}

/// A request with an alias and some of the other members, nearly all of which are good; and one of anything.
fn request() -> impl Strategy<Value = Value> {
    let member = |name: &'static str| {
        let value = prop_oneof![24 => good(name), 1 => value(), 1 => Just(Value::Null)];
        let often = if name == "key_alias" { 0.99 } else { 0.4 };
        prop::option::weighted(often, value.prop_map(move |value| (name.to_string(), value)))
    };
    let nearly_good = MEMBERS.map(member).prop_map(|members| {
        json!(members.into_iter().flatten().collect::<BTreeMap<String, Value>>())
    });
    let names = prop_oneof![9 => prop::sample::select(&MEMBERS[..]).prop_map(String::from), 1 => any::<String>()];
    let anything = prop::collection::btree_map(names, value(), 0..10).prop_map(|it| json!(it));
    prop_oneof![4 => nearly_good, 1 => anything]
}

/// Otherwise a law about requests would say nothing of those that are accepted, or of those that are refused.
#[test]
fn about_half_of_the_requests_that_are_made_here_are_accepted() {
    const SEED: u64 = 1;
    let config = ProptestConfig { rng_seed: RngSeed::Fixed(SEED), ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let is_accepted = |_: &u32| {
        let request = request().new_tree(&mut runner).unwrap().current();
        CreateKeyRequest::parse(&request.to_string()).is_ok()
    };
    let accepted = (0..2_000).filter(is_accepted).count();
    println!("seed {SEED}: {accepted} of 2,000 accepted");
    assert!((800..=1_200).contains(&accepted));
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
            let text = checked.to_json();
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
