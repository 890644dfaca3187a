//! Encryption by a key, whatever its spec: data, data keys and private keys alike.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::Kms;
use super::resolve::Resolved;
use super::usage::{self, Purpose};
use crate::contract::algorithm::EncryptionAlgorithm;
use crate::contract::error::{Code, Error};
use crate::contract::key::KeyName;
use crate::contract::operation::Operation;
use crate::contract::spec::Family;
use crate::host::Host;
use crate::key::{Key, blob};
use crate::material::PublicKey;
use crate::store::Store;

/// The one error of a ciphertext of a symmetric key that does not open, whatever the cause.
pub(super) const BAD_CIPHER_TEXT: Error = Error::in_field(
    Code::Kms2201,
    "cipher_text",
    "cipher_text must be unchanged, and have the additional data that it was encrypted with.",
);

/// The algorithm that a key wraps data keys by.
pub(super) fn own_algorithm(key: &Key) -> EncryptionAlgorithm {
    match key.key_spec.family {
        Family::Rsa => EncryptionAlgorithm::RsaesOaepSha256,
        Family::Sm2 => EncryptionAlgorithm::Sm2Encrypt,
        _ => EncryptionAlgorithm::SymmetricDefault,
    }
}

/// Whether `key` encrypts, and by `algorithm`. `member` is where the request has named it.
pub(super) fn check(
    key: &Key,
    algorithm: EncryptionAlgorithm,
    member: &'static str,
) -> Result<(), Error> {
    usage::check(key, Purpose::Encrypt)?;
    if algorithm == own_algorithm(key) {
        return Ok(());
    }
    Err(match key.key_spec.family {
        Family::Rsa => Error::in_field(Code::Kms2106, member, "RSA keys take RSAES_OAEP_SHA_256."),
        Family::Sm2 => Error::in_field(Code::Kms0308, member, "SM2 keys take SM2_ENCRYPT."),
        _ => Error::in_field(Code::Kms2105, member, "Symmetric keys take SYMMETRIC_DEFAULT."),
    })
}

impl<S: Store, H: Host> Kms<S, H> {
    /// Encrypts `plain` by `key`, which has been checked. `too_long` is the error of what an RSA key
    /// cannot take.
    pub(super) fn encrypt(
        &self,
        key: &Key,
        plain: &[u8],
        additional: &str,
        too_long: Error,
    ) -> Result<Vec<u8>, Error> {
        let algorithm = own_algorithm(key);
        if algorithm == EncryptionAlgorithm::SymmetricDefault {
            let sealing = self.current(key)?.sealing_key()?;
            let version = key.versions.last().map_or(0, |version| version.number);
            let bound = additional.as_bytes();
            return blob::seal(&sealing, &key.key_id, version, bound, plain, &mut self.random());
        }
        if !additional.is_empty() {
            return Err(NOT_BOUND);
        }
        let spki = key.public_spki()?.unwrap_or_default();
        let public = PublicKey::from_spki(key.key_spec, &spki)?;
        if public.max_plaintext(algorithm).is_some_and(|most| plain.len() > most) {
            return Err(too_long);
        }
        public.encrypt(algorithm, plain, &mut self.random())
    }

    /// The key that has encrypted `ciphertext`, if `operation` may be done to it, and the plaintext.
    pub(super) async fn decrypt(
        &self,
        operation: Operation,
        key: Option<&Resolved>,
        algorithm: Option<(EncryptionAlgorithm, &'static str)>,
        ciphertext: &[u8],
        additional: &str,
    ) -> Result<(Key, Zeroizing<Vec<u8>>), Error> {
        let header = blob::header(ciphertext);
        let key = match (key, &header) {
            (Some(key), _) => self.find_for(operation, key).await?,
            (None, Some(header)) => {
                let name = KeyName::of_id(header.key_id).ok_or(BAD_CIPHER_TEXT)?;
                // To a caller who does not name a key, one that is not there is a wrong ciphertext.
                self.named(operation, &name).await.map_err(|error| match error.code {
                    Code::Kms0207 => BAD_CIPHER_TEXT,
                    _ => error,
                })?
            }
            (None, None) => return Err(BAD_CIPHER_TEXT),
        };
        match algorithm {
            Some((algorithm, member)) => check(&key, algorithm, member)?,
            None => usage::check(&key, Purpose::Encrypt)?,
        }
        let own = own_algorithm(&key);
        let plain = if own == EncryptionAlgorithm::SymmetricDefault {
            let header = header.filter(|it| it.key_id == key.key_id).ok_or(BAD_CIPHER_TEXT)?;
            let material = self.material(&key, Some(header.version))?.ok_or(BAD_CIPHER_TEXT)?;
            let opened = blob::open(&material.sealing_key()?, ciphertext, additional.as_bytes());
            opened.ok_or(BAD_CIPHER_TEXT)?
        } else {
            if !additional.is_empty() {
                return Err(NOT_BOUND);
            }
            self.current(&key)?.decrypt(own, ciphertext, &mut self.random())?
        };
        Ok((key, plain))
    }
}

const NOT_BOUND: Error = Error::in_field(
    Code::Kms0208,
    "additional_authenticated_data",
    "additional_authenticated_data must be absent: only symmetric keys can bind it.",
);
