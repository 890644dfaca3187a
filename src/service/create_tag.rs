//! One tag more for a key.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::operation::Operation;
use crate::contract::tags::{CreateTagRequest, MAX_TAGS, TOO_MANY, TagItem};
use crate::host::Host;
use crate::key::Key;
use crate::store::Store;

/// Marks `key` with `tag`, in the place of one of the same name.
pub(super) fn add(key: &mut Key, tag: &TagItem) -> Result<(), Error> {
    if let Some(same) = key.tags.iter_mut().find(|it| it.key == tag.key) {
        same.value.clone_from(&tag.value);
    } else if key.tags.len() < MAX_TAGS {
        key.tags.push(tag.clone());
    } else {
        return Err(TOO_MANY);
    }
    Ok(())
}

impl<S: Store, H: Host> Kms<S, H> {
    /// One tag more for a key.
    ///
    /// # Errors
    /// `KMS.0409` if the key has as many as it may have.
    pub async fn create_tag(&self, request: &CreateTagRequest) -> Result<EmptyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::CreateTag, &key, |key, _| {
            add(key, &request.tag)?;
            Ok(EmptyResponse {})
        })
        .await
    }
}
