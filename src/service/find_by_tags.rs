//! Keys by their tags and by their alias.

use super::Kms;
use super::walk::Walk;
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
        let page = request.offset..request.offset.saturating_add(request.limit);
        let (mut resources, mut total_count) = (Vec::new(), 0_u64);
        let all = Filter::all(Kind::Key);
        let mut walk = Walk::new(&all);
        while let Some(keys) = self.next_keys(&mut walk).await? {
            for key in keys.into_iter().filter(|key| is_meant(key, request)) {
                if !request.counts && page.contains(&total_count) {
                    resources.push(self.tagged(key));
                }
                total_count = total_count.saturating_add(1);
            }
        }
        let resources = (!request.counts).then_some(resources);
        Ok(FindByTagsResponse { resources, total_count })
    }

    fn tagged(&self, key: Key) -> TaggedKey {
        TaggedKey {
            resource_id: key.key_id.clone(),
            resource_detail: self.details(&key),
            resource_name: key.key_alias.clone(),
            tags: key.tags,
        }
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
