//! Secret bytes: made, encoded, wiped. No usage and no state is known here.

mod elliptic;
mod format;
mod jwk;
mod rsa;

pub mod primes;
pub mod random;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use pkcs8::{Document, LineEnding, SecretDocument};
use sm2::Sm2;
use zeroize::Zeroizing;

use self::elliptic::EllipticKey;
use self::random::Random;
use self::rsa::RsaKey;
use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, Spec};
use crate::host::Host;

pub use self::format::{PrivateFormat, PublicFormat, SecretFormat};

/// The material of one key. Wiped when dropped; its `Debug` shows the spec and nothing else, and it
/// cannot be copied:
///
/// ```compile_fail
/// fn copied<T: Clone>() {}
/// copied::<pocket_kms::material::Material>();
/// ```
pub struct Material {
    spec: &'static Spec,
    kind: Kind,
}

enum Kind {
    Secret(Zeroizing<Vec<u8>>),
    Pair(Box<dyn KeyPair>),
}

/// What a key pair can be written as.
trait KeyPair {
    /// PKCS#8 version 1 (RFC 5208), with the public point inside if it is of a curve.
    fn pkcs8(&self) -> Result<SecretDocument, Error>;
    /// `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7).
    fn spki(&self) -> Result<Document, Error>;
    /// The private JSON Web Key; none if there is no registered form.
    fn private_jwk(&self) -> Option<Zeroizing<String>>;
    /// The public JSON Web Key; none if there is no registered form.
    fn public_jwk(&self) -> Option<Zeroizing<String>>;
}

/// Numbers that are no key, or a key that cannot be written down. Not reachable with sound primes.
const UNSOUND: Error = Error::new(Code::Internal, "");

impl Material {
    /// Makes material of `spec` from what `random` draws, or from primes that `host` finds.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is no sound randomness, `ERR_INTERNAL` if its primes are no key.
    pub fn generate(
        spec: &'static Spec,
        random: &mut Random<'_>,
        host: &impl Host,
    ) -> Result<Self, Error> {
        let kind = match spec.family {
            Family::Symmetric | Family::Hmac => Kind::Secret(secret(spec.bits, random)?),
            Family::Rsa => pair(rsa_key(spec.bits, host)?),
            Family::P256 => pair(EllipticKey::<NistP256>::generate(random)?),
            Family::P384 => pair(EllipticKey::<NistP384>::generate(random)?),
            Family::Secp256k1 => pair(EllipticKey::<Secp256k1>::generate(random)?),
            Family::Ed25519 => return Err(UNSOUND),
            Family::Sm2 => pair(EllipticKey::<Sm2>::generate(random)?),
        };
        Ok(Self { spec, kind })
    }

    /// The spec that it is of.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// The public key in `format`.
    ///
    /// # Errors
    /// `KMS.0331` if the key is symmetric, `KMS.0308` if `format` has no form for this spec.
    pub fn public_key(&self, format: PublicFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let pair = self.pair()?;
        match format {
            PublicFormat::SpkiDer => Ok(Zeroizing::new(pair.spki()?.into_vec())),
            PublicFormat::SpkiPem => pair
                .spki()?
                .to_pem("PUBLIC KEY", LineEnding::LF)
                .map(|pem| Zeroizing::new(pem.into_bytes()))
                .map_err(|_| UNSOUND),
            PublicFormat::Jwk => pair.public_jwk().map(into_bytes).ok_or(NO_JWK),
        }
    }

    /// The private key in `format`.
    ///
    /// # Errors
    /// `KMS.0331` if the key is symmetric, `KMS.0308` if `format` has no form for this spec.
    pub fn private_key(&self, format: PrivateFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let pair = self.pair()?;
        match format {
            PrivateFormat::Pkcs8Der => Ok(pair.pkcs8()?.to_bytes()),
            PrivateFormat::Pkcs8Pem => pair
                .pkcs8()?
                .to_pem("PRIVATE KEY", LineEnding::LF)
                .map(into_bytes)
                .map_err(|_| UNSOUND),
            PrivateFormat::Jwk => pair.private_jwk().map(into_bytes).ok_or(NO_JWK),
        }
    }

    /// The secret key in `format`.
    ///
    /// # Errors
    /// `KMS.0325` if the key is a pair, `KMS.0308` if `format` has no form for this spec.
    pub fn secret_key(&self, format: SecretFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let Kind::Secret(bytes) = &self.kind else {
            return Err(Error::new(Code::Kms0325, "A key pair has a public and a private key."));
        };
        match format {
            SecretFormat::Raw => Ok(bytes.clone()),
            SecretFormat::Jwk if self.spec.name == "AES_256" => Ok(into_bytes(jwk::object(&[
                ("kty", jwk::Value::Name("oct")),
                ("k", jwk::Value::Bytes(bytes)),
            ]))),
            SecretFormat::Jwk => Err(NO_JWK),
        }
    }

    fn pair(&self) -> Result<&dyn KeyPair, Error> {
        match &self.kind {
            Kind::Secret(_) => Err(Error::new(Code::Kms0331, "A symmetric key has a secret key.")),
            Kind::Pair(pair) => Ok(&**pair),
        }
    }
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Material({})", self.spec.name)
    }
}

const NO_JWK: Error = Error::in_field(
    Code::Kms0308,
    "format",
    "format may be jwk for AES_256, RSA, EC_P256 and EC_P384 keys: SM2 and SM4 have no registered JSON Web Key.",
);

/// An RSA key, proved.
fn rsa_key(modulus_bits: u32, host: &impl Host) -> Result<RsaKey, Error> {
    let key = RsaKey::from_primes(modulus_bits, &host.rsa_primes(modulus_bits)?)?;
    if host.proves(key.crt_numbers()?)? { Ok(key) } else { Err(UNSOUND) }
}

fn pair(key: impl KeyPair + 'static) -> Kind {
    Kind::Pair(Box::new(key))
}

fn secret(bits: u32, random: &mut Random<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let length = usize::try_from(bits / 8).map_err(|_| UNSOUND)?;
    let mut bytes = Zeroizing::new(alloc::vec![0; length]);
    random.fill(&mut bytes)?;
    Ok(bytes)
}

fn into_bytes(mut text: Zeroizing<String>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(core::mem::take(&mut *text).into_bytes())
}
