"""PyCryptodome: Ed25519ph, which the other programs have not. It reads the DER files."""

from pathlib import Path

from Cryptodome.Hash import SHA512
from Cryptodome.PublicKey import ECC
from Cryptodome.Signature import eddsa

from serve import serve


def sign(_scheme, key, message):
    return signer(f'{key}.pkcs8.der').sign(SHA512.new(message))


def verify(_scheme, key, message, signature):
    try:
        signer(f'{key}.spki.der').verify(SHA512.new(message), signature)
        return True
    except ValueError:
        return False


def signer(file):
    return eddsa.new(ECC.import_key(Path(file).read_bytes()), 'rfc8032')


if __name__ == '__main__':
    serve(sign, verify)
