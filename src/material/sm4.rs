//! SM4 (GB/T 32907), as much of it as is used: behind this seam it may be made of something faster.

use aes_gcm::aead::{AeadInOut, KeyInit, array::Array, consts::U12};
use aes_gcm::{AesGcm, Error};
use aes_kw::AesKwp;

use super::wrap::KeyWrap;

/// SM4 in Galois/Counter Mode (RFC 8998), its key schedule done. Wiped when dropped.
pub(super) struct Sm4Gcm(AesGcm<::sm4::Sm4, U12>);

impl Sm4Gcm {
    pub(super) fn new(key: &[u8; 16]) -> Self {
        Self(AesGcm::new(&Array(*key)))
    }

    /// Encrypts `buffer` in place. The answer is the tag.
    pub(super) fn seal(
        &self,
        iv: &[u8; 12],
        aad: &[u8],
        buffer: &mut [u8],
    ) -> Result<[u8; 16], Error> {
        self.0.encrypt_inout_detached(&Array(*iv), aad, buffer.into()).map(Into::into)
    }

    /// Decrypts `buffer` in place once the tag has been found right.
    pub(super) fn open(
        &self,
        iv: &[u8; 12],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), Error> {
        self.0.decrypt_inout_detached(&Array(*iv), aad, buffer.into(), &Array(*tag))
    }
}

/// SM4 as RFC 5649 uses a block cipher.
pub(super) fn key_wrap(kek: &[u8; 16]) -> impl KeyWrap {
    AesKwp::<::sm4::Sm4>::new(&Array(*kek))
}
