//! Keys in forms of fewer words, put into the containers that [`super::Material::import_pkcs8`] and
//! [`super::PublicKey::from_spki`] read and check. Nothing is judged here.

use alloc::vec::Vec;

use pkcs8::der::Decode;
use rsa::pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use sec1::{EcParameters, EcPrivateKey};
use zeroize::Zeroizing;

use super::curve::{CURVES, Curve};
use super::{der, ed25519, rsa_numbers};
use crate::contract::convert::{ConvertKeyRequest, Half};
use crate::contract::error::Error;
use crate::contract::spec::{Family, Spec};

/// What every form comes down to.
pub(super) enum Container {
    /// `PrivateKeyInfo` in DER.
    Pkcs8(Zeroizing<Vec<u8>>),
    /// `SubjectPublicKeyInfo` in DER.
    Spki(Vec<u8>),
    /// The bytes of a symmetric key.
    Secret(Zeroizing<Vec<u8>>),
}

/// The eight numbers of an RSA private key, in the order of RFC 8017, A.1.2, big-endian.
pub(super) type RsaNumbers<'a> = [&'a [u8]; 8];

impl Curve {
    /// A scalar, and the point that is said to belong to it.
    pub(super) fn private(&self, scalar: &[u8], point: Option<&[u8]>) -> Container {
        self.sec1(&der::sec1(scalar, point))
    }

    /// A point, in any form of SEC 1.
    pub(super) fn public(&self, point: &[u8]) -> Container {
        Container::Spki(der::spki(&self.algorithm(), point).to_vec())
    }

    fn sec1(&self, key: &[u8]) -> Container {
        Container::Pkcs8(der::pkcs8(&self.algorithm(), key))
    }
}

impl Container {
    /// The key that raw bytes are: the bytes of a symmetric key, a scalar, a seed or a point. None if
    /// they have not the length of one. Of Ed25519 a seed is as long as a point.
    ///
    /// # Errors
    /// `KMS.0308` if the half has to be named.
    pub(super) fn of_raw(
        spec: &Spec,
        half: Option<Half>,
        bytes: &[u8],
    ) -> Result<Option<Self>, Error> {
        let found = match spec.family {
            Family::Symmetric | Family::Hmac => Some(Self::Secret(Zeroizing::new(bytes.to_vec()))),
            Family::Rsa => None,
            Family::Ed25519 => match half.ok_or(ConvertKeyRequest::WRONG_HALF)? {
                Half::Private => Some(Self::of_ed25519_seed(bytes, None)),
                Half::Public => Some(Self::of_ed25519_point(bytes)),
            },
            family => Curve::of(family).map(|curve| match bytes.len() {
                length if length == curve.length => curve.private(bytes, None),
                _ => curve.public(bytes),
            }),
        };
        Ok(found)
    }

    /// The key in a container of SEC 1 (RFC 5915), whose curve it names, or else `spec` does.
    pub(super) fn of_sec1(der: &[u8], spec: Option<&Spec>) -> Option<Self> {
        let key = EcPrivateKey::from_der(der).ok()?;
        let is_named = |curve: &&Curve| match key.parameters {
            Some(EcParameters::NamedCurve(oid)) => oid.as_bytes() == curve.oid,
            None => spec.is_some_and(|spec| spec.family == curve.family),
        };
        CURVES.iter().find(is_named).map(|curve| curve.sec1(der))
    }

    /// The key in a container of PKCS#1.
    pub(super) fn of_pkcs1(der: &[u8]) -> Option<Self> {
        RsaPrivateKeyRef::from_der(der).ok()?;
        Some(Self::Pkcs8(der::pkcs8(&rsa_numbers::algorithm(), der)))
    }

    /// The public key in a container of PKCS#1.
    pub(super) fn of_public_pkcs1(der: &[u8]) -> Option<Self> {
        RsaPublicKeyRef::from_der(der).ok()?;
        Some(Self::Spki(der::spki(&rsa_numbers::algorithm(), der).to_vec()))
    }

    /// The numbers of an RSA key.
    pub(super) fn of_rsa(numbers: &RsaNumbers<'_>) -> Self {
        let key = rsa_numbers::private_key(numbers);
        Self::Pkcs8(der::pkcs8(&rsa_numbers::algorithm(), &key))
    }

    /// The numbers of an RSA public key.
    pub(super) fn of_public_rsa(n: &[u8], e: &[u8]) -> Self {
        let key = rsa_numbers::public_key(n, e);
        Self::Spki(der::spki(&rsa_numbers::algorithm(), &key).to_vec())
    }

    /// A seed, and the point that is said to belong to it.
    pub(super) fn of_ed25519_seed(seed: &[u8], point: Option<&[u8]>) -> Self {
        let seed = der::octets(seed);
        Self::Pkcs8(match point {
            None => der::pkcs8(&ed25519::algorithm(), &seed),
            Some(point) => der::pkcs8_with_public(&ed25519::algorithm(), &seed, point),
        })
    }

    /// A point of edwards25519.
    pub(super) fn of_ed25519_point(point: &[u8]) -> Self {
        Self::Spki(der::spki(&ed25519::algorithm(), point).to_vec())
    }
}
