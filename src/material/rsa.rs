//! RSA keys: RFC 8017, generated after FIPS 186-5, A.1.3. Whatever becomes one is first an [`Unproved`].
//!
//! What is done with a private key is done by the crate rsa, which blinds the base, the exponents and
//! the primes, and compares its result with what the public exponent makes of it. A signature is
//! verified once more before it leaves: a fault in one half would give the primes away.

mod roca;
mod unproved;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crypto_bigint::{BoxedUint, ConcatenatingMul};
use pkcs8::{Document, EncodePrivateKey, EncodePublicKey, SecretDocument, SubjectPublicKeyInfoRef};
use rsa::hazmat::rsa_decrypt_and_check;
use rsa::pkcs1::der::Decode;
use rsa::pkcs1::{
    ALGORITHM_ID, EncodeRsaPrivateKey, EncodeRsaPublicKey, RsaPrivateKeyRef, RsaPublicKeyRef,
};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{PrivateKey, PublicKey};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::jwk::{self, Value};
use super::oaep;
use super::random::{Draws, Random};
use super::{KeyPair, PublicHalf, REFUSED, TOO_LONG, UNFIT, UNSOUND};
use crate::contract::algorithm::{Hash, Scheme, SigningAlgorithm};
use crate::contract::error::Error;

pub(super) use self::unproved::Unproved;

/// The public exponent of every key, F4. It is prime; the search bars primes that are 1 modulo it.
const PUBLIC_EXPONENT: u32 = 65_537;

/// What OAEP with SHA-256 takes of the modulus, in bytes (RFC 8017, 7.1.1).
const OAEP_OVERHEAD: usize = 66;

/// A key pair whose numbers have been proved: see [`Unproved`].
pub(super) struct RsaKey(PrivateKey);

impl RsaKey {
    /// The key of what [`KeyPair::to_bytes`] has written, and of its SPKI if that is known.
    ///
    /// The numbers are those of a key: n = p·q, and d undoes e modulo p − 1 and q − 1. That p and q are
    /// prime was proved before they were written.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    pub(super) fn from_bytes(modulus_bits: u32, bytes: &[u8], spki: Option<&[u8]>) -> Option<Self> {
        let length = usize::try_from(modulus_bits / 16).ok()?;
        let (p, rest) = bytes.split_at_checked(length)?;
        let (q, d) = rest.split_at_checked(length)?;
        let (p, q, d) = (integer(p)?, integer(q)?, integer(d)?);
        let (n, e) = match spki {
            Some(spki) => {
                let public = public_of(modulus_bits, spki)?;
                (public.n().as_ref().clone(), public.e().clone())
            }
            None => (p.concatenating_mul(&q), PUBLIC_EXPONENT.into()),
        };
        let key = PrivateKey::from_components(n, e, d, Vec::from([p, q])).ok()?;
        is_sized(&key, modulus_bits).then_some(Self(key))
    }
}

impl KeyPair for RsaKey {
    /// p, q and d, each of its full length: what takes no division to make a key of again.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let length = self.0.size();
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.saturating_mul(2)));
        for (number, length) in self
            .0
            .primes()
            .iter()
            .map(|prime| (prime.as_ref(), length / 2))
            .chain([(self.0.d(), length)])
        {
            let number = Zeroizing::new(number.to_be_bytes());
            bytes.extend(core::iter::repeat_n(0, length.saturating_sub(number.len())));
            bytes.extend(number.iter().skip(number.len().saturating_sub(length)));
        }
        bytes
    }

    fn pkcs8(&self) -> Result<SecretDocument, Error> {
        self.0.to_pkcs8_der().map_err(|_| UNSOUND)
    }

    fn private_jwk(&self) -> Option<Zeroizing<String>> {
        let der = self.0.to_pkcs1_der().ok()?;
        let key = RsaPrivateKeyRef::from_der(der.as_bytes()).ok()?;
        Some(jwk::object(&[
            ("kty", Value::Name("RSA")),
            ("n", Value::Bytes(key.modulus.as_bytes())),
            ("e", Value::Bytes(key.public_exponent.as_bytes())),
            ("d", Value::Bytes(key.private_exponent.as_bytes())),
            ("p", Value::Bytes(key.prime1.as_bytes())),
            ("q", Value::Bytes(key.prime2.as_bytes())),
            ("dp", Value::Bytes(key.exponent1.as_bytes())),
            ("dq", Value::Bytes(key.exponent2.as_bytes())),
            ("qi", Value::Bytes(key.coefficient.as_bytes())),
        ]))
    }

    fn public(&self) -> Box<dyn PublicHalf> {
        Box::new(self.0.to_public_key())
    }

    fn sign(
        &self,
        algorithm: &SigningAlgorithm,
        digest: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        let mut draws = Draws::new(random);
        let signature = match (algorithm.scheme, algorithm.hash) {
            (Scheme::RsaPss, Hash::Sha256) => {
                self.0.pss_sign_prehash_with_rng::<Sha256, _>(&mut draws, digest)
            }
            (Scheme::RsaPss, Hash::Sha384) => {
                self.0.pss_sign_prehash_with_rng::<Sha384, _>(&mut draws, digest)
            }
            (Scheme::RsaPss, Hash::Sha512) => {
                self.0.pss_sign_prehash_with_rng::<Sha512, _>(&mut draws, digest)
            }
            (Scheme::RsaPkcs1, hash) => {
                self.0.sign_with_rng(&mut draws, pkcs1(hash).ok_or(UNFIT)?, digest)
            }
            _ => return Err(UNFIT),
        };
        let signature = draws.outcome(signature, UNSOUND)?;
        verified(self.0.as_public_key(), algorithm, digest, signature)
    }

    fn decrypt(
        &self,
        ciphertext: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let precision = self.0.n_bits_precision();
        let is_whole = ciphertext.len() == self.0.size();
        let ciphertext = BoxedUint::from_be_slice(ciphertext, precision).ok().filter(|_| is_whole);
        let mut draws = Draws::new(random);
        let encoded = rsa_decrypt_and_check(&self.0, Some(&mut draws), &ciphertext.ok_or(REFUSED)?);
        let encoded = Zeroizing::new(draws.outcome(encoded, REFUSED)?);
        // As long as the precision is: of a modulus of whole words that is the modulus's length.
        let mut encoded = Zeroizing::new(encoded.to_be_bytes());
        oaep::decoded(&mut encoded).ok_or(REFUSED)
    }
}

impl PublicHalf for PublicKey {
    fn spki(&self) -> Result<Document, Error> {
        self.to_public_key_der().map_err(|_| UNSOUND)
    }

    fn jwk(&self) -> Option<Zeroizing<String>> {
        let der = self.to_pkcs1_der().ok()?;
        let key = RsaPublicKeyRef::from_der(der.as_bytes()).ok()?;
        Some(jwk::object(&[
            ("kty", Value::Name("RSA")),
            ("n", Value::Bytes(key.modulus.as_bytes())),
            ("e", Value::Bytes(key.public_exponent.as_bytes())),
        ]))
    }

    fn verify(&self, algorithm: &SigningAlgorithm, digest: &[u8], signature: &[u8]) -> bool {
        match (algorithm.scheme, algorithm.hash) {
            (Scheme::RsaPss, Hash::Sha256) => {
                self.pss_verify_prehash::<Sha256>(digest, signature).is_ok()
            }
            (Scheme::RsaPss, Hash::Sha384) => {
                self.pss_verify_prehash::<Sha384>(digest, signature).is_ok()
            }
            (Scheme::RsaPss, Hash::Sha512) => {
                self.pss_verify_prehash::<Sha512>(digest, signature).is_ok()
            }
            (Scheme::RsaPkcs1, hash) => {
                pkcs1(hash).is_some_and(|scheme| self.verify(scheme, digest, signature).is_ok())
            }
            _ => false,
        }
    }

    fn encrypt(&self, plain: &[u8], random: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        let mut draws = Draws::new(random);
        let encrypted = self.oaep_encrypt_with_rng::<Sha256, _>(&mut draws, plain);
        draws.outcome(encrypted, TOO_LONG)
    }

    fn max_plaintext(&self) -> Option<usize> {
        self.size().checked_sub(OAEP_OVERHEAD)
    }
}

/// The public key in an SPKI; none if there is none of that length.
pub(super) fn public_of(modulus_bits: u32, spki: &[u8]) -> Option<PublicKey> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    if info.algorithm != ALGORITHM_ID {
        return None;
    }
    let numbers = RsaPublicKeyRef::from_der(info.subject_public_key.as_bytes()?).ok()?;
    let (n, e) =
        (integer(numbers.modulus.as_bytes())?, integer(numbers.public_exponent.as_bytes())?);
    let is_sized = n.bit_width() == modulus_bits;
    is_sized.then(|| PublicKey::new(n, e).ok())?
}

/// The signature, if it is one.
fn verified(
    public: &PublicKey,
    algorithm: &SigningAlgorithm,
    digest: &[u8],
    signature: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    if PublicHalf::verify(public, algorithm, digest, &signature) {
        Ok(signature)
    } else {
        Err(UNSOUND)
    }
}

fn pkcs1(hash: Hash) -> Option<Pkcs1v15Sign> {
    match hash {
        Hash::Sha256 => Some(Pkcs1v15Sign::new::<Sha256>()),
        Hash::Sha384 => Some(Pkcs1v15Sign::new::<Sha384>()),
        Hash::Sha512 => Some(Pkcs1v15Sign::new::<Sha512>()),
        Hash::Sm3 => None,
    }
}

/// n of the length that it should have, and d of more than half of it.
fn is_sized(key: &PrivateKey, modulus_bits: u32) -> bool {
    key.n().bit_width() == modulus_bits && key.d().bit_width() > modulus_bits / 2
}

fn integer(be_bytes: &[u8]) -> Option<BoxedUint> {
    let bits = u32::try_from(be_bytes.len()).ok()?.checked_mul(8)?;
    BoxedUint::from_be_slice(be_bytes, bits).ok()
}
