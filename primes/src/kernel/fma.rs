//! Two lanes a vector of 64-bit floats, in limbs of 51 bits: `relaxed-simd`.
//!
//! # A product of two limbs
//! A float holds integers up to 2^53; a product of two limbs has 102 bits. A fused multiply-add rounds
//! once, at its end, and so gives both halves (after Emmart, Zheng and Weems, "Faster modular
//! exponentiation using double precision floating point arithmetic on the GPU", ARITH 2018):
//!
//! ```text
//! high = a·b + 2^103                      floats from 2^103 to 2^104 are the multiples of 2^51, so
//!                                         high = 2^103 + H·2^51 with H = round(a·b / 2^51) ≤ 2^51
//! low  = a·b + (2^103 + 3·2^51 − high)    the bracket is (3 − H)·2^51, exact;
//!                                         low = 3·2^51 + ℓ with ℓ = a·b − H·2^51, |ℓ| ≤ 2^50:
//!                                         an integer from 2^52 to 2^53, exact
//! ```
//!
//! In both, H and ℓ are the low bits of the float's representation, above those of 2^103 and 3·2^51.
//! So the representations are added up as integers modulo 2^64, and the constants are taken off once,
//! as often as a column has products, by a table that the compiler makes.
//!
//! # Bounds
//! A column of a product and its reduction adds at most 2·L values ℓ and 2·L values H, L ≤ 42:
//! |sum| ≤ 84·(2^50 + 2^51) < 2^58, and < 2^59 doubled. [`carry`] is right from −2^62 to 2^62.
//!
//! # Two columns at a time
//! A loop over i computes column k and column k + 1: x_i is loaded once for both, and y_(k−i) is kept
//! for the next turn, where it meets x_(i+1) in column k + 1. That needs an even L.

#![allow(clippy::inline_always, reason = "a call in an inner loop is most of its time")]

use core::arch::wasm32::{
    f64x2, f64x2_extract_lane, f64x2_relaxed_madd, f64x2_splat, f64x2_sub, i64x2, i64x2_add,
    i64x2_splat, i64x2_sub, u64x2_shr, u64x2_splat, v128, v128_and, v128_or,
};
use core::hint::black_box;

use super::unchecked::{get, set};
use super::{Kernel, MAX_TABLE, PerLane};

const RADIX: u32 = 51;
const MASK: u64 = (1 << RADIX) - 1;
/// The representation of 2^103.
const HIGH: u64 = (1_023 + 103) << 52;
/// The representation of 3·2^51.
const LOW: u64 = ((1_023 + 52) << 52) | 1 << 51;
/// The columns of the widest product.
const COLUMNS: usize = 2 * 42;

/// The kernel for numbers of `L` limbs, an even count.
pub struct Fma<const L: usize> {
    n: [v128; L],
    /// The digits of the last reduction.
    q: [v128; L],
    /// The columns of the last product.
    columns: [v128; COLUMNS],
}

impl<const L: usize> Kernel for Fma<L> {
    const LANES: usize = 2;
    const RADIX: u32 = RADIX;
    const LIMBS: usize = L;
    type Number = [v128; L];

    /// Relaxed instructions may round twice, as they do on processors without a fused multiply-add:
    /// (1 + 2^-30)² − (1 + 2^-29) is 2^-60, and 0 when rounded twice.
    fn is_exact() -> bool {
        let a = black_box(f64x2_splat(1.0 + f64::powi(2.0, -30)));
        let b = black_box(f64x2_splat(-1.0 - f64::powi(2.0, -29)));
        let fused = f64x2_relaxed_madd(a, a, b);
        let expected = f64::powi(2.0, -60).to_bits();
        f64x2_extract_lane::<0>(fused).to_bits() == expected
            && f64x2_extract_lane::<1>(fused).to_bits() == expected
    }

    fn new(limb: impl Fn(usize, usize) -> u64) -> Self {
        let zero = i64x2_splat(0);
        Self { n: Self::number(limb), q: [zero; L], columns: [zero; COLUMNS] }
    }

    fn number(limb: impl Fn(usize, usize) -> u64) -> Self::Number {
        core::array::from_fn(|i| f64x2(limb(0, i) as f64, limb(1, i) as f64))
    }

    fn limb(x: &Self::Number, lane: usize, i: usize) -> u64 {
        let float = match lane {
            0 => f64x2_extract_lane::<0>(x[i]),
            _ => f64x2_extract_lane::<1>(x[i]),
        };
        float as u64
    }

    #[inline(never)]
    fn square(&mut self, x: &mut Self::Number, double: PerLane<u32>) {
        let magic = Magic::new();
        square_columns(x, &mut self.columns, magic);
        self.reduce(x, mask(double), magic);
    }

    #[inline(never)]
    fn multiply(&mut self, x: &mut Self::Number, y: &Self::Number) {
        let magic = Magic::new();
        product_columns(x, y, &mut self.columns, magic);
        self.reduce(x, i64x2_splat(0), magic);
    }

    fn select(table: &[Self::Number], index: PerLane<u32>) -> Self::Number {
        let masks: [v128; MAX_TABLE] = core::array::from_fn(|entry| {
            mask(index.map(|index| u32::from(index as usize == entry)))
        });
        core::array::from_fn(|i| {
            table.iter().zip(&masks).fold(i64x2_splat(0), |chosen, (number, here)| {
                v128_or(chosen, v128_and(get(number, i), *here))
            })
        })
    }
}

impl<const L: usize> Fma<L> {
    /// The columns divided by R modulo n', doubled in the lanes of the mask.
    #[inline(always)]
    fn reduce(&mut self, x: &mut [v128; L], double: v128, magic: Magic) {
        let Self { n, q, columns } = self;
        let zero = i64x2_splat(0);
        let n1 = n[1];
        let (mut pending, mut overflow) = (zero, zero);

        // The low half: a digit a column. Its product with the lowest limb, 2^51 − 1, is not computed:
        // it takes the digit off this column and adds it to the next.
        let mut k = 0;
        while k < L {
            let mut pair = Pair::new(i64x2_add(pending, get(columns, k)), get(columns, k + 1));
            if k > 0 {
                pair.add_products(q, n, 0..k, k, get(n, k + 1), magic);
            }
            let Pair { at_k, mut next, mut after } = pair;
            let at_k = i64x2_add(at_k, overflow);
            let digit = low_bits(at_k);
            let float_digit = float(digit);
            set(q, k, float_digit);
            next = i64x2_add(i64x2_add(next, carry(at_k)), digit);
            add_product(float_digit, n1, &mut next, &mut after, magic);
            let digit = low_bits(next);
            set(q, k + 1, float(digit));
            overflow = i64x2_add(carry(next), digit);
            pending = after;
            k += 2;
        }

        // The high half: a limb of the result a column.
        overflow = i64x2_add(overflow, v128_and(overflow, double));
        while k < 2 * L {
            let mut pair = Pair::new(i64x2_add(pending, get(columns, k)), get(columns, k + 1));
            let first = k + 1 - L;
            if first < L {
                let top = get(n, L - 1);
                add_product(get(q, first), top, &mut pair.at_k, &mut pair.next, magic);
                pair.add_products(q, n, first + 1..L, k, top, magic);
            }
            let at_k = i64x2_add(i64x2_add(pair.at_k, v128_and(pair.at_k, double)), overflow);
            set(x, k - L, float(low_bits(at_k)));
            let next = i64x2_add(i64x2_add(pair.next, v128_and(pair.next, double)), carry(at_k));
            set(x, k - L + 1, float(low_bits(next)));
            overflow = carry(next);
            pending = pair.after;
            k += 2;
        }
    }
}

/// The columns of x², with every constant of the square and of its reduction taken off: the products
/// x_i·x_j of i < j once and doubled, those of i = j added.
#[inline(always)]
fn square_columns<const L: usize>(x: &[v128; L], columns: &mut [v128; COLUMNS], magic: Magic) {
    let zero = i64x2_splat(0);
    let mut pending = zero;
    let mut k = 0;
    while k < 2 * L {
        let half = k / 2;
        let mut pair = Pair::new(pending, zero);
        let mut first = 0;
        if k + 2 > L {
            // Column k begins one product before column k + 1 does.
            first = k + 2 - L;
            if first <= half {
                add_product(
                    get(x, first - 1),
                    get(x, L - 1),
                    &mut pair.at_k,
                    &mut pair.next,
                    magic,
                );
            }
        }
        if first < half {
            pair.add_products(x, x, first..half, k, get(x, k + 1 - first), magic);
        }
        let middle = get(x, half);
        if half + 1 < L {
            add_product(middle, get(x, half + 1), &mut pair.next, &mut pair.after, magic);
        }
        let (mut low, mut high) = (zero, zero);
        add_product(middle, middle, &mut low, &mut high, magic);
        let doubled = i64x2_add(pair.at_k, pair.at_k);
        set(columns, k, i64x2_add(i64x2_add(doubled, low), constants::<L>(k)));
        let doubled = i64x2_add(pair.next, pair.next);
        set(columns, k + 1, i64x2_add(i64x2_add(doubled, high), constants::<L>(k + 1)));
        pending = pair.after;
        k += 2;
    }
}

/// The columns of x·y, with every constant of the product and of its reduction taken off.
#[inline(always)]
fn product_columns<const L: usize>(
    x: &[v128; L],
    y: &[v128; L],
    columns: &mut [v128; COLUMNS],
    magic: Magic,
) {
    let mut pending = i64x2_splat(0);
    let mut k = 0;
    while k < 2 * L {
        let mut pair = Pair::new(pending, i64x2_splat(0));
        if k < L {
            pair.add_products(x, y, 0..k + 1, k, get(y, k + 1), magic);
            add_product(get(x, k + 1), get(y, 0), &mut pair.next, &mut pair.after, magic);
        } else {
            let first = k + 1 - L;
            if first < L {
                let top = get(y, L - 1);
                add_product(get(x, first), top, &mut pair.at_k, &mut pair.next, magic);
                pair.add_products(x, y, first + 1..L, k, top, magic);
            }
        }
        set(columns, k, i64x2_add(pair.at_k, constants::<L>(k)));
        set(columns, k + 1, i64x2_add(pair.next, constants::<L>(k + 1)));
        pending = pair.after;
        k += 2;
    }
}

/// Two neighbouring columns, k and k + 1, and what they push into k + 2.
struct Pair {
    at_k: v128,
    next: v128,
    after: v128,
}

impl Pair {
    #[inline(always)]
    fn new(at_k: v128, next: v128) -> Self {
        Self { at_k, next, after: i64x2_splat(0) }
    }

    /// Adds x_i·y_(k−i) and x_i·y_(k+1−i) for every i. `above` is y_(k+1−i) of the first i.
    #[inline(always)]
    fn add_products(
        &mut self,
        x: &[v128],
        y: &[v128],
        range: core::ops::Range<usize>,
        k: usize,
        mut above: v128,
        magic: Magic,
    ) {
        let Self { mut at_k, mut next, mut after } = *self;
        let mut i = range.start;
        while i < range.end {
            let (x_i, y_i) = (get(x, i), get(y, k - i));
            add_product(x_i, y_i, &mut at_k, &mut next, magic);
            add_product(x_i, above, &mut next, &mut after, magic);
            above = y_i;
            i += 1;
        }
        *self = Self { at_k, next, after };
    }
}

/// Adds the halves of a·b to their columns, each with its constant.
#[inline(always)]
fn add_product(a: v128, b: v128, low: &mut v128, high: &mut v128, magic: Magic) {
    let h = f64x2_relaxed_madd(a, b, magic.high);
    let l = f64x2_relaxed_madd(a, b, f64x2_sub(magic.low, h));
    *high = i64x2_add(*high, h);
    *low = i64x2_add(*low, l);
}

/// 2^103 and 2^103 + 3·2^51.
#[derive(Clone, Copy)]
struct Magic {
    high: v128,
    low: v128,
}

impl Magic {
    /// Read from memory that the compilers cannot see through: V8 builds a constant that it knows
    /// anew, in three instructions, wherever it is used.
    #[inline(always)]
    fn new() -> Self {
        let [high, low] = black_box([HIGH, HIGH + 3]);
        Self { high: f64x2_splat(f64::from_bits(high)), low: f64x2_splat(f64::from_bits(low)) }
    }
}

/// What has to be added to column `k` of a product and its reduction to take its constants off.
#[inline(always)]
fn constants<const L: usize>(k: usize) -> v128 {
    u64x2_splat(get(&Constants::<L>::TABLE, k))
}

struct Constants<const L: usize>;

impl<const L: usize> Constants<L> {
    const TABLE: [u64; COLUMNS] = {
        let mut sums = [0_u64; COLUMNS];
        let mut i = 0;
        while i < L {
            let mut j = 0;
            while j < L {
                // x_i·y_j, and q_i·n_j but for j = 0.
                let products = 1 + (j > 0) as u64;
                sums[i + j] = sums[i + j].wrapping_sub(LOW.wrapping_mul(products));
                sums[i + j + 1] = sums[i + j + 1].wrapping_sub(HIGH.wrapping_mul(products));
                j += 1;
            }
            i += 1;
        }
        sums
    };
}

/// x / 2^51 rounded down, for |x| ≤ 2^62. There is no arithmetic shift of 64-bit lanes on x86 before
/// AVX-512.
#[inline(always)]
fn carry(x: v128) -> v128 {
    i64x2_sub(u64x2_shr(i64x2_add(x, u64x2_splat(1 << 62)), RADIX), u64x2_splat(1 << 11))
}

#[inline(always)]
fn low_bits(x: v128) -> v128 {
    v128_and(x, u64x2_splat(MASK))
}

/// Integers below 2^52 as floats: put below the leading bit of 2^52, which is then taken off.
#[inline(always)]
fn float(x: v128) -> v128 {
    let two_52 = f64::from_bits((1_023 + 52) << 52);
    f64x2_sub(v128_or(x, f64x2_splat(two_52)), f64x2_splat(two_52))
}

/// All bits of a lane where its number is 1, none where it is 0.
#[inline(always)]
fn mask(ones: PerLane<u32>) -> v128 {
    i64x2(-i64::from(ones[0]), -i64::from(ones[1]))
}
