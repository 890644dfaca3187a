#!/usr/bin/env python3
"""Makes the files beside this one of a clone of https://github.com/C2SP/wycheproof (Apache-2.0).

    git clone https://github.com/C2SP/wycheproof && python3 make.py wycheproof

Every case that is of our parameters is kept, with the members that a test reads and no others.
"""

import json
import pathlib
import subprocess
import sys

AEAD = ("key", "iv", "aad", "msg", "ct", "tag")
SIGNATURE = ("msg", "sig")
MAC = ("key", "msg", "tag")
WRAP = ("key", "msg", "ct")
OAEP = ("msg", "ct", "label")
GCM = {"keySize": 256, "ivSize": 96, "tagSize": 128}

# File, what a group has to be to be kept, its member to keep, and those of its cases.
FILES = [
    ("aes_gcm", GCM, None, AEAD),
    ("sm4_gcm", GCM | {"keySize": 128}, None, AEAD),
    ("aes_kwp", {"keySize": 256}, None, WRAP),
    ("ecdsa_secp256r1_sha256", {}, "publicKeyDer", SIGNATURE),
    ("ecdsa_secp384r1_sha384", {}, "publicKeyDer", SIGNATURE),
    ("ecdsa_secp256k1_sha256", {}, "publicKeyDer", SIGNATURE),
    ("ed25519", {}, "publicKeyDer", SIGNATURE),
    ("hmac_sha256", {"keySize": 256, "tagSize": 256}, None, MAC),
    ("hmac_sha384", {"keySize": 384, "tagSize": 384}, None, MAC),
    ("hmac_sha512", {"keySize": 512, "tagSize": 512}, None, MAC),
    ("hmac_sm3", {"keySize": 256, "tagSize": 256}, None, MAC),
    *((f"rsa_oaep_{bits}_sha256_mgf1sha256", {}, "privateKeyPkcs8", OAEP) for bits in (2048, 3072, 4096)),
    *(
        (f"rsa_pss_{bits}_sha{sha}_mgf1_{sha // 8}", {"mgfSha": f"SHA-{sha}"}, "publicKeyDer", SIGNATURE)
        for bits, sha in ((2048, 256), (3072, 256), (4096, 256), (2048, 384), (4096, 384), (4096, 512))
    ),
    *(
        (f"rsa_signature_{bits}_sha{sha}", {}, "publicKeyDer", SIGNATURE)
        for bits in (2048, 3072, 4096)
        for sha in (256, 384, 512)
    ),
]


def git(clone, *arguments):
    return subprocess.run(
        ["git", "-C", clone, *arguments], check=True, capture_output=True, text=True
    ).stdout


def main(clone):
    commit = git(clone, "rev-parse", "HEAD").strip()
    for name, wanted, key, members in FILES:
        path = f"testvectors_v1/{name}_test.json"
        groups = []
        for group in json.loads(git(clone, "show", f"{commit}:{path}"))["testGroups"]:
            if any(group[member] != value for member, value in wanted.items()):
                continue
            cases = [
                {member: case[member] for member in ("tcId", "result", *members)}
                for case in group["tests"]
            ]
            groups.append(({"key": group[key]} if key else {}) | {"tests": cases})
        if not groups:
            raise SystemExit(f"{path}: nothing of our parameters")
        kept = {"source": f"C2SP/wycheproof {commit} {path}", "groups": groups}
        target = pathlib.Path(__file__).with_name(f"{name}.json")
        target.write_text(json.dumps(kept, separators=(",", ":")) + "\n")
        print(name, sum(len(group["tests"]) for group in groups), target.stat().st_size)


main(sys.argv[1])
