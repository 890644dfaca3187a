//! Huawei Cloud KMS's create-key on the client.
//!
//! A request is JSON text. [`contract`] turns it into a [`contract::create_key::CreateKeyRequest`],
//! in which nothing can be wrong any more, or into the [`contract::error::Error`] that the service
//! would answer. [`service`] carries it out: it draws the key id and asks [`material`] for the key.
//! Randomness comes in through [`host::Host`], and through nothing else.
//!
//! ```text
//!     contract/   text → request, or error          what may be asked
//!        │
//!     service/    request → answer and key          what is done
//!        │
//!     material/   random bytes → key → containers   what is made
//!        │
//!     Host        random bytes, primes              where it runs
//! ```
//!
//! `wasm/` is the shell that JavaScript calls. It decides nothing.

extern crate alloc;

pub mod contract;
pub mod host;
pub mod material;
pub mod service;

#[cfg(target_arch = "wasm32")]
mod wasm;
