//! What the core needs from the place it runs in.

use crate::contract::error::Error;
use crate::material::primes::{CrtNumbers, PrimePair};
use crate::material::random::Random;

/// The platform. A test brings one of its own.
pub trait Host {
    /// Fills `bytes` with randomness fit for keys.
    ///
    /// # Errors
    /// `ERR_RANDOM` if the platform has none to give. Then there is no key: never a weaker one.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;

    /// Finds the two primes of an RSA key whose modulus has `modulus_bits` bits.
    /// Searches in this thread unless a host has a better place for it.
    ///
    /// # Errors
    /// `ERR_RANDOM` as above, `ERR_INTERNAL` if no prime is found.
    fn rsa_primes(&self, modulus_bits: u32) -> Result<PrimePair, Error>
    where
        Self: Sized,
    {
        PrimePair::search(modulus_bits, &mut Random::new(self))
    }

    /// Whether the numbers of a finished RSA key are what they should be, before it leaves.
    /// Proves it in this thread unless a host has a better place for it.
    ///
    /// # Errors
    /// `ERR_RANDOM` as above.
    fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error>
    where
        Self: Sized,
    {
        numbers.are_proved(&mut Random::new(self))
    }
}
