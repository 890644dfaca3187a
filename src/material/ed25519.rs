//! Ed25519 and Ed25519ph: RFC 8032, 5.1; containers of RFC 8410 and RFC 8037.

use alloc::string::String;
use alloc::vec::Vec;

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use pkcs8::der::Decode;
use pkcs8::der::asn1::{BitStringRef, OctetStringRef};
use pkcs8::{AlgorithmIdentifierRef, ObjectIdentifier, PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use sha2::digest::{
    FixedOutput, HashMarker, Output, OutputSizeUser, Update, array::Array, consts::U64,
};
use zeroize::Zeroizing;

use super::UNSOUND;
use super::der::{self, Der};
use super::random::Random;
use crate::contract::algorithm::{Scheme, SigningAlgorithm};
use crate::contract::error::Error;
use crate::json::{self, Value};

/// id-Ed25519, which takes no parameters (RFC 8410, 3).
const ALGORITHM: AlgorithmIdentifierRef<'static> =
    AlgorithmIdentifierRef { oid: ObjectIdentifier::new_unwrap("1.3.101.112"), parameters: None };

/// A seed and the point that belongs to it.
pub(super) struct Ed25519Key {
    pub(super) seed: Zeroizing<[u8; 32]>,
    pub(super) public: VerifyingKey,
}

impl Ed25519Key {
    /// A key whose seed is drawn.
    pub(super) fn generate(random: &mut Random<'_>) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(&mut *seed)?;
        Ok(Self::of(seed))
    }

    /// The key of a seed, and of its SPKI if that is known.
    pub(super) fn from_bytes(seed: &[u8], spki: Option<&[u8]>) -> Option<Self> {
        let seed = Zeroizing::new(<[u8; 32]>::try_from(seed).ok()?);
        match spki {
            Some(spki) => Some(Self { seed, public: public_of(spki)? }),
            None => Some(Self::of(seed)),
        }
    }

    /// The key in a container that nobody vouches for.
    pub(super) fn import(info: &PrivateKeyInfoRef<'_>) -> Option<Self> {
        if info.algorithm != ALGORITHM {
            return None;
        }
        let seed = <&OctetStringRef>::from_der(info.private_key.as_bytes()).ok()?;
        let key = Self::from_bytes(seed.as_bytes(), None)?;
        let claimed = info.public_key.as_ref().map(BitStringRef::as_bytes);
        let is_its_own = claimed.is_none_or(|claimed| claimed == Some(key.public.as_bytes()));
        is_its_own.then_some(key)
    }

    fn of(seed: Zeroizing<[u8; 32]>) -> Self {
        Self { public: SigningKey::from_bytes(&seed).verifying_key(), seed }
    }
}

impl Ed25519Key {
    /// PKCS#8 version 1 (RFC 8410, 7).
    pub(super) fn pkcs8(&self) -> Der {
        der::pkcs8(&algorithm(), &der::octets(&*self.seed))
    }

    /// The private JSON Web Key.
    pub(super) fn jwk(&self) -> String {
        jwk(&self.public, Some(&*self.seed))
    }

    /// Signs `message`, which is its SHA-512 for Ed25519ph.
    pub(super) fn sign(
        &self,
        algorithm: &SigningAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let key = SigningKey::from_bytes(&self.seed);
        // Two signatures under one seed and two points give the key away.
        if key.verifying_key() != self.public {
            return Err(UNSOUND);
        }
        let signature = match algorithm.scheme {
            Scheme::Ed25519Ph => key.sign_prehashed(Hashed::new(message), None),
            _ => ed25519_dalek::Signer::try_sign(&key, message),
        };
        signature.map(|signature| signature.to_bytes().to_vec()).map_err(|_| UNSOUND)
    }
}

/// `SubjectPublicKeyInfo` (RFC 8410, 4).
pub(super) fn spki(public: &VerifyingKey) -> Der {
    der::spki(&algorithm(), public.as_bytes())
}

/// The JSON Web Key (RFC 8037, 2), private if there is a seed.
pub(super) fn jwk(public: &VerifyingKey, seed: Option<&[u8]>) -> String {
    json::object(&[
        ("kty", Value::Text("OKP")),
        ("crv", Value::Text("Ed25519")),
        ("x", Value::Bytes(public.as_bytes())),
        ("d", seed.map_or(Value::Absent, Value::Bytes)),
    ])
}

/// Whether `signature` is one of `message`: without the cofactor, and not for points of small order.
pub(super) fn verify(
    public: &VerifyingKey,
    algorithm: &SigningAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    match algorithm.scheme {
        Scheme::Ed25519Ph => public.verify_prehashed_strict(Hashed::new(message), None, &signature),
        _ => public.verify_strict(message, &signature),
    }
    .is_ok()
}

/// The point in an SPKI; none if there is none, or if it is of small order.
pub(super) fn public_of(spki: &[u8]) -> Option<VerifyingKey> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    if info.algorithm != ALGORITHM {
        return None;
    }
    let point = info.subject_public_key.as_bytes()?.try_into().ok()?;
    VerifyingKey::from_bytes(point).ok().filter(|point| !point.is_weak())
}

/// id-Ed25519, which takes no parameters (RFC 8410, 3).
pub(super) fn algorithm() -> Der {
    der::sequence(&[&der::object_identifier(ALGORITHM.oid.as_bytes())])
}

/// A hash that has been made elsewhere, in the place of one that is still to be made.
#[derive(Default)]
struct Hashed(Array<u8, U64>);

impl Hashed {
    fn new(digest: &[u8]) -> Self {
        Self(digest.iter().copied().chain(core::iter::repeat(0)).take(64).collect())
    }
}

impl OutputSizeUser for Hashed {
    type OutputSize = U64;
}

impl Update for Hashed {
    fn update(&mut self, _: &[u8]) {}
}

impl FixedOutput for Hashed {
    fn finalize_into(self, out: &mut Output<Self>) {
        *out = self.0;
    }
}

impl HashMarker for Hashed {}
