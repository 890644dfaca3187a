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

#[derive(Debug, Default)]
struct Project {
    records: BTreeMap<String, Record>,
    /// By kind and alias.
    ids: BTreeMap<(Kind, String), String>,
    /// The lists that a record is on, each in the order of lists.
    lists: BTreeSet<(List, Place)>,
    /// Keys and aliases.
    counts: [u64; 2],
}

/// A list that is kept, so that no other records have to be looked at for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    /// All records of a kind.
    Of(Kind),
    /// The aliases of a key.
    AliasesOf(String),
    /// What is due then.
    Due(u64),
}

/// The place of a record in a list: its creation, its turn and its id.
type Place = (u64, u64, String);

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
        self.lists.extend(lists(&record));
        let count = self.count_mut(record.kind);
        *count = count.saturating_add(1);
        self.records.insert(record.id.clone(), record);
    }

    fn take(&mut self, id: &str) {
        let Some(record) = self.records.remove(id) else { return };
        for list in lists(&record) {
            self.lists.remove(&list);
        }
        self.ids.remove(&(record.kind, record.alias));
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
            .filter_map(|(.., id)| self.records.get(id))
            .filter(|record| filter.matches(record))
            .skip(seen)
    }

    /// The places in which there may be records that a filter means, in the order of lists.
    fn places(&self, filter: &Filter) -> Box<dyn Iterator<Item = &Place> + '_> {
        let (first, last) = match (filter.due_by, filter.kind, &filter.key_id) {
            (Some(by), ..) => (List::Due(0), List::Due(by)),
            (None, Kind::Alias, Some(id)) => {
                (List::AliasesOf(id.clone()), List::AliasesOf(id.clone()))
            }
            (None, kind, _) => (List::Of(kind), List::Of(kind)),
        };
        let listed = self.lists.range((first, Place::default())..);
        let places = listed.take_while(move |(list, _)| *list <= last).map(|(_, place)| place);
        if filter.due_by.is_none() {
            return Box::new(places);
        }
        // Their order is made rather than kept: few are due at a time.
        let mut places: Vec<_> = places.collect();
        places.sort_unstable();
        Box::new(places.into_iter())
    }
}

/// The lists that a record is on, and its place in them.
fn lists(record: &Record) -> impl Iterator<Item = (List, Place)> {
    let aliases = (record.kind == Kind::Alias).then(|| List::AliasesOf(record.key_id.clone()));
    let lists = [Some(List::Of(record.kind)), aliases, record.due.map(List::Due)];
    let place = (record.created, record.turn, record.id.clone());
    lists.into_iter().flatten().map(move |list| (list, place.clone()))
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
