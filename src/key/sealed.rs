//! What is sealed by the root key: bytes that are bound to texts, in every version of the form.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::contract::error::Error;
use crate::material::random::Random;
use crate::material::sealing::{IV, Nonce, SALT, SealingKey};

/// The version of the form. Both are described in `docs/formats.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Iv, ciphertext and tag, under one key for all.
    First,
    /// Salt, iv, ciphertext and tag, each under a key of its own. This is how it is sealed now.
    Second,
}

/// Seals `bytes`, bound to those texts in that order.
pub(super) fn seal(
    key: &SealingKey,
    bound: &[&str],
    bytes: &[u8],
    random: &mut Random<'_>,
) -> Result<Vec<u8>, Error> {
    let nonce = Nonce::draw(random)?;
    let (salt, iv) = (nonce.salt(), nonce.iv());
    // One allocation, so that no copy of the plaintext is left where it grew out of.
    let mut buffer = Vec::with_capacity(bytes.len().saturating_add(16));
    buffer.extend_from_slice(bytes);
    key.seal(nonce, &additional(Version::Second, bound), &mut buffer)?;
    Ok([&salt[..], &iv, &buffer].concat())
}

/// What was sealed; none if it was changed, or is bound to other texts.
pub(super) fn open(
    version: Version,
    key: &SealingKey,
    bound: &[&str],
    bytes: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (salt, bytes) = match version {
        Version::First => (None, bytes),
        Version::Second => {
            let (salt, bytes) = bytes.split_first_chunk::<SALT>()?;
            (Some(salt), bytes)
        }
    };
    let (iv, sealed) = bytes.split_first_chunk::<IV>()?;
    let mut buffer = Zeroizing::new(sealed.to_vec());
    key.open(salt, iv, &additional(version, bound), &mut buffer).ok()?;
    Some(buffer)
}

fn additional(version: Version, bound: &[&str]) -> Vec<u8> {
    let version = match version {
        Version::First => "1",
        Version::Second => "2",
    };
    bound.iter().chain(&[version]).map(|text| framed(text)).collect::<Vec<_>>().concat()
}

/// A text behind its length, so that no two lists of texts give the same bytes.
pub(super) fn framed(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&length[..], text.as_bytes()].concat()
}
