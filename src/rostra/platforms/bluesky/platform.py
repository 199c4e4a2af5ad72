"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import ClassVar

import httpx

from rostra.platforms.base import (
    AccountState,
    AccountUnknown,
    Act,
    BadSource,
    Capabilities,
    Cause,
    Event,
    Gap,
    Identity,
    Item,
    Kind,
    Listing,
    Mark,
    Method,
    Refused,
    Rejected,
    Restriction,
    Source,
)
from rostra.platforms.bluesky import car, parse, repo
from rostra.platforms.bluesky.addresses import account_name, frames_url, jetstream_url
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.client import Client, XrpcRefused
from rostra.platforms.bluesky.cursor import Cursor, read_cursor
from rostra.platforms.bluesky.directory import NetworkDirectory
from rostra.platforms.bluesky.ids import is_did, is_tid, read_uri, tid_time
from rostra.platforms.bluesky.jetstream import JetstreamReader
from rostra.platforms.bluesky.lift import Lifter
from rostra.platforms.bluesky.probe import Prober
from rostra.platforms.bluesky.proof import check
from rostra.platforms.bluesky.reader import FrameReader
from rostra.platforms.bluesky.stream import follow
from rostra.platforms.guard import Guard
from rostra.platforms.unoffered import Unoffered
from rostra.platforms.web import SECONDS_LARGE, Answer, pieces, utc_now

MAX_REPO = 512 * 1024 * 1024  # bytes
MAX_BLOB = 256 * 1024 * 1024  # bytes; the network's own limit of a video is 100 MB

_COLLECTIONS = {
    Kind.POST: frozenset({parse.POST}),
    Kind.REPOST: frozenset({parse.REPOST}),
    Kind.PROFILE: frozenset({parse.PROFILE}),
    Kind.BLOCK: frozenset({parse.BLOCK, parse.LIST_BLOCK}),
    Kind.THREAD_GATE: frozenset({parse.THREAD_GATE, parse.POST_GATE}),
}
_RESTRICTING = frozenset({Act.BLOCK, Act.HIDE, Act.CLOSE_COMMENTS})
_GONE_REPOS = {"RepoDeactivated": "deactivated", "RepoTakendown": "takendown", "RepoSuspended": "suspended"}


class Bluesky(Unoffered):
    """The AT Protocol's network, read without any account of ours: everything that is read is public; only ``lift`` writes.

    ``plc``: the directory of identities. ``relay``: where the stream of all repositories comes from; without one: from ``jetstream``, which
    is not signed; without either: from each account's own server. ``resolver``: a server that answers for handles. ``allow_http``: plain
    http and private addresses too, for tests and closed networks. ``http``: used for every request, without redirects of its own.
    """

    name: ClassVar[str] = "bluesky"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.STREAM, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset(_COLLECTIONS),
        edit_signal="event",
        delete_signal="event",
        proves_authorship=True,
        reaches="all",
        restrictions=_RESTRICTING,
        lifts=_RESTRICTING,
        cannot=(
            "Mutes are private on Bluesky and cannot be seen.",
            "Direct messages are private and are not captured.",
            "Likes and follows are not captured.",
            "Quotes and mentions of the account by the public are not captured, only replies.",
            "Replies written while the stream was not followed cannot be fetched later.",
            "That a member of the public deleted a reply is seen only when it is looked for, not as it happens.",
        ),
    )

    def __init__(
        self,
        http: httpx.Client,
        *,
        plc: str = "https://plc.directory",
        relay: str | None = None,
        jetstream: str | None = None,
        resolver: str = "https://public.api.bsky.app",
        allow_http: bool = False,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._guard = Guard(allow_http)
        self._clock = clock
        self._client = Client(http, self._guard, clock)
        self._directory = NetworkDirectory(self._client, plc.rstrip("/"), resolver.rstrip("/"))
        self._relay = relay.rstrip("/") if relay else None
        self._jetstream = jetstream.rstrip("/") if jetstream else None

    def resolve(self, address: str) -> Identity:
        """The account behind a handle, ``@handle``, profile URL, ``at://`` address or DID, with its name as its profile states it.

        A handle counts only where it points to the account and the account's document points back. Raises AccountUnknown, Unreachable,
        Refused.
        """
        name = account_name(address)
        did = name if is_did(name) else self._directory.resolve(name)
        self._directory.document(did, fresh=True)
        identity = self._directory.identity(did)
        if not is_did(name) and identity.handle != name:
            raise Refused(f"The handle {name} points to {did}, but that account does not say that the handle is its own.")
        return Identity(did, identity.handle, self._display_name(did))

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        """The account's state, new and changed records since the revision ``cursor``, then a Mark with the revision now.

        What was deleted meanwhile does not show: compare with ``snapshot``, or ``probe``. Replies by others do not lie in the account's
        repository: they come by ``stream`` alone.
        """
        since = cursor if is_tid(cursor) else ""
        try:
            answer = self._repo(account, since)
        except XrpcRefused as refused:
            yield self._gone(account, refused)
            yield Mark(cursor)
            return
        source = answer.source(Method.POLL)
        author = self._directory.identity(account)
        yield AccountState(author, active=True, status="active", source=source)
        if since and repo.is_empty(answer.body):
            yield Mark(since, source, len(answer.body))
            return
        tree = repo.open_repo(answer.body, account, self._directory)
        if tree.commit.rev < since:
            text = "The repository is at an older revision than it was before."
            yield Gap(account, tid_time(tree.commit.rev), answer.seen, text, Cause.OUTAGE)
            yield from self.poll(account, "")
            return
        yield from repo.events(tree, author, source, parse.CAPTURED, whole=not since)
        if since:
            yield from self.probe(account, repo.repeated(tree, account, since))
        yield Mark(tree.commit.rev, source, len(answer.body))

    def stream_source(self, account: str) -> str:
        """The relay or the Jetstream that is set; where none is, the account's own server. See ``Platform.stream_source``."""
        return self._relay or self._jetstream or self._directory.pds(account)

    def stream(self, accounts: Collection[str], cursor: str, stop: Callable[[], bool]) -> Iterator[Event]:
        """What these accounts publish, change and delete, and the replies to them, as it happens. See ``Platform.stream``."""
        service = self.stream_source(next(iter(accounts)))
        place = read_cursor(cursor)
        if place is not None and (place.service != service or place.seq is None):
            yield Gap("", place.time, self._clock(), "The place in the stream was not known, or was one in another stream.", Cause.OURS)
            place = None
        place = place or Cursor(service)
        if service != self._jetstream:
            yield from follow(FrameReader(accounts, self._directory, place, self._clock), frames_url(place), self._guard, stop)
        else:
            yield from follow(JetstreamReader(accounts, self._directory, place, self._clock), jetstream_url(place), self._guard, stop)

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """Each record as its author's server has it now, or its absence with the reason; signed either way where the server proves it."""
        wanted = list(dict.fromkeys(uris))
        if wanted:
            self._directory.pds(account)  # without the account's document nothing can be told of any of them
            yield from Prober(self._client, self._directory, self._clock).look(account, wanted)

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        """All records of a kind from the whole signed repository, then a complete Listing.

        Kind.POST stands for the whole collection of posts: posts, replies and quotes of the account, for an edit may turn one into the
        other.
        """
        if kind not in _COLLECTIONS:
            raise NotImplementedError(f"There is no list of {kind}; posts, replies and quotes are listed together under {Kind.POST}.")
        answer = self._repo(account, "")
        source = answer.source(Method.SNAPSHOT)
        tree = repo.open_repo(answer.body, account, self._directory)
        uris: list[str] = []
        complete = True
        for event in repo.events(tree, self._directory.identity(account), source, _COLLECTIONS[kind], whole=True):
            complete = complete and not isinstance(event, Rejected)
            if isinstance(event, Item):
                uris.append(event.uri)
            yield event
        yield Listing(account, kind, tuple(uris), complete, source, within=f"at://{account}/")

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 - the owner stands in the ref
        """The bytes of a blob from its owner's server (``ref`` is ``did/cid``). They are checked at the end.

        Raises Refused where it is gone or too large, BadSource where the bytes are not what the record named: discard what came.
        """
        did, cid, expected = _medium(ref)
        digest = hashlib.sha256()
        url = f"{self._directory.pds(did)}/xrpc/com.atproto.sync.getBlob"
        with self._client.open(url, {"did": did, "cid": cid}) as response:
            for piece in pieces(response, MAX_BLOB, SECONDS_LARGE):
                digest.update(piece)
                yield piece
        if digest.digest() != expected:
            raise BadSource(f"The server of {did} gave other bytes than the medium {cid}.")

    @staticmethod
    def check_proof(uri: str, raw: bytes, proof: bytes) -> str:
        """See ``Platform.check_proof``; ``proof`` is described in ``bluesky/proof.py``."""
        return check(uri, raw, proof)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``."""
        return f"at://{account}/{parse.PROFILE}/self"

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """See ``Platform.restrictions``: blocks of accounts and of lists, closed threads and quotes, hidden replies, detached quotes."""
        address = read_uri(uri)
        try:
            return parse.restrictions(address, parse.read_record(raw)) if address else ()
        except MalformedError:
            return ()

    def lift(self, account: str, secret: str, uri: str, restriction: Restriction) -> None:
        """See ``Platform.lift``; ``secret`` is an app password of the account."""
        if restriction.act not in self.capabilities.lifts:
            raise NotImplementedError(f"Bluesky has nothing to undo for: {restriction.act}.")
        Lifter(self._client, self._directory).lift(account, secret, uri, restriction)

    def _repo(self, account: str, since: str) -> Answer:
        params = {"did": account, "since": since} if since else {"did": account}
        server = self._directory.pds(account)
        return self._client.xrpc(server, "com.atproto.sync.getRepo", params, limit=MAX_REPO, seconds=SECONDS_LARGE)

    def _gone(self, account: str, refused: XrpcRefused) -> AccountState:
        """The state of an account whose repository is not given. Raises AccountUnknown, or the refusal itself where it says neither."""
        status = _GONE_REPOS.get(refused.code, "")
        if not status and "could not find repo" not in refused.said.lower() and refused.code != "RepoNotFound":
            raise refused
        if not status:
            raise AccountUnknown(str(refused)) from refused
        source = Source(Method.POLL, self._directory.pds(account), self._clock(), refused.status)
        return AccountState(self._directory.identity(account), active=False, status=status, source=source)

    def _display_name(self, did: str) -> str:
        """The name in the account's profile, "" where it has none."""
        found = self.probe(did, [self.profile_uri(did)])
        return next((event.author.name for event in found if isinstance(event, Item)), "")


def _medium(ref: str) -> tuple[str, str, bytes]:
    """The owner, the CID and the SHA-256 that a medium's reference names. Raises Refused."""
    did, _, cid = ref.partition("/")
    try:
        expected = car.read_cid(cid)
    except MalformedError:
        expected = b""
    if not is_did(did) or not car.is_cid(expected, car.RAW):
        raise Refused(f"{ref[:200]} does not name a medium.")
    return did, cid, expected[4:]
