//! The service that inputs meet: keys of every kind, the same in every run, and nothing that is slow.

use std::cell::Cell;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, Mac};
use pocket_kms::RootKey;
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::operation::Operation;
use pocket_kms::contract::request::Request;
use pocket_kms::contract::wrap::WrapKeyMaterialRequest;
use pocket_kms::host::Host;
use pocket_kms::material::primes::PrimePair;
use pocket_kms::material::random::Watch;
use pocket_kms::service::{Account, Kms, wrap_key_material};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Store};
use serde_json::{Value, json};
use sha2::Sha256;

/// The root key under which the records of tests/vectors are sealed.
const ROOT: [u8; 32] = *b"a root key of thirty-two bytes..";

/// A day after those records were made: nothing of them is due.
const NOW: u64 = 1_767_225_600_000 + 86_400_000;

/// The project of every key here.
pub(crate) const PROJECT: &str = "00000000000000000000000000000000";

/// A host with a sequence for randomness (splitmix64), and without primes: a search would be all that a
/// fuzzer does.
#[derive(Debug)]
pub(crate) struct FixedHost {
    state: Cell<u64>,
    watch: Watch,
}

impl FixedHost {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { state: Cell::new(seed), watch: Watch::default() }
    }
}

impl Host for FixedHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        for part in bytes.chunks_mut(8) {
            let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
            self.state.set(state);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            part.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..part.len()]);
        }
        Ok(())
    }

    fn watch(&self) -> &Watch {
        &self.watch
    }

    fn now_ms(&self) -> u64 {
        NOW
    }

    async fn rsa_primes(&self, _modulus_bits: u32) -> Result<PrimePair, Error> {
        Err(Error::new(Code::Internal, ""))
    }
}

/// A key of every spec, an alias, a pair of each kind that encrypts, and keys that wait for material.
pub(crate) static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let made: Vec<Record> =
        serde_json::from_str(include_str!("../../tests/vectors/records-1.json")).unwrap();
    let world = World::with(&made);
    for (seed, alias, spec, usage, origin) in [
        (11, "waiting", "AES_256", "ENCRYPT_DECRYPT", "external"),
        (12, "waiting-EC", "EC_P256", "SIGN_VERIFY", "external"),
        (13, "encrypting-SM2", "SM2", "ENCRYPT_DECRYPT", "kms"),
        (14, "encrypting-RSA", "RSA_2048", "ENCRYPT_DECRYPT", "external"),
    ] {
        let request =
            json!({ "key_alias": alias, "key_spec": spec, "key_usage": usage, "origin": origin });
        // Each of its own randomness, and not that of a World: two keys are not to have one id.
        done(
            world
                .kms_on(FixedHost::seeded(seed))
                .call(Operation::CreateKey, request.to_string().as_str().into()),
        )
        .unwrap();
    }
    let rsa = find(&world.records(), "encrypting-RSA").id.clone();
    let import = wrapped(&world, &rsa, "RSA_2048", &wycheproof_rsa_key());
    world.call(Operation::ImportKeyMaterial, &import).unwrap();
    world.records()
});

/// The id of the key that goes by that alias, such as `AES_256`.
pub(crate) fn key_id(alias: &str) -> &'static str {
    &find(&RECORDS, alias).id
}

fn find<'a>(records: &'a [Record], alias: &str) -> &'a Record {
    let is_it = |record: &&Record| record.kind == Kind::Key && record.alias == alias;
    records.iter().find(is_it).unwrap()
}

/// The request that imports `material` into a key that waits for it.
pub(crate) fn wrapped(world: &World, key_id: &str, spec: &str, material: &[u8]) -> Value {
    let request = json!({ "key_id": key_id, "wrapping_algorithm": "SM2_ENCRYPT" });
    let parameters = world.call(Operation::GetParametersForImport, &request).unwrap();
    let request = json!({
        "public_key": parameters["public_key"],
        "wrapping_algorithm": "SM2_ENCRYPT",
        "key_spec": spec,
    });
    let request = WrapKeyMaterialRequest::parse(&request.to_string()).unwrap();
    let host = FixedHost::seeded(1);
    let material = done(wrap_key_material(&request, Some(material), &host)).unwrap();
    let mut import = serde_json::to_value(material).unwrap();
    import["key_id"] = json!(key_id);
    import["import_token"] = parameters["import_token"].clone();
    import
}

/// A private RSA key of Wycheproof, PKCS#8 in DER.
pub(crate) fn wycheproof_rsa_key() -> Vec<u8> {
    let file = include_str!("../../tests/vectors/wycheproof/rsa_oaep_2048_sha256_mgf1sha256.json");
    let file: Value = serde_json::from_str(file).unwrap();
    base16ct::lower::decode_vec(file["groups"][0]["key"].as_str().unwrap()).unwrap()
}

/// A service in memory.
pub(crate) struct World(MemoryStore);

impl World {
    /// With the keys of [`RECORDS`].
    pub(crate) fn new() -> Self {
        Self::with(&RECORDS)
    }

    pub(crate) fn with(records: &[Record]) -> Self {
        let store = MemoryStore::new();
        for record in records {
            done(store.insert(record)).unwrap();
        }
        Self(store)
    }

    pub(crate) fn kms(&self) -> Kms<&MemoryStore, FixedHost> {
        self.kms_on(FixedHost::seeded(1))
    }

    fn kms_on(&self, host: FixedHost) -> Kms<&MemoryStore, FixedHost> {
        Kms::new(&self.0, host, RootKey::of(&ROOT).unwrap(), Account::default())
    }

    pub(crate) fn call(&self, operation: Operation, request: &Value) -> Result<Value, Error> {
        self.call_text(operation, &request.to_string())
    }

    /// Runs an operation: an answer is JSON, and the text of a refusal is a sentence.
    pub(crate) fn call_text(&self, operation: Operation, text: &str) -> Result<Value, Error> {
        match done(self.kms().call(operation, text.into())) {
            Ok(answer) => Ok(serde_json::from_str(&answer).unwrap()),
            Err(error) => {
                let sentence = error.to_string();
                assert!(sentence.len() <= 500 && sentence.ends_with('.'), "{sentence}");
                Err(error)
            }
        }
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        let all = |kind| done(self.0.list(PROJECT, &Filter::all(kind), 0, 1000)).unwrap();
        [all(Kind::Key), all(Kind::Alias)].concat()
    }
}

/// The outcome of work that never waits.
pub(crate) fn done<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("nothing to wait for"),
    }
}

/// The `data` of a record that says `json`, as docs/formats.md has it: only so an input gets past the
/// code that keeps every other one out.
pub(crate) fn signed_record(revision: u64, json: &str) -> String {
    let place = ["1", PROJECT].map(framed).concat();
    let code = hmac(
        &hmac(&ROOT, &[b"pocket-kms record", &[1]]),
        &[&place, &revision.to_be_bytes(), json.as_bytes()],
    );
    format!("1.{}.{json}", Base64UrlUnpadded::encode_string(&code))
}

/// What stands in front of the iv of a token: `PKMT`, the version, and a salt that is always the same here.
const TOKEN: [u8; 37] = *b"PKMT\x02................................";

/// An import token that holds `json`.
pub(crate) fn sealed_token(json: &[u8]) -> Vec<u8> {
    let (key, aad) = token_key(&TOKEN[5..]);
    let sealed = key.encrypt(&[0; 12].into(), Payload { msg: json, aad: &aad }).unwrap();
    [&TOKEN[..], &[0; 12], &sealed].concat()
}

/// What an import token holds.
pub(crate) fn opened_token(token: &[u8]) -> Vec<u8> {
    let (head, rest) = token.split_at(TOKEN.len());
    let (iv, sealed) = rest.split_first_chunk::<12>().unwrap();
    let (key, aad) = token_key(&head[5..]);
    key.decrypt(&(*iv).into(), Payload { msg: sealed, aad: &aad }).unwrap()
}

/// The key for a salt, and the additional data.
fn token_key(salt: &[u8]) -> (Aes256Gcm, Vec<u8>) {
    let secret = hmac(&ROOT, &[b"pocket-kms import token", &[1]]);
    let key = hmac(&secret, &[b"pocket-kms seal", salt, &[1]]);
    (Aes256Gcm::new(&key.into()), ["import", PROJECT, "2"].map(framed).concat())
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn framed(text: &str) -> Vec<u8> {
    [&u32::try_from(text.len()).unwrap().to_be_bytes(), text.as_bytes()].concat()
}
