//! One lane of plain integers: where there is no SIMD, and in native Rust.

#![allow(clippy::inline_always, reason = "a call in an inner loop is most of its time")]

use super::radix28::{Limb, MASK};

/// One limb.
#[derive(Clone, Copy)]
pub struct Scalar(u32);

impl Limb for Scalar {
    const LANES: usize = 1;
    const ZERO: Self = Self(0);
    type Sum = u64;
    const NO_SUM: u64 = 0;

    fn is_exact() -> bool {
        true
    }

    #[inline(always)]
    fn new(lane: impl Fn(usize) -> u32) -> Self {
        Self(lane(0))
    }

    #[inline(always)]
    fn lane(self, _lane: usize) -> u32 {
        self.0
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    #[inline(always)]
    fn carry(self) -> Self {
        Self(self.0 >> 28)
    }

    #[inline(always)]
    fn mul_add(self, other: Self, sum: u64) -> u64 {
        sum + u64::from(self.0) * u64::from(other.0)
    }

    #[inline(always)]
    fn add_sums(a: u64, b: u64) -> u64 {
        a + b
    }

    #[inline(always)]
    fn shift(sum: u64) -> u64 {
        sum >> 28
    }

    #[inline(always)]
    fn low(sum: u64) -> u64 {
        sum & MASK
    }

    #[inline(always)]
    fn narrow(sum: u64) -> Self {
        Self(sum as u32)
    }
}
