//! JSON Web Keys: RFC 7517 and 7518.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::de::{IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::container::{CURVES, Container};
use crate::contract::spec::Spec;

/// The value of a member.
pub(super) enum Value<'a> {
    /// A name that needs no escapes.
    Name(&'static str),
    /// Bytes, written as base64url without padding.
    Bytes(&'a [u8]),
}

/// The JSON text of a key with these members, in this order.
pub(super) fn object<'a>(
    members: impl IntoIterator<Item = &'a (&'static str, Value<'a>)>,
) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::from("{"));
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        text.push_str(name);
        text.push_str("\":\"");
        match value {
            Value::Name(value) => text.push_str(value),
            Value::Bytes(bytes) => {
                text.push_str(&Zeroizing::new(Base64UrlUnpadded::encode_string(bytes)));
            }
        }
        text.push('"');
    }
    text.push('}');
    text
}

/// The key in the JSON text of a JSON Web Key: `EC`, `OKP` of Ed25519, `RSA` or `oct`. None if members
/// lack, stand twice, or are not of the length or the form that RFC 7518 asks for. Members that say
/// nothing of the key itself, such as `kid` and `use`, are passed over.
///
/// An `oct` key is one of `AES_256`: the other specs have no form of their own.
pub(super) fn parse(text: &str, spec: Option<&Spec>) -> Option<Container> {
    let key: Jwk = serde_json::from_str(text).ok()?;
    match key.kty.as_str() {
        "EC" => key.elliptic(),
        "OKP" => key.ed25519(),
        "RSA" => key.rsa(),
        "oct" if spec.is_none_or(|spec| spec.name == "AES_256") => {
            key.k.map(|Octets(bytes)| Container::Secret(bytes))
        }
        _ => None,
    }
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    x: Option<Octets>,
    y: Option<Octets>,
    d: Option<Octets>,
    n: Option<Octets>,
    e: Option<Octets>,
    p: Option<Octets>,
    q: Option<Octets>,
    dp: Option<Octets>,
    dq: Option<Octets>,
    qi: Option<Octets>,
    oth: Option<IgnoredAny>,
    k: Option<Octets>,
}

impl Jwk {
    /// RFC 7518, 6.2: coordinates and scalar of their full length.
    fn elliptic(&self) -> Option<Container> {
        let curve = CURVES
            .iter()
            .find(|curve| curve.jwk_name.is_some_and(|name| Some(name) == self.crv.as_deref()))?;
        let is_full = |octets: &&Octets| octets.0.len() == curve.length;
        let x = self.x.as_ref().filter(is_full)?;
        let y = self.y.as_ref().filter(is_full)?;
        let point = [&[4][..], &x.0, &y.0].concat();
        match &self.d {
            None => curve.public(&point),
            Some(d) => curve.private(&Some(d).filter(is_full)?.0, Some(&point)),
        }
    }

    /// RFC 8037, 2.
    fn ed25519(&self) -> Option<Container> {
        let x = self.x.as_ref().filter(|_| self.crv.as_deref() == Some("Ed25519"))?;
        match &self.d {
            None => Container::of_ed25519_point(&x.0),
            Some(d) => Container::of_ed25519_seed(&d.0, Some(&x.0)),
        }
    }

    /// RFC 7518, 6.3: numbers without leading zeros, and of a private key all of them.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    fn rsa(&self) -> Option<Container> {
        let (n, e) = (number(self.n.as_ref())?, number(self.e.as_ref())?);
        if self.d.is_none() {
            return Container::of_public_rsa(n, e);
        }
        if self.oth.is_some() {
            return None;
        }
        let [d, p, q, dp, dq, qi] = [&self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi]
            .map(|octets| number(octets.as_ref()));
        Container::of_rsa([n, e, d?, p?, q?, dp?, dq?, qi?])
    }
}

/// The big-endian bytes of a number, of which none is needless.
fn number(octets: Option<&Octets>) -> Option<&[u8]> {
    octets.map(|Octets(bytes)| bytes.as_slice()).filter(|bytes| !bytes.starts_with(&[0]))
}

/// Bytes in base64url without padding. Wiped when dropped.
struct Octets(Zeroizing<Vec<u8>>);

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Base64Url;

        impl Visitor<'_> for Base64Url {
            type Value = Octets;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("base64url")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Octets, E> {
                let bytes = Base64UrlUnpadded::decode_vec(text).map_err(E::custom)?;
                Ok(Octets(Zeroizing::new(bytes)))
            }
        }

        deserializer.deserialize_str(Base64Url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_an_object_of_names_and_base64url() {
        let text = object(&[("kty", Value::Name("oct")), ("k", Value::Bytes(&[0xfb, 0xff]))]);
        assert_eq!(*text, r#"{"kty":"oct","k":"-_8"}"#);
    }
}
