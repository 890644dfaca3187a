//! Integer lanes in limbs of 28 bits: what the plain and the `simd128` kernels share.
//!
//! # Bounds
//! A product of two limbs is below 2^56. A column of a product and its reduction adds at most 2·L of
//! them, L ≤ 76, and a carry below 2^37: less than 153·2^56 < 2^64. Nothing is negative.
//!
//! Columns are computed two at a time, as `add_products` says. That needs an even L.

#![allow(clippy::inline_always, reason = "a call in an inner loop is most of its time")]

use super::unchecked::{get, set};
use super::{Kernel, MAX_TABLE, PerLane};

const RADIX: u32 = 28;
/// The bits of a limb.
pub const MASK: u64 = (1 << RADIX) - 1;
/// The columns of the widest product.
const COLUMNS: usize = 2 * 76;

/// A vector of limbs: numbers below 2^32, one a lane.
pub trait Limb: Copy {
    const LANES: usize;
    const ZERO: Self;
    /// Column sums: numbers below 2^64, one a lane.
    type Sum: Copy;
    const NO_SUM: Self::Sum;

    fn is_exact() -> bool;
    fn new(lane: impl Fn(usize) -> u32) -> Self;
    fn lane(self, lane: usize) -> u32;
    /// Lane by lane.
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn add(self, other: Self) -> Self;
    /// What is above the bits of a limb.
    fn carry(self) -> Self;
    /// sum + self·other.
    fn mul_add(self, other: Self, sum: Self::Sum) -> Self::Sum;
    fn add_sums(a: Self::Sum, b: Self::Sum) -> Self::Sum;
    /// The sum without the bits of a limb, divided by 2^RADIX.
    fn shift(sum: Self::Sum) -> Self::Sum;
    /// The sum's lowest limb alone, as a sum.
    fn low(sum: Self::Sum) -> Self::Sum;
    /// A sum below 2^32.
    fn narrow(sum: Self::Sum) -> Self;
}

/// The kernel for numbers of `L` limbs, an even count.
pub struct Radix28<V: Limb, const L: usize> {
    n: [V; L],
    /// The digits of the last reduction.
    q: [V; L],
    /// The columns of the last product.
    columns: [V::Sum; COLUMNS],
}

impl<V: Limb, const L: usize> Kernel for Radix28<V, L> {
    const LANES: usize = V::LANES;
    const RADIX: u32 = RADIX;
    const LIMBS: usize = L;
    type Number = [V; L];

    fn is_exact() -> bool {
        V::is_exact()
    }

    fn new(limb: impl Fn(usize, usize) -> u64) -> Self {
        Self { n: Self::number(limb), q: [V::ZERO; L], columns: [V::NO_SUM; COLUMNS] }
    }

    fn number(limb: impl Fn(usize, usize) -> u64) -> Self::Number {
        core::array::from_fn(|i| V::new(|lane| limb(lane, i) as u32))
    }

    fn limb(x: &Self::Number, lane: usize, i: usize) -> u64 {
        u64::from(x[i].lane(lane))
    }

    #[inline(never)]
    fn square(&mut self, x: &mut Self::Number, double: PerLane<u32>) {
        square_columns(x, &mut self.columns);
        self.reduce(x);
        double_in(x, V::new(|lane| double[lane].wrapping_neg()));
    }

    #[inline(never)]
    fn multiply(&mut self, x: &mut Self::Number, y: &Self::Number) {
        product_columns(x, y, &mut self.columns);
        self.reduce(x);
    }

    fn select(table: &[Self::Number], index: PerLane<u32>) -> Self::Number {
        let masks: [V; MAX_TABLE] = core::array::from_fn(|entry| {
            V::new(|lane| u32::from(index[lane] as usize == entry).wrapping_neg())
        });
        core::array::from_fn(|i| {
            table
                .iter()
                .zip(&masks)
                .fold(V::ZERO, |chosen, (number, here)| chosen.or(get(number, i).and(*here)))
        })
    }
}

impl<V: Limb, const L: usize> Radix28<V, L> {
    /// The columns divided by R modulo n'.
    #[inline(always)]
    fn reduce(&mut self, x: &mut [V; L]) {
        let Self { n, q, columns } = self;
        let n1 = n[1];
        let mut overflow = V::NO_SUM;

        // The low half: a digit a column. Its product with the lowest limb, 2^28 − 1, is not computed:
        // it takes the digit off this column and adds it to the next.
        let mut k = 0;
        while k < L {
            let at_k = V::add_sums(overflow, get(columns, k));
            let (mut at_k, mut next) = (at_k, get(columns, k + 1));
            if k > 0 {
                (at_k, next) = add_products(q, n, 0..k, k, get(n, k + 1), at_k, next);
            }
            let digit = V::low(at_k);
            let narrow = V::narrow(digit);
            set(q, k, narrow);
            next = V::add_sums(V::add_sums(next, V::shift(at_k)), digit);
            next = narrow.mul_add(n1, next);
            let digit = V::low(next);
            set(q, k + 1, V::narrow(digit));
            overflow = V::add_sums(V::shift(next), digit);
            k += 2;
        }

        // The high half: a limb of the result a column.
        while k < 2 * L {
            let (mut at_k, mut next) = (get(columns, k), get(columns, k + 1));
            let first = k + 1 - L;
            if first < L {
                let top = get(n, L - 1);
                at_k = get(q, first).mul_add(top, at_k);
                (at_k, next) = add_products(q, n, first + 1..L, k, top, at_k, next);
            }
            at_k = V::add_sums(at_k, overflow);
            set(x, k - L, V::narrow(V::low(at_k)));
            next = V::add_sums(next, V::shift(at_k));
            set(x, k - L + 1, V::narrow(V::low(next)));
            overflow = V::shift(next);
            k += 2;
        }
    }
}

/// The columns of x²: the products x_i·x_j of i < j once and doubled, those of i = j added.
#[inline(always)]
fn square_columns<V: Limb, const L: usize>(x: &[V; L], columns: &mut [V::Sum; COLUMNS]) {
    let mut k = 0;
    while k < 2 * L {
        let half = k / 2;
        let (mut at_k, mut next) = (V::NO_SUM, V::NO_SUM);
        let mut first = 0;
        if k + 2 > L {
            // Column k begins one product before column k + 1 does.
            first = k + 2 - L;
            if first <= half {
                at_k = get(x, first - 1).mul_add(get(x, L - 1), at_k);
            }
        }
        if first < half {
            let above = get(x, k + 1 - first);
            (at_k, next) = add_products(x, x, first..half, k, above, at_k, next);
        }
        let middle = get(x, half);
        if half + 1 < L {
            next = middle.mul_add(get(x, half + 1), next);
        }
        set(columns, k, middle.mul_add(middle, V::add_sums(at_k, at_k)));
        set(columns, k + 1, V::add_sums(next, next));
        k += 2;
    }
}

/// The columns of x·y.
#[inline(always)]
fn product_columns<V: Limb, const L: usize>(
    x: &[V; L],
    y: &[V; L],
    columns: &mut [V::Sum; COLUMNS],
) {
    let mut k = 0;
    while k < 2 * L {
        let (mut at_k, mut next) = (V::NO_SUM, V::NO_SUM);
        if k < L {
            (at_k, next) = add_products(x, y, 0..k + 1, k, get(y, k + 1), at_k, next);
            next = get(x, k + 1).mul_add(get(y, 0), next);
        } else {
            let first = k + 1 - L;
            if first < L {
                let top = get(y, L - 1);
                at_k = get(x, first).mul_add(top, at_k);
                (at_k, next) = add_products(x, y, first + 1..L, k, top, at_k, next);
            }
        }
        set(columns, k, at_k);
        set(columns, k + 1, next);
        k += 2;
    }
}

/// Adds x_i·y_(k−i) to column k and x_i·y_(k+1−i) to column k + 1 for every i of the range: x_i is
/// loaded once for both, and y_(k−i) is kept for the next turn. `above` is y_(k+1−i) of the first i.
#[inline(always)]
fn add_products<V: Limb>(
    x: &[V],
    y: &[V],
    range: core::ops::Range<usize>,
    k: usize,
    mut above: V,
    mut at_k: V::Sum,
    mut next: V::Sum,
) -> (V::Sum, V::Sum) {
    let mut i = range.start;
    while i < range.end {
        let (x_i, y_i) = (get(x, i), get(y, k - i));
        at_k = x_i.mul_add(y_i, at_k);
        next = x_i.mul_add(above, next);
        above = y_i;
        i += 1;
    }
    (at_k, next)
}

/// Doubles x in the lanes of the mask. A number that may be doubled has room for it.
#[inline(always)]
fn double_in<V: Limb, const L: usize>(x: &mut [V; L], mask: V) {
    let bits = V::new(|_| MASK as u32);
    let mut carry = V::ZERO;
    for limb in x {
        let sum = limb.add(limb.and(mask)).add(carry);
        *limb = sum.and(bits);
        carry = sum.carry();
    }
}
