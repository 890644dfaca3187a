//! The two containers of numbers that curves have in common: DER (X.690), read strictly.

use alloc::vec::Vec;

use pkcs8::der::asn1::{AnyRef, UintRef};
use pkcs8::der::{Decode, Encode, Result, Tag};

/// SEQUENCE { r INTEGER, s INTEGER }, of numbers that are big-endian.
pub(super) fn encode_signature(r: &[u8], s: &[u8]) -> Result<Vec<u8>> {
    sequence(&[UintRef::new(r)?.to_der()?, UintRef::new(s)?.to_der()?])
}

/// r and s, each brought to the length of an `N` that is zero; none if `der` is anything but that, or
/// a number is longer.
pub(super) fn decode_signature<N: AsMut<[u8]> + Default>(der: &[u8]) -> Option<(N, N)> {
    let numbers = Vec::<UintRef<'_>>::from_der(der).ok()?;
    let [r, s] = numbers.as_slice() else { return None };
    Some((padded(r.as_bytes())?, padded(s.as_bytes())?))
}

/// SEQUENCE of what is encoded already.
pub(super) fn sequence(members: &[Vec<u8>]) -> Result<Vec<u8>> {
    AnyRef::new(Tag::Sequence, &members.concat())?.to_der()
}

/// A big-endian number brought to the length of an `N` that is zero; none if it is longer.
pub(super) fn padded<N: AsMut<[u8]> + Default>(number: &[u8]) -> Option<N> {
    let mut whole = N::default();
    let start = whole.as_mut().len().checked_sub(number.len())?;
    whole.as_mut().get_mut(start..)?.copy_from_slice(number);
    Some(whole)
}
