//! Whether any number is prime, from wherever it came.

use crate::kernel::{Kernel, MAX_LANES, at_width};
use crate::miller_rabin::{self, Predecessor};
use crate::moduli::Moduli;
use crate::natural::Natural;
use crate::proof::EXTRA;

/// Below this length a number is tested by division, which leaves no doubt.
const DIVISIBLE: usize = 32;

/// Bytes of the longest number that there is a kernel for.
const LONGEST: usize = 256;

/// Whether `n`, big-endian, is prime: by at least `rounds` rounds of Miller-Rabin with bases of `fill`'s
/// randomness. A composite number, however it was chosen, passes with a probability of at most
/// 4^-rounds; a prime of 33 bits, the shortest that is not divided out, is refused with one of at most
/// rounds·2^-32, when a base is a multiple of it. None if it is longer than 2,048 bits.
///
/// Not constant-time: for numbers that are no secret, or that come from someone who knows them.
///
/// # Errors
/// Those of `fill`.
pub fn is_prime<E>(
    n: &[u8],
    rounds: usize,
    mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
) -> Result<Option<bool>, E> {
    let leading_zeros = n.iter().take_while(|byte| **byte == 0).count();
    let n = &n[leading_zeros..];
    if n.len() > LONGEST {
        return Ok(None);
    }
    let n = Natural::from_be_bytes(n);
    if n.bits() <= DIVISIBLE || n.bit(0) == 0 {
        return Ok(Some(n.bits() <= DIVISIBLE && is_small_prime(n.words()[0])));
    }
    at_width!(n.bits(), K => is_odd_prime::<K, E>(&n, rounds, &mut fill)).map(Some)
}

fn is_odd_prime<K: Kernel, E>(
    n: &Natural,
    rounds: usize,
    fill: &mut impl FnMut(&mut [u8]) -> Result<(), E>,
) -> Result<bool, E> {
    let bits = n.bits();
    let most = bits;
    let Predecessor { odd, twos } = Predecessor::of(n, most);
    let mut moduli = Moduli::<K>::new([n; MAX_LANES]);
    for _ in 0..rounds.div_ceil(K::LANES) {
        let mut bases = [const { Natural::ZERO }; MAX_LANES];
        for base in bases.iter_mut().take(K::LANES) {
            let mut bytes = vec![0; bits.div_ceil(8) + EXTRA];
            fill(&mut bytes)?;
            *base = Natural::from_be_bytes(&bytes);
        }
        let base = K::number(|lane, i| bases[lane].limb(K::RADIX, i));
        let power = moduli.power(&base, [&odd; MAX_LANES], bits);
        let passes = miller_rabin::pass(&mut moduli, power, [twos; MAX_LANES], twos);
        if passes.iter().take(K::LANES).any(|passes| *passes == 0) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_small_prime(n: u32) -> bool {
    n >= 2 && (2..=n.isqrt()).all(|d| !n.is_multiple_of(d))
}
