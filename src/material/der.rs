//! DER (X.690), written: what keys and signatures are put into. Nothing branches on a secret but the length of a
//! number, which the form shows.

use alloc::vec::Vec;

use zeroize::Zeroizing;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const CONTEXT_1: u8 = 0xa1;

/// NULL, whole.
pub(super) const NULL: &[u8] = &[0x05, 0x00];

/// One element, whole.
pub(super) type Der = Zeroizing<Vec<u8>>;

/// SEQUENCE of elements.
pub(super) fn sequence(elements: &[&[u8]]) -> Der {
    element(SEQUENCE, elements)
}

/// An INTEGER that is not negative, big-endian; zeros before it are left out.
pub(super) fn integer(number: &[u8]) -> Der {
    let digits = minimal(number);
    let has_sign = digits.first().is_none_or(|first| *first > 0x7f);
    element(INTEGER, &[if has_sign { &[0] } else { &[] }, digits])
}

/// A number without the zeros before it.
pub(super) fn minimal(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// OCTET STRING.
pub(super) fn octets(bytes: &[u8]) -> Der {
    element(OCTET_STRING, &[bytes])
}

/// BIT STRING of whole bytes.
pub(super) fn bits(bytes: &[u8]) -> Der {
    element(BIT_STRING, &[&[0], bytes])
}

/// OBJECT IDENTIFIER, of its content.
pub(super) fn object_identifier(content: &[u8]) -> Der {
    element(OBJECT_IDENTIFIER, &[content])
}

/// `PrivateKeyInfo` of version 1 (RFC 5208, 5), around the element that the algorithm writes a key as.
pub(super) fn pkcs8(algorithm: &[u8], key: &[u8]) -> Der {
    sequence(&[&integer(&[]), algorithm, &octets(key)])
}

/// `OneAsymmetricKey` of version 2 (RFC 5958, 2), which has a public key beside the private one.
#[cfg(feature = "kms")]
pub(super) fn pkcs8_with_public(algorithm: &[u8], key: &[u8], public: &[u8]) -> Der {
    const CONTEXT_1_PRIMITIVE: u8 = 0x81;
    let public = element(CONTEXT_1_PRIMITIVE, &[&[0], public]);
    sequence(&[&integer(&[1]), algorithm, &octets(key), &public])
}

/// `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7).
pub(super) fn spki(algorithm: &[u8], key: &[u8]) -> Der {
    sequence(&[algorithm, &bits(key)])
}

/// `ECPrivateKey` (RFC 5915, 3), whose curve is named outside.
pub(super) fn sec1(scalar: &[u8], point: Option<&[u8]>) -> Der {
    let point = point.map_or_else(Der::default, |point| element(CONTEXT_1, &[&bits(point)]));
    sequence(&[&integer(&[1]), &octets(scalar), &point])
}

/// SEQUENCE { r INTEGER, s INTEGER }, of numbers that are big-endian.
#[cfg(feature = "kms")]
pub(super) fn signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    sequence(&[&integer(r), &integer(s)]).to_vec()
}

/// In one allocation, so that no part of a secret stays where it has grown out of.
fn element(tag: u8, parts: &[&[u8]]) -> Der {
    /// Tag, length of the length, length.
    const MOST_BEFORE: usize = 2 + size_of::<usize>();
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut der = Zeroizing::new(Vec::with_capacity(length.saturating_add(MOST_BEFORE)));
    der.push(tag);
    let octets = length.to_be_bytes();
    let octets = minimal(&octets);
    match (octets, u8::try_from(octets.len())) {
        ([] | [0..0x80], _) => der.push(octets.first().copied().unwrap_or(0)),
        (_, Ok(count)) => der.push(0x80 | count),
        // There is no such length.
        (_, Err(_)) => {}
    }
    if length > 0x7f {
        der.extend_from_slice(octets);
    }
    for part in parts {
        der.extend_from_slice(part);
    }
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_takes_as_few_bytes_as_it_can() {
        for (length, before) in [
            (0, &[0x04, 0x00][..]),
            (1, &[0x04, 0x01]),
            (127, &[0x04, 0x7f]),
            (128, &[0x04, 0x81, 0x80]),
            (255, &[0x04, 0x81, 0xff]),
            (256, &[0x04, 0x82, 0x01, 0x00]),
            (65_535, &[0x04, 0x82, 0xff, 0xff]),
            (65_536, &[0x04, 0x83, 0x01, 0x00, 0x00]),
        ] {
            let bytes = vec![7; length];
            assert_eq!(**octets(&bytes), [before, &bytes].concat());
        }
    }

    #[test]
    fn a_number_is_as_short_as_it_can_be_and_never_negative() {
        for (number, der) in [
            (&[][..], &[2, 1, 0][..]),
            (&[0], &[2, 1, 0]),
            (&[0, 0, 1], &[2, 1, 1]),
            (&[0x7f], &[2, 1, 0x7f]),
            (&[0x80], &[2, 2, 0, 0x80]),
            (&[0, 0xff, 0], &[2, 3, 0, 0xff, 0]),
        ] {
            assert_eq!(**integer(number), *der);
        }
    }
}
