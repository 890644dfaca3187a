"""Small data: what symmetric keys and pairs encrypt, opened here where another program can, and what it encrypts."""

from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

import sm
from checks import check, same
from signatures import der_of, flipped, public_pem

OAEP_SHA_256 = OAEP(MGF1(SHA256()), SHA256(), None)
SYMMETRIC = ['AES_256', 'SM4']
# The longest text of each.
RSA = {'RSA_2048': 190, 'RSA_3072': 318, 'RSA_4096': 446}
TEXTS = ['a', 'Grüße, 你好 🔑', 'zwei\r\nZeilen\t"\\', 'x' * 4096]
ENCRYPTS = 'ENCRYPT_DECRYPT'


def changed(cipher_text):
    """The same with one bit of its last byte changed."""
    return b64encode(flipped(b64decode(cipher_text))).decode()


@check('{} decrypts what it has encrypted, and nothing else', *SYMMETRIC)
def symmetric(kms, spec):
    key_id = kms.key(spec)
    for text in TEXTS:
        encrypted = kms.encrypt_data(key_id=key_id, plain_text=text, additional_authenticated_data='ort ü')
        same(encrypted.key_id, key_id)
        request = {'cipher_text': encrypted.cipher_text, 'additional_authenticated_data': 'ort ü'}
        # Which key it is of stands in the ciphertext.
        for named in ({}, {'key_id': key_id}):
            answer = kms.decrypt_data(**request, **named)
            same([answer.key_id, answer.plain_text], [key_id, text])
            same(b64decode(answer.plain_text_base64).decode(), text)
        kms.refuses('KMS.2201', 'decrypt_data', cipher_text=encrypted.cipher_text)
        kms.refuses('KMS.2201', 'decrypt_data', **request | {'cipher_text': changed(encrypted.cipher_text)})
        kms.refuses('KMS.2201', 'decrypt_data', **request, key_id=kms.key('SM4' if spec == 'AES_256' else 'AES_256'))


@check('{} never encrypts the same text to the same ciphertext', *SYMMETRIC, *RSA, 'SM2')
def fresh(kms, spec):
    request = {'key_id': kms.key(spec, ENCRYPTS), 'plain_text': 'same', 'encryption_algorithm': algorithm(spec)}
    same(len({kms.encrypt_data(**request).cipher_text for _ in range(5)}), 5)


def algorithm(spec):
    return {'SM2': 'SM2_ENCRYPT'}.get(spec) or ('RSAES_OAEP_SHA_256' if spec in RSA else None)


@check('{} decrypts what it has encrypted, and what cryptography has', *RSA)
def oaep(kms, spec):
    key_id = kms.key(spec, ENCRYPTS)
    public = load_pem_public_key(public_pem(kms, key_id).encode())
    request = {'key_id': key_id, 'encryption_algorithm': 'RSAES_OAEP_SHA_256'}
    for text in ('a', 'Grüße, 你好', 'x' * RSA[spec]):
        own = kms.encrypt_data(**request, plain_text=text).cipher_text
        same(len(b64decode(own)) * 8, public.key_size)
        other = b64encode(public.encrypt(text.encode(), OAEP_SHA_256)).decode()
        for cipher_text in (own, other):
            same(kms.decrypt_data(**request, cipher_text=cipher_text).plain_text, text)
            kms.refuses('KMS.0311', 'decrypt_data', **request, cipher_text=changed(cipher_text))
    kms.refuses('KMS.2108', 'encrypt_data', **request, plain_text='x' * (RSA[spec] + 1))


@check('SM2 decrypts what it has encrypted, and what gmssl has')
def sm2(kms):
    key_id = kms.key('SM2', ENCRYPTS)
    point = sm.point_of(der_of(public_pem(kms, key_id)))
    request = {'key_id': key_id, 'encryption_algorithm': 'SM2_ENCRYPT'}
    for text in ('a', 'Grüße, 你好', 'x' * 4096):
        own = kms.encrypt_data(**request, plain_text=text).cipher_text
        other = b64encode(sm.encrypt(point, text.encode())).decode()
        for cipher_text in (own, other):
            same(kms.decrypt_data(**request, cipher_text=cipher_text).plain_text, text)
            kms.refuses('KMS.0311', 'decrypt_data', **request, cipher_text=changed(cipher_text))


@check('data go from {} to {} without being seen',
       *[(source, target) for source in ('AES_256', 'SM4', 'RSA_2048', 'SM2') for target in ('AES_256', 'RSA_2048')])
def re_encrypted(kms, source, target):
    source_id, target_id = kms.key(source, ENCRYPTS), kms.key(target, ENCRYPTS)
    before = kms.encrypt_data(key_id=source_id, plain_text='moved', encryption_algorithm=algorithm(source))
    answer = kms.re_encrypt(
        cipher_text=before.cipher_text, source_key_id=source_id, source_encryption_algorithm=algorithm(source),
        destination_key_id=target_id, destination_encryption_algorithm=algorithm(target),
    )
    same([answer.key_id, answer.source_key_id], [target_id, source_id])
    same(answer.source_encryption_algorithm, algorithm(source) or 'SYMMETRIC_DEFAULT')
    same(answer.destination_encryption_algorithm, algorithm(target) or 'SYMMETRIC_DEFAULT')
    assert answer.cipher_text != before.cipher_text
    after = kms.decrypt_data(
        cipher_text=answer.cipher_text, key_id=target_id, encryption_algorithm=algorithm(target),
    )
    same(after.plain_text, 'moved')


@check('data get other additional data on their way')
def re_bound(kms):
    key_id = kms.key()
    before = kms.encrypt_data(key_id=key_id, plain_text='moved', additional_authenticated_data='old')
    request = {'destination_key_id': key_id, 'destination_additional_authenticated_data': 'new'}
    after = kms.re_encrypt(**request, cipher_text=before.cipher_text, source_additional_authenticated_data='old')
    bound = {'cipher_text': after.cipher_text, 'additional_authenticated_data': 'new'}
    same(kms.decrypt_data(**bound).plain_text, 'moved')
    kms.refuses('KMS.2201', 'decrypt_data', **bound | {'additional_authenticated_data': 'old'})
    kms.refuses('KMS.2201', 're_encrypt', **request, cipher_text=before.cipher_text)


@check('a key that signs does not encrypt, nor one whose algorithm is another')
def wrong_keys(kms):
    for code, spec, usage, name in [
        ('KMS.0335', 'RSA_2048', 'SIGN_VERIFY', 'RSAES_OAEP_SHA_256'),
        ('KMS.0335', 'SM2', 'SIGN_VERIFY', 'SM2_ENCRYPT'),
        ('KMS.1114', 'EC_P256', 'SIGN_VERIFY', None),
        ('KMS.0341', 'HMAC_256', None, None),
        ('KMS.2105', 'AES_256', None, 'RSAES_OAEP_SHA_256'),
        ('KMS.2106', 'RSA_2048', ENCRYPTS, None),
        ('KMS.0308', 'SM2', ENCRYPTS, None),
    ]:
        key_id = kms.key(spec, usage)
        kms.refuses(code, 'encrypt_data', key_id=key_id, plain_text='a', encryption_algorithm=name)


@check('a pair binds no additional data')
def unbound(kms):
    kms.refuses(
        'KMS.0208', 'encrypt_data', key_id=kms.key('RSA_2048', ENCRYPTS), plain_text='a',
        encryption_algorithm='RSAES_OAEP_SHA_256', additional_authenticated_data='a',
    )
