//! Records in memory, for as long as the store is there.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;

use super::{Filter, Kind, Record, Replaced, Store};
use crate::contract::error::Error;

/// A store that forgets everything when it is dropped. What an operation costs does not grow with the
/// records, except for lists, by those that they pass over.
#[derive(Debug, Default)]
pub struct MemoryStore {
    projects: RefCell<BTreeMap<String, Project>>,
}

/// The place of a record in a list: its creation and its id.
type Place = (u64, String);

#[derive(Debug, Default)]
struct Project {
    records: BTreeMap<String, Record>,
    /// By kind and alias.
    ids: BTreeMap<(Kind, String), String>,
    /// The records of a kind, in the order of lists.
    order: BTreeSet<(Kind, Place)>,
    /// By the time when they are due.
    due: BTreeSet<(u64, Place)>,
    /// The aliases of a key.
    aliases: BTreeSet<(String, Place)>,
    /// Keys and aliases.
    counts: [u64; 2],
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, project_id: &str, work: impl FnOnce(&mut Project) -> T) -> T {
        let mut projects = self.projects.borrow_mut();
        if !projects.contains_key(project_id) {
            projects.insert(project_id.to_string(), Project::default());
        }
        match projects.get_mut(project_id) {
            Some(project) => work(project),
            None => work(&mut Project::default()),
        }
    }
}

impl Store for MemoryStore {
    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        Ok(self.with(&record.project_id, |project| {
            let same_alias = project.ids.get(&(record.kind, record.alias.clone()));
            let in_the_way = project.records.get_key_value(&record.id).map(|(id, _)| id);
            if let Some(id) = in_the_way.or(same_alias) {
                return Some(id.clone());
            }
            project.put(record.clone());
            None
        }))
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        Ok(self.with(&record.project_id, |project| {
            if project.revision(&record.id) != Some(revision) {
                return Replaced::Stale;
            }
            let owner = project.ids.get(&(record.kind, record.alias.clone()));
            if owner.is_some_and(|id| *id != record.id) {
                return Replaced::Taken;
            }
            project.take(&record.id);
            project.put(record.clone());
            Replaced::Replaced
        }))
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        Ok(self.with(project_id, |project| project.records.get(id).cloned()))
    }

    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        let (offset, limit) = (size(offset), size(limit));
        Ok(self.with(project_id, |project| {
            project.matching(filter, offset).take(limit).cloned().collect()
        }))
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        Ok(self.with(project_id, |project| {
            if *filter == Filter::all(filter.kind) {
                let [keys, aliases] = project.counts;
                return if filter.kind == Kind::Key { keys } else { aliases };
            }
            u64::try_from(project.matching(filter, 0).count()).unwrap_or(u64::MAX)
        }))
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        Ok(self.with(project_id, |project| {
            let is_it = project.revision(id) == Some(revision);
            if is_it {
                project.take(id);
            }
            is_it
        }))
    }
}

impl Project {
    fn revision(&self, id: &str) -> Option<u64> {
        self.records.get(id).map(|record| record.revision)
    }

    fn put(&mut self, record: Record) {
        self.ids.insert((record.kind, record.alias.clone()), record.id.clone());
        self.order.insert((record.kind, place(&record)));
        if let Some(due) = record.due {
            self.due.insert((due, place(&record)));
        }
        if record.kind == Kind::Alias {
            self.aliases.insert((record.key_id.clone(), place(&record)));
        }
        let count = self.count_mut(record.kind);
        *count = count.saturating_add(1);
        self.records.insert(record.id.clone(), record);
    }

    fn take(&mut self, id: &str) {
        let Some(record) = self.records.remove(id) else { return };
        let place = place(&record);
        self.ids.remove(&(record.kind, record.alias));
        self.aliases.remove(&(record.key_id, place.clone()));
        if let Some(due) = record.due {
            self.due.remove(&(due, place.clone()));
        }
        self.order.remove(&(record.kind, place));
        let count = self.count_mut(record.kind);
        *count = count.saturating_sub(1);
    }

    fn count_mut(&mut self, kind: Kind) -> &mut u64 {
        let [keys, aliases] = &mut self.counts;
        if kind == Kind::Key { keys } else { aliases }
    }

    /// The records that a filter means, without the first `offset`.
    fn matching(&self, filter: &Filter, offset: usize) -> impl Iterator<Item = &Record> {
        // What every record of the kind matches, none has to be looked at for to be passed over.
        let matches_all = *filter == Filter::all(filter.kind);
        let (unseen, seen) = if matches_all { (offset, 0) } else { (0, offset) };
        self.places(filter)
            .skip(unseen)
            .filter_map(|(_, id)| self.records.get(id))
            .filter(|record| filter.matches(record))
            .skip(seen)
    }

    /// The places in which there may be records that a filter means, in the order of lists.
    fn places(&self, filter: &Filter) -> Box<dyn Iterator<Item = &Place> + '_> {
        let first = (0, String::new());
        match (filter.due_by, filter.kind, &filter.key_id) {
            (Some(by), ..) => {
                let due = self.due.iter().take_while(|(due, _)| *due <= by);
                let mut places: Vec<_> = due.map(|(_, place)| place).collect();
                // Their order is made rather than kept: few are due at a time.
                places.sort_unstable();
                Box::new(places.into_iter())
            }
            (None, Kind::Alias, Some(key_id)) => {
                let key_id = key_id.clone();
                let from = self.aliases.range((key_id.clone(), first)..);
                Box::new(from.take_while(move |(of, _)| *of == key_id).map(|(_, place)| place))
            }
            (None, kind, _) => {
                let from = self.order.range((kind, first)..);
                Box::new(from.take_while(move |(of, _)| *of == kind).map(|(_, place)| place))
            }
        }
    }
}

fn place(record: &Record) -> Place {
    (record.created, record.id.clone())
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
