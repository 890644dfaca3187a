//! The layouts of what SM2 makes: ciphertexts (GM/T 0009, 7.2; GB/T 32918.4, 6.1) and signatures
//! (GM/T 0009, 7.3).

use alloc::vec::Vec;

use elliptic_curve::FieldBytes;
use pkcs8::der::Decode;
use pkcs8::der::asn1::{AnyRef, OctetStringRef, UintRef};
use sm2::{NonZeroScalar, Sm2};

use super::elliptic_use::read;
use super::{der, der_read};
use crate::contract::convert::{CiphertextLayout, ConvertLayoutRequest, SignatureLayout};
use crate::contract::error::{Code, Error};

/// The lengths of a field element, of a point and of a hash, in bytes.
const ELEMENT: usize = 32;
const POINT: usize = 64;
const HASH: usize = 32;

/// The octet before a point that is not compressed.
const UNCOMPRESSED: u8 = 4;

/// A ciphertext, in its parts.
pub(super) struct Ciphertext<'a> {
    /// C1: x ‖ y.
    pub(super) c1: [u8; POINT],
    /// C3.
    pub(super) hash: &'a [u8],
    /// C2.
    pub(super) cipher: &'a [u8],
}

impl<'a> Ciphertext<'a> {
    /// SEQUENCE { x, y, hash, cipher }, from end to end.
    pub(super) fn from_asn1(bytes: &'a [u8]) -> Option<Self> {
        let members = Vec::<AnyRef<'a>>::from_der(bytes).ok()?;
        let [x, y, hash, cipher] = members.as_slice() else { return None };
        let x = der_read::padded::<[u8; ELEMENT]>(x.decode_as::<UintRef<'_>>().ok()?.as_bytes())?;
        let y = der_read::padded::<[u8; ELEMENT]>(y.decode_as::<UintRef<'_>>().ok()?.as_bytes())?;
        let hash = hash.decode_as::<&OctetStringRef>().ok()?.as_bytes();
        let cipher = cipher.decode_as::<&OctetStringRef>().ok()?.as_bytes();
        Some(Self { c1: [x, y].concat().try_into().ok()?, hash, cipher })
    }

    /// SEQUENCE { x, y, hash, cipher }.
    pub(super) fn to_asn1(&self) -> Vec<u8> {
        let (x, y) = self.c1.split_at(ELEMENT);
        let ([x, y], [hash, cipher]) =
            ([x, y].map(der::integer), [self.hash, self.cipher].map(der::octets));
        der::sequence(&[&x, &y, &hash, &cipher]).to_vec()
    }

    fn from_raw(bytes: &'a [u8], layout: CiphertextLayout) -> Option<Self> {
        let (c1, rest) = bytes.split_first_chunk::<POINT>()?;
        let (hash, cipher) = match layout {
            CiphertextLayout::C1C2C3 => {
                let (cipher, hash) = rest.split_last_chunk::<HASH>()?;
                (hash, cipher)
            }
            _ => rest.split_first_chunk::<HASH>()?,
        };
        Some(Self { c1: *c1, hash, cipher })
    }

    fn to_raw(&self, [second, third]: [&[u8]; 2]) -> Vec<u8> {
        [&[UNCOMPRESSED], &self.c1[..], second, third].concat()
    }

    /// Whether it may be a ciphertext: its point is one of the curve, and nothing is empty.
    fn is_sound(&self) -> bool {
        self.hash.len() == HASH
            && !self.cipher.is_empty()
            && read::<Sm2>(&[&[UNCOMPRESSED], &self.c1[..]].concat()).is_some()
    }
}

/// Writes a ciphertext as `to`. A raw one may lack the octet 04 before its point, and nothing in it
/// tells the order of what follows: `from` has to.
///
/// # Errors
/// `KMS.0308` if it is none, or none of `from`; `KMS.0204` if `from` is needed.
pub fn convert_ciphertext(
    bytes: &[u8],
    from: Option<CiphertextLayout>,
    to: CiphertextLayout,
) -> Result<Vec<u8>, Error> {
    let marked = bytes.strip_prefix(&[UNCOMPRESSED]);
    let sound = |parts: Option<Ciphertext<'_>>| parts.as_ref().is_some_and(Ciphertext::is_sound);
    let is_raw = |bytes| sound(Ciphertext::from_raw(bytes, CiphertextLayout::C1C3C2));
    let asn1 = Ciphertext::from_asn1(bytes);
    let found = match from {
        Some(CiphertextLayout::Asn1) => asn1,
        None if asn1.is_some() => asn1,
        None if marked.is_some_and(is_raw) || is_raw(bytes) => {
            return Err(ConvertLayoutRequest::<CiphertextLayout>::NO_LAYOUT);
        }
        None => None,
        Some(layout) => marked
            .and_then(|raw| Ciphertext::from_raw(raw, layout))
            .filter(Ciphertext::is_sound)
            .or_else(|| Ciphertext::from_raw(bytes, layout)),
    };
    let parts = found.filter(Ciphertext::is_sound).ok_or(NO_CIPHERTEXT)?;
    match to {
        CiphertextLayout::Asn1 => Ok(parts.to_asn1()),
        CiphertextLayout::C1C3C2 => Ok(parts.to_raw([parts.hash, parts.cipher])),
        CiphertextLayout::C1C2C3 => Ok(parts.to_raw([parts.cipher, parts.hash])),
    }
}

/// Writes a signature as `to`.
///
/// # Errors
/// `KMS.0308` if it is none, or none of `from`.
pub fn convert_signature(
    bytes: &[u8],
    from: Option<SignatureLayout>,
    to: SignatureLayout,
) -> Result<Vec<u8>, Error> {
    let der = || der_read::decode_signature::<FieldBytes<Sm2>>(bytes);
    let raw = || {
        let (r, s) = bytes.split_at_checked(ELEMENT)?;
        Some((FieldBytes::<Sm2>::try_from(r).ok()?, FieldBytes::<Sm2>::try_from(s).ok()?))
    };
    let (r, s) = match from {
        Some(SignatureLayout::Der) => der(),
        Some(SignatureLayout::Raw) => raw(),
        None => der().or_else(raw),
    }
    .filter(|(r, s)| [r, s].into_iter().all(is_nonzero_scalar))
    .ok_or(NO_SIGNATURE)?;
    match to {
        SignatureLayout::Der => Ok(der::signature(&r, &s)),
        SignatureLayout::Raw => Ok([r.as_slice(), s.as_slice()].concat()),
    }
}

/// Whether the number is from 1 to n − 1.
fn is_nonzero_scalar(number: &FieldBytes<Sm2>) -> bool {
    bool::from(NonZeroScalar::from_repr(*number).is_some())
}

const NO_CIPHERTEXT: Error = Error::in_field(
    Code::Kms0308,
    "ciphertext",
    "ciphertext must be one of SM2: ASN.1, or 04, a point of the curve, and 33 bytes or more.",
);
const NO_SIGNATURE: Error = Error::in_field(
    Code::Kms0308,
    "signature",
    "signature must be one of SM2: SEQUENCE { r, s } in DER, or r and s of 32 bytes each.",
);
