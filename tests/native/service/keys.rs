//! The life of a key: made, listed, renamed, disabled, deleted, rotated, imported.

use pocket_kms::contract::create_key::DomainId;
use pocket_kms::service::Account;
use pocket_kms::store::MemoryStore;
use serde_json::{Value, json};

use super::{DAY, World, alias};
use crate::hosts::{NEW_YEAR, SeededHost};

/// Runs a test in a world of its own.
fn in_a_world(test: impl FnOnce(&World<'_>)) {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    test(&World::of(&store, &host));
}

#[test]
fn a_key_is_described_in_strings_alone() {
    in_a_world(|world| {
        let key_id = world.create(json!({ "key_alias": "orders", "key_description": "é" }));
        let answer = world.ok("listKeyDetail", json!({ "key_id": key_id }));
        assert_eq!(
            answer["key_info"],
            json!({
                "key_id": key_id, "domain_id": "0".repeat(32), "key_alias": "orders", "realm": "",
                "key_spec": "AES_256", "key_usage": "ENCRYPT_DECRYPT", "key_description": "é",
                "creation_date": NEW_YEAR.to_string(), "scheduled_deletion_date": "",
                "key_state": "2", "default_key_flag": "0", "key_type": "1", "expiration_time": "",
                "origin": "kms", "key_rotation_enabled": "false",
                "sys_enterprise_project_id": "0", "keystore_id": "0",
            })
        );
    });
}

#[test]
fn a_key_is_known_to_its_own_project_alone() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::of(&store, &host);
    let account = Account { project_id: "other".into(), ..Account::default() };
    let other = World::with(&store, &host, account);
    let key_id = world.create(json!({ "key_alias": "a" }));
    assert_eq!(other.call("listKeyDetail", &json!({ "key_id": key_id })), Err("KMS.0207"));
    // The alias is free there.
    other.create(json!({ "key_alias": "a" }));
    assert_eq!(other.ok("showUserInstances", json!({}))["instance_num"], 1);
}

#[test]
fn the_account_s_id_is_the_one_that_was_given() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let domain_id = DomainId::parse("b168fe00ff56492495a7d22974df2d0b").unwrap();
    let world = World::with(&store, &host, Account { domain_id, ..Account::default() });
    let answer = world.ok("createKey", json!({ "key_alias": "a" }));
    assert_eq!(answer["key_info"]["domain_id"], "b168fe00ff56492495a7d22974df2d0b");
}

#[test]
fn a_deleted_key_is_there_until_its_day_and_gone_from_then_on() {
    in_a_world(|world| {
        let key_id = world.create(json!({ "key_alias": "a" }));
        world.ok("createAlias", json!({ "key_id": key_id, "alias": "alias/a" }));
        let answer = world.ok("deleteKey", json!({ "key_id": key_id, "pending_days": "7" }));
        assert_eq!(answer, json!({ "key_id": key_id, "key_state": "4" }));
        let described = world.ok("listKeyDetail", json!({ "key_id": key_id }));
        let date = (NEW_YEAR + 7 * DAY).to_string();
        assert_eq!(described["key_info"]["scheduled_deletion_date"], date);

        world.host.pass(7 * DAY - 1);
        assert_eq!(world.state(&key_id), "4");
        assert_eq!(world.call("createKey", &json!({ "key_alias": "a" })), Err("KMS.1104"));
        world.host.pass(1);
        assert_eq!(world.call("listKeyDetail", &json!({ "key_id": key_id })), Err("KMS.0207"));
        assert_eq!(world.call("listKeyDetail", &json!({ "key_id": "alias/a" })), Err("KMS.0207"));
        // Both names are free again.
        let next = world.create(json!({ "key_alias": "a" }));
        world.ok("createAlias", json!({ "key_id": next, "alias": "alias/a" }));
    });
}

#[test]
fn the_alias_of_a_key_that_is_gone_can_be_taken_without_looking_at_the_key_first() {
    in_a_world(|world| {
        let gone = world.create(json!({ "key_alias": "a" }));
        let other = world.create(json!({ "key_alias": "b" }));
        world.ok("deleteKey", json!({ "key_id": gone, "pending_days": 7 }));
        world.host.pass(7 * DAY);
        world.ok("updateKeyAlias", json!({ "key_id": other, "key_alias": "a" }));
        assert_eq!(world.ok("showUserInstances", json!({}))["instance_num"], 1);
    });
}

#[test]
fn a_deletion_that_is_cancelled_leaves_a_disabled_key() {
    in_a_world(|world| {
        let key_id = world.key("AES_256");
        world.ok("deleteKey", json!({ "key_id": key_id, "pending_days": "1096" }));
        let answer = world.ok("cancelKeyDeletion", json!({ "key_id": key_id }));
        assert_eq!(answer, json!({ "key_id": key_id, "key_state": "3" }));
        world.host.pass(1097 * DAY);
        assert_eq!(world.state(&key_id), "3");
        let answer = world.ok("enableKey", json!({ "key_id": key_id }));
        assert_eq!(answer, json!({ "key_info": { "key_id": key_id, "key_state": "2" } }));
    });
}

#[test]
fn a_deletion_that_is_cancelled_leaves_an_external_key_without_material_waiting_for_it() {
    in_a_world(|world| {
        let key_id = world.external("AES_256");
        world.ok("deleteKey", json!({ "key_id": key_id, "pending_days": "7" }));
        let answer = world.ok("cancelKeyDeletion", json!({ "key_id": key_id }));
        assert_eq!(answer["key_state"], "5");
    });
}

#[test]
fn keys_are_listed_page_by_page_the_oldest_first() {
    in_a_world(|world| {
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(world.key("AES_256"));
            world.host.pass(1);
        }
        world.key("SM4");
        let first = world.ok("listKeys", json!({ "limit": "2" }));
        assert_eq!(first["keys"], json!(ids[..2]));
        assert_eq!(first["key_details"][1]["key_id"], ids[1]);
        let rest = [&first["next_marker"], &first["truncated"], &first["total"]];
        assert_eq!(rest, [&json!("2"), &json!("true"), &json!(5)]);
        let last = world.ok("listKeys", json!({ "limit": 2, "marker": "4" }));
        assert_eq!(last["keys"], json!(ids[4..]));
        let rest = [&last["next_marker"], &last["truncated"], &last["total"]];
        assert_eq!(rest, [&json!(""), &json!("false"), &json!(5)]);
    });
}

#[test]
fn keys_are_listed_by_spec_state_and_enterprise_project() {
    in_a_world(|world| {
        let aes = world.key("AES_256");
        let sm4 = world.key("SM4");
        let project = "0000000a-1111-2222-3333-444444444444";
        let theirs =
            world.create(json!({ "key_alias": alias(), "enterprise_project_id": project }));
        world.ok("disableKey", json!({ "key_id": aes }));
        let listed = |request: Value| {
            let mut ids: Vec<_> = world.ok("listKeys", request)["keys"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_str().unwrap().to_owned())
                .collect();
            ids.sort_unstable();
            ids
        };
        let sorted = |mut ids: Vec<String>| {
            ids.sort_unstable();
            ids
        };
        assert_eq!(listed(json!({})), sorted(vec![aes.clone(), theirs.clone()]));
        assert_eq!(listed(json!({ "key_spec": "ALL" })).len(), 3);
        assert_eq!(listed(json!({ "key_spec": "SM4" })), [sm4]);
        assert_eq!(listed(json!({ "key_state": "3" })), [aes]);
        assert_eq!(listed(json!({ "key_state": "1" })), [""; 0]);
        assert_eq!(listed(json!({ "enterprise_project_id": project })), [theirs]);
        assert_eq!(listed(json!({ "enterprise_project_id": "all" })).len(), 2);
    });
}

#[test]
fn a_key_that_rotates_encrypts_by_new_material_and_decrypts_what_it_ever_encrypted() {
    in_a_world(|world| {
        let key_id = world.key("SM4");
        world.ok("enableKeyRotation", json!({ "key_id": key_id }));
        world.ok(
            "updateKeyRotationInterval",
            json!({ "key_id": key_id, "rotation_interval": "30" }),
        );
        let encrypted = || {
            world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "x" }))["cipher_text"]
                .clone()
        };
        let mut all = vec![encrypted()];
        for rotations in 1..=3 {
            world.host.pass(30 * DAY);
            all.push(encrypted());
            let status = world.ok("showKeyRotationStatus", json!({ "key_id": key_id }));
            assert_eq!(status["number_of_rotations"], rotations);
            assert_eq!(status["key_rotation_enabled"], true);
            assert_eq!(status["rotation_interval"], 30);
            let last = (NEW_YEAR + 30 * DAY * rotations).to_string();
            assert_eq!(status["last_rotation_time"], last);
        }
        world.ok("rotateOnDemand", json!({ "key_id": key_id }));
        for cipher_text in all {
            let answer = world.ok("decryptData", json!({ "cipher_text": cipher_text }));
            assert_eq!(answer["plain_text"], "x");
        }
        let status = world.ok("showKeyRotationStatus", json!({ "key_id": key_id }));
        assert_eq!(status["key_materials"].as_array().unwrap().len(), 5);
    });
}

#[test]
fn a_disabled_key_does_not_rotate_and_does_once_it_is_enabled() {
    in_a_world(|world| {
        let key_id = world.key("AES_256");
        let of_key = json!({ "key_id": key_id });
        world.ok("enableKeyRotation", of_key.clone());
        world.ok("disableKey", of_key.clone());
        world.host.pass(366 * DAY);
        let status =
            || world.ok("showKeyRotationStatus", of_key.clone())["number_of_rotations"].clone();
        assert_eq!(status(), 0);
        world.ok("enableKey", of_key.clone());
        assert_eq!(status(), 1);
        world.ok("disableKeyRotation", of_key.clone());
        world.host.pass(366 * DAY);
        assert_eq!(status(), 1);
    });
}

#[test]
fn imported_material_of_every_spec_makes_a_key_that_works() {
    for (spec, encrypts) in [
        ("AES_256", true),
        ("SM4", true),
        ("RSA_2048", false),
        ("EC_P256", false),
        ("EC_P384", false),
        ("SM2", false),
        ("SECP256K1", false),
        ("ED25519", false),
    ] {
        in_a_world(|world| {
            let key_id = world.external(spec);
            assert_eq!(world.state(&key_id), "5");
            let import = world.wrapped(&key_id, spec, None);
            assert_eq!(world.ok("importKeyMaterial", import), json!({}));
            assert_eq!(world.state(&key_id), "2");
            if encrypts {
                let sealed =
                    world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "x" }));
                let request = json!({ "cipher_text": sealed["cipher_text"] });
                assert_eq!(world.ok("decryptData", request)["plain_text"], "x");
            } else {
                let pem = world.ok("showPublicKey", json!({ "key_id": key_id }));
                let pem = pem["public_key"].as_str().unwrap();
                assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\r\n"), "{spec}");
                assert!(pem.ends_with("-----END PUBLIC KEY-----\r\n"), "{spec}");
            }
        });
    }
}

#[test]
fn material_that_was_deleted_can_be_imported_again_and_no_other() {
    in_a_world(|world| {
        let key_id = world.external("AES_256");
        let material = [7; 32];
        let import = world.wrapped(&key_id, "AES_256", Some(&material));
        world.ok("importKeyMaterial", import);
        let sealed = world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "x" }));
        world.ok("deleteImportedKeyMaterial", json!({ "key_id": key_id }));
        assert_eq!(world.state(&key_id), "5");
        let decrypt = json!({ "cipher_text": sealed["cipher_text"] });
        assert_eq!(world.call("decryptData", &decrypt), Err("KMS.0308"));

        let other = world.wrapped(&key_id, "AES_256", Some(&[8; 32]));
        assert_eq!(world.call("importKeyMaterial", &other), Err("KMS.2606"));
        let same = world.wrapped(&key_id, "AES_256", Some(&material));
        world.ok("importKeyMaterial", same);
        assert_eq!(world.ok("decryptData", decrypt)["plain_text"], "x");
    });
}

#[test]
fn imported_material_is_gone_when_it_expires() {
    in_a_world(|world| {
        let key_id = world.external("SM4");
        let mut import = world.wrapped(&key_id, "SM4", None);
        import["expiration_time"] = json!((NEW_YEAR + DAY) / 1000);
        world.ok("importKeyMaterial", import);
        let described = world.ok("listKeyDetail", json!({ "key_id": key_id }));
        assert_eq!(described["key_info"]["expiration_time"], (NEW_YEAR + DAY).to_string());
        world.host.pass(DAY - 1);
        assert_eq!(world.state(&key_id), "2");
        world.host.pass(1);
        assert_eq!(world.state(&key_id), "5");
    });
}

#[test]
fn an_import_token_serves_once() {
    in_a_world(|world| {
        let key_id = world.external("AES_256");
        let import = world.wrapped(&key_id, "AES_256", Some(&[7; 32]));
        world.ok("importKeyMaterial", import.clone());
        world.ok("deleteImportedKeyMaterial", json!({ "key_id": key_id }));
        assert_eq!(world.call("importKeyMaterial", &import), Err("KMS.2605"));
    });
}

#[test]
fn tags_are_added_replaced_found_and_deleted() {
    in_a_world(|world| {
        let key_id = world.create(json!({ "key_alias": "orders" }));
        world.create(json!({ "key_alias": "others" }));
        let tag = |key: &str, value: &str| json!({ "key": key, "value": value });
        world.ok("createKmsTag", json!({ "key_id": key_id, "tag": tag("a", "1") }));
        world.ok("createKmsTag", json!({ "key_id": key_id, "tag": tag("a", "2") }));
        let batch =
            json!({ "key_id": key_id, "action": "create", "tags": [tag("b", ""), tag("c", "3")] });
        world.ok("batchCreateKmsTags", batch);
        let shown = world.ok("showKmsTags", json!({ "key_id": key_id }));
        let tags = json!([tag("a", "2"), tag("b", ""), tag("c", "3")]);
        assert_eq!(shown, json!({ "tags": tags, "existTagsNum": 3 }));
        let found =
            world.ok("listKmsByTags", json!({ "tags": [{ "key": "a", "values": ["1", "2"] }] }));
        assert_eq!(found["total_count"], 1);
        assert_eq!(found["resources"][0]["resource_id"], key_id);
        assert_eq!(found["resources"][0]["resource_name"], "orders");
        let count = |request: Value| world.ok("listKmsByTags", request)["total_count"].clone();
        assert_eq!(
            count(json!({ "action": "count", "tags": [{ "key": "a", "values": ["1"] }] })),
            0
        );
        let part =
            json!({ "action": "count", "matches": [{ "key": "resource_name", "value": "other" }] });
        assert_eq!(count(part), 1);
        world.ok("deleteTag", json!({ "key_id": key_id, "key": "a" }));
        let batch = json!({ "key_id": key_id, "action": "delete", "tags": [{ "key": "b" }, { "key": "z" }] });
        world.ok("batchCreateKmsTags", batch);
        let all = world.ok("listKmsTags", json!({}));
        assert_eq!(all["tags"], json!([{ "key": "c", "values": ["3"] }]));
    });
}

#[test]
fn an_alias_names_a_key_and_can_be_moved_to_another() {
    in_a_world(|world| {
        let (one, two) = (world.key("AES_256"), world.key("AES_256"));
        let made = world.ok("createAlias", json!({ "key_id": one, "alias": "alias/a" }));
        assert_eq!(made["alias_urn"], format!("kms::{}:alias/a", "0".repeat(32)));
        let sealed = world.ok("encryptData", json!({ "key_id": "alias/a", "plain_text": "x" }));
        assert_eq!(sealed["key_id"], one);
        world.host.pass(5);
        let moved = world.ok("associateAlias", json!({ "alias": "alias/a", "target_key_id": two }));
        assert_eq!(moved["key_id"], two);
        assert_ne!(moved["create_time"], moved["update_time"]);
        let listed = world.ok("listAliases", json!({ "key_id": two }));
        assert_eq!(listed["aliases"][0]["alias"], "alias/a");
        assert_eq!(listed["page_info"], json!({ "next_marker": "", "current_count": 1 }));
        let answer = world.call("deleteAlias", &json!({ "key_id": one, "aliases": ["alias/a"] }));
        assert_eq!(answer, Err("KMS.0207"));
        world.ok("deleteAlias", json!({ "key_id": two, "aliases": ["alias/a"] }));
        assert_eq!(world.call("listKeyDetail", &json!({ "key_id": "alias/a" })), Err("KMS.0207"));
    });
}

#[test]
fn a_quota_is_counted_and_kept() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(11));
    let world = World::with(&store, &host, Account { max_keys: 2, ..Account::default() });
    let first = world.key("AES_256");
    world.key("AES_256");
    assert_eq!(world.call("createKey", &json!({ "key_alias": "c" })), Err("KMS.1105"));
    let quotas = world.ok("showUserQuotas", json!({}));
    assert_eq!(quotas["quotas"]["resources"][0], json!({ "type": "CMK", "used": 2, "quota": 2 }));
    world.ok("deleteKey", json!({ "key_id": first, "pending_days": 7 }));
    world.host.pass(7 * DAY);
    world.create(json!({ "key_alias": "c" }));
}
