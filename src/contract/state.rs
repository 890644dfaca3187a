//! The states of a key.

use serde::{Deserialize, Serialize};

/// `key_state`. The service has two more, "1" (pending activation) and "7" (frozen), which no key has
/// here: a key is active once it is answered, and there is no account that could be frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum State {
    /// It may be used.
    #[serde(rename = "2")]
    Enabled,
    /// It may not be used until it is enabled.
    #[serde(rename = "3")]
    Disabled,
    /// It may not be used, and is gone when its time has come.
    #[serde(rename = "4")]
    PendingDeletion,
    /// It has no material until some is imported.
    #[serde(rename = "5")]
    PendingImport,
}

impl State {
    /// Every state, in the order of its digits.
    pub const ALL: [Self; 4] =
        [Self::Enabled, Self::Disabled, Self::PendingDeletion, Self::PendingImport];

    /// The digit that stands for it on the wire.
    pub const fn digit(self) -> &'static str {
        match self {
            Self::Enabled => "2",
            Self::Disabled => "3",
            Self::PendingDeletion => "4",
            Self::PendingImport => "5",
        }
    }
}
