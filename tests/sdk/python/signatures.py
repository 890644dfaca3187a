"""Signatures and public keys: what the service signs, cryptography and gmssl verify, and each finds the same wrong."""

import hashlib
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_pem_public_key

import sm
from checks import check, same

RSA = ['RSA_2048', 'RSA_3072', 'RSA_4096']
HASHES = {'256': hashes.SHA256(), '384': hashes.SHA384(), '512': hashes.SHA512()}
RSA_ALGORITHMS = [f'RSASSA_{padding}_SHA_{bits}' for padding in ('PSS', 'PKCS1_V1_5') for bits in HASHES]
CURVES = {
    'EC_P256': (ec.SECP256R1, 'ECDSA_SHA_256'),
    'EC_P384': (ec.SECP384R1, 'ECDSA_SHA_384'),
    'SECP256K1': (ec.SECP256K1, 'ECDSA_SHA_256'),
}
PAIRS = [
    *((spec, algorithm) for spec in RSA for algorithm in RSA_ALGORITHMS),
    *((spec, algorithm) for spec, (_, algorithm) in CURVES.items()),
    ('SM2', 'SM2DSA_SM3'),
    ('ED25519', 'ED25519_SHA_512'),
]
MESSAGE = 'Grüße, 你好'.encode() * 40


def public_pem(kms, key_id):
    return kms.show_public_key(key_id=key_id).public_key


def der_of(pem):
    begin, *body, end = pem.strip().split('\r\n')
    same([begin, end], ['-----BEGIN PUBLIC KEY-----', '-----END PUBLIC KEY-----'])
    return b64decode(''.join(body))


def verifies(pem, algorithm, message, signature, is_digest=False):
    """Whether another program finds the signature right."""
    if algorithm == 'SM2DSA_SM3':
        program = sm.sm2(sm.point_of(der_of(pem)))
        verify = program.verify if is_digest else program.verify_with_sm3
        return bool(verify(signature.hex(), message))
    try:
        load_pem_public_key(pem.encode()).verify(signature, message, *scheme(algorithm, is_digest))
        return True
    except InvalidSignature:
        return False


def scheme(algorithm, is_digest):
    if algorithm.startswith('ED25519'):
        return []
    hasher = HASHES[algorithm[-3:]]
    hashed = Prehashed(hasher) if is_digest else hasher
    if algorithm.startswith('ECDSA'):
        return [ec.ECDSA(hashed)]
    return [PSS(MGF1(hasher), PSS.DIGEST_LENGTH) if 'PSS' in algorithm else PKCS1v15(), hashed]


def digest(pem, algorithm, message):
    if algorithm != 'SM2DSA_SM3':
        return hashlib.new(f'sha{algorithm[-3:]}', message).digest()
    program = sm.sm2(sm.point_of(der_of(pem)))
    return bytes.fromhex(program._sm3_z(message))


def flipped(data):
    return data[:-1] + bytes([data[-1] ^ 1])


@check('the public key of {} is one to other programs', *RSA, *CURVES, 'SM2', 'ED25519')
def public_key(kms, spec):
    pem = public_pem(kms, kms.key(spec, 'SIGN_VERIFY'))
    if spec == 'SM2':
        same(len(sm.point_of(der_of(pem))), 64)
        return
    public = load_pem_public_key(pem.encode())
    if spec in RSA:
        same([public.key_size, public.public_numbers().e], [int(spec[4:]), 65_537])
        assert isinstance(public, rsa.RSAPublicKey)
    elif spec in CURVES:
        assert isinstance(public.curve, CURVES[spec][0])
    else:
        assert isinstance(public, ed25519.Ed25519PublicKey)


@check('{} signs with {} what other programs verify', *PAIRS)
def signs(kms, spec, algorithm):
    key_id = kms.key(spec, 'SIGN_VERIFY')
    pem = public_pem(kms, key_id)
    # Ed25519 takes no digest.
    for is_digest in (False,) if spec == 'ED25519' else (False, True):
        message = digest(pem, algorithm, MESSAGE) if is_digest else MESSAGE
        request = {
            'key_id': key_id, 'message': b64encode(message).decode(), 'signing_algorithm': algorithm,
            'message_type': None if is_digest else 'RAW',
        }
        answer = kms.sign(**request)
        same(answer.key_id, key_id)
        signature = b64decode(answer.signature)
        assert verifies(pem, algorithm, message, signature, is_digest)
        assert not verifies(pem, algorithm, flipped(message), signature, is_digest)
        same(kms.validate_signature(**request, signature=answer.signature).signature_valid, 'true')
        for bad in (b64encode(flipped(signature)).decode(), 'AAAA'):
            same(kms.validate_signature(**request, signature=bad).signature_valid, 'false')
        other = request | {'message': b64encode(flipped(message)).decode()}
        same(kms.validate_signature(**other, signature=answer.signature).signature_valid, 'false')


@check('ED25519 signs with ED25519_PH_SHA_512 a message or its digest alike')
def signs_prehashed(kms):
    # Neither program knows Ed25519ph; its signature is of the same key, and no Ed25519 signature.
    request = {'key_id': kms.key('ED25519', 'SIGN_VERIFY'), 'signing_algorithm': 'ED25519_PH_SHA_512'}
    raw = {'message': b64encode(MESSAGE).decode(), 'message_type': 'RAW'}
    hashed = {'message': b64encode(hashlib.sha512(MESSAGE).digest()).decode(), 'message_type': 'DIGEST'}
    signature = kms.sign(**request, **raw).signature
    same(kms.sign(**request, **hashed).signature, signature)
    same(kms.validate_signature(**request, **hashed, signature=signature).signature_valid, 'true')
    pem = public_pem(kms, request['key_id'])
    assert not verifies(pem, 'ED25519_SHA_512', MESSAGE, b64decode(signature))


@check('{} takes no algorithm of another key', *dict(PAIRS))
def other_algorithms(kms, spec):
    fitting = [algorithm for each, algorithm in PAIRS if each == spec]
    others = {algorithm for _, algorithm in PAIRS} | {'ECDSA_SHA_512'}
    for algorithm in sorted(others.difference(fitting)):
        kms.refuses(
            'KMS.0332', 'sign', key_id=kms.key(spec, 'SIGN_VERIFY'), message='aGFzaA==', signing_algorithm=algorithm,
            message_type='RAW',
        )
