//! Hashes: FIPS 180-4, GB/T 32905; HMAC over them, RFC 2104.

use alloc::vec::Vec;

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha384, Sha512};
use sm3::Sm3;

use crate::contract::algorithm::Hash;

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SM3 of `bytes`.
pub fn sm3(bytes: &[u8]) -> [u8; 32] {
    Sm3::digest(bytes).into()
}

/// HMAC with SHA-256 of `parts`, one after the other.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    keyed::<Sha256>(key, parts).finalize().into_bytes().into()
}

/// A key of HMAC with SHA-256 that is used often: what is hashed of it each time is hashed already. Wiped
/// when dropped.
pub(crate) struct HmacSha256(Hmac<Sha256>);

impl HmacSha256 {
    pub(crate) fn new(key: &[u8]) -> Self {
        Self(keyed::<Sha256>(key, &[]))
    }

    /// The same as [`hmac_sha256`].
    pub(crate) fn code(&self, parts: &[&[u8]]) -> [u8; 32] {
        fed(self.0.clone(), parts).finalize().into_bytes().into()
    }
}

/// HMAC with SM3 of `parts`, one after the other.
pub fn hmac_sm3(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    keyed::<Sm3>(key, parts).finalize().into_bytes().into()
}

/// The digest of `parts`, one after the other.
pub(crate) fn digest(hash: Hash, parts: &[&[u8]]) -> Vec<u8> {
    match hash {
        Hash::Sha256 => hashed::<Sha256>(parts),
        Hash::Sha384 => hashed::<Sha384>(parts),
        Hash::Sha512 => hashed::<Sha512>(parts),
        Hash::Sm3 => hashed::<Sm3>(parts),
    }
}

/// The MAC of `message`.
pub(super) fn mac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    let message = &[message];
    match hash {
        Hash::Sha256 => keyed::<Sha256>(key, message).finalize().into_bytes().to_vec(),
        Hash::Sha384 => keyed::<Sha384>(key, message).finalize().into_bytes().to_vec(),
        Hash::Sha512 => keyed::<Sha512>(key, message).finalize().into_bytes().to_vec(),
        Hash::Sm3 => keyed::<Sm3>(key, message).finalize().into_bytes().to_vec(),
    }
}

/// Whether `mac` is the MAC of `message`. How much of it is right cannot be told by the time.
pub(crate) fn verifies(hash: Hash, key: &[u8], message: &[u8], mac: &[u8]) -> bool {
    let message = &[message];
    match hash {
        Hash::Sha256 => keyed::<Sha256>(key, message).verify_slice(mac).is_ok(),
        Hash::Sha384 => keyed::<Sha384>(key, message).verify_slice(mac).is_ok(),
        Hash::Sha512 => keyed::<Sha512>(key, message).verify_slice(mac).is_ok(),
        Hash::Sm3 => keyed::<Sm3>(key, message).verify_slice(mac).is_ok(),
    }
}

fn hashed<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

#[allow(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104, 3)")]
fn keyed<D: EagerHash>(key: &[u8], parts: &[&[u8]]) -> Hmac<D> {
    fed(Hmac::<D>::new_from_slice(key).expect("a key of any length"), parts)
}

fn fed<D: EagerHash>(mut mac: Hmac<D>, parts: &[&[u8]]) -> Hmac<D> {
    for part in parts {
        mac.update(part);
    }
    mac
}
