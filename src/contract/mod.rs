//! What may be asked and what is answered: the rules of the service, and no cryptography.

pub mod algorithm;
pub mod create_key;
pub mod error;
pub mod spec;

mod members;

pub use members::MAX_TEXT_BYTES;
