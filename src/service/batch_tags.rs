//! Several tags more for a key, or fewer.

use super::Kms;
use super::create_tag::add;
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::operation::Operation;
use crate::contract::tags::BatchTagsRequest;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Several tags more for a key, or fewer. A tag to be deleted that the key does not have is
    /// passed over.
    ///
    /// # Errors
    /// `KMS.0409` if the key would have more than it may have.
    pub async fn batch_tags(&self, request: &BatchTagsRequest) -> Result<EmptyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::BatchTags, &key, |key, _| {
            if request.deletes {
                key.tags.retain(|it| request.tags.iter().all(|tag| tag.key != it.key));
            } else {
                request.tags.iter().try_for_each(|tag| add(key, tag))?;
            }
            Ok(EmptyResponse {})
        })
        .await
    }
}
