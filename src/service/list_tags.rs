//! The tags of a key, and of the project.

use alloc::collections::BTreeMap;

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::{EmptyRequest, KeyRequest};
use crate::contract::operation::Operation;
use crate::contract::tags::{ProjectTagsResponse, Tag, TagsResponse};
use crate::host::Host;
use crate::store::Store;
use crate::store::{Filter, Kind};

impl<S: Store, H: Host> Kms<S, H> {
    /// The tags of a key.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such key.
    pub async fn show_tags(&self, request: &KeyRequest) -> Result<TagsResponse, Error> {
        let key = self.find_for(Operation::ShowTags, &request.key_id).await?.key;
        Ok(TagsResponse { exist_tags_num: key.tags.len(), tags: key.tags })
    }

    /// The tags of the project.
    ///
    /// # Errors
    /// `ERR_STORE` if the store fails.
    pub async fn list_tags(&self, _request: &EmptyRequest) -> Result<ProjectTagsResponse, Error> {
        self.sweep().await?;
        let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for tag in self.keys(&Filter::all(Kind::Key)).await?.into_iter().flat_map(|key| key.tags) {
            let values = tags.entry(tag.key).or_default();
            if let Err(at) = values.binary_search(&tag.value) {
                values.insert(at, tag.value);
            }
        }
        let tags = tags.into_iter().map(|(key, values)| Tag { key, values }).collect();
        Ok(ProjectTagsResponse { tags })
    }
}
