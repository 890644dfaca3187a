"""A key's containers and numbers against the rules of its spec: no key is used here, only read."""

from math import gcd
from pathlib import Path

from Cryptodome.Math.Primality import PROBABLY_PRIME, miller_rabin_test

from der import ALGORITHMS, ec_private_key, integers, private_key_info, public_key_info
from rsa_rules import rsa_rules
from serve import serve

# The orders of the groups: SEC 2, 2.4.2 and 2.5.1; GB/T 32918.5, A.2.
ORDERS = {
    'EC_P256': 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    'EC_P384': (
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF_C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
    ),
    'SM2': 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
}
SYMMETRIC_BYTES = {'AES_256': 32, 'SM4': 16}

# What earlier calls have seen. One run is one set of keys.
secrets = set()
moduli = []


def faults(spec, key):
    """The rules that the key breaks."""
    if spec in SYMMETRIC_BYTES:
        return broken(symmetric_rules(spec, key))
    return broken(pair_rules(spec, key, ec_rules if spec in ORDERS else new_rsa_rules))


def broken(rules):
    return [rule for rule, holds in rules.items() if not holds]


def symmetric_rules(spec, key):
    secret = Path(f'{key}.raw').read_bytes()
    return {f'{SYMMETRIC_BYTES[spec]} bytes': len(secret) == SYMMETRIC_BYTES[spec], **is_new(secret)}


def pair_rules(spec, key, numbers):
    version, algorithm, private = private_key_info(key)
    public_algorithm, public = public_key_info(key)
    return {
        'PKCS#8 has version 0': version == 0,
        'PKCS#8 names the algorithm': algorithm == ALGORITHMS[spec],
        'SPKI names the algorithm': public_algorithm == ALGORITHMS[spec],
        **numbers(spec, private, public),
    }


def ec_rules(spec, private, public):
    order = ORDERS[spec]
    size = (order.bit_length() + 7) // 8
    version, scalar, point = ec_private_key(private)
    return {
        'ECPrivateKey has version 1': version == 1,
        'the scalar is as long as the order': len(scalar) == size,
        'the scalar is from 1 to n - 2': 1 <= int.from_bytes(scalar, 'big') <= order - 2,
        'the point is uncompressed': point[0] == 4 and len(point) == 1 + 2 * size,
        'SPKI holds the point of ECPrivateKey': public == point,
        **is_new(scalar),
    }


def new_rsa_rules(spec, private, public):
    _, n, _, d, p, q, *_ = integers(private, 9)
    return {
        **rsa_rules(spec, private, public),
        'Cryptodome finds p and q prime': all(miller_rabin_test(prime, 40) == PROBABLY_PRIME for prime in (p, q)),
        'n shares no prime with an earlier key': shares_no_prime(n),
        **is_new(d.to_bytes((n.bit_length() + 7) // 8, 'big')),
    }


def shares_no_prime(n):
    shared = any(gcd(n, earlier) != 1 for earlier in moduli)
    moduli.append(n)
    return not shared


def is_new(secret):
    new = secret not in secrets
    secrets.add(secret)
    return {'no earlier key has this secret': new}


if __name__ == '__main__':
    serve(faults)
