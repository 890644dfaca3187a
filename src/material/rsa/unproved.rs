//! RSA keys before their primes have been proved.

use alloc::vec::Vec;

use crypto_bigint::BoxedUint;
use pkcs8::PrivateKeyInfoRef;
use pkcs8::der::asn1::{BitStringRef, UintRef};
use pocket_kms_primes::Provenance;
use rsa::pkcs1::der::Decode;
use rsa::pkcs1::{ALGORITHM_ID, RsaPrivateKeyRef, RsaPublicKeyRef};
use rsa::traits::PrivateKeyParts;
use rsa::{PrivateKey, PublicKey};
use zeroize::Zeroizing;

use super::roca::is_fingerprinted;
use super::{PUBLIC_EXPONENT, RsaKey, integer, is_sized};
use crate::contract::error::Error;
use crate::host::Host;
use crate::material::UNSOUND;
use crate::material::primes::{CrtNumbers, PrimePair};
use crate::material::random::Random;

/// A key whose numbers fit one another, and whose primes may be none. [`Unproved::proved`] is the only
/// way from here to a key.
pub(crate) struct Unproved {
    key: PrivateKey,
    provenance: Provenance,
}

impl Unproved {
    /// The key of two primes that a search has found, of which the modulus has to have `modulus_bits`
    /// bits.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if the numbers do not meet FIPS 186-5, A.1.3: p and q of n/2 bits each with
    /// a product of n bits, and d = e⁻¹ mod lcm(p − 1, q − 1) > 2^(n/2). `ERR_RANDOM` if |p − q| is not
    /// above 2^(n/2 − 100), which only a source that repeats itself brings about.
    pub(crate) fn found(modulus_bits: u32, primes: &PrimePair) -> Result<Self, Error> {
        let (p, q) = (primes.p(), primes.q());
        if !are_of_length(modulus_bits, p, q) {
            return Err(UNSOUND);
        }
        if !are_apart(p, q) {
            return Err(Random::STUCK);
        }
        let key = of_primes(modulus_bits, p, q).ok_or(UNSOUND)?;
        Ok(Self { key, provenance: Provenance::Ours })
    }

    /// The key in a container that nobody vouches for.
    ///
    /// Checked: the algorithm; the lengths of n, p and q; e = 65,537; |p − q|; the length of
    /// e⁻¹ mod lcm(p − 1, q − 1); n = p·q; that d undoes e and is below n; d mod p − 1, d mod q − 1 and
    /// q⁻¹ mod p; that n, p and q have not the fingerprint of CVE-2017-15361; a public key beside it.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    pub(crate) fn brought(modulus_bits: u32, info: &PrivateKeyInfoRef<'_>) -> Option<Self> {
        if info.algorithm != ALGORITHM_ID {
            return None;
        }
        let numbers = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).ok()?;
        if numbers.other_prime_infos.is_some() {
            return None;
        }
        let [n, e, d, p, q, dp, dq, qinv] = [
            &numbers.modulus,
            &numbers.public_exponent,
            &numbers.private_exponent,
            &numbers.prime1,
            &numbers.prime2,
            &numbers.exponent1,
            &numbers.exponent2,
            &numbers.coefficient,
        ]
        .map(|number: &UintRef<'_>| integer(number.as_bytes()));
        let (n, e, d, p, q) = (n?, e?, d?, p?, q?);
        let is_sound = n.bit_width() == modulus_bits
            && e == BoxedUint::from(PUBLIC_EXPONENT)
            && are_of_length(modulus_bits, &p, &q)
            && are_apart(&p, &q)
            && ![&numbers.modulus, &numbers.prime1, &numbers.prime2]
                .iter()
                .any(|number| is_fingerprinted(number.as_bytes()));
        if !is_sound {
            return None;
        }
        // Older programs write d modulo (p − 1)·(q − 1), which may be long where d itself is short.
        of_primes(modulus_bits, &p, &q)?;
        let key = PrivateKey::from_components(n, e, d, Vec::from([p, q])).ok()?;
        let is_consistent = is_sized(&key, modulus_bits)
            && key.dp() == Some(&dp?)
            && key.dq() == Some(&dq?)
            && key.crt_coefficient() == Some(qinv?);
        let is_its_own = |claimed: &BitStringRef<'_>| {
            let claimed = claimed
                .as_bytes()
                .and_then(|der| PublicKey::try_from(RsaPublicKeyRef::from_der(der).ok()?).ok());
            claimed.as_ref() == Some(key.as_public_key())
        };
        (is_consistent && info.public_key.as_ref().is_none_or(is_its_own))
            .then_some(Self { key, provenance: Provenance::Callers })
    }

    /// The key, if `host` proves it; none if it does not.
    ///
    /// # Errors
    /// Those of [`Host::proves`].
    pub(crate) async fn proved(self, host: &impl Host) -> Result<Option<RsaKey>, Error> {
        let [p, q] = self.key.primes() else { return Err(UNSOUND) };
        let (dp, dq) = self.key.dp().zip(self.key.dq()).ok_or(UNSOUND)?;
        let numbers = CrtNumbers::new(p, q, dp, dq, self.provenance);
        Ok(host.proves(numbers).await?.then_some(RsaKey(self.key)))
    }
}

/// The key of two factors, with d modulo lcm(p − 1, q − 1); none if n or d is too short.
fn of_primes(modulus_bits: u32, p: &BoxedUint, q: &BoxedUint) -> Option<PrivateKey> {
    let key = PrivateKey::from_p_q(p.clone(), q.clone(), PUBLIC_EXPONENT.into()).ok()?;
    is_sized(&key, modulus_bits).then_some(key)
}

fn are_of_length(modulus_bits: u32, p: &BoxedUint, q: &BoxedUint) -> bool {
    [p, q].iter().all(|prime| prime.bit_width() == modulus_bits / 2)
}

/// |p − q| > 2^(n/2 − 100) (FIPS 186-5, A.1.3).
fn are_apart(p: &BoxedUint, q: &BoxedUint) -> bool {
    let apart = Zeroizing::new(if p > q { p.wrapping_sub(q) } else { q.wrapping_sub(p) });
    apart.bit_width() > p.bit_width().saturating_sub(100)
}
