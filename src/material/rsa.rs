//! RSA keys: RFC 8017, generated after FIPS 186-5, A.1.3.

use alloc::string::String;

use pkcs8::{Document, EncodePrivateKey, EncodePublicKey, SecretDocument};
use rsa::PrivateKey;
use rsa::pkcs1::der::Decode;
use rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey, RsaPrivateKeyRef, RsaPublicKeyRef};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use zeroize::Zeroizing;

use super::jwk::{self, Value};
use super::primes::{CrtNumbers, PrimePair};
use super::random::Random;
use super::{KeyPair, UNSOUND};
use crate::contract::error::Error;

/// The public exponent of every key, F4. It is prime; the search bars primes that are 1 modulo it.
const PUBLIC_EXPONENT: u32 = 65_537;

/// A key pair whose numbers have passed [`RsaKey::from_primes`].
pub(super) struct RsaKey(PrivateKey);

impl RsaKey {
    /// The key of two primes, of which the modulus has to have `modulus_bits` bits.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if the numbers do not meet FIPS 186-5, A.1.3: p and q of n/2 bits each with
    /// a product of n bits, and d = e⁻¹ mod lcm(p − 1, q − 1) > 2^(n/2). `ERR_RANDOM` if |p − q| is not
    /// above 2^(n/2 − 100), which only a source that repeats itself brings about.
    pub(super) fn from_primes(modulus_bits: u32, primes: &PrimePair) -> Result<Self, Error> {
        let PrimePair { p, q } = primes;
        let prime_bits = modulus_bits / 2;
        if p.bit_width() != prime_bits || q.bit_width() != prime_bits {
            return Err(UNSOUND);
        }
        let apart = Zeroizing::new(if p > q { p.wrapping_sub(q) } else { q.wrapping_sub(p) });
        if apart.bit_width() <= prime_bits.saturating_sub(100) {
            return Err(Random::STUCK);
        }
        let key = PrivateKey::from_p_q(p.clone(), q.clone(), PUBLIC_EXPONENT.into())
            .map_err(|_| UNSOUND)?;
        let sound = key.n().bit_width() == modulus_bits && key.d().bit_width() > prime_bits;
        if sound { Ok(Self(key)) } else { Err(UNSOUND) }
    }

    /// What the proof of the key needs.
    pub(super) fn crt_numbers(&self) -> Result<CrtNumbers, Error> {
        let [p, q] = self.0.primes() else { return Err(UNSOUND) };
        let (dp, dq) = self.0.dp().zip(self.0.dq()).ok_or(UNSOUND)?;
        Ok(CrtNumbers::new(p, q, dp, dq))
    }
}

impl KeyPair for RsaKey {
    fn pkcs8(&self) -> Result<SecretDocument, Error> {
        self.0.to_pkcs8_der().map_err(|_| UNSOUND)
    }

    fn spki(&self) -> Result<Document, Error> {
        self.0.as_public_key().to_public_key_der().map_err(|_| UNSOUND)
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

    fn public_jwk(&self) -> Option<Zeroizing<String>> {
        let der = self.0.as_public_key().to_pkcs1_der().ok()?;
        let key = RsaPublicKeyRef::from_der(der.as_bytes()).ok()?;
        Some(jwk::object(&[
            ("kty", Value::Name("RSA")),
            ("n", Value::Bytes(key.modulus.as_bytes())),
            ("e", Value::Bytes(key.public_exponent.as_bytes())),
        ]))
    }
}
