//! list-aliases: a page of the aliases of a key, or of all keys.

use super::Kms;
use crate::contract::aliases::{ListAliasesRequest, ListAliasesResponse, PageInfo};
use crate::contract::error::Error;
use crate::contract::list_keys::next_page;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::Recorded;
use crate::key::alias::Alias;
use crate::store::Store;
use crate::store::{Filter, Kind};

impl<S: Store, H: Host> Kms<S, H> {
    /// A page of the aliases of a key, or of all keys.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such key.
    pub async fn list_aliases(
        &self,
        request: &ListAliasesRequest,
    ) -> Result<ListAliasesResponse, Error> {
        self.sweep().await?;
        let key_id = match &request.key_id {
            Some(name) => Some(self.find_for(Operation::ListAliases, name).await?.key.key_id),
            None => None,
        };
        let filter = Filter { key_id, ..Filter::all(Kind::Alias) };
        let total = self.store.count(self.project(), &filter).await?;
        let page = self.store.list(self.project(), &filter, request.marker, request.limit).await?;
        let (next_marker, _) = next_page(request.marker, page.len(), total);
        let aliases: Vec<_> = page
            .iter()
            .filter_map(|record| Alias::of_record(record, &self.root, self.project()).ok())
            .map(|alias| self.entity(&alias))
            .collect();
        let current_count = aliases.len();
        Ok(ListAliasesResponse { aliases, page_info: PageInfo { next_marker, current_count } })
    }
}
