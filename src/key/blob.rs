//! The ciphertext of a symmetric key: one self-describing blob, byte by byte in `docs/formats.md`.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::contract::error::Error;
use crate::material::aead::AeadKey;
use crate::material::random::Random;

/// The first bytes of every blob, and the version of the format.
const MAGIC: [u8; 5] = *b"PKMS\x01";

/// The parts of the header, in bytes.
const KEY_ID: usize = 36;
const RESERVED: usize = 49;

/// The bytes in front of the ciphertext: the header and the iv.
pub(crate) const OVERHEAD: usize = 5 + 2 + 4 + KEY_ID + RESERVED + 12;

/// Plaintext is filled up with zeros to a multiple of this.
const BLOCK: usize = 16;

/// The header of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    pub(crate) key_id: &'a str,
    pub(crate) version: u32,
    length: u16,
}

/// Encrypts `plain`, of up to 65,535 bytes, under a version of a key's material.
pub(crate) fn seal(
    key: &AeadKey,
    key_id: &str,
    version: u32,
    bound: &[u8],
    plain: &[u8],
    random: &mut Random<'_>,
) -> Result<Vec<u8>, Error> {
    let length = u16::try_from(plain.len()).unwrap_or(u16::MAX);
    let mut iv = [0; 12];
    random.fill(&mut iv)?;

    let mut header = Vec::with_capacity(OVERHEAD);
    header.extend_from_slice(&MAGIC);
    header.extend_from_slice(&length.to_be_bytes());
    header.extend_from_slice(&version.to_be_bytes());
    header.extend_from_slice(key_id.as_bytes());
    header.extend_from_slice(&[0; RESERVED]);

    let padded = plain.len().next_multiple_of(BLOCK);
    let mut body = Vec::with_capacity(padded.saturating_add(BLOCK));
    body.extend_from_slice(plain);
    body.resize(padded, 0);
    key.seal(&iv, &[&header, bound].concat(), &mut body)?;
    Ok([&header, &iv[..], &body].concat())
}

/// What a blob says about itself; none if it is no blob.
pub(crate) fn header(blob: &[u8]) -> Option<Header<'_>> {
    let rest = blob.strip_prefix(&MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (version, rest) = rest.split_first_chunk::<4>()?;
    let (key_id, rest) = rest.split_first_chunk::<KEY_ID>()?;
    let length = u16::from_be_bytes(*length);
    let (reserved, rest) = rest.split_first_chunk::<RESERVED>()?;
    let padded = usize::from(length).next_multiple_of(BLOCK);
    let is_whole = rest.len() == padded.saturating_add(12).saturating_add(BLOCK);
    if !is_whole || reserved.iter().any(|byte| *byte != 0) {
        return None;
    }
    Some(Header {
        key_id: core::str::from_utf8(key_id).ok()?,
        version: u32::from_be_bytes(*version),
        length,
    })
}

/// Decrypts a blob; none if it was changed, or was bound to something else.
pub(crate) fn open(key: &AeadKey, blob: &[u8], bound: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let length = usize::from(header(blob)?.length);
    let (header, rest) = blob.split_at_checked(OVERHEAD.saturating_sub(12))?;
    let (iv, sealed) = rest.split_first_chunk::<12>()?;
    let mut body = Zeroizing::new(sealed.to_vec());
    key.open(iv, &[header, bound].concat(), &mut body).ok()?;
    body.truncate(length);
    Some(body)
}
