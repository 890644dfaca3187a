//! Which of the odd numbers above a start have no small prime factor.
//!
//! This part is not constant-time: the numbers struck out depend on the start, which is close to the
//! prime. That is right here because a start is used once, on the machine that keeps the prime, so
//! there is nothing to average over; and whoever shares a cache with it closely enough to see single
//! strikes sees far more in everything that the key does later.

use std::sync::OnceLock;

use crate::miller_rabin::MOST_TWOS;
use crate::natural::Natural;
use crate::width::{WIDTHS, Width};
use crate::wipe::wipe;

/// Odd numbers in a window: from the start up to 2·WINDOW above it. Of windows of 1,024-bit numbers one
/// in 10^5 holds no prime, of 2,048-bit numbers one in 300; the next start is tried then.
pub(crate) const WINDOW: usize = 4_096;

/// Divisors worked on together: loops over so many are compiled to vector instructions.
const BLOCK: usize = 64;

/// The public exponent: p − 1 may not be a multiple of it.
const EXPONENT: u32 = 65_537;

/// The offsets o, in order, for which start + 2·o has no prime factor up to the width's bound, leaves
/// something else than 1 modulo 65,537, and something else than 1 modulo 2^9 (see [`MOST_TWOS`]).
pub(crate) fn survivors(start: &Natural, width: &Width) -> Vec<u32> {
    let mut struck = vec![0_u8; WINDOW];
    for block in divisors(width).chunks_exact(BLOCK) {
        strike_block(&mut struck, start, width.bits / 32, block);
    }
    let before = start.minus(&Natural::of(1)).0;
    let residue = before.words().iter().take(width.bits / 32).rev();
    let residue = residue.fold(0, |r, word| (r << 32 | u64::from(*word)) % u64::from(EXPONENT));
    strike(&mut struck, residue as usize, EXPONENT as usize);
    let low = before.limb(MOST_TWOS as u32 + 1, 0) as usize;
    strike_even(&mut struck, low, 1 << (MOST_TWOS + 1));

    // Room for all of them: a vector that grows leaves copies behind.
    let mut survivors = Vec::with_capacity(WINDOW);
    survivors.extend((0..).zip(&struck).filter(|(_, struck)| **struck == 0).map(|(o, _)| o));
    wipe(&mut struck);
    survivors
}

/// Strikes out what the divisors of one block divide.
fn strike_block(struck: &mut [u8], start: &Natural, words: usize, block: &[u32]) {
    let divisors = Divisors::of(block);
    let mut residues = [0.0; BLOCK];
    for four in start.words()[..words].rchunks_exact(4) {
        divisors.append(&mut residues, [four[0], four[1], four[2], four[3]].map(f64::from));
    }
    for (residue, p) in residues.iter().zip(block) {
        let signed = *residue as i32;
        let residue = if signed < 0 { signed + *p as i32 } else { signed };
        strike(struck, residue as usize, *p as usize);
    }
}

/// Divisors below 2^20, and the first powers of 2^32 modulo them.
///
/// Residues are kept in floats, between −p/2 and p/2, where every step is exact: four words at a time
/// make at most 3·2^51 + 2^38 + 2^32 < 2^53.
struct Divisors {
    p: [f64; BLOCK],
    inverse: [f64; BLOCK],
    powers: [[f64; BLOCK]; 4],
}

impl Divisors {
    fn of(block: &[u32]) -> Self {
        let mut divisors =
            Self { p: [1.0; BLOCK], inverse: [1.0; BLOCK], powers: [[0.0; BLOCK]; 4] };
        for (i, p) in block.iter().enumerate() {
            divisors.p[i] = f64::from(*p);
            divisors.inverse[i] = 1.0 / divisors.p[i];
        }
        for i in 0..BLOCK {
            let first = divisors.reduced(i, 4_294_967_296.0);
            let second = divisors.reduced(i, first * first);
            divisors.powers[0][i] = first;
            divisors.powers[1][i] = second;
            divisors.powers[2][i] = divisors.reduced(i, second * first);
            divisors.powers[3][i] = divisors.reduced(i, second * second);
        }
        divisors
    }

    /// The residues of numbers with four more words, the highest last.
    fn append(&self, residues: &mut [f64; BLOCK], words: [f64; 4]) {
        let [w0, w1, w2, w3] = words;
        let [power_1, power_2, power_3, power_4] = &self.powers;
        for i in 0..BLOCK {
            let words = w3 * power_3[i] + w2 * power_2[i] + w1 * power_1[i] + w0;
            residues[i] = self.reduced(i, residues[i] * power_4[i] + words);
        }
    }

    fn reduced(&self, i: usize, t: f64) -> f64 {
        t - round(t * self.inverse[i]) * self.p[i]
    }
}

/// Strikes out every o for which residue + 2·o is a multiple of p, an odd number.
fn strike(struck: &mut [u8], residue: usize, p: usize) {
    // −residue / 2 modulo p: what is odd is made even by another p.
    let missing = if residue == 0 { 0 } else { p - residue };
    strike_every(struck, missing / 2 + (missing & 1) * p.div_ceil(2), p);
}

/// The same for an even residue and an even modulus.
fn strike_even(struck: &mut [u8], residue: usize, modulus: usize) {
    strike_every(struck, (modulus - residue) % modulus / 2, modulus / 2);
}

fn strike_every(struck: &mut [u8], mut o: usize, step: usize) {
    while let Some(number) = struck.get_mut(o) {
        *number = 1;
        o += step;
    }
}

/// To the nearest integer, for |x| < 2^51: adding 1.5·2^52 leaves no room for a fraction.
fn round(x: f64) -> f64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    (x + SHIFT) - SHIFT
}

/// The odd primes up to the width's bound, made once, filled up to whole blocks with the last.
fn divisors(width: &Width) -> &'static [u32] {
    static DIVISORS: [OnceLock<Vec<u32>>; WIDTHS.len()] = [const { OnceLock::new() }; WIDTHS.len()];
    let at = WIDTHS.iter().position(|other| other.bits == width.bits).unwrap_or(0);
    DIVISORS[at].get_or_init(|| {
        let mut primes = odd_primes(width.sieved_to as usize);
        let last = primes.last().copied().unwrap_or(3);
        primes.resize(primes.len().next_multiple_of(BLOCK), last);
        primes
    })
}

/// The sieve of Eratosthenes over odd numbers: entry i stands for 2·i + 1.
fn odd_primes(bound: usize) -> Vec<u32> {
    let mut struck = vec![false; bound / 2];
    let mut primes = Vec::new();
    for i in 1..struck.len() {
        if struck[i] {
            continue;
        }
        let p = 2 * i + 1;
        primes.push(p as u32);
        // Lower multiples have been struck out already. The square may not fit a word.
        let square = p.checked_mul(p).unwrap_or(bound);
        for multiple in struck.iter_mut().skip(square / 2).step_by(p) {
            *multiple = true;
        }
    }
    primes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Natural {
        let bytes: Vec<u8> = (0..128_u32).map(|i| (i * i * 7 + 91) as u8 | 1).collect();
        Natural::from_be_bytes(&bytes)
    }

    fn residue(n: &Natural, p: u64) -> u64 {
        n.words().iter().rev().fold(0, |r, word| (r << 32 | u64::from(*word)) % p)
    }

    #[test]
    fn a_number_survives_exactly_if_no_divisor_divides_it_and_its_predecessor_is_none_that_is_barred()
     {
        let width = &WIDTHS[0];
        let survivors = survivors(&start(), width);
        let primes = odd_primes(width.sieved_to as usize);
        for o in 0..WINDOW as u32 {
            let number = start().plus(&Natural::of(2 * o));
            let sound = primes.iter().all(|p| residue(&number, u64::from(*p)) != 0)
                && residue(&number, 65_537) != 1
                && residue(&number, 1 << 9) != 1;
            assert_eq!(survivors.contains(&o), sound, "{o}");
        }
    }

    #[test]
    fn predecessors_that_are_multiples_of_the_exponent_or_of_2_9_are_barred() {
        for modulus in [65_537_u64, 1 << 9] {
            let base = start();
            // The first number above the start that leaves 1.
            let o = (0..1 << 17)
                .find(|o| residue(&base.plus(&Natural::of(2 * o)), modulus) == 1)
                .unwrap();
            let near = base.plus(&Natural::of(2 * o - 20));
            assert!(!survivors(&near, &WIDTHS[0]).contains(&10));
        }
    }

    #[test]
    fn there_are_as_many_odd_primes_as_there_should_be() {
        // pi(2^18), pi(2^20): OEIS A007053.
        assert_eq!(odd_primes(1 << 18).len(), 23_000 - 1);
        assert_eq!(odd_primes(1 << 20).len(), 82_025 - 1);
    }
}
