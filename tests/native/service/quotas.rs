//! How many keys a project may have, and how many aliases a key, also for calls that come together.

use pocket_kms::RootKey;
use pocket_kms::contract::error::Error;
use pocket_kms::contract::operation::Operation;
use pocket_kms::service::{Account, Kms};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Replaced, Store};
use serde_json::{Value, json};

use super::interleavings::pausing::Pausing;
use super::interleavings::scheduler::Schedule;
use super::stored::stored;
use super::{DAY, ROOT, World, records_of};
use crate::hosts::{SeededHost, done};

fn full(max_keys: u64) -> Account {
    Account { max_keys, ..Account::default() }
}

/// The outcomes of two calls on what is stored, in every order, and how many records there are then.
fn together(
    records: &[Record],
    account: &Account,
    calls: &[(&str, Value); 2],
    filter: &Filter,
) -> Vec<([Option<&'static str>; 2], u64)> {
    let (mut outcomes, mut schedule) = (Vec::new(), Schedule::new(4));
    loop {
        let store = stored(records);
        let hosts = [SeededHost::new(79), SeededHost::new(83)];
        let call = async |which: usize| {
            let root = RootKey::of(&ROOT).unwrap();
            let kms = Kms::new(Pausing(&store), &hosts[which], root, account.clone());
            let (operation, request) = &calls[which];
            let operation = Operation::named(operation).unwrap();
            let outcome = kms.call(operation, request.to_string().as_str().into()).await;
            outcome.err().map(|error| error.code.name())
        };
        let (first, second) = schedule.run(call(0), call(1));
        let count = done(store.count(&account.project_id, filter)).unwrap();
        outcomes.push(([first, second], count));
        if !schedule.advance() {
            return outcomes;
        }
    }
}

/// A key with so many aliases, `alias/{name}-0` and on.
fn key_with(world: &World<'_>, name: &str, aliases: u32) -> String {
    let key_id = world.create(json!({ "key_alias": name }));
    for number in 0..aliases {
        let alias = format!("alias/{name}-{number}");
        world.ok("createAlias", json!({ "key_id": key_id, "alias": alias }));
    }
    key_id
}

#[test]
fn two_keys_that_are_created_together_do_not_both_get_the_last_place() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    World::of(&store, &host).key("AES_256");
    let calls = ["a", "b"].map(|alias| ("createKey", json!({ "key_alias": alias })));
    let outcomes = together(&records_of(&store), &full(2), &calls, &Filter::all(Kind::Key));
    for (refused, count) in &outcomes {
        let made = refused.iter().filter(|code| code.is_none()).count();
        assert!(refused.iter().flatten().all(|code| *code == "KMS.1105"), "{refused:?}");
        assert!(made <= 1 && *count == 1 + u64::try_from(made).unwrap(), "{refused:?}, {count}");
    }
    assert!(outcomes.len() >= 15 && outcomes.iter().any(|(_, count)| *count == 2));
}

#[test]
fn two_aliases_that_come_to_a_key_together_do_not_both_get_the_last_place() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let key_id = key_with(&world, "full", 49);
    let others = key_with(&world, "others", 2);
    let create = ("createAlias", json!({ "key_id": key_id, "alias": "alias/new" }));
    let [one, two] = ["alias/others-0", "alias/others-1"]
        .map(|it| ("associateAlias", json!({ "alias": it, "target_key_id": key_id })));
    let records = records_of(&store);
    for calls in [[create.clone(), one.clone()], [one, two]] {
        let of =
            |key_id: &str| Filter { key_id: Some(key_id.to_owned()), ..Filter::all(Kind::Alias) };
        let moved = calls.iter().filter(|(operation, _)| *operation == "associateAlias").count();
        let outcomes = together(&records, &Account::default(), &calls, &of(&key_id));
        for (refused, count) in &outcomes {
            let made = refused.iter().filter(|code| code.is_none()).count();
            assert!(refused.iter().flatten().all(|code| *code == "KMS.0308"), "{refused:?}");
            assert!(made <= 1 && *count == 49 + u64::try_from(made).unwrap(), "{refused:?}");
        }
        assert!(outcomes.len() > 50 && outcomes.iter().any(|(_, count)| *count == 50));
        // What is refused stays where it was.
        for (refused, count) in together(&records, &Account::default(), &calls, &of(&others)) {
            let gone = refused.iter().rev().take(moved).filter(|code| code.is_none()).count();
            assert_eq!(count, 2 - u64::try_from(gone).unwrap(), "{refused:?}");
        }
    }
}

#[test]
fn a_key_with_50_aliases_gets_no_other_and_keeps_its_own() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let key_id = key_with(&world, "full", 50);
    key_with(&world, "other", 1);
    let create = json!({ "key_id": key_id, "alias": "alias/new" });
    assert_eq!(world.call("createAlias", &create), Err("KMS.0308"));
    let associate = |alias: &str| json!({ "alias": alias, "target_key_id": key_id });
    assert_eq!(world.call("associateAlias", &associate("alias/other-0")), Err("KMS.0308"));
    world.ok("associateAlias", associate("alias/full-0"));
    let aliases = world.ok("listAliases", json!({ "key_id": key_id, "limit": 1000 }));
    assert_eq!(aliases["page_info"]["current_count"], 50);
}

/// A store that says that no key has an alias, so that there is no end of them.
struct CountsNoAliases<'a>(&'a MemoryStore);

impl Store for CountsNoAliases<'_> {
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
        let count = self.0.count(project_id, filter).await?;
        Ok(if filter.kind == Kind::Alias { 0 } else { count })
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        self.0.remove(project_id, id, revision).await
    }
}

#[test]
fn all_aliases_of_a_key_that_is_gone_go_with_it_however_many() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let key_id = key_with(&world, "gone", 0);
    key_with(&world, "other", 1);
    let root = RootKey::of(&ROOT).unwrap();
    let kms = Kms::new(CountsNoAliases(&store), &host, root, Account::default());
    for number in 0..600 {
        let request = json!({ "key_id": key_id, "alias": format!("alias/{number}") }).to_string();
        done(kms.call(Operation::CreateAlias, request.as_str().into())).unwrap();
    }
    world.ok("deleteKey", json!({ "key_id": key_id, "pending_days": "7" }));
    host.pass(7 * DAY);
    assert_eq!(world.ok("showUserInstances", json!({}))["instance_num"], 1);
    let aliases = world.ok("listAliases", json!({ "limit": 1000 }));
    assert_eq!(aliases["aliases"].as_array().unwrap().len(), 1);
}
