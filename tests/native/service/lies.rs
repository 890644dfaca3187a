//! A store that answers another question than the one it was asked: every operation notices, and nothing
//! is changed.

use std::cell::Cell;

use pocket_kms::RootKey;
use pocket_kms::contract::error::Error;
use pocket_kms::contract::operation::Operation;
use pocket_kms::service::{Account, Kms};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Replaced, Store};
use serde_json::{Value, json};

use super::states::{State, about_a_key, prepared};
use super::stored::stored;
use super::{DAY, ROOT, World, records_of};
use crate::hosts::{SeededHost, done};

/// What a store says instead of the truth. It says the truth where it has nothing else to say.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lie {
    /// `get`: the intact record of another key, or of another alias.
    GetsAnother,
    /// `get`: a record of another project.
    GetsFromElsewhere,
    /// `get`: a key for an alias, an alias for a key.
    GetsAnotherKind,
    /// `list`: records that do not match the filter, of the kind that was asked for.
    ListsUnfiltered,
    /// `list`: records of the other kind.
    ListsAnotherKind,
    /// `list`: records of another project.
    ListsElsewhere,
    /// `list`: more than the limit.
    ListsTooMany,
    /// `list`: the youngest first.
    ListsBackwards,
    /// `list`: the last record twice.
    ListsTwice,
    /// `list`: the first record twice, the second time as if it was created later.
    ListsTwiceApart,
    /// `count`: there are no keys, when one was just stored.
    CountsNone,
    /// `insert`: a record that does not exist is in the way.
    IsHinderedByNone,
    /// `insert`: a record of another alias is in the way.
    IsHinderedByAnother,
}

const LIES: [Lie; 13] = [
    Lie::GetsAnother,
    Lie::GetsFromElsewhere,
    Lie::GetsAnotherKind,
    Lie::ListsUnfiltered,
    Lie::ListsAnotherKind,
    Lie::ListsElsewhere,
    Lie::ListsTooMany,
    Lie::ListsBackwards,
    Lie::ListsTwice,
    Lie::ListsTwiceApart,
    Lie::CountsNone,
    Lie::IsHinderedByNone,
    Lie::IsHinderedByAnother,
];

const ELSEWHERE: &str = "elsewhere";

/// A store that lies, after it has said the truth a number of times.
struct Liar<'a> {
    store: &'a MemoryStore,
    lie: Lie,
    truths: Cell<u32>,
    told: Cell<u32>,
    stored: Cell<bool>,
}

impl<'a> Liar<'a> {
    fn new(store: &'a MemoryStore, lie: Lie, truths: u32) -> Self {
        let (truths, told, stored) = (Cell::new(truths), Cell::new(0), Cell::new(false));
        Self { store, lie, truths, told, stored }
    }

    /// What it answers where it could answer `lie`.
    fn says<T: PartialEq>(&self, truth: T, lie: Option<T>) -> T {
        let Some(lie) = lie.filter(|lie| *lie != truth) else { return truth };
        if let Some(left) = self.truths.get().checked_sub(1) {
            self.truths.set(left);
            return truth;
        }
        self.told.set(self.told.get() + 1);
        lie
    }

    fn all(&self, project_id: &str, kind: Kind) -> Vec<Record> {
        done(self.store.list(project_id, &Filter::all(kind), 0, 1000)).unwrap()
    }
}

impl Store for Liar<'_> {
    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        let others = self.all(&record.project_id, record.kind);
        let other = others.iter().find(|it| it.alias != record.alias && it.id != record.id);
        let lie = match self.lie {
            Lie::IsHinderedByNone => Some(Some("nobody".to_owned())),
            Lie::IsHinderedByAnother => other.map(|it| Some(it.id.clone())),
            _ => None,
        };
        match self.says(None, lie) {
            None => {
                self.stored.set(true);
                self.store.insert(record).await
            }
            hindered => Ok(hindered),
        }
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        self.store.replace(record, revision).await
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        let truth = self.store.get(project_id, id).await?;
        let (kind, other) = if id.starts_with("alias/") {
            (Kind::Alias, Kind::Key)
        } else {
            (Kind::Key, Kind::Alias)
        };
        let lie = match self.lie {
            Lie::GetsAnother => self.all(project_id, kind).into_iter().find(|it| it.id != id),
            Lie::GetsFromElsewhere => self.all(ELSEWHERE, kind).into_iter().next(),
            Lie::GetsAnotherKind => self.all(project_id, other).into_iter().next(),
            _ => None,
        };
        Ok(self.says(truth, lie.map(Some)))
    }

    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        let truth = self.store.list(project_id, filter, offset, limit).await?;
        let other = if filter.kind == Kind::Key { Kind::Alias } else { Kind::Key };
        let lie = match self.lie {
            Lie::ListsUnfiltered => Some(self.all(project_id, filter.kind)),
            Lie::ListsAnotherKind => Some(self.all(project_id, other)),
            Lie::ListsElsewhere => Some(self.all(ELSEWHERE, filter.kind)),
            Lie::ListsTooMany => {
                Some(self.store.list(project_id, filter, offset, limit.saturating_add(1)).await?)
            }
            Lie::ListsBackwards => Some(truth.iter().rev().cloned().collect()),
            Lie::ListsTwice => Some(truth.iter().chain(truth.last()).cloned().collect()),
            Lie::ListsTwiceApart => Some(
                truth
                    .iter()
                    .cloned()
                    .chain(truth.first().map(|it| Record { created: u64::MAX, ..it.clone() }))
                    .collect(),
            ),
            _ => None,
        };
        Ok(self.says(truth, lie))
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        let truth = self.store.count(project_id, filter).await?;
        let counts_none = self.lie == Lie::CountsNone && self.stored.get();
        let lie = (counts_none && *filter == Filter::all(Kind::Key)).then_some(0);
        Ok(self.says(truth, lie))
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        self.store.remove(project_id, id, revision).await
    }
}

/// Operations that are about no key that exists, each with its request.
fn about_no_key() -> Vec<(&'static str, Value)> {
    vec![
        ("createKey", json!({ "key_alias": "new" })),
        ("listKeys", json!({ "key_spec": "ALL", "limit": 1 })),
        ("listKeys", json!({ "key_spec": "ALL", "limit": 10 })),
        ("listAliases", json!({ "limit": 1 })),
        ("listAliases", json!({ "limit": 10 })),
        ("listKmsTags", json!({})),
        ("listKmsByTags", json!({ "action": "filter" })),
        ("showUserInstances", json!({})),
        ("showUserQuotas", json!({})),
    ]
}

/// The records of a project and of another one, an operation and a request for it that is answered.
fn answered_requests() -> Vec<(Vec<Record>, &'static str, Value)> {
    let mut all = Vec::new();
    let (store, host) = (MemoryStore::new(), SeededHost::new(47));
    furnish(&World::of(&store, &host), &store, &host);
    for (operation, request) in about_no_key() {
        all.push((records_of(&store), operation, request));
    }
    // That of a curve asks the store the same, and needs no search for primes.
    let without_search = |operation| operation != "createRsaDatakeyPair";
    for (operation, kind, members) in about_a_key().into_iter().filter(|it| without_search(it.0)) {
        for state in [State::Enabled, State::Disabled, State::PendingDeletion, State::PendingImport]
        {
            let (store, host) = (MemoryStore::new(), SeededHost::new(47));
            let world = World::of(&store, &host);
            furnish(&world, &store, &host);
            let (key_id, request) = prepared(&world, operation, kind, state, &members);
            let records = records_of(&store);
            if world.call(operation, &request).is_ok() {
                // By its id, and by an alias.
                for name in [key_id.as_str(), "alias/there"] {
                    let mut request = request.clone();
                    request["key_id"] = json!(name);
                    all.push((records.clone(), operation, request));
                }
                break;
            }
        }
    }
    all
}

/// Two keys and their aliases, and as many in another project, one of them due.
fn furnish(world: &World<'_>, store: &MemoryStore, host: &SeededHost) {
    let account = Account { project_id: ELSEWHERE.into(), ..Account::default() };
    for world in [world, &World::with(store, host, account)] {
        for name in ["one", "two"] {
            let key_id = world.create(json!({ "key_alias": name }));
            world.ok("createAlias", json!({ "key_id": key_id, "alias": format!("alias/{name}") }));
        }
    }
}

fn seen(store: &MemoryStore) -> Value {
    World::of(store, &SeededHost::new(59)).everything()
}

#[test]
fn a_store_that_answers_another_question_is_noticed_by_every_operation_and_nothing_is_changed() {
    let mut told = LIES.map(|lie| (lie, 0));
    for (records, operation, request) in answered_requests() {
        let before = seen(&stored(&records));
        for (lie, count) in &mut told {
            for truths in 0..5 {
                let (store, host) = (stored(&records), SeededHost::new(53));
                let liar = Liar::new(&store, *lie, truths);
                let kms = Kms::new(&liar, &host, RootKey::of(&ROOT).unwrap(), Account::default());
                let text = request.to_string();
                let outcome =
                    done(kms.call(Operation::named(operation).unwrap(), text.as_str().into()));
                if liar.told.get() == 0 {
                    break;
                }
                *count += 1;
                let code = outcome.err().map(|error| error.code.name());
                assert_eq!(code, Some("ERR_RECORD"), "{operation} {request}: {lie:?}, {truths}");
                assert_eq!(seen(&store), before, "{operation} {request}: {lie:?}, {truths}");
            }
        }
    }
    println!("lies told: {told:?}");
    for (lie, count) in told {
        assert!(count > 0, "{lie:?} was never told");
    }
}

#[test]
fn the_aliases_of_other_keys_stay_when_a_key_is_gone_and_the_store_lists_them_as_its_own() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(47));
    let world = World::of(&store, &host);
    furnish(&world, &store, &host);
    let gone = world.create(json!({ "key_alias": "gone" }));
    world.ok("deleteKey", json!({ "key_id": gone, "pending_days": "7" }));
    host.pass(7 * DAY);
    let liar = Liar::new(&store, Lie::ListsUnfiltered, 0);
    let kms = Kms::new(&liar, &host, RootKey::of(&ROOT).unwrap(), Account::default());
    let text = json!({ "key_id": gone }).to_string();
    let error = done(kms.call(Operation::DescribeKey, text.as_str().into())).unwrap_err();
    assert_eq!(error.code.name(), "ERR_RECORD");
    assert_eq!(world.ok("listAliases", json!({}))["aliases"].as_array().unwrap().len(), 2);
}

#[test]
fn a_store_that_never_removes_what_is_due_ends_no_call_in_a_loop() {
    /// It says that it has removed what it keeps.
    struct Keeps<'a>(&'a MemoryStore);

    impl Store for Keeps<'_> {
        async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
            self.0.insert(record).await
        }

        async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
            self.0.replace(record, revision).await
        }

        async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
            self.0.get(project_id, id).await
        }

        async fn list(
            &self,
            project_id: &str,
            filter: &Filter,
            offset: u64,
            limit: u64,
        ) -> Result<Vec<Record>, Error> {
            self.0.list(project_id, filter, offset, limit).await
        }

        async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
            self.0.count(project_id, filter).await
        }

        async fn remove(&self, _: &str, _: &str, _: u64) -> Result<bool, Error> {
            Ok(true)
        }
    }

    let (store, host) = (MemoryStore::new(), SeededHost::new(47));
    let world = World::of(&store, &host);
    let gone = world.create(json!({ "key_alias": "gone" }));
    world.ok("createAlias", json!({ "key_id": gone, "alias": "alias/gone" }));
    world.ok("deleteKey", json!({ "key_id": gone, "pending_days": "7" }));
    host.pass(7 * DAY);
    let kms = Kms::new(Keeps(&store), &host, RootKey::of(&ROOT).unwrap(), Account::default());
    let outcome = done(kms.call(Operation::ListKeys, "{}".into()));
    assert!(outcome.is_ok_and(|answer| answer.contains(r#""total":1"#)));
}
