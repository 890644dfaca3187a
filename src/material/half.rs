//! The public half of a key pair, and its forms.

use alloc::string::String;
use alloc::vec::Vec;

#[cfg(feature = "kms")]
use ed25519_dalek::VerifyingKey;
use zeroize::Zeroizing;

use super::der::Der;
#[cfg(feature = "kms")]
use super::ed25519;
use super::elliptic::Point;
use super::format::PublicFormat;
use super::pem::{self, LineEnding};
use super::rsa_numbers::RsaPublic;
use crate::contract::error::Error;

/// A public half, known to be one.
pub(super) enum PublicHalf {
    Elliptic(Point),
    Rsa(RsaPublic),
    #[cfg(feature = "kms")]
    Ed25519(VerifyingKey),
}

impl PublicHalf {
    /// The half in `format`.
    ///
    /// # Errors
    /// `KMS.0308` if it has no such form.
    pub(super) fn written(&self, format: PublicFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        match format {
            PublicFormat::SpkiDer => Ok(self.spki()),
            PublicFormat::SpkiPem => {
                Ok(super::into_bytes(pem::encode("PUBLIC KEY", &self.spki(), LineEnding::LF)))
            }
            PublicFormat::Jwk => {
                self.jwk().map(String::into_bytes).map(Zeroizing::new).ok_or(super::NO_JWK)
            }
        }
    }

    /// `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7), a point uncompressed.
    pub(super) fn spki(&self) -> Der {
        match self {
            Self::Elliptic(point) => point.spki(),
            Self::Rsa(key) => key.spki(),
            #[cfg(feature = "kms")]
            Self::Ed25519(key) => ed25519::spki(key),
        }
    }

    /// The public JSON Web Key; none if there is no registered form.
    fn jwk(&self) -> Option<String> {
        match self {
            Self::Elliptic(point) => point.jwk(),
            Self::Rsa(key) => Some(key.jwk()),
            #[cfg(feature = "kms")]
            Self::Ed25519(key) => Some(ed25519::jwk(key, None)),
        }
    }
}
