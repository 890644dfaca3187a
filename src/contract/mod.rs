//! What may be asked and what is answered: the rules of the service, and no cryptography.

mod members;
mod rule;
mod rules;

pub mod create_key;
pub mod error;
pub mod request;
pub mod spec;

#[cfg(feature = "kms")]
mod encoded;
#[cfg(feature = "kms")]
mod json_text;
#[cfg(feature = "kms")]
mod typed;

#[cfg(feature = "kms")]
pub mod algorithm;
#[cfg(feature = "kms")]
pub mod aliases;
#[cfg(feature = "kms")]
pub mod convert;
#[cfg(feature = "kms")]
pub mod data;
#[cfg(feature = "kms")]
pub mod datakey;
#[cfg(feature = "kms")]
pub mod datakey_pair;
#[cfg(feature = "kms")]
pub mod import;
#[cfg(feature = "kms")]
pub mod key;
#[cfg(feature = "kms")]
pub mod lifecycle;
#[cfg(feature = "kms")]
pub mod list_keys;
#[cfg(feature = "kms")]
pub mod mac;
#[cfg(feature = "kms")]
pub mod operation;
#[cfg(feature = "kms")]
pub mod random;
#[cfg(feature = "kms")]
pub mod rotation;
#[cfg(feature = "kms")]
pub mod secret;
#[cfg(feature = "kms")]
pub mod seed;
#[cfg(feature = "kms")]
pub mod signature;
#[cfg(feature = "kms")]
pub mod state;
#[cfg(feature = "kms")]
pub mod tags;
#[cfg(feature = "kms")]
pub mod user;
#[cfg(feature = "kms")]
pub mod wrap;

pub use members::{MAX_TEXT_BYTES, Member, Members};
