//! What a wasm module without the standard library lacks: a heap, which overwrites every block that is given back, a
//! panic handler, which ends the call, and critical sections, which one thread need not guard.
#![cfg_attr(not(test), no_std)]

#[cfg(any(test, target_arch = "wasm32"))]
mod heap;
#[cfg(target_arch = "wasm32")]
mod module;
