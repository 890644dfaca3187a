//! The names of the forms that a key is handed out in.

use crate::contract::error::{Code, Error};

/// The forms of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicFormat {
    /// `spki-der`: `SubjectPublicKeyInfo`, bytes.
    SpkiDer,
    /// `spki-pem`: the same as text, `-----BEGIN PUBLIC KEY-----`.
    SpkiPem,
    /// `jwk`: a JSON Web Key.
    Jwk,
}

/// The forms of a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateFormat {
    /// `pkcs8-der`: PKCS#8 version 1, bytes.
    Pkcs8Der,
    /// `pkcs8-pem`: the same as text, `-----BEGIN PRIVATE KEY-----`.
    Pkcs8Pem,
    /// `jwk`: a JSON Web Key.
    Jwk,
}

/// The forms of a symmetric key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretFormat {
    /// `raw`: the bytes of the key.
    Raw,
    /// `jwk`: a JSON Web Key.
    Jwk,
}

impl PublicFormat {
    /// The format of that name.
    ///
    /// # Errors
    /// `KMS.0308` if there is none.
    pub fn named(name: &str) -> Result<Self, Error> {
        match name {
            "spki-der" => Ok(Self::SpkiDer),
            "spki-pem" => Ok(Self::SpkiPem),
            "jwk" => Ok(Self::Jwk),
            _ => Err(unknown("format of a public key must be spki-pem, spki-der or jwk.")),
        }
    }
}

impl PrivateFormat {
    /// The format of that name.
    ///
    /// # Errors
    /// `KMS.0308` if there is none.
    pub fn named(name: &str) -> Result<Self, Error> {
        match name {
            "pkcs8-der" => Ok(Self::Pkcs8Der),
            "pkcs8-pem" => Ok(Self::Pkcs8Pem),
            "jwk" => Ok(Self::Jwk),
            _ => Err(unknown("format of a private key must be pkcs8-pem, pkcs8-der or jwk.")),
        }
    }
}

impl SecretFormat {
    /// The format of that name.
    ///
    /// # Errors
    /// `KMS.0308` if there is none.
    pub fn named(name: &str) -> Result<Self, Error> {
        match name {
            "raw" => Ok(Self::Raw),
            "jwk" => Ok(Self::Jwk),
            _ => Err(unknown("format of a secret key must be raw or jwk.")),
        }
    }
}

const fn unknown(allowed: &'static str) -> Error {
    Error::in_field(Code::Kms0308, "format", allowed)
}
