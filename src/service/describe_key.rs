//! describe-key: says what a key is.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::{DescribeKeyResponse, KeyRequest};
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Says what a key is.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such key.
    pub async fn describe_key(&self, request: &KeyRequest) -> Result<DescribeKeyResponse, Error> {
        let found = self.find_for(Operation::DescribeKey, &request.key_id).await?;
        Ok(DescribeKeyResponse { key_info: self.details(&found.key) })
    }
}
