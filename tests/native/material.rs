//! Key material: known answers, every form of every spec, and what a failing platform does.

use crate::hosts::{NEW_YEAR, ScriptedHost, SeededHost, done, hex};
use pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use pocket_kms::contract::create_key::{CreateKeyRequest, DomainId};
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::request::Request;
use pocket_kms::contract::spec::{Family, SPECS, Spec};
use pocket_kms::host::Host;
use pocket_kms::material::primes::{CrtNumbers, PrimePair};
use pocket_kms::material::random::{Random, Watch};
use pocket_kms::material::{Material, PrivateFormat, PublicFormat, SecretFormat};
use pocket_kms::service::create_key;

fn named(spec: &str) -> &'static Spec {
    Spec::named(spec).unwrap()
}

fn generated(spec: &str, host: &impl Host) -> Result<Material, Error> {
    done(Material::generate(named(spec), &mut Random::new(host), host))
}

fn material(spec: &str, seed: u64) -> Material {
    generated(spec, &SeededHost::new(seed)).unwrap()
}

/// The public point, x and y, of the key that is made when `d` is drawn.
fn point_of(spec: &str, d: &str) -> Vec<u8> {
    let draws: Vec<_> = hex(d).chunks(32).map(<[u8]>::to_vec).collect();
    let material = generated(spec, &ScriptedHost::new(draws)).unwrap();
    let spki = material.public_key(PublicFormat::SpkiDer).unwrap();
    let length = 2 * hex(d).len();
    spki[spki.len() - length..].to_vec()
}

#[test]
fn the_p256_key_of_rfc_6979_has_its_public_point() {
    // RFC 6979, A.2.5.
    let d = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
    let point = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
                 7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
    assert_eq!(point_of("EC_P256", d), hex(point));
}

#[test]
fn the_p384_key_of_rfc_6979_has_its_public_point() {
    // RFC 6979, A.2.6.
    let d = "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8
             96D5724E4C70A825F872C9EA60D2EDF5";
    let point = "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64
                 DEF8F0EA9055866064A254515480BC13
                 8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1
                 288B231C3AE0D4FE7344FD2533264720";
    assert_eq!(point_of("EC_P384", d), hex(point));
}

#[test]
fn the_sm2_key_of_gb_t_32918_5_has_its_public_point() {
    // GB/T 32918.5-2017, the example key of annex A.
    let d = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
    let point = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
                 CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    assert_eq!(point_of("SM2", d), hex(point));
}

#[test]
fn the_ed25519_key_of_rfc_8410_is_written_as_there() {
    // RFC 8410, 10.1 and 10.3; the JSON Web Key of RFC 8037, A.1, is of another key.
    let seed = hex("D4EE72DBF913584AD5B6D8F1F769F8AD3AFE7C28CBF1D4FBE097A88F44755842");
    let key = generated("ED25519", &ScriptedHost::new([seed])).unwrap();
    let pem = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert_eq!(
        pem(key.private_key(PrivateFormat::Pkcs8Pem).unwrap().to_vec()),
        "-----BEGIN PRIVATE KEY-----\n\
         MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
         -----END PRIVATE KEY-----\n"
    );
    assert_eq!(
        pem(key.public_key(PublicFormat::SpkiPem).unwrap().to_vec()),
        "-----BEGIN PUBLIC KEY-----\n\
         MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
         -----END PUBLIC KEY-----\n"
    );

    let seed = hex("9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60");
    let key = generated("ED25519", &ScriptedHost::new([seed])).unwrap();
    assert_eq!(
        pem(key.private_key(PrivateFormat::Jwk).unwrap().to_vec()),
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#
    );
}

#[test]
fn a_coordinate_that_begins_with_zeros_keeps_them() {
    for spec in ["EC_P256", "EC_P384", "SM2"] {
        let width = if spec == "EC_P384" { 48 } else { 32 };
        let zero_led = (0..2_000)
            .map(|seed| material(spec, seed).public_key(PublicFormat::SpkiDer).unwrap())
            .find(|spki| spki[spki.len() - 2 * width] == 0)
            .unwrap();
        assert_eq!(zero_led[zero_led.len() - 2 * width - 1], 4, "{spec}: an uncompressed point");
    }
}

#[test]
fn a_scalar_out_of_range_is_drawn_again() {
    // The order of P-256, SP 800-186, 3.2.1.3: as a scalar it is one too many.
    let order = hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    let good = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let host = ScriptedHost::new([order.clone(), good]);
    assert!(generated("EC_P256", &host).is_ok());

    let host = ScriptedHost::new([order]);
    let error = generated("EC_P256", &host).unwrap_err();
    assert_eq!(error.code, Code::Random);
}

#[test]
fn n_minus_1_is_no_sm2_key() {
    // n − 1 of the recommended curve, GB/T 32918.5.
    let minus_one = hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54122");
    let host = ScriptedHost::new([minus_one]);
    assert_eq!(generated("SM2", &host).unwrap_err().code, Code::Random);
}

#[test]
fn a_symmetric_key_is_the_bytes_that_were_drawn() {
    for (spec, length) in [("AES_256", 32), ("SM4", 16)] {
        let bytes: Vec<_> = (0..32).collect();
        let host = ScriptedHost::new([bytes.clone()]);
        let material = generated(spec, &host).unwrap();
        assert_eq!(*material.secret_key(SecretFormat::Raw).unwrap(), bytes[..length]);
    }
}

#[test]
fn what_is_encoded_is_decoded_to_the_same_key_and_is_what_the_crates_encode() {
    for seed in 0..20 {
        round_trip::<p256::SecretKey, p256::PublicKey>(
            "EC_P256",
            seed,
            p256::SecretKey::public_key,
        );
        round_trip::<p384::SecretKey, p384::PublicKey>(
            "EC_P384",
            seed,
            p384::SecretKey::public_key,
        );
        round_trip::<k256::SecretKey, k256::PublicKey>(
            "SECP256K1",
            seed,
            k256::SecretKey::public_key,
        );
        round_trip::<sm2::SecretKey, sm2::PublicKey>("SM2", seed, sm2::SecretKey::public_key);
    }
    round_trip::<rsa::PrivateKey, rsa::PublicKey>("RSA_2048", 0, rsa::PrivateKey::to_public_key);
}

fn round_trip<Private, Public>(spec: &str, seed: u64, public_of: fn(&Private) -> Public)
where
    Private: DecodePrivateKey + EncodePrivateKey,
    Public: DecodePublicKey + EncodePublicKey + PartialEq + core::fmt::Debug,
{
    let material = material(spec, seed);
    let private = material.private_key(PrivateFormat::Pkcs8Der).unwrap();
    let pem = String::from_utf8(material.private_key(PrivateFormat::Pkcs8Pem).unwrap().to_vec());
    let public = material.public_key(PublicFormat::SpkiDer).unwrap();
    let public_pem =
        String::from_utf8(material.public_key(PublicFormat::SpkiPem).unwrap().to_vec());

    let (pem, public_pem) = (pem.unwrap(), public_pem.unwrap());
    let expected = Public::from_public_key_der(&public).unwrap();
    let key = Private::from_pkcs8_der(&private).unwrap();
    assert_eq!(public_of(&key), expected, "{spec}");
    assert_eq!(public_of(&Private::from_pkcs8_pem(&pem).unwrap()), expected, "{spec}");
    assert_eq!(Public::from_public_key_pem(&public_pem).unwrap(), expected, "{spec}");

    assert_eq!(key.to_pkcs8_der().unwrap().as_bytes(), &**private, "{spec}");
    assert_eq!(**key.to_pkcs8_pem(LineEnding::LF).unwrap(), *pem, "{spec}");
    assert_eq!(expected.to_public_key_der().unwrap().as_bytes(), &**public, "{spec}");
    assert_eq!(expected.to_public_key_pem(LineEnding::LF).unwrap(), public_pem, "{spec}");
}

#[test]
fn every_form_of_every_spec_is_handed_out_or_refused_as_the_table_says() {
    const YES: Result<(), Code> = Ok(());
    const NO_JWK: Result<(), Code> = Err(Code::Kms0308);
    const PAIR: Result<(), Code> = Err(Code::Kms0325);
    const ALONE: Result<(), Code> = Err(Code::Kms0331);
    #[rustfmt::skip]
    let table = [
        //           spki-der spki-pem jwk    pkcs8-der pkcs8-pem jwk   raw    jwk
        ("AES_256",  [ALONE, ALONE,    ALONE,  ALONE,   ALONE,   ALONE,  YES,  YES]),
        ("SM4",      [ALONE, ALONE,    ALONE,  ALONE,   ALONE,   ALONE,  YES,  NO_JWK]),
        ("RSA_2048", [YES,   YES,      YES,    YES,     YES,     YES,    PAIR, PAIR]),
        ("EC_P256",  [YES,   YES,      YES,    YES,     YES,     YES,    PAIR, PAIR]),
        ("EC_P384",  [YES,   YES,      YES,    YES,     YES,     YES,    PAIR, PAIR]),
        ("SM2",      [YES,   YES,      NO_JWK, YES,     YES,     NO_JWK, PAIR, PAIR]),
        ("SECP256K1",[YES,   YES,      YES,    YES,     YES,     YES,    PAIR, PAIR]),
        ("ED25519",  [YES,   YES,      YES,    YES,     YES,     YES,    PAIR, PAIR]),
        ("HMAC_256", [ALONE, ALONE,    ALONE,  ALONE,   ALONE,   ALONE,  YES,  NO_JWK]),
        ("HMAC_SM3", [ALONE, ALONE,    ALONE,  ALONE,   ALONE,   ALONE,  YES,  NO_JWK]),
    ];
    for (spec, row) in table {
        let key = material(spec, 1);
        let forms = [
            key.public_key(PublicFormat::SpkiDer),
            key.public_key(PublicFormat::SpkiPem),
            key.public_key(PublicFormat::Jwk),
            key.private_key(PrivateFormat::Pkcs8Der),
            key.private_key(PrivateFormat::Pkcs8Pem),
            key.private_key(PrivateFormat::Jwk),
            key.secret_key(SecretFormat::Raw),
            key.secret_key(SecretFormat::Jwk),
        ];
        assert_eq!(forms.map(|form| form.map(drop).map_err(|error| error.code)), row, "{spec}");
    }
}

#[test]
fn debugging_a_key_shows_its_spec_and_nothing_else() {
    assert_eq!(format!("{:?}", material("SM4", 1)), "Material(SM4)");
}

/// A host whose randomness fails at the given call.
struct FailsAt(u32, SeededHost, std::cell::Cell<u32>);

impl Host for FailsAt {
    fn watch(&self) -> &Watch {
        self.1.watch()
    }

    fn now_ms(&self) -> u64 {
        NEW_YEAR
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self.2.set(self.2.get() + 1);
        if self.2.get() == self.0 { Err(Error::new(Code::Random, "")) } else { self.1.fill(bytes) }
    }
}

#[test]
fn randomness_that_fails_at_any_draw_is_an_error_and_no_key() {
    for spec in &SPECS {
        let text = format!(r#"{{"key_alias":"a","key_spec":"{}"}}"#, spec.name);
        let request = CreateKeyRequest::parse(&text).unwrap();
        // The id is the first draw, the material begins with the second.
        for call in [1, 2] {
            let host = FailsAt(call, SeededHost::new(1), std::cell::Cell::new(0));
            let outcome = done(create_key(&request, DomainId::default(), &host));
            assert_eq!(outcome.map(drop).map_err(|e| e.code), Err(Code::Random), "{}", spec.name);
        }
    }
}

#[test]
fn a_host_that_gives_the_key_the_bytes_of_its_id_is_found_out() {
    let block: Vec<u8> = (0..32).collect();
    let request = CreateKeyRequest::parse(r#"{"key_alias":"a"}"#).unwrap();
    // Of the id's block the first half is used.
    let host = ScriptedHost::new([block.clone(), block]);
    let outcome = done(create_key(&request, DomainId::default(), &host));
    assert_eq!(outcome.map(drop).map_err(|error| error.code), Err(Code::Random));
}

/// A host with primes of its own.
struct HasPrimes(Vec<u8>, SeededHost);

impl Host for HasPrimes {
    fn watch(&self) -> &Watch {
        self.1.watch()
    }

    fn now_ms(&self) -> u64 {
        NEW_YEAR
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self.1.fill(bytes)
    }

    async fn rsa_primes(&self, _modulus_bits: u32) -> Result<PrimePair, Error> {
        PrimePair::from_be_bytes(&self.0)
    }
}

#[test]
fn primes_that_do_not_make_the_key_that_was_asked_for_are_refused() {
    let primes = done(SeededHost::new(3).rsa_primes(2048)).unwrap().to_be_bytes().to_vec();
    let (p, q) = primes.split_at(128);
    let one = [vec![0; 127], vec![1]].concat();

    let made = |spec: &str, primes: Vec<u8>| {
        generated(spec, &HasPrimes(primes, SeededHost::new(1)))
            .map(drop)
            .map_err(|error| error.code)
    };
    assert_eq!(made("RSA_2048", primes.clone()), Ok(()));
    assert_eq!(made("RSA_2048", [q, p].concat()), Ok(()), "in either order");

    let refused = Err(Code::Internal);
    assert_eq!(made("RSA_3072", primes.clone()), refused, "too short for the modulus");
    assert_eq!(made("RSA_2048", [p, p].concat()), Err(Code::Random), "twice the same prime");
    assert_eq!(made("RSA_2048", [p, &one].concat()), refused, "1 is no prime");
    assert_eq!(made("RSA_2048", vec![0; 256]), refused, "0 is no prime");
    assert_eq!(made("RSA_2048", vec![]), refused, "nothing");
    assert_eq!(made("RSA_2048", vec![0xff; 255]), refused, "no two halves of one length");
}

#[test]
fn numbers_that_are_odd_and_of_the_right_length_but_composite_fail_the_proof() {
    // 2^1024 − 253, which 3 divides.
    let composite = [vec![0xff; 127], vec![0x03]].concat();
    let primes = done(SeededHost::new(3).rsa_primes(2048)).unwrap().to_be_bytes().to_vec();
    let host = HasPrimes([&primes[..128], &composite].concat(), SeededHost::new(1));
    let made = generated("RSA_2048", &host);
    assert_eq!(made.map(drop).map_err(|error| error.code), Err(Code::Internal));
}

/// A host whose proof fails.
struct Disproves(SeededHost);

impl Host for Disproves {
    fn watch(&self) -> &Watch {
        self.0.watch()
    }

    fn now_ms(&self) -> u64 {
        NEW_YEAR
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.fill(bytes)
    }

    async fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error> {
        assert_eq!(numbers.as_be_bytes().len(), 4 * 128);
        Ok(false)
    }
}

#[test]
fn a_key_that_fails_its_proof_does_not_leave() {
    let made = generated("RSA_2048", &Disproves(SeededHost::new(9)));
    assert_eq!(made.map(drop).map_err(|error| error.code), Err(Code::Internal));
}

#[test]
fn there_are_no_primes_of_other_lengths_than_the_three_specs_have() {
    for modulus_bits in [0, 512, 1024, 2064, 8192] {
        let searched = done(SeededHost::new(1).rsa_primes(modulus_bits));
        assert_eq!(searched.map(drop).map_err(|error| error.code), Err(Code::Internal));
    }
}

#[test]
fn rsa_keys_of_the_three_sizes_are_made_in_process() {
    for spec in SPECS.iter().filter(|spec| spec.family == Family::Rsa) {
        let key = material(spec.name, 7);
        let der = key.private_key(PrivateFormat::Pkcs8Der).unwrap();
        assert!(rsa::PrivateKey::from_pkcs8_der(&der).unwrap().validate().is_ok(), "{}", spec.name);
    }
}
