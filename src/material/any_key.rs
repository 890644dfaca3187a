//! A key that is brought in any form, and written in any other.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::container::Container;
use super::recognize::{Recognized, recognize};
use super::{Material, PrivateFormat, PublicFormat, PublicKey, SecretFormat};
use crate::contract::convert::{ConvertKeyRequest, Half, KeyForm, KeyKind};
use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, SPECS, Spec};
use crate::host::Host;

/// Material, or a public key alone.
pub enum AnyKey {
    /// A key pair or a symmetric key.
    Material(Material),
    /// The public half of a pair.
    Public(PublicKey),
}

impl AnyKey {
    /// Reads a key whose form is to be found out, with the checks of an import. `spec` and `half`, if
    /// they are given, have to be those of the key.
    ///
    /// # Errors
    /// `KMS.0308` or `KMS.2609` if it is no sound key, `KMS.0204` if `spec` is needed,
    /// `ERR_RANDOM` if there is no randomness for the proof of an RSA key.
    pub async fn read(
        given: &[u8],
        spec: Option<&'static Spec>,
        half: Option<Half>,
        host: &impl Host,
    ) -> Result<Self, Error> {
        let Recognized { container, unsound } = recognize(given, spec, half)?;
        let key = match container {
            Container::Pkcs8(der) => Self::Material(pair(&der, spec, host).await?.ok_or(unsound)?),
            Container::Spki(der) => {
                let read = |spec| PublicKey::from_spki(spec, &der).ok();
                Self::Public(pairs(spec).find_map(read).ok_or(unsound)?)
            }
            Container::Secret(bytes) => {
                let spec = spec.unwrap_or(Spec::default_spec());
                Self::Material(Material::import_secret(spec, &bytes).map_err(|_| unsound)?)
            }
        };
        let is_named = match (half, &key) {
            (None, _) | (Some(Half::Public), Self::Public(_)) => true,
            (Some(Half::Private), Self::Material(material)) => material.is_pair(),
            _ => false,
        };
        if is_named { Ok(key) } else { Err(ConvertKeyRequest::WRONG_HALF) }
    }

    /// The spec that it is of.
    pub fn spec(&self) -> &'static Spec {
        match self {
            Self::Material(material) => material.spec(),
            Self::Public(public) => public.spec(),
        }
    }

    /// Writes it as `form`, and says which part of the key that is.
    ///
    /// # Errors
    /// `KMS.0308` if the key has no such form, `KMS.0331` if it is symmetric and has no halves.
    pub fn write(&self, form: KeyForm) -> Result<(KeyKind, Zeroizing<Vec<u8>>), Error> {
        match form {
            KeyForm::Pkcs8Pem => self.private(PrivateFormat::Pkcs8Pem),
            KeyForm::Pkcs8Der => self.private(PrivateFormat::Pkcs8Der),
            KeyForm::SpkiPem => self.public(PublicFormat::SpkiPem),
            KeyForm::SpkiDer => self.public(PublicFormat::SpkiDer),
            KeyForm::PublicJwk => self.public(PublicFormat::Jwk),
            KeyForm::Jwk => match self {
                Self::Public(_) => self.public(PublicFormat::Jwk),
                Self::Material(material) if material.is_pair() => self.private(PrivateFormat::Jwk),
                Self::Material(material) => secret(material, SecretFormat::Jwk),
            },
            KeyForm::Raw => match self {
                Self::Public(_) => self.point(false),
                Self::Material(material) if material.spec().family == Family::Rsa => Err(NO_FORM),
                Self::Material(material) if material.is_pair() => {
                    Ok((KeyKind::Private, material.to_bytes()?))
                }
                Self::Material(material) => secret(material, SecretFormat::Raw),
            },
            KeyForm::PublicRaw => self.point(false),
            KeyForm::PublicRawCompressed => self.point(true),
        }
    }

    fn private(&self, format: PrivateFormat) -> Result<(KeyKind, Zeroizing<Vec<u8>>), Error> {
        let Self::Material(material) = self else { return Err(NO_FORM) };
        material.private_key(format).map(|key| (KeyKind::Private, key))
    }

    fn public(&self, format: PublicFormat) -> Result<(KeyKind, Zeroizing<Vec<u8>>), Error> {
        let key = match self {
            Self::Material(material) => material.public_key(format),
            Self::Public(public) => public.written(format),
        };
        key.map(|key| (KeyKind::Public, key))
    }

    fn point(&self, compressed: bool) -> Result<(KeyKind, Zeroizing<Vec<u8>>), Error> {
        let point = match self {
            Self::Material(material) => material.public()?.point(compressed),
            Self::Public(public) => public.point(compressed),
        };
        Ok((KeyKind::Public, Zeroizing::new(point.ok_or(NO_FORM)?)))
    }
}

impl fmt::Debug for AnyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyKey({})", self.spec().name)
    }
}

const NO_FORM: Error = ConvertKeyRequest::NO_FORM;

/// The specs of key pairs that it may be of.
fn pairs(spec: Option<&'static Spec>) -> impl Iterator<Item = &'static Spec> {
    SPECS
        .iter()
        .filter(|row| !matches!(row.family, Family::Symmetric | Family::Hmac))
        .filter(move |row| spec.is_none_or(|spec| spec == *row))
}

/// The key pair in PKCS#8; none if it is none of `spec`, or of any.
async fn pair(
    der: &[u8],
    spec: Option<&'static Spec>,
    host: &impl Host,
) -> Result<Option<Material>, Error> {
    for spec in pairs(spec) {
        match Material::import_pkcs8(spec, der, host).await {
            Ok(material) => return Ok(Some(material)),
            Err(error) if error.code == Code::Kms2609 => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn secret(
    material: &Material,
    format: SecretFormat,
) -> Result<(KeyKind, Zeroizing<Vec<u8>>), Error> {
    material.secret_key(format).map(|key| (KeyKind::Secret, key))
}
