//! Huawei Cloud KMS on the client: create-key, and the whole life of the key after it.
//!
//! A request is JSON text. [`contract`] turns it into a request in which nothing can be wrong any more,
//! or into the [`contract::error::Error`] that the service would answer. [`service::Kms`] carries it out
//! on the keys of a [`store::Store`]; what a key does, [`material`] does. Time and randomness come in
//! through [`host::Host`], and through nothing else.
//!
//! ```text
//!     contract/   text → request, or error             what may be asked
//!        │
//!     service/    request → answer                     who may do what to which key
//!        │
//!     key/        record ⇄ sealed text                 what is known of a key
//!        │
//!     material/   random bytes → key → signatures …    what a key does
//!        │
//!     Store, Host records; time, random bytes, primes  where it runs
//! ```
//!
//! `wasm/` is the shell that JavaScript calls. It decides nothing.
//!
//! ```
//! # #[cfg(feature = "kms")] {
//! use pocket_kms::contract::create_key::CreateKeyRequest;
//! use pocket_kms::contract::request::Request;
//!
//! let request = CreateKeyRequest::parse(r#"{ "key_alias": "orders", "key_spec": "SM2" }"#)?;
//! assert_eq!(request.key_spec.name, "SM2");
//!
//! let error = CreateKeyRequest::parse(r#"{ "key_alias": "or ders" }"#).unwrap_err();
//! assert_eq!((error.code.name(), error.field), ("KMS.1101", Some("key_alias")));
//! # }
//! # Ok::<(), pocket_kms::contract::error::Error>(())
//! ```

//!
//! Without the feature `kms`, which is on by default, it is create-key alone: the part of [`contract`] that is about
//! it, material that is made and written, [`create_key`], and no standard library.
#![cfg_attr(not(any(feature = "kms", test)), no_std)]

extern crate alloc;

mod base64_writer;
mod json;

pub mod contract;
pub mod create_key;
pub mod material;
pub mod wipe;

#[cfg(feature = "kms")]
mod key;
#[cfg(feature = "kms")]
mod text;

#[cfg(feature = "kms")]
pub mod host;
#[cfg(feature = "kms")]
pub mod rest;
#[cfg(feature = "kms")]
pub mod service;
#[cfg(feature = "kms")]
pub mod store;

#[cfg(feature = "kms")]
pub use key::RootKey;

#[cfg(all(feature = "kms", target_arch = "wasm32"))]
pub mod wasm;
