//! What is done with a request. One file an operation, named as on the wire.

mod create_key;

pub use create_key::{CreatedKey, create_key};
