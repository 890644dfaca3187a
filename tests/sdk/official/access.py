"""Who may ask: how the SDK signs, and what it raises if it signs with something else."""

import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.signer.algorithm import SigningAlgorithm
from huaweicloudsdkkms.v2 import KmsClient

from checks import check, same
from kms import Kms, client

IS_SIGNED = os.environ['POCKET_KMS_AUTH'] == 'aksk'


def instances(its_client):
    return Kms(its_client).show_user_instances().instance_num


def refused(its_client):
    Kms(its_client).refuses('APIGW.0301', 'show_user_instances')
