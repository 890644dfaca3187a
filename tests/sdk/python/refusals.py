"""What is refused whatever the state of a key: members that are absent, malformed, out of range, or of another type."""

import uuid
from base64 import b64encode

from checks import check, same

NOWHERE = '00000000-0000-4000-8000-00000000ffff'
# Operations that take a key and no more than its id.
OF_A_KEY = [
    'list_key_detail', 'enable_key', 'disable_key', 'cancel_key_deletion', 'show_public_key',
    'delete_imported_key_material', 'enable_key_rotation', 'disable_key_rotation', 'show_key_rotation_status',
    'rotate_on_demand',
]
CREATE_KEY = [
    ('KMS.0204', {}),
    ('KMS.1101', {'key_alias': ''}),
    ('KMS.1101', {'key_alias': 'two words'}),
    ('KMS.1101', {'key_alias': 'a' * 256}),
    ('KMS.1101', {'key_alias': 'mine/default'}),
    ('KMS.1101', {'key_alias': 'ключ-for-orders'}),
    ('KMS.0308', {'key_alias': 5}),
    ('KMS.1110', {'key_spec': 'AES_512'}),
    ('KMS.1110', {'key_spec': 'aes_256'}),
    ('KMS.0308', {'key_usage': 'ALL'}),
    ('KMS.1115', {'key_spec': 'AES_256', 'key_usage': 'SIGN_VERIFY'}),
    ('KMS.1115', {'key_spec': 'SM4', 'key_usage': 'SIGN_VERIFY'}),
    ('KMS.1114', {'key_spec': 'EC_P256', 'key_usage': 'ENCRYPT_DECRYPT'}),
    ('KMS.1114', {'key_spec': 'ED25519', 'key_usage': 'ENCRYPT_DECRYPT'}),
    ('KMS.0308', {'key_spec': 'HMAC_256', 'key_usage': 'SIGN_VERIFY'}),
    ('KMS.0308', {'key_spec': 'HMAC_256', 'origin': 'external'}),
    ('KMS.0308', {'key_spec': 'EC_P256', 'key_usage': 'KEY_AGREEMENT'}),
    ('KMS.1103', {'key_description': 'd' * 256}),
    ('KMS.0308', {'origin': 'elsewhere'}),
    ('KMS.0308', {'enterprise_project_id': 'not-a-project'}),
    ('KMS.0206', {'sequence': 'short'}),
    ('KMS.0340', {'keystore_id': str(uuid.uuid4())}),
    ('KMS.0339', {'keystore_id': str(uuid.uuid4()), 'origin': 'external'}),
    ('KMS.0308', {'vm_id': 'v' * 256}),
]
# Of a key of AES_256, unless another is named.
OTHERS = [
    ('KMS.1401', 'delete_key', {'pending_days': '6'}),
    ('KMS.1401', 'delete_key', {'pending_days': '1097'}),
    ('KMS.0204', 'delete_key', {}),
    ('KMS.1101', 'update_key_alias', {'key_alias': 'two words'}),
    ('KMS.1103', 'update_key_description', {'key_description': 'd' * 256}),
    ('KMS.1901', 'create_datakey', {'datakey_length': '0'}),
    ('KMS.1901', 'create_datakey', {'datakey_length': '8200'}),
    ('KMS.1902', 'create_datakey', {'key_spec': 'AES_192'}),
    ('KMS.1903', 'create_datakey', {'datakey_length': '12'}),
    ('KMS.0208', 'create_datakey', {'datakey_length': '8', 'additional_authenticated_data': 'a' * 129}),
    ('KMS.2001', 'create_datakey_without_plaintext', {'datakey_length': '8200'}),
    ('KMS.2101', 'encrypt_datakey', {'plain_text': 'no digits', 'datakey_plain_length': '32'}),
    ('KMS.2102', 'encrypt_datakey', {'plain_text': '00' * 64, 'datakey_plain_length': '1025'}),
    ('KMS.2201', 'decrypt_datakey', {'cipher_text': '00' * 156, 'datakey_cipher_length': '32'}),
    ('KMS.2202', 'decrypt_datakey', {'cipher_text': '00' * 156, 'datakey_cipher_length': '1025'}),
    ('KMS.0308', 'create_ec_datakey_pair', {'key_spec': 'ECC_NIST_P521'}),
    ('KMS.0308', 'create_rsa_datakey_pair', {'key_spec': 'RSA_1024'}),
    ('KMS.0308', 'encrypt_data', {'plain_text': ''}),
    ('KMS.0308', 'encrypt_data', {'plain_text': 'x' * 4097}),
    ('KMS.0308', 'encrypt_data', {'plain_text': 'a', 'encryption_algorithm': 'ROT13'}),
    ('KMS.2201', 'decrypt_data', {'cipher_text': 'no base64' * 20}),
    ('KMS.2201', 'decrypt_data', {'cipher_text': 'A' * 188}),
    ('KMS.0308', 'sign', {'message': 'AAAA', 'signing_algorithm': 'MD5'}),
    ('KMS.0331', 'sign', {'message': 'AAAA', 'signing_algorithm': 'ECDSA_SHA_256', 'message_type': 'RAW'}),
    ('KMS.0331', 'show_public_key', {}),
    ('KMS.0308', 'generate_mac', {'message': 'AAAA', 'mac_algorithm': 'HMAC_SHA_256'}),
    ('KMS.0308', 'create_parameters_for_import', {'wrapping_algorithm': 'RSAES_PKCS1_V1_5'}),
]
WITHOUT_A_KEY = [
    ('KMS.1601', 'list_keys', {'limit': '0'}),
    ('KMS.1601', 'list_keys', {'limit': '1001'}),
    ('KMS.1602', 'list_keys', {'marker': '-1'}),
    ('KMS.0308', 'list_keys', {'key_state': '6'}),
    ('KMS.1801', 'create_random', {'random_data_length': '8200'}),
    ('KMS.1802', 'create_random', {'random_data_length': '12'}),
    ('KMS.0204', 'create_random', {}),
]


@check('create_key is refused: {}, {}', *CREATE_KEY)
def of_create_key(kms, code, members):
    before = kms.show_user_instances().instance_num
    alias = {} if code == 'KMS.0204' else {'key_alias': f'refused/{uuid.uuid4()}'}
    kms.refuses(code, 'create_key', **alias | members)
    same(kms.show_user_instances().instance_num, before)


@check('an alias that is taken is refused')
def duplicate(kms):
    alias = kms.detail(kms.key()).key_alias
    kms.refuses('KMS.1104', 'create_key', key_alias=alias)
    kms.refuses('KMS.1104', 'update_key_alias', key_id=kms.new_key(), key_alias=alias)


@check('{1} is refused: {0}, {2}', *OTHERS)
def of_a_key(kms, code, operation, members):
    kms.refuses(code, operation, key_id=kms.key(), **members)


@check('{1} is refused: {0}, {2}', *WITHOUT_A_KEY)
def of_no_key(kms, code, operation, members):
    kms.refuses(code, operation, **members)


@check('{} needs a key that there is', *OF_A_KEY)
def no_key(kms, operation):
    kms.refuses('KMS.0204', operation)
    for bad in ('', 'no-key-id', NOWHERE[:-1], NOWHERE.upper()):
        kms.refuses('KMS.0205', operation, key_id=bad)
    kms.refuses('KMS.0207', operation, key_id=NOWHERE)
    kms.refuses('KMS.0207', operation, key_id='alias/nowhere')
    # The SDK has no sequence for this one.
    if operation != 'rotate_on_demand':
        kms.refuses('KMS.0206', operation, key_id=kms.key(), sequence='short')


@check('a digest is as long as its hash: {1} of {0}', *[
    ('RSA_2048', 'RSASSA_PSS_SHA_256', 31), ('EC_P256', 'ECDSA_SHA_256', 33), ('EC_P384', 'ECDSA_SHA_384', 32),
    ('SM2', 'SM2DSA_SM3', 16),
])
def digests(kms, spec, algorithm, length):
    kms.refuses(
        'KMS.0329', 'sign', key_id=kms.key(spec, 'SIGN_VERIFY'), signing_algorithm=algorithm,
        message=b64encode(bytes(length)).decode(),
    )


@check('a key that encrypts does not sign, nor one of HMAC')
def other_usages(kms):
    request = {'message': 'AAAA', 'message_type': 'RAW'}
    rsa, hmac = kms.key('RSA_2048', 'ENCRYPT_DECRYPT'), kms.key('HMAC_256')
    kms.refuses('KMS.0334', 'sign', key_id=rsa, signing_algorithm='RSASSA_PSS_SHA_256', **request)
    kms.refuses('KMS.0341', 'sign', key_id=hmac, signing_algorithm='ECDSA_SHA_256', **request)
    kms.refuses('KMS.0341', 'show_public_key', key_id=hmac)


@check('a body that is too long is refused')
def too_long(kms):
    kms.refuses('KMS.0203', 'create_key', key_alias='a', key_description='d' * 70_000)


@check('a body that is no JSON is refused: {!r}', '{key_alias: test', '[]', '"test"', 'null', '{"key_alias": "a"} {}')
def no_json(kms, body):
    kms.refuses('KMS.0202', 'create_key', body=body)


@check('a path that leads nowhere is refused')
def nowhere(kms):
    kms.refuses('KMS.0201', 'show_version', version_id='v9')
