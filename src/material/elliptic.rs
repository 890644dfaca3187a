//! Elliptic curve keys, alike for all curves: made (SEC 1, FIPS 186-5 A.2.2, GB/T 32918.1) and written.

use alloc::string::String;
use alloc::vec::Vec;

use elliptic_curve::bigint::Encoding;
use elliptic_curve::point::AffineCoordinates;
use elliptic_curve::{CurveArithmetic, FieldBytes, NonZeroScalar, PublicKey};
use p256::NistP256;
use p384::NistP384;
use sm2::Sm2;
use zeroize::Zeroizing;

use super::curve::{Curve, CurveId};
use super::der::{self, Der};
use super::random::Random;
use crate::contract::error::Error;
use crate::json::{self, Value};

/// A private scalar and the point that belongs to it.
pub(super) struct EllipticKey {
    /// Big-endian, as long as the curve's order; 1 to n − 2.
    pub(super) scalar: Zeroizing<Vec<u8>>,
    pub(super) point: Point,
}

/// A point of a curve that is not the point at infinity.
#[derive(Clone)]
pub(super) struct Point {
    pub(super) curve: &'static Curve,
    /// 04 ‖ x ‖ y (SEC 1, 2.3.3).
    pub(super) bytes: Vec<u8>,
}

/// Draws before the random source is given up. One of P-256 misses about once in 2^32.
const MAX_DRAWS: usize = 16;

/// A private scalar, big-endian and ready for the curve's arithmetic.
pub(super) struct Secret<C: CurveArithmetic> {
    bytes: Zeroizing<FieldBytes<C>>,
    pub(super) scalar: Zeroizing<NonZeroScalar<C>>,
}

impl<C: CurveArithmetic> Secret<C> {
    /// A scalar that is drawn evenly from 1 to n − 2, by rejection (FIPS 186-5, A.2.2).
    ///
    /// # Errors
    /// `ERR_RANDOM`, also if sixteen draws in a row are out of range.
    pub(super) fn draw(random: &mut Random<'_>) -> Result<Self, Error> {
        for _ in 0..MAX_DRAWS {
            let mut bytes = Zeroizing::new(FieldBytes::<C>::default());
            random.fill(&mut bytes)?;
            if let Some(secret) = Self::new(bytes) {
                return Ok(secret);
            }
        }
        Err(Random::STUCK)
    }

    /// The scalar of these bytes; none if it is not from 1 to n − 2.
    ///
    /// n − 1 is left out, since an SM2 signature divides by 1 + d (GB/T 32918.1, 6.1). The other
    /// curves lose nothing by it.
    pub(super) fn new(bytes: Zeroizing<FieldBytes<C>>) -> Option<Self> {
        let scalar = Option::from(NonZeroScalar::<C>::from_repr(*bytes)).map(Zeroizing::new)?;
        (!is_minus_one::<C>(&bytes)).then_some(Self { bytes, scalar })
    }

    /// The point that belongs to it.
    pub(super) fn public(&self) -> PublicKey<C> {
        PublicKey::from_secret_scalar(&self.scalar)
    }
}

/// 04 ‖ x ‖ y.
pub(super) fn uncompressed<C: CurveArithmetic>(public: &PublicKey<C>) -> Vec<u8> {
    let point = public.as_affine();
    [&[4], &*point.x(), &*point.y()].concat()
}

impl EllipticKey {
    /// A key whose scalar is drawn.
    pub(super) fn generate(curve: &'static Curve, random: &mut Random<'_>) -> Result<Self, Error> {
        match curve.id {
            CurveId::P256 => drawn::<NistP256>(curve, random),
            CurveId::P384 => drawn::<NistP384>(curve, random),
            #[cfg(feature = "kms")]
            CurveId::Secp256k1 => drawn::<k256::Secp256k1>(curve, random),
            CurveId::Sm2 => drawn::<Sm2>(curve, random),
        }
    }

    /// PKCS#8 version 1 (RFC 5208) around RFC 5915, the point inside and the curve outside.
    pub(super) fn pkcs8(&self) -> Der {
        let Point { curve, bytes } = &self.point;
        der::pkcs8(&curve.algorithm(), &der::sec1(&self.scalar, Some(bytes)))
    }

    /// The private JSON Web Key (RFC 7518, 6.2); none if the curve has no registered name.
    pub(super) fn jwk(&self) -> Option<String> {
        self.point.jwk_with(Some(&self.scalar))
    }
}

impl Point {
    /// `SubjectPublicKeyInfo` (RFC 5480).
    pub(super) fn spki(&self) -> Der {
        der::spki(&self.curve.algorithm(), &self.bytes)
    }

    /// The public JSON Web Key; none if the curve has no registered name.
    pub(super) fn jwk(&self) -> Option<String> {
        self.jwk_with(None)
    }

    /// x and y.
    pub(super) fn coordinates(&self) -> Option<(&[u8], &[u8])> {
        self.bytes.get(1..)?.split_at_checked(self.curve.length)
    }

    fn jwk_with(&self, scalar: Option<&[u8]>) -> Option<String> {
        let (x, y) = self.coordinates()?;
        Some(json::object(&[
            ("kty", Value::Text("EC")),
            ("crv", Value::Text(self.curve.jwk_name?)),
            ("x", Value::Bytes(x)),
            ("y", Value::Bytes(y)),
            ("d", scalar.map_or(Value::Absent, Value::Bytes)),
        ]))
    }
}

/// The point is computed here, once in the life of a key.
fn drawn<C: CurveArithmetic>(
    curve: &'static Curve,
    random: &mut Random<'_>,
) -> Result<EllipticKey, Error> {
    let secret = Secret::<C>::draw(random)?;
    Ok(EllipticKey {
        scalar: Zeroizing::new(secret.bytes.to_vec()),
        point: Point { curve, bytes: uncompressed(&secret.public()) },
    })
}

/// Whether the number is n − 1: as n, which is odd, but for its last bit.
fn is_minus_one<C: CurveArithmetic>(bytes: &FieldBytes<C>) -> bool {
    let order = C::ORDER.get().to_be_bytes();
    let order = order.as_ref();
    let last = order.len().saturating_sub(1);
    let differs = |(i, (byte, n)): (usize, (&u8, &u8))| byte ^ n ^ u8::from(i == last);
    bytes.iter().zip(order).enumerate().map(differs).fold(0_u8, |all, bits| all | bits) == 0
}

#[cfg(test)]
mod tests {
    use elliptic_curve::{Field, PrimeField, Scalar};

    use super::*;

    #[allow(clippy::arithmetic_side_effects, reason = "the scalars of a curve are a field")]
    fn is_left_out<C: CurveArithmetic>() -> [bool; 3] {
        let minus_one = -Scalar::<C>::ONE;
        [minus_one, minus_one - Scalar::<C>::ONE, Scalar::<C>::ONE]
            .map(|scalar| Secret::<C>::new(Zeroizing::new(scalar.to_repr())).is_none())
    }

    #[test]
    fn of_the_scalars_only_zero_and_n_minus_1_are_left_out() {
        assert_eq!(is_left_out::<NistP256>(), [true, false, false]);
        assert_eq!(is_left_out::<NistP384>(), [true, false, false]);
        assert_eq!(is_left_out::<Sm2>(), [true, false, false]);
        assert!(Secret::<Sm2>::new(Zeroizing::default()).is_none());
    }
}
