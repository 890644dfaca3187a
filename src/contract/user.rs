//! What the account has: `GET …/user-instances`, `GET …/user-quotas`.

use serde::Serialize;

/// How many keys there are.
#[derive(Debug, Serialize)]
pub struct UserInstancesResponse {
    /// Keys of the project.
    pub instance_num: u64,
}

/// How many there may be.
#[derive(Debug, Serialize)]
pub struct UserQuotasResponse {
    /// The quotas.
    pub quotas: Quotas,
}

/// The two quotas.
#[derive(Debug, Serialize)]
pub struct Quotas {
    /// Of keys, and of the grants of a key.
    pub resources: [Quota; 2],
}

/// One quota.
#[derive(Debug, Serialize)]
pub struct Quota {
    /// `CMK` or `grant_per_CMK`.
    #[serde(rename = "type")]
    pub of: &'static str,
    /// How many there are.
    pub used: u64,
    /// How many there may be.
    pub quota: u64,
}
