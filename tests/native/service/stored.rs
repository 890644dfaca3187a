//! What a store keeps: nothing that can be read, and nothing that can be changed unnoticed.

use base64ct::{Base64, Encoding};
use pocket_kms::RootKey;
use pocket_kms::contract::error::Error;
use pocket_kms::contract::operation::Operation;
use pocket_kms::service::{Account, Kms};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Replaced, Store, conformance};
use serde_json::{Value, json};

use super::{DAY, World};
use crate::hosts::{NEW_YEAR, SeededHost, done};

/// Three keys: their aliases, of which none is one bit from another, and their specs.
const KEYS: [(&str, &str); 3] = [("orders", "AES_256"), ("invoices", "EC_P256"), ("mail", "SM2")];

/// The records of the three, and the host that they were made on.
fn three_keys() -> (Vec<Record>, SeededHost) {
    let (store, host) = (MemoryStore::new(), SeededHost::new(23));
    let world = World::of(&store, &host);
    for (alias, spec) in KEYS {
        world.create(json!({ "key_alias": alias, "key_spec": spec }));
        host.pass(1);
    }
    let project = Account::default().project_id;
    (done(store.list(&project, &Filter::all(Kind::Key), 0, 9)).unwrap(), host)
}

/// Uses the key of a record.
fn used(world: &World<'_>, record: &Record) -> Result<Value, &'static str> {
    let key_id = &record.id;
    let mut request = json!({ "key_id": key_id, "message": "YQ==", "message_type": "RAW" });
    request["signing_algorithm"] = json!(match record.key_spec.as_str() {
        "AES_256" | "SM4" => {
            return world.call("encryptData", &json!({ "key_id": key_id, "plain_text": "x" }));
        }
        "HMAC_SM3" => {
            request["mac_algorithm"] = json!("HMAC_SM3");
            return world.call("generateMac", &request);
        }
        "RSA_2048" => "RSASSA_PSS_SHA_256",
        "EC_P384" => "ECDSA_SHA_384",
        "SM2" => "SM2DSA_SM3",
        "ED25519" => "ED25519_SHA_512",
        _ => "ECDSA_SHA_256",
    });
    let signature = world.call("sign", &request)?["signature"].clone();
    request["signature"] = signature;
    let verified = world.call("validateSignature", &request)?;
    assert_eq!(verified["signature_valid"], "true");
    Ok(verified)
}

pub(super) fn stored(records: &[Record]) -> MemoryStore {
    let store = MemoryStore::new();
    for record in records {
        done(store.insert(record)).unwrap();
    }
    store
}

#[test]
fn each_byte_of_a_stored_set_that_is_flipped_makes_its_own_key_fail_and_no_other() {
    let (records, host) = three_keys();
    let mut flips = 0;
    for (broken, record) in records.iter().enumerate() {
        let mut text = serde_json::to_value(record).unwrap();
        for member in text.clone().as_object().unwrap().keys() {
            let original = text[member].clone();
            for value in flipped(&original) {
                text[member] = value;
                flips += 1;
                // One that is no record any more is what a store would not give back.
                let Ok(changed) = serde_json::from_value::<Record>(text.clone()) else { continue };
                let mut records = records.clone();
                records[broken] = changed;
                let store = stored(&records);
                let world = World::of(&store, &host);
                for (number, record) in three_keys().0.iter().enumerate() {
                    let outcome = used(&world, record).map(drop);
                    if number == broken {
                        assert!(
                            matches!(outcome, Err("ERR_RECORD" | "KMS.0207")),
                            "{member}: {outcome:?}"
                        );
                    } else {
                        assert_eq!(outcome, Ok(()), "{member}");
                    }
                }
            }
            text[member] = original;
        }
    }
    println!("{flips} bytes flipped");
}

/// The value with each of its bytes flipped in turn.
fn flipped(value: &Value) -> Vec<Value> {
    match value {
        Value::String(text) => (0..text.len())
            .map(|place| {
                let mut bytes = text.as_bytes().to_vec();
                bytes[place] ^= 1;
                json!(String::from_utf8(bytes).unwrap())
            })
            .collect(),
        Value::Number(number) => {
            (0..64).map(|bit| json!(number.as_u64().unwrap() ^ (1 << bit))).collect()
        }
        Value::Null => vec![json!(1)],
        _ => Vec::new(),
    }
}

#[test]
fn two_records_whose_sealed_parts_are_swapped_are_both_refused() {
    let (mut records, host) = three_keys();
    let first = records[0].data.clone();
    records[0].data = records[1].data.clone();
    records[1].data = first;
    let store = stored(&records);
    let world = World::of(&store, &host);
    assert_eq!(used(&world, &records[0]), Err("ERR_RECORD"));
    assert_eq!(used(&world, &records[1]), Err("ERR_RECORD"));
    assert!(used(&world, &records[2]).is_ok());
}

#[test]
fn a_record_in_the_place_of_another_is_refused() {
    let (records, host) = three_keys();
    let moved = Record { id: records[1].id.clone(), ..records[0].clone() };
    let store = stored(std::slice::from_ref(&moved));
    assert_eq!(used(&World::of(&store, &host), &moved), Err("ERR_RECORD"));
}

#[test]
fn records_are_of_no_use_under_another_root_key() {
    let (records, host) = three_keys();
    let store = stored(&records);
    let kms = Kms::new(&store, &host, RootKey::of(&[1; 32]).unwrap(), Account::default());
    let text = json!({ "key_id": records[0].id }).to_string();
    let error = done(kms.call(Operation::DescribeKey, text.as_str().into())).unwrap_err();
    assert_eq!(error.code.name(), "ERR_RECORD");
}

#[test]
fn a_root_key_has_32_bytes() {
    for length in [0, 16, 31, 33, 64] {
        let error = RootKey::of(&vec![1; length]).unwrap_err();
        assert_eq!((error.code.name(), error.field), ("ERR_OPTION", Some("rootKey")));
    }
}

/// What each version of the formats has left behind: the records of a key of every kind and of an alias of
/// one, a ciphertext, and an import between its two calls.
macro_rules! fixtures {
    ($number:literal, $version:literal) => {
        [
            $version,
            include_str!(concat!("../../vectors/records-", $number, ".json")),
            include_str!(concat!("../../vectors/blob-", $number, ".txt")),
            include_str!(concat!("../../vectors/import-", $number, ".json")),
        ]
    };
}
const FIXTURES: [[&str; 4]; 2] = [fixtures!("1", "first"), fixtures!("2", "second")];

#[test]
fn a_record_and_a_ciphertext_of_any_version_are_read_for_ever() {
    for [version, records, blob, _] in FIXTURES {
        let records: Vec<Record> = serde_json::from_str(records).unwrap();
        let (store, host) = (stored(&records), SeededHost::new(29));
        let world = World::of(&store, &host);
        let (keys, aliases): (Vec<_>, Vec<_>) =
            records.iter().partition(|record| record.kind == Kind::Key);
        assert_eq!((keys.len(), aliases.len()), (9, 1));
        for record in keys {
            used(&world, record).unwrap();
        }
        let alias = format!("alias/{version}");
        let named = world.ok("listKeyDetail", json!({ "key_id": alias }));
        assert_eq!(named["key_info"]["key_alias"], "AES_256");
        let request = json!({ "cipher_text": blob.trim() });
        let opened = world.ok("decryptData", request);
        assert_eq!(opened["plain_text"], format!("of the {version} version"));
        // What is written beside the old is of the newest version: it opens, and the old still does.
        world.ok("rotateOnDemand", json!({ "key_id": alias }));
        used(&world, &records[0]).unwrap();
        assert_eq!(world.ok("decryptData", json!({ "cipher_text": blob.trim() })), opened);
    }
}

#[test]
fn an_import_token_of_any_version_is_accepted_for_its_24_hours() {
    for [.., import] in FIXTURES {
        let import: Value = serde_json::from_str(import).unwrap();
        let record: Record = serde_json::from_value(import["record"].clone()).unwrap();
        let day = record.created + DAY - NEW_YEAR;
        for (passed, outcome) in [(day - 1, Ok(json!({}))), (day, Err("KMS.2601"))] {
            let (store, host) = (stored(std::slice::from_ref(&record)), SeededHost::new(30));
            host.pass(passed);
            let world = World::of(&store, &host);
            assert_eq!(world.call("importKeyMaterial", &import["request"]), outcome);
        }
    }
}

#[test]
fn a_record_shows_nothing_of_its_material() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(23));
    let world = World::of(&store, &host);
    let material = *b"thirty-two bytes, all well-known";
    let key_id = world.external("AES_256");
    let import = world.wrapped(&key_id, "AES_256", Some(&material));
    let token = import["import_token"].as_str().unwrap().to_owned();
    world.ok("importKeyMaterial", import);
    let project = Account::default().project_id;
    let record = done(store.get(&project, &key_id)).unwrap().unwrap();
    for form in [
        String::from_utf8(material.to_vec()).unwrap(),
        Base64::encode_string(&material),
        base16ct::lower::encode_string(&material),
    ] {
        assert!(!record.data.contains(&form) && !token.contains(&form));
    }
}

#[test]
fn the_store_in_memory_keeps_every_promise() {
    assert_eq!(done(conformance::check(&MemoryStore::new())).unwrap(), [""; 0]);
}

/// A store in which everything that is replaced is overtaken a number of times.
struct Overtakes<'a> {
    store: &'a MemoryStore,
    times: std::cell::Cell<u32>,
}

impl Store for Overtakes<'_> {
    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        self.store.insert(record).await
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        if self.times.get() > 0 {
            self.times.set(self.times.get() - 1);
            return Ok(Replaced::Stale);
        }
        self.store.replace(record, revision).await
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        self.store.get(project_id, id).await
    }

    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        self.store.list(project_id, filter, offset, limit).await
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        self.store.count(project_id, filter).await
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        self.store.remove(project_id, id, revision).await
    }
}

#[test]
fn a_change_that_is_overtaken_is_tried_again_and_at_last_refused() {
    let (records, host) = three_keys();
    let store = stored(&records);
    for (times, code) in [(3, None), (1000, Some("ERR_STORE"))] {
        let store = Overtakes { store: &store, times: times.into() };
        let kms = Kms::new(store, &host, RootKey::of(&super::ROOT).unwrap(), Account::default());
        let text = json!({ "key_id": records[0].id, "key_description": "x" }).to_string();
        let outcome = done(kms.call(Operation::UpdateKeyDescription, text.as_str().into()));
        assert_eq!(outcome.err().map(|error| error.code.name()), code);
    }
}
