//! A request: the text of a body, or an error.

use super::error::Error;
use super::members::Members;

/// What an operation is asked, checked: nothing in it can be wrong any more.
pub trait Request: Sized {
    /// The names of the members that it reads, in the order in which they are checked.
    const MEMBERS: &'static [&'static str];

    /// Checks the members one by one.
    ///
    /// # Errors
    /// The first fault: `KMS.0204` for a mandatory member that is absent, otherwise the member's own
    /// code, or `KMS.0308`.
    fn read(members: &mut Members) -> Result<Self, Error>;

    /// Checks the text of a body. Unknown members are ignored; an optional one that is null counts as
    /// absent.
    ///
    /// # Errors
    /// As [`Self::read`]; before that `KMS.0202`, `KMS.0203` for the text as a whole.
    fn parse(text: &str) -> Result<Self, Error> {
        Self::read(&mut Members::of(text, Self::MEMBERS)?)
    }
}
