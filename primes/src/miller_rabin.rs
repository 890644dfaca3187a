//! One round of Miller and Rabin's test (FIPS 186-5, B.3.1) a lane: with n−1 = 2^s·d and d odd, a base
//! a to the power of d is 1 or −1, or becomes −1 by squaring it less than s times.

use crate::kernel::{Kernel, MAX_LANES, PerLane};
use crate::moduli::Moduli;
use crate::natural::Natural;

#[cfg(test)]
mod tests;

/// The s of every candidate of a search is at most this, so that it takes as many squarings whatever
/// its s is. It loses one prime in 256: 0.006 bits of entropy.
pub(crate) const MOST_TWOS: usize = 8;

/// The odd part d of n−1, and s.
pub(crate) struct Predecessor {
    pub(crate) odd: Natural,
    pub(crate) twos: usize,
}

impl Predecessor {
    /// Of an n whose s is at most `most`. If it is more, what is left is not odd.
    pub(crate) fn of(n: &Natural, most: usize) -> Self {
        let predecessor = n.minus(&Natural::of(1)).0;
        let twos = predecessor.trailing_zeros(most);
        Self { odd: predecessor.shifted_right(twos, most), twos }
    }

    /// 1 if s was no more than it might be, 0 if it was.
    ///
    /// Then a round shows nothing. A Carmichael number n whose prime factors less one have fewer twos
    /// than the `odd` that is left of n − 1 would pass to every base.
    pub(crate) fn is_split(&self) -> u32 {
        self.odd.bit(0)
    }
}

/// In each lane 1 if `x`, a base to the power of d, shows that n may be prime; 0 if n is composite.
/// Takes as many squarings as the highest s may need, and looks at the result of each.
pub(crate) fn pass<K: Kernel>(
    moduli: &mut Moduli<'_, K>,
    mut x: K::Number,
    twos: PerLane<usize>,
    most: usize,
) -> PerLane<u32> {
    let (one, minus_one) = (moduli.are_one(&x), moduli.are_minus_one(&x));
    let mut passes: PerLane<u32> = core::array::from_fn(|lane| one[lane] | minus_one[lane]);
    for squarings in 1..most {
        moduli.square(&mut x, [0; MAX_LANES]);
        let minus_one = moduli.are_minus_one(&x);
        for lane in 0..K::LANES {
            passes[lane] |= minus_one[lane] & u32::from(squarings < twos[lane]);
        }
    }
    passes
}
