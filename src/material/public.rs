//! The public half of a key pair, wherever it comes from.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use pkcs8::{Document, LineEnding};
use sm2::Sm2;
use zeroize::Zeroizing;

use super::format::PublicFormat;
use super::random::Random;
use super::{UNFIT, UNSOUND, ed25519, elliptic, hash, rsa};
use crate::contract::algorithm::{EncryptionAlgorithm, MessageType, Scheme, SigningAlgorithm};
use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, SPECS, Spec};

/// A public key, known to be one of its spec.
pub struct PublicKey {
    spec: &'static Spec,
    half: Box<dyn PublicHalf>,
    spki: Vec<u8>,
}

/// What a public key can be written as, and what it does.
pub(super) trait PublicHalf {
    /// `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7).
    fn spki(&self) -> Result<Document, Error>;
    /// The public JSON Web Key; none if there is no registered form.
    fn jwk(&self) -> Option<Zeroizing<String>>;
    /// The point, compressed or not; none if there is none, or none of that form.
    fn point(&self, _compressed: bool) -> Option<Vec<u8>> {
        None
    }
    /// What is hashed before a message that is signed: Z of SM2.
    fn identity(&self) -> Option<[u8; 32]> {
        None
    }
    /// Whether `signature` is one of `input`, which is what [`input`] has made of the message.
    fn verify(&self, algorithm: &SigningAlgorithm, input: &[u8], signature: &[u8]) -> bool;
    /// Encrypts, if such keys do.
    fn encrypt(&self, _plain: &[u8], _: &mut Random<'_>) -> Result<Vec<u8>, Error> {
        Err(UNFIT)
    }
    /// The longest message that is encrypted, in bytes; none if none is.
    fn max_plaintext(&self) -> Option<usize> {
        None
    }
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` in DER, which has to be of `spec`, and to end where it ends.
    ///
    /// # Errors
    /// `KMS.0308` if it is no such thing. `KMS.0331` if keys of `spec` have no public half.
    pub fn from_spki(spec: &'static Spec, der: &[u8]) -> Result<Self, Error> {
        let half: Option<Box<dyn PublicHalf>> = match spec.family {
            Family::Symmetric | Family::Hmac => return Err(super::ALONE),
            Family::Rsa => rsa::public_of(spec.bits, der).map(boxed),
            Family::P256 => elliptic::public_of::<NistP256>(der).map(boxed),
            Family::P384 => elliptic::public_of::<NistP384>(der).map(boxed),
            Family::Secp256k1 => elliptic::public_of::<Secp256k1>(der).map(boxed),
            Family::Ed25519 => ed25519::public_of(der).map(boxed),
            Family::Sm2 => elliptic::public_of::<Sm2>(der).map(boxed),
        };
        Self::new(spec, half.ok_or(NO_KEY)?)
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

    pub(super) fn new(spec: &'static Spec, half: Box<dyn PublicHalf>) -> Result<Self, Error> {
        let spki = half.spki()?.into_vec();
        Ok(Self { spec, half, spki })
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
    ///
    /// # Errors
    /// None that a key could bring about.
    pub fn pem(&self, ending: LineEnding) -> Result<String, Error> {
        let document = Document::try_from(self.spki.as_slice()).map_err(|_| UNSOUND)?;
        document.to_pem("PUBLIC KEY", ending).map_err(|_| UNSOUND)
    }

    /// The key in `format`.
    ///
    /// # Errors
    /// `KMS.0308` if `format` has no form for this spec.
    pub fn written(&self, format: PublicFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        match format {
            PublicFormat::SpkiDer => Ok(Zeroizing::new(self.spki.clone())),
            PublicFormat::SpkiPem => Ok(Zeroizing::new(self.pem(LineEnding::LF)?.into_bytes())),
            PublicFormat::Jwk => self.half.jwk().map(super::into_bytes).ok_or(super::NO_JWK),
        }
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
        let input = input(self.spec, &*self.half, algorithm, kind, message)?;
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

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.spec.name)
    }
}

/// What a scheme signs of a message: its digest, or the message itself where the scheme hashes.
pub(super) fn input<'m>(
    spec: &Spec,
    half: &dyn PublicHalf,
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

fn boxed(half: impl PublicHalf + 'static) -> Box<dyn PublicHalf> {
    Box::new(half)
}
