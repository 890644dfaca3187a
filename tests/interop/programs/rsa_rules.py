"""The rules that the numbers of one RSA key have to keep, worked out anew."""

from math import gcd, lcm
from secrets import randbelow

from badkeys.checks import allchecks, checkrsa
from gmpy2 import is_strong_selfridge_prp, powmod

from der import integers

E = 65537

# All that need no download.
WEAKNESSES = [name for name in allchecks if name != 'blocklist']

# A round of Miller-Rabin each: five are enough for random candidates of 1,024 bits and more (FIPS 186-5,
# table B.1). Python's own power takes eight times as long as GMP's, but owes it nothing.
POWERS = (pow, powmod, powmod, powmod, powmod)


def rsa_rules(spec, private, public):
    bits = int(spec.removeprefix('RSA_'))
    half = bits // 2
    version, n, e, d, p, q, dp, dq, qinv = integers(private, 9)
    primes = (p, q)
    return {
        'RSAPrivateKey has version 0': version == 0,
        'SPKI holds the n and e of RSAPrivateKey': integers(public, 2) == [n, e],
        'n is as long as the spec says': n.bit_length() == bits,
        'e is 65537': e == E,
        'n is p times q': n == p * q,
        'p and q are prime': all(is_prime(prime) for prime in primes),
        # FIPS 186-5, A.1.3 and A.1.1.
        'p - 1 and q - 1 have no factor in common with e': all(gcd(prime - 1, e) == 1 for prime in primes),
        'p and q are at least sqrt(2) * 2^(bits/2 - 1)': all(prime**2 >> (bits - 1) for prime in primes),
        'p and q are as long as each other': p.bit_length() == q.bit_length() == half,
        'p and q differ by more than 2^(bits/2 - 100)': abs(p - q) > 1 << (half - 100),
        'd is more than 2^(bits/2)': d > 1 << half,
        'd is 1/e modulo lcm(p - 1, q - 1)': is_inverse(d, e, lcm(p - 1, q - 1)),
        'dP is 1/e modulo p - 1': is_inverse(dp, e, p - 1),
        'dQ is 1/e modulo q - 1': is_inverse(dq, e, q - 1),
        'qInv is 1/q modulo p': is_inverse(qinv, q, p),
        # Ours: the search sets the two highest bits, and leaves out one prime in 256 so that the proof of
        # every other takes as many squarings.
        'p and q are at least 1.5 * 2^(bits/2 - 1)': all(prime >= 3 << (half - 2) for prime in primes),
        'p and q are not 1 modulo 2^9': all(prime % 512 != 1 for prime in primes),
        'badkeys finds no weakness': not checkrsa(n, e, WEAKNESSES),
    }


def is_inverse(x, of, modulus):
    """Whether it is the inverse, and the least: d may not be that of another multiple of the period."""
    return 0 < x < modulus and x * of % modulus == 1


def is_prime(n):
    """Miller-Rabin with random bases (FIPS 186-5, B.3.1), and Lucas: no composite is known to pass both."""
    if n < 5 or n % 2 == 0:
        return n in (2, 3)
    twos = ((n - 1) & -(n - 1)).bit_length() - 1
    rounds = (passes(n, twos, power_of(2 + randbelow(n - 3), (n - 1) >> twos, n)) for power_of in POWERS)
    return all(rounds) and is_strong_selfridge_prp(n)


def passes(n, twos, power):
    """Whether a base to the odd part of n - 1 is 1 or -1, or becomes -1 in fewer squarings than twos."""
    if power in (1, n - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % n
        if power == n - 1:
            return True
    return False
