"""The text encodings that all the formats share: base64 (RFC 4648, section 4) and decimal numbers, one spelling for each value."""

from __future__ import annotations

import base64
import binascii

from rostra.tlog.errors import Malformed

# Sizes and times are int64 in every other implementation (tlog-cosignature: "MUST NOT exceed 2^63 - 1").
MAX_INTEGER = 2**63 - 1
HASH_BYTES = 32


def b64(raw: bytes) -> str:
    """Encode bytes as padded base64."""
    return base64.b64encode(raw).decode("ascii")


def unb64(text: str) -> bytes:
    """Decode padded base64, refusing every spelling but the one `b64` gives. Raises Malformed."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"not base64: {text[:80]!r}") from error
    if b64(raw) != text:
        raise Malformed(f"not canonical base64: {text[:80]!r}")
    return raw


def unhash(text: str) -> bytes:
    """Decode one base64 SHA-256 hash. Raises Malformed if it is not 32 bytes long."""
    raw = unb64(text)
    if len(raw) != HASH_BYTES:
        raise Malformed(f"a hash has 32 bytes, this one has {len(raw)}")
    return raw


def decimal(text: str) -> int:
    """Read an ASCII decimal from 0 to 2^63 - 1 without sign, space or leading zero. Raises Malformed."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or (text[0] == "0" and text != "0"):
        raise Malformed(f"not a decimal number: {text[:80]!r}")
    if int(text) > MAX_INTEGER:
        raise Malformed(f"number too large: {text}")
    return int(text)
