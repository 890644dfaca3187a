"""Message authentication codes: by keys whose material was there from the beginning, so that hmac makes the same."""

import hmac
import json
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from checks import check, same

SEEDED = {key['key_spec']: key for key in json.loads(Path(__file__, '../../seed.json').resolve().read_text())['keys']}
HASHES = {
    'HMAC_256': ('HMAC_SHA_256', 'sha256'),
    'HMAC_384': ('HMAC_SHA_384', 'sha384'),
    'HMAC_512': ('HMAC_SHA_512', 'sha512'),
    'HMAC_SM3': ('HMAC_SM3', None),
}
MESSAGES = [b'a', 'Grüße, 你好'.encode(), bytes(4096)]


def code(spec, message):
    material = b64decode(SEEDED[spec]['material'])
    name = HASHES[spec][1]
    if name:
        return hmac.digest(material, message, name)
    # OpenSSL has SM3, hashlib has it not everywhere.
    program = HMAC(material, hashes.SM3())
    program.update(message)
    return program.finalize()


@check('the codes of {} are those of other programs', *HASHES)
def macs(kms, spec):
    algorithm, _ = HASHES[spec]
    for message in MESSAGES:
        request = {
            'key_id': SEEDED[spec]['key_id'], 'mac_algorithm': algorithm, 'message': b64encode(message).decode(),
        }
        expected = code(spec, message).hex()
        answer = kms.generate_mac(**request)
        same([answer.key_id, answer.mac_algorithm, answer.mac], [request['key_id'], algorithm, expected])
        same(kms.verify_mac(**request, mac=expected).mac_valid, True)
        for bad in (expected[:-2] + f'{int(expected[-2:], 16) ^ 1:02x}', expected[:-2]):
            same(kms.verify_mac(**request, mac=bad).mac_valid, False)


@check('two generated keys of {} do not make the same codes', *HASHES)
def generated(kms, spec):
    request = {'mac_algorithm': HASHES[spec][0], 'message': 'bWVzc2FnZQ=='}
    first = kms.generate_mac(key_id=kms.key(spec), **request).mac
    other = kms.new_key(spec)
    same(len(first), len(code(spec, b'').hex()))
    same(kms.verify_mac(key_id=other, mac=first, **request).mac_valid, False)


@check('{} takes no algorithm of another key', *HASHES)
def other_algorithms(kms, spec):
    for algorithm in {name for name, _ in HASHES.values()} - {HASHES[spec][0]}:
        request = {'key_id': kms.key(spec), 'mac_algorithm': algorithm, 'message': 'bWVzc2FnZQ=='}
        kms.refuses('KMS.0308', 'generate_mac', **request)
        kms.refuses('KMS.0308', 'verify_mac', **request, mac='00' * 32)
