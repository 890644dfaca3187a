//! Who may ask: the token or the access key, where a page has to come from, what the host is called.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use subtle::{Choice, ConstantTimeEq};

use super::http::HttpRequest;
use super::signature;
use crate::contract::error::{Code, Error};
use crate::contract::secret::Secret;
use crate::material::hash::sha256;

/// Who may ask for what.
#[derive(Debug, Default)]
pub struct Access {
    authentication: Authentication,
    /// The origins of pages that may ask. None by default.
    origins: Vec<String>,
    /// The names that the service goes by; any if absent. With it a name that was made to point here
    /// (DNS rebinding) is refused.
    hosts: Option<Vec<String>>,
    /// The project that paths have to name; any if absent.
    project_id: Option<String>,
}

/// How a request shows whose it is.
#[derive(Debug, Default)]
enum Authentication {
    /// It need not.
    #[default]
    None,
    /// By `X-Auth-Token`: the hashes of those that were given out, which are all of one length.
    Token(Vec<[u8; 32]>),
    /// By a signature.
    Aksk(Vec<AccessKey>),
}

/// A pair that signs requests.
#[derive(Debug)]
pub(super) struct AccessKey {
    /// The access key id, which a request names.
    pub(super) ak: String,
    /// The secret access key.
    pub(super) sk: Secret<String>,
}

/// The options of a service, as they are written in JSON.
#[derive(Deserialize)]
struct Options<'a> {
    #[serde(borrow)]
    auth: Option<&'a RawValue>,
    #[serde(borrow)]
    origins: Option<&'a RawValue>,
    #[serde(borrow)]
    hosts: Option<&'a RawValue>,
    project_id: Option<String>,
}

/// `"none"`, `{ "token": […] }` or `{ "aksk": [{ "ak": …, "sk": … }] }`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AuthenticationOption {
    None,
    Token(Vec<String>),
    // Objects: a struct would be read from a list as well.
    Aksk(Vec<BTreeMap<String, String>>),
}

impl Access {
    /// What the options say; `project_id` is checked where the account is.
    ///
    /// # Errors
    /// `ERR_OPTION` for an option that is not as the types have it.
    pub fn of(options: &str) -> Result<Self, Error> {
        let options: Options<'_> = serde_json::from_str(options).map_err(|_| AUTH)?;
        let authentication = match read(options.auth, AUTH)? {
            None | Some(AuthenticationOption::None) => Authentication::None,
            Some(AuthenticationOption::Token(tokens))
                if !tokens.is_empty() && tokens.iter().all(|it| is_token(it)) =>
            {
                Authentication::Token(tokens.iter().map(|it| sha256(it.as_bytes())).collect())
            }
            Some(AuthenticationOption::Aksk(keys)) if !keys.is_empty() => {
                let keys: Option<_> = keys.into_iter().map(AccessKey::of).collect();
                Authentication::Aksk(keys.ok_or(AUTH)?)
            }
            Some(_) => return Err(AUTH),
        };
        let origins: Vec<String> = read(options.origins, ORIGINS)?.unwrap_or_default();
        if !origins.iter().all(|it| is_origin(it)) {
            return Err(ORIGINS);
        }
        let hosts = read(options.hosts, HOSTS)?;
        Ok(Self { authentication, origins, hosts, project_id: options.project_id })
    }

    /// Whether the request may come from where it comes from: the origin of its page, for the answer's
    /// header, if it comes from a page.
    ///
    /// # Errors
    /// `KMS.0307` otherwise.
    pub(super) fn origin(&self, request: &HttpRequest<'_>) -> Result<Option<&str>, Error> {
        if let Some(hosts) = &self.hosts {
            let host = request.headers.one("host").map(without_port).unwrap_or_default();
            if !hosts.iter().any(|it| it.eq_ignore_ascii_case(host)) {
                return Err(HOST);
            }
        }
        if !request.headers.has("origin") {
            return Ok(None);
        }
        let origin = request.headers.one("origin").unwrap_or_default();
        // The allowed one is answered, not the one that was sent.
        self.origins.iter().find(|it| *it == origin).map(|it| Some(it.as_str())).ok_or(ORIGIN)
    }

    /// Whether the request shows whose it is.
    ///
    /// # Errors
    /// `KMS.0301` without a token, `KMS.0302` for another one; `APIGW.0301` for a signature that is
    /// missing, wrong or too old.
    pub fn authenticate(
        &self,
        request: &HttpRequest<'_>,
        body: &[u8],
        now_ms: u64,
    ) -> Result<(), Error> {
        match &self.authentication {
            Authentication::None => Ok(()),
            Authentication::Token(tokens) => {
                let token = request.headers.one("x-auth-token").filter(|it| !it.is_empty());
                let token = sha256(token.ok_or(Error::new(Code::Kms0301, ""))?.as_bytes());
                let same = |known: Choice, it: &[u8; 32]| known | token.ct_eq(it);
                let is_known = tokens.iter().fold(Choice::from(0), same);
                if is_known.into() { Ok(()) } else { Err(Error::new(Code::Kms0302, "")) }
            }
            Authentication::Aksk(keys) => signature::verify(keys, request, body, now_ms),
        }
    }

    /// Whether the path may name that project.
    ///
    /// # Errors
    /// `KMS.0321` if it is another than the service's.
    pub(super) fn project(&self, project_id: &str) -> Result<(), Error> {
        match &self.project_id {
            Some(own) if own != project_id => Err(Error::new(Code::Kms0321, "")),
            _ => Ok(()),
        }
    }
}

impl AccessKey {
    /// The pair of an option; none if it is none.
    fn of(mut option: BTreeMap<String, String>) -> Option<Self> {
        let (ak, sk) = (option.remove("ak")?, Secret::new(option.remove("sk")?));
        (is_token(&ak) && !ak.contains(',') && is_token(&sk)).then_some(Self { ak, sk })
    }
}

const AUTH: Error = Error::in_field(
    Code::Option,
    "auth",
    "auth must be none, { token: [...] } or { aksk: [{ ak, sk }] }, each of 1 to 1023 visible ASCII characters.",
);
const ORIGINS: Error = Error::in_field(
    Code::Option,
    "origins",
    "origins must be a list of origins such as https://example.com: a scheme, a host, perhaps a port.",
);
const HOSTS: Error = Error::in_field(
    Code::Option,
    "hosts",
    "hosts must be a list of names that the header Host may have, without a port.",
);
const ORIGIN: Error =
    Error::new(Code::Kms0307, "Pages of this origin may not ask: it is none of the allowed ones.");
const HOST: Error =
    Error::new(Code::Kms0307, "The service does not go by the name in the header Host.");

/// The value of an option, if it has one.
fn read<T: DeserializeOwned>(option: Option<&RawValue>, error: Error) -> Result<Option<T>, Error> {
    option.map(|raw| serde_json::from_str(raw.get()).map_err(|_| error)).transpose()
}

fn is_token(text: &str) -> bool {
    (1..=1023).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic())
}

/// A scheme, a host and perhaps a port, as browsers write them: RFC 6454, 6.2. `null` is none.
fn is_origin(text: &str) -> bool {
    let is_of_a_host = |c: u8| c.is_ascii_alphanumeric() || b"-._~[]:".contains(&c);
    text.split_once("://").is_some_and(|(scheme, host)| {
        !scheme.is_empty()
            && scheme.bytes().all(|c| c.is_ascii_lowercase() || b"+-.".contains(&c))
            && !host.is_empty()
            && host.bytes().all(is_of_a_host)
    })
}

/// `localhost` of `localhost:8080`, `[::1]` of `[::1]:8080`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::Headers;

    fn access(options: &str) -> Access {
        Access::of(options).unwrap()
    }

    fn with<T>(headers: &[&str], ask: impl FnOnce(&HttpRequest<'_>) -> T) -> T {
        let headers: Vec<String> = headers.iter().map(|it| (*it).into()).collect();
        ask(&HttpRequest {
            method: "POST",
            target: "/",
            headers: Headers::of(&headers),
            body: Some(b""),
        })
    }

    #[test]
    fn options_that_are_none_are_refused() {
        for bad in [
            r#"{"auth":"all"}"#,
            r#"{"auth":""}"#,
            r#"{"auth":{"token":[]}}"#,
            r#"{"auth":{"token":[""]}}"#,
            r#"{"auth":{"token":["a b"]}}"#,
            r#"{"auth":{"token":"a"}}"#,
            r#"{"auth":{"aksk":[]}}"#,
            r#"{"auth":{"aksk":[{"ak":"a"}]}}"#,
            r#"{"auth":{"aksk":[["a","b"]]}}"#,
            r#"{"auth":{"aksk":[{"ak":"a,b","sk":"c"}]}}"#,
            r#"{"auth":{"aksk":[{"ak":"a","sk":""}]}}"#,
            r#"{"origins":["*"]}"#,
            r#"{"origins":["null"]}"#,
            r#"{"origins":["https://a/"]}"#,
            r#"{"origins":["https://*.a"]}"#,
            r#"{"origins":["https://"]}"#,
            r#"{"origins":["://a"]}"#,
            r#"{"origins":["HTTPS://a"]}"#,
            r#"{"origins":"https://a"}"#,
            r#"{"hosts":"localhost"}"#,
            r#"{"hosts":[false]}"#,
        ] {
            let error = Access::of(bad).unwrap_err();
            let is_named = |field: &str| bad.starts_with(&format!("{{\"{field}\""));
            assert!(error.code == Code::Option && error.field.is_some_and(is_named), "{bad}");
        }
    }

    #[test]
    fn a_secret_access_key_is_not_shown() {
        let access = access(r#"{"auth":{"aksk":[{"ak":"AK","sk":"swordfish"}]}}"#);
        assert!(!format!("{access:?}").contains("swordfish"));
    }

    #[test]
    fn a_token_is_one_of_those_given_out() {
        let access = access(r#"{"auth":{"token":["one","two"]}}"#);
        for (headers, code) in [
            (&["X-Auth-Token", "one"][..], None),
            (&["x-auth-token", " two "], None),
            (&[], Some(Code::Kms0301)),
            (&["X-Auth-Token", ""], Some(Code::Kms0301)),
            (&["X-Auth-Token", "one", "X-Auth-Token", "one"], Some(Code::Kms0301)),
            (&["X-Auth-Token", "on"], Some(Code::Kms0302)),
            (&["X-Auth-Token", "onetwo"], Some(Code::Kms0302)),
            (&["X-Auth-Token", "ONE"], Some(Code::Kms0302)),
        ] {
            let outcome = with(headers, |request| access.authenticate(request, b"", 0));
            assert_eq!(outcome.map_err(|error| error.code).err(), code, "{headers:?}");
        }
    }

    #[test]
    fn a_token_that_is_given_out_twice_is_one_of_those_given_out() {
        let access = access(r#"{"auth":{"token":["one","one"]}}"#);
        assert!(with(&["X-Auth-Token", "one"], |it| access.authenticate(it, b"", 0)).is_ok());
    }

    #[test]
    fn a_page_may_ask_if_its_origin_was_allowed() {
        let access = access(r#"{"origins":["https://a.example","http://localhost:8080"]}"#);
        for (headers, origin) in [
            (&[][..], Ok(None)),
            (&["Origin", "https://a.example"], Ok(Some("https://a.example"))),
            (&["origin", "http://localhost:8080"], Ok(Some("http://localhost:8080"))),
            (&["Origin", "http://a.example"], Err(Code::Kms0307)),
            (&["Origin", "https://a.example.evil"], Err(Code::Kms0307)),
            (&["Origin", "https://A.example"], Err(Code::Kms0307)),
            (&["Origin", "null"], Err(Code::Kms0307)),
            (&["Origin", ""], Err(Code::Kms0307)),
            (&["Origin", "https://a.example", "Origin", "https://a.example"], Err(Code::Kms0307)),
        ] {
            let found = with(headers, |request| access.origin(request).map_err(|it| it.code));
            assert_eq!(found, origin, "{headers:?}");
        }
    }

    #[test]
    fn a_service_with_names_goes_by_no_other() {
        let access = access(r#"{"hosts":["localhost","[::1]"]}"#);
        for (host, allowed) in [
            ("localhost", true),
            ("LOCALHOST:80", true),
            ("[::1]:80", true),
            ("[::1]", true),
            ("evil.example:80", false),
            ("localhost.evil.example", false),
            ("", false),
        ] {
            assert_eq!(with(&["Host", host], |it| access.origin(it).is_ok()), allowed, "{host}");
        }
        assert!(with(&[], |request| access.origin(request).is_err()));
    }
}
