//! `wrapKeyMaterial`: the sending side of an import, which is done by the caller.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::algorithm::EncryptionAlgorithm;
use super::encoded::base64_decoded;
use super::error::{Code, Error};
use super::import::wrapping_algorithm;
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::spec::{Family, Spec};

/// What is to be wrapped, and by what.
#[derive(Debug)]
pub struct WrapKeyMaterialRequest {
    /// What get-parameters-for-import has answered: `SubjectPublicKeyInfo` in DER, decoded.
    pub public_key: Vec<u8>,
    /// `RSAES_OAEP_SHA_256` or `SM2_ENCRYPT`.
    pub wrapping_algorithm: EncryptionAlgorithm,
    /// The spec of the material.
    pub key_spec: &'static Spec,
    /// Whether the material is to be made rather than given.
    pub generates: bool,
}

/// The two members that import-key-material takes, both in Base64.
#[derive(Debug, Serialize)]
pub struct WrapKeyMaterialResponse {
    /// The material of a symmetric key, or the key that wraps the private key; wrapped.
    pub encrypted_key_material: String,
    /// The private key, wrapped; absent for a symmetric key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_privatekey: Option<String>,
}

const PUBLIC_KEY: Rule = Rule::new(
    "public_key",
    Code::Kms0308,
    "public_key must be what get-parameters-for-import has answered: an RSA or SM2 key, fit for the wrapping_algorithm.",
);
const KEY_SPEC: Rule = Rule::new(
    "key_spec",
    Code::Kms1110,
    "The spec must be that of the material; HMAC keys cannot be imported.",
);
const GENERATE: Rule = Rule { name: "generate", ..KEY_SPEC };

impl Request for WrapKeyMaterialRequest {
    const MEMBERS: &'static [&'static str] =
        &[PUBLIC_KEY.name, "wrapping_algorithm", KEY_SPEC.name, GENERATE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let public_key = PUBLIC_KEY.required(PUBLIC_KEY.named(members, base64_decoded)?)?.to_vec();
        let wrapping_algorithm = wrapping_algorithm(members)?;
        let given = KEY_SPEC.named(members, importable)?;
        let made = GENERATE.named(members, importable)?;
        let key_spec = KEY_SPEC.required(made.or(given))?;
        Ok(Self { public_key, wrapping_algorithm, key_spec, generates: made.is_some() })
    }
}

impl WrapKeyMaterialRequest {
    /// The error of a public key that does not fit the algorithm.
    pub(crate) const UNFIT: Error = PUBLIC_KEY.invalid();
    /// The error of material that is neither given nor to be made.
    pub(crate) const NO_MATERIAL: Error = Error::in_field(
        Code::Kms0204,
        "material",
        "material must be given with its key_spec, or generate must name a spec.",
    );
}

fn importable(name: &str) -> Option<&'static Spec> {
    Spec::named(name).filter(|spec| spec.family != Family::Hmac)
}
