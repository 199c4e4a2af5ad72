"""Names of the AT Protocol: identities, record addresses and revisions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rostra.platforms.hostile import text_at

_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-zA-Z0-9.-]{1,253}(?:%3A[0-9]{1,5})?)")
_HANDLE = re.compile(r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")
_COLLECTION = re.compile(r"[a-zA-Z][a-zA-Z0-9.-]{0,316}")
_RKEY = re.compile(r"(?!\.{1,2}$)[a-zA-Z0-9_~.:-]{1,512}")
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}")
_TID_DIGITS = {digit: value for value, digit in enumerate("234567abcdefghijklmnopqrstuvwxyz")}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def is_did(text: str) -> bool:
    """Whether this is an identity of a method that the network uses (did:plc, did:web)."""
    return _DID.fullmatch(text) is not None


def is_handle(text: str) -> bool:
    """Whether this has the form of a handle (a domain name)."""
    return len(text) <= 253 and _HANDLE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class RecordUri:
    """The address of a record: ``at://did/collection/rkey``."""

    did: str
    collection: str
    rkey: str

    @property
    def key(self) -> bytes:
        """The record's key in its repository's tree."""
        return f"{self.collection}/{self.rkey}".encode("ascii")

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.rkey}"


def read_uri(text: str) -> RecordUri | None:
    """The parts of a record's address, or None where it is none (handles as authority are refused: they change)."""
    scheme, _, rest = text.partition("://")
    parts = rest.split("/")
    if scheme != "at" or len(parts) != 3:
        return None
    did, collection, rkey = parts
    well_formed = is_did(did) and _COLLECTION.fullmatch(collection) and _RKEY.fullmatch(rkey)
    return RecordUri(did, collection, rkey) if well_formed else None


def read_key(did: str, key: str) -> RecordUri | None:
    """The address of the record with this key in the repository of ``did``."""
    return read_uri(f"at://{did}/{key}")


def is_tid(text: str) -> bool:
    """Whether this is a timestamp identifier, the form of a revision."""
    return _TID.fullmatch(text) is not None


def tid_time(tid: str) -> dt.datetime | None:
    """The moment a revision states: 53 bits of microseconds, then 10 bits of clock id, 5 bits a digit. None where it is none."""
    if not is_tid(tid):
        return None
    value = 0
    for digit in tid:
        value = value << 5 | _TID_DIGITS[digit]
    return _EPOCH + dt.timedelta(microseconds=value >> 10)


def uri_at(value: object, *path: str) -> str:
    """The record's address under these names, or ""."""
    found = text_at(value, *path)
    return found if read_uri(found) else ""
