"""The cryptography package. It reads the DER files, and the raw bytes of symmetric keys."""

import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PSS, PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from serve import serve

SIGNATURES = {
    'RSASSA_PSS_SHA_256': (PSS(MGF1(SHA256()), PSS.DIGEST_LENGTH), SHA256()),
    'RSASSA_PSS_SHA_384': (PSS(MGF1(SHA384()), PSS.DIGEST_LENGTH), SHA384()),
    'RSASSA_PSS_SHA_512': (PSS(MGF1(SHA512()), PSS.DIGEST_LENGTH), SHA512()),
    'RSASSA_PKCS1_V1_5_SHA_256': (PKCS1v15(), SHA256()),
    'RSASSA_PKCS1_V1_5_SHA_384': (PKCS1v15(), SHA384()),
    'RSASSA_PKCS1_V1_5_SHA_512': (PKCS1v15(), SHA512()),
    'ECDSA_SHA_256': (ec.ECDSA(SHA256()),),
    'ECDSA_SHA_384': (ec.ECDSA(SHA384()),),
    'ED25519_SHA_512': (),
}


def sign(scheme, key, message):
    return private(key).sign(message, *SIGNATURES[scheme])


def verify(scheme, key, message, signature):
    try:
        public(key).verify(signature, message, *SIGNATURES[scheme])
        return True
    except InvalidSignature:
        return False


def encrypt(scheme, key, plaintext):
    return CIPHERS[scheme][0](key, plaintext)


def decrypt(scheme, key, ciphertext):
    try:
        return CIPHERS[scheme][1](key, ciphertext)
    except (InvalidTag, ValueError):
        return None


def loads(_spec, key):
    try:
        return private(key).public_key() == public(key)
    except ValueError:
        return False


def oaep_encrypt(key, plaintext):
    return public(key).encrypt(plaintext, OAEP_SHA_256)


def oaep_decrypt(key, ciphertext):
    return private(key).decrypt(ciphertext, OAEP_SHA_256)


def gcm_encrypt(key, plaintext):
    iv = os.urandom(12)
    return iv + AESGCM(raw(key)).encrypt(iv, plaintext, None)


def gcm_decrypt(key, ciphertext):
    return AESGCM(raw(key)).decrypt(ciphertext[:12], ciphertext[12:], None)


def sm4_encrypt(key, plaintext):
    iv = os.urandom(16)
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.SM4(raw(key)), modes.CBC(iv)).encryptor()
    return iv + encryptor.update(padder.update(plaintext) + padder.finalize()) + encryptor.finalize()


def sm4_decrypt(key, ciphertext):
    unpadder = PKCS7(128).unpadder()
    decryptor = Cipher(algorithms.SM4(raw(key)), modes.CBC(ciphertext[:16])).decryptor()
    return unpadder.update(decryptor.update(ciphertext[16:]) + decryptor.finalize()) + unpadder.finalize()


OAEP_SHA_256 = OAEP(MGF1(SHA256()), SHA256(), None)
CIPHERS = {
    'RSAES_OAEP_SHA_256': (oaep_encrypt, oaep_decrypt),
    'AES_256_GCM': (gcm_encrypt, gcm_decrypt),
    'SM4_CBC': (sm4_encrypt, sm4_decrypt),
}


@cache
def private(key):
    return load_der_private_key(Path(f'{key}.pkcs8.der').read_bytes(), None)


@cache
def public(key):
    return load_der_public_key(Path(f'{key}.spki.der').read_bytes())


def raw(key):
    return Path(f'{key}.raw').read_bytes()


if __name__ == '__main__':
    serve(sign, verify, encrypt, decrypt, loads)
