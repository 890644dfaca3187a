//! DER (X.690) of numbers that curves have in common, read strictly.

use alloc::vec::Vec;

use pkcs8::der::Decode;
use pkcs8::der::asn1::UintRef;

/// r and s, each brought to the length of an `N` that is zero; none if `der` is anything but that, or
/// a number is longer.
pub(super) fn decode_signature<N: AsMut<[u8]> + Default>(der: &[u8]) -> Option<(N, N)> {
    let numbers = Vec::<UintRef<'_>>::from_der(der).ok()?;
    let [r, s] = numbers.as_slice() else { return None };
    Some((padded(r.as_bytes())?, padded(s.as_bytes())?))
}

/// A big-endian number brought to the length of an `N` that is zero; none if it is longer.
pub(super) fn padded<N: AsMut<[u8]> + Default>(number: &[u8]) -> Option<N> {
    let mut whole = N::default();
    let start = whole.as_mut().len().checked_sub(number.len())?;
    whole.as_mut().get_mut(start..)?.copy_from_slice(number);
    Some(whole)
}
