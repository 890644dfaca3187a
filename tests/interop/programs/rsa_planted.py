"""RSA keys with one fault each, all else being in order: what the audit has to refuse.

They are made of the numbers of sound keys, and of primes that are searched for here.
"""

from functools import cache
from itertools import chain
from math import gcd, isqrt, lcm
from pathlib import Path
from secrets import randbelow, randbits
from tempfile import mkdtemp

from Cryptodome.Util.asn1 import DerBitString, DerOctetString, DerSequence
from gmpy2 import is_prime, next_prime

from der import ALGORITHMS, integers, private_key_info
from rsa_rules import E
from serve import serve


def plant(fault, folder):
    """Writes the keys with the fault to a new folder beside that of the sound ones, named 0, 1, …"""
    planted = mkdtemp(dir=Path(folder).parent)
    for index, key in enumerate(FAULTS[fault](sound_keys(folder))):
        write(f'{planted}/{index}', key)
    return planted


@cache
def sound_keys(folder):
    """(n, e, d, p, q, dP, dQ, qInv) of each key."""
    files = sorted(Path(folder).glob('*.pkcs8.der'))
    infos = (private_key_info(str(file).removesuffix('.pkcs8.der')) for file in files)
    return [tuple(integers(private, 9)[1:]) for _, _, private in infos]


def write(key, numbers):
    # The algorithm is that of RSA keys of any length.
    algorithm = ALGORITHMS['RSA_2048']
    private, public = DerSequence([0, *numbers]).encode(), DerSequence(numbers[:2]).encode()
    info = DerSequence([0, algorithm, DerOctetString(private)]).encode()
    Path(f'{key}.pkcs8.der').write_bytes(info)
    Path(f'{key}.spki.der').write_bytes(DerSequence([algorithm, DerBitString(public)]).encode())


def key_of(p, q):
    """All numbers of a key, from its primes."""
    d = pow(E, -1, lcm(p - 1, q - 1))
    return p * q, E, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)


def more_keys(keys):
    """Sound keys without end, as long as those that there are."""
    _, half = q_and_bits(keys)
    while True:
        yield key_of(*(random_prime(3 << (half - 2), 1 << half) for _ in range(2)))


def random_prime(low, high):
    return suitable_prime(low + randbelow(high - low))


def suitable_prime(above):
    prime = int(next_prime(above))
    while not is_suitable(prime):
        prime = int(next_prime(prime))
    return prime


def is_suitable(p):
    """Whether a prime breaks no rule but that of its size."""
    return p % E != 1 and p % 512 != 1


def prime_leaving_1(modulus, bits):
    """A prime of that length, 1 modulo an even number."""
    prime = (3 << (bits - 2)) + randbits(bits - 3)
    prime += 1 - prime % modulus
    while not is_prime(prime):
        prime += modulus
    return prime


# One key.


def nothing(keys):
    return [keys[0]]


def d_modulo_phi(keys):
    """The inverse of e modulo (p - 1) * (q - 1) is the same number for half of all keys at most."""
    for n, e, d, p, q, *crt in chain(keys, more_keys(keys)):
        longer = pow(e, -1, (p - 1) * (q - 1))
        if longer != d:
            return [(n, e, longer, p, q, *crt)]


def one_more(index):
    return lambda keys: [tuple(number + (i == index) for i, number in enumerate(keys[0]))]


def composite_p(keys):
    q, half = q_and_bits(keys)
    p = 1
    while not is_suitable(p):
        # 15/16 is above the root of 3/4: the product has the two highest bits.
        factors = (random_prime(15 << (half // 2 - 4), 1 << (half // 2)) for _ in range(2))
        p = next(factors) * next(factors)
    return [key_of(p, q)]


def close_p_and_q(keys):
    """Too far from each other for Fermat's method, which badkeys would find."""
    q, half = q_and_bits(keys)
    return [key_of(suitable_prime(q + (1 << (half - 110))), q)]


def p_just_above_root(keys):
    q, half = q_and_bits(keys)
    root = isqrt(1 << (2 * half - 1))
    return [key_of(random_prime(root + 1, 3 << (half - 2)), q)]


def equal_primes(keys):
    """1 stands for the inverse of q, which there is not."""
    _, e, _, p, *_ = keys[0]
    d = pow(e, -1, p - 1)
    return [(p * p, e, d, p, p, d, d, 1)]


def with_exponent(e):
    def key(keys):
        return [next(with_e(e, p, q) for _, _, _, p, q, *_ in more_keys(keys) if gcd(e, (p - 1) * (q - 1)) == 1)]

    return key


def with_e(e, p, q):
    d = pow(e, -1, lcm(p - 1, q - 1))
    return p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)


def exchanged_primes(keys):
    _, _, _, p, q, *_ = keys[0]
    return [key_of(q, p)]


def p_longer_than_q(keys):
    _, half = q_and_bits(keys)
    p, q = random_prime(15 << half, 16 << half), random_prime(15 << (half - 8), 16 << (half - 8))
    return [key_of(p, q)]


def p_leaves_1_modulo_512(keys):
    q, half = q_and_bits(keys)
    return [key_of(prime_leaving_1(512, half), q)]


def p_leaves_1_modulo_e(keys):
    """There is no d then. That of another p stays, and does not fit."""
    q, half = q_and_bits(keys)
    p = prime_leaving_1(2 * E, half)
    _, e, d, _, _, dp, dq, _ = keys[0]
    return [(p * q, e, d, p, q, dp, dq, pow(q, -1, p))]


def q_and_bits(keys):
    q = keys[0][4]
    return q, q.bit_length()


# Many keys, each of them sound. Among so many a prime that stands twice does not tip the counts of bits.
MANY = 40


def a_shared_prime(keys):
    (_, _, _, p, *_), (_, _, _, _, q, *_), *others = keys[:MANY]
    return [keys[0], key_of(p, q), *others]


def a_key_twice(keys):
    return [keys[0], *keys[:MANY]]


def primes_that_begin_alike(keys):
    (_, _, _, p, *_), (_, _, _, _, q, *_), *others = keys[:MANY]
    rest = p.bit_length() - 64
    return [keys[0], key_of(suitable_prime((p >> rest << rest) + randbits(rest)), q), *others]


def a_bit_always_0(keys):
    return keys_of(prime for prime in primes_of(keys) if not prime >> 500 & 1)


def some_bits_always_0(keys):
    """They lie across words of 64, and the keys are too few to say it of a single bit."""
    gap = ((1 << 64) - 1) << 300
    return keys_of(suitable_prime(prime & ~gap) for prime in primes_of(keys[:10]))


def always_1_modulo(modulus):
    return lambda keys: keys_of(prime for prime in primes_of(keys) if prime % modulus == 1)


def primes_of(keys):
    return (prime for key in keys for prime in key[3:5])


def keys_of(primes):
    """Each prime with the next one. The last of an odd count stays alone."""
    primes = iter(primes)
    return [key_of(p, q) for p, q in zip(primes, primes)]


FAULTS = {
    'nothing': nothing,
    'n + 1': one_more(0),
    'd + 1': one_more(2),
    'dP + 1': one_more(5),
    'dQ + 1': one_more(6),
    'qInv + 1': one_more(7),
    'd modulo (p - 1) * (q - 1)': d_modulo_phi,
    'a composite p': composite_p,
    'p close to q': close_p_and_q,
    'p just above sqrt(2) * 2^(bits/2 - 1)': p_just_above_root,
    'p longer than q': p_longer_than_q,
    'p = q': equal_primes,
    'p and q exchanged': exchanged_primes,
    'e = 1': with_exponent(1),
    'e = 3': with_exponent(3),
    'e + 2': with_exponent(E + 2),
    'p = 1 modulo 2^9': p_leaves_1_modulo_512,
    'p = 1 modulo e': p_leaves_1_modulo_e,
    'a prime in two keys': a_shared_prime,
    'a key twice': a_key_twice,
    'two primes that begin alike': primes_that_begin_alike,
    'a bit that is always 0': a_bit_always_0,
    '64 bits that are always 0, in ten keys': some_bits_always_0,
    'primes that are all 1 modulo 3': always_1_modulo(3),
    'primes that are all 1 modulo 5': always_1_modulo(5),
    'primes that are all 1 modulo 7': always_1_modulo(7),
}


if __name__ == '__main__':
    serve(plant)
