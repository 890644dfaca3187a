//! Writes JSON text (RFC 8259): objects of few members, in their order.

use alloc::string::String;

use crate::base64_writer::{Alphabet, push};

/// The value of a member.
pub(crate) enum Value<'a> {
    /// None: the member is left out.
    Absent,
    /// A text.
    Text(&'a str),
    /// A text of these bytes in base64url without padding.
    Bytes(&'a [u8]),
    /// A whole number.
    Number(u16),
    /// An object, written already.
    Object(&'a str),
}

/// The text of an object with these members. If they are secret, it is the caller's to wipe.
pub(crate) fn object(members: &[(&str, Value<'_>)]) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if matches!(value, Value::Absent) {
            continue;
        }
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        text.push_str(name);
        text.push_str("\":");
        match value {
            Value::Absent => {}
            Value::Bytes(value) => {
                text.push('"');
                push(&mut text, value, Alphabet::Url);
                text.push('"');
            }
            Value::Number(value) => digits(&mut text, *value),
            Value::Object(value) => text.push_str(value),
            Value::Text(value) => {
                text.push('"');
                escaped(&mut text, value);
                text.push('"');
            }
        }
    }
    text.push('}');
    text
}

/// A quotation mark, a backslash and what is below a space may not stand in a text as they are (RFC 8259, 7).
fn escaped(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '"' | '\\' => {
                text.push('\\');
                text.push(character);
            }
            '\0'..' ' => {
                text.push_str(if character < '\u{10}' { "\\u000" } else { "\\u001" });
                text.extend(char::from_digit(u32::from(character) % 16, 16));
            }
            _ => text.push(character),
        }
    }
}

fn digits(text: &mut String, number: u16) {
    if number > 9 {
        digits(text, number / 10);
    }
    text.extend(char::from_digit(u32::from(number % 10), 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: Value<'_>) -> String {
        object(&[("a", value)])
    }

    #[test]
    fn an_object_has_its_members_in_their_order_but_those_that_are_absent() {
        let inner = written(Value::Text("x"));
        let members = [("b", Value::Text("y")), ("c", Value::Absent), ("a", Value::Object(&inner))];
        assert_eq!(object(&members), r#"{"b":"y","a":{"a":"x"}}"#);
        assert_eq!(written(Value::Absent), "{}");
        assert_eq!(object(&[]), "{}");
    }

    #[test]
    fn a_number_is_written_in_decimal_digits() {
        for number in [0, 9, 10, 400, 501, 1009, u16::MAX] {
            assert_eq!(written(Value::Number(number)), format!(r#"{{"a":{number}}}"#));
        }
    }

    #[test]
    fn bytes_are_base64url_without_padding() {
        assert_eq!(written(Value::Bytes(&[0xfb, 0xff])), r#"{"a":"-_8"}"#);
    }

    #[test]
    #[cfg(feature = "kms")]
    fn any_text_is_read_again_as_it_was() {
        let all: String = (char::MIN..=char::MAX).collect();
        for text in ["", "a", "\"\\/", "é😀\u{2028}", "\0\u{8}\t\n\u{c}\r\u{1f}\u{7f}", &all] {
            let read: serde_json::Value =
                serde_json::from_str(&written(Value::Text(text))).unwrap();
            assert_eq!(read["a"], text);
        }
    }
}
