//! `GET /` and `GET /v1.0`: which versions of the interface there are.

use alloc::format;
use alloc::string::String;

/// The one version. Its date is that of the cloud's.
const VERSION: &str = r#"{"id":"v1.0","links":[{"href":"/v1.0","rel":"self"}],"version":"","status":"CURRENT","updated":"2016-10-29T02:00:00Z","min_version":""}"#;

/// `ShowVersions`
pub(super) fn all() -> String {
    format!(r#"{{"versions":[{VERSION}]}}"#)
}

/// `ShowVersion`
pub(super) fn one() -> String {
    format!(r#"{{"version":{VERSION}}}"#)
}
