//! Two calls about one key at once, in every order of their steps: whatever comes of them comes of them
//! one after the other, too.
//!
//! A step is a call of the store, or the search or the proof of an RSA key.

pub(super) mod pausing;
mod scene;
pub(super) mod scheduler;

use std::rc::Rc;

use pocket_kms::RootKey;
use pocket_kms::contract::operation::Operation;
use pocket_kms::service::{Account, Kms, Turns};
use pocket_kms::store::{MemoryStore, Record};
use serde_json::{Value, json};

use self::pausing::{Pausing, PausingHost};
use self::scene::{Plot, Scene};
use self::scheduler::{Schedule, finished, interrupted};
use super::stored::stored;
use super::{ROOT, World, records_of};
use crate::hosts::SeededHost;

/// A call: what is done, and what its request has beside the name of the key.
type Call = (&'static str, fn(&Scene) -> Value);

/// The alias that some calls move or delete, and by which the others name the key then, too.
const MOVES: &str = "alias/moves";

/// Calls that change something.
const CHANGES: [Call; 24] = [
    ("createKey", |_| json!({ "key_alias": "wanted" })),
    ("createKey", |_| json!({ "key_alias": "key" })),
    ("updateKeyAlias", |_| json!({ "key_alias": "wanted" })),
    ("enableKey", |_| json!({})),
    ("disableKey", |_| json!({})),
    ("deleteKey", |_| json!({ "pending_days": "9" })),
    ("cancelKeyDeletion", |_| json!({})),
    ("updateKeyDescription", |_| json!({ "key_description": "x" })),
    ("createKmsTag", |_| json!({ "tag": { "key": "there", "value": "x" } })),
    (
        "batchCreateKmsTags",
        |_| json!({ "action": "create", "tags": [{ "key": "a" }, { "key": "b" }] }),
    ),
    ("deleteTag", |_| json!({ "key": "there" })),
    ("createAlias", |_| json!({ "alias": "alias/new" })),
    ("associateAlias", |it| json!({ "alias": MOVES, "target_key_id": it.other })),
    ("associateAlias", |it| json!({ "alias": MOVES, "target_key_id": it.waiting })),
    ("associateAlias", |it| json!({ "alias": "alias/other", "target_key_id": it.key })),
    ("associateAlias", |_| json!({ "alias": MOVES, "target_key_id": MOVES })),
    ("deleteAlias", |_| json!({ "aliases": [MOVES] })),
    ("importKeyMaterial", |it| it.import.clone()),
    ("deleteImportedKeyMaterial", |_| json!({})),
    ("enableKeyRotation", |_| json!({})),
    ("disableKeyRotation", |_| json!({})),
    ("updateKeyRotationInterval", |_| json!({ "rotation_interval": "30" })),
    ("rotateOnDemand", |_| json!({})),
    // It looks at every key whose time has come, and then counts them.
    ("showUserInstances", |_| json!({})),
];

/// Calls that use a key.
const USES: [Call; 7] = [
    ("encryptData", |_| json!({ "plain_text": "x" })),
    ("decryptData", |it| json!({ "cipher_text": it.cipher_text })),
    ("sign", |_| json!({ "message": "YQ==", "signing_algorithm": "ECDSA_SHA_256" })),
    ("createDatakey", |_| json!({})),
    ("createRsaDatakeyPair", |_| json!({ "key_spec": "RSA_2048" })),
    ("createEcDatakeyPair", |_| json!({ "key_spec": "EC_P256" })),
    ("reEncrypt", |it| json!({ "cipher_text": it.other_cipher_text, "source_key_id": it.other })),
];

/// `name: plot` writes a test of that name.
macro_rules! scenes {
    ($($name:ident: $plot:ident;)*) => {
        $(#[test]
        fn $name() {
            check(scene::$plot);
        })*
    };
}

scenes! {
    calls_about_an_enabled_key: ENABLED;
    calls_about_a_disabled_key: DISABLED;
    calls_about_a_key_to_be_deleted: TO_BE_DELETED;
    calls_about_a_key_whose_deletion_is_due: DELETION_DUE;
    calls_about_a_key_that_rotates: ROTATING;
    calls_about_a_key_whose_rotation_is_due: ROTATION_DUE;
    calls_about_a_key_that_waits_for_material: WAITING;
    calls_about_a_key_that_waits_for_a_pair: WAITING_RSA;
    calls_about_a_key_with_imported_material: IMPORTED;
    calls_about_a_key_whose_material_expires: EXPIRY_DUE;
    calls_about_a_pair: PAIR;
}

/// Every change beside every change and every use.
fn check(plot: Plot) {
    let scene = Scene::new(plot);
    let (mut pairs, mut schedules, mut faults) = (0, 0, Vec::new());
    for (i, first) in CHANGES.iter().enumerate() {
        for second in CHANGES[i..].iter().chain(&USES) {
            let moves =
                [first, second].iter().any(|call| call.1(&scene).to_string().contains(MOVES));
            let names =
                if moves { &[scene.key.as_str(), MOVES][..] } else { &[scene.key.as_str()][..] };
            for name in names {
                let (run, fault) = Pair::new(&scene, [*first, *second], name).check();
                pairs += 1;
                schedules += run;
                faults.extend(fault);
            }
        }
    }
    println!("{}: {pairs} pairs, {schedules} schedules", plot.name);
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(pairs >= 500 && schedules >= 10 * pairs, "{pairs} pairs, {schedules} schedules");
}

#[test]
fn a_data_key_pair_is_not_answered_if_its_key_stops_encrypting_during_the_search() {
    let scene = Scene::new(scene::ENABLED);
    let search: Call = ("createRsaDatakeyPair", |_| json!({ "key_spec": "RSA_2048" }));
    let disable: Call = ("disableKey", |_| json!({}));
    let delete: Call = ("deleteKey", |_| json!({ "pending_days": "7" }));
    for (change, code) in [(disable, "KMS.0209"), (delete, "KMS.0210")] {
        let pair = Pair::new(&scene, [search, change], &scene.key);
        // The key is read; then comes the search.
        let outcome = pair.outcome(|first, second| interrupted(first, 1, second));
        assert_eq!(outcome.answers[0], json!({ "code": code }));
        assert!(outcome.answers[1]["code"].is_null());
    }
}

#[test]
fn parameters_for_an_import_are_not_answered_if_material_is_imported_during_the_search() {
    let scene = Scene::new(scene::WAITING);
    let search: Call =
        ("createParametersForImport", |_| json!({ "wrapping_algorithm": "RSAES_OAEP_SHA_256" }));
    let import: Call = ("importKeyMaterial", |it| it.import.clone());
    let pair = Pair::new(&scene, [search, import], &scene.key);
    let outcome = pair.outcome(|first, second| interrupted(first, 1, second));
    assert_eq!(outcome.answers, [json!({ "code": "KMS.0310" }), json!({})]);
}

/// Two calls, with the key that they are about named by `name`.
struct Pair<'a> {
    scene: &'a Scene,
    root: Rc<RootKey>,
    name: &'a str,
    requests: [(Operation, String); 2],
}

/// What came of two calls: both answers, and what is stored.
#[derive(PartialEq)]
struct Outcome {
    answers: [Value; 2],
    records: Vec<Record>,
}

impl<'a> Pair<'a> {
    fn new(scene: &'a Scene, calls: [Call; 2], name: &'a str) -> Self {
        let requests = calls.map(|(operation, members)| {
            let mut request = json!({ "key_id": name, "destination_key_id": name });
            for (member, value) in members(scene).as_object().unwrap() {
                if member != "key_id" {
                    request[member] = value.clone();
                }
            }
            (Operation::named(operation).unwrap(), request.to_string())
        });
        Self { scene, root: RootKey::of(&ROOT).unwrap().into(), name, requests }
    }

    /// How many schedules there were, and the first that came to what no order comes to.
    fn check(&self) -> (u32, Option<String>) {
        let orders = [true, false].map(|in_order| {
            self.outcome(|first, second| {
                if in_order {
                    (finished(first), finished(second))
                } else {
                    let second = finished(second);
                    (finished(first), second)
                }
            })
        });
        let told = orders.each_ref().map(|outcome| self.told(outcome));
        let mut seen = Vec::from(orders);
        let (mut run, mut schedule) = (0, Schedule::new(3));
        loop {
            let outcome = self.outcome(|first, second| schedule.run(first, second));
            run += 1;
            // Most schedules come to the same, to the last byte.
            if !seen.contains(&outcome) {
                let comes_to = self.told(&outcome);
                if !told.contains(&comes_to) {
                    let [a, b] = self.requests.each_ref().map(|(it, _)| it.name());
                    let ([one, other], name, steps) = (told, self.name, schedule.steps());
                    let fault = format!(
                        "{a} + {b} of {name}, {steps}:\n  {comes_to}\nand not\n  {one}\n  {other}"
                    );
                    return (run, Some(fault));
                }
                seen.push(outcome);
            }
            if !schedule.advance() {
                return (run, None);
            }
        }
    }

    /// Starts both calls on what is stored, and has `run` run them.
    fn outcome(&self, run: impl FnOnce(Running<'_>, Running<'_>) -> (Value, Value)) -> Outcome {
        let store = stored(&self.scene.records);
        let turns = Rc::default();
        let hosts = [67, 71].map(|seed| PausingHost(self.host(seed)));
        let [first, second] = &hosts;
        let (a, b) = run(
            Box::pin(self.call(&store, first, &turns, 0)),
            Box::pin(self.call(&store, second, &turns, 1)),
        );
        Outcome { answers: [a, b], records: records_of(&store) }
    }

    /// What a caller can tell of an outcome: the answers without what is drawn at random, what the service
    /// says of its keys, and what can be done with them.
    fn told(&self, outcome: &Outcome) -> Value {
        let (store, host) = (stored(&outcome.records), self.host(73));
        let world = World::of(&store, &host);
        let opened = outcome.answers.each_ref().map(|answer| opened(&world, answer));
        let answers = outcome.answers.clone().map(without_random);
        json!([answers, world.everything(), self.usable(&world), opened])
    }

    fn host(&self, seed: u64) -> SeededHost {
        let host = SeededHost::new(seed);
        host.pass(self.scene.time);
        host
    }

    /// The answer, or the code of the refusal.
    async fn call(
        &self,
        store: &MemoryStore,
        host: &PausingHost,
        turns: &Rc<Turns>,
        which: usize,
    ) -> Value {
        let root = Rc::clone(&self.root);
        let kms =
            Kms::new(Pausing(store), host, root, Account::default()).in_turn(Rc::clone(turns));
        let (operation, request) = &self.requests[which];
        match kms.call(*operation, request.as_str().into()).await {
            Ok(answer) => serde_json::from_str(&answer).unwrap(),
            Err(error) => json!({ "code": error.code.name() }),
        }
    }

    /// What can be done afterwards with what was there before.
    fn usable(&self, world: &World<'_>) -> Value {
        let scene = self.scene;
        let open = |cipher_text: &Value| {
            world.call("decryptData", &json!({ "cipher_text": cipher_text })).map(drop).err()
        };
        let message = json!({
            "key_id": scene.key, "message": "YQ==", "signing_algorithm": "ECDSA_SHA_256",
        });
        json!([
            open(&scene.cipher_text),
            open(&scene.other_cipher_text),
            world.call("sign", &message).map(drop).err(),
        ])
    }
}

/// Whether a ciphertext of an answer opens afterwards.
fn opened(world: &World<'_>, answer: &Value) -> Value {
    let request = match answer["cipher_text"].as_str() {
        Some(text) if answer["plain_text"].is_null() => json!({ "cipher_text": text }),
        _ => return Value::Null,
    };
    world
        .call("decryptData", &request)
        .map_or_else(|code| json!(code), |it| it["plain_text"].clone())
}

type Running<'a> = std::pin::Pin<Box<dyn Future<Output = Value> + 'a>>;

/// An answer without what is drawn at random.
fn without_random(mut answer: Value) -> Value {
    for member in [
        "cipher_text",
        "signature",
        "public_key",
        "private_key_cipher_text",
        "private_key_plain_text",
    ] {
        answer.as_object_mut().unwrap().remove(member);
    }
    if answer["datakey_length"].is_null() && answer["plain_text"].as_str() != Some("x") {
        answer.as_object_mut().unwrap().remove("plain_text");
    }
    answer
}
