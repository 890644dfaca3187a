//! Rules of members that are more than text: numbers, booleans, arrays and objects.

use serde::de::DeserializeOwned;

use super::error::Error;
use super::members::{Member, Members};
use super::rule::Rule;

impl Rule {
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
}

fn is_of_a_number(c: char) -> bool {
    c == '-' || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::error::Code;

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
}
