//! Authenticated encryption: GCM (SP 800-38D) with AES-256 or SM4, 96-bit iv, 128-bit tag.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use aes_gcm::aead::{AeadInOut, KeyInit, array::Array};
use aes_gcm::{Aes256Gcm, Error as Refused};
use zeroize::Zeroize;

use super::sm4::Sm4Gcm;
use crate::contract::error::{Code, Error};

/// The length of a tag, in bytes.
pub const TAG: usize = 16;

/// A key that seals and opens, its key schedule done. Wiped when dropped.
pub struct AeadKey(Cipher);

enum Cipher {
    Aes256(Box<Aes256Gcm>),
    Sm4(Box<Sm4Gcm>),
}

impl AeadKey {
    /// Seals with AES-256.
    pub fn aes_256(key: &[u8; 32]) -> Self {
        Self(Cipher::Aes256(Box::new(Aes256Gcm::new(&Array(*key)))))
    }

    /// Seals with SM4.
    pub fn sm4(key: &[u8; 16]) -> Self {
        Self(Cipher::Sm4(Box::new(Sm4Gcm::new(key))))
    }

    /// Encrypts `buffer` in place and appends the tag, which covers `aad` too. An `iv` must never
    /// come twice under one key.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if `buffer` is longer than the mode allows, 64 GiB. It is wiped then.
    pub fn seal(&self, iv: &[u8; 12], aad: &[u8], buffer: &mut Vec<u8>) -> Result<(), Error> {
        let tag = match &self.0 {
            Cipher::Aes256(gcm) => gcm
                .encrypt_inout_detached(&Array(*iv), aad, buffer.as_mut_slice().into())
                .map(Into::into),
            Cipher::Sm4(gcm) => gcm.seal(iv, aad, buffer),
        };
        // Appended last: should the buffer have to move, what stays behind is encrypted.
        let tag: [u8; TAG] = tag.map_err(|refused| wiped(buffer, refused))?;
        buffer.extend_from_slice(&tag);
        Ok(())
    }

    /// Decrypts `buffer` in place and takes the tag off it, if the tag is right for it, for `aad` and
    /// for `iv`.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if it is not, or if there is none. `buffer` is wiped and empty then, and nothing
    /// has been decrypted.
    pub fn open(&self, iv: &[u8; 12], aad: &[u8], buffer: &mut Vec<u8>) -> Result<(), Error> {
        let opened = match buffer.split_last_chunk_mut::<TAG>() {
            None => Err(Refused),
            Some((sealed, tag)) => match &self.0 {
                Cipher::Aes256(gcm) => {
                    gcm.decrypt_inout_detached(&Array(*iv), aad, sealed.into(), &Array(*tag))
                }
                Cipher::Sm4(gcm) => gcm.open(iv, aad, sealed, tag),
            },
        };
        opened.map_err(|refused| wiped(buffer, refused))?;
        buffer.truncate(buffer.len().saturating_sub(TAG));
        Ok(())
    }
}

impl fmt::Debug for AeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AeadKey")
    }
}

fn wiped(buffer: &mut Vec<u8>, _: Refused) -> Error {
    buffer.zeroize();
    Error::new(Code::Internal, "The sealed bytes are not what was sealed.")
}
