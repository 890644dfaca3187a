//! What every store promises, as tests that a store can run on itself.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Filter, Kind, Record, Replaced, Store};
use crate::contract::error::Error;

/// What a store has not kept: the sentence of the promise.
pub type Broken = &'static str;

/// Runs every promise on `store`, which has to be empty, and names those that it does not keep.
///
/// # Errors
/// What the store itself fails with.
pub async fn check(store: &impl Store) -> Result<Vec<Broken>, Error> {
    let mut promises = Promises(Vec::new());
    inserts(store, &mut promises).await?;
    replaces(store, &mut promises).await?;
    removes(store, &mut promises).await?;
    lists(store, &mut promises).await?;
    Ok(promises.0)
}

/// The promises that were not kept.
struct Promises(Vec<Broken>);

impl Promises {
    fn check(&mut self, kept: bool, sentence: Broken) {
        if !kept {
            self.0.push(sentence);
        }
    }
}

async fn inserts(store: &impl Store, promises: &mut Promises) -> Result<(), Error> {
    let first = record("p", "1", Kind::Key, "a");
    promises.check(store.insert(&first).await?.is_none(), "a new record is stored");
    promises.check(
        store.get("p", "1").await?.as_ref() == Some(&first),
        "a record comes back as it was stored, in every member",
    );
    promises.check(store.get("p", "2").await?.is_none(), "what was not stored is not there");
    promises
        .check(store.get("q", "1").await?.is_none(), "a project does not see another's records");

    let same_id = record("p", "1", Kind::Key, "b");
    promises.check(
        store.insert(&same_id).await?.as_deref() == Some("1"),
        "an id that is there is refused, with that id",
    );
    let same_alias = record("p", "2", Kind::Key, "a");
    promises.check(
        store.insert(&same_alias).await?.as_deref() == Some("1"),
        "an alias that is there is refused, with the id of its record",
    );
    promises.check(
        store.get("p", "1").await?.as_ref() == Some(&first) && store.get("p", "2").await?.is_none(),
        "an insert that is refused changes nothing",
    );
    let elsewhere = record("q", "1", Kind::Key, "a");
    promises.check(
        store.insert(&elsewhere).await?.is_none(),
        "another project may have the same id and alias",
    );
    let alias = record("p", "alias/a", Kind::Alias, "a");
    promises.check(store.insert(&alias).await?.is_none(), "another kind may have the same alias");
    Ok(())
}

/// After [`inserts`].
async fn replaces(store: &impl Store, promises: &mut Promises) -> Result<(), Error> {
    let second = record("p", "2", Kind::Key, "b");
    store.insert(&second).await?;
    let renamed = Record { alias: "c".to_string(), revision: 2, due: Some(5), ..second.clone() };
    promises.check(
        store.replace(&renamed, 1).await? == Replaced::Replaced,
        "a record of the revision that was read is replaced",
    );
    promises.check(
        store.get("p", "2").await?.as_ref() == Some(&renamed),
        "after that it is the new record, in every member",
    );
    promises.check(
        store.replace(&second, 1).await? == Replaced::Stale,
        "a record of another revision is stale",
    );
    let unknown = record("p", "9", Kind::Key, "z");
    promises.check(
        store.replace(&unknown, 1).await? == Replaced::Stale,
        "a record that is not there is stale",
    );
    let taken = Record { alias: "a".to_string(), revision: 3, ..renamed.clone() };
    promises.check(
        store.replace(&taken, 2).await? == Replaced::Taken,
        "an alias of another record cannot be taken over",
    );
    promises.check(
        store.get("p", "2").await?.as_ref() == Some(&renamed),
        "a replacement that is refused changes nothing",
    );
    let third = record("p", "3", Kind::Key, "b");
    promises.check(store.insert(&third).await?.is_none(), "an alias that was given up is free");
    Ok(())
}

/// After [`replaces`].
async fn removes(store: &impl Store, promises: &mut Promises) -> Result<(), Error> {
    let third = record("p", "3", Kind::Key, "b");
    promises
        .check(!store.remove("p", "3", 2).await?, "a record of another revision is not removed");
    promises.check(!store.remove("q", "3", 1).await?, "a record of another project is not removed");
    promises
        .check(store.get("p", "3").await?.is_some(), "a removal that is refused changes nothing");
    promises.check(
        store.remove("p", "3", 1).await?,
        "a record of the revision that was read is removed",
    );
    promises.check(store.get("p", "3").await?.is_none(), "what was removed is not there");
    promises.check(!store.remove("p", "3", 1).await?, "what is not there is not removed");
    promises
        .check(store.insert(&third).await?.is_none(), "id and alias of what was removed are free");
    Ok(())
}

async fn lists(store: &impl Store, promises: &mut Promises) -> Result<(), Error> {
    let ids = |records: Vec<Record>| records.into_iter().map(|it| it.id).collect::<Vec<String>>();
    for number in 4..=9_u64 {
        let spec = if number.is_multiple_of(2) { "SM4" } else { "AES_256" };
        let record = Record {
            created: 100_u64.saturating_sub(number),
            due: Some(number),
            key_spec: spec.to_string(),
            key_state: "4".to_string(),
            enterprise_project_id: "e".to_string(),
            key_id: format!("k{number}"),
            ..record("l", &number.to_string(), Kind::Key, &format!("n{number}"))
        };
        store.insert(&record).await?;
    }
    let all = Filter::all(Kind::Key);
    promises.check(
        ids(store.list("l", &all, 0, 100).await?) == ["9", "8", "7", "6", "5", "4"],
        "a list is in the order of creation",
    );
    promises.check(
        ids(store.list("l", &all, 1, 2).await?) == ["8", "7"],
        "a list begins after its offset and ends at its limit",
    );
    promises.check(
        store.list("l", &all, 6, 2).await?.is_empty(),
        "beyond the last record there is none",
    );
    promises.check(store.count("l", &all).await? == 6, "all records of a kind are counted");
    promises
        .check(store.count("l", &Filter::all(Kind::Alias)).await? == 0, "and none of another kind");
    let sm4 = Filter { key_spec: Some("SM4".to_string()), ..all.clone() };
    promises
        .check(ids(store.list("l", &sm4, 0, 9).await?) == ["8", "6", "4"], "a list is of one spec");
    promises.check(store.count("l", &sm4).await? == 3, "a count is of one spec");
    let due = Filter { due_by: Some(5), ..all.clone() };
    promises
        .check(ids(store.list("l", &due, 0, 9).await?) == ["5", "4"], "a list is of what is due");
    let one = Filter { key_id: Some("k7".to_string()), ..all.clone() };
    promises.check(ids(store.list("l", &one, 0, 9).await?) == ["7"], "a list is about one key");
    orders(store, promises).await?;
    for none in [
        Filter { key_state: Some("2".to_string()), ..all.clone() },
        Filter { enterprise_project_id: Some("0".to_string()), ..all },
    ] {
        promises.check(store.count("l", &none).await? == 0, "what does not match is not counted");
    }
    Ok(())
}

/// In a project of its own: what was created in one millisecond is in the order of its turns, as numbers,
/// whatever the ids are.
async fn orders(store: &impl Store, promises: &mut Promises) -> Result<(), Error> {
    let ordered = [("z", 1, 7), ("y", 2, 0), ("a", 2, 1), ("x", 2, 9), ("b", 2, 10), ("c", 2, 10)];
    for (id, created, turn) in ordered.into_iter().rev() {
        let due = Some(1);
        store.insert(&Record { created, turn, due, ..record("o", id, Kind::Key, id) }).await?;
    }
    let all = Filter::all(Kind::Key);
    for filter in [Filter { due_by: Some(1), ..all.clone() }, all] {
        let listed = store.list("o", &filter, 0, 9).await?;
        promises.check(
            listed.iter().map(|it| it.id.as_str()).eq(ordered.map(|(id, ..)| id)),
            "of one millisecond, a list is in the order of the turns, then of the ids",
        );
    }
    Ok(())
}

fn record(project_id: &str, id: &str, kind: Kind, alias: &str) -> Record {
    Record {
        project_id: project_id.to_string(),
        id: id.to_string(),
        kind,
        alias: alias.to_string(),
        key_id: id.to_string(),
        key_spec: "AES_256".to_string(),
        key_state: "2".to_string(),
        enterprise_project_id: "0".to_string(),
        created: 1,
        turn: 0,
        due: None,
        revision: 1,
        data: format!("data of {id}, \u{e9} \u{1f600}"),
    }
}
