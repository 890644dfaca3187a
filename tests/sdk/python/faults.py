"""A server on which everything goes wrong (serve --fault): what the SDK makes of it."""

import time

from huaweicloudsdkcore.exceptions.exceptions import ConnectionException, ServerResponseException

from checks import check, same

IMPORT = {'key_id': '00000000-0000-4000-8000-000000000001', 'wrapping_algorithm': 'RSAES_OAEP_SHA_256'}


@check('a failure of the service is one of the server to the SDK')
def failure(kms):
    refusal = kms.refusal('create_random', random_data_length='8')
    assert type(refusal) is ServerResponseException, type(refusal)
    same([refusal.status_code, refusal.error_code], [500, 'KMS.0101'])


@check('a status of the server is that of the exception')
def status(kms):
    refusal = kms.refusal('show_user_quotas')
    assert type(refusal) is ServerResponseException, type(refusal)
    same(refusal.status_code, 503)


@check('a refusal that takes 100,000 keys, or a day, is one of the client')
def far_off(kms):
    kms.refuses('KMS.1105', 'create_key', key_alias='one too many')
    kms.refuses('KMS.2601', 'create_parameters_for_import', **IMPORT)


@check('a connection that breaks is one to the SDK')
def broken(kms):
    try:
        kms.show_user_instances()
    except ConnectionException:
        return
    raise AssertionError('it was answered')


@check('a late answer is an answer')
def late(kms):
    began = time.monotonic()
    same(len(kms.list_keys(key_spec='ALL').keys), 4)
    assert time.monotonic() - began >= 0.3
