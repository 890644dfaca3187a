//! JSON Web Keys, read: RFC 7517 and 7518.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use super::container::Container;
use super::curve::CURVES;
use crate::contract::spec::Spec;
use crate::contract::{Member, Members};

/// The key in the JSON text of a JSON Web Key: `EC`, `OKP` of Ed25519, `RSA` or `oct`. None if members
/// lack, or are not of the length or the form that RFC 7518 asks for. Members that say nothing of the key
/// itself, such as `kid` and `use`, are passed over; of a name that stands twice, the last counts (RFC
/// 7517, 4).
///
/// An `oct` key is one of `AES_256`: the other specs have no form of their own.
pub(super) fn parse(text: &str, spec: Option<&Spec>) -> Option<Container> {
    let mut key = Jwk(Members::of(text, &MEMBERS).ok()?);
    match key.text("kty")?.as_str() {
        "EC" => key.elliptic(),
        "OKP" => key.ed25519(),
        "RSA" => key.rsa(),
        "oct" if spec.is_none_or(|spec| spec.name == "AES_256") => {
            key.octets("k").map(Container::Secret)
        }
        _ => None,
    }
}

const MEMBERS: [&str; 14] =
    ["kty", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The members of a key. Each is taken once.
struct Jwk(Members);

impl Jwk {
    /// RFC 7518, 6.2: coordinates and scalar of their full length.
    fn elliptic(&mut self) -> Option<Container> {
        let name = self.text("crv")?;
        let curve = CURVES.iter().find(|curve| curve.jwk_name == Some(name.as_str()))?;
        let is_full = |octets: &Zeroizing<Vec<u8>>| octets.len() == curve.length;
        let x = self.octets("x").filter(is_full)?;
        let y = self.octets("y").filter(is_full)?;
        let point = [&[4][..], &x, &y].concat();
        if !self.0.has("d") {
            return Some(curve.public(&point));
        }
        let d = self.octets("d").filter(is_full)?;
        Some(curve.private(&d, Some(&point)))
    }

    /// RFC 8037, 2.
    fn ed25519(&mut self) -> Option<Container> {
        let is_known = self.text("crv")?.as_str() == "Ed25519";
        let x = self.octets("x").filter(|_| is_known)?;
        if !self.0.has("d") {
            return Some(Container::of_ed25519_point(&x));
        }
        Some(Container::of_ed25519_seed(&self.octets("d")?, Some(&x)))
    }

    /// RFC 7518, 6.3: numbers without leading zeros, and of a private key all of them, of two primes.
    #[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
    fn rsa(&mut self) -> Option<Container> {
        let (n, e) = (self.number("n")?, self.number("e")?);
        if !self.0.has("d") {
            return Some(Container::of_public_rsa(&n, &e));
        }
        if self.0.has("oth") {
            return None;
        }
        let [d, p, q, dp, dq, qi] = ["d", "p", "q", "dp", "dq", "qi"].map(|name| self.number(name));
        Some(Container::of_rsa(&[&n, &e, &*d?, &*p?, &*q?, &*dp?, &*dq?, &*qi?]))
    }

    fn number(&mut self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.octets(name).filter(|octets| !octets.starts_with(&[0]))
    }

    /// Bytes in base64url without padding.
    fn octets(&mut self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        Base64UrlUnpadded::decode_vec(&self.text(name)?).ok().map(Zeroizing::new)
    }

    fn text(&mut self, name: &str) -> Option<Zeroizing<String>> {
        match self.0.take(name) {
            Member::Text(text) => Some(Zeroizing::new(text)),
            _ => None,
        }
    }
}
