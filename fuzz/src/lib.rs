//! The fuzz targets, one file each: what a target does with its input, and the seeds it starts from.
//!
//! `run` says whether the input was accepted, so that a test can tell whether the seeds still get to the
//! end of what they are for. It panics if the core does, or if the core breaks a promise.
//! `tests/native/fuzz.rs` runs every seed and every input that once was a crash.

pub mod ciphertext;
pub mod http;
pub mod key;
pub mod record;
pub mod request;
pub mod sm2_layout;
pub mod token;
mod world;

/// A target: its name, what it does, and its seeds.
pub type Target = (&'static str, fn(&[u8]) -> bool, fn() -> Vec<Vec<u8>>);

/// Every target.
pub const TARGETS: [Target; 7] = [
    ("request", request::run, request::seeds),
    ("http", http::run, http::seeds),
    ("key", key::run, key::seeds),
    ("ciphertext", ciphertext::run, ciphertext::seeds),
    ("sm2_layout", sm2_layout::run, sm2_layout::seeds),
    ("record", record::run, record::seeds),
    ("token", token::run, token::seeds),
];
