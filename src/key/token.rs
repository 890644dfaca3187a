//! An import token: all that the receiving side has to remember, sealed, in the hands of the sender.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::root::RootKey;
use crate::contract::error::Error;
use crate::material::random::Random;
use crate::text::{base64, unbase64};

/// What a token binds together.
#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Token {
    pub(crate) key_id: String,
    /// The wrapping algorithm's name.
    pub(crate) algorithm: String,
    /// How often material had been imported before: after the next time it is of no use.
    pub(crate) imports: u32,
    /// Epoch milliseconds.
    pub(crate) expires: u64,
    /// The private half of the wrapping key, in Base64.
    wrapping_key: String,
    /// Its public half, `SubjectPublicKeyInfo` in DER, in Base64.
    wrapping_spki: String,
}

/// What a token is sealed for.
const PURPOSE: &str = "import";

impl Token {
    /// A token that holds both halves of the wrapping key.
    pub(crate) fn new(
        key_id: String,
        algorithm: &str,
        imports: u32,
        expires: u64,
        wrapping_key: &[u8],
        wrapping_spki: &[u8],
    ) -> Self {
        Self {
            key_id,
            algorithm: algorithm.into(),
            imports,
            expires,
            wrapping_key: base64(wrapping_key),
            wrapping_spki: base64(wrapping_spki),
        }
    }

    /// The private half of the wrapping key.
    pub(crate) fn wrapping_key(&self) -> Option<Zeroizing<Vec<u8>>> {
        unbase64(&self.wrapping_key)
    }

    /// Its public half.
    pub(crate) fn wrapping_spki(&self) -> Option<Zeroizing<Vec<u8>>> {
        unbase64(&self.wrapping_spki)
    }

    /// The token as it is handed out.
    pub(crate) fn seal(
        &self,
        root: &RootKey,
        project_id: &str,
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        let json = Zeroizing::new(serde_json::to_vec(self).unwrap_or_default());
        root.seal_token(&[PURPOSE, project_id], &json, random)
    }

    /// The token that was handed out; none if it is none of ours.
    pub(crate) fn open(bytes: &[u8], root: &RootKey, project_id: &str) -> Option<Self> {
        let json = root.open_token(&[PURPOSE, project_id], bytes)?;
        serde_json::from_slice(&json).ok()
    }
}
