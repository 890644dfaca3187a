//! Encryption without a limit on how often: each time under a key of its own, derived from a random salt.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::aead::AeadKey;
use super::hash::{HmacSha256, hmac_sm3};
use super::random::Random;
use crate::contract::error::Error;

/// The bytes of a salt.
pub const SALT: usize = 32;
/// The bytes of an iv.
pub const IV: usize = 12;

/// What the derived keys are for.
const PURPOSE: &[u8] = b"pocket-kms seal";

/// A secret that seals, however often. Wiped when dropped.
///
/// The key of each seal is derived from the secret and from a salt, by HKDF-Expand (RFC 5869, 2.3, one
/// block) with SHA-256 for AES-256 and SM3 for SM4; `docs/formats.md` reckons why no limit is left.
pub struct SealingKey(Secret);

enum Secret {
    Aes256(Zeroizing<[u8; 32]>, HmacSha256),
    Sm4(Zeroizing<[u8; 16]>),
}

/// The salt and the iv of one seal. They can only be drawn, and are used up by it.
pub struct Nonce {
    salt: [u8; SALT],
    iv: [u8; IV],
}

impl Nonce {
    /// Draws salt and iv together: a block of `random` each, so that a source that gives the same block again
    /// is noticed here, however little else the operation draws.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is no sound randomness.
    pub fn draw(random: &mut Random<'_>) -> Result<Self, Error> {
        let [salt, block] = random.two_blocks()?;
        let mut iv = [0; IV];
        iv.iter_mut().zip(block).for_each(|(to, from)| *to = from);
        Ok(Self { salt, iv })
    }

    /// The salt. It is no secret.
    pub fn salt(&self) -> [u8; SALT] {
        self.salt
    }

    /// The iv. It is no secret either.
    pub fn iv(&self) -> [u8; IV] {
        self.iv
    }
}

impl SealingKey {
    /// Seals with AES-256.
    pub fn aes_256(secret: Zeroizing<[u8; 32]>) -> Self {
        let derives = HmacSha256::new(&*secret);
        Self(Secret::Aes256(secret, derives))
    }

    /// Seals with SM4.
    pub fn sm4(secret: Zeroizing<[u8; 16]>) -> Self {
        Self(Secret::Sm4(secret))
    }

    /// Encrypts `buffer` in place and appends the tag, which covers `aad` too.
    ///
    /// # Errors
    /// As [`AeadKey::seal`].
    #[allow(clippy::needless_pass_by_value, reason = "a nonce is of no use a second time")]
    pub fn seal(&self, nonce: Nonce, aad: &[u8], buffer: &mut Vec<u8>) -> Result<(), Error> {
        let Nonce { salt, iv } = nonce;
        self.derived(&salt).seal(&iv, aad, buffer)
    }

    /// Decrypts what was sealed with that salt and iv. Without a salt it is what was sealed under the
    /// secret itself, before there were any.
    ///
    /// # Errors
    /// As [`AeadKey::open`].
    pub fn open(
        &self,
        salt: Option<&[u8; SALT]>,
        iv: &[u8; IV],
        aad: &[u8],
        buffer: &mut Vec<u8>,
    ) -> Result<(), Error> {
        salt.map_or_else(|| self.itself(), |salt| self.derived(salt)).open(iv, aad, buffer)
    }

    fn derived(&self, salt: &[u8; SALT]) -> AeadKey {
        let info: [&[u8]; 3] = [PURPOSE, salt, &[1]];
        match &self.0 {
            Secret::Aes256(_, derives) => AeadKey::aes_256(&Zeroizing::new(derives.code(&info))),
            Secret::Sm4(secret) => {
                let block = Zeroizing::new(hmac_sm3(&**secret, &info));
                let mut key = Zeroizing::new([0; 16]);
                key.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
                AeadKey::sm4(&key)
            }
        }
    }

    fn itself(&self) -> AeadKey {
        match &self.0 {
            Secret::Aes256(secret, _) => AeadKey::aes_256(secret),
            Secret::Sm4(secret) => AeadKey::sm4(secret),
        }
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce")
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}
