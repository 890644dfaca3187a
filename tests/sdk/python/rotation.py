"""Rotation: by itself and on demand; what was encrypted before still opens."""

from checks import check, same

SYMMETRIC = ['AES_256', 'SM4']


@check('{} rotates on demand, and opens what its old material has encrypted', *SYMMETRIC)
def on_demand(kms, spec):
    key_id = kms.new_key(spec)
    before = kms.encrypt_data(key_id=key_id, plain_text='before').cipher_text
    same(kms.rotate_on_demand(key_id=key_id).key_id, key_id)
    after = kms.encrypt_data(key_id=key_id, plain_text='after').cipher_text
    texts = [kms.decrypt_data(cipher_text=cipher_text).plain_text for cipher_text in (before, after)]
    same(texts, ['before', 'after'])
    status = kms.show_key_rotation_status(key_id=key_id)
    same([status.number_of_rotations, len(status.key_materials)], [1, 2])
    assert int(status.last_rotation_time) >= int(status.key_materials[0].create_time)


@check('{} rotates by itself when it is told to, and not any more', *SYMMETRIC)
def by_itself(kms, spec):
    key_id = kms.new_key(spec)
    status = kms.show_key_rotation_status(key_id=key_id)
    same([status.key_rotation_enabled, status.rotation_interval, status.number_of_rotations], [False, None, 0])
    kms.enable_key_rotation(key_id=key_id)
    status = kms.show_key_rotation_status(key_id=key_id)
    same([status.key_rotation_enabled, status.rotation_interval], [True, 365])
    same(kms.detail(key_id).key_rotation_enabled, 'true')
    kms.refuses('KMS.2901', 'enable_key_rotation', key_id=key_id)
    for days in (30, 365):
        kms.update_key_rotation_interval(key_id=key_id, rotation_interval=days)
        same(kms.show_key_rotation_status(key_id=key_id).rotation_interval, days)
    for days in (29, 366):
        kms.refuses('KMS.3001', 'update_key_rotation_interval', key_id=key_id, rotation_interval=days)
    kms.disable_key_rotation(key_id=key_id)
    same(kms.show_key_rotation_status(key_id=key_id).key_rotation_enabled, False)
    kms.refuses('KMS.0313', 'disable_key_rotation', key_id=key_id)
    kms.refuses('KMS.0313', 'update_key_rotation_interval', key_id=key_id, rotation_interval=30)


@check('{} does not rotate: {}', ('RSA_2048', 'KMS.0324'), ('EC_P256', 'KMS.0325'), ('HMAC_256', 'KMS.0341'))
def never(kms, spec, code):
    key_id = kms.key(spec, None if spec == 'HMAC_256' else 'SIGN_VERIFY')
    kms.refuses(code, 'enable_key_rotation', key_id=key_id)
    kms.refuses(code, 'rotate_on_demand', key_id=key_id)
