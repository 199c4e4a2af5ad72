"""What a platform gives: items, absences, gaps, counts, account states and marks, and the interface that yields them.

A *platform* here is anything that material comes from: a network's live interface (``bluesky``) or a file (``table``). It never
writes to the archive; it yields events, and the caller takes them in. Everything that comes out of a platform is hostile text.

Errors::

    PlatformError
    ├── Unreachable      the network or the server failed: try again (``retry_after`` in seconds, if it said)
    ├── RateLimited      the server asks for patience: try again after ``retry_after`` seconds
    ├── Refused          the server understood and said no: somebody must act, do not retry at once
    │   └── Unauthorised the account is not connected, or no longer: its holder must consent (again)
    ├── AccountUnknown   there is no such account
    ├── BadSource        the file or answer cannot be read at all
    └── Unprovable       a proof does not fit its record
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, ClassVar, Final, Protocol, Self

from rostra.platforms.beyond import Beyond, Reached


class Kind(StrEnum):
    """What an item is. A reply that also quotes is a reply."""

    POST = "post"
    REPLY = "reply"
    QUOTE = "quote"
    REPOST = "repost"
    PROFILE = "profile"
    BLOCK = "block"
    THREAD_GATE = "thread-gate"
    RESTRICTION = "restriction"  # an entry of a list other than that of blocks: muted, hidden, restricted, a filter word
    SETTING = "setting"  # what an account sets for everybody, as a person read it off
    MESSAGE = "message"  # written to an account alone, or by it to somebody: see ``messages``


POSTS: Final = frozenset({Kind.POST, Kind.REPLY, Kind.QUOTE, Kind.REPOST})  # what a person calls a post


class Evidence(StrEnum):
    """How well a version is attested, strongest first (the order of definition is the order of strength)."""

    AUTHOR_SIGNED = "author-signed"
    PLATFORM_SIGNED = "platform-signed"
    PLATFORM_API = "platform-api"
    OWNER_EXPORT = "owner-export"
    BROWSER_CAPTURE = "browser-capture"
    ATTESTED = "attested"  # a person says that they saw it, and hands over pictures
    SUBMITTED = "submitted"


class Certainty(StrEnum):
    """How an absence is known. Only the first two may mark a record as gone."""

    ASSERTED = "asserted"  # the platform said: deleted
    OBSERVED = "observed"  # asked for it, and it was not there, while the connection was proven good
    UNKNOWN = "unknown"  # a server error, a refusal, an incomplete page: says nothing


class Method(StrEnum):
    """By which way something was learnt."""

    POLL = "poll"
    STREAM = "stream"
    PROBE = "probe"
    SNAPSHOT = "snapshot"
    IMPORT = "import"


class Cause(StrEnum):
    """Why something may have been missed."""

    TOKEN = "token"  # noqa: S105 -- the consent of the holder is missing, was refused, or has run out
    LIMIT = "limit"  # a rate, a quota, a window: the platform gives no more, or none that are older
    OUTAGE = "outage"  # the platform or the network did not answer, or not as it should
    OURS = "ours"  # we were late, did not run, or made a fault
    UNSUPPORTED = "unsupported"  # a part that the platform gives to nobody
    FILES_ONLY = "files-only"  # nobody looks at the account: what is kept of it came in as files
    BEFORE_FIRST = "before-first-capture"  # it was not looked at yet


class Act(StrEnum):
    """What an account can do against somebody's speech, the least restrictive first (the order of definition)."""

    MUTE = "mute"  # for the operator's own eyes only: nobody else sees or loses anything
    HIDE = "hide"  # a reply, or a quote that is detached
    REMOVE = "remove"
    RESTRICT = "restrict"  # a person: seen by fewer, or only after approval
    CLOSE_COMMENTS = "close-comments"  # on a post: nobody may reply, or only some may
    FILTER = "filter"  # a word that hides what holds it
    BLOCK = "block"  # a person, or everybody on a list


class Portable:
    """A dataclass with slots that goes to another process by the thousand: pickled at once, not field by field, in a third of the time."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """For pickle: the class, and all fields in order."""
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


@dataclass(frozen=True, slots=True)
class Identity(Portable):
    """An account on a network: ``id`` never changes (a DID, a numeric id), handle and name may."""

    id: str
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A picture or video that an item shows. ``ref`` is what the same platform's ``fetch_media`` understands."""

    ref: str
    media_type: str
    alt: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A link in a text: half-open range in code points of ``Item.text``, and where it leads."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Source:
    """Facts of the request an event came from: kept beside the bytes."""

    method: Method
    url: str
    seen: dt.datetime  # UTC, when we received it
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()  # those of weight
    digest: str = ""  # SHA-256 (hex) of the whole answer or frame


@dataclass(frozen=True, slots=True)
class Item(Portable):
    """One post, reply, profile or list entry, in one version, with its exact bytes."""

    uri: str  # stable: never a handle, never an id that changes on edit
    kind: Kind
    account: str  # Identity.id of the official account it belongs to (for a reply by the public: the account replied to)
    author: Identity
    raw: bytes  # the item's own bytes, exactly as received
    media_type: str  # of raw
    source: Source
    evidence: Evidence
    published: dt.datetime | None = None  # as the platform or author states it; None: not stated. UTC
    revision: str = ""  # sorts in the order of edits where the platform has such a thing, else empty
    text: str = ""
    languages: tuple[str, ...] = ()
    reply_to: str = ""  # uri
    thread: str = ""  # uri of the first post of the conversation
    quotes: str = ""  # uri
    subject: str = ""  # what a repost, block or gate is about: a uri or an Identity.id
    url: str = ""  # where a person finds it on the network
    spans: tuple[Span, ...] = ()
    media: tuple[MediaRef, ...] = ()
    proof: bytes = b""  # what ``check_proof`` needs, for author-signed items
    sameness: bytes = b""  # what tells two versions apart, if not every byte of raw


@dataclass(frozen=True, slots=True)
class Absence:
    """A record was, or was not surely, found missing."""

    uri: str
    account: str
    certainty: Certainty
    source: Source
    reason: str  # plain words or the platform's own code
    revision: str = ""
    raw: bytes = b""  # the frame or answer that says so
    proof: bytes = b""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something may have been missed between two moments. ``end`` None: still open."""

    account: str  # "" for every account of the source
    start: dt.datetime | None
    end: dt.datetime | None
    reason: str
    cause: Cause = Cause.LIMIT
    beyond: Beyond = Beyond.NOTHING


@dataclass(frozen=True, slots=True)
class Count:
    """How much the platform itself says that an account has, now. The caller compares it with what is held once the reading is done."""

    account: str
    what: frozenset[Kind]  # that are counted together, of the account's own
    number: int
    source: Source
    not_public: int = 0  # of these, that were shown not to be for everybody: they are not taken
    within: str = ""  # what the address of everything begins with that is counted; empty: all of these kinds
    lag: dt.timedelta = dt.timedelta(0)  # by how much the number may be behind what is shown


@dataclass(frozen=True, slots=True)
class AccountState:
    """What the network says of an account itself: its handle now, and whether it is active there."""

    identity: Identity
    active: bool
    status: str  # the network's own word: "active", "deactivated", "takendown"
    source: Source


@dataclass(frozen=True, slots=True)
class Restriction:
    """That a record of an account restricts somebody's speech. ``subject``: an Identity.id, the uri of what is hidden or closed, a word."""

    act: Act
    subject: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a whole, after its items were yielded. Only complete lists may be compared, and only with what lies ``within`` them."""

    account: str
    kind: Kind
    uris: tuple[str, ...]
    complete: bool
    source: Source
    within: str = ""  # what every uri begins with that could stand on the list; empty: all of its kind
    empty: bool = False  # nothing stood on it, to its end, and the same token was shown something else by the same consent just before


@dataclass(frozen=True, slots=True)
class Rejected:
    """A part of a source that could not be read as an item: kept aside, never lost silently."""

    position: int  # row number in the source, the header being row 1; or a sequence number
    reason: str  # what is wrong and what to do
    raw: bytes
    rest: bool = False  # no part, but all that may stand behind this place and could not be reached
    remark: bool = False  # no part, but a word on the whole, of which nothing lacks


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything before this was yielded: the caller may store ``cursor`` once it has stored what came before."""

    cursor: str
    source: Source | None = None
    done: int = 0  # bytes or events read so far, for progress
    at: dt.datetime | None = None  # of a stream: the platform's own time of the last event before it, as far as stated


Event = Item | Absence | Gap | Reached | Count | AccountState | Listing | Rejected | Mark


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can do. What is not declared is never called; the contract tests hold a platform to it."""

    methods: frozenset[Method]
    snapshots: frozenset[Kind] = frozenset()
    edit_signal: str = "none"  # "event" | "history" | "diff" | "none"
    delete_signal: str = "none"  # "event" | "diff" | "none"
    proves_authorship: bool = False
    reaches: str = "window"  # of what stands there, the first poll or a file has "all", or only what is in a "window" of the newest
    restrictions: frozenset[Act] = frozenset()  # acts that its records show, see ``Platform.restrictions``
    lifts: frozenset[Act] = frozenset()  # acts that ``Platform.lift`` can undo
    tells: str = ""  # a plain sentence: what it tells by itself, where the city lets it (``calls``)
    cannot: tuple[str, ...] = ()  # plain sentences for the public coverage page


class PlatformError(Exception):
    """Root of everything a platform raises. ``said``: what a server answered, in its own words: for staff alone, and in no text of ours."""

    def __init__(self, message: str, *, retry_after: float | None = None, said: str = "") -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.said = said


class Unreachable(PlatformError):
    """The network or the server failed; trying again later is right."""


class RateLimited(PlatformError):
    """The server asks for patience."""


class Refused(PlatformError):
    """The server understood and said no; somebody must act."""


class Unauthorised(Refused):
    """The consent of the account's holder is missing, was taken back, or has run out."""


class AccountUnknown(PlatformError):
    """There is no such account."""


class BadSource(PlatformError):
    """The file or answer cannot be read at all."""


class Unprovable(PlatformError):
    """A proof does not fit its record."""


class Platform(Protocol):
    """The one interface. A platform implements what it declares; ``unoffered.Unoffered`` raises NotImplementedError for the rest.

    Many threads ask one object at once: what it remembers between two questions must bear that.
    """

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]

    def resolve(self, address: str) -> Identity:
        """The account behind a handle, URL or identity, asked of the network. Raises AccountUnknown, Unreachable."""
        ...

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        """Everything that is new since ``cursor`` ("" for all that can be had), ending with a Mark."""
        ...

    def stream_source(self, account: str) -> str:
        """The server whose stream carries this account. Accounts that share one are followed together, on one connection.

        Raises AccountUnknown, Unreachable, Refused.
        """
        ...

    def stream(self, accounts: Collection[str], cursor: str, stop: Callable[[], bool]) -> Iterator[Event]:
        """Events of these accounts, all with one ``stream_source``, and replies to them, as they happen.

        A Mark comes at least every few seconds, also when nothing happens: one with the same cursor as the last says that all was sent.
        Returns when ``stop()`` is true. Raises Unreachable when the connection is lost.
        """
        ...

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """For each uri, the Item as it is now, or an Absence.

        Raises what ``poll`` raises where the question fails on which all others hang: is the account there, which posts does it list? Of an
        account that the network calls inactive, and where ``poll`` therefore goes on, each uri is unknown. What fails of one uri alone says
        that this one is unknown; RateLimited and Unauthorised are raised all the same, and so is Unreachable where the server fails for one
        uri after another: see ``probing``. What was yielded before stands.
        """
        ...

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        """The items of a list, then one Listing; of an account that the network says is inactive, its state alone."""
        ...

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """The bytes of a medium, in pieces. Raises Refused where it is gone."""
        ...

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        """The items of a file, streaming, resumed after ``cursor``, with Marks."""
        ...

    @staticmethod
    def check_proof(uri: str, raw: bytes, proof: bytes) -> str:
        """Check that the author signed this record; the key that signed, or raises Unprovable. Offline and pure."""
        ...

    @staticmethod
    def profile_uri(account: str) -> str:
        """Where the profile of an account lies, for ``probe``: its Item's text is the description. Offline and pure."""
        ...

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """Whom or what a captured record restricts; nothing where it is of another kind, or is broken. Offline and pure."""
        ...

    def lift(self, account: str, secret: str, uri: str, restriction: Restriction) -> None:
        """Undo what the record ``uri`` of this account does, once, with a secret that the account's holder gives for this and nobody keeps.

        What was undone shows in the next snapshot alone. Nothing happens where it is gone already. Raises Refused (the secret is wrong, the
        record is another account's or has changed), AccountUnknown, Unreachable, RateLimited; no error holds the secret.
        """
        ...
