"""The signature over a WACZ: that the digest of its ``datapackage.json`` was signed with the key that stands beside it.

Source: WACZ Signing and Verification 0.1.0. It is ECDSA over SHA-256 of the digest as text; browsers write (r, s) in a row, servers DER.
Whose the key is, is not asked: it comes with the file, and so only shows that nobody changed the file who has not the key.
"""

from __future__ import annotations

import base64
import binascii

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from rostra.platforms.base import BadSource
from rostra.platforms.hostile import text_at

_LONGEST = 100_000  # characters of a key, a chain of certificates or a signature


def check_signature(signed: object, digest: str) -> None:
    """Raises BadSource where ``signed`` (signedData of ``datapackage-digest.json``) is of another digest, or not made with its key."""
    if text_at(signed, "hash") != digest:
        raise BadSource("what was signed of the archive is not the digest that it states")
    signature = _bytes(text_at(signed, "signature"))
    key = _key(signed)
    for form in (signature, _der(signature)):
        try:
            key.verify(form, digest.encode(), ec.ECDSA(SHA256()))
        except InvalidSignature:
            continue
        return
    raise BadSource("the signature of the archive was not made with the key that stands beside it")


def _key(signed: object) -> ec.EllipticCurvePublicKey:
    """The key of whoever signed: alone, or in the first of the certificates of a domain. Raises BadSource."""
    chain = text_at(signed, "domainCert")[:_LONGEST]
    try:
        key = (
            x509.load_pem_x509_certificate(chain.encode()).public_key()
            if chain
            else load_der_public_key(_bytes(text_at(signed, "publicKey")))
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadSource("the key that signed the archive cannot be read") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise BadSource("the archive was signed with a key of another kind than ECDSA")
    return key


def _der(signature: bytes) -> bytes:
    half = len(signature) // 2
    return encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text[:_LONGEST], validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSource("the signature of the archive, or its key, is no base64") from error
