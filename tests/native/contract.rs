//! create-key's contract, case by case: `tests/vectors/create-key.json`, and every cell of the table
//! of specs, usages and origins.

use pocket_kms::contract::create_key::CreateKeyRequest;
use pocket_kms::contract::error::Code;
use pocket_kms::contract::request::Request;
use pocket_kms::contract::spec::SPECS;
use serde_json::json;

use crate::MEMBERS;
use crate::cases::{Case, Refusal, cases};
use crate::published::assert_published;

const CELLS: &str = include_str!("../vectors/create-key-cells.txt");

#[test]
fn every_case_of_the_contract_has_its_outcome() {
    for Case { name, source, request, accepted, refused } in cases() {
        assert!(!source.is_empty(), "{name}");
        match CreateKeyRequest::parse(request.get()) {
            Ok(checked) => {
                let checked: serde_json::Value = serde_json::from_str(&checked.to_json()).unwrap();
                for (member, value) in accepted.unwrap_or_else(|| panic!("accepted: {name}")) {
                    assert_eq!(checked[&member], value, "{name}");
                }
            }
            Err(error) => {
                assert_published(&error);
                let (code, field) = (error.code.name().to_owned(), error.field.map(str::to_owned));
                let refusal = Refusal { code, field, message: error.to_string() };
                assert_eq!(Some(refusal), refused, "{name}");
            }
        }
    }
}

#[test]
fn every_code_of_create_key_is_in_a_case() {
    // KMS.0203 is a unit test of the reader.
    let codes = [
        Code::Kms0202,
        Code::Kms0204,
        Code::Kms0206,
        Code::Kms0308,
        Code::Kms0339,
        Code::Kms0340,
        Code::Kms1101,
        Code::Kms1103,
        Code::Kms1110,
        Code::Kms1114,
        Code::Kms1115,
    ];
    let produced = cases();
    for code in codes {
        assert!(
            produced
                .iter()
                .any(|case| case.refused.as_ref().is_some_and(|it| it.code == code.name())),
            "{code:?}"
        );
    }
}

#[test]
fn no_message_repeats_what_the_caller_sent() {
    let secret = "c0ffee-secret-value";
    for member in MEMBERS {
        let value = format!("{secret} {}", "x".repeat(300));
        let mut request = json!({ "key_alias": "orders" });
        request[member] = json!(value);
        let error = CreateKeyRequest::parse(&request.to_string()).unwrap_err();
        assert_eq!(error.field, Some(member));
        assert!(!error.to_string().contains(secret), "{member}");
        assert!(error.to_string().len() <= 500, "{member}");
    }
}

#[test]
fn every_cell_of_spec_usage_and_origin_is_as_the_table_says() {
    let mut table =
        row(["key_spec", "key_usage", "origin absent", "origin kms", "origin external"]);
    for spec in &SPECS {
        for usage in
            [None, Some("ENCRYPT_DECRYPT"), Some("SIGN_VERIFY"), Some("GENERATE_VERIFY_MAC")]
        {
            let [absent, kms, external] =
                [None, Some("kms"), Some("external")].map(|origin| cell(spec.name, usage, origin));
            table += &row([spec.name, usage.unwrap_or("absent"), &absent, &kms, &external]);
        }
    }
    println!("{table}");
    assert_eq!(table, CELLS);
}

/// The usage of the key, or the code of the refusal.
fn cell(spec: &str, usage: Option<&str>, origin: Option<&str>) -> String {
    let request =
        json!({ "key_alias": "a", "key_spec": spec, "key_usage": usage, "origin": origin });
    match CreateKeyRequest::parse(&request.to_string()) {
        Ok(checked) => {
            serde_json::to_value(checked.key_usage).unwrap().as_str().unwrap().to_owned()
        }
        Err(error) => error.code.name().to_owned(),
    }
}

fn row([spec, usage, absent, kms, external]: [&str; 5]) -> String {
    format!("{spec:9} {usage:19} {absent:19} {kms:19} {external}\n")
}
