"""Who may ask: what the SDK signs with is looked at by a server that asks for signatures, and by no other."""

import os

from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.signer.algorithm import SigningAlgorithm

from checks import check, same
from kms import IS_SIGNED, PROJECT, Kms, client

HMACS = ['HMAC_SHA256', 'HMAC_SM3']
SIGNATURES = ['ECDSA_P256_SHA256', 'SM2_SM3']


def signing_with(name):
    config = HttpConfig.get_default_config()
    config.signing_algorithm = SigningAlgorithm[name]
    return config


def answered(its_client):
    return Kms(its_client).show_user_quotas().quotas.resources[0].quota > 0


def looked_at(its_client):
    """Asserts that it is refused where signatures are asked for, and answered elsewhere."""
    if IS_SIGNED:
        refusal = Kms(its_client).refusal('show_user_quotas')
        same([refusal.status_code, refusal.error_code], [401, 'APIGW.0301'])
    else:
        assert answered(its_client)


@check('requests that are signed with {} are answered', *HMACS)
def hmacs(_kms, name):
    assert answered(client(config=signing_with(name)))


@check('a signature by {}, which no secret access key makes, is none', *SIGNATURES)
def signatures(_kms, name):
    looked_at(client(config=signing_with(name)))


@check('a secret access key that is another, or an access key that is unknown, is none')
def strangers(_kms):
    looked_at(client(secret_key='another'))
    looked_at(client(access_key='UNKNOWN'))
    looked_at(client(secret_key=f'{os.environ["HUAWEICLOUD_SDK_SK"]}x'))


@check('a security token is signed with the rest')
def security_token(_kms):
    assert answered(client(security_token='of a day'))


@check('the project is asked for where none is given')
def no_project(kms):
    # IAM is where HUAWEICLOUD_SDK_IAM_ENDPOINT says: the server itself.
    its_client = client(project_id=None)
    same(its_client.get_credentials().project_id, PROJECT)
    key_id = kms.key()
    same(Kms(its_client).detail(key_id).key_id, key_id)


@check('another project has no keys of this one')
def other_project(kms):
    Kms(client(project_id='f' * 32)).refuses('KMS.0321', 'list_key_detail', key_id=kms.key())
