//! Key wrap with padding: RFC 5649, with AES-256, and with SM4 in its place.

use alloc::vec::Vec;

use aes_gcm::aead::{KeyInit, array::Array};
use aes_kw::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, consts::U16};
use aes_kw::{AesKwp, Error as Refused, KwpAes256};
use zeroize::Zeroizing;

use super::sm4;
use crate::contract::error::{Code, Error};

/// The bytes of a semiblock. What is wrapped is padded to whole ones, and gets one more.
const SEMIBLOCK: usize = 8;

/// The longest that is wrapped, in bytes. A PKCS#8 key of RSA-4096 takes 2,400.
const MAX_LENGTH: usize = 1 << 16;

/// The block ciphers that wrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrapCipher {
    /// AES with a key of 32 bytes: `id-aes256-wrap-pad`.
    Aes256,
    /// SM4 with a key of 16 bytes: `sms4-wrap-pad` of `GmSSL`.
    Sm4,
}

impl WrapCipher {
    /// The length of its keys, in bytes.
    pub const fn key_length(self) -> usize {
        match self {
            Self::Aes256 => 32,
            Self::Sm4 => 16,
        }
    }
}

/// Wraps `data` under `kek`.
///
/// # Errors
/// `ERR_INTERNAL` if `kek` is not of the cipher's length, or `data` is empty or longer than 64 KiB.
pub fn wrap(cipher: WrapCipher, kek: &[u8], data: &[u8]) -> Result<Vec<u8>, Error> {
    if data.is_empty() || data.len() > MAX_LENGTH {
        return Err(UNWRAPPABLE);
    }
    let length = data.len().next_multiple_of(SEMIBLOCK).saturating_add(SEMIBLOCK);
    let mut wrapped = alloc::vec![0; length];
    let outcome = match cipher {
        WrapCipher::Aes256 => kek.try_into().ok().map(|kek| aes_256(kek).wrap(data, &mut wrapped)),
        WrapCipher::Sm4 => {
            kek.try_into().ok().map(|kek| sm4::key_wrap(kek).wrap(data, &mut wrapped))
        }
    };
    match outcome {
        Some(Ok(())) => Ok(wrapped),
        _ => Err(UNWRAPPABLE),
    }
}

/// Unwraps what [`wrap`] has made.
///
/// # Errors
/// `KMS.2609`, whatever the cause.
pub fn unwrap(cipher: WrapCipher, kek: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let length = wrapped.len().saturating_sub(SEMIBLOCK);
    if length == 0 || length > MAX_LENGTH || !length.is_multiple_of(SEMIBLOCK) {
        return Err(WRONG);
    }
    let mut data = Zeroizing::new(alloc::vec![0; length]);
    let outcome = match cipher {
        WrapCipher::Aes256 => {
            kek.try_into().ok().map(|kek| aes_256(kek).unwrap(wrapped, &mut data))
        }
        WrapCipher::Sm4 => {
            kek.try_into().ok().map(|kek| sm4::key_wrap(kek).unwrap(wrapped, &mut data))
        }
    };
    match outcome {
        Some(Ok(length)) => {
            data.truncate(length);
            Ok(data)
        }
        _ => Err(WRONG),
    }
}

/// RFC 5649 over some block cipher.
pub(super) trait KeyWrap {
    /// Fills `wrapped`, which is of the right length.
    fn wrap(&self, data: &[u8], wrapped: &mut [u8]) -> Result<(), Refused>;
    /// Fills the beginning of `data`, which is of the right length. The answer is how much of it.
    fn unwrap(&self, wrapped: &[u8], data: &mut [u8]) -> Result<usize, Refused>;
}

impl<C> KeyWrap for AesKwp<C>
where
    C: BlockCipherEncrypt<BlockSize = U16> + BlockCipherDecrypt<BlockSize = U16>,
{
    fn wrap(&self, data: &[u8], wrapped: &mut [u8]) -> Result<(), Refused> {
        self.wrap_key(data, wrapped).map(drop)
    }

    fn unwrap(&self, wrapped: &[u8], data: &mut [u8]) -> Result<usize, Refused> {
        self.unwrap_key(wrapped, data).map(<[u8]>::len)
    }
}

fn aes_256(kek: &[u8; 32]) -> impl KeyWrap {
    KwpAes256::new(&Array(*kek))
}

const UNWRAPPABLE: Error = Error::new(Code::Internal, "There is nothing to wrap, or no key.");
const WRONG: Error = Error::new(Code::Kms2609, "");
