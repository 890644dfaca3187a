"""The operations of the SDK that are not here say so."""

import inspect
import re

import huaweicloudsdkkms.v2 as model
from huaweicloudsdkcore.exceptions.exceptions import ServerResponseException

from answers import ANSWERS
from checks import check, same
from kms import class_of

OPERATIONS = [
    name[1:-10] for name, _ in inspect.getmembers(model.KmsClient) if re.fullmatch(r'_\w+_http_info', name)
]
ABSENT = [operation for operation in OPERATIONS if operation not in ANSWERS]


@check('the SDK has the operations that are here')
def present(kms):
    same(sorted(set(ANSWERS) - set(OPERATIONS)), [])


@check('{} is not here', *ABSENT)
def absent(kms, operation):
    kind = class_of(f'{operation}_request')
    parameters = {name: 'x' for name in kind.openapi_types if name != 'body'}
    body = kind.openapi_types.get('body')
    refusal = kms.refusal(operation, **parameters, **({'body': getattr(model, body)()} if body else {}))
    assert type(refusal) is ServerResponseException, type(refusal)
    same([refusal.status_code, refusal.error_code], [501, 'ERR_ABSENT'])
