//! Records in memory, for as long as the store is there.

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
    /// Kind, creation and id: the order of lists.
    order: BTreeSet<(Kind, u64, String)>,
    /// By the time when they are due.
    due: BTreeSet<(u64, String)>,
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
            project.matching(filter).skip(offset).take(limit).cloned().collect()
        }))
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        Ok(self.with(project_id, |project| {
            if *filter == Filter::all(filter.kind) {
                let [keys, aliases] = project.counts;
                return if filter.kind == Kind::Key { keys } else { aliases };
            }
            u64::try_from(project.matching(filter).count()).unwrap_or(u64::MAX)
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
        self.order.insert((record.kind, record.created, record.id.clone()));
        if let Some(due) = record.due {
            self.due.insert((due, record.id.clone()));
        }
        let count = self.count_mut(record.kind);
        *count = count.saturating_add(1);
        self.records.insert(record.id.clone(), record);
    }

    fn take(&mut self, id: &str) {
        let Some(record) = self.records.remove(id) else { return };
        self.ids.remove(&(record.kind, record.alias));
        if let Some(due) = record.due {
            self.due.remove(&(due, record.id.clone()));
        }
        self.order.remove(&(record.kind, record.created, record.id));
        let count = self.count_mut(record.kind);
        *count = count.saturating_sub(1);
    }

    fn count_mut(&mut self, kind: Kind) -> &mut u64 {
        let [keys, aliases] = &mut self.counts;
        if kind == Kind::Key { keys } else { aliases }
    }

    fn matching(&self, filter: &Filter) -> impl Iterator<Item = &Record> {
        let mut ids: Vec<&String> = Vec::new();
        let by_due = filter.due_by;
        if let Some(by) = by_due {
            // Few are due at a time, so their order is made rather than kept.
            ids.extend(self.due.iter().take_while(|(due, _)| *due <= by).map(|(_, id)| id));
            ids.sort_by_key(|id| self.records.get(*id).map(|record| (record.created, *id)));
        }
        let first = (filter.kind, 0, String::new());
        let all = self.order.range(first..).filter(move |_| by_due.is_none()).map(|(_, _, id)| id);
        ids.into_iter()
            .chain(all)
            .filter_map(|id| self.records.get(id))
            .take_while(move |record| by_due.is_some() || record.kind == filter.kind)
            .filter(|record| filter.matches(record))
    }
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
