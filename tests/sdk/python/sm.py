"""What the cryptography package lacks: SM2, by gmssl, and the key wrap of SM4, over the package's block cipher."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from Cryptodome.Util.asn1 import DerInteger, DerOctetString, DerSequence
from gmssl.sm2 import CryptSM2

# SubjectPublicKeyInfo of a point of SM2, up to the point: RFC 5480, 2, with the curve's id of GM/T 0006.
SPKI_PREFIX = bytes.fromhex('3059301306072a8648ce3d020106082a811ccf5501822d03420004')
# PKCS#8 of a scalar (RFC 5208, RFC 5915), around scalar and point.
PKCS8_PARTS = [
    bytes.fromhex('308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420'),
    bytes.fromhex('a14403420004'),
]


def point_of(spki):
    """The point in a public key, which is 64 bytes behind a prefix that never changes."""
    assert spki[:-64] == SPKI_PREFIX, spki.hex()
    return spki[-64:]


def sm2(point, scalar=b''):
    program = CryptSM2(scalar.hex(), '', mode=1, asn1=True)
    # Set afterwards: the constructor strips every leading 0 and 4 of the point, those of x too.
    program.public_key = point.hex()
    return program


def point_times(scalar):
    """The public point of a private scalar."""
    program = CryptSM2(scalar.hex(), '')
    return bytes.fromhex(program._kg(int.from_bytes(scalar, 'big'), program.ecc_table['g']))


def pkcs8(scalar, point):
    return PKCS8_PARTS[0] + scalar + PKCS8_PARTS[1] + point


def private_parts(der):
    """Scalar and point of what the function above makes."""
    at = len(PKCS8_PARTS[0])
    scalar, point = der[at : at + 32], der[-64:]
    assert der == pkcs8(scalar, point), der.hex()
    return scalar, point


def encrypt(point, plaintext):
    """The SEQUENCE of GM/T 0009, 7.2."""
    raw = None
    # Where a nonce would leave a short text as it is, gmssl gives up. The standard draws anew (GB/T 32918.4, 6.1).
    while raw is None:
        raw = sm2(point).encrypt(plaintext)
    integers = [DerInteger(int.from_bytes(raw[at : at + 32], 'big')) for at in (0, 32)]
    return DerSequence([*integers, DerOctetString(raw[64:96]), DerOctetString(raw[96:])]).encode()


def decrypt(point, scalar, ciphertext):
    x, y, *octets = DerSequence().decode(ciphertext, strict=True, nr_elements=4)
    digest, content = (DerOctetString().decode(each, strict=True).payload for each in octets)
    return sm2(point, scalar).decrypt(x.to_bytes(32, 'big') + y.to_bytes(32, 'big') + digest + content)


def sm4_wrap(kek, data):
    """RFC 5649, 4.1, of more than 8 bytes, by SM4."""
    encryptor = Cipher(algorithms.SM4(kek), modes.ECB()).encryptor()
    a = b'\xa6\x59\x59\xa6' + len(data).to_bytes(4, 'big')
    padded = data + bytes(-len(data) % 8)
    r = [padded[i : i + 8] for i in range(0, len(padded), 8)]
    for step in range(6 * len(r)):
        block = encryptor.update(a + r[step % len(r)])
        a, r[step % len(r)] = (int.from_bytes(block[:8], 'big') ^ step + 1).to_bytes(8, 'big'), block[8:]
    return a + b''.join(r)
