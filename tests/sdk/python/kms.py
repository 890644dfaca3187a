"""The official SDK's client, as it is, with less to type; and what it makes of every answer and refusal, checked."""

import json
import os
import re
import uuid

import huaweicloudsdkkms.v2 as model
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, ServiceResponseException
from huaweicloudsdkkms.v2.region.kms_region import KmsRegion

from answers import ANSWERS, fault
from checks import same

PROJECT = os.environ['HUAWEICLOUD_SDK_PROJECT_ID']
# Whether the server looks at what the SDK signs.
IS_SIGNED = os.environ.get('POCKET_KMS_AUTH') == 'aksk'

# What has been answered to any client, and refused with which status and message: for the tables of the service.
ANSWERED = set()
REFUSED = {}


def client(access_key=None, secret_key=None, project_id=PROJECT, security_token=None, config=None):
    """A client of the SDK. Where the server is comes from the environment, as do the credentials not given."""
    access_key = access_key or os.environ['HUAWEICLOUD_SDK_AK']
    secret_key = secret_key or os.environ['HUAWEICLOUD_SDK_SK']
    credentials = BasicCredentials(access_key, secret_key, project_id)
    if security_token:
        credentials.with_security_token(security_token)
    builder = model.KmsClient.new_builder().with_http_config(config).with_credentials(credentials)
    return builder.with_region(KmsRegion.value_of('cn-north-4')).build()


class Kms:
    """`kms.encrypt_data(key_id=…, plain_text=…)` for each operation: the SDK's own response, checked."""

    def __init__(self, its_client):
        self._client = its_client
        self._keys = {}

    def __getattr__(self, operation):
        def call(**members):
            response = getattr(self._client, operation)(request(operation, members))
            self._check(operation, response)
            return response

        return call

    def _check(self, operation, response):
        sent = json.loads(response.raw_content) if response.raw_content else None
        same(response.status_code, 204 if ANSWERS[operation] is None else 200)
        if ANSWERS[operation] is None:
            same(sent, None)
        else:
            wrong = fault(ANSWERS[operation], sent)
            assert wrong is None, wrong
            # The SDK makes texts of numbers and drops what it does not know: then these two differ.
            understood = without_absent(response.to_dict())
            same(understood, {'body': [sent]} if operation == 'list_aliases' else sent)
        ANSWERED.add(operation)

    def refusal(self, operation, **members):
        """What the SDK raises, whatever it is; readable, and without a word of what was sent."""
        try:
            response = getattr(self._client, operation)(request(operation, members))
        except ServiceResponseException as refusal:
            REFUSED[refusal.error_code] = [refusal.status_code, refusal.error_msg]
            uuid.UUID(refusal.request_id)
            assert refusal.error_msg.endswith('.'), refusal.error_msg
            for value in texts(members):
                assert len(value) < 8 or value not in refusal.error_msg, refusal.error_msg
            return refusal
        raise AssertionError(f'{operation} was answered: {response}')

    def refuses(self, code, operation, **members):
        """Asserts that a request is refused with a code, and that of the class for faults of the request."""
        refusal = self.refusal(operation, **members)
        assert type(refusal) is ClientRequestException, type(refusal)
        same(refusal.error_code, code)

    def new_key(self, spec='AES_256', usage=None, **members):
        """The id of a new key of an alias of its own."""
        alias = members.pop('key_alias', f'sdk/{uuid.uuid4()}')
        return self.create_key(key_alias=alias, key_spec=spec, key_usage=usage, **members).key_info.key_id

    def key(self, spec='AES_256', usage=None):
        """The id of a key that is only used, never changed: RSA keys take their time."""
        if (spec, usage) not in self._keys:
            self._keys[spec, usage] = self.new_key(spec, usage)
        return self._keys[spec, usage]

    def detail(self, key_id):
        return self.list_key_detail(key_id=key_id).key_info


def request(operation, members):
    """The SDK's request of an operation: each member where the SDK has it."""
    kind = class_of(f'{operation}_request')
    members = {name: value for name, value in members.items() if value is not None}
    if 'body' not in kind.openapi_types or 'body' in members:
        return kind(**members)
    outside = {name: members.pop(name) for name in kind.openapi_types if name in members}
    return kind(**outside, body=getattr(model, kind.openapi_types['body'])(**members))


def class_of(name):
    return getattr(model, ''.join(part.capitalize() for part in name.split('_')))


def without_absent(value):
    """What the SDK writes as None is what was not sent."""
    if isinstance(value, dict):
        return {json_name(name): without_absent(each) for name, each in value.items() if each is not None}
    return [without_absent(each) for each in value] if isinstance(value, list) else value


def json_name(name):
    """The one member that is in camel case."""
    return 'existTagsNum' if name == 'exist_tags_num' else name


def texts(value):
    """Every text in what is sent, but for the words of the interface, which messages may have."""
    if isinstance(value, str):
        return [] if re.fullmatch('[A-Z0-9_]+|resource_name', value) else [value]
    if hasattr(value, 'to_dict'):
        value = value.to_dict()
    if isinstance(value, dict):
        value = list(value.values())
    return [text for each in value for text in texts(each)] if isinstance(value, list) else []
