//! list-keys: a page of the keys of the project.

use super::Kms;
use super::walk::Pace;
use crate::contract::error::Error;
use crate::contract::list_keys::{ListKeysRequest, ListKeysResponse, next_page};
use crate::host::Host;
use crate::store::Store;
use crate::store::{Filter, Kind};

impl<S: Store, H: Host> Kms<S, H> {
    /// A page of the keys of the project. A record that cannot be read is counted in `total` and
    /// not shown.
    ///
    /// # Errors
    /// `ERR_STORE` if the store fails, `ERR_RECORD` if it answers something else than it was asked for.
    pub async fn list_keys(&self, request: &ListKeysRequest) -> Result<ListKeysResponse, Error> {
        self.sweep().await?;
        let filter = Filter {
            key_spec: request.key_spec.map(|spec| spec.name.to_owned()),
            key_state: request.key_state.clone(),
            enterprise_project_id: request.enterprise_project_id.clone(),
            ..Filter::all(Kind::Key)
        };
        let total = self.records.count(&filter).await?;
        let page = self.records.list(&filter, request.marker, request.limit).await?;
        let (next_marker, truncated) = next_page(request.marker, page.len(), total);
        let keys = self.readable(&page, &filter, &mut Pace::default()).await?;
        Ok(ListKeysResponse {
            keys: keys.iter().map(|key| key.key_id.clone()).collect(),
            key_details: keys.iter().map(|key| self.details(key)).collect(),
            next_marker,
            truncated,
            total,
        })
    }
}
