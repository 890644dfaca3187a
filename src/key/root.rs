//! The root key: what everything that is kept is sealed by. It is given, and never kept beside it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::contract::error::{Code, Error};
use crate::material::aead::AeadKey;
use crate::material::hash::hmac_sha256;
use crate::material::random::Random;

/// A root key, as the keys that are derived from it (HKDF-Expand of SHA-256, RFC 5869, 2.3: one block).
/// Wiped when dropped.
pub struct RootKey {
    materials: AeadKey,
    tokens: AeadKey,
    records: Zeroizing<[u8; 32]>,
    digests: Zeroizing<[u8; 32]>,
}

/// The version of sealed material, and of a record.
const VERSION: &str = "1";

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
            materials: AeadKey::aes_256(&derived("pocket-kms material")),
            tokens: AeadKey::aes_256(&derived("pocket-kms import token")),
            records: derived("pocket-kms record"),
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

    /// Seals material, bound to what it is of; Base64 of iv, ciphertext and tag.
    pub(crate) fn seal(
        &self,
        bound: &[&str],
        bytes: &[u8],
        random: &mut Random<'_>,
    ) -> Result<String, Error> {
        Ok(Base64::encode_string(&sealed(&self.materials, bound, bytes, random)?))
    }

    /// Opens what [`Self::seal`] has sealed, if it is bound to the same.
    pub(crate) fn open(&self, bound: &[&str], text: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let bytes = Base64::decode_vec(text).map_err(|_| UNREADABLE)?;
        opened(&self.materials, bound, &bytes).ok_or(UNREADABLE)
    }

    /// Seals what an import token holds.
    pub(crate) fn seal_token(
        &self,
        bound: &[&str],
        bytes: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        sealed(&self.tokens, bound, bytes, random)
    }

    /// Opens what [`Self::seal_token`] has sealed.
    pub(crate) fn open_token(&self, bound: &[&str], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        opened(&self.tokens, bound, bytes)
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
        hmac_sha256(&*self.records, &[&place, &revision.to_be_bytes(), json.as_bytes()])
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

fn sealed(
    key: &AeadKey,
    bound: &[&str],
    bytes: &[u8],
    random: &mut Random<'_>,
) -> Result<Vec<u8>, Error> {
    let mut iv = [0; 12];
    random.fill(&mut iv)?;
    // One allocation, so that no copy of the plaintext is left where it grew out of.
    let mut buffer = Vec::with_capacity(bytes.len().saturating_add(16));
    buffer.extend_from_slice(bytes);
    key.seal(&iv, &additional(bound), &mut buffer)?;
    Ok([&iv[..], &buffer].concat())
}

fn opened(key: &AeadKey, bound: &[&str], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (iv, sealed) = bytes.split_first_chunk::<12>()?;
    let mut buffer = Zeroizing::new(sealed.to_vec());
    key.open(iv, &additional(bound), &mut buffer).ok()?;
    Some(buffer)
}

fn additional(bound: &[&str]) -> Vec<u8> {
    bound.iter().chain(&[VERSION]).map(|text| framed(text)).collect::<Vec<_>>().concat()
}

/// A text behind its length, so that no two lists of texts give the same bytes.
fn framed(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&length[..], text.as_bytes()].concat()
}
