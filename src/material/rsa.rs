//! RSA keys as they are used: RFC 8017. One that comes from outside is first [`Brought`].
//!
//! What is done with a private key is done by the crate rsa, which blinds the base, the exponents and
//! the primes, and compares its result with what the public exponent makes of it. A signature is
//! verified once more before it leaves: a fault in one half would give the primes away.

mod brought;
mod roca;

use alloc::vec::Vec;

use crypto_bigint::{BoxedUint, ConcatenatingMul};
use pkcs8::SubjectPublicKeyInfoRef;
use pocket_kms_natural::E;
use rsa::hazmat::rsa_decrypt_and_check;
use rsa::pkcs1::der::Decode;
use rsa::pkcs1::{ALGORITHM_ID, RsaPublicKeyRef};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{PrivateKey, PublicKey};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::random::{Draws, Random};
use super::rsa_numbers::{RsaNumbers, RsaPublic};
use super::{REFUSED, TOO_LONG, UNFIT, UNSOUND, der, oaep};
use crate::contract::algorithm::{Hash, Scheme, SigningAlgorithm};
use crate::contract::error::Error;

pub(super) use self::brought::Brought;

/// What OAEP with SHA-256 takes of the modulus, in bytes (RFC 8017, 7.1.1).
const OAEP_OVERHEAD: usize = 66;

/// A key pair whose numbers have been proved, here or before they were written to a record.
pub(super) struct RsaKey(PrivateKey);

impl RsaKey {
    /// The key of what [`RsaNumbers::to_bytes`] has written, and of its SPKI if that is known.
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
            None => (p.concatenating_mul(&q), E.into()),
        };
        let key = PrivateKey::from_components(n, e, d, Vec::from([p, q])).ok()?;
        is_sized(&key, modulus_bits).then_some(Self(key))
    }

    /// The key of numbers that have been proved.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    pub(super) fn of(RsaNumbers([n, e, d, p, q, ..]): &RsaNumbers) -> Result<Self, Error> {
        let [n, e, d, p, q] =
            [n, e, d, p, q].map(|number| integer(der::minimal(number)).ok_or(UNSOUND));
        PrivateKey::from_components(n?, e?, d?, Vec::from([p?, q?])).map(Self).map_err(|_| UNSOUND)
    }

    /// All of its numbers.
    pub(super) fn numbers(&self) -> Result<RsaNumbers, Error> {
        let key = &self.0;
        let ([p, q], Some(dp), Some(dq), Some(qinv)) =
            (key.primes(), key.dp(), key.dq(), key.crt_coefficient())
        else {
            return Err(UNSOUND);
        };
        let length = key.size();
        let full = |number: &BoxedUint| padded(number, length);
        let half = |number: &BoxedUint| padded(number, length / 2);
        let e = Zeroizing::new(key.e().to_be_bytes().to_vec());
        let d = full(key.d());
        Ok(RsaNumbers([full(key.n()), e, d, half(p), half(q), half(dp), half(dq), half(&qinv)]))
    }

    /// The public half.
    pub(super) fn public(&self) -> RsaPublic {
        public(self.0.as_public_key())
    }

    /// Signs `digest`, which is of the algorithm's hash.
    pub(super) fn sign(
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
        let is_one = is_signature(self.0.as_public_key(), algorithm, digest, &signature);
        if is_one { Ok(signature) } else { Err(UNSOUND) }
    }

    /// Decrypts OAEP with SHA-256.
    pub(super) fn decrypt(
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

impl RsaPublic {
    /// The key in an SPKI; none if there is none of that length.
    pub(super) fn from_spki(modulus_bits: u32, spki: &[u8]) -> Option<Self> {
        public_of(modulus_bits, spki).as_ref().map(public)
    }

    /// Whether `signature` is one of `digest`.
    pub(super) fn verify(
        &self,
        algorithm: &SigningAlgorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> bool {
        self.key().is_some_and(|key| is_signature(&key, algorithm, digest, signature))
    }

    /// Encrypts by OAEP with SHA-256.
    pub(super) fn encrypt(&self, plain: &[u8], random: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        let mut draws = Draws::new(random);
        let key = self.key().ok_or(UNSOUND)?;
        let ciphertext = key.oaep_encrypt_with_rng::<Sha256, _>(&mut draws, plain);
        draws.outcome(ciphertext, TOO_LONG)
    }

    /// The longest message that is encrypted, in bytes.
    pub(super) fn max_plaintext(&self) -> Option<usize> {
        self.n.len().checked_sub(OAEP_OVERHEAD)
    }

    fn key(&self) -> Option<PublicKey> {
        PublicKey::new(integer(&self.n)?, integer(&self.e)?).ok()
    }
}

/// The public key in an SPKI; none if there is none of that length.
fn public_of(modulus_bits: u32, spki: &[u8]) -> Option<PublicKey> {
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

fn public(key: &PublicKey) -> RsaPublic {
    let bytes = |number: &BoxedUint| der::minimal(&number.to_be_bytes()).to_vec();
    RsaPublic { n: bytes(key.n().as_ref()), e: bytes(key.e()) }
}

fn is_signature(
    key: &PublicKey,
    algorithm: &SigningAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> bool {
    match (algorithm.scheme, algorithm.hash) {
        (Scheme::RsaPss, Hash::Sha256) => key.pss_verify_prehash::<Sha256>(digest, signature),
        (Scheme::RsaPss, Hash::Sha384) => key.pss_verify_prehash::<Sha384>(digest, signature),
        (Scheme::RsaPss, Hash::Sha512) => key.pss_verify_prehash::<Sha512>(digest, signature),
        (Scheme::RsaPkcs1, hash) => match pkcs1(hash) {
            Some(scheme) => key.verify(scheme, digest, signature),
            None => return false,
        },
        _ => return false,
    }
    .is_ok()
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

/// A number brought to `length` bytes, which it does not exceed.
fn padded(number: &BoxedUint, length: usize) -> Zeroizing<Vec<u8>> {
    let bytes = Zeroizing::new(number.to_be_bytes());
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.extend(core::iter::repeat_n(0, length.saturating_sub(bytes.len())));
    padded.extend(bytes.iter().skip(bytes.len().saturating_sub(length)));
    padded
}
