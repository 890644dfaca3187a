//! Elliptic curve keys that come from outside or from a record, and what is done with keys of each curve.

use alloc::vec::Vec;

use elliptic_curve::point::AffineCoordinates;
use elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, PublicKey, SecretKey};
use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use pkcs8::der::Decode;
use pkcs8::{AlgorithmIdentifierRef, PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use sec1::{EcParameters, EcPrivateKey};
use sha2::{Sha256, Sha384};
use sm2::Sm2;
use zeroize::Zeroizing;

use super::curve::{Curve, CurveId};
use super::elliptic::{EllipticKey, Point, Secret, uncompressed};
use super::random::Random;
use super::{UNFIT, UNSOUND, compressed, ecdsa};
use crate::contract::error::Error;

impl EllipticKey {
    /// The key of a scalar, and of its SPKI if that is known: then no point is computed.
    pub(super) fn from_bytes(
        curve: &'static Curve,
        scalar: &[u8],
        spki: Option<&[u8]>,
    ) -> Option<Self> {
        let known = match spki {
            Some(spki) => Some(Point::from_spki(curve, spki)?.bytes),
            None => None,
        };
        let bytes = match curve.id {
            CurveId::P256 => point_of::<NistP256>(scalar, known),
            CurveId::P384 => point_of::<NistP384>(scalar, known),
            CurveId::Secp256k1 => point_of::<Secp256k1>(scalar, known),
            CurveId::Sm2 => point_of::<Sm2>(scalar, known),
        };
        Some(Self {
            scalar: Zeroizing::new(scalar.to_vec()),
            point: Point { curve, bytes: bytes? },
        })
    }

    /// The key in a container that nobody vouches for.
    pub(super) fn import(curve: &'static Curve, info: &PrivateKeyInfoRef<'_>) -> Option<Self> {
        if !is_of(curve, info.algorithm) {
            return None;
        }
        let inner = EcPrivateKey::from_der(info.private_key.as_bytes()).ok()?;
        if inner.parameters.is_some_and(|named| !is_named(curve, named)) {
            return None;
        }
        let key = Self::from_bytes(curve, inner.private_key, None)?;
        let outer = info.public_key.as_ref().map(|point| point.as_bytes().unwrap_or_default());
        // It is known, so it is written in both forms rather than read in either.
        let forms = [false, true].map(|compressed| key.point.written(compressed));
        let is_its_own = |claimed: &[u8]| forms.iter().any(|form| form.as_deref() == Some(claimed));
        inner.public_key.into_iter().chain(outer).all(is_its_own).then_some(key)
    }

    /// Signs `digest`, which is of the curve's hash.
    pub(super) fn sign(&self, digest: &[u8], random: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        match self.point.curve.id {
            CurveId::P256 => ecdsa::sign::<NistP256, Sha256>(&self.secret()?, digest, random),
            CurveId::P384 => ecdsa::sign::<NistP384, Sha384>(&self.secret()?, digest, random),
            CurveId::Secp256k1 => ecdsa::sign::<Secp256k1, Sha256>(&self.secret()?, digest, random),
            CurveId::Sm2 => super::sm2::sign(&self.secret()?, digest, random),
        }
    }

    /// Decrypts, if keys of the curve do.
    pub(super) fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self.point.curve.id {
            CurveId::Sm2 => super::sm2::decrypt(&self.secret()?, ciphertext),
            CurveId::P256 | CurveId::P384 | CurveId::Secp256k1 => Err(UNFIT),
        }
    }

    fn secret<C: CurveArithmetic>(&self) -> Result<SecretKey<C>, Error> {
        SecretKey::from_slice(&self.scalar).map_err(|_| UNSOUND)
    }
}

impl Point {
    /// The point in an SPKI, compressed or not; none if there is none on this curve.
    pub(super) fn from_spki(curve: &'static Curve, spki: &[u8]) -> Option<Self> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
        if !is_of(curve, info.algorithm) {
            return None;
        }
        let written = info.subject_public_key.as_bytes()?;
        let decompressed = compressed::decompressed(curve.id, written);
        let bytes = decompressed.unwrap_or_else(|| written.to_vec());
        let is_on_it = match curve.id {
            CurveId::P256 => read::<NistP256>(&bytes).is_some(),
            CurveId::P384 => read::<NistP384>(&bytes).is_some(),
            CurveId::Secp256k1 => read::<Secp256k1>(&bytes).is_some(),
            CurveId::Sm2 => read::<Sm2>(&bytes).is_some(),
        };
        is_on_it.then_some(Self { curve, bytes })
    }

    /// The point compressed (SEC 1, 2.3.3) or not.
    pub(super) fn written(&self, compressed: bool) -> Option<Vec<u8>> {
        if !compressed {
            return Some(self.bytes.clone());
        }
        let (x, y) = self.coordinates()?;
        Some([&[2 | (y.last()? & 1)], x].concat())
    }

    /// What is hashed before a message that is signed: Z of SM2.
    pub(super) fn identity(&self) -> Option<[u8; 32]> {
        (self.curve.id == CurveId::Sm2).then(|| super::sm2::identity(&self.bytes))
    }

    /// Whether `signature` is one of `digest`.
    pub(super) fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        let bytes = &self.bytes;
        match self.curve.id {
            CurveId::P256 => {
                read::<NistP256>(bytes).is_some_and(|key| ecdsa::verify(&key, digest, signature))
            }
            CurveId::P384 => {
                read::<NistP384>(bytes).is_some_and(|key| ecdsa::verify(&key, digest, signature))
            }
            CurveId::Secp256k1 => {
                read::<Secp256k1>(bytes).is_some_and(|key| ecdsa::verify(&key, digest, signature))
            }
            CurveId::Sm2 => {
                read::<Sm2>(bytes).is_some_and(|key| super::sm2::verify(&key, digest, signature))
            }
        }
    }

    /// Encrypts, if keys of the curve do.
    pub(super) fn encrypt(&self, plain: &[u8], random: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        match self.curve.id {
            CurveId::Sm2 => super::sm2::encrypt(&read(&self.bytes).ok_or(UNSOUND)?, plain, random),
            CurveId::P256 | CurveId::P384 | CurveId::Secp256k1 => Err(UNFIT),
        }
    }

    /// The longest message that is encrypted, in bytes.
    pub(super) fn max_plaintext(&self) -> Option<usize> {
        (self.curve.id == CurveId::Sm2).then_some(super::sm2::MAX_PLAINTEXT)
    }
}

/// The point 04 ‖ x ‖ y (SEC 1, 2.3.4); none if it is not on the curve.
pub(super) fn read<C: CurveArithmetic>(bytes: &[u8]) -> Option<PublicKey<C>> {
    let coordinates = bytes.strip_prefix(&[4])?;
    let (x, y) = coordinates.split_at_checked(coordinates.len() / 2)?;
    let (x, y) = (FieldBytes::<C>::try_from(x).ok()?, FieldBytes::<C>::try_from(y).ok()?);
    let point = Option::from(AffinePoint::<C>::from_coordinates(&x, &y))?;
    PublicKey::from_affine(point).ok()
}

/// The point of a scalar, unless it is known; none if there is no such scalar.
fn point_of<C: CurveArithmetic>(scalar: &[u8], known: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let scalar = Zeroizing::new(FieldBytes::<C>::try_from(scalar).ok()?);
    let secret = Secret::<C>::new(scalar)?;
    Some(known.unwrap_or_else(|| uncompressed(&secret.public())))
}

fn is_of(curve: &Curve, algorithm: AlgorithmIdentifierRef<'_>) -> bool {
    algorithm.oids().is_ok_and(|(algorithm, named)| {
        algorithm == elliptic_curve::ALGORITHM_OID
            && named.is_some_and(|named| named.as_bytes() == curve.oid)
    })
}

fn is_named(curve: &Curve, parameters: EcParameters) -> bool {
    let EcParameters::NamedCurve(oid) = parameters;
    oid.as_bytes() == curve.oid
}
