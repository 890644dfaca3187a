//! What bytes are that nobody has described: PEM, a JSON Web Key, DER, or raw; the latter two also in
//! hexadecimal digits or Base64.

use alloc::vec::Vec;

use pkcs8::der::Decode;
use pkcs8::der::pem::Decoder;
use pkcs8::{PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::container::Container;
use super::jwk;
use crate::contract::convert::{ConvertKeyRequest, Half};
use crate::contract::error::{Code, Error};
use crate::contract::spec::Spec;
use crate::text;

/// What was recognised, and the error if it turns out to be no sound key after all.
pub(super) struct Recognized {
    pub(super) container: Container,
    pub(super) unsound: Error,
}

/// Tells the form by its structure, and never by trial of a length alone: raw bytes need `spec`, and of
/// Ed25519 `half`.
///
/// # Errors
/// `KMS.0308`, with a sentence that says what it looks like. `KMS.0204` if raw bytes lack their spec.
pub(super) fn recognize(
    given: &[u8],
    spec: Option<&'static Spec>,
    half: Option<Half>,
) -> Result<Recognized, Error> {
    if let Ok(text) = core::str::from_utf8(given) {
        let text = text.trim();
        if text.contains("-----BEGIN ") {
            return pem(text, spec);
        }
        if text.starts_with('{') {
            let container = jwk::parse(text, spec).ok_or(JWK)?;
            return Ok(Recognized { container, unsound: JWK });
        }
    }
    let bytes = text::decoded(given);
    if let Some(found) = der(&bytes, spec) {
        return Ok(found);
    }
    if bytes.is_empty() {
        return Err(UNKNOWN);
    }
    // Whoever brings a structure that is none of the known ones is not to be told to name a spec.
    let spec =
        spec.ok_or(if is_sequence(&bytes) { UNKNOWN } else { ConvertKeyRequest::NO_SPEC })?;
    let container = Container::of_raw(spec, half, &bytes)?;
    Ok(Recognized { container: container.ok_or(RAW)?, unsound: RAW })
}

/// The labels of PEM (RFC 7468, 5915; PKCS#1 has none that is registered), and what is under them.
type Reading = fn(&[u8], Option<&Spec>) -> Option<Container>;
const LABELS: [(&str, Reading, Error); 5] = [
    ("PRIVATE KEY", pkcs8, PKCS8),
    ("PUBLIC KEY", spki, SPKI),
    ("EC PRIVATE KEY", Container::of_sec1, SEC1),
    ("RSA PRIVATE KEY", |der, _| Container::of_pkcs1(der), PKCS1),
    ("RSA PUBLIC KEY", |der, _| Container::of_public_pkcs1(der), SPKI),
];

fn pem(text: &str, spec: Option<&Spec>) -> Result<Recognized, Error> {
    // `openssl ecparam -genkey` writes the curve before the key, which names it too: `EC PARAMETERS`, or
    // `SM2 PARAMETERS`.
    let text = text.rsplit_once(" PARAMETERS-----").map_or(text, |(_, key)| key).trim();
    let mut decoder = Decoder::new_detect_wrap(text.as_bytes()).map_err(|_| PEM)?;
    let label = decoder.type_label();
    if label == "ENCRYPTED PRIVATE KEY" || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(ENCRYPTED);
    }
    let (_, read, unsound) = LABELS.iter().find(|(known, ..)| *known == label).ok_or(LABEL)?;
    let mut der = Zeroizing::new(Vec::new());
    decoder.decode_to_end(&mut der).map_err(|_| PEM)?;
    let container = read(&der, spec).ok_or(*unsound)?;
    Ok(Recognized { container, unsound: *unsound })
}

fn der(bytes: &[u8], spec: Option<&Spec>) -> Option<Recognized> {
    LABELS.iter().find_map(|(_, read, unsound)| {
        read(bytes, spec).map(|container| Recognized { container, unsound: *unsound })
    })
}

fn pkcs8(der: &[u8], _: Option<&Spec>) -> Option<Container> {
    PrivateKeyInfoRef::from_der(der).ok()?;
    Some(Container::Pkcs8(Zeroizing::new(der.to_vec())))
}

fn spki(der: &[u8], _: Option<&Spec>) -> Option<Container> {
    SubjectPublicKeyInfoRef::from_der(der).ok()?;
    Some(Container::Spki(der.to_vec()))
}

/// Whether the bytes are one SEQUENCE of DER from end to end.
fn is_sequence(bytes: &[u8]) -> bool {
    pkcs8::der::asn1::AnyRef::from_der(bytes)
        .is_ok_and(|any| pkcs8::der::Tagged::tag(&any) == pkcs8::der::Tag::Sequence)
}

const UNKNOWN: Error = looks(
    Code::Kms0308,
    "key must be PEM, DER, a JSON Web Key or raw bytes; it looks like none of them.",
);
const PEM: Error = looks(Code::Kms0308, "key looks like PEM, and does not decode as one block.");
const LABEL: Error = looks(
    Code::Kms0308,
    "key looks like PEM, of none of the labels PRIVATE KEY, EC PRIVATE KEY, RSA PRIVATE KEY, PUBLIC KEY and RSA PUBLIC KEY.",
);
const ENCRYPTED: Error = looks(
    Code::Kms0308,
    "key looks like an encrypted private key, which has to be decrypted first.",
);
const PKCS8: Error =
    looks(Code::Kms2609, "key looks like PKCS#8, and is no sound private key of the specs.");
const SEC1: Error = looks(
    Code::Kms2609,
    "key looks like a private key of SEC 1, and is no sound one of a curve of the specs.",
);
const PKCS1: Error =
    looks(Code::Kms2609, "key looks like PKCS#1, and is no sound RSA key of the specs.");
const SPKI: Error = looks(Code::Kms0308, "key looks like a public key, and is none of the specs.");
const JWK: Error = looks(
    Code::Kms0308,
    "key looks like a JSON Web Key, and is no sound one of the specs; SM2 and SM4 have none.",
);
const RAW: Error = looks(Code::Kms0308, "key looks like raw bytes, and is no key of the key_spec.");

const fn looks(code: Code, sentence: &'static str) -> Error {
    Error::in_field(code, "key", sentence)
}
