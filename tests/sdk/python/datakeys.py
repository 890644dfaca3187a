"""Data keys: made, wrapped and unwrapped, with digests that hashlib makes; and pairs that cryptography reads."""

import hashlib
import os
from base64 import b64decode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat, load_der_private_key, load_pem_public_key,
)

import sm
from checks import check, same
from data import ENCRYPTS, OAEP_SHA_256, RSA
from signatures import der_of, flipped, public_pem

WRAPPING = ['AES_256', 'SM4', 'RSA_2048', 'SM2']
# Bits of each key_spec of a data key.
SPECS = {
    'AES_256': 256, 'AES_128': 128, 'SM4': 128, 'HMAC_256': 256, 'HMAC_384': 384, 'HMAC_512': 512, 'HMAC_SM3': 256,
}
CURVES = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_SECG_P256K1', 'SM2']


def digest(spec, datakey):
    """What is sent behind a data key: SM3 for keys of SM4 and SM2."""
    if spec not in ('SM4', 'SM2'):
        return hashlib.sha256(datakey).digest()
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(datakey)
    return hasher.finalize()


def unwrapped(kms, key_id, cipher_text, length, **bound):
    answer = kms.decrypt_datakey(
        key_id=key_id, cipher_text=cipher_text, datakey_cipher_length=str(length), **bound,
    )
    datakey = bytes.fromhex(answer.data_key)
    same([answer.datakey_length, len(datakey)], [str(length), length])
    same(answer.datakey_dgst, hashlib.sha256(datakey).hexdigest().upper())
    return datakey


@check('{} makes a data key, and unwraps it', *WRAPPING)
def made(kms, spec):
    key_id = kms.key(spec, ENCRYPTS)
    for bits in (8, 512, 8192 if spec in ('AES_256', 'SM4') else 1024):
        answer = kms.create_datakey(key_id=key_id, datakey_length=str(bits))
        datakey = bytes.fromhex(answer.plain_text)
        same([answer.key_id, len(datakey) * 8], [key_id, bits])
        same(unwrapped(kms, key_id, answer.cipher_text, len(datakey)), datakey)
        wrapped = kms.create_datakey_without_plaintext(key_id=key_id, datakey_length=str(bits)).cipher_text
        other = unwrapped(kms, key_id, wrapped, len(datakey))
        assert bits == 8 or other != datakey


@check('a data key of {} has {} bits', *SPECS.items())
def specs(kms, spec, bits):
    answer = kms.create_datakey(key_id=kms.key(), key_spec=spec)
    same(len(bytes.fromhex(answer.plain_text)) * 8, bits)


@check('{} wraps a data key of ours, whose digest is right', *WRAPPING)
def wrapped(kms, spec):
    key_id, datakey = kms.key(spec, ENCRYPTS), os.urandom(32)
    request = {'key_id': key_id, 'datakey_plain_length': '32'}
    answer = kms.encrypt_datakey(**request, plain_text=(datakey + digest(spec, datakey)).hex())
    same([answer.key_id, answer.datakey_length], [key_id, '32'])
    same(unwrapped(kms, key_id, answer.cipher_text, 32), datakey)
    wrong = (datakey + flipped(digest(spec, datakey))).hex()
    kms.refuses('KMS.2103', 'encrypt_datakey', **request, plain_text=wrong)
    kms.refuses('KMS.2104', 'encrypt_datakey', **request, plain_text=datakey.hex())
    other = {'cipher_text': answer.cipher_text, 'datakey_cipher_length': '31'}
    kms.refuses('KMS.2204', 'decrypt_datakey', key_id=key_id, **other)
    changed = flipped(bytes.fromhex(answer.cipher_text)).hex()
    code = 'KMS.2201' if spec in ('AES_256', 'SM4') else 'KMS.0311'
    kms.refuses(code, 'decrypt_datakey', key_id=key_id, cipher_text=changed, datakey_cipher_length='32')


@check('{} unwraps a data key that another program has wrapped', 'RSA_2048', 'SM2')
def wrapped_elsewhere(kms, spec):
    key_id, datakey = kms.key(spec, ENCRYPTS), os.urandom(32)
    pem = public_pem(kms, key_id)
    if spec in RSA:
        cipher_text = load_pem_public_key(pem.encode()).encrypt(datakey, OAEP_SHA_256)
    else:
        cipher_text = sm.encrypt(sm.point_of(der_of(pem)), datakey)
    same(unwrapped(kms, key_id, cipher_text.hex(), 32), datakey)


@check('a data key is bound to its additional data')
def bound(kms):
    key_id = kms.key()
    answer = kms.create_datakey(key_id=key_id, datakey_length='256', additional_authenticated_data='file 7')
    datakey = unwrapped(kms, key_id, answer.cipher_text, 32, additional_authenticated_data='file 7')
    same(datakey.hex().upper(), answer.plain_text)
    request = {'key_id': key_id, 'cipher_text': answer.cipher_text, 'datakey_cipher_length': '32'}
    kms.refuses('KMS.2201', 'decrypt_datakey', **request)
    kms.refuses('KMS.2201', 'decrypt_datakey', **request, additional_authenticated_data='file 8')


@check('a data key goes from one key to another')
def moved(kms):
    source, target = kms.key(), kms.key('SM4')
    before = kms.create_datakey(key_id=source, datakey_length='256')
    after = kms.re_encrypt(cipher_text=before.cipher_text, destination_key_id=target, datakey_cipher_length='32')
    same(unwrapped(kms, target, after.cipher_text, 32).hex().upper(), before.plain_text)


@check('a pair of {} under {} is one to other programs, and its private key is what is encrypted',
       *[(spec, key) for spec in ('RSA_2048', *CURVES) for key in ('AES_256', 'SM4')])
def pairs(kms, spec, key):
    key_id = kms.key(key)
    make = kms.create_rsa_datakey_pair if spec in RSA else kms.create_ec_datakey_pair
    pair = make(key_id=key_id, key_spec=spec, additional_authenticated_data='pair')
    same([pair.key_id, pair.key_spec], [key_id, spec])
    public, private = b64decode(pair.public_key), b64decode(pair.private_key_plain_text)
    opened = kms.decrypt_data(cipher_text=pair.private_key_cipher_text, additional_authenticated_data='pair')
    same([opened.key_id, opened.plain_text_base64], [key_id, pair.private_key_plain_text])
    same(public_of(spec, private), public)
    hidden = make(key_id=key_id, key_spec=spec, with_plain_text=False)
    same(hidden.private_key_plain_text, None)
    opened = kms.decrypt_data(cipher_text=hidden.private_key_cipher_text).plain_text_base64
    same(public_of(spec, b64decode(opened)), b64decode(hidden.public_key))


def public_of(spec, private):
    if spec != 'SM2':
        public = load_der_private_key(private, None).public_key()
        return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    scalar, point = sm.private_parts(private)
    same(sm.point_times(scalar), point)
    return sm.SPKI_PREFIX + point


@check('a pair of {} is one to cryptography', 'RSA_3072', 'RSA_4096')
def long_pairs(kms, spec):
    pair = kms.create_rsa_datakey_pair(key_id=kms.key(), key_spec=spec)
    private = load_der_private_key(b64decode(pair.private_key_plain_text), None)
    same([private.key_size, public_of(spec, b64decode(pair.private_key_plain_text))],
         [int(spec[4:]), b64decode(pair.public_key)])


@check('a data key is not longer than {} can wrap: {} bytes', *RSA.items())
def too_long(kms, spec, longest):
    key_id = kms.key(spec, ENCRYPTS)
    kms.create_datakey(key_id=key_id, datakey_length=str(longest * 8))
    kms.refuses('KMS.1904', 'create_datakey', key_id=key_id, datakey_length=str(longest * 8 + 8))


@check('a pair wraps no pair')
def unwrappable(kms):
    for spec in ('RSA_2048', 'SM2'):
        key_id = kms.key(spec, ENCRYPTS)
        kms.refuses('KMS.0325', 'create_rsa_datakey_pair', key_id=key_id, key_spec='RSA_2048')
        kms.refuses('KMS.0325', 'create_ec_datakey_pair', key_id=key_id, key_spec='SM2')
