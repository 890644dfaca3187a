//! Elliptic curve keys, alike for the three curves: SEC 1, FIPS 186-5 A.2.2, GB/T 32918.1.

use alloc::string::String;

use elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use elliptic_curve::{
    AffinePoint, CurveArithmetic, Field, FieldBytes, FieldBytesSize, PublicKey, Scalar, SecretKey,
};
use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use pkcs8::{AssociatedOid, Document, EncodePrivateKey, EncodePublicKey, SecretDocument};
use sm2::Sm2;
use zeroize::Zeroizing;

use super::jwk::{self, Value};
use super::random::Random;
use super::{KeyPair, UNSOUND};
use crate::contract::error::Error;

/// A curve that keys are made on, known to PKCS#8 by its object identifier.
pub(super) trait NamedCurve: CurveArithmetic + AssociatedOid {
    /// The curve's name in a JSON Web Key (RFC 7518, 6.2.1.1), if it has one.
    const JWK_NAME: Option<&'static str>;
}

impl NamedCurve for NistP256 {
    const JWK_NAME: Option<&'static str> = Some("P-256");
}

impl NamedCurve for NistP384 {
    const JWK_NAME: Option<&'static str> = Some("P-384");
}

impl NamedCurve for Secp256k1 {
    const JWK_NAME: Option<&'static str> = Some("secp256k1");
}

impl NamedCurve for Sm2 {
    const JWK_NAME: Option<&'static str> = None;
}

/// A private scalar and the point that belongs to it.
pub(super) struct EllipticKey<C: CurveArithmetic> {
    secret: SecretKey<C>,
    public: PublicKey<C>,
}

/// Draws before the random source is given up. One of P-256 misses about once in 2^32.
const MAX_DRAWS: usize = 16;

impl<C: NamedCurve> EllipticKey<C> {
    /// A key whose scalar is drawn evenly from 1 to n − 2, by rejection (FIPS 186-5, A.2.2).
    ///
    /// n − 1 is left out, since an SM2 signature divides by 1 + d (GB/T 32918.1, 6.1). The other
    /// curves lose nothing by it.
    ///
    /// # Errors
    /// `ERR_RANDOM`, also if sixteen draws in a row are out of range.
    pub(super) fn generate(random: &mut Random<'_>) -> Result<Self, Error> {
        for _ in 0..MAX_DRAWS {
            let mut bytes = Zeroizing::new(FieldBytes::<C>::default());
            random.fill(&mut bytes)?;
            let drawn = SecretKey::from_bytes(&bytes).ok().filter(|secret| !is_minus_one(secret));
            if let Some(secret) = drawn {
                return Ok(Self { public: secret.public_key(), secret });
            }
        }
        Err(Random::STUCK)
    }
}

impl<C: NamedCurve> KeyPair for EllipticKey<C>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    fn pkcs8(&self) -> Result<SecretDocument, Error> {
        self.secret.to_pkcs8_der().map_err(|_| UNSOUND)
    }

    fn spki(&self) -> Result<Document, Error> {
        self.public.to_public_key_der().map_err(|_| UNSOUND)
    }

    fn private_jwk(&self) -> Option<Zeroizing<String>> {
        let d = Zeroizing::new(self.secret.to_bytes());
        jwk_of(&self.public, &[("d", Value::Bytes(&d))])
    }

    fn public_jwk(&self) -> Option<Zeroizing<String>> {
        jwk_of(&self.public, &[])
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
