//! A rule: what one member of a request may be, and the code of what it may not.

use alloc::string::String;

use serde::de::DeserializeOwned;

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
        valid: impl FnOnce(&str) -> bool,
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

    /// A whole number: digits in a text, as the service documents most of them, or a JSON number.
    pub(super) fn number(&self, members: &mut Members) -> Result<Option<u64>, Error> {
        let digits = match members.take(self.name) {
            Member::Absent => return Ok(None),
            Member::Malformed => return Err(self.invalid()),
            Member::Text(text) => text,
            Member::Other(raw) if raw.starts_with(is_of_a_number) => raw,
            Member::Other(_) => return Err(self.mistyped()),
        };
        let is_whole = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
        // Above 2^64 a number is out of every range.
        if is_whole { Ok(Some(digits.parse().unwrap_or(u64::MAX))) } else { Err(self.invalid()) }
    }

    /// true or false; as text too, which older clients send.
    pub(super) fn boolean(&self, members: &mut Members) -> Result<Option<bool>, Error> {
        match members.take(self.name) {
            Member::Absent => Ok(None),
            Member::Malformed => Err(self.invalid()),
            Member::Text(text) | Member::Other(text) => match text.as_str() {
                "true" => Ok(Some(true)),
                "false" => Ok(Some(false)),
                _ => Err(self.invalid()),
            },
        }
    }

    /// An array or an object.
    pub(super) fn composed<T: DeserializeOwned>(
        &self,
        members: &mut Members,
    ) -> Result<Option<T>, Error> {
        match members.take(self.name) {
            Member::Absent => Ok(None),
            Member::Malformed | Member::Text(_) => Err(self.mistyped()),
            Member::Other(raw) => serde_json::from_str(&raw).map(Some).map_err(|_| self.mistyped()),
        }
    }

    /// The error of a value of another type.
    pub(super) const fn mistyped(&self) -> Error {
        Error::in_field(Code::Kms0308, self.name, self.allowed)
    }
}

fn is_of_a_number(c: char) -> bool {
    c == '-' || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Rule = Rule::new("a", Code::Kms1401, "a must be as it should.");

    fn members(value: &str) -> Members {
        Members::of(&format!(r#"{{"a":{value}}}"#), &["a"]).unwrap()
    }

    #[test]
    fn a_number_is_digits_as_text_or_as_a_number() {
        for (value, number) in [
            ("7", Ok(Some(7))),
            (r#""7""#, Ok(Some(7))),
            (r#""0""#, Ok(Some(0))),
            ("null", Ok(None)),
            ("18446744073709551616", Ok(Some(u64::MAX))),
            ("-1", Err(Code::Kms1401)),
            ("7.5", Err(Code::Kms1401)),
            ("1e3", Err(Code::Kms1401)),
            (r#""""#, Err(Code::Kms1401)),
            (r#""+7""#, Err(Code::Kms1401)),
            (r#"" 7""#, Err(Code::Kms1401)),
            (r#""\ud83d""#, Err(Code::Kms1401)),
            ("true", Err(Code::Kms0308)),
            ("[7]", Err(Code::Kms0308)),
        ] {
            let read = A.number(&mut members(value)).map_err(|error| error.code);
            assert_eq!(read, number, "{value}");
        }
    }

    #[test]
    fn a_boolean_is_true_or_false_as_text_or_as_it_is() {
        for (value, boolean) in [
            ("true", Ok(Some(true))),
            (r#""false""#, Ok(Some(false))),
            ("null", Ok(None)),
            ("1", Err(Code::Kms1401)),
            (r#""TRUE""#, Err(Code::Kms1401)),
        ] {
            let read = A.boolean(&mut members(value)).map_err(|error| error.code);
            assert_eq!(read, boolean, "{value}");
        }
    }

    #[test]
    fn an_array_is_read_whole_or_not_at_all() {
        let texts = |value| A.composed::<Vec<String>>(&mut members(value));
        assert_eq!(texts(r#"["x","y"]"#), Ok(Some(vec!["x".into(), "y".into()])));
        assert_eq!(texts("null"), Ok(None));
        for bad in [r#"["x",1]"#, r#""x""#, "1", "{}"] {
            assert_eq!(texts(bad).map_err(|error| error.code), Err(Code::Kms0308), "{bad}");
        }
    }

    #[test]
    fn a_mandatory_member_that_is_absent_has_a_code_of_its_own() {
        assert_eq!(A.required::<u8>(None).map_err(|error| error.code), Err(Code::Kms0204));
        assert_eq!(A.required(Some(1)), Ok(1));
    }
}
