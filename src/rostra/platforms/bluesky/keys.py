"""Signing keys of accounts: where a DID document names them, and whether a signature is theirs.

Source: the AT Protocol's cryptography specification: ECDSA over SHA-256 with secp256k1 or P-256, signatures of 64 bytes (r, s) with the low
S, keys as ``did:key`` (multibase base58btc of multicodec and compressed point).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import libipld
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rostra.platforms.bluesky.car import MalformedError


class BadSignature(MalformedError):
    """A signature that the key did not make."""


@dataclass(frozen=True, slots=True)
class _Curve:
    multicodec: bytes
    curve: ec.EllipticCurve
    order: int


_K256 = _Curve(b"\xe7\x01", ec.SECP256K1(), 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141)
_P256 = _Curve(b"\x80\x24", ec.SECP256R1(), 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551)
_LEGACY = {"EcdsaSecp256k1VerificationKey2019": _K256, "EcdsaSecp256r1VerificationKey2019": _P256}


def did_key(method_type: str, multibase: str) -> str:
    """The ``did:key`` of a verification method, of today's type or the two of old. Raises MalformedError."""
    encoded = _base58(multibase)
    if method_type == "Multikey":
        return f"did:key:{multibase}"
    curve = _LEGACY.get(method_type)
    if curve is None:
        raise MalformedError(f"a key of unknown type: {method_type[:60]}")
    point = _point(curve, encoded).public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return "did:key:" + libipld.encode_multibase("z", curve.multicodec + point)


def verify(key: str, message: bytes, signature: bytes) -> None:
    """Check that ``key`` (a did:key) signed ``message``. Raises BadSignature, or MalformedError for a key that is none."""
    curve, public = _public(key)
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if len(signature) != 64 or s > curve.order // 2:
        raise BadSignature("a signature is not of 64 bytes with the low S")
    try:
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise BadSignature("the signature was not made with this account's key") from None


@lru_cache(maxsize=1024)
def _public(key: str) -> tuple[_Curve, ec.EllipticCurvePublicKey]:
    encoded = _base58(key.removeprefix("did:key:"))
    for curve in (_K256, _P256):
        if encoded.startswith(curve.multicodec) and len(encoded) == 35:
            return curve, _point(curve, encoded[2:])
    raise MalformedError("a signing key of a kind the network does not use")


def _point(curve: _Curve, encoded: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, encoded)
    except ValueError:
        raise MalformedError("a signing key is not a point of its curve") from None


def _base58(multibase: str) -> bytes:
    try:
        base, encoded = libipld.decode_multibase(multibase)
    except ValueError:
        raise MalformedError("a signing key is not multibase") from None
    if base != "z" or len(encoded) > 70:
        raise MalformedError("a signing key is not base58btc")
    return bytes(encoded)
