//! Keys, SM2 ciphertexts and SM2 signatures in other forms: every form is read as the key that it was
//! written from, and what an import would refuse is refused in any form.

use crate::hosts::{SeededHost, done, hex};
use pkcs8::PrivateKeyInfoRef;
use pkcs8::der::{Decode, Encode};
use pocket_kms::contract::algorithm::EncryptionAlgorithm;
use pocket_kms::contract::convert::{ConvertKeyRequest, ConvertLayoutRequest, KeyKind};
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::request::Request;
use pocket_kms::contract::spec::{Family, SPECS, Spec};
use pocket_kms::material::random::Random;
use pocket_kms::material::{Material, PrivateFormat, PublicFormat};
use pocket_kms::service::{convert_ciphertext, convert_key, convert_signature};
use proptest::prelude::*;
use sec1::EcPrivateKey;

const PAIRS: [&str; 6] = ["RSA_2048", "EC_P256", "EC_P384", "SECP256K1", "ED25519", "SM2"];

fn material(spec: &str, seed: u64) -> Material {
    let host = SeededHost::new(seed);
    let spec = Spec::named(spec).unwrap();
    done(Material::generate(spec, &mut Random::new(&host), &host)).unwrap()
}

fn pkcs8(key: &Material) -> Vec<u8> {
    key.private_key(PrivateFormat::Pkcs8Der).unwrap().to_vec()
}

fn jwk(key: &Material) -> String {
    String::from_utf8(key.private_key(PrivateFormat::Jwk).unwrap().to_vec()).unwrap()
}

fn spki(key: &Material) -> Vec<u8> {
    key.public_key(PublicFormat::SpkiDer).unwrap().to_vec()
}

/// `to`, and members beside it.
fn converted(given: &[u8], to: &str, beside: &str) -> Result<(KeyKind, Vec<u8>), Error> {
    let request = format!(r#"{{"to":"{to}"{beside}}}"#);
    let request = ConvertKeyRequest::parse(&request)?;
    let (info, key) = done(convert_key(&request, given, &SeededHost::new(1)))?;
    Ok((info.kind, key.to_vec()))
}

fn written(given: &[u8], to: &str, beside: &str) -> Vec<u8> {
    converted(given, to, beside).unwrap().1
}

fn refused(given: &[u8], to: &str, beside: &str) -> (Code, Option<&'static str>) {
    let error = converted(given, to, beside).unwrap_err();
    (error.code, error.field)
}

fn spec_of(name: &str) -> String {
    format!(r#","key_spec":"{name}""#)
}

/// The JSON text with the value of one member replaced.
fn with(json: &str, member: &str, value: &str) -> String {
    let start = json.find(&format!(r#""{member}":""#)).unwrap() + member.len() + 4;
    let end = start + json[start..].find('"').unwrap();
    format!("{}{value}{}", &json[..start], &json[end..])
}

/// The JSON text without one member.
fn without(json: &str, member: &str) -> String {
    with(json, member, "")
        .replace(&format!(r#""{member}":"","#), "")
        .replace(&format!(r#","{member}":"""#), "")
}

#[test]
fn a_private_key_is_the_same_key_in_every_form_that_it_has() {
    for spec in PAIRS {
        let key = pkcs8(&material(spec, 3));
        let mut forms = vec!["pkcs8-pem", "pkcs8-der"];
        if spec != "SM2" {
            forms.push("jwk");
        }
        for form in forms {
            let other = written(&key, form, "");
            assert_eq!(
                converted(&other, "pkcs8-der", ""),
                Ok((KeyKind::Private, key.clone())),
                "{spec} {form}"
            );
        }
    }
}

#[test]
fn a_raw_private_key_is_read_as_what_its_spec_says() {
    for spec in PAIRS.into_iter().filter(|spec| *spec != "RSA_2048") {
        let key = pkcs8(&material(spec, 4));
        let beside = format!(r#"{},"from":"private""#, spec_of(spec));
        for encoding in ["binary", "hex", "base64"] {
            let raw = written(&key, "raw", &format!(r#","encoding":"{encoding}""#));
            assert_eq!(written(&raw, "pkcs8-der", &beside), key, "{spec} {encoding}");
            if encoding != "binary" {
                let lines = [b" ", &raw[..10], b"\r\n", &raw[10..], b"\n"].concat();
                assert_eq!(written(&lines, "pkcs8-der", &beside), key, "{spec} {encoding}");
            }
        }
    }
}

#[test]
fn a_public_key_is_the_same_key_in_every_form_that_it_has() {
    for spec in PAIRS {
        let key = material(spec, 5);
        let public = spki(&key);
        for form in ["spki-pem", "spki-der", "public-jwk", "public-raw", "public-raw-compressed"] {
            let has_none = match form {
                "public-jwk" => spec == "SM2",
                "public-raw" => spec == "RSA_2048",
                "public-raw-compressed" => matches!(spec, "RSA_2048" | "ED25519"),
                _ => false,
            };
            let Ok((kind, other)) = converted(&pkcs8(&key), form, "") else {
                assert!(has_none, "{spec} {form}");
                continue;
            };
            assert!(!has_none && kind == KeyKind::Public, "{spec} {form}");
            let beside = format!(r#"{},"from":"public""#, spec_of(spec));
            assert_eq!(written(&other, "spki-der", &beside), public, "{spec} {form}");
        }
    }
}

#[test]
fn a_point_that_is_compressed_in_an_spki_is_written_in_full() {
    for spec in ["EC_P256", "EC_P384", "SECP256K1", "SM2"] {
        let public = spki(&material(spec, 6));
        let raw = written(&public, "public-raw", "");
        let short = written(&public, "public-raw-compressed", "");
        let head = &public[..public.len() - raw.len()];
        // The lengths of the outer SEQUENCE and of the BIT STRING are a byte each, and what they lack.
        let less = u8::try_from(raw.len() - short.len()).unwrap();
        let mut compressed = [head, &short].concat();
        let bits = head.len() - 2;
        let outer = if public[1] == 0x81 { 2 } else { 1 };
        compressed[outer] -= less;
        compressed[bits] -= less;
        if public[1] == 0x81 {
            compressed.remove(1);
        }
        assert_eq!(written(&compressed, "spki-der", ""), public, "{spec}");
    }
}

#[test]
fn keys_of_sec1_and_pkcs1_are_read() {
    for spec in ["EC_P256", "EC_P384", "SECP256K1", "SM2", "RSA_2048"] {
        let key = pkcs8(&material(spec, 7));
        let info = PrivateKeyInfoRef::from_der(&key).unwrap();
        let inner = info.private_key.as_bytes();
        let beside = if spec == "RSA_2048" { String::new() } else { spec_of(spec) };
        assert_eq!(written(inner, "pkcs8-der", &beside), key, "{spec}");
        let label = if spec == "RSA_2048" { "RSA PRIVATE KEY" } else { "EC PRIVATE KEY" };
        let pem = pkcs8::der::pem::encode_string(label, pkcs8::LineEnding::CRLF, inner).unwrap();
        assert_eq!(written(pem.as_bytes(), "pkcs8-der", &beside), key, "{spec}");
    }
}

#[test]
fn a_key_of_sec1_names_its_curve_or_has_it_named() {
    let key = pkcs8(&material("EC_P256", 8));
    let info = PrivateKeyInfoRef::from_der(&key).unwrap();
    let mut inner = EcPrivateKey::from_der(info.private_key.as_bytes()).unwrap();
    assert!(converted(&inner.to_der().unwrap(), "jwk", "").is_err());
    inner.parameters = Some(sec1::EcParameters::NamedCurve("1.2.840.10045.3.1.7".parse().unwrap()));
    let named = inner.to_der().unwrap();
    let (_, again) = converted(&named, "pkcs8-der", "").unwrap();
    assert_eq!(again, key);
    inner.parameters = Some(sec1::EcParameters::NamedCurve("1.3.132.0.10".parse().unwrap()));
    let other = inner.to_der().unwrap();
    assert_eq!(refused(&other, "jwk", ""), (Code::Kms2609, Some("key")));
}

#[test]
fn a_symmetric_key_is_bytes_or_a_json_web_key_of_aes() {
    for spec in SPECS.iter().filter(|spec| matches!(spec.family, Family::Symmetric | Family::Hmac))
    {
        let bytes = vec![0xA5; usize::try_from(spec.bits / 8).unwrap()];
        let beside = spec_of(spec.name);
        assert_eq!(converted(&bytes, "raw", &beside), Ok((KeyKind::Secret, bytes.clone())));
        let form = converted(&bytes, "jwk", &beside);
        assert_eq!(form.is_ok(), spec.name == "AES_256", "{}", spec.name);
        if let Ok((_, jwk)) = form {
            assert_eq!(written(&jwk, "raw", ""), bytes);
            assert_eq!(refused(&jwk, "raw", &spec_of("HMAC_256")), (Code::Kms0308, Some("key")));
        }
        assert_eq!(refused(&bytes[1..], "raw", &beside), (Code::Kms0308, Some("key")));
        assert_eq!(refused(&bytes, "spki-der", &beside).0, Code::Kms0331);
        assert_eq!(refused(&bytes, "pkcs8-der", &beside).0, Code::Kms0331);
    }
}

#[test]
fn what_has_no_structure_needs_a_spec() {
    let scalar = [1; 32];
    assert_eq!(refused(&scalar, "pkcs8-der", ""), (Code::Kms0204, Some("key_spec")));
    assert_eq!(refused(b"", "pkcs8-der", ""), (Code::Kms0308, Some("key")));
    assert_eq!(refused(&[0x30, 0x03, 2, 1, 5], "raw", &spec_of("SM4")).1, Some("key"));
    assert_eq!(refused(&scalar, "raw", &spec_of("RSA_2048")), (Code::Kms0308, Some("key")));
    assert_eq!(refused(&scalar, "raw", &spec_of("AES_128")), (Code::Kms1110, Some("key_spec")));
}

#[test]
fn of_ed25519_a_raw_key_needs_its_half() {
    let beside = spec_of("ED25519");
    let key = material("ED25519", 9);
    let (seed, point) = (written(&pkcs8(&key), "raw", ""), written(&spki(&key), "raw", ""));
    assert_eq!(refused(&seed, "pkcs8-der", &beside), (Code::Kms0308, Some("from")));
    let private = format!(r#"{beside},"from":"private""#);
    let public = format!(r#"{beside},"from":"public""#);
    assert_eq!(written(&seed, "public-raw", &private), point);
    assert_eq!(written(&point, "spki-der", &public), spki(&key));
    assert_eq!(refused(&point, "pkcs8-der", &public), (Code::Kms0308, Some("to")));
}

#[test]
fn what_is_said_of_a_key_has_to_be_so() {
    let key = material("EC_P256", 10);
    for spec in ["SM2", "SECP256K1", "EC_P384", "RSA_2048", "AES_256"] {
        assert_eq!(refused(&pkcs8(&key), "pkcs8-der", &spec_of(spec)).0, Code::Kms2609, "{spec}");
        assert_eq!(refused(&spki(&key), "spki-der", &spec_of(spec)).0, Code::Kms0308, "{spec}");
        assert_eq!(refused(jwk(&key).as_bytes(), "jwk", &spec_of(spec)).0, Code::Kms0308, "{spec}");
    }
    let public = r#","from":"public""#;
    assert_eq!(refused(&pkcs8(&key), "spki-der", public), (Code::Kms0308, Some("from")));
    let private = r#","from":"private""#;
    assert_eq!(refused(&spki(&key), "spki-der", private), (Code::Kms0308, Some("from")));
    let secret = format!("{}{private}", spec_of("SM4"));
    assert_eq!(refused(&[1; 16], "raw", &secret), (Code::Kms0308, Some("from")));
}

#[test]
fn a_key_is_written_in_no_form_that_it_does_not_have() {
    let (sm2, rsa) = (material("SM2", 11), material("RSA_2048", 11));
    assert_eq!(refused(&pkcs8(&sm2), "jwk", "").0, Code::Kms0308);
    assert_eq!(refused(&spki(&sm2), "public-jwk", "").0, Code::Kms0308);
    assert_eq!(refused(&pkcs8(&rsa), "raw", ""), (Code::Kms0308, Some("to")));
    assert_eq!(refused(&spki(&rsa), "raw", ""), (Code::Kms0308, Some("to")));
    assert_eq!(refused(&spki(&rsa), "pkcs8-pem", ""), (Code::Kms0308, Some("to")));
    assert_eq!(refused(&spki(&sm2), "PKCS8-PEM", ""), (Code::Kms0308, Some("to")));
    assert_eq!(refused(&spki(&sm2), "spki-pem", r#","encoding":"hex""#).1, Some("encoding"));
    assert_eq!(refused(&spki(&sm2), "spki-der", r#","encoding":"HEX""#).1, Some("encoding"));
}

#[test]
fn a_json_web_key_whose_halves_do_not_belong_together_is_refused() {
    for spec in ["EC_P256", "EC_P384", "SECP256K1", "ED25519"] {
        let (one, other) = (jwk(&material(spec, 12)), jwk(&material(spec, 13)));
        let d = other.split(r#""d":""#).nth(1).unwrap().split('"').next().unwrap();
        assert!(converted(one.as_bytes(), "pkcs8-der", "").is_ok(), "{spec}");
        assert!(converted(with(&one, "d", d).as_bytes(), "pkcs8-der", "").is_err(), "{spec}");
    }
}

#[test]
fn a_json_web_key_is_taken_only_as_the_standard_writes_it() {
    let key = jwk(&material("EC_P256", 14));
    let x = key.split(r#""x":""#).nth(1).unwrap().split('"').next().unwrap();
    let more = key.replacen('{', r#"{"kid":"a","key_ops":["sign"],"ext":true,"#, 1);
    assert!(converted(more.as_bytes(), "jwk", "").is_ok());
    assert!(converted(format!(" {key}\n").as_bytes(), "jwk", "").is_ok());
    // Of a name that stands twice, the last counts.
    let twice = key.replacen('{', r#"{"x":"AAAA","#, 1);
    assert!(converted(twice.as_bytes(), "jwk", "").is_ok());
    for bad in [
        with(&key, "kty", "ec"),
        with(&key, "crv", "P-384"),
        with(&key, "crv", "SM2"),
        with(&key, "x", &x[1..]),
        with(&key, "x", &format!("{x}=")),
        with(&key, "x", &format!("AA{x}")),
        with(&key, "x", ""),
        with(&key, "x", &x.replace(&x[4..5], "+")),
        with(&key, "d", "AQ"),
        without(&key, "y"),
        without(&key, "kty"),
        key.replace(&format!(r#""{x}""#), "5"),
        format!("{key}{key}"),
        key.trim_end_matches('}').to_owned(),
        r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
        r#"{"kty":"oct"}"#.to_owned(),
        r#"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#.to_owned(),
        "{}".to_owned(),
    ] {
        assert_eq!(refused(bad.as_bytes(), "jwk", ""), (Code::Kms0308, Some("key")), "{bad}");
    }
}

#[test]
fn the_numbers_of_an_rsa_key_in_json_are_those_of_one_key() {
    let key = jwk(&material("RSA_2048", 15));
    let value = |member: &str| {
        let rest = key.split(&format!(r#""{member}":""#)).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    for (member, other) in
        [("p", "q"), ("q", "p"), ("dp", "dq"), ("qi", "dp"), ("d", "n"), ("n", "d")]
    {
        let bad = with(&key, member, &value(other));
        assert_eq!(refused(bad.as_bytes(), "pkcs8-der", "").0, Code::Kms0308, "{member}");
    }
    for bad in [
        with(&key, "e", "Aw"),
        with(&key, "e", "AAEAAQ"),
        with(&key, "n", &format!("AAAA{}", value("n"))),
        without(&key, "qi"),
        without(&key, "p"),
        key.replacen('{', r#"{"oth":[],"#, 1),
    ] {
        assert_eq!(refused(bad.as_bytes(), "pkcs8-der", "").0, Code::Kms0308);
    }
}

#[test]
fn what_a_refused_key_looks_like_is_said_and_nothing_of_it() {
    let armoured = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    for (given, words) in [
        (armoured("PRIVATE KEY"), "looks like PKCS#8"),
        (armoured("EC PRIVATE KEY"), "looks like a private key of SEC 1"),
        (armoured("RSA PRIVATE KEY"), "looks like PKCS#1"),
        (armoured("PUBLIC KEY"), "looks like a public key"),
        (armoured("CERTIFICATE"), "looks like PEM, of none of the labels"),
        (armoured("ENCRYPTED PRIVATE KEY"), "has to be decrypted first"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA".to_owned(), "looks like PEM, and does not decode"),
        ("{}".to_owned(), "looks like a JSON Web Key"),
        ("swordfish swordfish".to_owned(), "key_spec must be"),
        (String::new(), "looks like none of them"),
    ] {
        let error = converted(given.as_bytes(), "jwk", "").unwrap_err();
        assert!(error.to_string().contains(words), "{given}: {error}");
        assert!(!error.to_string().contains("swordfish"));
    }
}

#[test]
fn a_private_scalar_out_of_range_is_refused_in_every_form() {
    let n = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let minus_one = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
    for scalar in [vec![0; 32], n, minus_one, vec![0xff; 32]] {
        assert_eq!(refused(&scalar, "pkcs8-der", &spec_of("EC_P256")).0, Code::Kms0308);
    }
    for point in [vec![4; 65], vec![2; 65], [&[2][..], &[0xff; 32]].concat(), vec![0], vec![5; 33]]
    {
        assert_eq!(refused(&point, "spki-der", &spec_of("EC_P256")).0, Code::Kms0308);
    }
}

fn ciphertext(seed: u64) -> (Material, Vec<u8>) {
    let key = material("SM2", seed);
    let host = SeededHost::new(seed);
    let public = key.public().unwrap();
    let plain = b"a message of some length";
    let made = public.encrypt(EncryptionAlgorithm::Sm2Encrypt, plain, &mut Random::new(&host));
    (key, made.unwrap())
}

fn relaid(given: &[u8], from: &str, to: &str) -> Result<Vec<u8>, (Code, Option<&'static str>)> {
    let from = if from.is_empty() { "null".to_owned() } else { format!(r#""{from}""#) };
    let request = ConvertLayoutRequest::parse(&format!(r#"{{"from":{from},"to":"{to}"}}"#));
    let written = request.and_then(|request| convert_ciphertext(&request, given));
    written.map(|bytes| bytes.to_vec()).map_err(|error| (error.code, error.field))
}

#[test]
fn a_ciphertext_is_the_same_in_every_layout_and_decrypts_in_each() {
    // Among so many there are coordinates that begin with a zero, and with 04.
    for seed in 0..300 {
        let (key, asn1) = ciphertext(seed);
        let decrypts = |bytes: &[u8]| {
            let host = SeededHost::new(0);
            key.decrypt(EncryptionAlgorithm::Sm2Encrypt, bytes, &mut Random::new(&host)).is_ok()
        };
        for layout in ["C1C3C2", "C1C2C3"] {
            let raw = relaid(&asn1, "", layout).unwrap();
            assert_eq!((raw[0], raw.len()), (4, 97 + 24));
            assert!(decrypts(&raw));
            assert_eq!(relaid(&raw, layout, "ASN1"), Ok(asn1.clone()));
            assert_eq!(relaid(&raw[1..], layout, "ASN1"), Ok(asn1.clone()));
            assert_eq!(relaid(&raw[1..], layout, layout), Ok(raw.clone()));
            assert_eq!(relaid(&raw, "", "ASN1"), Err((Code::Kms0204, Some("from"))));
        }
        assert_eq!(relaid(&asn1, "ASN1", "ASN1"), Ok(asn1.clone()));
    }
}

#[test]
fn what_is_no_ciphertext_is_refused() {
    let no = Err((Code::Kms0308, Some("ciphertext")));
    let (_, asn1) = ciphertext(1);
    let raw = relaid(&asn1, "", "C1C3C2").unwrap();
    let mut off_curve = raw.clone();
    off_curve[40] ^= 1;
    for bad in [&off_curve[..], &raw[..97], &raw[..50], &[4; 120], &[], &asn1[..asn1.len() - 1]] {
        assert_eq!(relaid(bad, "C1C3C2", "ASN1"), no);
        assert_eq!(relaid(bad, "", "ASN1"), no);
    }
    assert_eq!(relaid(&asn1, "C1C3C2", "ASN1"), no);
    assert_eq!(relaid(&raw, "ASN1", "C1C3C2"), no);
    assert_eq!(relaid(&raw, "C1C3C2", "asn1"), Err((Code::Kms0308, Some("to"))));
    assert_eq!(relaid(&raw, "C3", "ASN1"), Err((Code::Kms0308, Some("from"))));
}

fn resigned(given: &[u8], from: &str, to: &str) -> Result<Vec<u8>, (Code, Option<&'static str>)> {
    let from = if from.is_empty() { "null".to_owned() } else { format!(r#""{from}""#) };
    let request = ConvertLayoutRequest::parse(&format!(r#"{{"from":{from},"to":"{to}"}}"#));
    let written = request.and_then(|request| convert_signature(&request, given));
    written.map(|bytes| bytes.to_vec()).map_err(|error| (error.code, error.field))
}

#[test]
fn a_signature_is_the_same_in_both_layouts() {
    for (r, s) in [(1_u8, 1_u8), (0x7f, 0x80), (0xff, 1)] {
        let mut raw = [0; 64];
        (raw[31], raw[32], raw[63]) = (r, s, s);
        let der = resigned(&raw, "", "DER").unwrap();
        assert_eq!(der[0], 0x30);
        assert_eq!(resigned(&der, "", "RAW"), Ok(raw.to_vec()));
        assert_eq!(resigned(&der, "DER", "DER"), Ok(der.clone()));
        assert!(resigned(&der, "RAW", "DER").is_err());
        assert!(resigned(&raw, "DER", "RAW").is_err());
    }
}

#[test]
fn what_is_no_signature_is_refused() {
    let no = Err((Code::Kms0308, Some("signature")));
    let n = hex("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");
    let one = [&[0; 31][..], &[1]].concat();
    for (r, s) in [(&n, &one), (&one, &n), (&vec![0; 32], &one), (&one, &vec![0; 32])] {
        assert_eq!(resigned(&[&r[..], s].concat(), "", "DER"), no);
    }
    for bad in [&[1; 63][..], &[1; 65], &[], &[0x30, 6, 2, 1, 0xff, 2, 1, 1], &[0x30, 3, 2, 1, 1]] {
        assert_eq!(resigned(bad, "", "RAW"), no);
    }
}

/// The forms of one private key, to be spoiled.
fn forms(spec: &str) -> Vec<Vec<u8>> {
    let key = pkcs8(&material(spec, 20));
    ["pkcs8-der", "pkcs8-pem", "jwk"]
        .into_iter()
        .filter_map(|form| converted(&key, form, "").ok())
        .map(|(_, written)| written)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_an_answer_or_an_error(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        spec in prop::sample::select(SPECS.iter().map(|spec| spec.name).collect::<Vec<_>>()),
    ) {
        let _ = converted(&bytes, "raw", "");
        let _ = converted(&bytes, "public-raw", &format!(r#"{},"from":"public""#, spec_of(spec)));
        let _ = relaid(&bytes, "C1C3C2", "ASN1");
        let _ = resigned(&bytes, "", "DER");
    }

    #[test]
    fn a_key_with_a_byte_changed_is_the_same_key_or_none(
        spec in prop::sample::select(&["EC_P256", "EC_P384", "SECP256K1", "SM2"][..]),
        form in 0_usize..3,
        place in any::<prop::sample::Index>(),
        change in 1_u8..,
    ) {
        let forms = forms(spec);
        let Some(mut given) = forms.get(form).cloned() else { return Ok(()) };
        let place = place.index(given.len());
        given[place] ^= change;
        // In text another character may mean the same: a line break, say.
        if let Ok((_, again)) = converted(&given, "pkcs8-der", "") {
            prop_assert_eq!(&again, &forms[0]);
            prop_assert!(form > 0);
        }
    }
}
