"""The rules that many RSA keys have to keep together: no two share a thing, and chance alone made them.

A rule about chance is broken by sound keys once in 10^9 runs.
"""

from collections import Counter
from math import log, prod, sqrt

from gmpy2 import gcd, mpz

CHANCE = 1e-9
RESIDUES = (3, 5, 7)


def rsa_rules_together(moduli, primes):
    total, ones = bit_columns(primes)
    return {
        'no modulus stands twice': len(set(moduli)) == len(moduli),
        'no prime stands twice': len(set(primes)) == len(primes),
        'no two moduli have a factor in common': all(factor == 1 for factor in common_factors(moduli)),
        # Starts that begin alike, or blocks of one random source, would show here. Chance does it once
        # in 10^10 runs for 2,000 primes of 1,024 bits.
        'no 64 bits of a prime are those of another': no_word_twice(primes),
        'every bit of a prime is 1 as often as 0': every_bit_is_balanced(total, ones),
        'all bits together are 1 as often as 0': all_bits_are_balanced(total, ones),
        **{
            f'primes leave each remainder modulo {modulus} as often': residues_are_balanced(primes, modulus)
            for modulus in RESIDUES
        },
    }


def counts(primes):
    """What the rules about chance have counted, in words."""
    total, ones = bit_columns(primes)
    residues = {modulus: Counter(prime % modulus for prime in primes) for modulus in RESIDUES}
    return [
        f'{len(primes)} primes; each of {len(ones)} bits is 1 in {min(ones)} to {max(ones)} of them',
        *(
            f'modulo {modulus}: ' + ', '.join(f'{counted[residue]} leave {residue}' for residue in sorted(counted))
            for modulus, counted in residues.items()
        ),
    ]


def common_factors(moduli):
    """What each modulus has in common with the product of all others: Bernstein's batch gcd.

    With gmpy2, whose division is fast: Python's own takes as long as comparing all pairs.
    """
    levels = [[mpz(n) for n in moduli]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([prod(below[i : i + 2]) for i in range(0, len(below), 2)])
    remainders = levels.pop()
    while levels:
        remainders = [remainders[i // 2] % n**2 for i, n in enumerate(levels.pop())]
    return [gcd(remainder // n, n) for remainder, n in zip(remainders, moduli)]


def no_word_twice(primes):
    words = [word for prime in primes for word in words_of(prime)]
    return len(set(words)) == len(words)


def words_of(prime):
    return [prime >> shift & (1 << 64) - 1 for shift in range(0, prime.bit_length(), 64)]


def bit_columns(primes):
    """In how many primes each bit is 1, but for the lowest and the two highest, which always are."""
    columns = zip(*(format(prime, 'b') for prime in primes))
    return len(primes), [column.count('1') for column in columns][2:-1]


def every_bit_is_balanced(total, ones):
    return all(is_likely(count, total, 1 / 2, len(ones)) for count in ones)


def all_bits_are_balanced(total, ones):
    """The sum of the squared deviations, which finds many small ones, and large ones among few primes.

    It is bounded as chi-square is with a degree of freedom a bit (Laurent and Massart, 2000, lemma 1).
    """
    squares = sum((2 * count - total) ** 2 / total for count in ones)
    rarity = -log(CHANCE)
    return squares <= len(ones) + 2 * sqrt(len(ones) * rarity) + 2 * rarity


def residues_are_balanced(primes, modulus):
    counts = Counter(prime % modulus for prime in primes)
    classes = range(1, modulus)
    return all(is_likely(counts[residue], len(primes), 1 / len(classes), len(classes)) for residue in classes)


def is_likely(count, total, share, cases):
    """Whether a count is one that chance makes, in any of so many cases, more than once in 10^9 runs.

    Chernoff: one as far off, on the same side, has at most the probability e^(-total * divergence).
    """
    seen = count / total
    divergence = sum(a * log(a / b) for a, b in ((seen, share), (1 - seen, 1 - share)) if a > 0)
    return total * divergence <= log(2 * cases / CHANCE)
