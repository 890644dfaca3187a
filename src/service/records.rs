//! The only way from an operation to the store. Whatever the store answers is compared with what it was
//! asked for; nothing else here has the store.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::keys::TRIES;
use crate::contract::error::Error;
use crate::key::{Asked, Recorded, RootKey, WRONG_ANSWER};
use crate::store::{Filter, Record, Replaced, Store};

/// The records of one project.
#[derive(Debug)]
pub(super) struct Records<S> {
    store: S,
    root: Rc<RootKey>,
    project_id: String,
}

/// What a record says, and the revision that it had when it was read.
pub(super) struct Stored<T> {
    pub(super) value: T,
    pub(super) revision: u64,
}

impl<S: Store> Records<S> {
    pub(super) const fn new(store: S, root: Rc<RootKey>, project_id: String) -> Self {
        Self { store, root, project_id }
    }

    /// The record of that id, if there is one.
    ///
    /// # Errors
    /// `ERR_RECORD` if it cannot be read, or is another.
    pub(super) async fn get<T: Recorded>(&self, id: &str) -> Result<Option<Stored<T>>, Error> {
        let record = self.store.get(&self.project_id, id).await?;
        record.map(|record| self.read(&record, Asked::Id(id))).transpose()
    }

    /// The records that match, without the first `offset`, and `limit` at the most. Some may have been
    /// changed: [`Self::read`] tells.
    ///
    /// # Errors
    /// `ERR_RECORD` if the store answers with others, with too many, in another order, or with one twice.
    pub(super) async fn list(
        &self,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        let records = self.store.list(&self.project_id, filter, offset, limit).await?;
        for record in &records {
            Asked::Matching(filter).check(record, &self.project_id)?;
        }
        let mut ids: Vec<_> = records.iter().map(|record| &record.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let is_sound = ids.len() == records.len()
            && u64::try_from(records.len()).is_ok_and(|length| length <= limit)
            && records.is_sorted_by_key(Record::place);
        if is_sound { Ok(records) } else { Err(WRONG_ANSWER) }
    }

    /// Reads a record that the store has answered `asked` with.
    ///
    /// # Errors
    /// `ERR_RECORD` if it was changed.
    pub(super) fn read<T: Recorded>(
        &self,
        record: &Record,
        asked: Asked<'_>,
    ) -> Result<Stored<T>, Error> {
        let value = T::of_record(record, asked, &self.root, &self.project_id)?;
        Ok(Stored { value, revision: record.revision })
    }

    /// How many records match.
    pub(super) async fn count(&self, filter: &Filter) -> Result<u64, Error> {
        self.store.count(&self.project_id, filter).await
    }

    /// Stores what is new, unless a record of its id or its alias is in the way; says whether it has.
    ///
    /// # Errors
    /// `ERR_RECORD` if what is said to be in the way is not.
    pub(super) async fn insert(&self, value: &impl Recorded) -> Result<bool, Error> {
        let record = value.to_record(&self.root, &self.project_id, 1);
        for _ in 0..TRIES {
            let Some(id) = self.store.insert(&record).await? else { return Ok(true) };
            if self.is_in_the_way(&record, &id).await? {
                return Ok(false);
            }
            // It may have been out of the way since.
        }
        Err(WRONG_ANSWER)
    }

    /// Stores `value` in the place of the record that it was read from.
    pub(super) async fn replace(
        &self,
        value: &impl Recorded,
        revision: u64,
    ) -> Result<Replaced, Error> {
        let next = value.to_record(&self.root, &self.project_id, revision.saturating_add(1));
        self.store.replace(&next, revision).await
    }

    /// Removes the record of that id, if it has `revision`; says whether it has.
    pub(super) async fn remove(&self, id: &str, revision: u64) -> Result<bool, Error> {
        self.store.remove(&self.project_id, id, revision).await
    }

    /// Whether the record of `id` keeps `record` from being stored.
    async fn is_in_the_way(&self, record: &Record, id: &str) -> Result<bool, Error> {
        let Some(other) = self.store.get(&self.project_id, id).await? else { return Ok(false) };
        Asked::Id(id).check(&other, &self.project_id)?;
        let has_alias = other.kind == record.kind && other.alias == record.alias;
        Ok(other.id == record.id || has_alias)
    }
}
