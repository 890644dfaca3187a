# Creates a key through Huawei Cloud's own SDK for Python, as it is. Where the service is, and whom it takes this
# program for, the environment says:
#   pip install huaweicloudsdkkms
#   npx pocket-kms serve &
#   eval "$(npx pocket-kms env)"
#   python official-sdk.py
from uuid import uuid4

from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkkms.v2 import CreateKeyRequest, CreateKeyRequestBody, KmsClient
from huaweicloudsdkkms.v2.region.kms_region import KmsRegion

client = KmsClient.new_builder().with_region(KmsRegion.value_of('cn-north-4')).build()
request = CreateKeyRequest(CreateKeyRequestBody(key_alias=f'orders-{uuid4()}', key_spec='SM2'))

print(client.create_key(request).key_info)
try:
    client.create_key(request)
except ClientRequestException as refusal:
    print('refused:', refusal.error_code, refusal.error_msg)
