//! The public half of a key pair, wherever it comes from.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::curve::Curve;
use super::elliptic::Point;
use super::format::PublicFormat;
use super::half::PublicHalf;
use super::pem::{self, LineEnding};
use super::random::Random;
use super::rsa_numbers::RsaPublic;
use super::{UNFIT, ed25519, hash};
use crate::contract::algorithm::{EncryptionAlgorithm, MessageType, Scheme, SigningAlgorithm};
use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, SPECS, Spec};

/// A public key, known to be one of its spec.
pub struct PublicKey {
    spec: &'static Spec,
    half: PublicHalf,
    spki: Vec<u8>,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` in DER, which has to be of `spec`, and to end where it ends.
    ///
    /// # Errors
    /// `KMS.0308` if it is no such thing. `KMS.0331` if keys of `spec` have no public half.
    pub fn from_spki(spec: &'static Spec, der: &[u8]) -> Result<Self, Error> {
        let half = match spec.family {
            Family::Symmetric | Family::Hmac => return Err(super::ALONE),
            Family::Rsa => RsaPublic::from_spki(spec.bits, der).map(PublicHalf::Rsa),
            Family::P256 | Family::P384 | Family::Secp256k1 | Family::Sm2 => {
                let point = |curve| Point::from_spki(curve, der);
                Curve::of(spec.family).and_then(point).map(PublicHalf::Elliptic)
            }
            Family::Ed25519 => ed25519::public_of(der).map(PublicHalf::Ed25519),
        };
        Ok(Self::new(spec, half.ok_or(NO_KEY)?))
    }

    /// Reads a `SubjectPublicKeyInfo` in DER of a spec that is to be found out: one of those that
    /// others encrypt to, `RSA_2048`, `RSA_3072`, `RSA_4096` or `SM2`.
    ///
    /// # Errors
    /// `KMS.0308` if it is no such thing.
    pub fn of_unknown_spki(der: &[u8]) -> Result<Self, Error> {
        let encrypts = |spec: &&Spec| matches!(spec.family, Family::Rsa | Family::Sm2);
        let found = SPECS.iter().filter(encrypts).find_map(|spec| Self::from_spki(spec, der).ok());
        found.ok_or(NO_KEY)
    }

    pub(super) fn new(spec: &'static Spec, half: PublicHalf) -> Self {
        let spki = half.spki().to_vec();
        Self { spec, half, spki }
    }

    /// The spec that it is of.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// `SubjectPublicKeyInfo` in DER, a point uncompressed.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The same as text, `-----BEGIN PUBLIC KEY-----`, in lines of 64 characters. The service ends them
    /// with [`LineEnding::CRLF`].
    pub fn pem(&self, ending: LineEnding) -> String {
        pem::encode("PUBLIC KEY", &self.spki, ending).to_string()
    }

    /// The key in `format`.
    ///
    /// # Errors
    /// `KMS.0308` if `format` has no form for this spec.
    pub fn written(&self, format: PublicFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.half.written(format)
    }

    /// The point of a curve (SEC 1, 2.3.3), or of Ed25519 (RFC 8032, 5.1.2), whose form is neither
    /// compressed nor not; none if there is no such form.
    pub fn point(&self, compressed: bool) -> Option<Vec<u8>> {
        self.half.point(compressed)
    }

    /// Whether `signature` is one of `message`. One that is malformed is not.
    ///
    /// # Errors
    /// `KMS.0332` if the key does not sign so, `KMS.0329` if a digest is not of the hash's length,
    /// `KMS.0308` if the scheme takes no digest.
    pub fn verify(
        &self,
        algorithm: &SigningAlgorithm,
        kind: MessageType,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Error> {
        let input = input(self.spec, &self.half, algorithm, kind, message)?;
        Ok(self.half.verify(algorithm, &input, signature))
    }

    /// Encrypts `plain`, of at least one byte.
    ///
    /// # Errors
    /// `KMS.0308` if the key does not encrypt so, or if `plain` is empty or longer than
    /// [`PublicKey::max_plaintext`]. `ERR_RANDOM` if there is no sound randomness.
    pub fn encrypt(
        &self,
        algorithm: EncryptionAlgorithm,
        plain: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        let most = self.max_plaintext(algorithm).ok_or(UNFIT)?;
        if plain.is_empty() || plain.len() > most {
            return Err(super::TOO_LONG);
        }
        self.half.encrypt(plain, random)
    }

    /// The longest message that `algorithm` encrypts, in bytes; none if the key does not encrypt so.
    pub fn max_plaintext(&self, algorithm: EncryptionAlgorithm) -> Option<usize> {
        if algorithm.fits(self.spec) { self.half.max_plaintext() } else { None }
    }
}

impl PublicHalf {
    /// The point, compressed or not; none if there is none, or none of that form.
    fn point(&self, compressed: bool) -> Option<Vec<u8>> {
        match self {
            Self::Elliptic(point) => point.written(compressed),
            Self::Rsa(_) => None,
            // It has one form, which is no point of SEC 1.
            Self::Ed25519(key) => (!compressed).then(|| key.as_bytes().to_vec()),
        }
    }

    /// What is hashed before a message that is signed: Z of SM2.
    fn identity(&self) -> Option<[u8; 32]> {
        match self {
            Self::Elliptic(point) => point.identity(),
            Self::Rsa(_) | Self::Ed25519(_) => None,
        }
    }

    /// Whether `signature` is one of `input`, which is what [`input`] has made of the message.
    fn verify(&self, algorithm: &SigningAlgorithm, input: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Elliptic(point) => point.verify(input, signature),
            Self::Rsa(key) => key.verify(algorithm, input, signature),
            Self::Ed25519(key) => ed25519::verify(key, algorithm, input, signature),
        }
    }

    /// Encrypts, if such keys do.
    fn encrypt(&self, plain: &[u8], random: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Elliptic(point) => point.encrypt(plain, random),
            Self::Rsa(key) => key.encrypt(plain, random),
            Self::Ed25519(_) => Err(UNFIT),
        }
    }

    /// The longest message that is encrypted, in bytes; none if none is.
    fn max_plaintext(&self) -> Option<usize> {
        match self {
            Self::Elliptic(point) => point.max_plaintext(),
            Self::Rsa(key) => key.max_plaintext(),
            Self::Ed25519(_) => None,
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.spec.name)
    }
}

/// What a scheme signs of a message: its digest, or the message itself where the scheme hashes.
pub(super) fn input<'m>(
    spec: &Spec,
    half: &PublicHalf,
    algorithm: &SigningAlgorithm,
    kind: MessageType,
    message: &'m [u8],
) -> Result<Cow<'m, [u8]>, Error> {
    if !algorithm.fits(spec) {
        return Err(Error::new(Code::Kms0332, ""));
    }
    match (algorithm.scheme, kind) {
        (Scheme::Ed25519, MessageType::Raw) => Ok(Cow::Borrowed(message)),
        (Scheme::Ed25519, MessageType::Digest) => Err(NO_DIGEST),
        (_, MessageType::Digest) if message.len() == algorithm.hash.length() => {
            Ok(Cow::Borrowed(message))
        }
        (_, MessageType::Digest) => Err(Error::in_field(Code::Kms0329, "message", "")),
        (_, MessageType::Raw) => {
            let identity = half.identity();
            let identity = identity.as_ref().map_or(&[][..], |identity| identity);
            Ok(Cow::Owned(hash::digest(algorithm.hash, &[identity, message])))
        }
    }
}

const NO_DIGEST: Error = Error::in_field(
    Code::Kms0308,
    "message_type",
    "message_type must be RAW for ED25519_SHA_512, which signs no digest.",
);

const NO_KEY: Error = Error::new(
    Code::Kms0308,
    "A public key must be a SubjectPublicKeyInfo in DER, of a spec that fits.",
);
