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

#[path = "../vectors/cases.rs"]
mod cases;
mod contract;
mod convert;
mod crypto;
mod fuzz;
#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "it is a crate of its own")]
mod fuzz_targets;
mod hosts;
mod import;
mod laws;
mod material;
mod nonces;
mod published;
mod rest;
mod service;
mod stuck;
mod weak_rsa;
mod wycheproof;

/// The members of a request, in the order of the page.
const MEMBERS: [&str; 9] = [
    "key_alias",
    "key_spec",
    "key_usage",
    "key_description",
    "origin",
    "enterprise_project_id",
    "sequence",
    "keystore_id",
    "vm_id",
];
