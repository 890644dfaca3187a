//! The search for the two primes of an RSA key, one candidate at a time, so that whoever runs it can
//! report, pause or give up in between.

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;

use crypto_bigint::{BoxedUint, Limb, NonZero};
use crypto_primes::{Flavor, hazmat::SmallFactorsSieve, is_prime};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::random::Random;
use super::rsa::PUBLIC_EXPONENT;
use crate::contract::error::{Code, Error};

/// The two primes of an RSA key. Wiped when dropped.
pub struct PrimePair {
    pub(super) p: BoxedUint,
    pub(super) q: BoxedUint,
}

impl PrimePair {
    /// Reads the two halves of `bytes`, both big-endian and of the same length.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if there are no two halves.
    pub fn from_be_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let half = bytes.len() / 2;
        let (p, q) = bytes.split_at_checked(half).ok_or(Error::new(Code::Internal, ""))?;
        Ok(Self { p: integer(p)?, q: integer(q)? })
    }

    /// `p` and `q`, both big-endian and of the same length, one after the other.
    pub fn to_be_bytes(&self) -> Zeroizing<Vec<u8>> {
        let (p, q) = (Zeroizing::new(self.p.to_be_bytes()), Zeroizing::new(self.q.to_be_bytes()));
        Zeroizing::new([&**p, &**q].concat())
    }
}

impl Drop for PrimePair {
    fn drop(&mut self) {
        self.p.zeroize();
        self.q.zeroize();
    }
}

impl ZeroizeOnDrop for PrimePair {}

impl fmt::Debug for PrimePair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrimePair")
    }
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Candidates tested so far, for both primes together.
    pub candidates: u32,
    /// The share of searches that are over after as many candidates: a probability from 0 to 1,
    /// since a search has no fixed length.
    pub share: f64,
}

/// A search for two primes of equal length with their two highest bits set, so that each is at least
/// 1.5 · 2^(n/2 − 1) and the modulus has exactly n bits.
///
/// Each prime is looked for upwards from a random number (FIPS 186-5, A.1.3, and its incremental
/// search), past multiples of small primes, by a Miller-Rabin test to base 2 and a strong Lucas test
/// (Baillie-PSW; no composite that passes both is known).
///
/// Candidates live on the heap, which the wasm module overwrites whenever a block is given back.
pub struct PrimeSearch {
    prime_bits: NonZeroU32,
    sieve: Option<SmallFactorsSieve<BoxedUint>>,
    p: Option<BoxedUint>,
    candidates: u32,
    /// The count of candidates when `p` was found.
    before_q: u32,
}

impl PrimeSearch {
    /// A search for the primes of a modulus of `modulus_bits` bits, a multiple of 16.
    pub fn new(modulus_bits: u32) -> Self {
        let prime_bits = NonZeroU32::new(modulus_bits / 2).unwrap_or(NonZeroU32::MIN);
        Self { prime_bits, sieve: None, p: None, candidates: 0, before_q: 0 }
    }

    /// Tests the next candidate. Returns the pair once the second prime is found.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is no start point to be had. The search can be dropped then.
    pub fn step(&mut self, random: &mut Random<'_>) -> Result<Option<PrimePair>, Error> {
        let sieve = match &mut self.sieve {
            Some(sieve) => sieve,
            none => none.insert(start(self.prime_bits, random)?),
        };
        let Some(candidate) = sieve.next() else {
            // The range above this start point is used up: begin at another.
            self.sieve = None;
            return Ok(None);
        };
        self.candidates = self.candidates.saturating_add(1);
        if !(is_prime(Flavor::Any, &candidate) && is_coprime_to_exponent(&candidate)) {
            return Ok(None);
        }
        self.sieve = None;
        let Some(p) = self.p.take() else {
            self.p = Some(candidate);
            self.before_q = self.candidates;
            return Ok(None);
        };
        Ok(Some(PrimePair { p, q: candidate }))
    }

    /// How far the search has come.
    pub fn progress(&self) -> Progress {
        let tested = f64::from(self.candidates.saturating_sub(self.before_q));
        let part = -f64::exp_m1(-tested / self.expected());
        let done = if self.p.is_some() { 1.0 } else { 0.0 };
        Progress { candidates: self.candidates, share: f64::midpoint(done, part) }
    }

    /// The mean number of candidates a prime: of the numbers around 2^b one in b · ln 2 is prime, and
    /// the sieve, which knows the primes up to 17,863, leaves one number in e^γ · ln 17,863 = 17.4
    /// (Mertens' third theorem).
    fn expected(&self) -> f64 {
        f64::from(self.prime_bits.get()) * core::f64::consts::LN_2 / 17.4
    }
}

impl fmt::Debug for PrimeSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrimeSearch")
    }
}

/// A sieve that begins at a random number of `bits` bits whose two highest are set.
fn start(bits: NonZeroU32, random: &mut Random<'_>) -> Result<SmallFactorsSieve<BoxedUint>, Error> {
    let length = usize::try_from(bits.get().div_ceil(8)).unwrap_or(0);
    let mut bytes = Zeroizing::new(alloc::vec![0; length]);
    random.fill(&mut bytes)?;
    if let Some(highest) = bytes.first_mut() {
        *highest |= 0b1100_0000;
    }
    SmallFactorsSieve::new(integer(&bytes)?, bits, false)
        .map_err(|_| Error::new(Code::Internal, ""))
}

/// Whether gcd(p − 1, e) is 1. As e is prime, it is unless p leaves 1 modulo e.
fn is_coprime_to_exponent(p: &BoxedUint) -> bool {
    NonZero::new(Limb::from(PUBLIC_EXPONENT))
        .into_option()
        .is_some_and(|e| p.rem_limb(e) != Limb::ONE)
}

fn integer(be_bytes: &[u8]) -> Result<BoxedUint, Error> {
    let bits = u32::try_from(be_bytes.len()).unwrap_or(0).saturating_mul(8);
    BoxedUint::from_be_slice(be_bytes, bits).map_err(|_| Error::new(Code::Internal, ""))
}
