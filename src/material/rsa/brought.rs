//! RSA keys that callers bring, before their primes have been proved.

use alloc::vec::Vec;

use crypto_bigint::BoxedUint;
use pkcs8::PrivateKeyInfoRef;
use pkcs8::der::asn1::{BitStringRef, UintRef};
use rsa::pkcs1::der::Decode;
use rsa::pkcs1::{ALGORITHM_ID, RsaPrivateKeyRef, RsaPublicKeyRef};
use rsa::traits::PrivateKeyParts;
use rsa::{PrivateKey, PublicKey};
use zeroize::Zeroizing;

use super::roca::is_fingerprinted;
use super::{E, RsaKey, integer, is_sized};
use crate::contract::error::Error;
use crate::host::Host;
use crate::material::primes::CrtNumbers;
use crate::material::rsa_numbers::RsaNumbers;

/// A key that a caller has brought, whose numbers fit one another and whose primes may be none.
/// [`Brought::proved`] is the only way from here to a key.
pub(crate) struct Brought(PrivateKey);

impl Brought {
    /// The key in a container that nobody vouches for.
    ///
    /// Checked: the algorithm; the lengths of n, p and q; e = 65,537; |p − q|; the length of
    /// e⁻¹ mod lcm(p − 1, q − 1); n = p·q; that d undoes e and is below n; d mod p − 1, d mod q − 1 and
    /// q⁻¹ mod p; that n, p and q have not the fingerprint of CVE-2017-15361; a public key beside it.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    pub(crate) fn read(modulus_bits: u32, info: &PrivateKeyInfoRef<'_>) -> Option<Self> {
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
            && e == BoxedUint::from(E)
            && [&p, &q].iter().all(|prime| prime.bit_width() == modulus_bits / 2)
            && ![&numbers.modulus, &numbers.prime1, &numbers.prime2]
                .iter()
                .any(|number| is_fingerprinted(number.as_bytes()));
        if !is_sound {
            return None;
        }
        // Older programs write d modulo (p − 1)·(q − 1), which may be long where d itself is short.
        let factors = [numbers.prime1.as_bytes(), numbers.prime2.as_bytes()].concat();
        RsaNumbers::of_factors(modulus_bits, &Zeroizing::new(factors)).ok()?;
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
        (is_consistent && info.public_key.as_ref().is_none_or(is_its_own)).then_some(Self(key))
    }

    /// The key, if `host` proves it; none if it does not.
    ///
    /// # Errors
    /// Those of [`Host::proves`].
    pub(crate) async fn proved(self, host: &impl Host) -> Result<Option<RsaKey>, Error> {
        let key = RsaKey(self.0);
        let numbers = CrtNumbers::brought(key.numbers()?.to_be_proved());
        Ok(host.proves(numbers).await?.then_some(key))
    }
}
