"""What each operation answers: its members and their JSON types. The SDK itself coerces, and misses none."""


class Maybe:
    """A member that may be absent."""

    def __init__(self, shape):
        self.shape = shape


KEY_DETAILS = {
    'key_id': str, 'domain_id': str, 'key_alias': str, 'realm': str, 'key_spec': str, 'key_usage': str,
    'key_description': str, 'creation_date': str, 'scheduled_deletion_date': str, 'key_state': str,
    'default_key_flag': str, 'key_type': str, 'expiration_time': str, 'origin': str, 'key_rotation_enabled': str,
    'sys_enterprise_project_id': str, 'keystore_id': str,
}
KEY_STATE = {'key_id': str, 'key_state': str}
TAG = {'key': str, 'value': str}
ALIAS = {
    'domain_id': str, 'key_id': str, 'alias': str, 'alias_urn': str, 'create_time': str, 'update_time': str,
}
DATAKEY_PAIR = {
    'key_id': str, 'key_spec': str, 'public_key': str, 'private_key_cipher_text': str,
    'private_key_plain_text': Maybe(str),
}
VERSION = {
    'id': str, 'links': [{'href': str, 'rel': str}], 'version': str, 'status': str, 'updated': str, 'min_version': str,
}
EMPTY = {}
# Status 204, and no body.
NOTHING = None

ANSWERS = {
    'create_key': {'key_info': {'key_id': str, 'domain_id': str}},
    'list_key_detail': {'key_info': KEY_DETAILS},
    'list_keys': {
        'keys': [str], 'key_details': [KEY_DETAILS], 'next_marker': str, 'truncated': str, 'total': int,
    },
    'enable_key': {'key_info': KEY_STATE},
    'disable_key': {'key_info': KEY_STATE},
    'delete_key': KEY_STATE,
    'cancel_key_deletion': KEY_STATE,
    'update_key_alias': {'key_info': {'key_id': str, 'key_alias': str}},
    'update_key_description': {'key_info': {'key_id': str, 'key_description': str}},
    'create_random': {'random_data': str},
    'create_datakey': {'key_id': str, 'plain_text': str, 'cipher_text': str},
    'create_datakey_without_plaintext': {'key_id': str, 'cipher_text': str},
    'encrypt_datakey': {'key_id': str, 'cipher_text': str, 'datakey_length': str},
    'decrypt_datakey': {'data_key': str, 'datakey_length': str, 'datakey_dgst': str},
    'create_rsa_datakey_pair': DATAKEY_PAIR,
    'create_ec_datakey_pair': DATAKEY_PAIR,
    'encrypt_data': {'key_id': str, 'cipher_text': str},
    'decrypt_data': {'key_id': str, 'plain_text': str, 'plain_text_base64': str},
    're_encrypt': {
        'key_id': str, 'source_key_id': str, 'source_encryption_algorithm': str,
        'destination_encryption_algorithm': str, 'cipher_text': str,
    },
    'sign': {'key_id': str, 'signature': str},
    'validate_signature': {'key_id': str, 'signature_valid': str},
    'show_public_key': {'key_id': str, 'public_key': str},
    'generate_mac': {'key_id': str, 'mac_algorithm': str, 'mac': str},
    'verify_mac': {'key_id': str, 'mac_algorithm': str, 'mac_valid': bool},
    'create_parameters_for_import': {'key_id': str, 'import_token': str, 'expiration_time': int, 'public_key': str},
    'import_key_material': EMPTY,
    'delete_imported_key_material': EMPTY,
    'enable_key_rotation': EMPTY,
    'disable_key_rotation': EMPTY,
    'update_key_rotation_interval': EMPTY,
    'show_key_rotation_status': {
        'key_rotation_enabled': bool, 'rotation_interval': Maybe(int), 'last_rotation_time': Maybe(str),
        'number_of_rotations': int,
        'key_materials': [{'material_id': str, 'create_time': str, 'expiration_time': str, 'state': int}],
    },
    'rotate_on_demand': {'key_id': str},
    'create_kms_tag': NOTHING,
    'batch_create_kms_tags': NOTHING,
    'delete_tag': NOTHING,
    'show_kms_tags': {'tags': [TAG], 'existTagsNum': int},
    'list_kms_tags': {'tags': [{'key': str, 'values': [str]}]},
    'list_kms_by_tags': {
        'resources': Maybe([
            {'resource_id': str, 'resource_detail': KEY_DETAILS, 'resource_name': str, 'tags': [TAG]},
        ]),
        'total_count': int,
    },
    'create_alias': ALIAS,
    'associate_alias': ALIAS,
    'delete_alias': NOTHING,
    'list_aliases': {'aliases': [ALIAS], 'page_info': {'next_marker': str, 'current_count': int}},
    'show_user_instances': {'instance_num': int},
    'show_user_quotas': {'quotas': {'resources': [{'type': str, 'used': int, 'quota': int}]}},
    'show_versions': {'versions': [VERSION]},
    'show_version': {'version': VERSION},
}


def fault(shape, value, place='the answer'):
    """What is wrong with an answer, in words; none if it is of that shape."""
    if isinstance(shape, dict):
        if type(value) is not dict:
            return f'{place} is no object'
        unknown = value.keys() - shape.keys()
        if unknown:
            return f'{place} has {sorted(unknown)}'
        faults = (member_fault(each, value, name, place) for name, each in shape.items())
    elif isinstance(shape, list):
        if type(value) is not list:
            return f'{place} is no list'
        faults = (fault(shape[0], each, f'{place}[{index}]') for index, each in enumerate(value))
    else:
        return None if type(value) is shape else f'{place} is of {type(value).__name__}, not {shape.__name__}'
    return next(filter(None, faults), None)


def member_fault(shape, value, name, place):
    if name in value:
        return fault(shape.shape if isinstance(shape, Maybe) else shape, value[name], f'{place}.{name}')
    return None if isinstance(shape, Maybe) else f'{place} has no {name}'
