//! A key of any form, to be converted: PKCS#8, SPKI, SEC 1, JSON Web Keys, raw bytes. Three bytes in front say
//! which spec and half it is said to be of, and which form it is to have.

use base64ct::{Base64, Encoding as _};
use pocket_kms::contract::convert::{ConvertKeyRequest, Encoding, Half, KeyForm, KeyKind};
use pocket_kms::contract::create_key::{CreateKeyRequest, DomainId};
use pocket_kms::contract::request::Request;
use pocket_kms::contract::spec::{SPECS, Spec};
use pocket_kms::host::Host;
use pocket_kms::material::{PrivateFormat, SecretFormat};
use pocket_kms::service::{convert_key, create_key};
use serde_json::{Value, json};

use super::world::{FixedHost, RECORDS, done, wycheproof_rsa_key};

const HALVES: [Option<Half>; 3] = [None, Some(Half::Private), Some(Half::Public)];

const FORMS: [KeyForm; 9] = [
    KeyForm::Pkcs8Der,
    KeyForm::Pkcs8Pem,
    KeyForm::SpkiDer,
    KeyForm::SpkiPem,
    KeyForm::Jwk,
    KeyForm::PublicJwk,
    KeyForm::Raw,
    KeyForm::PublicRaw,
    KeyForm::PublicRawCompressed,
];

/// Converts a key, and what comes out of it once more: that has to be the same.
pub fn run(data: &[u8]) -> bool {
    let Some(([spec, half, form], key)) = data.split_first_chunk::<3>() else { return false };
    let key_spec = SPECS.get(usize::from(*spec));
    let (Some(from), Some(to)) =
        (HALVES.get(usize::from(*half)), FORMS.get(usize::from(*form)).copied())
    else {
        return false;
    };
    let request = ConvertKeyRequest { key_spec, from: *from, to, encoding: Encoding::Binary };
    let Ok((info, written)) = done(convert_key(&request, key, &FixedHost::seeded(1))) else {
        return false;
    };
    let from = match info.kind {
        KeyKind::Private => Some(Half::Private),
        KeyKind::Public => Some(Half::Public),
        KeyKind::Secret => None,
    };
    let again = ConvertKeyRequest { key_spec: Some(info.key_spec), from, ..request };
    let (info_again, written_again) =
        done(convert_key(&again, &written, &FixedHost::seeded(1))).unwrap();
    assert_eq!((info, written), (info_again, written_again));
    true
}

/// A key of every spec in every form that it has, and keys that are known.
pub fn seeds() -> Vec<Vec<u8>> {
    let made = SPECS.iter().filter(|spec| !spec.name.starts_with("RSA")).flat_map(every_form);
    let known = known().into_iter().flat_map(|key| {
        let request = |form| [&[u8::MAX, 0, form], &*key].concat();
        (0..6).map(request).collect::<Vec<_>>()
    });
    made.chain(known).collect()
}

/// A key of that spec: its seeds name the spec and the half, where one has to, and ask for the next form.
fn every_form(spec: &Spec) -> Vec<Vec<u8>> {
    let text = json!({ "key_alias": "a", "key_spec": spec.name }).to_string();
    let request = CreateKeyRequest::parse(&text).unwrap();
    let host = FixedHost::seeded(1);
    let made = done(create_key(&request, DomainId::default(), &host)).unwrap().material.unwrap();
    let number = u8::try_from(SPECS.iter().position(|it| it.name == spec.name).unwrap()).unwrap();
    let Ok(secret) = made.secret_key(SecretFormat::Raw) else {
        let key = made.private_key(PrivateFormat::Pkcs8Der).unwrap();
        return forms(number, &key, &host);
    };
    vec![[&[number, 0, 6], secret.as_slice()].concat()]
}

fn forms(spec: u8, pkcs8: &[u8], host: &impl Host) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (number, to) in FORMS.iter().enumerate() {
        let request =
            ConvertKeyRequest { key_spec: None, from: None, to: *to, encoding: Encoding::Binary };
        let Ok((info, written)) = done(convert_key(&request, pkcs8, host)) else { continue };
        let half = if info.kind == KeyKind::Private { 1 } else { 2 };
        let next = u8::try_from((number + 1) % FORMS.len()).unwrap();
        let same = u8::try_from(number).unwrap();
        seeds.push([&[spec, half, same], written.as_slice()].concat());
        seeds.push([&[u8::MAX, 0, next], written.as_slice()].concat());
    }
    seeds
}

/// The public keys of our records, and a private RSA key.
fn known() -> Vec<Vec<u8>> {
    let public = RECORDS.iter().filter_map(|record| {
        let json: Value = serde_json::from_str(record.data.splitn(3, '.').nth(2)?).ok()?;
        Base64::decode_vec(json["public_key"].as_str()?).ok()
    });
    public.chain([wycheproof_rsa_key()]).collect()
}
