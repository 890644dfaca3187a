//! The paths that are of no project.

use alloc::format;
use alloc::string::{String, ToString};

/// What is at such a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fixed {
    /// `/health`: whether there is an answer.
    Health,
    /// `/`, `ShowVersions`: every version of the interface.
    Versions,
    /// `/v1.0`, `ShowVersion`: this one.
    Version,
    /// `/v3/projects`, which is IAM's: the SDKs ask it for their project if they were given none.
    Projects,
}

impl Fixed {
    /// What is at `path`; none for a path of a project.
    pub(super) fn at(path: &str) -> Option<Self> {
        match path {
            "/health" => Some(Self::Health),
            "/" => Some(Self::Versions),
            "/v1.0" => Some(Self::Version),
            "/v3/projects" => Some(Self::Projects),
            _ => None,
        }
    }

    /// Whether anybody may ask for it, unauthenticated.
    pub(super) const fn is_public(self) -> bool {
        !matches!(self, Self::Projects)
    }

    /// The answer.
    pub(super) fn answer(self, project_id: &str) -> String {
        match self {
            Self::Health => r#"{"status":"ok"}"#.to_string(),
            Self::Versions => format!(r#"{{"versions":[{VERSION}]}}"#),
            Self::Version => format!(r#"{{"version":{VERSION}}}"#),
            Self::Projects => format!(r#"{{"projects":[{{"id":"{project_id}"}}]}}"#),
        }
    }
}

/// The one version. Its date is that of the cloud's.
const VERSION: &str = r#"{"id":"v1.0","links":[{"href":"/v1.0","rel":"self"}],"version":"","status":"CURRENT","updated":"2016-10-29T02:00:00Z","min_version":""}"#;
