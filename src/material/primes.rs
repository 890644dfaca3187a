//! The two primes of an RSA key: found, and proved with the key that was made of them.

use alloc::vec::Vec;
use core::fmt;

use crypto_bigint::BoxedUint;
use pocket_kms_primes::{CrtKey, Proof, Provenance, Search, Step, Verdict, Width};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::random::Random;
use crate::contract::error::{Code, Error};

/// Starts that a search for one prime may take. Of a sound machine one in 300 is not enough (of
/// 2,048-bit primes); that 64 are not happens once in 2^500.
const STARTS: u32 = 64;

/// The two primes of an RSA key, as a search has found them. Wiped when dropped.
pub struct PrimePair {
    p: BoxedUint,
    q: BoxedUint,
}

impl PrimePair {
    /// Searches for two primes of half of `modulus_bits` bits each, in this thread.
    ///
    /// # Errors
    /// `ERR_RANDOM` if `random` has nothing sound to give, `ERR_INTERNAL` if there are no keys of that
    /// length, or if this processor cannot find a prime.
    pub fn search(modulus_bits: u32, random: &mut Random<'_>) -> Result<Self, Error> {
        let length = usize::try_from(modulus_bits / 16).map_err(|_| NO_PRIME)?;
        Ok(Self { p: integer(&prime(length, random)?)?, q: integer(&prime(length, random)?)? })
    }

    /// Reads what a search elsewhere has found: the two halves of `bytes`, both big-endian and of the same
    /// length. Never what a caller brings, of which more has to be proved.
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

/// The numbers of a finished RSA key that its proof needs: p, q, d mod p − 1 and d mod q − 1, each
/// big-endian and of the prime's length, one after the other; and where they come from. Wiped when dropped.
pub struct CrtNumbers {
    bytes: Zeroizing<Vec<u8>>,
    provenance: Provenance,
}

impl CrtNumbers {
    /// Of primes that a search has found.
    pub(super) fn found(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { bytes, provenance: Provenance::Ours }
    }

    /// Of primes that a caller has brought.
    pub(super) fn brought(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { bytes, provenance: Provenance::Callers }
    }

    /// The four numbers.
    pub fn as_be_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Who has chosen the primes: it decides how many rounds their proof has.
    pub fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// Whether both primes are prime and the exponents undo e: [`Proof`], in this thread.
    ///
    /// # Errors
    /// `ERR_RANDOM` if `random` has nothing sound to give, `ERR_INTERNAL` if there are no keys of that
    /// length.
    pub fn are_proved(&self, random: &mut Random<'_>) -> Result<bool, Error> {
        let length = self.bytes.len() / 4;
        let mut numbers = self.bytes.chunks_exact(length.max(1));
        let mut next = || numbers.next().ok_or(NO_PRIME);
        let key = CrtKey { primes: [next()?, next()?], exponents: [next()?, next()?] };

        let width = Width::of(length.saturating_mul(8)).ok_or(NO_PRIME)?;
        let randomness = Proof::randomness(width, self.provenance, 0, 1);
        let mut bases = Zeroizing::new(alloc::vec![0; randomness]);
        random.fill(&mut bases)?;
        let mut proof = Proof::new(&key, self.provenance, &bases, 0, 1).ok_or(NO_PRIME)?;
        loop {
            match proof.step() {
                Verdict::Next => {}
                verdict => return Ok(verdict == Verdict::Sound),
            }
        }
    }
}

impl fmt::Debug for CrtNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CrtNumbers")
    }
}

const NO_PRIME: Error = Error::new(Code::Internal, "No prime was found.");

/// A prime of `length` bytes.
fn prime(length: usize, random: &mut Random<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut start = Zeroizing::new(alloc::vec![0; length]);
    for _ in 0..STARTS {
        random.fill(&mut start)?;
        let mut search = Search::new(&start).ok_or(NO_PRIME)?;
        loop {
            match search.step() {
                Step::Next => {}
                Step::Nothing => break,
                Step::Found(prime) => return Ok(Zeroizing::new(prime.as_be_bytes().to_vec())),
            }
        }
    }
    Err(NO_PRIME)
}

fn integer(be_bytes: &[u8]) -> Result<BoxedUint, Error> {
    let bits = u32::try_from(be_bytes.len()).unwrap_or(0).saturating_mul(8);
    BoxedUint::from_be_slice(be_bytes, bits).map_err(|_| Error::new(Code::Internal, ""))
}
