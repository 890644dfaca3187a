//! What is drawn to seal by: never twice the same, and never from a source that is stuck.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use base64ct::{Base64, Encoding};
use pocket_kms::RootKey;
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::operation::Operation;
use pocket_kms::host::Host;
use pocket_kms::material::random::Watch;
use pocket_kms::service::{Account, Kms};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Store};
use serde_json::{Value, json};

use super::{DAY, ROOT, World};
use crate::hosts::{SeededHost, done};

/// Where the salt and the iv are in a blob, and in sealed material: docs/formats.md.
const IN_BLOB: [std::ops::Range<usize>; 2] = [47..79, 96..108];
const IN_SEALED: [std::ops::Range<usize>; 2] = [0..32, 32..44];

/// How many of `all` there are at each of the places that were not there before.
fn distinct(all: &[Vec<u8>], places: [std::ops::Range<usize>; 2]) -> [usize; 2] {
    places.map(|place| all.iter().map(|it| &it[place.clone()]).collect::<HashSet<_>>().len())
}

#[test]
fn no_two_encryptions_share_a_salt_or_an_iv() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(16));
    let world = World::of(&store, &host);
    for spec in ["AES_256", "SM4"] {
        let request = json!({ "key_id": world.key(spec), "plain_text": "x" });
        let blobs: Vec<_> = (0..1000)
            .map(|_| world.ok("encryptData", request.clone())["cipher_text"].clone())
            .map(|text| Base64::decode_vec(text.as_str().unwrap()).unwrap())
            .collect();
        assert_eq!(distinct(&blobs, IN_BLOB), [1000, 1000], "{spec}");
    }
}

#[test]
fn no_two_versions_of_material_are_sealed_with_one_salt_or_iv() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(17));
    let world = World::of(&store, &host);
    let key_id = world.key("AES_256");
    for _ in 1..200 {
        world.ok("rotateOnDemand", json!({ "key_id": key_id }));
    }
    let record = records(&store).remove(0);
    let json: Value = serde_json::from_str(record.data.splitn(3, '.').nth(2).unwrap()).unwrap();
    let sealed: Vec<_> = json["versions"].as_array().unwrap().iter().map(sealed_bytes).collect();
    assert_eq!(distinct(&sealed, IN_SEALED), [200, 200]);
}

fn sealed_bytes(version: &Value) -> Vec<u8> {
    let text = version["sealed"].as_str().unwrap();
    Base64::decode_vec(text.strip_prefix("2.").unwrap()).unwrap()
}

fn records(store: &MemoryStore) -> Vec<Record> {
    done(store.list(&Account::default().project_id, &Filter::all(Kind::Key), 0, 99)).unwrap()
}

/// What a source does from the draw on at which it breaks.
#[derive(Clone, Copy, Debug)]
enum Breaks {
    /// It gives the block that it has given last.
    Repeats,
    GivesZeros,
    Throws,
}

/// A source that is sound for a number of draws.
struct Breaking<'a> {
    sound: &'a SeededHost,
    draws: Cell<usize>,
    last: RefCell<Vec<u8>>,
    from: usize,
    how: Breaks,
}

impl<'a> Breaking<'a> {
    fn at(sound: &'a SeededHost, from: usize, how: Breaks) -> Self {
        // What was drawn before, by whoever it was.
        let mut last = vec![0; 32];
        sound.fill(&mut last).unwrap();
        Self { sound, draws: Cell::new(0), last: last.into(), from, how }
    }
}

impl Host for Breaking<'_> {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self.draws.set(self.draws.get() + 1);
        if self.draws.get() <= self.from {
            self.sound.fill(bytes)?;
            self.last.replace(bytes[bytes.len().saturating_sub(32)..].to_vec());
            return Ok(());
        }
        match self.how {
            Breaks::Repeats => {
                for block in bytes.chunks_mut(32) {
                    block.copy_from_slice(&self.last.borrow());
                }
            }
            Breaks::GivesZeros => bytes.fill(0),
            Breaks::Throws => return Err(Error::new(Code::Random, "")),
        }
        Ok(())
    }

    fn watch(&self) -> &Watch {
        self.sound.watch()
    }

    fn now_ms(&self) -> u64 {
        self.sound.now_ms()
    }
}

/// A request of an operation, made in a world that it is then sent to.
type Prepared = fn(&World<'_>) -> Value;

/// The operations that seal: with an iv of their own, or material, or a token.
const SEALING: [(&str, Prepared); 13] = [
    ("createKey", |_| json!({ "key_alias": "new" })),
    ("createKey", |_| json!({ "key_alias": "new", "key_spec": "SM2" })),
    ("encryptData", |world| json!({ "key_id": world.key("AES_256"), "plain_text": "x" })),
    ("encryptData", |world| json!({ "key_id": world.key("SM4"), "plain_text": "x" })),
    ("createDatakey", |world| json!({ "key_id": world.key("AES_256"), "datakey_length": "8" })),
    (
        "createDatakeyWithoutPlaintext",
        |world| json!({ "key_id": world.key("SM4"), "datakey_length": "8192" }),
    ),
    ("encryptDatakey", |world| {
        let plain_text =
            [[7; 64].as_slice(), &pocket_kms::material::hash::sha256(&[7; 64])].concat();
        let plain_text = base16ct::lower::encode_string(&plain_text);
        json!({ "key_id": world.key("AES_256"), "plain_text": plain_text, "datakey_plain_length": "64" })
    }),
    (
        "createEcDatakeyPair",
        |world| json!({ "key_id": world.key("AES_256"), "key_spec": "ECC_NIST_P256" }),
    ),
    ("reEncrypt", |world| {
        let request = json!({ "key_id": world.key("AES_256"), "plain_text": "x" });
        let cipher_text = world.ok("encryptData", request)["cipher_text"].clone();
        json!({ "destination_key_id": world.key("SM4"), "cipher_text": cipher_text })
    }),
    ("rotateOnDemand", |world| json!({ "key_id": world.key("AES_256") })),
    (
        "createParametersForImport",
        |world| json!({ "key_id": world.external("AES_256"), "wrapping_algorithm": "SM2_ENCRYPT" }),
    ),
    ("importKeyMaterial", |world| world.wrapped(&world.external("SM4"), "SM4", None)),
    // Its rotation has become due by the time that it is looked at.
    ("listKeyDetail", |world| {
        let request = json!({ "key_id": world.key("AES_256") });
        world.ok("enableKeyRotation", request.clone());
        world.host.pass(400 * DAY);
        request
    }),
];

#[test]
fn a_source_that_breaks_at_any_draw_of_an_operation_that_seals_ends_it_and_nothing_is_stored() {
    for (name, prepared) in SEALING {
        let mut draws = 0;
        while is_drawn(draws, name, prepared) {
            draws += 1;
        }
        assert!(draws >= 1, "{name} seals, so it draws a salt and an iv");
        println!("{name}: {draws} draws, refused at each");
    }
}

/// Whether the operation draws as often: then it is refused if the source breaks there, however it does.
fn is_drawn(draw: usize, name: &str, prepared: Prepared) -> bool {
    for how in [Breaks::Repeats, Breaks::GivesZeros, Breaks::Throws] {
        let (store, host) = (MemoryStore::new(), SeededHost::new(18));
        let request = prepared(&World::of(&store, &host)).to_string();
        let before = records(&store);
        let source = Breaking::at(&host, draw, how);
        let kms = Kms::new(&store, &source, RootKey::of(&ROOT).unwrap(), Account::default());
        let operation = Operation::named(name).unwrap();
        let outcome = done(kms.call(operation, request.as_str().into()));
        if source.draws.get() <= draw {
            outcome.unwrap();
            return false;
        }
        let code = outcome.map_err(|error| error.code);
        assert_eq!(code, Err(Code::Random), "{name}, draw {draw} {how:?}");
        assert_eq!(records(&store), before, "{name}, draw {draw} {how:?}");
    }
    true
}
