//! The tags of a key, and of the project.

use alloc::collections::{BTreeMap, BTreeSet};

use super::Kms;
use super::walk::Walk;
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
        let key = self.named(Operation::ShowTags, &request.key_id).await?;
        Ok(TagsResponse { exist_tags_num: key.tags.len(), tags: key.tags })
    }

    /// The tags of the project.
    ///
    /// # Errors
    /// `ERR_STORE` if the store fails.
    pub async fn list_tags(&self, _request: &EmptyRequest) -> Result<ProjectTagsResponse, Error> {
        self.sweep().await?;
        let mut tags: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let all = Filter::all(Kind::Key);
        let mut walk = Walk::new(&all);
        while let Some(keys) = self.next_keys(&mut walk).await? {
            for tag in keys.into_iter().flat_map(|key| key.tags) {
                tags.entry(tag.key).or_default().insert(tag.value);
            }
        }
        let tag =
            |(key, values): (_, BTreeSet<_>)| Tag { key, values: values.into_iter().collect() };
        Ok(ProjectTagsResponse { tags: tags.into_iter().map(tag).collect() })
    }
}
