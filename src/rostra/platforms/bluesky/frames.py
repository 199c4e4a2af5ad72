"""Frames of ``com.atproto.sync.subscribeRepos``: which may be ours, and what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import libipld

from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.ids import RecordUri, read_key
from rostra.platforms.hostile import int_at, list_at, maps_in, read_time, text_at, value_at

COMMIT, SYNC, IDENTITY, ACCOUNT, INFO, ERROR = "#commit", "#sync", "#identity", "#account", "#info", "error"
OF_ACCOUNTS = tuple(libipld.encode_dag_cbor({"op": 1, "t": kind}) for kind in (COMMIT, SYNC, IDENTITY, ACCOUNT))
"""How a frame begins that speaks of an account."""
_PLC = b"did:plc:"
_PLC_LENGTH = 24


class Filter:
    """Whether some bytes name one of the accounts: one pass, whatever their number (did:web costs a pass each)."""

    def __init__(self, accounts: Collection[str]) -> None:
        encoded = [account.encode("ascii") for account in accounts]
        self._plc = frozenset(did[len(_PLC) :] for did in encoded if did.startswith(_PLC))
        self._others = tuple(did for did in encoded if not did.startswith(_PLC))

    def names(self, message: bytes) -> bool:
        """Whether one of the accounts stands anywhere in the message."""
        for piece in message.split(_PLC):
            if piece[:_PLC_LENGTH] in self._plc:
                return True
        return any(did in message for did in self._others)


@dataclass(frozen=True, slots=True)
class Op:
    """One change to one record, as the frame says."""

    action: str  # "create" | "update" | "delete"
    uri: RecordUri
    cid: bytes | None


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded frame."""

    kind: str
    seq: int | None
    time: dt.datetime | None
    did: str
    body: dict[str, object]
    raw: bytes

    def ops(self) -> Iterator[Op]:
        """The changes of a commit, those with a well-formed address."""
        for op in maps_in(list_at(self.body, "ops")):
            uri, cid = read_key(self.did, text_at(op, "path")), value_at(op, "cid")
            if uri is not None:
                yield Op(text_at(op, "action"), uri, cid if isinstance(cid, bytes) else None)


def decode_frame(frame: bytes) -> Frame:
    """The header and body of a frame. Raises MalformedError."""
    try:
        parts = libipld.decode_dag_cbor_multi(frame)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"a frame that is not DAG-CBOR: {str(error)[:200]}") from None
    if len(parts) != 2 or not all(isinstance(part, dict) for part in parts):
        raise MalformedError("a frame that is not a header and a body")
    header, body = parts
    kind = ERROR if header.get("op") == -1 else text_at(header, "t")
    did = text_at(body, "repo") or text_at(body, "did")
    return Frame(kind, int_at(body, "seq"), read_time(text_at(body, "time")), did, body, frame)
