//! `POST /v1.0/{project_id}/kms/create-key`: what may be asked, and what is answered.
//!
//! Source: "Creating a Key" (2026-06-09), Tables 3 to 5; what it leaves open: `docs/decisions.md`.

use alloc::string::{String, ToString};

#[cfg(feature = "kms")]
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::error::{Code, Error};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{
    KEY_ALIAS, KEY_DESCRIPTION, SEQUENCE, has_up_to_255, is_uuid_shaped, key_alias,
    key_description, sequence,
};
use super::spec::{Family, Spec, Usage};
use crate::json::{self, Value};

/// A request that has been checked: every member holds what the service would take it for.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateKeyRequest {
    /// 1 to 255 characters.
    pub key_alias: String,
    /// The row of the spec. Default `AES_256`.
    pub key_spec: &'static Spec,
    /// A usage that the spec allows. Default: the spec's own.
    pub key_usage: Usage,
    /// 0 to 255 characters. Default empty.
    pub key_description: String,
    /// Default `kms`.
    pub origin: Origin,
    /// `0`, the default, or the id of an enterprise project.
    pub enterprise_project_id: String,
    /// The caller's own 36-byte serial number of the request. It has no effect.
    pub sequence: Option<String>,
    /// Always `0`, the default key store: there is no other here.
    pub keystore_id: String,
    /// Up to 255 characters. It has no effect.
    pub vm_id: Option<String>,
}

/// Where the key material comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "kms", derive(Deserialize, Serialize), serde(rename_all = "lowercase"))]
pub enum Origin {
    /// It is imported later: the key is created without material.
    External,
    /// It is generated with the key.
    Kms,
}

/// The answer: `{ "key_info": { "key_id": …, "domain_id": … } }`.
#[derive(Debug, PartialEq, Eq)]
pub struct CreateKeyResponse {
    /// The new key.
    pub key_info: KeyInfo,
}

/// `KeKInfo` of Table 5.
#[derive(Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// A version 4 UUID in lower case, 36 characters.
    pub key_id: Uuid,
    /// The account that the key belongs to.
    pub domain_id: DomainId,
}

/// An account's id: 32 hexadecimal digits in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "kms", derive(Serialize), serde(transparent))]
pub struct DomainId(String);

/// Table 3, member by member in its order. Then `KMS.1114`, `KMS.1115`, `KMS.0308` for a usage or an
/// origin that the spec does not allow.
impl Request for CreateKeyRequest {
    const MEMBERS: &'static [&'static str] = &[
        KEY_ALIAS.name,
        KEY_SPEC.name,
        KEY_USAGE.name,
        KEY_DESCRIPTION.name,
        ORIGIN.name,
        ENTERPRISE_PROJECT_ID.name,
        SEQUENCE.name,
        KEYSTORE_ID.name,
        VM_ID.name,
    ];

    fn read(members: &mut Members) -> Result<Self, Error> {
        Self::read_with(&KEY_SPEC, Spec::named, members)
    }
}

impl CreateKeyRequest {
    /// Checks the members by the page to the letter: `key_spec` is one of the eight that are on it. The others are
    /// known to the service alone.
    ///
    /// # Errors
    /// As [`Request::read`]; `KMS.1110` for the others.
    pub fn read_page(members: &mut Members) -> Result<Self, Error> {
        Self::read_with(&PAGE_KEY_SPEC, Spec::on_page, members)
    }

    /// The request as JSON text, with its defaults filled in.
    pub fn to_json(&self) -> String {
        json::object(&[
            (KEY_ALIAS.name, Value::Text(&self.key_alias)),
            (KEY_SPEC.name, Value::Text(self.key_spec.name)),
            (KEY_USAGE.name, Value::Text(self.key_usage.name())),
            (KEY_DESCRIPTION.name, Value::Text(&self.key_description)),
            (ORIGIN.name, Value::Text(self.origin.name())),
            (ENTERPRISE_PROJECT_ID.name, Value::Text(&self.enterprise_project_id)),
            (SEQUENCE.name, optional(self.sequence.as_deref())),
            (KEYSTORE_ID.name, Value::Text(&self.keystore_id)),
            (VM_ID.name, optional(self.vm_id.as_deref())),
        ])
    }

    fn read_with(
        key_spec: &Rule,
        named: fn(&str) -> Option<&'static Spec>,
        members: &mut Members,
    ) -> Result<Self, Error> {
        let key_alias = key_alias(members)?;
        let key_spec = key_spec.named(members, named)?.unwrap_or(Spec::default_spec());
        let named_usage = KEY_USAGE.named(members, Usage::named)?;
        let key_description = key_description(members)?;
        let origin = ORIGIN.named(members, Origin::named)?.unwrap_or(Origin::Kms);
        let project = ENTERPRISE_PROJECT_ID
            .where_valid(members, |id| id.is_empty() || id == "0" || is_uuid_shaped(id))?;
        let sequence = sequence(members)?;
        let keystore = KEYSTORE_ID.text(members)?;
        if !matches!(keystore.as_deref(), None | Some("" | DEFAULT_KEYSTORE)) {
            return Err(match origin {
                Origin::External => Error { code: Code::Kms0339, ..KEYSTORE_ID.invalid() },
                Origin::Kms => KEYSTORE_ID.invalid(),
            });
        }
        let vm_id = VM_ID.where_valid(members, has_up_to_255)?;

        let key_usage = named_usage.unwrap_or(key_spec.default_usage);
        key_spec
            .allows(key_usage)
            .map_err(|code| Error::in_field(code, KEY_USAGE.name, USAGE_BY_SPEC))?;
        if key_spec.family == Family::Hmac && origin == Origin::External {
            return Err(Error { allowed: HMAC_ORIGIN, ..ORIGIN.invalid() });
        }

        Ok(Self {
            key_alias,
            key_spec,
            key_usage,
            key_description: key_description.unwrap_or_default(),
            origin,
            enterprise_project_id: none_if_empty(project).unwrap_or_else(|| "0".to_string()),
            sequence,
            keystore_id: DEFAULT_KEYSTORE.to_string(),
            vm_id: none_if_empty(vm_id),
        })
    }
}

impl CreateKeyResponse {
    /// The answer as JSON text.
    pub fn to_json(&self) -> String {
        let KeyInfo { key_id, domain_id } = &self.key_info;
        let mut buffer = [0; Hyphenated::LENGTH];
        let key_info = json::object(&[
            ("key_id", Value::Text(key_id.hyphenated().encode_lower(&mut buffer))),
            ("domain_id", Value::Text(domain_id.as_str())),
        ]);
        json::object(&[("key_info", Value::Object(&key_info))])
    }
}

impl Origin {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::External => "external",
            Self::Kms => "kms",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::External, Self::Kms].into_iter().find(|origin| origin.name() == name)
    }
}

impl DomainId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks an account's id.
    ///
    /// # Errors
    /// `KMS.0308` if it is not 32 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() == 32 && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(Self(text.to_string()))
        } else {
            Err(Error::in_field(
                Code::Kms0308,
                "domainId",
                "domainId must be 32 characters of 0-9 and a-f.",
            ))
        }
    }
}

/// Thirty-two zeros: no account of the cloud has it.
impl Default for DomainId {
    fn default() -> Self {
        Self(String::from("00000000000000000000000000000000"))
    }
}

const KEY_SPEC: Rule = Rule {
    name: "key_spec",
    code: Code::Kms1110,
    allowed: "key_spec must be one of AES_256, SM4, RSA_2048, RSA_3072, RSA_4096, EC_P256, EC_P384, SM2, SECP256K1, ED25519, HMAC_256, HMAC_384, HMAC_512, HMAC_SM3.",
};
const PAGE_KEY_SPEC: Rule = Rule {
    allowed: "key_spec must be one of AES_256, SM4, RSA_2048, RSA_3072, RSA_4096, EC_P256, EC_P384, SM2. Kms has SECP256K1, ED25519, HMAC_256, HMAC_384, HMAC_512 and HMAC_SM3 too.",
    ..KEY_SPEC
};
const KEY_USAGE: Rule = Rule {
    name: "key_usage",
    code: Code::Kms0308,
    allowed: "key_usage must be ENCRYPT_DECRYPT, SIGN_VERIFY or GENERATE_VERIFY_MAC.",
};
const ORIGIN: Rule = Rule::new("origin", Code::Kms0308, "origin must be kms or external.");
const ENTERPRISE_PROJECT_ID: Rule = Rule {
    name: "enterprise_project_id",
    code: Code::Kms0308,
    allowed: "enterprise_project_id must be 0 or the 36-character id of an enterprise project in lower case.",
};
const KEYSTORE_ID: Rule = Rule {
    name: "keystore_id",
    code: Code::Kms0340,
    allowed: "keystore_id must be 0, the default key store: there is no other here.",
};
const VM_ID: Rule = Rule {
    name: "vm_id",
    code: Code::Kms0308,
    allowed: "vm_id must be text of up to 255 characters.",
};

const USAGE_BY_SPEC: &str = "AES_256 and SM4 allow ENCRYPT_DECRYPT; EC_P256, EC_P384, SECP256K1 and ED25519 allow SIGN_VERIFY; RSA and SM2 keys allow either; HMAC keys allow GENERATE_VERIFY_MAC.";
const HMAC_ORIGIN: &str = "origin must be kms for HMAC keys: they cannot be imported.";
const DEFAULT_KEYSTORE: &str = "0";

fn optional(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Absent, Value::Text)
}

fn none_if_empty(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::contract::Member;
    use crate::contract::spec::SPECS;

    fn page(members: &[(&str, &str)]) -> Result<CreateKeyRequest, Error> {
        let value = |name: &&str| {
            let member = members.iter().find(|(known, _)| known == name);
            member.map_or(Member::Absent, |(_, text)| Member::Text((*text).into()))
        };
        let values: Vec<_> = CreateKeyRequest::MEMBERS.iter().map(value).collect();
        let mut members = Members::from_values(CreateKeyRequest::MEMBERS, Some(values)).unwrap();
        CreateKeyRequest::read_page(&mut members)
    }

    #[test]
    fn the_page_has_eight_specs_and_says_who_has_the_others() {
        for spec in &SPECS {
            let read = page(&[("key_alias", "a"), ("key_spec", spec.name)]);
            let error = read.as_ref().err().map(|error| (error.code, error.field));
            let refused = (!spec.is_on_page).then_some((Code::Kms1110, Some("key_spec")));
            assert_eq!(error, refused, "{}", spec.name);
            assert!(
                PAGE_KEY_SPEC.allowed.contains(spec.name) && KEY_SPEC.allowed.contains(spec.name)
            );
        }
        assert_eq!(
            page(&[("key_alias", "a"), ("key_spec", "")]).map_err(|error| error.code),
            Err(Code::Kms1110)
        );
    }

    #[test]
    fn a_request_is_written_with_its_defaults_and_without_what_has_no_effect() {
        let whole =
            page(&[("key_alias", "a"), ("key_description", "\"é\""), ("vm_id", "")]).unwrap();
        assert_eq!(
            whole.to_json(),
            r#"{"key_alias":"a","key_spec":"AES_256","key_usage":"ENCRYPT_DECRYPT","key_description":"\"é\"","origin":"kms","enterprise_project_id":"0","keystore_id":"0"}"#
        );
        let sequence = "919c82d4-8046-4722-9094-35c3c6524cff";
        let whole = page(&[("key_alias", "a"), ("sequence", sequence), ("vm_id", "v")]).unwrap();
        assert!(whole.to_json().contains(
            r#""sequence":"919c82d4-8046-4722-9094-35c3c6524cff","keystore_id":"0","vm_id":"v"}"#
        ));
    }

    #[test]
    fn an_answer_is_the_id_of_the_key_and_of_its_account() {
        let key_info = KeyInfo { key_id: Uuid::from_u128(0xfe), domain_id: DomainId::default() };
        assert_eq!(
            CreateKeyResponse { key_info }.to_json(),
            r#"{"key_info":{"key_id":"00000000-0000-0000-0000-0000000000fe","domain_id":"00000000000000000000000000000000"}}"#
        );
    }

    #[test]
    fn a_domain_id_is_32_lower_case_hexadecimal_digits() {
        assert!(DomainId::parse("b168fe00ff56492495a7d22974df2d0b").is_ok());
        assert!(DomainId::parse(&DomainId::default().0).is_ok());
        for bad in
            ["", "b168", "B168FE00FF56492495A7D22974DF2D0B", &"g".repeat(32), &"é".repeat(16)]
        {
            assert_eq!(DomainId::parse(bad).map_err(|e| e.field), Err(Some("domainId")), "{bad}");
        }
    }
}
