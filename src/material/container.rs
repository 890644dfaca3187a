//! Keys in forms of fewer words, put into the containers that [`super::Material::import_pkcs8`] and
//! [`super::PublicKey::from_spki`] read and check. Nothing is judged here.

use alloc::vec::Vec;

use elliptic_curve::ALGORITHM_OID;
use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use pkcs8::der::asn1::{AnyRef, BitStringRef, OctetStringRef, UintRef};
use pkcs8::der::{Decode, Encode};
use pkcs8::{AlgorithmIdentifierRef, ObjectIdentifier, PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use rsa::pkcs1::{ALGORITHM_ID, RsaPrivateKeyRef, RsaPublicKeyRef};
use sec1::{EcParameters, EcPrivateKey};
use sm2::Sm2;
use zeroize::Zeroizing;

use super::ed25519;
use super::elliptic::NamedCurve;
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

/// A curve of SEC 1, as containers and JSON Web Keys name it.
pub(super) struct Curve {
    family: Family,
    oid: ObjectIdentifier,
    pub(super) jwk_name: Option<&'static str>,
    /// The length of a coordinate and of a scalar, in bytes.
    pub(super) length: usize,
}

pub(super) static CURVES: [Curve; 4] = [
    curve::<NistP256>(Family::P256, 32),
    curve::<NistP384>(Family::P384, 48),
    curve::<Secp256k1>(Family::Secp256k1, 32),
    curve::<Sm2>(Family::Sm2, 32),
];

const fn curve<C: NamedCurve>(family: Family, length: usize) -> Curve {
    Curve { family, oid: C::OID, jwk_name: C::JWK_NAME, length }
}

/// The eight numbers of an RSA private key, in the order of RFC 8017, A.1.2, big-endian.
pub(super) type RsaNumbers<'a> = [&'a [u8]; 8];

impl Curve {
    /// A scalar, and the point that is said to belong to it.
    pub(super) fn private(&self, scalar: &[u8], point: Option<&[u8]>) -> Option<Container> {
        let key = EcPrivateKey { private_key: scalar, parameters: None, public_key: point };
        self.sec1(&Zeroizing::new(key.to_der().ok()?))
    }

    /// A point, in any form of SEC 1.
    pub(super) fn public(&self, point: &[u8]) -> Option<Container> {
        spki(self.algorithm(), point)
    }

    fn sec1(&self, der: &[u8]) -> Option<Container> {
        pkcs8(self.algorithm(), der, None)
    }

    fn algorithm(&self) -> AlgorithmIdentifierRef<'_> {
        AlgorithmIdentifierRef { oid: ALGORITHM_OID, parameters: Some(AnyRef::from(&self.oid)) }
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
                Half::Private => Self::of_ed25519_seed(bytes, None),
                Half::Public => Self::of_ed25519_point(bytes),
            },
            family => CURVES.iter().find(|curve| curve.family == family).and_then(|curve| {
                match bytes.len() {
                    length if length == curve.length => curve.private(bytes, None),
                    _ => curve.public(bytes),
                }
            }),
        };
        Ok(found)
    }

    /// The key in a container of SEC 1 (RFC 5915), whose curve it names, or else `spec` does.
    pub(super) fn of_sec1(der: &[u8], spec: Option<&Spec>) -> Option<Self> {
        let key = EcPrivateKey::from_der(der).ok()?;
        let is_named = |curve: &&Curve| match key.parameters {
            Some(EcParameters::NamedCurve(oid)) => oid == curve.oid,
            None => spec.is_some_and(|spec| spec.family == curve.family),
        };
        CURVES.iter().find(is_named)?.sec1(der)
    }

    /// The key in a container of PKCS#1.
    pub(super) fn of_pkcs1(der: &[u8]) -> Option<Self> {
        RsaPrivateKeyRef::from_der(der).ok()?;
        pkcs8(ALGORITHM_ID, der, None)
    }

    /// The public key in a container of PKCS#1.
    pub(super) fn of_public_pkcs1(der: &[u8]) -> Option<Self> {
        RsaPublicKeyRef::from_der(der).ok()?;
        spki(ALGORITHM_ID, der)
    }

    /// The numbers of an RSA key.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    pub(super) fn of_rsa([n, e, d, p, q, dp, dq, qi]: RsaNumbers<'_>) -> Option<Self> {
        let key = RsaPrivateKeyRef {
            modulus: UintRef::new(n).ok()?,
            public_exponent: UintRef::new(e).ok()?,
            private_exponent: UintRef::new(d).ok()?,
            prime1: UintRef::new(p).ok()?,
            prime2: UintRef::new(q).ok()?,
            exponent1: UintRef::new(dp).ok()?,
            exponent2: UintRef::new(dq).ok()?,
            coefficient: UintRef::new(qi).ok()?,
            other_prime_infos: None,
        };
        pkcs8(ALGORITHM_ID, &Zeroizing::new(key.to_der().ok()?), None)
    }

    /// The numbers of an RSA public key.
    pub(super) fn of_public_rsa(n: &[u8], e: &[u8]) -> Option<Self> {
        let key = RsaPublicKeyRef {
            modulus: UintRef::new(n).ok()?,
            public_exponent: UintRef::new(e).ok()?,
        };
        spki(ALGORITHM_ID, &key.to_der().ok()?)
    }

    /// A seed, and the point that is said to belong to it.
    pub(super) fn of_ed25519_seed(seed: &[u8], point: Option<&[u8]>) -> Option<Self> {
        let seed = Zeroizing::new(OctetStringRef::new(seed).ok()?.to_der().ok()?);
        pkcs8(ed25519::ALGORITHM, &seed, point)
    }

    /// A point of edwards25519.
    pub(super) fn of_ed25519_point(point: &[u8]) -> Option<Self> {
        spki(ed25519::ALGORITHM, point)
    }
}

fn pkcs8(
    algorithm: AlgorithmIdentifierRef<'_>,
    key: &[u8],
    public: Option<&[u8]>,
) -> Option<Container> {
    let public = public.map(|point| BitStringRef::new(0, point)).transpose().ok()?;
    let private_key = OctetStringRef::new(key).ok()?;
    let info = PrivateKeyInfoRef { algorithm, private_key, public_key: public };
    Some(Container::Pkcs8(Zeroizing::new(info.to_der().ok()?)))
}

fn spki(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Option<Container> {
    let subject_public_key = BitStringRef::new(0, key).ok()?;
    let info = SubjectPublicKeyInfoRef { algorithm, subject_public_key };
    Some(Container::Spki(info.to_der().ok()?))
}
