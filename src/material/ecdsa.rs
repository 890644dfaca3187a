//! ECDSA: FIPS 186-5, 6. Nonces of RFC 6979 with fresh randomness mixed in (its section 3.6), so that
//! neither a bad source nor a fault alone gives the key away.

use alloc::vec::Vec;

use ::ecdsa::hazmat::{sign_prehashed_rfc6979, verify_prehashed};
use ::ecdsa::{EcdsaCurve, Signature};
use elliptic_curve::{CurveArithmetic, FieldBytes, PublicKey, SecretKey};
use sha2::digest::Digest;
use sha2::digest::block_api::BlockSizeUser;
use zeroize::Zeroizing;

use super::random::Random;
use super::{der, der_read};
use crate::contract::error::Error;

/// Signs `digest`, which is of `D`. Of the two values of s that fit, secp256k1 takes the lower.
pub(super) fn sign<C: EcdsaCurve + CurveArithmetic, D: Digest + BlockSizeUser>(
    secret: &SecretKey<C>,
    digest: &[u8],
    random: &mut Random<'_>,
) -> Result<Vec<u8>, Error> {
    let mut fresh = Zeroizing::new([0; 32]);
    random.fill(&mut *fresh)?;
    let scalar = Zeroizing::new(secret.to_nonzero_scalar());
    let (signature, _) = sign_prehashed_rfc6979::<C, D>(&scalar, digest, &*fresh);
    let (r, s) = signature.split_bytes();
    Ok(der::signature(&r, &s))
}

/// Whether `signature` is one of `digest`. Both values of s are taken.
pub(super) fn verify<C: EcdsaCurve + CurveArithmetic>(
    public: &PublicKey<C>,
    digest: &[u8],
    signature: &[u8],
) -> bool {
    der_read::decode_signature::<FieldBytes<C>>(signature)
        .and_then(|(r, s)| Signature::<C>::from_scalars(r, s).ok())
        .is_some_and(|signature| {
            // Those curves that take the lower alone are given it.
            verify_prehashed(&public.to_projective(), digest, &signature.normalize_s()).is_ok()
        })
}
