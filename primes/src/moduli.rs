//! Arithmetic modulo one odd number a lane, in Montgomery form: x stands for x·R modulo n.

use crate::kernel::{Kernel, MAX_LANES, MAX_TABLE, PerLane};
use crate::natural::Natural;

#[cfg(test)]
mod tests;

/// Bits of a window of an exponent.
const WINDOW: usize = MAX_TABLE.ilog2() as usize;

/// What is added before a difference is looked at, so that it is never negative: n·2^54 is more than
/// any number of a kernel, which is below 4·n'.
const BIAS: usize = 54;

/// One odd modulus a lane, and the kernel for them.
pub(crate) struct Moduli<'n, K: Kernel> {
    kernel: K,
    n: PerLane<&'n Natural>,
    /// n⁻¹ modulo 2^64.
    inverse: PerLane<u64>,
}

impl<'n, K: Kernel> Moduli<'n, K> {
    pub(crate) fn new(n: PerLane<&'n Natural>) -> Self {
        let inverse = n.map(|n| inverse_of(n.low_64()));
        let scaled = core::array::from_fn::<_, MAX_LANES, _>(|lane| {
            scaled::<K>(n[lane], inverse[lane].wrapping_neg() & ((1 << K::RADIX) - 1))
        });
        Self { kernel: K::new(|lane, i| scaled[lane][i]), n, inverse }
    }

    /// x ← x², doubled in the lanes whose `double` is 1.
    pub(crate) fn square(&mut self, x: &mut K::Number, double: PerLane<u32>) {
        self.kernel.square(x, double);
    }

    pub(crate) fn multiply(&mut self, x: &mut K::Number, y: &K::Number) {
        self.kernel.multiply(x, y);
    }

    /// x to the power of one exponent a lane, below 2^bits. Takes the same steps for all of them.
    pub(crate) fn power(
        &mut self,
        x: &K::Number,
        exponent: PerLane<&Natural>,
        bits: usize,
    ) -> K::Number {
        let mut table = [self.one(); MAX_TABLE];
        for i in 1..table.len() {
            table[i] = table[i - 1];
            self.multiply(&mut table[i], x);
        }
        let windows = bits.div_ceil(WINDOW);
        let digit = |at: usize| exponent.map(|e| e.limb(WINDOW as u32, at) as u32);
        let mut power = K::select(&table, digit(windows - 1));
        for at in (0..windows - 1).rev() {
            for _ in 0..WINDOW {
                self.square(&mut power, [0; MAX_LANES]);
            }
            self.multiply(&mut power, &K::select(&table, digit(at)));
        }
        power
    }

    /// In each lane 1 if x and y are the same modulo n, 0 if not.
    pub(crate) fn are_equal(&mut self, x: &K::Number, y: &K::Number) -> PerLane<u32> {
        let (x, y) = (self.left(x), self.left(y));
        core::array::from_fn(|lane| self.is_same(lane, &x[lane], &y[lane]))
    }

    /// In each lane 1 if x is 1 modulo n, 0 if not.
    pub(crate) fn are_one(&mut self, x: &K::Number) -> PerLane<u32> {
        let (x, one) = (self.left(x), Natural::of(1));
        core::array::from_fn(|lane| self.is_same(lane, &x[lane], &one))
    }

    /// In each lane 1 if x is −1 modulo n, 0 if not.
    pub(crate) fn are_minus_one(&mut self, x: &K::Number) -> PerLane<u32> {
        let (x, one) = (self.left(x), Natural::of(1));
        core::array::from_fn(|lane| self.is_same(lane, &x[lane].plus(&one), &Natural::ZERO))
    }

    /// 1 in Montgomery form: R modulo n. Begins at 2^b − n, for an n of b bits, and doubles it.
    fn one(&self) -> K::Number {
        let one = |n: &Natural| {
            let bits = n.bits();
            let mut one = Natural::of(1).shifted_left(bits).minus(n).0;
            for _ in bits..K::RADIX as usize * K::LIMBS {
                one = one.doubled_modulo(n);
            }
            one
        };
        let ones = core::array::from_fn::<_, MAX_LANES, _>(|lane| {
            if lane < K::LANES { one(self.n[lane]) } else { Natural::ZERO }
        });
        K::number(|lane, i| ones[lane].limb(K::RADIX, i))
    }

    /// x out of Montgomery form, plus some multiple of n: at most 2·n'.
    fn left(&mut self, x: &K::Number) -> PerLane<Natural> {
        let mut left = *x;
        self.kernel.multiply(&mut left, &K::number(|_, i| u64::from(i == 0)));
        core::array::from_fn(|lane| {
            Natural::from_limbs(K::RADIX, K::LIMBS, |i| K::limb(&left, lane.min(K::LANES - 1), i))
        })
    }

    /// 1 if a and b, both at most 4·n', are the same modulo n. Then a − b is t·n, and t is found by
    /// one multiplication modulo 2^64, since it is below that.
    fn is_same(&self, lane: usize, a: &Natural, b: &Natural) -> u32 {
        let n = self.n[lane];
        let difference = a.plus(&n.shifted_left(BIAS)).minus(b).0;
        let t = difference.low_64().wrapping_mul(self.inverse[lane]);
        let (t_low, t_high) = (t & u64::from(u32::MAX), t >> 32);
        let (mut carry, mut different) = (0_u64, 0);
        for (word, n) in difference.words().iter().zip(n.words()) {
            // At most (2^32 − 1)² + 2·(2^32 − 1) < 2^64, in both sums.
            let product = t_low * u64::from(*n) + (carry & u64::from(u32::MAX));
            carry = t_high * u64::from(*n) + (product >> 32) + (carry >> 32);
            different |= *word ^ product as u32;
        }
        // The highest bit of x | −x is set unless x is 0.
        1 ^ ((different | different.wrapping_neg()) >> 31)
    }
}

/// k·n in limbs.
fn scaled<K: Kernel>(n: &Natural, k: u64) -> [u64; 76] {
    let mut limbs = [0; 76];
    let mut carry = 0;
    for (i, limb) in limbs.iter_mut().take(K::LIMBS).enumerate() {
        carry += u128::from(n.limb(K::RADIX, i)) * u128::from(k);
        *limb = carry as u64 & ((1 << K::RADIX) - 1);
        carry >>= K::RADIX;
    }
    limbs
}

/// n⁻¹ modulo 2^64 of an odd n, by Newton's iteration: each step doubles the bits that are right, of
/// which n itself has 3.
fn inverse_of(n: u64) -> u64 {
    let mut inverse = n;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(n.wrapping_mul(inverse)));
    }
    inverse
}
