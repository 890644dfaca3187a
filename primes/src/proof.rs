//! The proof of a finished key: that both primes are prime, and that its exponents undo each other.
//!
//! # Constant time
//! The numbers here are the primes that are kept, so no instruction and no address depends on them:
//! exponents are walked in windows of a fixed size, a table is read whole for every digit, a round
//! takes as many squarings as a prime of its provenance may need, and the verdicts of a vector are put
//! together without a branch. A key that fails is none, and its proof ends there. WebAssembly itself
//! promises nothing about time; no engine is known to compile these instructions otherwise.

use core::fmt;

use crate::kernel::{Kernel, LANES, MAX_LANES, PerLane, at_width};
use crate::miller_rabin::{self, Predecessor};
use crate::moduli::Moduli;
use crate::natural::Natural;
use crate::provenance::Provenance;
use crate::width::Width;
use crate::wipe;

/// Bytes of a random base beyond the prime's own: a residue is less than 2^-23 off its fair share.
pub(crate) const EXTRA: usize = 3;

/// The squarings of e = 2^16 + 1.
const EXPONENT_SQUARINGS: usize = 16;

/// The numbers of a key with the public exponent 65,537, big-endian, each of the prime's length.
pub struct CrtKey<'a> {
    /// The primes.
    pub primes: [&'a [u8]; 2],
    /// d modulo p − 1, d modulo q − 1.
    pub exponents: [&'a [u8]; 2],
}

/// The tests of one key, or one part of them.
///
/// That each prime is odd and has exactly the width's length; for each as many rounds of Miller-Rabin as
/// its provenance asks for, with bases drawn at random; then the pairwise consistency test (SP 800-56B,
/// 6.4.1.1): a random m, to the power of e and then to that of d, is m again. The lanes of a kernel take
/// p and q in turn, so the last vector holds both halves of the consistency test.
pub struct Proof {
    width: &'static Width,
    provenance: Provenance,
    primes: [Natural; 2],
    exponents: [Natural; 2],
    random: Vec<u8>,
    next: usize,
    parts: usize,
    sound: u32,
}

/// Where a proof is after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Next,
    /// Every test of this part has been passed.
    Sound,
    /// A test has failed: this is no key.
    Unsound,
}

impl Proof {
    /// The tests of `key` of which the running number leaves `part` when divided by `parts`, with the
    /// first [`Proof::randomness`] bytes of `random`. To run all of them, 0 and 1.
    ///
    /// None if there is no kernel for primes of that length, if a number is of another length, or if
    /// there is too little randomness.
    pub fn new(
        key: &CrtKey<'_>,
        provenance: Provenance,
        random: &[u8],
        part: usize,
        parts: usize,
    ) -> Option<Self> {
        let width = Width::of(key.primes[0].len() * 8)?;
        let mut numbers = key.primes.iter().chain(&key.exponents);
        if numbers.any(|number| number.len() * 8 != width.bits) {
            return None;
        }
        let random = random.get(..Self::randomness(width, provenance, part, parts))?;
        let primes = key.primes.map(Natural::from_be_bytes);
        let ends = primes.iter().flat_map(|prime| [prime.bit(0), prime.bit(width.bits - 1)]);
        Some(Self {
            width,
            provenance,
            // Arithmetic modulo an even number is wrong, and modulo 1 everything is the same.
            sound: ends.fold(1, |sound, bit| sound & bit),
            primes,
            exponents: key.exponents.map(Natural::from_be_bytes),
            random: random.to_vec(),
            next: part,
            parts,
        })
    }

    /// The bytes of randomness that a part takes.
    pub fn randomness(width: &Width, provenance: Provenance, part: usize, parts: usize) -> usize {
        let vectors = (part..vectors(width, provenance)).step_by(parts.max(1)).count();
        vectors * LANES * (width.bits / 8 + EXTRA)
    }

    /// Runs one vector of tests.
    pub fn step(&mut self) -> Verdict {
        if self.has_more() {
            self.sound = wipe::apart(|| at_width!(self.width.bits, K => self.step_with::<K>()));
            self.next += self.parts.max(1);
        }
        if self.has_more() {
            return Verdict::Next;
        }
        self.wipe();
        if self.sound == 1 { Verdict::Sound } else { Verdict::Unsound }
    }

    fn has_more(&self) -> bool {
        self.sound == 1 && self.next < vectors(self.width, self.provenance)
    }

    /// 1 if the tests of one vector are passed, 0 if not.
    fn step_with<K: Kernel>(&mut self) -> u32 {
        let rounds = self.provenance.rounds(self.width);
        let tests: PerLane<Test> = core::array::from_fn(|lane| {
            let running = self.next * K::LANES + lane.min(K::LANES - 1);
            Test::numbered(running.min(tests(rounds) - 1), rounds)
        });
        let n = tests.each_ref().map(|test| &self.primes[test.prime]);
        let mut moduli = Moduli::<K>::new(n);

        let bases = core::array::from_fn::<_, MAX_LANES, _>(|lane| {
            let length = self.width.bits / 8 + EXTRA;
            let taken =
                if lane < K::LANES { self.random.len() - length } else { self.random.len() };
            let base = Natural::from_be_bytes(&self.random[taken..]);
            wipe::wipe(&mut self.random[taken..]);
            self.random.truncate(taken);
            base
        });
        let base = K::number(|lane, i| bases[lane].limb(K::RADIX, i));
        let mut encrypted = base;
        for _ in 0..EXPONENT_SQUARINGS {
            moduli.square(&mut encrypted, [0; MAX_LANES]);
        }
        moduli.multiply(&mut encrypted, &base);

        let most = self.provenance.most_twos();
        let predecessors = n.map(|n| Predecessor::of(n, most));
        let x = K::number(|lane, i| {
            K::limb(if tests[lane].is_consistency { &encrypted } else { &base }, lane, i)
        });
        let exponents = core::array::from_fn(|lane| match &tests[lane] {
            Test { is_consistency: true, prime } => &self.exponents[*prime],
            _ => &predecessors[lane].odd,
        });
        let power = moduli.power(&x, exponents, self.width.bits);

        let decrypted = moduli.are_equal(&power, &base);
        let twos = predecessors.each_ref().map(|predecessor| predecessor.twos);
        let probable = miller_rabin::pass(&mut moduli, power, twos, most);
        (0..K::LANES).fold(1, |sound, lane| {
            let passed = if tests[lane].is_consistency { decrypted[lane] } else { probable[lane] };
            sound & predecessors[lane].is_split() & passed
        })
    }

    fn wipe(&mut self) {
        self.primes = [Natural::ZERO; 2];
        self.exponents = [Natural::ZERO; 2];
        wipe::wipe(&mut self.random);
        wipe::clear_stack();
    }
}

impl Drop for Proof {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof")
    }
}

impl fmt::Debug for CrtKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CrtKey")
    }
}

/// What one lane tests: a round of Miller-Rabin on a prime, or the consistency of its half of the key.
struct Test {
    prime: usize,
    is_consistency: bool,
}

impl Test {
    fn numbered(running: usize, rounds: usize) -> Self {
        Self { prime: running % 2, is_consistency: running / 2 == rounds }
    }
}

fn tests(rounds: usize) -> usize {
    2 * (rounds + 1)
}

fn vectors(width: &Width, provenance: Provenance) -> usize {
    tests(provenance.rounds(width)).div_ceil(LANES)
}
