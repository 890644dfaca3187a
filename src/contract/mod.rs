//! What may be asked and what is answered: the rules of the service, and no cryptography.

mod members;
mod rule;
mod rules;

pub mod algorithm;
pub mod aliases;
pub mod convert;
pub mod create_key;
pub mod data;
pub mod datakey;
pub mod datakey_pair;
pub mod error;
pub mod import;
pub mod key;
pub mod lifecycle;
pub mod list_keys;
pub mod mac;
pub mod operation;
pub mod random;
pub mod request;
pub mod rotation;
pub mod secret;
pub mod seed;
pub mod signature;
pub mod spec;
pub mod state;
pub mod tags;
pub mod user;
pub mod wrap;

pub(crate) use members::Member;
pub use members::{MAX_TEXT_BYTES, Members};
