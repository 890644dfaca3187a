//! A walk over all records that match a filter: page by page, in turns with the other work of the thread, and
//! true to what the store has while it goes.

use alloc::string::String;
use alloc::vec::Vec;

use super::Kms;
use super::keys::{OVERTAKEN, TRIES};
use crate::contract::error::Error;
use crate::host::Host;
use crate::key::{Asked, Key};
use crate::store::{Filter, Record, Store};

/// How many records a walk asks for together.
const PAGE: u64 = 256;

/// How much is done before the other work of the thread has its turn, in bytes of records: a few
/// milliseconds. By bytes, since a key that has often been rotated takes as long as a hundred others.
const TURN: usize = 64 * 1024;

/// Work that gives way to others.
#[derive(Debug, Default)]
pub(super) struct Pace(usize);

impl Pace {
    /// Notes that a record of so many bytes was worked on. Lets others have their turn if it is time.
    ///
    /// # Errors
    /// As [`Host::pause`].
    pub(super) async fn done(&mut self, bytes: usize, host: &impl Host) -> Result<(), Error> {
        self.0 = self.0.saturating_add(bytes);
        if self.0 < TURN {
            return Ok(());
        }
        self.0 = 0;
        host.pause().await
    }
}

/// How far a walk has come.
///
/// A record that matches from its beginning to its end is met, and met once, whatever is stored or removed
/// meanwhile; one that comes or goes meanwhile is met once or not at all.
pub(super) struct Walk<'a> {
    filter: &'a Filter,
    /// How many records it has come by, as far as it knows: others may have been removed since.
    passed: u64,
    /// The place of the last of them.
    last: Option<(u64, u64, String)>,
    is_over: bool,
    pace: Pace,
}

impl<'a> Walk<'a> {
    /// A walk from the beginning.
    pub(super) fn new(filter: &'a Filter) -> Self {
        Self { filter, passed: 0, last: None, is_over: false, pace: Pace::default() }
    }

    /// Tells it that a record that it has come by matches no longer.
    pub(super) fn lose_one(&mut self) {
        self.passed = self.passed.saturating_sub(1);
    }

    fn has_passed(&self, record: &Record) -> bool {
        let last = self.last.as_ref();
        last.is_some_and(|(created, turn, id)| record.place() <= (*created, *turn, id))
    }
}

impl<S: Store, H: Host> Kms<S, H> {
    /// The next keys of a walk that can be read; none once it is over.
    pub(super) async fn next_keys(&self, walk: &mut Walk<'_>) -> Result<Option<Vec<Key>>, Error> {
        let Some(records) = self.next_records(walk).await? else { return Ok(None) };
        self.readable(&records, walk.filter, &mut walk.pace).await.map(Some)
    }

    /// Those keys of the records of a filter that can be read, giving way while they are.
    pub(super) async fn readable(
        &self,
        records: &[Record],
        filter: &Filter,
        pace: &mut Pace,
    ) -> Result<Vec<Key>, Error> {
        let mut keys = Vec::with_capacity(records.len());
        for record in records {
            pace.done(record.data.len(), &self.host).await?;
            let stored = self.records.read::<Key>(record, Asked::Matching(filter));
            keys.extend(stored.map(|it| it.value));
        }
        Ok(keys)
    }

    /// The next records of a walk; none once it is over.
    ///
    /// # Errors
    /// `ERR_STORE` if the store gives ever again what has been there before.
    pub(super) async fn next_records(
        &self,
        walk: &mut Walk<'_>,
    ) -> Result<Option<Vec<Record>>, Error> {
        for _ in 0..TRIES {
            if walk.is_over {
                return Ok(None);
            }
            // The last record once more: if it is not there, others may have moved to before it, too.
            let from = walk.passed.saturating_sub(1);
            let mut records = self.records.list(walk.filter, from, PAGE).await?;
            let known = records.iter().take_while(|record| walk.has_passed(record)).count();
            if known == 0 && from > 0 {
                walk.passed = self.count_passed(walk).await?;
                continue;
            }
            let length = u64::try_from(records.len()).unwrap_or(u64::MAX);
            walk.passed = from.saturating_add(length);
            walk.is_over = length < PAGE;
            records.drain(..known);
            if let Some(record) = records.last() {
                walk.last = Some((record.created, record.turn, record.id.clone()));
                return Ok(Some(records));
            }
        }
        Err(OVERTAKEN)
    }

    /// How many of the records that there are now a walk has come by: found by halving.
    async fn count_passed(&self, walk: &Walk<'_>) -> Result<u64, Error> {
        let (mut low, mut high) = (0, walk.passed);
        while low < high {
            let middle = low.midpoint(high);
            let record = self.records.list(walk.filter, middle, 1).await?;
            if record.first().is_some_and(|record| walk.has_passed(record)) {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}
