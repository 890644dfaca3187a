//! The kernels' access to limbs and columns.
//!
//! Every index is computed from a loop's own bounds and the count of limbs, never from a number's value.
//! The compiler cannot prove that, and its checks cost a sixth of the time. Debug builds keep them, and
//! the tests run every width in one.

#![allow(unsafe_code, reason = "unchecked indices")]
#![allow(clippy::inline_always, reason = "a call in an inner loop is most of its time")]

#[inline(always)]
pub(super) fn get<T: Copy>(x: &[T], i: usize) -> T {
    debug_assert!(i < x.len());
    // SAFETY: the index is in bounds, as said above.
    unsafe { *x.get_unchecked(i) }
}

#[inline(always)]
pub(super) fn set<T>(x: &mut [T], i: usize, value: T) {
    debug_assert!(i < x.len());
    // SAFETY: the index is in bounds, as said above.
    unsafe { *x.get_unchecked_mut(i) = value }
}
