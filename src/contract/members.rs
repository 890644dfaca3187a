//! The members of a request, by name and without trust in their types.

use alloc::string::String;
use alloc::vec::Vec;

use super::error::{Code, Error};

/// The longest request text, in bytes. The service's own limit is not published.
pub const MAX_TEXT_BYTES: usize = 65_536;

/// The error of a longer one.
pub(crate) const TOO_LONG: Error =
    Error::new(Code::Kms0203, "A request may be up to 65,536 bytes.");

/// The error of what is no object.
pub(super) const NO_OBJECT: Error = Error::new(Code::Kms0202, "A request must be one JSON object.");

/// What stood at a member's name.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Member {
    /// Nothing, or null: a client may write an optional member as null.
    #[default]
    Absent,
    /// Text.
    Text(String),
    /// A string that is no Unicode text: it holds half of a surrogate pair.
    Malformed,
    /// A value of another type: its JSON text, which is empty if it came as no text.
    Other(String),
}

/// The members of a request that its rules are about. Each is taken once.
#[derive(Debug)]
pub struct Members {
    pub(super) values: Vec<(&'static str, Member)>,
}

impl Members {
    /// The members `names` of an object of JavaScript, whose values stand in `values` in the same order;
    /// none if there is no object.
    ///
    /// # Errors
    /// `KMS.0202` if there is no object, `KMS.0203` if its texts are too long together.
    pub fn from_values(
        names: &[&'static str],
        values: Option<impl IntoIterator<Item = Member>>,
    ) -> Result<Self, Error> {
        let values = values.ok_or(NO_OBJECT)?;
        let values: Vec<_> = names.iter().copied().zip(values).collect();
        let length = |(_, member): &(_, Member)| match member {
            Member::Text(text) => text.len(),
            _ => 0,
        };
        let is_short = values.iter().map(length).sum::<usize>() <= MAX_TEXT_BYTES;
        if is_short { Ok(Self { values }) } else { Err(TOO_LONG) }
    }

    /// What stood at `name`.
    pub(crate) fn take(&mut self, name: &str) -> Member {
        self.slot(name).map(core::mem::take).unwrap_or_default()
    }

    pub(super) fn slot(&mut self, name: &str) -> Option<&mut Member> {
        self.values.iter_mut().find(|(known, _)| *known == name).map(|(_, member)| member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(values: Option<[Member; 2]>) -> Result<Members, Code> {
        Members::from_values(&["a", "b"], values).map_err(|error| error.code)
    }

    #[test]
    fn values_stand_in_the_order_of_their_names() {
        let mut read = members(Some([Member::Text("x".into()), Member::Malformed])).unwrap();
        assert_eq!(read.take("b"), Member::Malformed);
        assert_eq!(read.take("a"), Member::Text("x".into()));
        assert_eq!(read.take("a"), Member::Absent, "it has been taken");
        assert_eq!(read.take("c"), Member::Absent);
    }

    #[test]
    fn what_is_no_object_has_no_members() {
        assert_eq!(members(None).map(drop), Err(Code::Kms0202));
    }

    #[test]
    fn texts_are_up_to_the_limit_together() {
        let text = |length| Member::Text("a".repeat(length));
        assert!(members(Some([text(MAX_TEXT_BYTES), Member::Absent])).is_ok());
        let read = members(Some([text(MAX_TEXT_BYTES), text(1)]));
        assert_eq!(read.map(drop), Err(Code::Kms0203));
    }
}
