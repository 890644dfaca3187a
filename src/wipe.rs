//! Nothing of a key stays on the stack once it has been dropped or handed out; the heap of each module overwrites
//! what it is given back.

use core::hint::black_box;

use zeroize::Zeroize;

/// The depth that is overwritten, in bytes: three times what the deepest work, an `RSA_4096` key, was measured to
/// use.
const DEPTH: usize = 48 * 1024;

/// Runs `work` on keys, then overwrites the stack that it ran on.
pub fn after<T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    scrub();
    result
}

/// Keeps the frame of `work` out of its caller's, which is not overwritten.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what is to be overwritten")]
fn scrub() {
    // Word by word: each store is one that the compiler may not leave out.
    let mut frame = [0_u64; DEPTH / 8];
    frame.zeroize();
    black_box(&frame);
}
