//! The rules that more than one request has.

use alloc::string::String;

use super::error::{Code, Error};
use super::members::Members;
use super::rule::Rule;

pub(super) const KEY_ALIAS: Rule = Rule {
    name: "key_alias",
    code: Code::Kms1101,
    allowed: "key_alias must be 1 to 255 characters of a-z, A-Z, 0-9 and : / _ -, and must not end in /default.",
};

/// A key's own name, mandatory.
pub(super) fn key_alias(members: &mut Members) -> Result<String, Error> {
    let alias = KEY_ALIAS.where_valid(members, is_alias)?;
    KEY_ALIAS.required(alias)
}

pub(super) const KEY_DESCRIPTION: Rule = Rule {
    name: "key_description",
    code: Code::Kms1103,
    allowed: "key_description must be text of up to 255 characters.",
};

pub(super) fn key_description(members: &mut Members) -> Result<Option<String>, Error> {
    KEY_DESCRIPTION.where_valid(members, has_up_to_255)
}

pub(super) const SEQUENCE: Rule =
    Rule::new("sequence", Code::Kms0206, "sequence must be text of 36 bytes.");

/// The caller's own serial number of the request. It has no effect.
pub(super) fn sequence(members: &mut Members) -> Result<Option<String>, Error> {
    SEQUENCE.where_valid(members, |text| text.len() == 36)
}

/// `^[a-zA-Z0-9:/_-]{1,255}$`, and not the alias of a default key, which all end in `/default`.
pub(super) fn is_alias(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || b":/_-".contains(&c))
        && !text.ends_with("/default")
}

/// `^[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}$`: letters up to z, as the
/// service has it for keys and projects alike.
pub(super) fn is_uuid_shaped(text: &str) -> bool {
    let is_in_place = |(place, c)| match place {
        8 | 13 | 18 | 23 => c == b'-',
        _ => matches!(c, b'0'..=b'9' | b'a'..=b'z'),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_in_place)
}

pub(super) fn has_up_to_255(text: &str) -> bool {
    text.chars().nth(255).is_none()
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn an_alias_is_1_to_255_of_66_characters() {
        for good in ["a", "Z9:/_-", "default", "X/DEFAULT", "/defaults", &"a".repeat(255)] {
            assert!(is_alias(good), "{good}");
        }
        for bad in ["", " ", "é", "a b", "a\n", "a.b", "/default", "obs/default", &"a".repeat(256)]
        {
            assert!(!is_alias(bad), "{bad}");
        }
    }

    #[test]
    fn exactly_66_of_all_characters_may_stand_in_an_alias() {
        let allowed = (char::MIN..=char::MAX).filter(|c| is_alias(&c.to_string())).count();
        assert_eq!(allowed, 26 + 26 + 10 + 4);
    }

    #[test]
    fn an_id_has_the_shape_of_a_uuid_with_letters_up_to_z() {
        assert!(is_uuid_shaped("0000000z-1111-2222-3333-44444444444a"));
        for bad in ["", "0", "0000000Z-1111-2222-3333-444444444444", "--------", "a-b-c-d-e"] {
            assert!(!is_uuid_shaped(bad), "{bad}");
        }
    }

    #[test]
    fn every_sentence_names_its_member_and_ends_in_a_full_stop() {
        for rule in [KEY_ALIAS, KEY_DESCRIPTION, SEQUENCE] {
            assert!(rule.allowed.starts_with(rule.name), "{}", rule.name);
            assert!(rule.allowed.ends_with('.'), "{}", rule.name);
        }
    }
}
