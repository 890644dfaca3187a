//! `convertKey`, `convertCiphertext`, `convertSignature`: the same in another form, which is done by
//! the caller.

use serde::Serialize;

use super::error::{Code, Error};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::spec::Spec;

/// What a key is to be written as.
#[derive(Debug)]
pub struct ConvertKeyRequest {
    /// The spec of the key; raw bytes need it, the other forms say it themselves.
    pub key_spec: Option<&'static Spec>,
    /// Which half of a pair the key is.
    pub from: Option<Half>,
    /// The form that it is to have.
    pub to: KeyForm,
    /// How bytes are written.
    pub encoding: Encoding,
}

/// What an SM2 ciphertext or signature is to be written as.
#[derive(Debug)]
pub struct ConvertLayoutRequest<Layout> {
    /// The layout that it has, if that is known.
    pub from: Option<Layout>,
    /// The layout that it is to have.
    pub to: Layout,
    /// How bytes are written.
    pub encoding: Encoding,
}

/// What a converted key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ConvertedKeyInfo {
    /// Its spec.
    pub key_spec: &'static Spec,
    /// Which part of the key is in what was written.
    pub kind: KeyKind,
}

/// The parts that a key can be written of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// The private key of a pair.
    Private,
    /// The public key of a pair.
    Public,
    /// A symmetric key.
    Secret,
}

/// Writes an enum of names, and the way from a name to it, from one table.
macro_rules! names {
    ($(#[$doc:meta])* $kind:ident { $($(#[$row:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind { $($(#[$row])* $variant,)* }

        impl $kind {
            /// The one of that name; none if there is none. Case matters.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

names! {
    /// The halves of a key pair.
    Half {
        /// `private`
        Private = "private",
        /// `public`
        Public = "public",
    }
}

names! {
    /// The forms of a key.
    KeyForm {
        /// `pkcs8-pem`: the private key.
        Pkcs8Pem = "pkcs8-pem",
        /// `pkcs8-der`: the private key.
        Pkcs8Der = "pkcs8-der",
        /// `spki-pem`: the public key.
        SpkiPem = "spki-pem",
        /// `spki-der`: the public key.
        SpkiDer = "spki-der",
        /// `jwk`: a JSON Web Key of all that there is.
        Jwk = "jwk",
        /// `public-jwk`: the same of the public key.
        PublicJwk = "public-jwk",
        /// `raw`: the scalar of a curve, the seed of Ed25519, the bytes of a symmetric key; of a public
        /// key alone its point.
        Raw = "raw",
        /// `public-raw`: the point of a public key, uncompressed; of Ed25519 in its only form.
        PublicRaw = "public-raw",
        /// `public-raw-compressed`: the same, compressed (SEC 1, 2.3.3).
        PublicRawCompressed = "public-raw-compressed",
    }
}

names! {
    /// How bytes are written.
    Encoding {
        /// `binary`: as they are.
        Binary = "binary",
        /// `hex`: digits in lower case.
        Hex = "hex",
        /// `base64`: with padding.
        Base64 = "base64",
    }
}

names! {
    /// The layouts of an SM2 ciphertext.
    CiphertextLayout {
        /// `ASN1`: SEQUENCE { x, y, hash, cipher } (GM/T 0009, 7.2).
        Asn1 = "ASN1",
        /// `C1C3C2`: the standard's (GB/T 32918.4).
        C1C3C2 = "C1C3C2",
        /// `C1C2C3`: that of 2010.
        C1C2C3 = "C1C2C3",
    }
}

names! {
    /// The layouts of an SM2 signature.
    SignatureLayout {
        /// `DER`: SEQUENCE { r, s } (GM/T 0009, 7.3).
        Der = "DER",
        /// `RAW`: r ‖ s, 32 bytes each.
        Raw = "RAW",
    }
}

const KEY_SPEC: Rule =
    Rule::new("key_spec", Code::Kms1110, "key_spec must be that of the key; raw bytes need it.");
const FROM: Rule = Rule::new(
    "from",
    Code::Kms0308,
    "from must be private or public: the half of the pair that the key is.",
);
const TO: Rule = Rule::new(
    "to",
    Code::Kms0308,
    "to must be pkcs8-pem, pkcs8-der, spki-pem, spki-der, jwk, public-jwk, raw, public-raw or public-raw-compressed.",
);
const ENCODING: Rule =
    Rule::new("encoding", Code::Kms0308, "encoding must be binary, hex or base64.");
const CIPHERTEXT_FROM: Rule = Rule::new(
    "from",
    Code::Kms0308,
    "from must be the layout that the ciphertext has, ASN1, C1C3C2 or C1C2C3; of the latter two nothing in it tells which.",
);
const CIPHERTEXT_TO: Rule = Rule::new("to", Code::Kms0308, "to must be ASN1, C1C3C2 or C1C2C3.");
const SIGNATURE_FROM: Rule =
    Rule::new("from", Code::Kms0308, "from must be the layout that the signature has, DER or RAW.");
const SIGNATURE_TO: Rule = Rule::new("to", Code::Kms0308, "to must be DER or RAW.");

impl Request for ConvertKeyRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_SPEC.name, FROM.name, TO.name, ENCODING.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_spec = KEY_SPEC.named(members, Spec::named)?;
        let from = FROM.named(members, Half::named)?;
        let to = TO.required(TO.named(members, KeyForm::named)?)?;
        let encoding = ENCODING.named(members, Encoding::named)?;
        if to.is_text() && encoding.is_some() {
            return Err(TEXT);
        }
        Ok(Self { key_spec, from, to, encoding: encoding.unwrap_or(Encoding::Binary) })
    }
}

impl Request for ConvertLayoutRequest<CiphertextLayout> {
    const MEMBERS: &'static [&'static str] = LAYOUT_MEMBERS;

    fn read(members: &mut Members) -> Result<Self, Error> {
        layouts(members, &CIPHERTEXT_FROM, &CIPHERTEXT_TO, CiphertextLayout::named)
    }
}

impl Request for ConvertLayoutRequest<SignatureLayout> {
    const MEMBERS: &'static [&'static str] = LAYOUT_MEMBERS;

    fn read(members: &mut Members) -> Result<Self, Error> {
        layouts(members, &SIGNATURE_FROM, &SIGNATURE_TO, SignatureLayout::named)
    }
}

impl ConvertKeyRequest {
    /// The error of raw bytes of which no spec is known.
    pub(crate) const NO_SPEC: Error = Error { code: Code::Kms0204, ..KEY_SPEC.invalid() };
    /// The error of raw bytes that may be either half, or of a key that is the other half.
    pub(crate) const WRONG_HALF: Error = FROM.invalid();
    /// The error of a form that the key does not have.
    pub(crate) const NO_FORM: Error = Error::in_field(
        Code::Kms0308,
        "to",
        "to must be a form that the key has: a public key has no private one, RSA has no raw one, and Ed25519 has no compressed point.",
    );
}

impl ConvertLayoutRequest<CiphertextLayout> {
    /// The error of a ciphertext that says nothing of its layout.
    pub(crate) const NO_LAYOUT: Error = Error { code: Code::Kms0204, ..CIPHERTEXT_FROM.invalid() };
}

impl KeyForm {
    /// Whether it is text, which no encoding is written over.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Pkcs8Pem | Self::SpkiPem | Self::Jwk | Self::PublicJwk)
    }
}

const TEXT: Error = Error::in_field(
    Code::Kms0308,
    "encoding",
    "encoding is for der and raw: PEM and JSON Web Keys are text.",
);

const LAYOUT_MEMBERS: &[&str] = &[FROM.name, TO.name, ENCODING.name];

fn layouts<Layout>(
    members: &mut Members,
    from: &Rule,
    to: &Rule,
    named: fn(&str) -> Option<Layout>,
) -> Result<ConvertLayoutRequest<Layout>, Error> {
    Ok(ConvertLayoutRequest {
        from: from.named(members, named)?,
        to: to.required(to.named(members, named)?)?,
        encoding: ENCODING.named(members, Encoding::named)?.unwrap_or(Encoding::Binary),
    })
}
