//! Fermat's test to base 2: 2^(n−1) ≡ 1 modulo n, for one candidate a lane.
//!
//! It is done as 2^−(n−1) ≡ 1. A power of 1/2 is a power of two in Montgomery form, so the first bits
//! of the exponent cost nothing, and no other constant is needed. With e the ten highest bits of n−1,
//! plus 1, and k the count of the others, n−1 = e·2^k − d with d ≤ 2^k. So from 2^−e each bit of d,
//! from the highest down, squares and, where it is 1, doubles.

use crate::kernel::{Kernel, PerLane};
use crate::moduli::Moduli;
use crate::natural::Natural;

#[cfg(test)]
mod tests;

/// The bits of the exponent that cost nothing.
const FREE: usize = 10;

/// In each lane 1 if its candidate, of exactly `bits` bits and odd, passes. What a longer one gets means
/// nothing: the search leaves those out afterwards. Takes the same steps for
/// all candidates. (d = 2^k, of which one number in 2^1000 is an example, is taken for 0: that
/// candidate fails.)
pub(crate) fn pass<K: Kernel>(candidates: PerLane<&Natural>, bits: usize) -> PerLane<u32> {
    let mut moduli = Moduli::<K>::new(candidates);
    let rest = bits - FREE;
    let exponents = candidates.map(|n| Natural::ZERO.minus(&n.minus(&Natural::of(1)).0).0);
    let start = candidates.map(|n| {
        let highest = (rest..bits).rev().fold(0, |e, at| e << 1 | n.bit(at) as usize);
        K::RADIX as usize * K::LIMBS - (highest + 1)
    });
    let radix = K::RADIX as usize;
    let mut x = K::number(|lane, i| u64::from(start[lane] / radix == i) << (start[lane] % radix));
    for at in (0..rest).rev() {
        moduli.square(&mut x, core::array::from_fn(|lane| exponents[lane].bit(at)));
    }
    let passes = moduli.are_one(&x);
    core::array::from_fn(|lane: usize| if lane < K::LANES { passes[lane] } else { 0 })
}
