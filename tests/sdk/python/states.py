"""What may be done to a key in which state: every refusal of tests/vectors/state-operation.txt."""

import os
import re
from functools import cache
from pathlib import Path

from huaweicloudsdkkms.v2 import TagItem

from checks import check, same
from imports import Waiting

VECTORS = Path(__file__, '../../../vectors/state-operation.txt').resolve()
MEMBERS = {
    'delete_key': {'pending_days': '7'},
    'update_key_alias': {'key_alias': 'free'},
    'update_key_description': {'key_description': ''},
    'create_datakey': {'datakey_length': '256'},
    'create_datakey_without_plaintext': {'datakey_length': '256'},
    'encrypt_datakey': {'plain_text': '00' * 64, 'datakey_plain_length': '32'},
    'decrypt_datakey': {'cipher_text': '00' * 156, 'datakey_cipher_length': '32'},
    'create_rsa_datakey_pair': {'key_spec': 'RSA_2048'},
    'create_ec_datakey_pair': {'key_spec': 'SM2'},
    'encrypt_data': {'plain_text': 'a'},
    'decrypt_data': {'cipher_text': 'A' * 188},
    're_encrypt': {'cipher_text': 'A' * 188},
    'sign': {'message': 'AAAA', 'signing_algorithm': 'ECDSA_SHA_256', 'message_type': 'RAW'},
    'validate_signature': {
        'message': 'AAAA', 'signing_algorithm': 'ECDSA_SHA_256', 'message_type': 'RAW', 'signature': 'AAAA',
    },
    'generate_mac': {'message': 'AAAA', 'mac_algorithm': 'HMAC_SHA_256'},
    'verify_mac': {'message': 'AAAA', 'mac_algorithm': 'HMAC_SHA_256', 'mac': '00' * 32},
    'create_parameters_for_import': {'wrapping_algorithm': 'RSAES_OAEP_SHA_256'},
    'import_key_material': {'import_token': 'A' * 200, 'encrypted_key_material': 'A' * 344},
    'update_key_rotation_interval': {'rotation_interval': 30},
    'create_kms_tag': {'tag': TagItem(key='k', value='v')},
    'batch_create_kms_tags': {'tags': [TagItem(key='k', value='v')], 'action': 'create'},
    'create_alias': {'alias': 'alias/free'},
    'associate_alias': {'alias': 'alias/free'},
}
# The states of the table, by their digits.
STATES = {'2': 'enabled', '3': 'disabled', '4': 'to be deleted', '5': 'without material'}
# Where a key stands in a request that does not call it key_id.
NAMED = {'re_encrypt': 'source_key_id', 'associate_alias': 'target_key_id'}


def refusals():
    for line in VECTORS.read_text().splitlines()[1:]:
        operation, *codes = re.split(' +', line)
        name = re.sub('[A-Z]', lambda letter: f'_{letter[0].lower()}', operation)
        for state, code in zip(STATES, codes, strict=True):
            if code.startswith('KMS.'):
                yield name, STATES[state], code, state


@cache
def key_in_state(kms, state):
    """A key of origin external, since for another the codes of an import are others."""
    key = Waiting(kms, 'AES_256')
    if state != '5':
        key.imports(os.urandom(32))
    if state == '3':
        kms.disable_key(key_id=key.key_id)
    if state == '4':
        kms.delete_key(key_id=key.key_id, pending_days='7')
    return key.key_id


@check('{} of a key that is {} is refused: {}', *refusals())
def refused(kms, operation, _name, code, state):
    key_id = key_in_state(kms, state)
    members = {NAMED.get(operation, 'key_id'): key_id} | MEMBERS.get(operation, {})
    if operation == 're_encrypt':
        members['destination_key_id'] = kms.key()
    kms.refuses(code, operation, **members)
    same(kms.detail(key_id).key_state, state)
