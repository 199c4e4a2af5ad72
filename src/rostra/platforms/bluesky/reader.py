"""From a frame of the stream to events.

``FrameReader.events(frame)`` is the whole way of one frame, and the thing to measure: a frame that names none of our accounts is dropped
after one pass over its bytes, before anything is decoded.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from rostra.platforms.base import (
    Absence,
    AccountState,
    Cause,
    Certainty,
    Event,
    Gap,
    Identity,
    Mark,
    Method,
    PlatformError,
    Rejected,
    Source,
    Unreachable,
)
from rostra.platforms.bluesky import car, frames, parse
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.cursor import Cursor
from rostra.platforms.bluesky.directory import Directory
from rostra.platforms.bluesky.frames import Filter, Frame, Op, decode_frame
from rostra.platforms.bluesky.ids import is_tid, tid_time
from rostra.platforms.bluesky.keys import BadSignature
from rostra.platforms.bluesky.mst import MissingBlock, Way
from rostra.platforms.bluesky.parse import Origin, signed_origin
from rostra.platforms.bluesky.proof import SignedTree, read_commit, signed_tree
from rostra.platforms.hostile import text_at
from rostra.platforms.web import utc_now


@dataclass(frozen=True, slots=True)
class _Commit:
    """What the changes of one frame have in common. ``tree`` None: the signature could not be checked, for want of the DID document."""

    frame: Frame
    blocks: Mapping[bytes, bytes]
    tree: SignedTree | None
    source: Source


class FrameReader:
    """Reads the frames of one connection, in order, for these accounts. Never raises but for a frame that ends the stream."""

    def __init__(self, accounts: Collection[str], directory: Directory, cursor: Cursor, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self._accounts = frozenset(accounts)
        self._filter = Filter(accounts)
        self._directory = directory
        self._cursor = cursor
        self._clock = clock
        self._last = b""  # the last frame that was read to its end
        self._outdated = False  # the server began later than our cursor; the next frame says when
        self._revisions: dict[str, str] = {}
        self._readers: dict[str, Callable[[Frame], Iterable[Event]]] = {
            frames.COMMIT: self._commit,
            frames.SYNC: self._sync,
            frames.IDENTITY: self._identity,
            frames.ACCOUNT: self._account,
            frames.INFO: self._info,
            frames.ERROR: self._error,
        }

    def events(self, frame: bytes) -> Iterable[Event]:
        """What a frame says of our accounts, in order. Raises Unreachable for a frame by which the server ends the stream."""
        if frame.startswith(frames.OF_ACCOUNTS) and not self._outdated and not self._filter.names(frame):
            self._last = frame
            return ()
        return self._read(frame)

    def mark(self) -> Mark:
        """Where we are: after the last frame whose events were all taken."""
        self._cursor = self._place()
        return Mark(str(self._cursor), Source(Method.STREAM, self._cursor.service, self._clock()), at=self._cursor.time)

    def _place(self) -> Cursor:
        if self._last:
            with suppress(MalformedError):
                frame = decode_frame(self._last)
                return Cursor(self._cursor.service, frame.seq, frame.time or self._clock())
        return Cursor(self._cursor.service, self._cursor.seq, self._cursor.time or self._clock())

    def _read(self, raw: bytes) -> Iterator[Event]:
        try:
            frame = decode_frame(raw)
        except MalformedError as error:
            yield Rejected(0, f"A frame of the stream cannot be read: {error}.", raw)
            return
        if self._outdated and frame.time is not None:
            self._outdated = False
            yield Gap("", self._cursor.time, frame.time, "The server no longer had all events since the last connection.")
        reader = self._readers.get(frame.kind)
        if reader is not None:
            yield from reader(frame)
        if frame.seq is not None:
            self._last = raw

    def _source(self, frame: Frame) -> Source:
        return Source(Method.STREAM, self._cursor.service, self._clock(), digest=hashlib.sha256(frame.raw).hexdigest())

    def _commit(self, frame: Frame) -> Iterator[Event]:
        if frame.did in self._accounts:
            yield from self._continuity(frame)
        ops = [op for op in frame.ops() if self._may_be_wanted(op)]
        if not ops:
            return
        try:
            content = car.read(_bytes_at(frame, "blocks"))
            wanted = [(op, account) for op in ops if (account := self._official(op, content.blocks))]
            tree = self._signed_tree(frame, content) if wanted else None
        except MalformedError as error:
            yield Rejected(frame.seq or 0, f"A commit of {frame.did} cannot be used: {error}.", frame.raw)
            return
        commit = _Commit(frame, content.blocks, tree, self._source(frame))
        yield from (self._change(commit, op, account) for op, account in wanted)

    def _may_be_wanted(self, op: Op) -> bool:
        if op.uri.did in self._accounts:
            return op.uri.collection in parse.CAPTURED
        return op.uri.collection == parse.POST and op.cid is not None

    def _official(self, op: Op, blocks: Mapping[bytes, bytes]) -> str:
        """The official account that a change belongs to: its own, or the one that a reply of another answers; "" for none."""
        if op.uri.did in self._accounts:
            return op.uri.did
        try:
            answered = parse.answered(car.decode(blocks.get(op.cid or b"", b"")))
        except MalformedError:
            return ""
        return next((did for did in answered if did in self._accounts), "")

    def _signed_tree(self, frame: Frame, content: car.Car) -> SignedTree | None:
        """The tree under the frame's commit; None where the key cannot be had now. Raises MalformedError: not what it must be."""
        commit = read_commit(content.blocks.get(_bytes_at(frame, "commit"), b""))
        if commit.rev != text_at(frame.body, "rev"):
            raise MalformedError("its revision is not that of its frame")
        wrong = MalformedError("its signature cannot be checked")
        for fresh in (False, True):  # a second time, in case the account has a new key
            try:
                return signed_tree(commit, content.blocks, self._directory.document(frame.did, fresh=fresh))
            except BadSignature as error:
                wrong = error
            except PlatformError:
                return None
        raise wrong

    def _change(self, commit: _Commit, op: Op, account: str) -> Event:
        try:
            way = _way(commit.tree, op)
            return self._absence(commit, op, account, way) if op.action == "delete" else self._item(commit, op, account, way)
        except MalformedError as error:
            return Rejected(commit.frame.seq or 0, f"A change to {op.uri} cannot be used: {error}.", commit.frame.raw)

    def _item(self, commit: _Commit, op: Op, account: str, way: Way | None) -> Event:
        record = commit.blocks.get(op.cid or b"")
        if record is None:
            raise MalformedError("the record is not in its frame")
        if len(record) > parse.MAX_RECORD:
            return Rejected(commit.frame.seq or 0, f"{op.uri}: a record of {len(record)} bytes is too large.", record)
        if commit.tree is None:  # the directory did not answer a moment ago: it is not asked again for the handle
            return parse.item(record, Origin(op.uri, account, Identity(op.uri.did), commit.source, revision=_revision(commit.frame)))
        author = self._directory.identity(op.uri.did)
        if way is None:
            return parse.item(record, Origin(op.uri, account, author, commit.source, revision=_revision(commit.frame)))
        return parse.item(record, signed_origin(commit.tree, op.uri, way.path, account, author, commit.source))

    def _absence(self, commit: _Commit, op: Op, account: str, way: Way | None) -> Absence:
        proof = commit.tree.proof(way.path) if commit.tree and way else b""
        return Absence(str(op.uri), account, Certainty.ASSERTED, commit.source, "deleted", _revision(commit.frame), commit.frame.raw, proof)

    def _continuity(self, frame: Frame) -> Iterator[Gap]:
        """Whether this commit follows the last one we saw of its repository."""
        revision, since = text_at(frame.body, "rev"), text_at(frame.body, "since")
        last = self._revisions.get(frame.did, "")
        if not is_tid(revision) or revision <= last:
            return
        self._revisions[frame.did] = revision
        if frame.body.get("tooBig") is True:
            yield Gap(frame.did, tid_time(since), frame.time, "A commit was too large for the stream: its changes must be polled.")
        elif last and since != last:
            text = f"The stream left out commits between revisions {last} and {since[:13]}."
            yield Gap(frame.did, tid_time(last), frame.time, text, Cause.OUTAGE)

    def _sync(self, frame: Frame) -> Iterator[Event]:
        if frame.did in self._accounts:
            last, revision = self._revisions.pop(frame.did, ""), text_at(frame.body, "rev")
            if is_tid(revision):
                self._revisions[frame.did] = revision
            text = "The repository was reset without its changes: it must be polled."
            yield Gap(frame.did, tid_time(last), frame.time, text, Cause.OUTAGE)

    def _identity(self, frame: Frame) -> Iterator[Event]:
        if frame.did not in self._accounts:
            return
        self._directory.forget(frame.did)
        try:
            active, status = self._directory.repo_status(frame.did)
        except PlatformError:
            return  # the next look at the account says it
        yield AccountState(self._directory.identity(frame.did), active, status, self._source(frame))

    def _account(self, frame: Frame) -> Iterator[Event]:
        if frame.did in self._accounts:
            active = frame.body.get("active") is True
            status = text_at(frame.body, "status") or ("active" if active else "inactive")
            yield AccountState(self._directory.identity(frame.did), active, status, self._source(frame))

    def _info(self, frame: Frame) -> Iterator[Event]:
        self._outdated = text_at(frame.body, "name") == "OutdatedCursor"
        yield from ()

    def _error(self, frame: Frame) -> Iterator[Event]:
        code = text_at(frame.body, "error")
        if code == "FutureCursor":
            text = "The server does not know our place in its stream: it began its count anew."
            yield Gap("", self._cursor.time, self._clock(), text, Cause.OUTAGE)
            self._cursor, self._last = Cursor(self._cursor.service), b""
        raise Unreachable(f"The stream ended: {code or 'an error'} {text_at(frame.body, 'message')[:300]}".strip())


def _revision(frame: Frame) -> str:
    return text_at(frame.body, "rev")


def _bytes_at(frame: Frame, name: str) -> bytes:
    value = frame.body.get(name)
    if not isinstance(value, bytes):
        raise MalformedError(f"it has no {name}")
    return value


def _way(tree: SignedTree | None, op: Op) -> Way | None:
    """The way to what the change left under its key; None where it cannot be followed. Raises MalformedError where it says otherwise."""
    if tree is None:
        return None
    try:
        way = tree.find(op.uri)
    except MissingBlock:
        return None
    if way.value != (None if op.action == "delete" else op.cid):
        raise MalformedError("the signed tree says otherwise")
    return way
