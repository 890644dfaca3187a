"""Import: material that is made and wrapped here, then used by the service, and compared with what it does here."""

import os
import time
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, load_der_private_key, load_der_public_key,
)

import sm
from checks import check, same
from data import ENCRYPTS, OAEP_SHA_256
from datakeys import public_of
from signatures import CURVES, MESSAGE, der_of, public_pem, verifies

LENGTHS = {'AES_256': 32, 'SM4': 16}
CIPHERS = {'AES_256': algorithms.AES256, 'SM4': algorithms.SM4}
HASHES = {'AES_256': hashes.SHA256, 'SM4': hashes.SM3}
PAIRS = {
    'RSA_2048': 'RSASSA_PSS_SHA_256', 'RSA_3072': 'RSASSA_PKCS1_V1_5_SHA_384', 'RSA_4096': 'RSASSA_PSS_SHA_512',
    'EC_P256': 'ECDSA_SHA_256', 'EC_P384': 'ECDSA_SHA_384', 'SECP256K1': 'ECDSA_SHA_256',
    'ED25519': 'ED25519_SHA_512', 'SM2': 'SM2DSA_SM3',
}
WRAPPINGS = ['RSAES_OAEP_SHA_256', 'SM2_ENCRYPT']


def base64(data):
    return b64encode(data).decode()


class Waiting:
    """A key that waits for material, and what is to be sent to it."""

    def __init__(self, kms, spec, wrapping='RSAES_OAEP_SHA_256', usage=None):
        self.kms, self.spec, self.wrapping = kms, spec, wrapping
        self.key_id = kms.new_key(spec, usage, origin='external')
        self.renew()

    def renew(self):
        self.parameters = self.kms.create_parameters_for_import(key_id=self.key_id, wrapping_algorithm=self.wrapping)
        same(self.parameters.key_id, self.key_id)
        assert abs(self.parameters.expiration_time - time.time() - 86_400) < 300

    def encrypted(self, data):
        public = b64decode(self.parameters.public_key)
        if self.wrapping == 'SM2_ENCRYPT':
            return base64(sm.encrypt(sm.point_of(public), data))
        return base64(load_der_public_key(public).encrypt(data, OAEP_SHA_256))

    def request(self, material, temporary=None):
        members = {'key_id': self.key_id, 'import_token': self.parameters.import_token}
        if self.spec in LENGTHS:
            return members | {'encrypted_key_material': self.encrypted(material)}
        temporary = temporary or os.urandom(16 if self.spec == 'SM2' else 32)
        wrap = sm.sm4_wrap if self.spec == 'SM2' else aes_key_wrap_with_padding
        return members | {
            'encrypted_key_material': self.encrypted(temporary),
            'encrypted_privatekey': base64(wrap(temporary, material)),
        }

    def imports(self, material, **others):
        same(self.kms.detail(self.key_id).key_state, '5')
        self.kms.import_key_material(**self.request(material) | others)
        same(self.kms.detail(self.key_id).key_state, '2')


def private_key(spec):
    """PKCS#8 of a new pair."""
    if spec == 'SM2':
        scalar = os.urandom(32)
        return sm.pkcs8(scalar, sm.point_times(scalar))
    if spec.startswith('RSA'):
        private = rsa.generate_private_key(65_537, int(spec[4:]))
    elif spec == 'ED25519':
        private = ed25519.Ed25519PrivateKey.generate()
    else:
        private = ec.generate_private_key(CURVES[spec][0]())
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def opened(spec, material, blob, additional):
    """What a symmetric key has encrypted, by docs/formats.md."""
    header, iv, ciphertext, tag = blob[:96], blob[96:108], blob[108:-16], blob[-16:]
    same(header[:5], b'PKMS\x02')
    key = HKDFExpand(HASHES[spec](), LENGTHS[spec], b'pocket-kms seal' + header[47:79]).derive(material)
    decryptor = Cipher(CIPHERS[spec](key), modes.GCM(iv, tag)).decryptor()
    decryptor.authenticate_additional_data(header + additional)
    padded = decryptor.update(ciphertext) + decryptor.finalize()
    return padded[: int.from_bytes(header[5:7], 'big')]


@check('{} is imported, wrapped by {}, and what it encrypts opens here',
       *[(spec, wrapping) for spec in LENGTHS for wrapping in WRAPPINGS])
def symmetric(kms, spec, wrapping):
    material = os.urandom(LENGTHS[spec])
    key = Waiting(kms, spec, wrapping)
    key.imports(material)
    answer = kms.encrypt_data(key_id=key.key_id, plain_text='Grüße', additional_authenticated_data='ü')
    same(opened(spec, material, b64decode(answer.cipher_text), 'ü'.encode()), 'Grüße'.encode())
    datakey = kms.create_datakey(key_id=key.key_id, datakey_length='256')
    same(opened(spec, material, bytes.fromhex(datakey.cipher_text), b''), bytes.fromhex(datakey.plain_text))


@check('a private key of {} is imported, wrapped by {}, and signs as it does here',
       *[(spec, wrapping) for spec in PAIRS for wrapping in WRAPPINGS])
def pairs(kms, spec, wrapping):
    private = private_key(spec)
    key = Waiting(kms, spec, wrapping)
    key.imports(private)
    pem = public_pem(kms, key.key_id)
    same(der_of(pem), public_of(spec, private))
    request = {'message': base64(MESSAGE), 'signing_algorithm': PAIRS[spec], 'message_type': 'RAW'}
    assert verifies(pem, PAIRS[spec], MESSAGE, b64decode(kms.sign(key_id=key.key_id, **request).signature))
    kms.refuses('KMS.2702', 'delete_imported_key_material', key_id=key.key_id)


@check('an imported private key of {} opens here what the service encrypts', 'RSA_2048', 'SM2')
def encrypting_pairs(kms, spec):
    private = private_key(spec)
    key = Waiting(kms, spec, usage=ENCRYPTS)
    key.imports(private)
    name = 'SM2_ENCRYPT' if spec == 'SM2' else 'RSAES_OAEP_SHA_256'
    answer = kms.encrypt_data(key_id=key.key_id, plain_text='Grüße', encryption_algorithm=name)
    ciphertext = b64decode(answer.cipher_text)
    if spec == 'SM2':
        scalar, point = sm.private_parts(private)
        same(sm.decrypt(point, scalar, ciphertext), 'Grüße'.encode())
    else:
        same(load_der_private_key(private, None).decrypt(ciphertext, OAEP_SHA_256), 'Grüße'.encode())


@check('material is deleted, is awaited, and only the same comes back')
def deleted(kms):
    material = os.urandom(32)
    key = Waiting(kms, 'AES_256')
    key.imports(material)
    cipher_text = kms.encrypt_data(key_id=key.key_id, plain_text='kept').cipher_text
    kms.delete_imported_key_material(key_id=key.key_id)
    kms.refuses('KMS.0308', 'encrypt_data', key_id=key.key_id, plain_text='a')
    key.renew()
    kms.refuses('KMS.2606', 'import_key_material', **key.request(os.urandom(32)))
    key.imports(material)
    same(kms.decrypt_data(cipher_text=cipher_text).plain_text, 'kept')


@check('material expires when it was told to')
def expiring(kms):
    key, when = Waiting(kms, 'AES_256'), int(time.time()) + 86_400
    key.imports(os.urandom(32), expiration_time=when)
    same(kms.detail(key.key_id).expiration_time, f'{when}000')


@check('a token is good for one key, once')
def tokens(kms):
    key, other = Waiting(kms, 'AES_256'), Waiting(kms, 'AES_256')
    material = os.urandom(32)
    kms.refuses('KMS.2603', 'import_key_material', **key.request(material) | {'key_id': other.key_id})
    forged = key.parameters.import_token[:-8] + 'AAAAAAA='
    kms.refuses('KMS.2605', 'import_key_material', **key.request(material) | {'import_token': forged})
    request = key.request(material)
    key.imports(material)
    kms.refuses('KMS.0310', 'import_key_material', **request)
    kms.delete_imported_key_material(key_id=key.key_id)
    kms.refuses('KMS.2605', 'import_key_material', **request)


@check('what is no material of the key is refused, and the key still waits')
def refused(kms):
    key = Waiting(kms, 'AES_256')
    kms.refuses('KMS.0311', 'import_key_material', **key.request(os.urandom(16)))
    kms.refuses('KMS.2602', 'import_key_material', **key.request(os.urandom(32)), expiration_time=1)
    not_wrapped = {'encrypted_key_material': base64(os.urandom(256))}
    kms.refuses('KMS.0311', 'import_key_material', **key.request(os.urandom(32)) | not_wrapped)
    same(kms.detail(key.key_id).key_state, '5')


@check('what is no private key of the key is refused')
def refused_pairs(kms):
    key = Waiting(kms, 'EC_P256')
    private = private_key('EC_P256')
    request = key.request(private)
    kms.refuses('KMS.2608', 'import_key_material', **request | {'encrypted_privatekey': None})
    kms.refuses('KMS.0311', 'import_key_material', **key.request(private_key('SECP256K1')))
    other = {'encrypted_key_material': key.encrypted(os.urandom(32))}
    kms.refuses('KMS.0311', 'import_key_material', **request | other)
    kms.refuses('KMS.0311', 'import_key_material', **key.request(private, temporary=os.urandom(24)))
    kms.refuses('KMS.0308', 'import_key_material', **request, expiration_time=int(time.time()) + 86_400)
    same(kms.detail(key.key_id).key_state, '5')


@check('a key of the service takes no material')
def own(kms):
    request = {'key_id': kms.key(), 'wrapping_algorithm': 'RSAES_OAEP_SHA_256'}
    kms.refuses('KMS.0309', 'create_parameters_for_import', **request)
    kms.refuses('KMS.0309', 'delete_imported_key_material', key_id=kms.key())
    waiting = Waiting(kms, 'AES_256')
    kms.refuses('KMS.0309', 'import_key_material', **waiting.request(bytes(32)) | {'key_id': kms.key()})
