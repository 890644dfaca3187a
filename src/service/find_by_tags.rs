//! Keys by their tags and by their alias.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::tags::{FindByTagsRequest, FindByTagsResponse, TaggedKey};
use crate::host::Host;
use crate::key::Key;
use crate::store::Store;
use crate::store::{Filter, Kind};

impl<S: Store, H: Host> Kms<S, H> {
    /// Keys by their tags and by their alias.
    ///
    /// # Errors
    /// `ERR_STORE` if the store fails.
    pub async fn find_by_tags(
        &self,
        request: &FindByTagsRequest,
    ) -> Result<FindByTagsResponse, Error> {
        self.sweep().await?;
        let mut found = self.keys(&Filter::all(Kind::Key)).await?;
        found.retain(|key| is_meant(key, request));
        let total_count = found.len();
        if request.counts {
            return Ok(FindByTagsResponse { resources: None, total_count });
        }
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let page = found.into_iter().skip(size(request.offset)).take(size(request.limit));
        let resources = page.map(|key| TaggedKey {
            resource_id: key.key_id.clone(),
            resource_detail: self.details(&key),
            resource_name: key.key_alias.clone(),
            tags: key.tags,
        });
        Ok(FindByTagsResponse { resources: Some(resources.collect()), total_count })
    }
}

/// Whether a key has every tag, with one of its values if there are any, and every part of a name.
fn is_meant(key: &Key, request: &FindByTagsRequest) -> bool {
    let is_tagged = request.tags.iter().all(|wanted| {
        key.tags.iter().any(|tag| {
            tag.key == wanted.key
                && (wanted.values.is_empty() || wanted.values.contains(&tag.value))
        })
    });
    is_tagged && request.names.iter().all(|name| key.key_alias.contains(name))
}
