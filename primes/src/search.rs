//! The search for one prime: a start, a sieve, Fermat's test.
//!
//! What it finds has passed Fermat's test to base 2 and nothing more. [`crate::Proof`] tests both
//! primes of a key with random bases, when both are there: side by side in the lanes of a kernel.

use core::fmt;

use crate::fermat;
use crate::kernel::{Kernel, MAX_LANES, at_width};
use crate::natural::Natural;
use crate::sieve;
use crate::width::Width;
use crate::wipe;

/// A search upwards from one start point.
pub struct Search {
    width: &'static Width,
    start: Natural,
    /// Offsets of the candidates that are left, the next one last; none before the first step.
    offsets: Option<Vec<u32>>,
    tested: u32,
}

/// Where a search is after a step.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// It goes on.
    Next,
    /// A prime, big-endian, of the width's length.
    Found(Found),
    /// No number above the start is prime as far as a search looks: begin at another.
    Nothing,
}

/// The bytes of a prime. Wiped when dropped.
#[derive(PartialEq, Eq)]
pub struct Found(Vec<u8>);

impl Search {
    /// A search upwards from `start`, which is randomness: as many bytes as the prime has. The two
    /// highest bits are set, so that the prime is at least 1.5·2^(b−1) ≥ √2·2^(b−1) (FIPS 186-5,
    /// A.1.3) and the product of two has exactly 2·b bits; and the lowest, since primes are odd.
    ///
    /// None if there is no kernel for primes of that length.
    pub fn new(start: &[u8]) -> Option<Self> {
        let width = Width::of(start.len() * 8)?;
        let odd = Natural::from_be_bytes(start).with_bits(&[0, width.bits - 1, width.bits - 2]);
        Some(Self { width, start: odd, offsets: None, tested: 0 })
    }

    /// The first step sieves. Each other one tests as many candidates as the kernel has lanes.
    pub fn step(&mut self) -> Step {
        let step = wipe::apart(|| at_width!(self.width.bits, K => self.step_with::<K>()));
        if step != Step::Next {
            self.wipe();
        }
        step
    }

    /// Candidates tested so far.
    pub fn tested(&self) -> u32 {
        self.tested
    }

    fn step_with<K: Kernel>(&mut self) -> Step {
        let Some(offsets) = &mut self.offsets else {
            let mut offsets = sieve::survivors(&self.start, self.width);
            offsets.reverse();
            self.offsets = Some(offsets);
            return Step::Next;
        };
        let Some(first) = offsets.pop() else {
            return Step::Nothing;
        };
        // Too few for the last step: the first stands in for those that are missing.
        let mut batch = [first; MAX_LANES];
        for offset in batch.iter_mut().take(K::LANES).skip(1) {
            *offset = offsets.pop().unwrap_or(first);
        }
        self.tested += K::LANES as u32;

        let candidates = batch.map(|offset| self.start.plus(&Natural::of(2 * offset)));
        let passes = fermat::pass::<K>(candidates.each_ref(), self.width.bits);
        // The lowest that passes, so that every kernel finds the same prime.
        let Some(found) = candidates.iter().zip(passes).find(|(_, passes)| *passes == 1) else {
            return Step::Next;
        };
        if found.0.bits() > self.width.bits {
            // The window reached past the highest number of this width.
            return Step::Nothing;
        }
        let mut bytes = vec![0; self.width.bits / 8];
        found.0.to_be_bytes(&mut bytes);
        Step::Found(Found(bytes))
    }

    fn wipe(&mut self) {
        self.start = Natural::ZERO;
        if let Some(offsets) = &mut self.offsets {
            // Those that were taken are still in its memory.
            offsets.resize(sieve::WINDOW, 0);
            wipe::wipe(offsets);
            offsets.clear();
        }
        wipe::clear_stack();
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Search")
    }
}

impl Found {
    /// The prime, big-endian.
    pub fn as_be_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Found {
    fn drop(&mut self) {
        wipe::wipe(&mut self.0);
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Found")
    }
}
