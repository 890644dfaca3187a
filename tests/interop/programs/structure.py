"""A key's containers and numbers against the rules of its spec: no key is used here, only read."""

from math import gcd, lcm
from pathlib import Path

from badkeys.checks import allchecks, checkrsa
from Cryptodome.Math.Primality import PROBABLY_PRIME, miller_rabin_test

from der import ALGORITHMS, ec_private_key, integers, private_key_info, public_key_info
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

# All that need no download.
WEAKNESSES = [name for name in allchecks if name != 'blocklist']

# What earlier calls have seen. One run is one set of keys.
secrets = set()
moduli = []


def faults(spec, key):
    """The rules that the key breaks."""
    rules = symmetric_rules if spec in SYMMETRIC_BYTES else pair_rules
    return [rule for rule, holds in rules(spec, key).items() if not holds]


def symmetric_rules(spec, key):
    secret = Path(f'{key}.raw').read_bytes()
    return {f'{SYMMETRIC_BYTES[spec]} bytes': len(secret) == SYMMETRIC_BYTES[spec], **is_new(secret)}


def pair_rules(spec, key):
    version, algorithm, private = private_key_info(key)
    public_algorithm, public = public_key_info(key)
    numbers = ec_rules if spec in ORDERS else rsa_rules
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


def rsa_rules(spec, private, public):
    bits = int(spec.removeprefix('RSA_'))
    version, n, e, d, p, q, dp, dq, qinv = integers(private, 9)
    period = lcm(p - 1, q - 1)
    return {
        'RSAPrivateKey has version 0': version == 0,
        'SPKI holds the n and e of RSAPrivateKey': integers(public, 2) == [n, e],
        'n is as long as the spec says': n.bit_length() == bits,
        'e is 65537': e == 65537,
        'n is p times q': n == p * q,
        'p and q are prime': all(miller_rabin_test(prime, 40) == PROBABLY_PRIME for prime in (p, q)),
        # FIPS 186-5, A.1.3 and A.1.1.
        'p and q are at least sqrt(2) * 2^(bits/2 - 1)': all(prime**2 >> (bits - 1) for prime in (p, q)),
        'p and q are as long as each other': p.bit_length() == q.bit_length() == bits // 2,
        'p and q differ by more than 2^(bits/2 - 100)': abs(p - q) > 1 << (bits // 2 - 100),
        'd is more than 2^(bits/2)': d > 1 << (bits // 2),
        'd is 1/e modulo lcm(p - 1, q - 1)': d == pow(e, -1, period),
        'dP is 1/e modulo p - 1': dp == pow(e, -1, p - 1),
        'dQ is 1/e modulo q - 1': dq == pow(e, -1, q - 1),
        'qInv is 1/q modulo p': qinv == pow(q, -1, p),
        'badkeys finds no weakness': not checkrsa(n, e, WEAKNESSES),
        'n shares no prime with an earlier key': shares_no_prime(n),
        **is_new(d.to_bytes(bits // 8, 'big')),
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
