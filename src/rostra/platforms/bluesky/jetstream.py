"""Jetstream, version 1 (JSON): the network's events without their signatures. A second source, where no relay can be had.

It clamps a cursor that is too old without a word: that is found by comparing the time of the first event with the cursor. And it knows no
``#sync``: what that would have said is found by the caller's polls.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator

import libipld
import orjson

from rostra.platforms.base import Absence, AccountState, Certainty, Event, Gap, Item, Mark, Method, Rejected, Source
from rostra.platforms.bluesky import car, parse
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.cursor import Cursor
from rostra.platforms.bluesky.directory import Directory
from rostra.platforms.bluesky.frames import Filter
from rostra.platforms.bluesky.ids import RecordUri, read_key
from rostra.platforms.bluesky.parse import Origin
from rostra.platforms.hostile import int_at, text_at, value_at
from rostra.platforms.web import utc_now

TOLERANCE = dt.timedelta(seconds=60)
"""The whole network is never silent for so long: a first event that much later than the cursor means that the cursor was clamped."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class JetstreamReader:
    """Reads the messages of one connection, in order, for these accounts. Never raises."""

    def __init__(self, accounts: Collection[str], directory: Directory, cursor: Cursor, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self._accounts = frozenset(accounts)
        self._filter = Filter(accounts)
        self._directory = directory
        self._cursor = cursor
        self._clock = clock
        self._last = b""
        self._unproven = cursor.time is not None  # whether the server really began where we asked

    def events(self, message: bytes) -> Iterable[Event]:
        """What a message says of our accounts."""
        if not self._unproven and not self._filter.names(message):
            self._last = message
            return ()
        return self._read(message)

    def mark(self) -> Mark:
        """Where we are: after the last message whose events were all taken."""
        micros = int_at(_json(self._last), "time_us")
        if micros is not None:
            self._cursor = Cursor(self._cursor.service, micros, _moment(micros))
        elif self._cursor.time is None:
            self._cursor = Cursor(self._cursor.service, None, self._clock())
        return Mark(str(self._cursor), Source(Method.STREAM, self._cursor.service, self._clock()), at=self._cursor.time)

    def _read(self, raw: bytes) -> Iterator[Event]:
        message = _json(raw)
        micros = int_at(message, "time_us")
        if micros is None:
            yield Rejected(0, "A message of the stream cannot be read.", raw)
            return
        if self._unproven:
            yield from self._proven(micros)
        if self._filter.names(raw):
            source = Source(Method.STREAM, self._cursor.service, self._clock(), digest=hashlib.sha256(raw).hexdigest())
            yield from self._event(message, micros, source, raw)
        self._last = raw

    def _proven(self, micros: int) -> Iterator[Gap]:
        self._unproven = False
        first, wanted = _moment(micros), self._cursor.time
        if first and wanted and first - wanted > TOLERANCE:
            yield Gap("", wanted, first, "The server began later than where it was asked to begin, and did not say so.")

    def _event(self, message: object, micros: int, source: Source, raw: bytes) -> Iterator[Event]:
        did, kind = text_at(message, "did"), text_at(message, "kind")
        if kind == "account" and did in self._accounts:
            active = value_at(message, "account", "active") is True
            status = text_at(message, "account", "status") or ("active" if active else "inactive")
            yield AccountState(self._directory.identity(did), active, status, source)
        uri = read_key(did, f"{text_at(message, 'commit', 'collection')}/{text_at(message, 'commit', 'rkey')}")
        if kind != "commit" or uri is None:
            return
        account = self._official(uri, message)
        if account and uri.collection in parse.CAPTURED:
            yield self._change(uri, account, message, micros, source, raw)

    def _official(self, uri: RecordUri, message: object) -> str:
        if uri.did in self._accounts:
            return uri.did
        answered = parse.answered(value_at(message, "commit", "record")) if uri.collection == parse.POST else ()
        return next((did for did in answered if did in self._accounts), "")

    def _change(self, uri: RecordUri, account: str, message: object, micros: int, source: Source, raw: bytes) -> Event:
        revision = text_at(message, "commit", "rev")
        if text_at(message, "commit", "operation") == "delete":
            return Absence(str(uri), account, Certainty.ASSERTED, source, "deleted", revision, raw)
        try:
            return self._item(uri, account, message, source, revision)
        except MalformedError as error:
            return Rejected(micros, f"A change to {uri} cannot be used: {error}.", raw)

    def _item(self, uri: RecordUri, account: str, message: object, source: Source, revision: str) -> Item:
        record = _dag_cbor(value_at(message, "commit", "record"))
        if libipld.encode_cid(car.cid_of(record)) != text_at(message, "commit", "cid"):
            raise MalformedError("the record is not the one that its CID names")
        return parse.item(record, Origin(uri, account, self._directory.identity(uri.did), source, revision=revision))


def _json(message: bytes) -> object:
    try:
        content: object = orjson.loads(message)
    except orjson.JSONDecodeError:
        return None
    return content


def _moment(micros: int) -> dt.datetime | None:
    try:
        return _EPOCH + dt.timedelta(microseconds=micros)
    except OverflowError:
        return None


def _dag_cbor(record: object) -> bytes:
    """The record's exact block, from its JSON form. Raises MalformedError."""
    try:
        return bytes(libipld.encode_dag_cbor(_from_json(record)))
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"its JSON is not that of a record: {str(error)[:200]}") from None


def _from_json(value: object) -> object:
    """The data model's value for its JSON form: ``{"$link": …}`` is a CID, ``{"$bytes": …}`` are bytes."""
    if isinstance(value, list):
        return [_from_json(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$link"}:
        return car.read_cid(str(value["$link"]))
    if value.keys() == {"$bytes"}:
        return libipld.decode_multibase("m" + str(value["$bytes"]).rstrip("="))[1]
    return {name: _from_json(entry) for name, entry in value.items()}
