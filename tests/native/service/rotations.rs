//! How often a key may rotate: 1,000 times, as the service's definition of `number_of_rotations` says.

use pocket_kms::store::MemoryStore;
use serde_json::json;

use super::{DAY, World};
use crate::hosts::SeededHost;

/// A key that has rotated as often as it may, and a ciphertext of its first material.
fn rotated_out(world: &World<'_>) -> (String, String) {
    let key_id = world.key("SM4");
    let sealed = world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "the first" }));
    for _ in 0..1000 {
        world.ok("rotateOnDemand", json!({ "key_id": key_id }));
    }
    (key_id, sealed["cipher_text"].as_str().unwrap().to_owned())
}

#[test]
fn a_key_that_has_rotated_a_thousand_times_is_not_rotated_again_and_works_on() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(14));
    let world = World::of(&store, &host);
    let (key_id, cipher_text) = rotated_out(&world);
    let of_key = json!({ "key_id": key_id });
    let status = world.ok("showKeyRotationStatus", of_key.clone());
    assert_eq!(status["number_of_rotations"], 1000);

    for operation in ["rotateOnDemand", "enableKeyRotation"] {
        assert_eq!(world.call(operation, &of_key), Err("KMS.0308"), "{operation}");
    }
    assert_eq!(world.ok("showKeyRotationStatus", of_key.clone()), status);
    let opened = world.ok("decryptData", json!({ "cipher_text": cipher_text }));
    assert_eq!(opened["plain_text"], "the first");
    world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "the last" }));
}

#[test]
fn a_key_that_is_to_rotate_more_often_by_itself_goes_on_with_what_it_has() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(15));
    let world = World::of(&store, &host);
    let key_id = world.key("AES_256");
    let of_key = json!({ "key_id": key_id });
    world.ok("enableKeyRotation", of_key.clone());
    for _ in 0..999 {
        world.ok("rotateOnDemand", of_key.clone());
    }
    let enabled = |number| {
        let status = world.ok("showKeyRotationStatus", of_key.clone());
        assert_eq!(status["number_of_rotations"], number);
        status["key_rotation_enabled"].clone()
    };
    assert_eq!(enabled(999), true);
    host.pass(365 * DAY);
    assert_eq!(enabled(1000), true, "the last time that it fell due");
    let sealed = world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "x" }));
    host.pass(365 * DAY - 1);
    assert_eq!(enabled(1000), true);

    host.pass(1);
    assert_eq!(enabled(1000), false, "there is nothing that would fall due again");
    host.pass(3650 * DAY);
    world.ok("listKeys", json!({}));
    world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "x" }));
    let opened = world.ok("decryptData", json!({ "cipher_text": sealed["cipher_text"] }));
    assert_eq!(opened["plain_text"], "x");
    let interval = json!({ "key_id": key_id, "rotation_interval": 30 });
    assert_eq!(world.call("updateKeyRotationInterval", &interval), Err("KMS.0313"));
    assert_eq!(world.call("enableKeyRotation", &of_key), Err("KMS.0308"));
}
