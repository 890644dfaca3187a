//! A key as it is kept: what is known of it, what time does to it, and how all of it is sealed.

mod record;
mod recorded;
mod root;
mod sealed;

pub(crate) mod alias;
pub(crate) mod blob;
pub(crate) mod token;

pub use self::root::RootKey;

pub(crate) use self::record::{DAY, Key, Rotation, Settled};
pub(crate) use self::recorded::{Asked, Recorded, WRONG_ANSWER};
