//! Where the primes of a key come from: how much has to be shown before they are believed.

use crate::miller_rabin;
use crate::width::Width;

/// Who has chosen the primes of a key.
///
/// The bounds of FIPS 186-5, table B.1, are of numbers that nobody has chosen: a composite one among them
/// deceives Miller and Rabin's test hardly ever. For what somebody else brings, the bound is that of the
/// worst number there is, a quarter a round, and the rounds have to be as many as if it were that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A caller has brought them, and may have made them to deceive.
    Callers,
    /// A [`crate::Search`] has found them.
    Ours,
}

/// Rounds for numbers that somebody may have chosen: 4^-64 = 2^-128, more than the 2^-112 that the
/// shortest key is worth.
const CALLERS_ROUNDS: usize = 64;

/// A sound prime of unknown origin is 1 modulo 2^65 once in 2^64. One that is so by design has published
/// its lower bits.
const CALLERS_MOST_TWOS: usize = 64;

impl Provenance {
    /// Rounds of Miller-Rabin with random bases, for each prime.
    pub fn rounds(self, width: &Width) -> usize {
        match self {
            Self::Callers => CALLERS_ROUNDS,
            Self::Ours => width.rounds,
        }
    }

    /// p − 1 of such a prime is a multiple of 2 to the power of this at most.
    pub(crate) fn most_twos(self) -> usize {
        match self {
            Self::Callers => CALLERS_MOST_TWOS,
            Self::Ours => miller_rabin::MOST_TWOS,
        }
    }

    /// The number that stands for it where there are numbers alone.
    pub fn number(self) -> u32 {
        u32::from(self == Self::Ours)
    }

    /// What [`Provenance::number`] has written. Any other number is a caller's: less is believed.
    pub fn of_number(number: u32) -> Self {
        if number == Self::Ours.number() { Self::Ours } else { Self::Callers }
    }
}
