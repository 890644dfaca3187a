//! Lists that are longer than a page: what they promise while the store changes under them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use pocket_kms::RootKey;
use pocket_kms::contract::error::Error;
use pocket_kms::contract::operation::Operation;
use pocket_kms::service::{Account, Kms};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Replaced, Store};
use serde_json::{Value, json};

use super::{DAY, ROOT, World};
use crate::hosts::{SeededHost, done};

/// Five pages and a bit.
const KEYS: u64 = 1300;

/// The records of as many keys, each created a millisecond after the one before, from `at` on.
fn records(count: u64, at: u64, seed: u64) -> Vec<Record> {
    let (store, host) = (MemoryStore::new(), SeededHost::new(seed));
    let world = World::of(&store, &host);
    host.pass(at);
    for number in 0..count {
        let key_id = world.create(json!({ "key_alias": format!("{at}-{number}") }));
        let tag = json!({ "key": format!("{}", number % 7), "value": format!("{at}-{number}") });
        world.ok("createKmsTag", json!({ "key_id": key_id, "tag": tag }));
        host.pass(1);
    }
    done(store.list(&Account::default().project_id, &Filter::all(Kind::Key), 0, count)).unwrap()
}

fn ids(records: &[Record]) -> BTreeSet<String> {
    records.iter().map(|record| record.id.clone()).collect()
}

/// A store in which something is changed whenever a page of keys has been listed.
struct Changing<'a> {
    store: &'a MemoryStore,
    pages: Cell<usize>,
    change: RefCell<Box<dyn FnMut(usize) + 'a>>,
}

impl Store for Changing<'_> {
    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        let page = self.store.list(project_id, filter, offset, limit).await;
        if filter.due_by.is_none() {
            (self.change.borrow_mut())(self.pages.get());
            self.pages.set(self.pages.get() + 1);
        }
        page
    }

    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        self.store.insert(record).await
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        self.store.replace(record, revision).await
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        self.store.get(project_id, id).await
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        self.store.count(project_id, filter).await
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        self.store.remove(project_id, id, revision).await
    }
}

/// What find-by-tags and list-tags answer for a store of `all`, in which `change` is made page by page.
fn answers(all: &[Record], change: impl Fn(&MemoryStore, usize)) -> [Value; 2] {
    let host = SeededHost::new(8);
    host.pass(DAY);
    [("listKmsByTags", json!({ "limit": 1000 })), ("listKmsTags", json!({}))].map(
        |(operation, request)| {
            let store = stored(all);
            let changing = Changing {
                store: &store,
                pages: Cell::new(0),
                change: RefCell::new(Box::new(|page| change(&store, page))),
            };
            let kms = Kms::new(&changing, &host, RootKey::of(&ROOT).unwrap(), Account::default());
            let operation = Operation::named(operation).unwrap();
            let answer = done(kms.call(operation, request.to_string().as_str().into())).unwrap();
            assert!(changing.pages.get() >= 5, "{} pages", changing.pages.get());
            serde_json::from_str(&answer).unwrap()
        },
    )
}

fn stored(records: &[Record]) -> MemoryStore {
    let store = MemoryStore::new();
    for record in records {
        assert_eq!(done(store.insert(record)).unwrap(), None);
    }
    store
}

fn remove(store: &MemoryStore, record: &Record) {
    done(store.remove(&record.project_id, &record.id, record.revision)).unwrap();
}

/// That every record of `stays` was met once, and no other but those of `may_be` at most once. Of the values of
/// tags there is one a key.
fn assert_met([found, tags]: &[Value; 2], stays: &[Record], may_be: &[Record]) {
    let number = |count: usize| u64::try_from(count).unwrap();
    let total = found["total_count"].as_u64().unwrap();
    let most = number(stays.len() + may_be.len());
    assert!((number(stays.len())..=most).contains(&total), "{total} of {} to {most}", stays.len());

    let shown = found["resources"].as_array().unwrap();
    let shown: Vec<_> = shown.iter().map(|it| it["resource_id"].as_str().unwrap()).collect();
    let distinct: BTreeSet<String> = shown.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), shown.len(), "no key twice");

    let values = tags["tags"].as_array().unwrap().iter();
    let values: BTreeSet<_> = values
        .flat_map(|tag| tag["values"].as_array().unwrap())
        .map(|it| it.as_str().unwrap())
        .collect();
    for record in stays {
        assert!(values.contains(record.alias.as_str()), "{} was there throughout", record.alias);
    }
    assert!(values.len() <= stays.len() + may_be.len());
    assert!(distinct.is_subset(&ids(&[stays, may_be].concat())));
}

#[test]
fn keys_that_are_removed_during_a_list_make_it_miss_no_other() {
    let all = records(KEYS, 0, 1);
    // How many are removed in front of what was listed, at each page: up to the whole of it.
    for removed in [1, 2, 100, 255, 256, 257] {
        let (gone, stays) = all.split_at(removed * 3);
        let answers = answers(&all, |store, page| {
            let from = page * removed;
            gone.iter().skip(from).take(removed).for_each(|record| remove(store, record));
        });
        assert_met(&answers, stays, gone);
    }
}

#[test]
fn the_last_key_of_a_page_that_is_removed_makes_a_list_miss_no_other() {
    let all = records(KEYS, 0, 2);
    let answers = answers(&all, |store, _| {
        // At whatever place the page has ended, it is among these.
        all.iter().skip(200).step_by(2).take(400).for_each(|record| remove(store, record));
    });
    let is_gone = |place: usize| (200..1000).contains(&place) && place.is_multiple_of(2);
    let pick = |gone| {
        let chosen = all.iter().enumerate().filter(|(place, _)| is_gone(*place) == gone);
        chosen.map(|(_, record)| record.clone()).collect::<Vec<_>>()
    };
    assert_met(&answers, &pick(false), &pick(true));
}

#[test]
fn keys_that_come_during_a_list_make_it_show_no_other_twice() {
    let all = records(KEYS, 10_000, 3);
    // By a clock that goes wrong they are older than all others.
    for (at, count) in [(0, 3), (0, 600), (20_000, 600)] {
        let new = records(count, at, 4);
        let answers = answers(&all, |store, page| {
            let count = usize::try_from(count).unwrap() / 3;
            for record in new.iter().skip(page * count).take(count) {
                done(store.insert(record)).unwrap();
            }
        });
        assert_met(&answers, &all, &new);
    }
}

#[test]
fn a_list_from_which_all_keys_are_removed_ends() {
    let all = records(KEYS, 0, 5);
    let answers = answers(&all, |store, page| {
        if page == 4 {
            for record in &all {
                remove(store, record);
            }
        }
    });
    assert_met(&answers, &[], &all);
}

/// A store that has the same page at every place.
struct Endless<'a>(&'a MemoryStore);

impl Store for Endless<'_> {
    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        _: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        self.0.list(project_id, filter, 0, limit).await
    }

    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        self.0.insert(record).await
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        self.0.replace(record, revision).await
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        self.0.get(project_id, id).await
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        self.0.count(project_id, filter).await
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        self.0.remove(project_id, id, revision).await
    }
}

#[test]
fn a_store_that_never_comes_to_an_end_is_an_error() {
    let (store, host) = (stored(&records(300, 0, 6)), SeededHost::new(9));
    let root = RootKey::of(&ROOT).unwrap();
    let kms = Kms::new(Endless(&store), &host, root, Account::default());
    for operation in [Operation::ListTags, Operation::FindByTags] {
        let error = done(kms.call(operation, "{}".into())).unwrap_err();
        assert!(["ERR_STORE", "ERR_RECORD"].contains(&error.code.name()));
    }
}
