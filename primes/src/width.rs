//! The widths of primes that there are kernels for.

/// What depends on the length of a prime.
#[derive(Debug)]
pub struct Width {
    /// Bits of a prime, half of those of the modulus.
    pub bits: usize,
    /// Rounds of Miller-Rabin with random bases for a prime that a search has found: FIPS 186-5, table
    /// B.1, for an error probability of 2^-112, 2^-128 and 2^-144, the strength of the keys.
    pub rounds: usize,
    /// Candidates have no prime factor up to here. Tests are saved as its logarithm grows, sieving
    /// costs as it does itself; the optimum is flat.
    pub(crate) sieved_to: u32,
}

/// Every width.
pub const WIDTHS: [Width; 3] = [
    Width { bits: 1_024, rounds: 5, sieved_to: 1 << 18 },
    Width { bits: 1_536, rounds: 4, sieved_to: 1 << 19 },
    Width { bits: 2_048, rounds: 4, sieved_to: 1 << 20 },
];

impl Width {
    /// The width of primes of `bits` bits.
    pub fn of(bits: usize) -> Option<&'static Self> {
        WIDTHS.iter().find(|width| width.bits == bits)
    }

    /// The mean count of candidates that a search for one prime tests: of the numbers around 2^b one
    /// in b·ln 2 is prime, and sieving up to s leaves one in e^γ·ln s (Mertens' third theorem).
    pub fn mean_candidates(&self) -> f64 {
        const EXP_GAMMA: f64 = 1.781_072_417_990_198;
        self.bits as f64 * core::f64::consts::LN_2 / (EXP_GAMMA * f64::from(self.sieved_to).ln())
    }
}
