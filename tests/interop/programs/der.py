"""Keys as bytes, read strictly and by none of the programs that are compared: PyCryptodome's DER alone."""

from pathlib import Path

from Cryptodome.Util.asn1 import DerBitString, DerNull, DerObjectId, DerOctetString, DerSequence


def _algorithm(oid, parameters):
    return DerSequence([DerObjectId(oid), parameters]).encode()


_EC = '1.2.840.10045.2.1'

# The AlgorithmIdentifier of each spec: RFC 8017 A.1, RFC 5480 2.1.1, GB/T 33560.
ALGORITHMS = {
    'RSA_2048': _algorithm('1.2.840.113549.1.1.1', DerNull()),
    'RSA_3072': _algorithm('1.2.840.113549.1.1.1', DerNull()),
    'RSA_4096': _algorithm('1.2.840.113549.1.1.1', DerNull()),
    'EC_P256': _algorithm(_EC, DerObjectId('1.2.840.10045.3.1.7')),
    'EC_P384': _algorithm(_EC, DerObjectId('1.3.132.0.34')),
    'SM2': _algorithm(_EC, DerObjectId('1.2.156.10197.1.301')),
}


def private_key_info(key):
    """Version, AlgorithmIdentifier and private key of a PKCS#8 file."""
    version, algorithm, private = _sequence(Path(f'{key}.pkcs8.der').read_bytes(), 3)
    return version, algorithm, DerOctetString().decode(private, strict=True).payload


def public_key_info(key):
    """AlgorithmIdentifier and public key of an SPKI file."""
    algorithm, public = _sequence(Path(f'{key}.spki.der').read_bytes(), 2)
    return algorithm, DerBitString().decode(public, strict=True).value


def ec_private_key(der):
    """Version, scalar and point of an ECPrivateKey without parameters (RFC 5915)."""
    version, scalar, point = _sequence(der, 3)
    return (
        version,
        DerOctetString().decode(scalar, strict=True).payload,
        DerBitString(explicit=1).decode(point, strict=True).value,
    )


def integers(der, count):
    """The members of a SEQUENCE of INTEGERs."""
    return list(DerSequence().decode(der, strict=True, nr_elements=count, only_ints_expected=True))


def _sequence(der, count):
    return DerSequence().decode(der, strict=True, nr_elements=count)
