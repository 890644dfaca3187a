//! Material that is being made. Of RSA it takes three steps, and between them somebody else has work to do: to
//! find primes, then to prove them. Each step is a type, so that none can be left out.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::rsa_numbers::RsaNumbers;
use super::{Kind, Material};
use crate::contract::error::{Code, Error};
use crate::contract::spec::Spec;

/// The first step.
#[allow(clippy::large_enum_variant, reason = "it is taken apart at once")]
#[derive(Debug)]
pub enum Begun {
    /// There is no other.
    Whole(Material),
    /// Primes are to be found.
    Rsa(AwaitsPrimes),
}

/// An RSA key that awaits its primes.
#[derive(Debug)]
pub struct AwaitsPrimes {
    spec: &'static Spec,
}

/// An RSA key whose numbers fit one another, and whose primes may be none. It has no form and does nothing.
pub struct Unproved {
    spec: &'static Spec,
    numbers: RsaNumbers,
}

impl AwaitsPrimes {
    pub(super) fn new(spec: &'static Spec) -> Self {
        Self { spec }
    }

    /// The spec that it is of.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// The bits of the modulus: the primes have half of them.
    pub fn modulus_bits(&self) -> u32 {
        self.spec.bits
    }

    /// The second step: the key of the primes p and q, big-endian, one after the other.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if they make no key that FIPS 186-5, A.1.3, allows. `ERR_RANDOM` if they are too close
    /// to each other.
    pub fn complete(self, primes: &[u8]) -> Result<Unproved, Error> {
        let numbers = RsaNumbers::of_factors(self.spec.bits, primes)?;
        Ok(Unproved { spec: self.spec, numbers })
    }
}

impl Unproved {
    /// What is to be proved: p, q, d mod p − 1 and d mod q − 1, big-endian, each of the primes' length, one
    /// after the other.
    pub fn numbers(&self) -> Zeroizing<Vec<u8>> {
        self.numbers.to_be_proved()
    }

    /// The third step: the key, if its proof has succeeded.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if it has not.
    pub fn proved(self, is_proved: bool) -> Result<Material, Error> {
        if is_proved {
            Ok(Material { spec: self.spec, kind: Kind::Rsa(self.numbers) })
        } else {
            Err(Error::new(Code::Internal, "The key has failed its proof."))
        }
    }
}

impl fmt::Debug for Unproved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unproved")
    }
}
