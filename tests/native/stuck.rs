//! A source of randomness that sticks, at every draw of everything that draws: the call ends in
//! `ERR_RANDOM` within a few draws, nothing is stored, and nothing is answered.

use std::cell::{Cell, RefCell};

use crate::hosts::{SeededHost, done};
use crate::weak_rsa::prime;
use pocket_kms::RootKey;
use pocket_kms::contract::algorithm::SIGNING_ALGORITHMS;
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::operation::Operation;
use pocket_kms::contract::request::Request;
use pocket_kms::contract::spec::{SPECS, Spec};
use pocket_kms::contract::wrap::WrapKeyMaterialRequest;
use pocket_kms::host::Host;
use pocket_kms::material::primes::PrimePair;
use pocket_kms::material::random::{Random, Watch};
use pocket_kms::service::{Account, Kms, wrap_key_material};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Store};
use serde_json::{Value, json};

/// What a source gives from the draw on at which it sticks.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// Nothing: the buffer is as it was.
    Zeros,
    Ones,
    /// What it has given last, again and again.
    Repeats,
    Fails,
    /// The first half of a block.
    Half,
}

const WAYS: [Way; 5] = [Way::Fails, Way::Zeros, Way::Ones, Way::Repeats, Way::Half];

/// A host whose randomness sticks, and whose search has always found the same two primes: of those a
/// proof draws as many bases as of any.
struct Sticks {
    sound: SeededHost,
    stuck: Cell<Option<(u32, Way)>>,
    draws: Cell<u32>,
    last: RefCell<Vec<u8>>,
    watch: Watch,
    primes: Vec<u8>,
}

impl Sticks {
    fn new() -> Self {
        let primes = [prime(1_024), crate::weak_rsa::greatest(1_024)];
        Self {
            sound: SeededHost::new(23),
            stuck: Cell::new(None),
            draws: Cell::new(0),
            last: RefCell::default(),
            watch: Watch::default(),
            primes: primes.map(|prime| prime.to_be_bytes().to_vec()).concat(),
        }
    }

    /// Is sound for a draw, and then sticks at one of what follows; or is sound from now on.
    fn sticks(&self, stuck: Option<(u32, Way)>) {
        self.stuck.set(None);
        Random::new(self).fill(&mut [0]).unwrap();
        self.stuck.set(stuck);
        self.draws.set(0);
    }
}

impl Host for Sticks {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        let draw = self.draws.replace(self.draws.get() + 1);
        let Some((_, way)) = self.stuck.get().filter(|(from, _)| draw >= *from) else {
            self.sound.fill(bytes)?;
            *self.last.borrow_mut() = bytes.to_vec();
            return Ok(());
        };
        let half = bytes.len() / 2;
        match way {
            Way::Zeros => {}
            Way::Ones => bytes.fill(0xff),
            Way::Repeats => {
                for (to, from) in bytes.iter_mut().zip(self.last.borrow().iter().cycle()) {
                    *to = *from;
                }
            }
            Way::Fails => return Err(Error::new(Code::Random, "")),
            Way::Half => self.sound.fill(&mut bytes[..half])?,
        }
        Ok(())
    }

    fn watch(&self) -> &Watch {
        &self.watch
    }

    fn now_ms(&self) -> u64 {
        self.sound.now_ms()
    }

    async fn rsa_primes(&self, _modulus_bits: u32) -> Result<PrimePair, Error> {
        PrimePair::from_be_bytes(&self.primes)
    }
}

/// The draws of `call`, at each of which the source has stuck in every way, and `after` each time. At last
/// it is sound, or sticks too late: then the call comes to something.
fn stuck_at_every_draw(
    name: &str,
    host: &Sticks,
    call: impl Fn() -> Result<(), Error>,
    after: impl Fn(),
) -> u32 {
    for draw in 0.. {
        for way in WAYS {
            host.sticks(Some((draw, way)));
            let outcome = call();
            if host.draws.get() <= draw {
                outcome.unwrap_or_else(|error| panic!("{name}, sound: {error}"));
                host.sticks(None);
                return draw;
            }
            let code = outcome.map_err(|error| error.code);
            assert_eq!(code, Err(Code::Random), "{name}: {way:?} from draw {draw} on");
            assert!(host.draws.get() <= draw + 2, "{name}: {way:?} from draw {draw} on, and more");
            after();
        }
    }
    panic!("a call draws for ever")
}

struct World {
    host: Sticks,
    store: MemoryStore,
}

impl World {
    fn new() -> Self {
        Self { host: Sticks::new(), store: MemoryStore::new() }
    }

    fn call(&self, operation: &str, request: &Value) -> Result<Value, Error> {
        let root = RootKey::of(b"a root key of thirty-two bytes..").unwrap();
        let kms = Kms::new(&self.store, &self.host, root, Account::default());
        let operation = Operation::named(operation).unwrap();
        let answer = done(kms.call(operation, request.to_string().as_str().into()))?;
        Ok(serde_json::from_str(&answer).unwrap())
    }

    fn ok(&self, operation: &str, request: &Value) -> Value {
        self.call(operation, request).unwrap_or_else(|error| panic!("{operation}: {error}"))
    }

    /// A key of that spec and usage, or one that waits for its material.
    fn key(&self, spec: &str, more: &Value) -> Value {
        let mut request = json!({ "key_alias": alias(), "key_spec": spec });
        for (name, value) in more.as_object().unwrap() {
            request[name] = value.clone();
        }
        self.ok("createKey", &request)["key_info"]["key_id"].clone()
    }

    fn records(&self) -> Vec<Record> {
        let project = Account::default().project_id;
        let list = |kind| done(self.store.list(&project, &Filter::all(kind), 0, 1_000)).unwrap();
        [list(Kind::Key), list(Kind::Alias)].concat()
    }

    /// The draws of an operation; see [`stuck_at_every_draw`].
    fn stuck(&self, operation: &str, request: &Value) -> u32 {
        let before = self.records();
        stuck_at_every_draw(
            &format!("{operation} {request}"),
            &self.host,
            || self.call(operation, request).map(drop),
            || assert_eq!(self.records(), before),
        )
    }
}

fn alias() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("stuck-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

#[test]
fn no_key_of_any_spec_is_made() {
    let world = World::new();
    for spec in SPECS.iter().filter(|spec| !matches!(spec.name, "RSA_3072" | "RSA_4096")) {
        let request = json!({ "key_alias": alias(), "key_spec": spec.name });
        let draws = world.stuck("createKey", &request);
        // The id, the material, and what the record is sealed by; of RSA 12 bases of 131 bytes.
        assert!(
            draws >= if spec.name == "RSA_2048" { 2 + 50 } else { 3 },
            "{}: {draws}",
            spec.name
        );
    }
}

#[test]
fn no_prime_is_found() {
    let host = Sticks::new();
    let search = || PrimePair::search(2_048, &mut Random::new(&host)).map(drop);
    // Two starts of 128 bytes.
    assert!(stuck_at_every_draw("search", &host, search, || ()) >= 8);
}

#[test]
fn no_data_key_and_no_random_bytes_are_given() {
    let world = World::new();
    let key_id = world.key("AES_256", &json!({}));
    for operation in ["createDatakey", "createDatakeyWithoutPlaintext", "createEcDatakeyPair"] {
        let request = json!({ "key_id": key_id, "key_spec": "ECC_NIST_P256" });
        let request = if operation == "createEcDatakeyPair" {
            request
        } else {
            json!({ "key_id": key_id, "datakey_length": "512" })
        };
        assert!(world.stuck(operation, &request) >= 2);
    }
    let request = json!({ "key_id": key_id, "key_spec": "RSA_2048" });
    assert!(world.stuck("createRsaDatakeyPair", &request) >= 51);
    assert_eq!(world.stuck("createRandom", &json!({ "random_data_length": "8192" })), 32);
    assert!(world.stuck("rotateOnDemand", &json!({ "key_id": key_id })) >= 2);
}

#[test]
fn nothing_is_encrypted() {
    let world = World::new();
    let usage = json!({ "key_usage": "ENCRYPT_DECRYPT" });
    for (spec, algorithm) in [
        ("AES_256", "SYMMETRIC_DEFAULT"),
        ("SM4", "SYMMETRIC_DEFAULT"),
        ("RSA_2048", "RSAES_OAEP_SHA_256"),
        ("SM2", "SM2_ENCRYPT"),
    ] {
        let key_id = world.key(spec, &usage);
        let mut request =
            json!({ "key_id": key_id, "plain_text": "x", "encryption_algorithm": algorithm });
        assert!(world.stuck("encryptData", &request) >= 1);
        if spec == "RSA_2048" {
            // To decrypt, everything is blinded.
            request["cipher_text"] = world.ok("encryptData", &request)["cipher_text"].clone();
            assert!(world.stuck("decryptData", &request) >= 8);
        }
    }
}

#[test]
fn nothing_is_signed() {
    let world = World::new();
    let usage = json!({ "key_usage": "SIGN_VERIFY" });
    for spec in ["RSA_2048", "EC_P256", "EC_P384", "SECP256K1", "SM2"] {
        let key_id = world.key(spec, &usage);
        let named = Spec::named(spec).unwrap();
        for algorithm in SIGNING_ALGORITHMS.iter().filter(|algorithm| algorithm.fits(named)) {
            let draws = world.stuck(
                "sign",
                &json!({
                    "key_id": key_id, "message": "AAAA", "message_type": "RAW",
                    "signing_algorithm": algorithm.name,
                }),
            );
            assert!(draws >= 1, "{}", algorithm.name);
        }
    }
}

#[test]
fn nothing_is_imported() {
    let world = World::new();
    for (spec, algorithm, least) in [
        ("AES_256", "SM2_ENCRYPT", 1),
        ("AES_256", "RSAES_OAEP_SHA_256", 8),
        ("EC_P256", "RSAES_OAEP_SHA_256", 8),
        // 130 bases of 131 bytes.
        ("RSA_2048", "SM2_ENCRYPT", 533),
    ] {
        let key_id = world.key(spec, &json!({ "origin": "external" }));
        let request = json!({ "key_id": key_id, "wrapping_algorithm": algorithm });
        assert!(world.stuck("createParametersForImport", &request) >= 2);
        let parameters = world.ok("createParametersForImport", &request);
        let to_wrap = WrapKeyMaterialRequest::parse(
            &json!({
                "public_key": parameters["public_key"], "wrapping_algorithm": algorithm,
                "generate": spec,
            })
            .to_string(),
        );
        let to_wrap = to_wrap.unwrap();
        let wrap = || done(wrap_key_material(&to_wrap, None, &world.host));
        let sent = || wrap().map(drop);
        assert!(stuck_at_every_draw("wrapKeyMaterial", &world.host, sent, || ()) >= 2);
        let mut request = serde_json::to_value(wrap().unwrap()).unwrap();
        request["key_id"] = key_id;
        request["import_token"] = parameters["import_token"].clone();
        assert!(world.stuck("importKeyMaterial", &request) >= least);
    }
}
