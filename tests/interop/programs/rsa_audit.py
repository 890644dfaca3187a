"""The audit of RSA keys, one by one and together. It keeps nothing between calls."""

from pathlib import Path

from der import integers, private_key_info
from rsa_rules import rsa_rules
from rsa_rules_together import counts, rsa_rules_together
from serve import serve
from structure import broken, pair_rules


def faults(spec, key):
    """The rules that the key breaks."""
    return broken(pair_rules(spec, key, rsa_rules))


def faults_together(_spec, folder):
    """How many keys there are in a folder, the rules that they break together, and what was counted."""
    keys = list(numbers(folder))
    moduli = [n for n, _, _ in keys]
    primes = [prime for _, *pair in keys for prime in pair]
    return {'keys': len(keys), 'faults': broken(rsa_rules_together(moduli, primes)), 'counts': counts(primes)}


def numbers(folder):
    for file in sorted(Path(folder).glob('*.pkcs8.der')):
        _, _, private = private_key_info(str(file).removesuffix('.pkcs8.der'))
        _, n, _, _, p, q, *_ = integers(private, 9)
        yield n, p, q


if __name__ == '__main__':
    serve(faults, faults_together)
