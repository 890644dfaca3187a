//! Reads the members of a request out of JSON text (RFC 8259).

use alloc::string::String;
use core::fmt;

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::error::Error;
use super::members::{MAX_TEXT_BYTES, Member, Members, NO_OBJECT, TOO_LONG};

impl Members {
    /// The members `names` of the object in `text`. Others are skipped unread; of a name that stands
    /// twice, the last counts.
    ///
    /// # Errors
    /// `KMS.0203` if the text is too long, `KMS.0202` if it is not one JSON object.
    pub(crate) fn of(text: &str, names: &[&'static str]) -> Result<Self, Error> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(TOO_LONG);
        }
        let values = names.iter().map(|name| (*name, Member::Absent)).collect();
        let mut json = serde_json::Deserializer::from_str(text);
        json.deserialize_map(Self { values })
            .and_then(|members| json.end().map(|()| members))
            .map_err(|_| NO_OBJECT)
    }

    /// Puts `text` at `name`, if a rule is about it.
    pub(super) fn put(&mut self, name: &str, text: String) {
        if let Some(member) = self.slot(name) {
            *member = Member::Text(text);
        }
    }

    /// Whether anything but null stands at `name`.
    pub(crate) fn has(&self, name: &str) -> bool {
        let is_there =
            |(known, member): &(&str, Member)| *known == name && *member != Member::Absent;
        self.values.iter().any(is_there)
    }
}

impl<'a> Visitor<'a> for Members {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match self.slot(&name) {
                Some(member) => *member = Member::of(map.next_value::<&RawValue>()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(self)
    }
}

impl Member {
    fn of(value: &RawValue) -> Self {
        let raw = value.get();
        if raw == "null" {
            Self::Absent
        } else if !raw.starts_with('"') {
            Self::Other(raw.into())
        } else {
            serde_json::from_str::<String>(raw).map_or(Self::Malformed, Self::Text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::error::Code;

    fn a(text: &str) -> Result<Member, Code> {
        Members::of(text, &["a"]).map(|mut members| members.take("a")).map_err(|error| error.code)
    }

    #[test]
    fn a_member_is_text_or_says_what_it_is_instead() {
        for (text, member) in [
            (r"{}", Member::Absent),
            (r#"{"a":null}"#, Member::Absent),
            (r#"{"a":"x"}"#, Member::Text("x".into())),
            (r#"{"a":"\u00e9\n"}"#, Member::Text("é\n".into())),
            (r#"{"a":"\ud83d\ude00"}"#, Member::Text("😀".into())),
            (r#"{"a":"\ud83d"}"#, Member::Malformed),
            (r#"{"a":"\ude00x"}"#, Member::Malformed),
            (r#"{"a":5}"#, Member::Other(r"5".into())),
            (r#"{"a":true}"#, Member::Other(r"true".into())),
            (r#"{"a":[]}"#, Member::Other(r"[]".into())),
            (r#"{"a":{"a":"x"}}"#, Member::Other(r#"{"a":"x"}"#.into())),
        ] {
            assert_eq!(a(text), Ok(member), "{text}");
        }
    }

    #[test]
    fn of_a_name_that_stands_twice_the_last_counts() {
        assert_eq!(a(r#"{"a":"x","a":"y"}"#), Ok(Member::Text("y".into())));
        assert_eq!(a(r#"{"a":"x","\u0061":null}"#), Ok(Member::Absent));
    }

    #[test]
    fn other_members_are_skipped_however_deep_they_go() {
        let deep = format!(r#"{{"b":{}{},"a":"x"}}"#, "[".repeat(30_000), "]".repeat(30_000));
        assert_eq!(a(&deep), Ok(Member::Text("x".into())));
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        for text in
            ["", "null", "[]", "5", r#""a""#, "{", r#"{"a":}"#, r#"{"a":"x"} {}"#, "{'a':1}"]
        {
            assert_eq!(a(text), Err(Code::Kms0202), "{text}");
        }
    }

    #[test]
    fn a_text_over_the_limit_is_refused_unread() {
        assert_eq!(a(&" ".repeat(MAX_TEXT_BYTES + 1)), Err(Code::Kms0203));
        assert_eq!(a(&format!("{}{{}}", " ".repeat(MAX_TEXT_BYTES - 2))), Ok(Member::Absent));
    }
}
