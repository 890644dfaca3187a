//! list-aliases: a page of the aliases of a key, or of all keys.

use super::Kms;
use crate::contract::aliases::{ListAliasesRequest, ListAliasesResponse, PageInfo};
use crate::contract::error::Error;
use crate::contract::list_keys::next_page;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::Asked;
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
            Some(name) => Some(self.named(Operation::ListAliases, name).await?.key_id),
            None => None,
        };
        let filter = Filter { key_id, ..Filter::all(Kind::Alias) };
        let total = self.records.count(&filter).await?;
        let page = self.records.list(&filter, request.marker, request.limit).await?;
        let (next_marker, _) = next_page(request.marker, page.len(), total);
        let aliases: Vec<_> = page
            .iter()
            .filter_map(|it| self.records.read::<Alias>(it, Asked::Matching(&filter)).ok())
            .map(|stored| self.entity(&stored.value))
            .collect();
        let current_count = aliases.len();
        Ok(ListAliasesResponse { aliases, page_info: PageInfo { next_marker, current_count } })
    }
}
