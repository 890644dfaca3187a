//! What two calls are about: a key in some state, two others, and an alias that can be moved between them.

use pocket_kms::contract::spec::Spec;
use pocket_kms::material::random::Random;
use pocket_kms::material::{Material, PrivateFormat};
use pocket_kms::store::{MemoryStore, Record};
use serde_json::{Value, json};

use super::pausing::PausingHost;
use super::scheduler::finished;
use crate::hosts::{NEW_YEAR, SeededHost};
use crate::service::{DAY, World, records_of};

/// What is stored before the two calls, and when they are made.
pub(super) struct Scene {
    pub(super) records: Vec<Record>,
    /// How long after the world began, in milliseconds: later than all that was created in it.
    pub(super) time: u64,
    /// The key that both calls are about. `alias/moves` is its alias, `there` its tag.
    pub(super) key: String,
    /// A key of `AES_256` that is enabled.
    pub(super) other: String,
    /// A key of `EC_P256` that waits for material.
    pub(super) waiting: String,
    /// A request that imports material into `key`.
    pub(super) import: Value,
    /// A ciphertext of `key`, if it encrypts.
    pub(super) cipher_text: Value,
    /// A ciphertext of `other`.
    pub(super) other_cipher_text: Value,
}

/// How the key of a scene comes about.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub(super) name: &'static str,
    spec: &'static str,
    origin: &'static str,
    /// What is done to the key once it is there.
    prepare: fn(&World<'_>, &Value),
    /// How many days pass after that.
    days: u64,
}

const fn plot(name: &'static str, spec: &'static str, origin: &'static str) -> Plot {
    Plot { name, spec, origin, prepare: |_, _| (), days: 0 }
}

pub(super) const ENABLED: Plot = plot("enabled", "AES_256", "kms");
pub(super) const PAIR: Plot = plot("pair", "EC_P256", "kms");
pub(super) const WAITING: Plot = plot("waiting for material", "AES_256", "external");
pub(super) const WAITING_RSA: Plot = plot("waiting for a pair", "RSA_2048", "external");

pub(super) const DISABLED: Plot = Plot {
    prepare: |world, key| drop(world.ok("disableKey", key.clone())),
    ..plot("disabled", "AES_256", "kms")
};

pub(super) const TO_BE_DELETED: Plot = Plot {
    prepare: |world, key| drop(world.ok("deleteKey", key.clone())),
    ..plot("to be deleted", "AES_256", "kms")
};

pub(super) const DELETION_DUE: Plot = Plot { name: "deletion due", days: 7, ..TO_BE_DELETED };

pub(super) const ROTATING: Plot = Plot {
    prepare: |world, key| drop(world.ok("enableKeyRotation", key.clone())),
    ..plot("rotating", "AES_256", "kms")
};

pub(super) const ROTATION_DUE: Plot = Plot { name: "rotation due", days: 365, ..ROTATING };

pub(super) const IMPORTED: Plot = Plot {
    prepare: |world, key| {
        let mut import = world.wrapped(key["key_id"].as_str().unwrap(), "AES_256", Some(&[7; 32]));
        import["expiration_time"] = json!((NEW_YEAR + DAY) / 1000);
        world.ok("importKeyMaterial", import);
    },
    ..plot("imported", "AES_256", "external")
};

pub(super) const EXPIRY_DUE: Plot = Plot { name: "expiry due", days: 1, ..IMPORTED };

impl Scene {
    pub(super) fn new(plot: Plot) -> Self {
        let (store, host) = (MemoryStore::new(), SeededHost::new(59));
        let world = World::of(&store, &host);
        let new = |alias: &str, spec: &str, origin: &str| {
            world.create(json!({ "key_alias": alias, "key_spec": spec, "origin": origin }))
        };
        let encrypted = |key_id: &str| {
            let request = json!({ "key_id": key_id, "plain_text": "x" });
            world
                .call("encryptData", &request)
                .map_or(json!("A".repeat(128)), |it| it["cipher_text"].clone())
        };
        let other = new("other", "AES_256", "kms");
        let waiting = new("waiting", "EC_P256", "external");
        let key = new("key", plot.spec, plot.origin);
        world.ok("createAlias", json!({ "key_id": other, "alias": "alias/other" }));
        world.ok("createAlias", json!({ "key_id": key, "alias": "alias/moves" }));
        world.ok("createKmsTag", json!({ "key_id": key, "tag": { "key": "there" } }));
        let before = encrypted(&key);
        let import = match (plot.origin, plot.spec) {
            ("external", "AES_256") => world.wrapped(&key, "AES_256", Some(&[7; 32])),
            ("external", spec) => world.wrapped(&key, spec, Some(&rsa_key())),
            _ => json!({ "import_token": "AAAA", "encrypted_key_material": "AAAA" }),
        };
        (plot.prepare)(&world, &json!({ "key_id": key, "pending_days": "7" }));
        Self {
            time: plot.days * DAY + 1,
            cipher_text: if plot.origin == "kms" { before } else { encrypted(&key) },
            other_cipher_text: encrypted(&other),
            records: records_of(&store),
            key,
            other,
            waiting,
            import,
        }
    }
}

/// PKCS#8 of an `RSA_2048` key.
fn rsa_key() -> Vec<u8> {
    let host = PausingHost(SeededHost::new(61));
    let spec = Spec::named("RSA_2048").unwrap();
    let material = finished(Material::generate(spec, &mut Random::new(&host), &host)).unwrap();
    material.private_key(PrivateFormat::Pkcs8Der).unwrap().to_vec()
}
