//! The ciphertext of a symmetric key: one self-describing blob, byte by byte in `docs/formats.md`.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::contract::error::Error;
use crate::material::random::Random;
use crate::material::sealing::{IV, Nonce, SALT, SealingKey};

/// The first bytes of every blob, and behind them the version of the format: of blobs without a salt, and of
/// those that are made now.
const MAGIC: [u8; 4] = *b"PKMS";
const FIRST: u8 = 1;
const SECOND: u8 = 2;

/// The parts of the header, in bytes.
const KEY_ID: usize = 36;
const RESERVED: usize = 49;
const HEADER: usize = 5 + 2 + 4 + KEY_ID + RESERVED;

/// Plaintext is filled up with zeros to a multiple of this, the length of a tag.
const BLOCK: usize = 16;

/// The header of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    pub(crate) key_id: &'a str,
    pub(crate) version: u32,
    length: u16,
    /// None in a blob of the first version.
    salt: Option<&'a [u8; SALT]>,
}

/// Encrypts `plain`, of up to 65,535 bytes, under a version of a key's material.
pub(crate) fn seal(
    key: &SealingKey,
    key_id: &str,
    version: u32,
    bound: &[u8],
    plain: &[u8],
    random: &mut Random<'_>,
) -> Result<Vec<u8>, Error> {
    let length = u16::try_from(plain.len()).unwrap_or(u16::MAX);
    let nonce = Nonce::draw(random)?;
    let iv = nonce.iv();

    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(&MAGIC);
    header.push(SECOND);
    header.extend_from_slice(&length.to_be_bytes());
    header.extend_from_slice(&version.to_be_bytes());
    header.extend_from_slice(key_id.as_bytes());
    header.extend_from_slice(&nonce.salt());
    header.resize(HEADER, 0);

    let padded = plain.len().next_multiple_of(BLOCK);
    let mut body = Vec::with_capacity(padded.saturating_add(BLOCK));
    body.extend_from_slice(plain);
    body.resize(padded, 0);
    key.seal(nonce, &[&header, bound].concat(), &mut body)?;
    Ok([&header, &iv[..], &body].concat())
}

/// What a blob says about itself; none if it is no blob.
pub(crate) fn header(blob: &[u8]) -> Option<Header<'_>> {
    let rest = blob.strip_prefix(&MAGIC)?;
    let (&format, rest) = rest.split_first()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (version, rest) = rest.split_first_chunk::<4>()?;
    let (key_id, rest) = rest.split_first_chunk::<KEY_ID>()?;
    let (reserved, rest) = rest.split_first_chunk::<RESERVED>()?;
    let (salt, zeros) = match format {
        FIRST => (None, &reserved[..]),
        SECOND => reserved.split_first_chunk::<SALT>().map(|(salt, zeros)| (Some(salt), zeros))?,
        _ => return None,
    };
    let length = u16::from_be_bytes(*length);
    let padded = usize::from(length).next_multiple_of(BLOCK);
    let is_whole = rest.len() == padded.saturating_add(IV).saturating_add(BLOCK);
    if !is_whole || zeros.iter().any(|byte| *byte != 0) {
        return None;
    }
    let key_id = core::str::from_utf8(key_id).ok()?;
    Some(Header { key_id, version: u32::from_be_bytes(*version), length, salt })
}

/// Decrypts a blob; none if it was changed, or was bound to something else.
pub(crate) fn open(key: &SealingKey, blob: &[u8], bound: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let Header { length, salt, .. } = header(blob)?;
    let (header, rest) = blob.split_at_checked(HEADER)?;
    let (iv, sealed) = rest.split_first_chunk::<IV>()?;
    let mut body = Zeroizing::new(sealed.to_vec());
    key.open(salt, iv, &[header, bound].concat(), &mut body).ok()?;
    body.truncate(usize::from(length));
    Some(body)
}
