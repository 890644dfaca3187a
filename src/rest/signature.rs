//! The signature of a request: SDK-HMAC-SHA256, and the same with SM3.
//!
//! The signature is an HMAC, keyed by the secret access key itself, of the algorithm, the date and the
//! digest of the canonical request. Source: the signers of the official SDKs; cases worked out by an
//! implementation of its own are in `tests/vectors/signing.json`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pkcs8::der::DateTime;

use super::access::AccessKey;
use super::http::{Headers, HttpRequest};
use super::percent;
use crate::contract::algorithm::Hash;
use crate::contract::error::{Code, Error};
use crate::material::hash;
use crate::text::lower_hex;

/// How far `X-Sdk-Date` may be from now: 15 minutes, as on the cloud. Within them a request that was
/// overheard can be sent again.
const WINDOW_MS: u64 = 15 * 60 * 1000;

/// The algorithms, as `Authorization` names them.
const ALGORITHMS: [(&str, Hash); 2] =
    [("SDK-HMAC-SHA256", Hash::Sha256), ("SDK-HMAC-SM3", Hash::Sm3)];

/// Whether one of `keys` has signed the request, just now.
///
/// # Errors
/// `APIGW.0301` if not.
pub(super) fn verify(
    keys: &[AccessKey],
    request: &HttpRequest<'_>,
    body: &[u8],
    now_ms: u64,
) -> Result<(), Error> {
    let authorization = request.headers.one("authorization").and_then(Authorization::of);
    let authorization = authorization.ok_or(MISSING)?;
    let date = authorization.date(&request.headers).ok_or(UNDATED)?;
    if milliseconds(date).is_none_or(|it| it.abs_diff(now_ms) > WINDOW_MS) {
        return Err(UNDATED);
    }
    let canonical = authorization.canonical(request, body)?;
    let to_sign = format!(
        "{}\n{date}\n{}",
        authorization.algorithm,
        lower_hex(&hash::digest(authorization.hash, &[canonical.as_bytes()])),
    );
    let key = keys.iter().find(|key| key.ak == authorization.access).ok_or(WRONG)?;
    let (sk, to_sign) = (key.sk.as_bytes(), to_sign.as_bytes());
    if hash::verifies(authorization.hash, sk, to_sign, &authorization.signature) {
        Ok(())
    } else {
        Err(WRONG)
    }
}

/// `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b;c, Signature=…`
struct Authorization<'a> {
    algorithm: &'static str,
    hash: Hash,
    access: &'a str,
    signed_headers: &'a str,
    signature: Vec<u8>,
}

impl<'a> Authorization<'a> {
    fn of(header: &'a str) -> Option<Self> {
        let (name, rest) = header.split_once(' ')?;
        let (algorithm, hash) = ALGORITHMS.into_iter().find(|(it, _)| *it == name)?;
        let mut parts = rest.split(',').map(str::trim);
        let mut part = |name| parts.next()?.strip_prefix(name)?.strip_prefix('=');
        let (access, signed_headers) = (part("Access")?, part("SignedHeaders")?);
        // Upper-case digits would be a second form of the same signature.
        let signature = base16ct::lower::decode_vec(part("Signature")?).ok()?;
        let is_all = parts.next().is_none();
        is_all.then_some(Self { algorithm, hash, access, signed_headers, signature })
    }

    /// `X-Sdk-Date`, which has to be signed: otherwise it could be set to any day.
    fn date(&self, headers: &Headers<'a>) -> Option<&'a str> {
        let is_signed = self.signed_headers.split(';').any(|name| name == "x-sdk-date");
        headers.one("x-sdk-date").filter(|_| is_signed)
    }

    /// The text that stands for the request, and for no other.
    ///
    /// # Errors
    /// `APIGW.0301` if a signed header is missing, if the target is malformed, or if it would be signed
    /// like another one.
    fn canonical(&self, request: &HttpRequest<'_>, body: &[u8]) -> Result<String, Error> {
        let (path, query) = request.target.split_once('?').unwrap_or((request.target, ""));
        let headers: Option<String> = self
            .signed_headers
            .split(';')
            .map(|name| Some(format!("{name}:{}\n", request.headers.one(name)?)))
            .collect();
        Ok(format!(
            "{}\n{}\n{}\n{}\n{}\n{}",
            request.method,
            canonical_path(path)?,
            canonical_query(query)?,
            headers.ok_or(WRONG)?,
            self.signed_headers,
            lower_hex(&hash::digest(self.hash, &[body])),
        ))
    }
}

const MISSING: Error = Error::new(
    Code::Gateway0301,
    "Authorization must be SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=….",
);
const UNDATED: Error = Error::new(
    Code::Gateway0301,
    "X-Sdk-Date must be signed, of the form 20260609T080000Z, and within 15 minutes of now.",
);
const WRONG: Error = Error::new(
    Code::Gateway0301,
    "The access key is unknown, or the signature is not that of this request.",
);
const AMBIGUOUS: Error = Error::new(
    Code::Gateway0301,
    "A signature does not tell a %2F in the path from a slash, nor the order of a name that stands twice in the query: such a request cannot be signed.",
);

/// Each segment encoded anew, and a slash at the end. The SDKs decode the path before they take it apart:
/// with an encoded slash inside a segment it would be signed like another path.
fn canonical_path(path: &str) -> Result<String, Error> {
    let segments: Result<Vec<_>, Error> = path
        .split('/')
        .map(|segment| match percent::decoded(segment).ok_or(WRONG)? {
            decoded if decoded.contains('/') => Err(AMBIGUOUS),
            decoded => Ok(percent::encoded(&decoded)),
        })
        .collect();
    let mut path = segments?.join("/");
    if !path.ends_with('/') {
        path.push('/');
    }
    Ok(path)
}

/// `name=value`, sorted and encoded anew. A name that stands twice would lose its order.
fn canonical_query(query: &str) -> Result<String, Error> {
    let mut pairs = percent::pairs(query).ok_or(WRONG)?;
    pairs.sort();
    if pairs.windows(2).any(|two| matches!(two, [(one, _), (other, _)] if one == other)) {
        return Err(AMBIGUOUS);
    }
    let pairs = pairs
        .iter()
        .map(|(name, value)| [percent::encoded(name), percent::encoded(value)].join("="));
    Ok(pairs.collect::<Vec<_>>().join("&"))
}

/// The milliseconds since 1970 of `20260609T080000Z`.
fn milliseconds(date: &str) -> Option<u64> {
    let digits = date.strip_suffix('Z')?;
    let (day, time) = digits.split_once('T')?;
    if day.len() != 8 || time.len() != 6 {
        return None;
    }
    let year = part(day, 0, 4)?;
    let [month, day] = [part(day, 4, 6)?, part(day, 6, 8)?];
    let [hour, minute, second] = [part(time, 0, 2)?, part(time, 2, 4)?, part(time, 4, 6)?];
    let date = DateTime::new(year, month, day, hour, minute, second).ok()?;
    u64::try_from(date.unix_duration().as_millis()).ok()
}

/// The number at a place of digits.
fn part<T: core::str::FromStr>(digits: &str, from: usize, to: usize) -> Option<T> {
    let digits = digits.get(from..to)?;
    digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.to_string().parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_milliseconds_since_1970() {
        assert_eq!(milliseconds("19700101T000001Z"), Some(1000));
        assert_eq!(milliseconds("20260609T080000Z"), Some(1_780_992_000_000));
        for bad in [
            "",
            "20260609T080000",
            "20260609080000Z",
            "202606090T080000Z",
            "20260609T0800000Z",
            "20261309T080000Z",
            "2026060+T080000Z",
        ] {
            assert_eq!(milliseconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_authorization_has_its_three_parts_and_no_other() {
        let good = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00ff";
        let read = Authorization::of(good).unwrap();
        assert_eq!((read.access, read.signed_headers), ("AK", "host;x-sdk-date"));
        assert_eq!(read.signature, [0, 255]);
        for bad in [
            "",
            "SDK-HMAC-SHA256",
            "SDK-HMAC-SHA1 Access=AK, SignedHeaders=a, Signature=00",
            "SDK-HMAC-SHA256 Access=AK, Signature=00",
            "SDK-HMAC-SHA256 Access=AK, SignedHeaders=a, Signature=0",
            "SDK-HMAC-SHA256 Access=AK, SignedHeaders=a, Signature=FF",
            "SDK-HMAC-SHA256 Access=AK, SignedHeaders=a, Signature=00, More=1",
            "V11-HMAC-SHA256 Credential=AK/20260609/a/b, SignedHeaders=a, Signature=00",
        ] {
            assert!(Authorization::of(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_path_and_a_query_have_one_canonical_form() {
        assert_eq!(canonical_path("/a%20b/%7E*").unwrap(), "/a%20b/~%2A/");
        assert_eq!(canonical_path("/a%252Fb%25").unwrap(), "/a%252Fb%25/");
        assert_eq!(canonical_path("/").unwrap(), "/");
        assert_eq!(canonical_query("b=2&a=%2a&c").unwrap(), "a=%2A&b=2&c=");
        assert_eq!(canonical_path("/%zz").unwrap_err(), WRONG);
        assert_eq!(canonical_query("a=%zz").unwrap_err(), WRONG);
    }

    #[test]
    fn what_would_be_signed_like_something_else_cannot_be_signed() {
        for path in ["/a%2Fb", "/a%2fb", "/%2F", "/a/%2Fb/c"] {
            assert_eq!(canonical_path(path).unwrap_err(), AMBIGUOUS, "{path}");
        }
        for query in ["a=1&a=2", "a=2&a=1", "a=1&a=1", "a&a=", "a=1&b=2&%61=3", "=&=1"] {
            assert_eq!(canonical_query(query).unwrap_err(), AMBIGUOUS, "{query}");
        }
    }
}
