//! Nothing of a search stays in memory.
//!
//! Overwriting what is about to be dropped looks useless to a compiler. [`black_box`] says that the
//! zeros are looked at. It is a best effort by its documentation; the tests search the memory of every
//! kernel after a search.

use core::hint::black_box;

/// The stack that is overwritten. The deepest work, a proof in four lanes of 2,048 bits, keeps a table
/// of 39 KiB there.
const DEPTH: usize = 128 * 1024;

/// Overwrites every value with the type's zero.
pub(crate) fn wipe<T: Copy + Default>(values: &mut [T]) {
    values.fill(T::default());
    black_box(values);
}

/// Runs `work` in a frame below the caller's, where [`clear_stack`], called by the same caller later,
/// overwrites what it leaves.
#[inline(never)]
pub(crate) fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Overwrites the stack below the caller's frame.
#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what is to be overwritten")]
pub(crate) fn clear_stack() {
    wipe(&mut [0xff_u8; DEPTH]);
}
