"""Keys: created, described, listed, renamed, disabled and enabled, deleted and kept."""

import time
import uuid

from checks import check, same

USAGES = {
    'AES_256': ['ENCRYPT_DECRYPT'],
    'SM4': ['ENCRYPT_DECRYPT'],
    'RSA_2048': ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
    'RSA_3072': ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
    'RSA_4096': ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
    'EC_P256': ['SIGN_VERIFY'],
    'EC_P384': ['SIGN_VERIFY'],
    'SM2': ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
    'SECP256K1': ['SIGN_VERIFY'],
    'ED25519': ['SIGN_VERIFY'],
    'HMAC_256': ['GENERATE_VERIFY_MAC'],
    'HMAC_384': ['GENERATE_VERIFY_MAC'],
    'HMAC_512': ['GENERATE_VERIFY_MAC'],
    'HMAC_SM3': ['GENERATE_VERIFY_MAC'],
}


@check('a key of {} for {} is created and described', *[(spec, usage) for spec in USAGES for usage in USAGES[spec]])
def created(kms, spec, usage):
    key_id = kms.key(spec, usage)
    same(str(uuid.UUID(key_id)), key_id)
    detail = kms.detail(key_id)
    same([detail.key_id, detail.key_spec, detail.key_usage], [key_id, spec, usage])
    same([detail.key_state, detail.origin, detail.default_key_flag], ['2', 'kms', '0'])
    assert abs(time.time() - int(detail.creation_date) / 1000) < 300


@check('a key of {} without a usage has the first of its spec', *USAGES)
def default_usage(kms, spec):
    same(kms.detail(kms.new_key(spec)).key_usage, USAGES[spec][0])


@check('a request with every member that there is comes back as it was sent')
def every_member(kms):
    sent = {
        'key_alias': f'Every_member:{uuid.uuid4()}/-', 'key_description': '密钥 für 🔑 "x" \\ \n',
        'origin': 'external', 'enterprise_project_id': str(uuid.uuid4()), 'keystore_id': '0',
        'sequence': str(uuid.uuid4()), 'vm_id': 'vm',
    }
    detail = kms.detail(kms.new_key('SM2', 'ENCRYPT_DECRYPT', **sent))
    found = [detail.key_alias, detail.key_description, detail.origin, detail.sys_enterprise_project_id]
    same(found, [sent[name] for name in ('key_alias', 'key_description', 'origin', 'enterprise_project_id')])
    same([detail.key_spec, detail.key_usage, detail.key_state], ['SM2', 'ENCRYPT_DECRYPT', '5'])


@check('keys are listed page by page, each once, in the order of their creation')
def listed(kms):
    made = [kms.new_key() for _ in range(5)]
    found, marker = [], None
    while marker != '':
        page = kms.list_keys(limit='3', marker=marker, key_spec='ALL')
        same(page.keys, [detail.key_id for detail in page.key_details])
        same(page.truncated, 'true' if page.next_marker else 'false')
        assert len(page.keys) <= 3
        found += page.keys
        marker = page.next_marker
    same(len(found), page.total)
    same(len(set(found)), len(found))
    same([key_id for key_id in found if key_id in made], made)


@check('keys are listed by spec, of AES_256 unless another is named, and by state')
def listed_by(kms):
    key_id = kms.new_key()
    kms.disable_key(key_id=key_id)
    specs = {detail.key_spec for detail in kms.list_keys(limit='1000').key_details}
    same(specs, {'AES_256'})
    specs = {detail.key_spec for detail in kms.list_keys(limit='1000', key_spec='SM4').key_details}
    same(specs, {'SM4'})
    disabled_keys = kms.list_keys(limit='1000', key_state='3').key_details
    states = {detail.key_id: detail.key_state for detail in disabled_keys}
    same(set(states.values()), {'3'})
    assert key_id in states


@check('a key gets another alias, and its old one is free')
def renamed(kms):
    old, new = f'old-{uuid.uuid4()}', f'new-{uuid.uuid4()}'
    key_id = kms.new_key(key_alias=old)
    info = kms.update_key_alias(key_id=key_id, key_alias=new).key_info
    same([info.key_id, info.key_alias, kms.detail(key_id).key_alias], [key_id, new, new])
    kms.refuses('KMS.1104', 'create_key', key_alias=new)
    kms.new_key(key_alias=old)


@check('a key gets another description, in any script')
def described(kms):
    key_id = kms.new_key(key_description='before')
    info = kms.update_key_description(key_id=key_id, key_description='之后 🔑').key_info
    same([info.key_id, info.key_description], [key_id, '之后 🔑'])
    same(kms.detail(key_id).key_description, '之后 🔑')


@check('a key is disabled, is of no use then, and is enabled')
def disabled(kms):
    key_id = kms.new_key()
    info = kms.disable_key(key_id=key_id).key_info
    same([info.key_id, info.key_state, kms.detail(key_id).key_state], [key_id, '3', '3'])
    kms.refuses('KMS.0209', 'encrypt_data', key_id=key_id, plain_text='a')
    info = kms.enable_key(key_id=key_id).key_info
    same([info.key_id, info.key_state], [key_id, '2'])
    kms.encrypt_data(key_id=key_id, plain_text='a')


@check('a deletion is scheduled for a day, and is cancelled')
def deleted(kms):
    key_id = kms.new_key()
    answer = kms.delete_key(key_id=key_id, pending_days='7')
    same([answer.key_id, answer.key_state], [key_id, '4'])
    due = int(kms.detail(key_id).scheduled_deletion_date) / 1000
    assert abs(due - time.time() - 7 * 86_400) < 300
    kms.refuses('KMS.0210', 'encrypt_data', key_id=key_id, plain_text='a')
    answer = kms.cancel_key_deletion(key_id=key_id)
    same([answer.key_id, answer.key_state], [key_id, '3'])
    same(kms.detail(key_id).scheduled_deletion_date, '')


@check('keys are counted, and there is room for more')
def counted(kms):
    before = kms.show_user_instances().instance_num
    kms.new_key()
    same(kms.show_user_instances().instance_num, before + 1)
    quotas = {each.type: each for each in kms.show_user_quotas().quotas.resources}
    same(quotas['CMK'].used, before + 1)
    assert quotas['CMK'].quota > before + 1
    assert 'grant_per_CMK' in quotas


@check('the interface says its versions')
def versions(kms):
    only, = kms.show_versions().versions
    same([only.id, only.status], ['v1.0', 'CURRENT'])
    same(kms.show_version(version_id='v1.0').version['id'], 'v1.0')


@check('random data is as long as was asked for, and new each time: {} bits', '8', '512', '8192')
def random(kms, bits):
    data = [kms.create_random(random_data_length=bits).random_data for _ in range(3)]
    same([len(bytes.fromhex(each)) * 8 for each in data], [int(bits)] * 3)
    assert bits == '8' or len(set(data)) == 3
