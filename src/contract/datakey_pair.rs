//! Key pairs that a key wraps: `POST …/create-rsa-datakey-pair`, `POST …/create-ec-datakey-pair`.

use alloc::string::String;

use serde::Serialize;

use super::encoded::{ADDITIONAL_DATA, additional_data};
use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};
use super::secret::Secret;
use super::spec::Spec;

/// What both ask for.
#[derive(Debug)]
pub struct DatakeyPairRequest {
    /// The key that wraps the private key.
    pub key_id: KeyName,
    /// The spec of the pair, by its name in this request.
    pub key_spec: &'static str,
    /// The spec of the pair.
    pub spec: &'static Spec,
    /// Whether the private key is answered in plaintext too. Default true.
    pub with_plain_text: bool,
    /// Bound to the ciphertext.
    pub additional_authenticated_data: String,
}

/// `POST …/create-rsa-datakey-pair`
#[derive(Debug)]
pub struct CreateRsaDatakeyPairRequest(
    /// Of an RSA spec.
    pub DatakeyPairRequest,
);

/// `POST …/create-ec-datakey-pair`
#[derive(Debug)]
pub struct CreateEcDatakeyPairRequest(
    /// Of a curve's spec.
    pub DatakeyPairRequest,
);

/// The pair.
#[derive(Debug, Serialize)]
pub struct DatakeyPairResponse {
    /// The key that wrapped it.
    pub key_id: String,
    /// The spec, as the request named it.
    pub key_spec: &'static str,
    /// `SubjectPublicKeyInfo` in DER, in Base64.
    pub public_key: String,
    /// The wrapped private key, in Base64: decrypt-data opens it.
    pub private_key_cipher_text: String,
    /// PKCS#8 in DER, in Base64; absent if it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_key_plain_text: Option<Secret<String>>,
}

const RSA_SPECS: &[(&str, &str)] =
    &[("RSA_2048", "RSA_2048"), ("RSA_3072", "RSA_3072"), ("RSA_4096", "RSA_4096")];

/// What this request calls the curves, and what create-key does.
const EC_SPECS: &[(&str, &str)] = &[
    ("ECC_NIST_P256", "EC_P256"),
    ("ECC_NIST_P384", "EC_P384"),
    ("ECC_SECG_P256K1", "SECP256K1"),
    ("SM2", "SM2"),
];

const RSA_SPEC: Rule =
    Rule::new("key_spec", Code::Kms0308, "key_spec must be RSA_2048, RSA_3072 or RSA_4096.");
const EC_SPEC: Rule = Rule::new(
    "key_spec",
    Code::Kms0308,
    "key_spec must be ECC_NIST_P256, ECC_NIST_P384, ECC_SECG_P256K1 or SM2; ECC_NIST_P521 is not made here.",
);
const WITH_PLAIN_TEXT: Rule =
    Rule::new("with_plain_text", Code::Kms0308, "with_plain_text must be true or false.");

const MEMBERS: &[&str] =
    &[KEY_ID.name, RSA_SPEC.name, WITH_PLAIN_TEXT.name, ADDITIONAL_DATA.name, SEQUENCE.name];

impl Request for CreateRsaDatakeyPairRequest {
    const MEMBERS: &'static [&'static str] = MEMBERS;

    fn read(members: &mut Members) -> Result<Self, Error> {
        pair(members, &RSA_SPEC, RSA_SPECS).map(Self)
    }
}

impl Request for CreateEcDatakeyPairRequest {
    const MEMBERS: &'static [&'static str] = MEMBERS;

    fn read(members: &mut Members) -> Result<Self, Error> {
        pair(members, &EC_SPEC, EC_SPECS).map(Self)
    }
}

fn pair(
    members: &mut Members,
    rule: &Rule,
    specs: &'static [(&'static str, &'static str)],
) -> Result<DatakeyPairRequest, Error> {
    let key_id = key_id(members)?;
    let named = rule.named(members, |name| {
        let (wire, spec) = specs.iter().find(|(wire, _)| *wire == name)?;
        Some((*wire, Spec::named(spec)?))
    })?;
    let (key_spec, spec) = rule.required(named)?;
    let with_plain_text = WITH_PLAIN_TEXT.boolean(members)?.unwrap_or(true);
    let additional_authenticated_data = additional_data(&ADDITIONAL_DATA, members)?;
    sequence(members)?;
    Ok(DatakeyPairRequest {
        key_id,
        key_spec,
        spec,
        with_plain_text,
        additional_authenticated_data,
    })
}
