//! Keys that are there from the beginning, for tests.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::create_key::CreateKeyRequest;
use super::encoded::base64_decoded;
use super::error::{Code, Error};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::is_uuid_shaped;
use super::secret::Secret;
use super::tags::{TagItem, tags};

/// The document: `{ "keys": [ … ] }`.
#[derive(Debug)]
pub struct SeedRequest {
    /// The keys, in the order in which they are created.
    pub keys: Vec<SeededKey>,
}

/// A key of the document.
#[derive(Debug)]
pub struct SeededKey {
    /// Its id.
    pub key_id: String,
    /// As if it was created.
    pub request: CreateKeyRequest,
    /// Its material: the bytes of a symmetric key, PKCS#8 in DER of a pair. Made if absent.
    pub material: Option<Secret<Vec<u8>>>,
    /// Its tags.
    pub tags: Vec<TagItem>,
}

/// Which keys there are now.
#[derive(Debug, Serialize)]
pub struct SeedResponse {
    /// Their ids.
    pub keys: Vec<String>,
}

/// What a key of the document has beyond a request of create-key.
#[derive(Deserialize)]
struct Beyond<'a> {
    #[serde(default)]
    key_id: String,
    #[serde(borrow, default)]
    material: Option<&'a RawValue>,
    #[serde(default)]
    tags: Vec<Box<RawValue>>,
}

const KEYS: Rule = Rule::new("keys", Code::Option, "keys must be a list of keys.");
const KEY_ID: Rule =
    Rule::new("key_id", Code::Kms0205, "key_id must be 36 characters in the form of a UUID.");
const MATERIAL: Rule = Rule::new(
    "material",
    Code::Option,
    "material must be Base64: the bytes of a symmetric key, or PKCS#8 of a pair, in DER or PEM.",
);

impl Request for SeedRequest {
    const MEMBERS: &'static [&'static str] = &[KEYS.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let keys: Vec<Box<RawValue>> = KEYS.required(KEYS.composed(members)?)?;
        let keys = keys.iter().map(|key| SeededKey::parse(key.get())).collect::<Result<_, _>>()?;
        Ok(Self { keys })
    }
}

impl SeededKey {
    fn parse(text: &str) -> Result<Self, Error> {
        let request = CreateKeyRequest::parse(text)?;
        let beyond: Beyond<'_> = serde_json::from_str(text).map_err(|_| KEYS.invalid())?;
        if !is_uuid_shaped(&beyond.key_id) {
            return Err(KEY_ID.invalid());
        }
        let tags = tags(&beyond.tags)?;
        let material = beyond.material.map(material).transpose()?;
        Ok(Self { key_id: beyond.key_id, request, material, tags })
    }
}

/// Base64, or PEM, which is Base64 between two lines.
fn material(raw: &RawValue) -> Result<Secret<Vec<u8>>, Error> {
    let text = serde_json::from_str(raw.get()).map(Secret::<String>::new);
    let text = text.map_err(|_| MATERIAL.invalid())?;
    let body = Secret::new(
        text.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect::<String>(),
    );
    base64_decoded(&body).map(Secret::from).ok_or(MATERIAL.invalid())
}
