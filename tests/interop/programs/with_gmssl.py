"""The gmssl package: SM2 and SM4 in Python alone. It is given what the DER files hold, and raw bytes."""

import os
from pathlib import Path

from Cryptodome.Util.asn1 import DerInteger, DerOctetString, DerSequence
from gmssl import func
from gmssl.sm2 import CryptSM2
from gmssl.sm4 import SM4_DECRYPT, SM4_ENCRYPT, CryptSM4

from der import ec_private_key, private_key_info, public_key_info
from serve import serve


def sign(_scheme, key, message):
    return bytes.fromhex(private(key).sign_with_sm3(message))


def verify(_scheme, key, message, signature):
    return bool(public(key).verify_with_sm3(signature.hex(), message))


def encrypt(scheme, key, plaintext):
    return CIPHERS[scheme][0](key, plaintext)


def decrypt(scheme, key, ciphertext):
    return CIPHERS[scheme][1](key, ciphertext)


def encrypt_with(scheme, key, plaintext, nonce):
    """Of SM2: with a nonce that is not drawn."""
    drawn, func.random_hex = func.random_hex, lambda _: nonce.hex()
    try:
        return encrypt(scheme, key, plaintext)
    finally:
        func.random_hex = drawn


def sm2_encrypt(key, plaintext):
    return to_asn1(public(key).encrypt(plaintext))


def sm2_decrypt(key, ciphertext):
    return private(key).decrypt(from_asn1(ciphertext))


def raw_encrypt(mode):
    """C1 ‖ C3 ‖ C2 in mode 1, C1 ‖ C2 ‖ C3 in mode 0; C1 without the octet 04."""
    return lambda key, plaintext: in_mode(public(key), mode).encrypt(plaintext)


def raw_decrypt(mode):
    return lambda key, ciphertext: in_mode(private(key), mode).decrypt(ciphertext)


def in_mode(program, mode):
    program.mode = mode
    return program


def sm4_encrypt(key, plaintext):
    iv = os.urandom(16)
    return iv + sm4(key, SM4_ENCRYPT).crypt_cbc(iv, plaintext)


def sm4_decrypt(key, ciphertext):
    return sm4(key, SM4_DECRYPT).crypt_cbc(ciphertext[:16], ciphertext[16:])


def sm4_blocks(key, blocks):
    """Whole blocks in ECB; the padding that the package always adds is taken off."""
    return sm4(key, SM4_ENCRYPT).crypt_ecb(blocks)[: len(blocks)]


CIPHERS = {
    'SM2_ENCRYPT': (sm2_encrypt, sm2_decrypt),
    'SM2_C1C3C2': (raw_encrypt(1), raw_decrypt(1)),
    'SM2_C1C2C3': (raw_encrypt(0), raw_decrypt(0)),
    'SM4_CBC': (sm4_encrypt, sm4_decrypt),
    'SM4_ECB': (sm4_blocks, None),
}


def private(key):
    _, _, der = private_key_info(key)
    _, scalar, point = ec_private_key(der)
    return sm2(scalar.hex(), point)


def public(key):
    _, point = public_key_info(key)
    return sm2('', point)


def sm2(scalar, point):
    program = CryptSM2(scalar, '', mode=1, asn1=True)
    # Set afterwards: the constructor strips every leading 0 and 4 of the point, those of x too.
    program.public_key = point[1:].hex()
    return program


def sm4(key, mode):
    cipher = CryptSM4()
    cipher.set_key(Path(f'{key}.raw').read_bytes(), mode)
    return cipher


def to_asn1(ciphertext):
    """C1 ‖ C3 ‖ C2 as the SEQUENCE of GM/T 0009, 7.2."""
    x, y, digest, content = ciphertext[:32], ciphertext[32:64], ciphertext[64:96], ciphertext[96:]
    integers = [DerInteger(int.from_bytes(coordinate, 'big')) for coordinate in (x, y)]
    return DerSequence([*integers, DerOctetString(digest), DerOctetString(content)]).encode()


def from_asn1(der):
    x, y, *octets = DerSequence().decode(der, strict=True, nr_elements=4)
    digest, content = (DerOctetString().decode(each, strict=True).payload for each in octets)
    return x.to_bytes(32, 'big') + y.to_bytes(32, 'big') + digest + content


if __name__ == '__main__':
    serve(sign, verify, encrypt, decrypt, encrypt_with)
