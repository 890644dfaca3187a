//! What the core needs from the place it runs in.

use crate::contract::error::Error;
use crate::material::primes::{CrtNumbers, PrimePair};
use crate::material::random::{Random, Watch};

/// The platform. A test brings one of its own.
#[allow(async_fn_in_trait, reason = "a host is used in the thread it is in")]
pub trait Host {
    /// Fills `bytes` with randomness fit for keys.
    ///
    /// # Errors
    /// `ERR_RANDOM` if the platform has none to give. Then there is no key: never a weaker one.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;

    /// The watch over what [`Host::fill`] gives: one for as long as the source lives, so that it is noticed
    /// if one call is given what another was.
    fn watch(&self) -> &Watch;

    /// The time: milliseconds since 1970, UTC.
    fn now_ms(&self) -> u64;

    /// Finds the two primes of an RSA key whose modulus has `modulus_bits` bits.
    /// Searches in this thread unless a host has a better place for it.
    ///
    /// # Errors
    /// `ERR_RANDOM` as above, `ERR_INTERNAL` if no prime is found, `APIGW.0308` if the host is searching
    /// for as many as it may.
    async fn rsa_primes(&self, modulus_bits: u32) -> Result<PrimePair, Error>
    where
        Self: Sized,
    {
        PrimePair::search(modulus_bits, &mut Random::new(self))
    }

    /// Whether the numbers of a finished RSA key are what they should be, before it leaves or is taken:
    /// of numbers that a caller has brought more has to be shown ([`CrtNumbers::provenance`]).
    /// Proves it in this thread unless a host has a better place for it.
    ///
    /// # Errors
    /// `ERR_RANDOM` as above.
    async fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error>
    where
        Self: Sized,
    {
        numbers.are_proved(&mut Random::new(self))
    }

    /// Lets the other work of this thread have its turn, between two parts of work that is long as a whole.
    /// Goes on at once unless a host knows of other work.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if the work is not to go on.
    async fn pause(&self) -> Result<(), Error>
    where
        Self: Sized,
    {
        Ok(())
    }
}

/// A host that is shared.
impl<H: Host> Host for &H {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        (**self).fill(bytes)
    }

    fn watch(&self) -> &Watch {
        (**self).watch()
    }

    fn now_ms(&self) -> u64 {
        (**self).now_ms()
    }

    async fn rsa_primes(&self, modulus_bits: u32) -> Result<PrimePair, Error> {
        (**self).rsa_primes(modulus_bits).await
    }

    async fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error> {
        (**self).proves(numbers).await
    }

    async fn pause(&self) -> Result<(), Error> {
        (**self).pause().await
    }
}
