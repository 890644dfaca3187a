"""docs/formats.md, written down once more from the page alone, over the primitives of the cryptography package."""

import os
from base64 import b64encode
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from serve import serve

CIPHERS = {'AES_256': algorithms.AES256, 'SM4': algorithms.SM4}
HASHES = {
    'HMAC_SHA_256': hashes.SHA256,
    'HMAC_SHA_384': hashes.SHA384,
    'HMAC_SHA_512': hashes.SHA512,
    'HMAC_SM3': hashes.SM3,
}
OAEP_SHA_256 = OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)
HEADER = 4 + 1 + 2 + 4 + 36 + 49


def raw(key):
    return Path(f'{key}.raw').read_bytes()


@cache
def private(key):
    return load_der_private_key(Path(f'{key}.pkcs8.der').read_bytes(), None)


def key_of_seal(spec, secret, salt):
    """The key of one encryption; without a salt the secret itself, as in version 1."""
    if not salt:
        return secret
    algorithm, length = {'AES_256': (hashes.SHA256, 32), 'SM4': (hashes.SM3, 16)}[spec]
    return HKDFExpand(algorithm(), length, b'pocket-kms seal' + salt).derive(secret)


def open_blob(spec, key, blob, additional):
    """The parts of a ciphertext of a symmetric key; none if it does not open."""
    header, rest = blob[:HEADER], blob[HEADER:]
    salt = header[47:79] if header[4] == 2 else b''
    iv, ciphertext, tag = rest[:12], rest[12:-16], rest[-16:]
    decryptor = Cipher(CIPHERS[spec](key_of_seal(spec, raw(key), salt)), modes.GCM(iv, tag)).decryptor()
    decryptor.authenticate_additional_data(header + additional)
    try:
        padded = decryptor.update(ciphertext) + decryptor.finalize()
    except InvalidTag:
        return None
    length = int.from_bytes(header[5:7], 'big')
    return {
        'magic': header[:4].decode(),
        'version': header[4],
        'material': int.from_bytes(header[7:11], 'big'),
        'key_id': header[11:47].decode('ascii'),
        'reserved': header[47 + len(salt) :].hex(),
        'plaintext': padded[:length].hex(),
        'fill': padded[length:].hex(),
    }


def seal_blob(spec, key, plaintext, additional, key_id, version=b'\x02'):
    """A ciphertext of a symmetric key, under its first material, in a version of the format."""
    salt, iv = os.urandom(32 if version == b'\x02' else 0), os.urandom(12)
    header = b'PKMS' + version + len(plaintext).to_bytes(2, 'big') + (1).to_bytes(4, 'big') + key_id
    header += salt + bytes(49 - len(salt))
    assert len(header) == HEADER
    encryptor = Cipher(CIPHERS[spec](key_of_seal(spec, raw(key), salt)), modes.GCM(iv)).encryptor()
    encryptor.authenticate_additional_data(header + additional)
    padded = plaintext + bytes(-len(plaintext) % 16)
    return header + iv + encryptor.update(padded) + encryptor.finalize() + encryptor.tag


def mac(scheme, key, message):
    code = HMAC(raw(key), HASHES[scheme]())
    code.update(message)
    return code.finalize()


def digest(scheme, _key, message):
    hasher = hashes.Hash({'SHA_256': hashes.SHA256, 'SM3': hashes.SM3}[scheme]())
    hasher.update(message)
    return hasher.finalize()


def wrap_import(spec, key, public_key):
    """The sending side of an import by RSAES_OAEP_SHA_256: the two members of the request, in Base64."""
    public = load_der_public_key(public_key)
    if spec in CIPHERS:
        return {'encrypted_key_material': text(public.encrypt(raw(key), OAEP_SHA_256))}
    temporary = os.urandom(16 if spec == 'SM2' else 32)
    pkcs8 = Path(f'{key}.pkcs8.der').read_bytes()
    return {
        'encrypted_key_material': text(public.encrypt(temporary, OAEP_SHA_256)),
        'encrypted_privatekey': text(wrap(spec, temporary, pkcs8)),
    }


def unwrap_import(spec, own, encrypted_key_material, encrypted_privatekey=b''):
    """The receiving side: what was sent, by the private key that it was wrapped for; none if it does not unwrap."""
    try:
        opened = private(own).decrypt(encrypted_key_material, OAEP_SHA_256)
        return opened if spec in CIPHERS else unwrap(spec, opened, encrypted_privatekey)
    except (ValueError, keywrap.InvalidUnwrap):
        return None


def wrap(spec, kek, data):
    if spec == 'SM2':
        return wrap_by(algorithms.SM4, kek, data)
    return keywrap.aes_key_wrap_with_padding(kek, data)


def unwrap(spec, kek, wrapped):
    if spec == 'SM2':
        return unwrap_by(algorithms.SM4, kek, wrapped)
    return keywrap.aes_key_unwrap_with_padding(kek, wrapped)


def wrap_sm4(_spec, _key, kek, data):
    return wrap_by(algorithms.SM4, kek, data)


def unwrap_sm4(_spec, _key, kek, wrapped):
    try:
        return unwrap_by(algorithms.SM4, kek, wrapped)
    except keywrap.InvalidUnwrap:
        return None


def wrap_both(_spec, _key, kek, data):
    """With AES: by the library, and by what stands in for it with SM4."""
    return [keywrap.aes_key_wrap_with_padding(kek, data).hex(), wrap_by(algorithms.AES256, kek, data).hex()]


def wrap_by(algorithm, kek, data):
    """RFC 5649, 4.1, of more than 8 bytes, over any block cipher."""
    encryptor = Cipher(algorithm(kek), modes.ECB()).encryptor()
    a = b'\xa6\x59\x59\xa6' + len(data).to_bytes(4, 'big')
    padded = data + bytes(-len(data) % 8)
    r = [padded[i : i + 8] for i in range(0, len(padded), 8)]
    for step in range(6 * len(r)):
        block = encryptor.update(a + r[step % len(r)])
        a, r[step % len(r)] = exclusive_or(block[:8], step + 1), block[8:]
    return a + b''.join(r)


def unwrap_by(algorithm, kek, wrapped):
    """RFC 5649, 4.2."""
    decryptor = Cipher(algorithm(kek), modes.ECB()).decryptor()
    a, *r = (wrapped[i : i + 8] for i in range(0, len(wrapped), 8))
    for step in reversed(range(6 * len(r))):
        block = decryptor.update(exclusive_or(a, step + 1) + r[step % len(r)])
        a, r[step % len(r)] = block[:8], block[8:]
    length, padded = int.from_bytes(a[4:], 'big'), b''.join(r)
    if a[:4] != b'\xa6\x59\x59\xa6' or not 0 <= len(padded) - length < 8 or any(padded[length:]):
        raise keywrap.InvalidUnwrap
    return padded[:length]


def exclusive_or(a, number):
    return (int.from_bytes(a, 'big') ^ number).to_bytes(8, 'big')


def text(data):
    return b64encode(data).decode()


if __name__ == '__main__':
    serve(
        open_blob, seal_blob, mac, digest, wrap_import, unwrap_import, wrap_sm4, unwrap_sm4, wrap_both,
    )
