//! The numbers of RSA keys (RFC 8017, 3), which are a function of two primes, and their forms.

use alloc::string::String;
use alloc::vec::Vec;

use pocket_kms_natural::{E, Natural};
use zeroize::Zeroizing;

use super::UNSOUND;
use super::der::{self, Der};
use super::random::Random;
use crate::contract::error::Error;
use crate::json::{self, Value};

/// n, e, d, p, q, d mod p − 1, d mod q − 1 and q⁻¹ mod p: the numbers of RFC 8017, A.1.2, in its order,
/// big-endian.
pub(super) struct RsaNumbers(pub(super) [Zeroizing<Vec<u8>>; 8]);

/// The numbers of a public key, big-endian.
pub(super) struct RsaPublic {
    pub(super) n: Vec<u8>,
    pub(super) e: Vec<u8>,
}

impl RsaNumbers {
    /// The numbers of two factors, both big-endian and one after the other, of which the modulus has to have
    /// `modulus_bits` bits. Whether they are primes is left to a proof.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if the numbers do not meet FIPS 186-5, A.1.3: p and q of n/2 bits each with a product of
    /// n bits, and d = e⁻¹ mod lcm(p − 1, q − 1) > 2^(n/2). `ERR_RANDOM` if |p − q| is not above
    /// 2^(n/2 − 100), which only a source that repeats itself brings about.
    pub(super) fn of_factors(modulus_bits: u32, factors: &[u8]) -> Result<Self, Error> {
        let length = usize::try_from(modulus_bits / 16).map_err(|_| UNSOUND)?;
        let (p, q) = factors.split_at_checked(length).ok_or(UNSOUND)?;
        if q.len() != length || ![p, q].iter().all(|factor| is_odd_and_full(factor)) {
            return Err(UNSOUND);
        }
        let (p, q) = (Natural::from_be_bytes(p), Natural::from_be_bytes(q));
        if !p.distance(&q).reaches_top(100) {
            return Err(Random::STUCK);
        }
        Self::of(&p, &q).ok_or(UNSOUND)
    }

    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    fn of(p: &Natural, q: &Natural) -> Option<Self> {
        let (p1, q1) = (p.less_one(), q.less_one());
        let n = p.times(q).to_be_bytes();
        let d = p1.lcm(&q1).inverse_of_e()?.to_be_bytes();
        let is_long = |d: &[u8]| d.iter().take(d.len() / 2).fold(0, |all, byte| all | byte) != 0;
        if n.first()? < &0x80 || !is_long(&d) {
            return None;
        }
        let e = Zeroizing::new(E.to_be_bytes().to_vec());
        let dp = p1.inverse_of_e()?.to_be_bytes();
        let dq = q1.inverse_of_e()?.to_be_bytes();
        let qinv = q.inverse(p)?.to_be_bytes();
        Some(Self([n, e, d, p.to_be_bytes(), q.to_be_bytes(), dp, dq, qinv]))
    }

    /// What the proof of the key is about: p, q, d mod p − 1 and d mod q − 1, each of the primes' length, one
    /// after the other.
    pub(super) fn to_be_proved(&self) -> Zeroizing<Vec<u8>> {
        let Self([_, _, _, p, q, dp, dq, _]) = self;
        one_after_the_other([p, q, dp, dq])
    }

    /// p, q and d, each of its full length: what takes no division to make a key of again.
    #[cfg(feature = "kms")]
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let Self([_, _, d, p, q, ..]) = self;
        one_after_the_other([p, q, d])
    }

    /// The public half.
    pub(super) fn public(&self) -> RsaPublic {
        let Self([n, e, ..]) = self;
        RsaPublic { n: n.to_vec(), e: der::minimal(e).to_vec() }
    }

    /// PKCS#8 version 1 (RFC 5208) around RFC 8017, A.1.2.
    pub(super) fn pkcs8(&self) -> Der {
        der::pkcs8(&algorithm(), &private_key(&self.0.each_ref().map(|number| number.as_slice())))
    }

    /// The private JSON Web Key (RFC 7518, 6.3), all of its numbers.
    pub(super) fn jwk(&self) -> String {
        const NAMES: [&str; 8] = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
        let mut members = Vec::from([("kty", Value::Text("RSA"))]);
        for (name, number) in NAMES.into_iter().zip(&self.0) {
            members.push((name, Value::Bytes(der::minimal(number))));
        }
        json::object(&members)
    }
}

impl RsaPublic {
    /// `SubjectPublicKeyInfo` around RFC 8017, A.1.1.
    pub(super) fn spki(&self) -> Der {
        der::spki(&algorithm(), &public_key(&self.n, &self.e))
    }

    /// The public JSON Web Key.
    pub(super) fn jwk(&self) -> String {
        json::object(&[
            ("kty", Value::Text("RSA")),
            ("n", Value::Bytes(&self.n)),
            ("e", Value::Bytes(&self.e)),
        ])
    }
}

/// rsaEncryption (RFC 8017, A.1), whose parameters are NULL.
pub(super) fn algorithm() -> Der {
    const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    der::sequence(&[&der::object_identifier(RSA), der::NULL])
}

/// `RSAPrivateKey` of the eight numbers, of two primes (RFC 8017, A.1.2).
pub(super) fn private_key(numbers: &[&[u8]; 8]) -> Der {
    let mut elements = Vec::from([der::integer(&[])]);
    for number in numbers {
        elements.push(der::integer(number));
    }
    let elements: Vec<&[u8]> = elements.iter().map(|element| element.as_slice()).collect();
    der::sequence(&elements)
}

/// `RSAPublicKey` (RFC 8017, A.1.1).
pub(super) fn public_key(n: &[u8], e: &[u8]) -> Der {
    der::sequence(&[&der::integer(n), &der::integer(e)])
}

fn is_odd_and_full(factor: &[u8]) -> bool {
    let ends = factor.first().zip(factor.last());
    ends.is_some_and(|(high, low)| (high >> 7) & low & 1 == 1)
}

/// In one allocation.
fn one_after_the_other<const N: usize>(numbers: [&Zeroizing<Vec<u8>>; N]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(numbers.map(|number| number.as_slice()).concat())
}

#[cfg(test)]
mod tests;
