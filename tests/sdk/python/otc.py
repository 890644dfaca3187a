"""otcextensions, the client of the Open Telekom Cloud, as it is: it shows a token, and has exceptions of its own."""

import os
import time
import uuid

from keystoneauth1.http_basic import HTTPBasicAuth
from keystoneauth1.session import Session
from keystoneauth1.token_endpoint import Token
from openstack.connection import Connection
from openstack.exceptions import DuplicateResource, ForbiddenException, NotFoundException, SDKException
from otcextensions.sdk.kms.kms_service import KmsService

from checks import check, run_checks, same

ENDPOINT = f'{os.environ["ENDPOINT"]}/v1.0/{os.environ["PROJECT"]}'
NOWHERE = '00000000-0000-4000-8000-00000000ffff'


def client(auth):
    connection = Connection(session=Session(auth=auth))
    connection.add_service(KmsService('kms'))
    return connection.kms


def new_key(kms):
    return kms.create_key(key_alias=f'otc-{uuid.uuid4()}')


def raised(kind, call, *args, **members):
    """The exception that a call raises, which is of that class and no other."""
    try:
        answer = call(*args, **members)
    except SDKException as exception:
        assert type(exception) is kind, repr(exception)
        return exception
    raise AssertionError(f'it was answered: {answer}')


@check('a key is created, described, and found by its id and its alias')
def created(kms):
    key = new_key(kms)
    detail = kms.get_key(key.key_id)
    same([detail.key_alias, detail.key_state, detail.default_key_flag], [key.key_alias, '2', '0'])
    assert abs(time.time() - int(detail.creation_date) / 1000) < 300
    same([kms.find_key(name).key_id for name in (key.key_id, key.key_alias)], [key.key_id] * 2)


@check('keys are listed over pages: limits go as numbers')
def listed(kms):
    made = [new_key(kms).key_id for _ in range(5)]
    found = [key.key_id for key in kms.keys(limit=2)]
    same([key_id for key_id in found if key_id in made], made)
    same(len(found), kms.get_instance_number().instance_num)


@check('a key is disabled and enabled, and not twice')
def disabled(kms):
    key = new_key(kms)
    for change, state, code in ((kms.disable_key, '3', 'KMS.1301'), (kms.enable_key, '2', 'KMS.1201')):
        change(key)
        same(kms.get_key(key.key_id).key_state, state)
        same(code in str(raised(SDKException, change, key)), True)


@check('a deletion is scheduled and cancelled: days go as numbers')
def deleted(kms):
    key = new_key(kms)
    same(kms.schedule_key_deletion(key, 7).key_state, '4')
    assert int(kms.get_key(key.key_id).scheduled_deletion_date) > time.time() * 1000
    same(kms.cancel_key_deletion(key).key_state, '3')
    same('KMS.1401' in str(raised(SDKException, kms.schedule_key_deletion, key, 6)), True)


@check('a data key is made, with and without plaintext, and unwrapped: lengths go as numbers')
def datakeys(kms):
    key = new_key(kms)
    whole = kms.create_datakey(key, datakey_length=512)
    same(len(bytes.fromhex(whole.plain_text)), 64)
    # The client leaves what it gets in a member of another name; the call is what counts.
    kms.decrypt_datakey(key, whole.cipher_text, 64)
    same('KMS.2204' in str(raised(SDKException, kms.decrypt_datakey, key, whole.cipher_text, 63)), True)
    wrapped = kms.create_datakey_wo_plain(key, datakey_length=512)
    same([wrapped.plain_text, len(wrapped.cipher_text)], [None, len(whole.cipher_text)])
    kms.decrypt_datakey(key, wrapped.cipher_text, 64)


@check('random data is as long as was asked for')
def random(kms):
    same(len(bytes.fromhex(kms.generate_random(512).random_data)), 64)
    same('KMS.1802' in str(raised(SDKException, kms.generate_random, 12)), True)


@check('quotas are listed')
def quotas(kms):
    found = {quota.type: quota for quota in kms.quotas()}
    same(sorted(found), ['CMK', 'grant_per_CMK'])
    same(found['CMK'].used, kms.get_instance_number().instance_num)


@check('an alias that is taken is a DuplicateResource')
def duplicate(kms):
    raised(DuplicateResource, kms.create_key, key_alias=new_key(kms).key_alias)


@check('a key that there is not is not found, whatever it is called')
def not_found(kms):
    for name in (NOWHERE, 'no-key-id'):
        raised(NotFoundException, kms.get_key, name)
    raised(NotFoundException, kms.find_key, 'nobody')


@check('a fault of the request is an SDKException with its code')
def refused(kms):
    same('KMS.1101' in str(raised(SDKException, kms.create_key, key_alias='two words')), True)


@check('a token that is another, or none, is refused')
def strangers(kms):
    key = new_key(kms)
    password = HTTPBasicAuth(ENDPOINT, 'user', 'a password is no token')
    for auth, code in ((Token(ENDPOINT, 'another'), 'KMS.0302'), (password, 'KMS.0301')):
        refusal = raised(ForbiddenException, client(auth).get_key, key.key_id)
        same(refusal.response.json()['error']['error_code'], code)


run_checks(client(Token(ENDPOINT, os.environ['TOKEN'])))
