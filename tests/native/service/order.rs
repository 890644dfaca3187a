//! Keys and aliases are listed in the order in which they were created, whatever the clock does.

use std::rc::Rc;

use pocket_kms::RootKey;
use pocket_kms::contract::request::Request;
use pocket_kms::contract::seed::SeedRequest;
use pocket_kms::service::{Account, Kms, Turns};
use pocket_kms::store::{MemoryStore, Record};
use serde_json::{Value, json};

use super::stored::stored;
use super::{ROOT, World, alias};
use crate::hosts::{SeededHost, done};

/// How many: more than a page of a walk, so that the order of ids is no order of creation by chance.
const MANY: usize = 300;

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

#[test]
fn keys_of_one_millisecond_are_listed_in_the_order_in_which_they_were_created() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let ids: Vec<_> = (0..MANY).map(|_| world.key("SM4")).collect();
    let list = world.ok("listKeys", json!({ "key_spec": "ALL", "limit": "1000" }));
    assert_eq!(names(&list["keys"]), ids);
    let dates: Vec<_> = list["key_details"].as_array().unwrap().iter().collect();
    assert!(dates.iter().all(|key| key["creation_date"] == dates[0]["creation_date"]));
    let found = world.ok("listKmsByTags", json!({ "action": "filter", "limit": "1000" }));
    let found = found["resources"].as_array().unwrap().iter().map(|it| it["resource_id"].clone());
    assert_eq!(found.collect::<Vec<_>>(), ids);
}

#[test]
fn aliases_of_one_millisecond_are_listed_in_the_order_in_which_they_were_created() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let key_id = world.key("SM4");
    let given: Vec<_> = (0..50).map(|number| format!("alias/{}", (number * 7) % 50)).collect();
    for alias in &given {
        world.ok("createAlias", json!({ "key_id": key_id, "alias": alias }));
    }
    let list = world.ok("listAliases", json!({ "limit": "1000" }));
    let listed = list["aliases"].as_array().unwrap().iter().map(|it| it["alias"].clone());
    assert_eq!(listed.collect::<Vec<_>>(), given);
}

#[test]
fn keys_stay_in_order_when_the_clock_is_set_back() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let mut ids = Vec::new();
    for back in [0, 5_000, 1, 0, 3_600_000] {
        host.set_back(back);
        ids.extend((0..5).map(|_| world.key("SM4")));
        host.pass(7);
    }
    let list = world.ok("listKeys", json!({ "key_spec": "ALL", "limit": "1000" }));
    assert_eq!(names(&list["keys"]), ids);
}

#[test]
fn services_that_share_their_turns_list_keys_in_the_order_of_all() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let turns = Rc::<Turns>::default();
    // As in the wasm module, where every call has a service of its own.
    let ids: Vec<_> = (0..20)
        .map(|_| {
            let root = RootKey::of(&ROOT).unwrap();
            let kms = Kms::new(&store, &host, root, Account::default()).in_turn(Rc::clone(&turns));
            World { kms, host: &host }.key("SM4")
        })
        .collect();
    let world = World::of(&store, &host);
    let list = world.ok("listKeys", json!({ "key_spec": "ALL", "limit": "1000" }));
    assert_eq!(names(&list["keys"]), ids);
}

#[test]
fn the_keys_of_a_document_are_listed_in_its_order() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let ids: Vec<_> = (0..20)
        .map(|number| format!("{:08x}-e727-4d9c-b35d-f84bb474a37f", (number * 7) % 20))
        .collect();
    let keys: Vec<_> = ids.iter().map(|id| json!({ "key_id": id, "key_alias": alias() })).collect();
    let document = json!({ "keys": keys }).to_string();
    done(world.kms.seed(&SeedRequest::parse(&document).unwrap())).unwrap();
    let list = world.ok("listKeys", json!({ "limit": "1000" }));
    assert_eq!(names(&list["keys"]), ids);
}

/// Records from before there were turns, and those that have some, in one list.
#[test]
fn records_without_a_turn_and_records_with_one_are_read_together() {
    let first: Vec<Record> =
        serde_json::from_str(include_str!("../../vectors/records-1.json")).unwrap();
    let with_turns: Vec<Record> =
        serde_json::from_str(include_str!("../../vectors/records-1-turns.json")).unwrap();
    assert!(first.iter().all(|record| record.turn == 0));
    let store = stored(&[first, with_turns].concat());
    let host = SeededHost::new(29);
    let world = World::of(&store, &host);
    let list = world.ok("listKeys", json!({ "key_spec": "ALL", "limit": "1000" }));
    assert_eq!(names(&list["keys"]).len(), 12);
    let details = list["key_details"].as_array().unwrap();
    let youngest: Vec<_> = details[9..].iter().map(|key| key["key_alias"].clone()).collect();
    assert_eq!(youngest, ["first", "second", "third"]);
}
