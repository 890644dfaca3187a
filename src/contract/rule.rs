//! A rule: what one member of a request may be, and the code of what it may not.

use alloc::string::String;

use super::error::{Code, Error};
use super::members::{Member, Members};

/// The name of a member, the code of a value that it does not allow, and what it allows. A value of
/// another JSON type is `KMS.0308` for every member, and a mandatory one that is absent `KMS.0204`.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) code: Code,
    pub(super) allowed: &'static str,
}

impl Rule {
    pub(super) const fn new(name: &'static str, code: Code, allowed: &'static str) -> Self {
        Self { name, code, allowed }
    }

    /// The error of a value that the rule does not allow.
    pub(super) const fn invalid(&self) -> Error {
        Error::in_field(self.code, self.name, self.allowed)
    }

    /// The value of a mandatory member, if there is one.
    pub(super) fn required<T>(&self, value: Option<T>) -> Result<T, Error> {
        value.ok_or(Error { code: Code::Kms0204, ..self.invalid() })
    }

    /// Text.
    pub(super) fn text(&self, members: &mut Members) -> Result<Option<String>, Error> {
        match members.take(self.name) {
            Member::Absent => Ok(None),
            Member::Text(text) => Ok(Some(text)),
            Member::Malformed => Err(self.invalid()),
            Member::Other(_) => Err(self.mistyped()),
        }
    }

    /// Text that is `valid`.
    pub(super) fn where_valid(
        &self,
        members: &mut Members,
        valid: fn(&str) -> bool,
    ) -> Result<Option<String>, Error> {
        let text = self.text(members)?;
        if text.as_deref().is_none_or(valid) { Ok(text) } else { Err(self.invalid()) }
    }

    /// What a text stands for.
    pub(super) fn named<T>(
        &self,
        members: &mut Members,
        named: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        self.text(members)?.map(|name| named(&name).ok_or(self.invalid())).transpose()
    }

    /// The error of a value of another type.
    pub(super) const fn mistyped(&self) -> Error {
        Error::in_field(Code::Kms0308, self.name, self.allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Rule = Rule::new("a", Code::Kms1401, "a must be as it should.");

    fn text(member: Member) -> Result<Option<String>, Code> {
        let mut members = Members::from_values(&["a"], Some([member])).unwrap();
        A.text(&mut members).map_err(|error| error.code)
    }

    #[test]
    fn a_text_is_text_or_absent() {
        assert_eq!(text(Member::Text("x".into())), Ok(Some("x".into())));
        assert_eq!(text(Member::Absent), Ok(None));
        assert_eq!(text(Member::Malformed), Err(Code::Kms1401));
        assert_eq!(text(Member::Other(String::new())), Err(Code::Kms0308));
    }

    #[test]
    fn a_mandatory_member_that_is_absent_has_a_code_of_its_own() {
        assert_eq!(A.required::<u8>(None).map_err(|error| error.code), Err(Code::Kms0204));
        assert_eq!(A.required(Some(1)), Ok(1));
    }
}
