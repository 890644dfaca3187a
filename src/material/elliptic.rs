//! Elliptic curve keys, alike for the four curves: SEC 1, FIPS 186-5 A.2.2, GB/T 32918.1.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use elliptic_curve::point::AffineCoordinates;
use elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use elliptic_curve::{
    ALGORITHM_OID, AffinePoint, CurveArithmetic, Field, FieldBytes, FieldBytesSize, PublicKey,
    Scalar, SecretKey,
};
use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use pkcs8::der::Decode;
use pkcs8::{
    AssociatedOid, Document, EncodePrivateKey, EncodePublicKey, PrivateKeyInfoRef, SecretDocument,
    SubjectPublicKeyInfoRef,
};
use sec1::{EcParameters, EcPrivateKey};
use sha2::{Sha256, Sha384};
use sm2::Sm2;
use zeroize::Zeroizing;

use super::compressed::Equation;
use super::jwk::{self, Value};
use super::random::Random;
use super::{KeyPair, PublicHalf, UNFIT, UNSOUND, ecdsa};
use crate::contract::algorithm::SigningAlgorithm;
use crate::contract::error::Error;

/// A curve that keys are made on, known to PKCS#8 by its object identifier, and what its keys do.
pub(super) trait NamedCurve: CurveArithmetic + AssociatedOid {
    /// The curve's name in a JSON Web Key (RFC 7518, 6.2.1.1), if it has one.
    const JWK_NAME: Option<&'static str>;

    /// The curve's equation.
    const EQUATION: Equation;

    /// Signs `digest`, which is of the curve's hash.
    fn sign(
        secret: &SecretKey<Self>,
        digest: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error>;

    /// Whether `signature` is one of `digest`.
    fn verify(public: &PublicKey<Self>, digest: &[u8], signature: &[u8]) -> bool;

    /// What is hashed before a message that is signed.
    fn identity(_: &PublicKey<Self>) -> Option<[u8; 32]> {
        None
    }

    /// Encrypts, if keys of the curve do.
    fn encrypt(_: &PublicKey<Self>, _plain: &[u8], _: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        Err(UNFIT)
    }

    /// Decrypts, if keys of the curve do.
    fn decrypt(_: &SecretKey<Self>, _ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        Err(UNFIT)
    }

    /// The longest message that is encrypted, in bytes.
    const MAX_PLAINTEXT: Option<usize> = None;
}

/// A curve of ECDSA, its hash and its name.
macro_rules! ecdsa_curve {
    ($curve:ty, $hash:ty, $jwk_name:literal, $equation:expr) => {
        impl NamedCurve for $curve {
            const JWK_NAME: Option<&'static str> = Some($jwk_name);
            const EQUATION: Equation = $equation;

            fn sign(
                secret: &SecretKey<Self>,
                digest: &[u8],
                random: &mut Random<'_>,
            ) -> Result<Vec<u8>, Error> {
                ecdsa::sign::<Self, $hash>(secret, digest, random)
            }

            fn verify(public: &PublicKey<Self>, digest: &[u8], signature: &[u8]) -> bool {
                ecdsa::verify(public, digest, signature)
            }
        }
    };
}

ecdsa_curve!(
    NistP256,
    Sha256,
    "P-256",
    Equation {
        p: "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
        a: "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC",
        b: "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
    }
);
ecdsa_curve!(
    NistP384,
    Sha384,
    "P-384",
    Equation {
        p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
        a: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFC",
        b: "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF",
    }
);
ecdsa_curve!(
    Secp256k1,
    Sha256,
    "secp256k1",
    Equation {
        p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F",
        a: "0000000000000000000000000000000000000000000000000000000000000000",
        b: "0000000000000000000000000000000000000000000000000000000000000007",
    }
);

impl NamedCurve for Sm2 {
    const JWK_NAME: Option<&'static str> = None;
    const EQUATION: Equation = Equation {
        p: "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF",
        a: "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC",
        b: "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93",
    };

    fn sign(
        secret: &SecretKey<Self>,
        digest: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        super::sm2::sign(secret, digest, random)
    }

    fn verify(public: &PublicKey<Self>, digest: &[u8], signature: &[u8]) -> bool {
        super::sm2::verify(public, digest, signature)
    }

    fn identity(public: &PublicKey<Self>) -> Option<[u8; 32]> {
        Some(super::sm2::identity(public))
    }

    fn encrypt(
        public: &PublicKey<Self>,
        plain: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        super::sm2::encrypt(public, plain, random)
    }

    fn decrypt(secret: &SecretKey<Self>, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        super::sm2::decrypt(secret, ciphertext)
    }

    const MAX_PLAINTEXT: Option<usize> = Some(super::sm2::MAX_PLAINTEXT);
}

/// A private scalar and the point that belongs to it.
pub(super) struct EllipticKey<C: CurveArithmetic> {
    secret: SecretKey<C>,
    public: PublicKey<C>,
}

/// Draws before the random source is given up. One of P-256 misses about once in 2^32.
const MAX_DRAWS: usize = 16;

/// A scalar that is drawn evenly from 1 to n − 2, by rejection (FIPS 186-5, A.2.2).
///
/// n − 1 is left out, since an SM2 signature divides by 1 + d (GB/T 32918.1, 6.1). The other
/// curves lose nothing by it.
///
/// # Errors
/// `ERR_RANDOM`, also if sixteen draws in a row are out of range.
pub(super) fn draw<C: CurveArithmetic>(random: &mut Random<'_>) -> Result<SecretKey<C>, Error> {
    for _ in 0..MAX_DRAWS {
        let mut bytes = Zeroizing::new(FieldBytes::<C>::default());
        random.fill(&mut bytes)?;
        let drawn = SecretKey::from_bytes(&bytes).ok().filter(|secret| !is_minus_one(secret));
        if let Some(secret) = drawn {
            return Ok(secret);
        }
    }
    Err(Random::STUCK)
}

impl<C: NamedCurve> EllipticKey<C>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    /// A key whose scalar is drawn.
    pub(super) fn generate(random: &mut Random<'_>) -> Result<Self, Error> {
        draw(random).map(|secret| Self { public: secret.public_key(), secret })
    }

    /// The key of a scalar, and of its SPKI if that is known: then no point is computed.
    pub(super) fn from_bytes(scalar: &[u8], spki: Option<&[u8]>) -> Option<Self> {
        let scalar = Zeroizing::new(FieldBytes::<C>::try_from(scalar).ok()?);
        let secret = SecretKey::from_bytes(&scalar).ok().filter(|secret| !is_minus_one(secret))?;
        let public = match spki {
            Some(spki) => public_of(spki)?,
            None => secret.public_key(),
        };
        Some(Self { secret, public })
    }

    /// The key in a container that nobody vouches for.
    pub(super) fn import(info: &PrivateKeyInfoRef<'_>) -> Option<Self> {
        if info.algorithm.oids().ok()? != (ALGORITHM_OID, Some(C::OID)) {
            return None;
        }
        let inner = EcPrivateKey::from_der(info.private_key.as_bytes()).ok()?;
        if inner.parameters.is_some_and(|curve| curve != EcParameters::NamedCurve(C::OID)) {
            return None;
        }
        let key = Self::from_bytes(inner.private_key, None)?;
        let outer = info.public_key.as_ref().map(|point| point.as_bytes().unwrap_or_default());
        // It is known, so it is written in both forms rather than read in either.
        let forms = [false, true].map(|compressed| key.public.to_sec1_point(compressed));
        let is_its_own = |claimed: &[u8]| forms.iter().any(|form| form.as_bytes() == claimed);
        inner.public_key.into_iter().chain(outer).all(is_its_own).then_some(key)
    }
}

/// The point in an SPKI, compressed or not; none if there is none on this curve.
pub(super) fn public_of<C: NamedCurve>(spki: &[u8]) -> Option<PublicKey<C>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    if info.algorithm.oids().ok()? != (ALGORITHM_OID, Some(C::OID)) {
        return None;
    }
    let bytes = info.subject_public_key.as_bytes()?;
    match C::EQUATION.decompressed(bytes) {
        Some(uncompressed) => point(&uncompressed),
        None => point(bytes),
    }
}

/// The point 04 ‖ x ‖ y (SEC 1, 2.3.4); none if it is not on the curve.
pub(super) fn point<C: CurveArithmetic>(bytes: &[u8]) -> Option<PublicKey<C>> {
    let coordinates = bytes.strip_prefix(&[4])?;
    let (x, y) = coordinates.split_at_checked(coordinates.len() / 2)?;
    let (x, y) = (FieldBytes::<C>::try_from(x).ok()?, FieldBytes::<C>::try_from(y).ok()?);
    let point = Option::from(AffinePoint::<C>::from_coordinates(&x, &y))?;
    PublicKey::from_affine(point).ok()
}

impl<C: NamedCurve> KeyPair for EllipticKey<C>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let scalar = Zeroizing::new(self.secret.to_bytes());
        Zeroizing::new(scalar.to_vec())
    }

    fn pkcs8(&self) -> Result<SecretDocument, Error> {
        self.secret.to_pkcs8_der().map_err(|_| UNSOUND)
    }

    fn private_jwk(&self) -> Option<Zeroizing<String>> {
        let d = Zeroizing::new(self.secret.to_bytes());
        jwk_of(&self.public, &[("d", Value::Bytes(&d))])
    }

    fn public(&self) -> Box<dyn PublicHalf> {
        Box::new(self.public)
    }

    fn sign(
        &self,
        _: &SigningAlgorithm,
        digest: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        C::sign(&self.secret, digest, random)
    }

    fn decrypt(&self, ciphertext: &[u8], _: &mut Random<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        C::decrypt(&self.secret, ciphertext)
    }
}

impl<C: NamedCurve> PublicHalf for PublicKey<C>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    fn spki(&self) -> Result<Document, Error> {
        self.to_public_key_der().map_err(|_| UNSOUND)
    }

    fn jwk(&self) -> Option<Zeroizing<String>> {
        jwk_of(self, &[])
    }

    fn point(&self, compressed: bool) -> Option<Vec<u8>> {
        Some(self.to_sec1_point(compressed).as_bytes().to_vec())
    }

    fn identity(&self) -> Option<[u8; 32]> {
        C::identity(self)
    }

    fn verify(&self, _: &SigningAlgorithm, digest: &[u8], signature: &[u8]) -> bool {
        C::verify(self, digest, signature)
    }

    fn encrypt(&self, plain: &[u8], random: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        C::encrypt(self, plain, random)
    }

    fn max_plaintext(&self) -> Option<usize> {
        C::MAX_PLAINTEXT
    }
}

fn jwk_of<C: NamedCurve>(
    public: &PublicKey<C>,
    private: &[(&'static str, Value<'_>)],
) -> Option<Zeroizing<String>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let name = C::JWK_NAME?;
    let point = public.to_sec1_point(false);
    let (x, y) = (point.x()?, point.y()?);
    let public = [
        ("kty", Value::Name("EC")),
        ("crv", Value::Name(name)),
        ("x", Value::Bytes(x)),
        ("y", Value::Bytes(y)),
    ];
    Some(jwk::object(public.iter().chain(private)))
}

/// Whether 1 + d is zero, which has no inverse.
#[allow(clippy::arithmetic_side_effects, reason = "the scalars of a curve are a field")]
fn is_minus_one<C: CurveArithmetic>(secret: &SecretKey<C>) -> bool {
    let one_more = Scalar::<C>::ONE + *secret.to_nonzero_scalar();
    bool::from(one_more.is_zero())
}

#[cfg(test)]
mod tests {
    use elliptic_curve::NonZeroScalar;

    use super::*;

    fn secret(scalar: Scalar<Sm2>) -> SecretKey<Sm2> {
        NonZeroScalar::<Sm2>::new(scalar).unwrap().into()
    }

    #[test]
    #[allow(clippy::arithmetic_side_effects, reason = "the scalars of a curve are a field")]
    fn of_the_scalars_only_n_minus_1_is_minus_one() {
        let minus_one = -Scalar::<Sm2>::ONE;
        assert!(is_minus_one(&secret(minus_one)));
        assert!(!is_minus_one(&secret(minus_one - Scalar::<Sm2>::ONE)));
        assert!(!is_minus_one(&secret(Scalar::<Sm2>::ONE)));
    }
}
