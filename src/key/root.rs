//! The root key: what everything that is kept is sealed by. It is given, and never kept beside it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::sealed::{self, Version, framed};
use crate::contract::error::{Code, Error};
use crate::material::hash::{HmacSha256, hmac_sha256};
use crate::material::random::Random;
use crate::material::sealing::SealingKey;

/// A root key, as the keys that are derived from it (HKDF-Expand of SHA-256, RFC 5869, 2.3: one block).
/// Wiped when dropped.
pub struct RootKey {
    materials: SealingKey,
    tokens: SealingKey,
    records: HmacSha256,
    digests: Zeroizing<[u8; 32]>,
}

/// The version of a record.
const VERSION: &str = "1";

/// What sealed material begins with from the second version of its form on. The first has nothing there.
const SECOND: &str = "2.";

/// The same of import tokens. One of the first version begins so once in 2^40.
const SECOND_TOKEN: &[u8] = b"PKMT\x02";

const UNREADABLE: Error = Error::new(
    Code::Record,
    "It was changed outside, or belongs to another project, or was sealed under another root key.",
);

impl RootKey {
    /// The root key of 32 bytes.
    ///
    /// # Errors
    /// `ERR_OPTION` if they are not 32.
    pub fn of(bytes: &[u8]) -> Result<Self, Error> {
        const LENGTH: Error =
            Error::in_field(Code::Option, "rootKey", "rootKey must be 32 random bytes.");
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| LENGTH)?;
        let derived = |info: &str| Zeroizing::new(hmac_sha256(bytes, &[info.as_bytes(), &[1]]));
        Ok(Self {
            materials: SealingKey::aes_256(derived("pocket-kms material")),
            tokens: SealingKey::aes_256(derived("pocket-kms import token")),
            records: HmacSha256::new(&*derived("pocket-kms record")),
            digests: derived("pocket-kms digest of material"),
        })
    }

    /// A fresh root key.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is no sound randomness.
    pub fn generate(random: &mut Random<'_>) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes)?;
        Self::of(&*bytes)
    }

    /// Seals material, bound to what it is of: as text, with the version of its form in front.
    pub(crate) fn seal(
        &self,
        bound: &[&str],
        bytes: &[u8],
        random: &mut Random<'_>,
    ) -> Result<String, Error> {
        let bytes = sealed::seal(&self.materials, bound, bytes, random)?;
        Ok([SECOND, &Base64::encode_string(&bytes)].concat())
    }

    /// Opens what [`Self::seal`] has sealed, in any version, if it is bound to the same.
    pub(crate) fn open(&self, bound: &[&str], text: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (version, text) = match text.strip_prefix(SECOND) {
            Some(text) => (Version::Second, text),
            None => (Version::First, text),
        };
        let bytes = Base64::decode_vec(text).map_err(|_| UNREADABLE)?;
        sealed::open(version, &self.materials, bound, &bytes).ok_or(UNREADABLE)
    }

    /// Seals what an import token holds.
    pub(crate) fn seal_token(
        &self,
        bound: &[&str],
        bytes: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        Ok([SECOND_TOKEN, &sealed::seal(&self.tokens, bound, bytes, random)?].concat())
    }

    /// Opens what [`Self::seal_token`] has sealed, in any version.
    pub(crate) fn open_token(&self, bound: &[&str], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (version, bytes) = match bytes.strip_prefix(SECOND_TOKEN) {
            Some(bytes) => (Version::Second, bytes),
            None => (Version::First, bytes),
        };
        sealed::open(version, &self.tokens, bound, bytes)
    }

    /// What identifies material that is gone, without saying anything about it.
    pub(crate) fn digest(&self, key_id: &str, material: &[u8]) -> String {
        Base64UrlUnpadded::encode_string(&hmac_sha256(
            &*self.digests,
            &[key_id.as_bytes(), &[0], material],
        ))
    }

    /// The text of a record: its version, its authentication code, and `json`.
    pub(crate) fn signed(&self, project_id: &str, revision: u64, json: &str) -> String {
        let code = Base64UrlUnpadded::encode_string(&self.code(project_id, revision, json));
        [VERSION, &code, json].join(".")
    }

    /// What [`Self::signed`] was given, if the text was not changed since.
    pub(crate) fn verified<'a>(
        &self,
        project_id: &str,
        revision: u64,
        text: &'a str,
    ) -> Result<&'a str, Error> {
        let mut parts = text.splitn(3, '.');
        let (Some(VERSION), Some(code), Some(json)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(UNREADABLE);
        };
        let code = Base64UrlUnpadded::decode_vec(code).map_err(|_| UNREADABLE)?;
        let is_ours = code.ct_eq(&self.code(project_id, revision, json));
        if bool::from(is_ours) { Ok(json) } else { Err(UNREADABLE) }
    }

    fn code(&self, project_id: &str, revision: u64, json: &str) -> [u8; 32] {
        let place = [VERSION, project_id].map(framed).concat();
        self.records.code(&[&place, &revision.to_be_bytes(), json.as_bytes()])
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey")
    }
}

/// The error of a record that is not what its store says it is.
pub(super) const fn unreadable() -> Error {
    UNREADABLE
}
