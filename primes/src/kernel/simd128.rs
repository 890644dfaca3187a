//! Four lanes of 32-bit integers, multiplied by the widening instructions of `simd128`.

#![allow(clippy::inline_always, reason = "a call in an inner loop is most of its time")]

use core::arch::wasm32::{
    i32x4_shuffle, u32x4, u32x4_add, u32x4_extract_lane, u32x4_shr, u64x2_add,
    u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, u64x2_shr, u64x2_splat, v128, v128_and,
    v128_or,
};

use super::radix28::{Limb, MASK};

/// Four limbs.
#[derive(Clone, Copy)]
pub struct Simd128(v128);

/// Four sums: lanes 0 and 1, lanes 2 and 3.
#[derive(Clone, Copy)]
pub struct Sums(v128, v128);

impl Limb for Simd128 {
    const LANES: usize = 4;
    const ZERO: Self = Self(u32x4(0, 0, 0, 0));
    type Sum = Sums;
    const NO_SUM: Sums = Sums(Self::ZERO.0, Self::ZERO.0);

    fn is_exact() -> bool {
        true
    }

    #[inline(always)]
    fn new(lane: impl Fn(usize) -> u32) -> Self {
        Self(u32x4(lane(0), lane(1), lane(2), lane(3)))
    }

    #[inline(always)]
    fn lane(self, lane: usize) -> u32 {
        match lane {
            0 => u32x4_extract_lane::<0>(self.0),
            1 => u32x4_extract_lane::<1>(self.0),
            2 => u32x4_extract_lane::<2>(self.0),
            _ => u32x4_extract_lane::<3>(self.0),
        }
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(u32x4_add(self.0, other.0))
    }

    #[inline(always)]
    fn carry(self) -> Self {
        Self(u32x4_shr(self.0, 28))
    }

    #[inline(always)]
    fn mul_add(self, other: Self, sum: Sums) -> Sums {
        Sums(
            u64x2_add(sum.0, u64x2_extmul_low_u32x4(self.0, other.0)),
            u64x2_add(sum.1, u64x2_extmul_high_u32x4(self.0, other.0)),
        )
    }

    #[inline(always)]
    fn add_sums(a: Sums, b: Sums) -> Sums {
        Sums(u64x2_add(a.0, b.0), u64x2_add(a.1, b.1))
    }

    #[inline(always)]
    fn shift(sum: Sums) -> Sums {
        Sums(u64x2_shr(sum.0, 28), u64x2_shr(sum.1, 28))
    }

    #[inline(always)]
    fn low(sum: Sums) -> Sums {
        let mask = u64x2_splat(MASK);
        Sums(v128_and(sum.0, mask), v128_and(sum.1, mask))
    }

    #[inline(always)]
    fn narrow(sum: Sums) -> Self {
        Self(i32x4_shuffle::<0, 2, 4, 6>(sum.0, sum.1))
    }
}
