//! What keys do: every algorithm of every spec, known answers, and everything that is refused.

use crate::hosts::{SeededHost, done, hex};
use crypto_bigint::BoxedUint;
use pkcs8::der::asn1::UintRef;
use pkcs8::der::{Encode, asn1::AnyRef};
use pocket_kms::contract::algorithm::{
    EncryptionAlgorithm, MessageType, SIGNING_ALGORITHMS, SigningAlgorithm,
};
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::spec::{Family, SPECS, Spec};
use pocket_kms::host::Host;
use pocket_kms::material::aead::AeadKey;
use pocket_kms::material::hash;
use pocket_kms::material::random::{Random, Watch};
use pocket_kms::material::sealing::{Nonce, SALT};
use pocket_kms::material::wrap::{WrapCipher, unwrap, wrap};
use pocket_kms::material::{LineEnding, Material, PrivateFormat, PublicKey, SecretFormat};
use proptest::prelude::*;
use rsa::traits::PrivateKeyParts;
use std::cell::Cell;

const DIGEST: MessageType = MessageType::Digest;
const RAW: MessageType = MessageType::Raw;
const OAEP: EncryptionAlgorithm = EncryptionAlgorithm::RsaesOaepSha256;
const SM2_ENCRYPT: EncryptionAlgorithm = EncryptionAlgorithm::Sm2Encrypt;

fn named(spec: &str) -> &'static Spec {
    Spec::named(spec).unwrap()
}

fn material(spec: &str, seed: u64) -> Material {
    let host = SeededHost::new(seed);
    done(Material::generate(named(spec), &mut Random::new(&host), &host)).unwrap()
}

fn code<T>(outcome: Result<T, Error>) -> Result<T, Code> {
    outcome.map_err(|error| error.code)
}

#[test]
fn a_key_that_is_written_and_read_again_is_the_same_key() {
    for spec in &SPECS {
        let key = material(spec.name, 11);
        let bytes = key.to_bytes().unwrap();
        let spki = key.public().ok().map(|public| public.spki().to_vec());
        for spki in [spki.as_deref(), None] {
            let again = Material::from_bytes(spec, &bytes, spki).unwrap();
            assert_eq!(*again.to_bytes().unwrap(), *bytes, "{}", spec.name);
            match key.private_key(PrivateFormat::Pkcs8Der) {
                Ok(der) => {
                    assert_eq!(*again.private_key(PrivateFormat::Pkcs8Der).unwrap(), *der);
                    assert_eq!(again.public().unwrap().spki(), key.public().unwrap().spki());
                }
                Err(error) => assert_eq!(error.code, Code::Kms0331),
            }
        }
    }
}

#[test]
fn what_is_signed_is_verified_and_nothing_else_is() {
    let host = SeededHost::new(5);
    let random = &mut Random::new(&host);
    for spec in SPECS.iter().filter(|spec| spec.bits < 3072) {
        let key = material(spec.name, 12);
        for algorithm in &SIGNING_ALGORITHMS {
            let message = b"to be signed";
            if !algorithm.fits(spec) {
                let refused = code(key.sign(algorithm, RAW, message, random));
                assert_eq!(refused, Err(Code::Kms0332), "{} {}", spec.name, algorithm.name);
                continue;
            }
            let public = key.public().unwrap();
            let signature = key.sign(algorithm, RAW, message, random).unwrap();
            assert_eq!(public.verify(algorithm, RAW, message, &signature), Ok(true));
            assert_eq!(public.verify(algorithm, RAW, b"another", &signature), Ok(false));
            let other = material(spec.name, 13).public().unwrap();
            assert_eq!(other.verify(algorithm, RAW, message, &signature), Ok(false));
        }
    }
}

#[test]
fn what_is_encrypted_is_decrypted() {
    let host = SeededHost::new(6);
    let random = &mut Random::new(&host);
    for spec in SPECS.iter().filter(|spec| matches!(spec.family, Family::Rsa | Family::Sm2)) {
        let key = material(spec.name, 14);
        let algorithm = if spec.family == Family::Rsa { OAEP } else { SM2_ENCRYPT };
        let public = PublicKey::of_unknown_spki(key.public().unwrap().spki()).unwrap();
        assert_eq!(public.spec(), spec);
        let most = public.max_plaintext(algorithm).unwrap();
        if spec.family == Family::Rsa {
            assert_eq!(most, usize::try_from(spec.bits).unwrap() / 8 - 66, "190, 318 or 446");
        }
        for length in [1, 2, 32, most.min(4096)] {
            let plain = vec![7; length];
            let ciphertext = public.encrypt(algorithm, &plain, random).unwrap();
            assert_eq!(*key.decrypt(algorithm, &ciphertext, random).unwrap(), plain);
        }
    }
}

fn signing(name: &str) -> &'static SigningAlgorithm {
    SigningAlgorithm::named(name).unwrap()
}

/// The SM2 key of GB/T 32918.5-2017.
fn standard_sm2() -> Material {
    let d = hex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
    Material::from_bytes(named("SM2"), &d, None).unwrap()
}

fn sequence(members: &[Vec<u8>]) -> Vec<u8> {
    AnyRef::new(pkcs8::der::Tag::Sequence, &members.concat()).unwrap().to_der().unwrap()
}

fn integer(number: &[u8]) -> Vec<u8> {
    UintRef::new(number).unwrap().to_der().unwrap()
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    AnyRef::new(pkcs8::der::Tag::OctetString, bytes).unwrap().to_der().unwrap()
}

// Known answers.

#[test]
fn the_hashes_of_the_standards_are_these() {
    // GB/T 32905, annex A; FIPS 180-4's example.
    let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(hash::sm3(b"abc").to_vec(), hex(abc));
    let blocks = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
    assert_eq!(hash::sm3(&b"abcd".repeat(16)).to_vec(), hex(blocks));
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hash::sha256(b"abc").to_vec(), hex(abc));
    // RFC 4231, test case 2.
    let mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    let parts: &[&[u8]] = &[b"what do ya want ", b"for nothing?"];
    assert_eq!(hash::hmac_sha256(b"Jefe", parts).to_vec(), hex(mac));
}

#[test]
fn the_sm4_gcm_sample_of_rfc_8998_is_sealed_and_opened() {
    let key = AeadKey::sm4(&hex("0123456789ABCDEFFEDCBA9876543210").try_into().unwrap());
    let iv = hex("00001234567800000000ABCD").try_into().unwrap();
    let aad = hex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
    let plain = hex("AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD
                     EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA");
    let sealed = hex("17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735
                      D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D
                      83DE3541E4C2B58177E065A9BF7B62EC");
    let mut buffer = plain.clone();
    key.seal(&iv, &aad, &mut buffer).unwrap();
    assert_eq!(buffer, sealed);
    key.open(&iv, &aad, &mut buffer).unwrap();
    assert_eq!(buffer, plain);
}

#[test]
fn what_was_sealed_and_changed_anywhere_is_wiped_and_not_opened() {
    for key in [AeadKey::aes_256(&[1; 32]), AeadKey::sm4(&[1; 16])] {
        let mut sealed = vec![0x55; 40];
        key.seal(&[2; 12], b"aad", &mut sealed).unwrap();
        let refused = |sealed: &[u8], iv, aad: &[u8]| {
            let mut buffer = sealed.to_vec();
            let outcome = code(key.open(&iv, aad, &mut buffer));
            assert!(buffer.is_empty());
            // What the buffer had room for is all zeros.
            buffer.resize(sealed.len(), 0);
            assert_eq!(buffer, vec![0; sealed.len()]);
            outcome
        };
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert_eq!(refused(&changed, [2; 12], b"aad"), Err(Code::Internal));
            assert_eq!(refused(&sealed[..i], [2; 12], b"aad"), Err(Code::Internal));
        }
        assert_eq!(refused(&sealed, [3; 12], b"aad"), Err(Code::Internal));
        assert_eq!(refused(&sealed, [2; 12], b"add"), Err(Code::Internal));
        assert_eq!(key.open(&[2; 12], b"aad", &mut sealed), Ok(()));
        assert_eq!(sealed, vec![0x55; 40]);
    }
}

#[test]
fn keys_of_block_ciphers_seal_under_keys_derived_from_them_and_no_other_key_does() {
    let host = SeededHost::new(31);
    for spec in SPECS.iter().filter(|spec| spec.bits < 3072) {
        let key = material(spec.name, 31);
        let Ok(sealing) = key.sealing_key() else {
            assert_ne!(spec.family, Family::Symmetric);
            assert_eq!(code(key.sealing_key()).map(drop), Err(Code::Kms0308), "{}", spec.name);
            continue;
        };
        let bytes = key.secret_key(SecretFormat::Raw).unwrap();
        let nonce = Nonce::draw(&mut Random::new(&host)).unwrap();
        let (salt, iv) = (nonce.salt(), nonce.iv());
        // HKDF-Expand (RFC 5869, 2.3), one block.
        let info: [&[u8]; 3] = [b"pocket-kms seal", &salt, &[1]];
        let derived = match spec.name {
            "AES_256" => AeadKey::aes_256(&hash::hmac_sha256(&bytes, &info)),
            _ => AeadKey::sm4(hash::hmac_sm3(&bytes, &info)[..16].try_into().unwrap()),
        };
        let itself = match spec.name {
            "AES_256" => AeadKey::aes_256(bytes.as_slice().try_into().unwrap()),
            _ => AeadKey::sm4(bytes.as_slice().try_into().unwrap()),
        };
        let mut sealed = b"plain".to_vec();
        sealing.seal(nonce, b"aad", &mut sealed).unwrap();
        for (aead, salt, outcome) in [
            (&derived, Some(&salt), Ok(())),
            (&itself, Some(&[7; SALT]), Err(Code::Internal)),
            (&itself, None, Err(Code::Internal)),
        ] {
            let [mut by_aead, mut by_key] = [sealed.clone(), sealed.clone()];
            assert_eq!(code(aead.open(&iv, b"aad", &mut by_aead)), outcome, "{}", spec.name);
            assert_eq!(
                code(sealing.open(salt, &iv, b"aad", &mut by_key)),
                outcome,
                "{}",
                spec.name
            );
        }
        // What was sealed before there were salts.
        let mut sealed = b"plain".to_vec();
        itself.seal(&iv, b"aad", &mut sealed).unwrap();
        assert_eq!(sealing.open(None, &iv, b"aad", &mut sealed), Ok(()));
        assert_eq!(sealed, b"plain");
    }
}

#[test]
fn the_signatures_of_rfc_8032_are_made_and_verified() {
    // 7.1, tests 1 and 2; 7.3.
    let cases = [
        (
            "ED25519_SHA_512",
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            &b""[..],
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "ED25519_SHA_512",
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            &[0x72],
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "ED25519_PH_SHA_512",
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            b"abc",
            "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
        ),
    ];
    let host = SeededHost::new(1);
    let random = &mut Random::new(&host);
    for (algorithm, seed, message, signature) in cases {
        let key = Material::from_bytes(named("ED25519"), &hex(seed), None).unwrap();
        let made = key.sign(signing(algorithm), RAW, message, random).unwrap();
        assert_eq!(made, hex(signature), "{algorithm}");
        let public = key.public().unwrap();
        assert_eq!(public.verify(signing(algorithm), RAW, message, &made), Ok(true));
        let other =
            if algorithm == "ED25519_SHA_512" { "ED25519_PH_SHA_512" } else { "ED25519_SHA_512" };
        assert_eq!(public.verify(signing(other), RAW, message, &made), Ok(false));
    }
}

#[test]
fn the_sm2_signature_of_gb_t_32918_5_is_verified() {
    // GB/T 32918.5-2017, annex A: its nonce is given, so it is not one that we make.
    let r = hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3");
    let s = hex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
    let e = hex("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640");
    let signature = sequence(&[integer(&r), integer(&s)]);
    let public = standard_sm2().public().unwrap();
    let sm2 = signing("SM2DSA_SM3");
    assert_eq!(public.verify(sm2, RAW, b"message digest", &signature), Ok(true));
    assert_eq!(public.verify(sm2, DIGEST, &e, &signature), Ok(true));
    assert_eq!(public.verify(sm2, RAW, b"message digests", &signature), Ok(false));
    assert_eq!(public.verify(sm2, DIGEST, &hash::sm3(b"message digest"), &signature), Ok(false));
}

/// The parts of the ciphertext of GB/T 32918.5-2017, annex C: x, y, C3, C2.
fn standard_ciphertext() -> [Vec<u8>; 4] {
    [
        hex("04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"),
        hex("E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"),
        hex("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"),
        hex("21886CA989CA9C7D58087307CA93092D651EFA"),
    ]
}

/// The five forms that a ciphertext of SM2 comes in.
fn forms([x, y, hash, cipher]: [Vec<u8>; 4]) -> [Vec<u8>; 5] {
    let mark = [4];
    [
        sequence(&[integer(&x), integer(&y), octets(&hash), octets(&cipher)]),
        [&x[..], &y, &hash, &cipher].concat(),
        [&mark[..], &x, &y, &hash, &cipher].concat(),
        [&x[..], &y, &cipher, &hash].concat(),
        [&mark[..], &x, &y, &cipher, &hash].concat(),
    ]
}

#[test]
fn the_sm2_ciphertext_of_gb_t_32918_5_is_decrypted_in_all_its_forms() {
    let host = SeededHost::new(1);
    let random = &mut Random::new(&host);
    for ciphertext in forms(standard_ciphertext()) {
        let plain = standard_sm2().decrypt(SM2_ENCRYPT, &ciphertext, random).unwrap();
        assert_eq!(*plain, b"encryption standard");
    }
}

/// RFC 5649 over any cipher, as its text has it.
fn wrapped_as_the_rfc_says(encrypt: impl Fn(&mut [u8; 16]), data: &[u8]) -> Vec<u8> {
    let mut a =
        [&[0xa6, 0x59, 0x59, 0xa6][..], &u32::try_from(data.len()).unwrap().to_be_bytes()].concat();
    let mut padded = data.to_vec();
    padded.resize(data.len().next_multiple_of(8), 0);
    if padded.len() == 8 {
        let mut block = [a, padded].concat().try_into().unwrap();
        encrypt(&mut block);
        return block.to_vec();
    }
    let count = padded.len() / 8;
    for t in 1..=6 * count {
        let semiblock = &mut padded[(t - 1) % count * 8..][..8];
        let mut block: [u8; 16] = [&a, &*semiblock].concat().try_into().unwrap();
        encrypt(&mut block);
        semiblock.copy_from_slice(&block[8..]);
        a = block[..8].to_vec();
        let counter = u64::try_from(t).unwrap().to_be_bytes();
        a.iter_mut().zip(counter).for_each(|(byte, t)| *byte ^= t);
    }
    [a, padded].concat()
}

#[test]
fn key_wrap_is_that_of_rfc_5649_with_either_cipher() {
    use aes_gcm::aead::KeyInit;
    use aes_gcm::aes::cipher::BlockCipherEncrypt;

    // The two examples of the RFC, section 6, which has none of AES-256.
    let kek = hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
    let aes_192 = aes_kw::aes::Aes192::new_from_slice(&kek).unwrap();
    let encrypt = |block: &mut [u8; 16]| aes_192.encrypt_block(block.into());
    let wrapped =
        wrapped_as_the_rfc_says(encrypt, &hex("c37b7e6492584340bed12207808941155068f738"));
    assert_eq!(wrapped, hex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"));
    let wrapped = wrapped_as_the_rfc_says(encrypt, &hex("466f7250617369"));
    assert_eq!(wrapped, hex("afbeb0f07dfbf5419200f2ccb50bb24f"));

    let (aes_kek, sm4_kek) = ([3; 32], [3; 16]);
    let aes_256 = aes_gcm::aes::Aes256::new(&aes_kek.into());
    let sm4 = sm4::Sm4::new(&sm4_kek.into());
    for length in (1..40).chain([67, 138, 2_376]) {
        let data: Vec<u8> = (0..=255).cycle().take(length).collect();
        let by_aes = wrap(WrapCipher::Aes256, &aes_kek, &data).unwrap();
        assert_eq!(by_aes, wrapped_as_the_rfc_says(|b| aes_256.encrypt_block(b.into()), &data));
        assert_eq!(*unwrap(WrapCipher::Aes256, &aes_kek, &by_aes).unwrap(), data);
        let by_sm4 = wrap(WrapCipher::Sm4, &sm4_kek, &data).unwrap();
        assert_eq!(by_sm4, wrapped_as_the_rfc_says(|b| sm4.encrypt_block(b.into()), &data));
        assert_eq!(*unwrap(WrapCipher::Sm4, &sm4_kek, &by_sm4).unwrap(), data);
    }
}

#[test]
fn what_was_wrapped_and_changed_anywhere_is_not_unwrapped() {
    for (cipher, kek) in [(WrapCipher::Aes256, vec![1; 32]), (WrapCipher::Sm4, vec![1; 16])] {
        assert_eq!(cipher.key_length(), kek.len());
        for length in [5, 8, 27, 64] {
            let wrapped = wrap(cipher, &kek, &vec![9; length]).unwrap();
            for i in 0..wrapped.len() {
                let mut changed = wrapped.clone();
                changed[i] ^= 0x10;
                assert_eq!(code(unwrap(cipher, &kek, &changed)).map(drop), Err(Code::Kms2609));
                let cut = code(unwrap(cipher, &kek, &wrapped[..i])).map(drop);
                assert_eq!(cut, Err(Code::Kms2609));
            }
            for wrong in [vec![2; kek.len()], vec![1; kek.len() - 1], vec![]] {
                assert_eq!(code(unwrap(cipher, &wrong, &wrapped)).map(drop), Err(Code::Kms2609));
            }
        }
        assert_eq!(code(wrap(cipher, &kek, &[])), Err(Code::Internal));
        assert_eq!(code(wrap(cipher, &kek[1..], &[1])), Err(Code::Internal));
        assert_eq!(code(wrap(cipher, &kek, &vec![0; 65_537])), Err(Code::Internal));
    }
}

// Messages and digests.

#[test]
fn a_digest_is_signed_as_the_message_that_it_is_of() {
    use sha2::Digest;
    let host = SeededHost::new(5);
    let random = &mut Random::new(&host);
    let message = b"a message";
    let rsa = material("RSA_2048", 21);
    for (spec, algorithm, digest) in [
        ("RSA_2048", "RSASSA_PSS_SHA_256", sha2::Sha256::digest(message).to_vec()),
        ("RSA_2048", "RSASSA_PSS_SHA_384", sha2::Sha384::digest(message).to_vec()),
        ("RSA_2048", "RSASSA_PSS_SHA_512", sha2::Sha512::digest(message).to_vec()),
        ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256", sha2::Sha256::digest(message).to_vec()),
        ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_384", sha2::Sha384::digest(message).to_vec()),
        ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512", sha2::Sha512::digest(message).to_vec()),
        ("EC_P256", "ECDSA_SHA_256", sha2::Sha256::digest(message).to_vec()),
        ("EC_P384", "ECDSA_SHA_384", sha2::Sha384::digest(message).to_vec()),
        ("SECP256K1", "ECDSA_SHA_256", sha2::Sha256::digest(message).to_vec()),
        ("ED25519", "ED25519_PH_SHA_512", sha2::Sha512::digest(message).to_vec()),
    ] {
        let algorithm = signing(algorithm);
        let key = if spec == "RSA_2048" { &rsa } else { &material(spec, 21) };
        let public = key.public().unwrap();
        let of_digest = key.sign(algorithm, DIGEST, &digest, random).unwrap();
        assert_eq!(public.verify(algorithm, RAW, message, &of_digest), Ok(true), "{spec}");
        let of_message = key.sign(algorithm, RAW, message, random).unwrap();
        assert_eq!(public.verify(algorithm, DIGEST, &digest, &of_message), Ok(true), "{spec}");
    }
}

#[test]
fn a_digest_of_another_length_is_refused_by_signing_and_verifying() {
    let host = SeededHost::new(5);
    let random = &mut Random::new(&host);
    for spec in SPECS.iter().filter(|spec| spec.bits < 3072) {
        let key = material(spec.name, 21);
        for algorithm in SIGNING_ALGORITHMS.iter().filter(|algorithm| algorithm.fits(spec)) {
            let public = key.public().unwrap();
            for length in [0, 20, 31, 33, 47, 49, 63, 65].map(|length| vec![1; length]) {
                let expected = match algorithm.name {
                    "ED25519_SHA_512" => Code::Kms0308,
                    _ => Code::Kms0329,
                };
                let refused = code(key.sign(algorithm, DIGEST, &length, random));
                assert_eq!(refused, Err(expected), "{}", algorithm.name);
                let refused = code(public.verify(algorithm, DIGEST, &length, &[]));
                assert_eq!(refused, Err(expected), "{}", algorithm.name);
            }
        }
    }
}

#[test]
fn a_signature_that_is_malformed_or_changed_anywhere_is_none() {
    let host = SeededHost::new(5);
    let random = &mut Random::new(&host);
    for spec in SPECS.iter().filter(|spec| spec.bits < 3072) {
        let key = material(spec.name, 22);
        for algorithm in SIGNING_ALGORITHMS.iter().filter(|algorithm| algorithm.fits(spec)) {
            let public = key.public().unwrap();
            let signature = key.sign(algorithm, RAW, b"m", random).unwrap();
            let verified = |signature: &[u8]| public.verify(algorithm, RAW, b"m", signature);
            assert_eq!(verified(&signature), Ok(true));
            for i in 0..signature.len() {
                let mut changed = signature.clone();
                changed[i] ^= 1;
                assert_eq!(verified(&changed), Ok(false), "{} byte {i}", algorithm.name);
                assert_eq!(verified(&signature[..i]), Ok(false));
            }
            assert_eq!(verified(&[&signature[..], &[0]].concat()), Ok(false));
            assert_eq!(verified(&[&[0], &signature[..]].concat()), Ok(false));
        }
    }
}

#[test]
fn pss_is_salted_anew_and_pkcs1_is_always_the_same() {
    let host = SeededHost::new(5);
    let random = &mut Random::new(&host);
    let key = material("RSA_2048", 22);
    let mut twice =
        |algorithm| [(); 2].map(|()| key.sign(signing(algorithm), RAW, b"m", random).unwrap());
    let [first, second] = twice("RSASSA_PSS_SHA_256");
    assert_ne!(first, second);
    let [first, second] = twice("RSASSA_PKCS1_V1_5_SHA_256");
    assert_eq!(first, second);
}

// SM2, number by number.

/// The order of the SM2 curve.
const N: &str = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123";

#[test]
fn sm2_signatures_of_numbers_that_are_out_of_range_are_none() {
    let public = standard_sm2().public().unwrap();
    let n = hex(N);
    let n_plus_1 = [&n[..31], &[n[31] + 1]].concat();
    let n_minus_1 = [&n[..31], &[n[31] - 1]].concat();
    let r = hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3");
    let s = hex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
    let verified = |signature: &[u8]| {
        public.verify(signing("SM2DSA_SM3"), RAW, b"message digest", signature).unwrap()
    };
    let good = sequence(&[integer(&r), integer(&s)]);
    assert!(verified(&good));
    for wrong in [&[0][..], &n, &n_plus_1, &[&[1], &n[..]].concat()] {
        assert!(!verified(&sequence(&[integer(wrong), integer(&s)])));
        assert!(!verified(&sequence(&[integer(&r), integer(wrong)])));
        assert!(!verified(&sequence(&[integer(wrong), integer(wrong)])));
    }
    // r + s = n.
    assert!(!verified(&sequence(&[integer(&n_minus_1), integer(&[1])])));
    assert!(!verified(&sequence(&[integer(&[1]), integer(&n_minus_1)])));

    assert!(!verified(&[&good[..], &[0]].concat()), "trailing bytes");
    assert!(!verified(&sequence(&[integer(&r), integer(&s), integer(&[1])])), "a third number");
    assert!(!verified(&sequence(&[integer(&r)])), "one number");
    // r and s have their highest bit set: without the octet before it they are negative.
    let signed = |number: &[u8]| [&[2, 32], number].concat();
    assert!(!verified(&sequence(&[signed(&r), integer(&s)])), "a negative number");
    let long = |number: &[u8]| [&[2, 34, 0, 0], number].concat();
    assert!(!verified(&sequence(&[long(&r), integer(&s)])), "a number with needless zeros");
    let length = u8::try_from(good.len() - 2).unwrap();
    assert!(!verified(&[&[0x30, 0x81, length], &good[2..]].concat()), "a length too long for DER");
    assert!(!verified(&[&[0x30, 0x80], &good[2..], &[0, 0]].concat()), "no length, as BER allows");
    assert!(!verified(&[&r[..], &s].concat()), "r and s, one after the other");
}

#[test]
fn a_public_key_that_is_off_its_curve_or_of_another_is_none() {
    for spec in ["EC_P256", "EC_P384", "SECP256K1", "SM2"] {
        let spki = material(spec, 3).public().unwrap().spki().to_vec();
        for i in [spki.len() - 1, spki.len() / 2 + 4] {
            let mut off = spki.clone();
            off[i] ^= 1;
            let read = code(PublicKey::from_spki(named(spec), &off)).map(drop);
            assert_eq!(read, Err(Code::Kms0308), "{spec}");
        }
        let width = if spec == "EC_P384" { 96 } else { 64 };
        let mut zero = spki.clone();
        zero[spki.len() - width..].fill(0);
        assert!(PublicKey::from_spki(named(spec), &zero).is_err(), "{spec}: 0, 0");
        let trailing = [&spki[..], &[0]].concat();
        assert!(PublicKey::from_spki(named(spec), &trailing).is_err(), "{spec}: trailing bytes");
        for other in SPECS.iter().filter(|other| other.name != spec) {
            let read = PublicKey::from_spki(other, &spki).map(drop);
            assert!(read.is_err(), "{spec} as {}", other.name);
        }
    }
    // The point at infinity, and the 8 points of small order of edwards25519 that are canonical.
    let spki = material("ED25519", 3).public().unwrap().spki().to_vec();
    for weak in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05",
        "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC85",
        "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A",
        "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC03FA",
    ] {
        let weak = [&spki[..spki.len() - 32], &hex(weak)].concat();
        assert!(PublicKey::from_spki(named("ED25519"), &weak).is_err());
    }
}

// One error.

#[test]
fn ciphertexts_that_are_changed_anywhere_end_in_one_error() {
    let host = SeededHost::new(6);
    let random = &mut Random::new(&host);
    let rsa = material("RSA_2048", 14);
    let of_rsa = rsa.public().unwrap().encrypt(OAEP, b"secret", random).unwrap();
    let mut cases = vec![(&rsa, OAEP, of_rsa)];
    let sm2 = standard_sm2();
    cases.extend(forms(standard_ciphertext()).map(|ciphertext| (&sm2, SM2_ENCRYPT, ciphertext)));

    let mut errors = Vec::new();
    for (key, algorithm, ciphertext) in &cases {
        let mut refused = |ciphertext: &[u8]| {
            let error = key.decrypt(*algorithm, ciphertext, random).unwrap_err();
            if !errors.contains(&error) {
                errors.push(error);
            }
        };
        for i in 0..ciphertext.len() {
            let mut changed = ciphertext.clone();
            changed[i] ^= 1 << (i % 8);
            refused(&changed);
        }
        for i in (0..ciphertext.len()).step_by(5) {
            refused(&ciphertext[..i]);
        }
        refused(&[ciphertext, &[0][..]].concat());
        refused(&[&[0][..], ciphertext].concat());
        refused(&vec![0xff; ciphertext.len()]);
        refused(&vec![0; ciphertext.len()]);
    }
    assert_eq!(errors, [Error::new(Code::Kms0311, "")]);
}

#[test]
fn an_sm2_ciphertext_whose_point_is_on_no_curve_is_refused() {
    let host = SeededHost::new(6);
    let random = &mut Random::new(&host);
    let [x, y, hash, cipher] = standard_ciphertext();
    let mut off = y.clone();
    off[31] ^= 1;
    let zero = vec![0; 32];
    // p, which is 0 in another form, and p + 1.
    let p = hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF");
    for (x, y) in [(&x, &off), (&zero, &zero), (&p, &y), (&p, &p), (&x, &zero)] {
        for ciphertext in forms([x.clone(), y.clone(), hash.clone(), cipher.clone()]) {
            let refused = code(standard_sm2().decrypt(SM2_ENCRYPT, &ciphertext, random));
            assert_eq!(refused.map(drop), Err(Code::Kms0311));
        }
    }
    let wide =
        sequence(&[integer(&[&[1], &x[..]].concat()), integer(&y), octets(&hash), octets(&cipher)]);
    let short = sequence(&[integer(&x), integer(&y), octets(&hash[1..]), octets(&cipher)]);
    let empty = sequence(&[integer(&x), integer(&y), octets(&hash), octets(&[])]);
    for ciphertext in [wide, short, empty] {
        let refused = code(standard_sm2().decrypt(SM2_ENCRYPT, &ciphertext, random));
        assert_eq!(refused.map(drop), Err(Code::Kms0311));
    }
}

#[test]
fn what_does_not_fit_is_refused_before_anything_is_done() {
    let host = SeededHost::new(6);
    let random = &mut Random::new(&host);
    for spec in SPECS.iter().filter(|spec| spec.bits < 3072) {
        let key = material(spec.name, 14);
        for algorithm in [EncryptionAlgorithm::SymmetricDefault, OAEP, SM2_ENCRYPT] {
            let fits = algorithm.fits(spec);
            if !fits || algorithm == EncryptionAlgorithm::SymmetricDefault {
                let refused = code(key.decrypt(algorithm, &[1; 256], random)).map(drop);
                assert_eq!(refused, Err(Code::Kms0308), "{}", spec.name);
            }
            let Ok(public) = key.public() else { continue };
            assert_eq!(public.max_plaintext(algorithm).is_some(), fits);
            let outcome = code(public.encrypt(algorithm, &[1], random)).map(drop);
            assert_eq!(outcome, if fits { Ok(()) } else { Err(Code::Kms0308) });
            if let Some(most) = public.max_plaintext(algorithm) {
                for length in [0, most + 1] {
                    let refused = code(public.encrypt(algorithm, &vec![1; length], random));
                    assert_eq!(refused, Err(Code::Kms0308));
                }
            }
        }
        let is_hmac = spec.family == Family::Hmac;
        assert_eq!(key.mac(b"m").is_ok(), is_hmac);
        assert_eq!(
            key.verify_mac(b"m", &[]),
            if is_hmac { Ok(false) } else { key.verify_mac(b"", b"") }
        );
    }
}

#[test]
fn a_public_key_is_text_of_64_characters_a_line() {
    let public = material("RSA_2048", 14).public().unwrap();
    let text = public.pem(LineEnding::CRLF);
    assert!(text.starts_with("-----BEGIN PUBLIC KEY-----\r\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB"));
    assert!(text.ends_with("\r\n-----END PUBLIC KEY-----\r\n"));
    assert!(text.split("\r\n").skip(1).take(6).all(|line| line.len() == 64));
    assert_eq!(public.pem(LineEnding::LF), text.replace("\r\n", "\n"));
}

// Randomness.

/// A host whose randomness fails at the given draw, and counts them.
struct FailsAt(u32, SeededHost, Cell<u32>);

impl Host for FailsAt {
    fn watch(&self) -> &Watch {
        self.1.watch()
    }

    fn now_ms(&self) -> u64 {
        self.1.now_ms()
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self.2.set(self.2.get() + 1);
        if self.2.get() == self.0 { Err(Error::new(Code::Random, "")) } else { self.1.fill(bytes) }
    }
}

#[test]
fn randomness_that_fails_at_any_draw_ends_every_use_of_a_key() {
    let of_rsa = {
        let host = SeededHost::new(6);
        let public = material("RSA_2048", 14).public().unwrap();
        public.encrypt(OAEP, b"secret", &mut Random::new(&host)).unwrap()
    };
    for (spec, uses) in
        [("RSA_2048", 4), ("EC_P256", 1), ("EC_P384", 1), ("SECP256K1", 1), ("SM2", 2)]
    {
        let key = material(spec, 14);
        let public = key.public().unwrap();
        let fitting: Vec<_> = SIGNING_ALGORITHMS.iter().filter(|a| a.fits(named(spec))).collect();
        for used in 0..uses {
            for draw in 1.. {
                let host = FailsAt(draw, SeededHost::new(8), Cell::new(0));
                let random = &mut Random::new(&host);
                let outcome = match (spec, used) {
                    ("RSA_2048", 1) => key.sign(fitting[3], RAW, b"m", random).map(drop),
                    ("RSA_2048", 2) => public.encrypt(OAEP, b"m", random).map(drop),
                    ("RSA_2048", 3) => key.decrypt(OAEP, &of_rsa, random).map(drop),
                    ("SM2", 1) => public.encrypt(SM2_ENCRYPT, b"m", random).map(drop),
                    _ => key.sign(fitting[0], RAW, b"m", random).map(drop),
                };
                if host.2.get() < draw {
                    assert_eq!(outcome, Ok(()));
                    assert!(draw > 1, "{spec}: nothing was drawn");
                    break;
                }
                assert_eq!(code(outcome), Err(Code::Random), "{spec} {used} draw {draw}");
            }
        }
    }
}

// Faults.

#[test]
fn an_rsa_record_with_a_fault_in_any_of_its_numbers_is_not_read() {
    let key = material("RSA_2048", 14);
    let (bytes, spki) = (key.to_bytes().unwrap(), key.public().unwrap().spki().to_vec());
    for i in (0..bytes.len()).step_by(7) {
        let mut faulty = bytes.to_vec();
        faulty[i] ^= 0x04;
        let read = code(Material::from_bytes(named("RSA_2048"), &faulty, Some(&spki)));
        assert_eq!(read.map(drop), Err(Code::Internal), "byte {i}");
    }
}

#[test]
fn an_rsa_key_that_computes_wrong_numbers_gives_no_signature_and_no_plaintext() {
    // Numbers that fit each other, so that the record is read, but p is not prime: what is computed
    // modulo p is wrong, as after a fault in one half, and would give q away.
    let sound = material("RSA_2048", 14).to_bytes().unwrap();
    let integer = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, 1024).unwrap();
    let composite = integer(&sound[..128]).wrapping_add(BoxedUint::from(2_u32));
    let unsound =
        rsa::PrivateKey::from_p_q(composite, integer(&sound[128..256]), 65_537_u32.into()).unwrap();
    let d = unsound.d().to_be_bytes();
    let primes = unsound.primes().iter().map(|prime| prime.to_be_bytes());
    let bytes = primes.chain([d]).collect::<Vec<_>>().concat();
    let key = Material::from_bytes(named("RSA_2048"), &bytes, None).unwrap();

    let host = SeededHost::new(6);
    let random = &mut Random::new(&host);
    for algorithm in SIGNING_ALGORITHMS.iter().filter(|a| a.fits(named("RSA_2048"))) {
        let refused = code(key.sign(algorithm, RAW, b"m", random));
        assert_eq!(refused, Err(Code::Internal), "{}", algorithm.name);
    }
    let ciphertext = key.public().unwrap().encrypt(OAEP, b"m", random).unwrap();
    assert_eq!(code(key.decrypt(OAEP, &ciphertext, random)).map(drop), Err(Code::Kms0311));
}

#[test]
fn a_record_of_a_key_pair_is_not_read_as_another_spec() {
    for spec in SPECS.iter().filter(|spec| spec.bits != 3072 && spec.bits != 4096) {
        let key = material(spec.name, 15);
        let bytes = key.to_bytes().unwrap();
        let Ok(public) = key.public() else { continue };
        for other in SPECS.iter().filter(|other| other.name != spec.name) {
            let read = code(Material::from_bytes(other, &bytes, Some(public.spki()))).map(drop);
            assert_eq!(read, Err(Code::Internal), "{} as {}", spec.name, other.name);
        }
    }
}

#[test]
fn a_secret_key_is_read_and_imported_at_its_own_length_only() {
    for spec in &SPECS {
        let is_secret = matches!(spec.family, Family::Symmetric | Family::Hmac);
        for length in [0, 15, 16, 17, 24, 31, 32, 33, 48, 64, 65_u8] {
            let bytes: Vec<_> = (1..=length).collect();
            match code(Material::import_secret(spec, &bytes)) {
                Ok(key) => {
                    assert!(is_secret && u32::from(length) * 8 == spec.bits, "{}", spec.name);
                    assert_eq!(*key.secret_key(SecretFormat::Raw).unwrap(), bytes);
                    assert!(Material::from_bytes(spec, &bytes, None).is_ok());
                }
                Err(code) if is_secret => {
                    assert_eq!(code, Code::Kms2604);
                    assert!(Material::from_bytes(spec, &bytes, None).is_err());
                }
                Err(code) => assert_eq!(code, Code::Kms0325),
            }
        }
    }
}

// Laws.

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let host = SeededHost::new(1);
        let random = &mut Random::new(&host);
        for spec in &SPECS {
            let _ = Material::from_bytes(spec, &bytes, None);
            let _ = Material::from_bytes(spec, &bytes, Some(&bytes));
            let _ = Material::import_secret(spec, &bytes);
            prop_assert!(done(Material::import_pkcs8(spec, &bytes, &host)).is_err());
            prop_assert!(PublicKey::from_spki(spec, &bytes).is_err());
        }
        prop_assert!(PublicKey::of_unknown_spki(&bytes).is_err());
        prop_assert!(standard_sm2().decrypt(SM2_ENCRYPT, &bytes, random).is_err());
        prop_assert!(unwrap(WrapCipher::Aes256, &[1; 32], &bytes).is_err());
        prop_assert!(unwrap(WrapCipher::Sm4, &[1; 16], &bytes).is_err());
        prop_assert!(AeadKey::sm4(&[1; 16]).open(&[0; 12], &[], &mut bytes.clone()).is_err());
    }

    #[test]
    fn any_message_is_sealed_and_encrypted_and_comes_back(
        plain in proptest::collection::vec(any::<u8>(), 1..300),
        seed in any::<u64>(),
    ) {
        let host = SeededHost::new(seed);
        let random = &mut Random::new(&host);
        let sm2 = material("SM2", seed);
        let ciphertext = sm2.public().unwrap().encrypt(SM2_ENCRYPT, &plain, random).unwrap();
        prop_assert_eq!(&*sm2.decrypt(SM2_ENCRYPT, &ciphertext, random).unwrap(), &plain);
        let mut buffer = plain.clone();
        let sealing = material("SM4", seed).sealing_key().unwrap();
        let host = SeededHost::new(seed);
        let nonce = Nonce::draw(&mut Random::new(&host)).unwrap();
        let (salt, iv) = (nonce.salt(), nonce.iv());
        sealing.seal(nonce, &plain, &mut buffer).unwrap();
        prop_assert_eq!(buffer.len(), plain.len() + 16);
        sealing.open(Some(&salt), &iv, &plain, &mut buffer).unwrap();
        prop_assert_eq!(buffer, plain);
    }
}
