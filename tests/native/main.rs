//! The core, natively: its contract over vectors, its key material, and laws that hold for any input.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod contract;
mod hosts;
mod laws;
mod material;
