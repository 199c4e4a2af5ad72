"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import ClassVar

import httpx

from rostra.platforms.base import (
    AccountState,
    Capabilities,
    Event,
    Identity,
    Item,
    Kind,
    Method,
    Refused,
    Restriction,
    Source,
    Unauthorised,
)
from rostra.platforms.calls import Hook
from rostra.platforms.consent import App, Connecting, Consent, TokensOf, unconnected
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import web_address
from rostra.platforms.lists.parse import restrictions
from rostra.platforms.live import Live
from rostra.platforms.web import SECONDS_LARGE, Web, pieces, utc_now
from rostra.platforms.x.activity import XHook
from rostra.platforms.x.addresses import account_in, profile_uri
from rostra.platforms.x.client import Client, Hosts
from rostra.platforms.x.consent import CONSENT, XConsent
from rostra.platforms.x.cursor import read_cursor
from rostra.platforms.x.listed import ACTS, Listed
from rostra.platforms.x.people import Person, counted, profile
from rostra.platforms.x.probe import Prober
from rostra.platforms.x.telling import Telling
from rostra.platforms.x.timeline import Timeline

MAX_MEDIUM = 1024 * 1024 * 1024  # bytes; videos of paying accounts are long

MISSING = "X does not say where this medium lies: the post, or the medium in it, is not shown any more, or was never."

_REF = re.compile(r"([1-9][0-9]{0,18})-[0-9]{1,3}_[0-9]{1,20}")


class X(Live[Person]):
    """X by its API v2, read with the token of each account.

    ``api``: base address of a gateway or a server of one's own instead of X's hosts. ``allow_http``: plain http and private addresses too,
    for tests and closed networks. ``http``: used for every request, without redirects of its own.
    """

    name: ClassVar[str] = "x"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.BLOCK, Kind.RESTRICTION, Kind.PROFILE}),
        edit_signal="history",
        delete_signal="diff",
        restrictions=frozenset(ACTS.values()),
        tells="What the account posts and deletes, who replies, whom it blocks and mutes: kept within seconds. No edits.",
        cannot=(
            "X gives only the newest 3,200 posts of an account; older ones come from the archive that its owner hands over.",
            "Replies are found for seven days only: what was answered before the account was connected, or while it was not, is lost.",
            "Which replies an account has hidden cannot be seen: X tells nobody, not even the account itself.",
            "What was posted and deleted again between two looks is not seen where X does not tell of it.",
            "That a member of the public deleted a reply is not looked for.",
            "Nothing is signed: what is kept is what X answered to the account itself.",
            "Of what an account reposts, only that it did, and the post as it stood then.",
            "Likes, follows, votes in polls, and quotes and mentions of the account by the public are not captured.",
            "Direct messages, and Spaces while they are spoken, are never taken.",
        ),
    )
    consent: ClassVar[Consent | None] = CONSENT
    hook: ClassVar[Hook] = XHook()

    def __init__(
        self,
        http: httpx.Client,
        *,
        api: str = "",
        allow_http: bool = False,
        clock: Callable[[], dt.datetime] = utc_now,
        tokens: TokensOf = unconnected,
        app: App | None = None,
    ) -> None:
        super().__init__(Web(http, Guard(allow_http), clock))
        self._client = Client(self._web, Hosts(api), tokens)
        self._telling = Telling(self._client, app.bearer if app else "")

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: all accounts with one app."""
        return XConsent(self._client)

    def resolve(self, address: str) -> Identity:
        """The account with this number, in digits or as ``https://x.com/i/user/NUMBER``, asked with its own token.

        X tells nothing to strangers: Unauthorised where it is not connected yet, and for a handle, which says nothing of whose token to
        take. Raises AccountUnknown, Unreachable, Refused too.
        """
        number, handle = account_in(address)
        if handle:
            raise Unauthorised(
                f"X tells strangers nothing of @{handle}: give the account's number, which stands in account.js of the archive that X "
                "hands its owner."
            )
        return self.identity(number or address)

    def shown(self, account: str, method: Method) -> Person | AccountState:
        """See ``Live``."""
        person = self._client.person(account)
        return person if person.active else person.state(method)

    def profile(self, shown: Person, source: Source) -> Item:
        """See ``Live``."""
        return profile(shown, source)

    def new(self, shown: Person, cursor: str) -> Iterator[Event]:
        """See ``Live``: how many posts there are; posts since ``cursor`` with all versions; those that may have been changed; replies.

        X lists the newest first. So within a page the oldest comes first, and of several pages the newest page; a Mark after each says
        where to go on.
        """
        yield from counted(shown, shown.answer.source(Method.POLL))
        yield from Timeline(self._client, shown.identity.id, read_cursor(cursor), self._web.clock()).events()

    def look(self, shown: Person, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each post with all its versions, and what others answered to each other below it."""
        return Prober(self._client, shown).look(uris)

    def listed(self, shown: Person, kind: Kind) -> Iterator[Event]:
        """See ``Live``: whom the account blocks, or mutes (``Kind.RESTRICTION``)."""
        return Listed(self._client, shown.identity, ACTS[kind]).events()

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """The bytes of a medium, or of the picture of a profile. Raises Refused where X does not say where it lies, or it is not there."""
        found = _REF.fullmatch(ref)
        address = self._client.place(account, found[1], ref) if found else web_address(ref)
        if not address:
            raise Refused(MISSING if found else f"{ref[:200]} does not name a medium.")
        with self._web.open(address) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    def tell(self, account: str, callback: str) -> None:
        """See ``Asked``."""
        self._telling.begin(account, callback)

    def hush(self, account: str) -> None:
        """See ``Asked``."""
        self._telling.end(account)

    def listen(self) -> AbstractContextManager[Iterator[bytes]]:
        """See ``Asked``."""
        return self._telling.line()

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``."""
        return profile_uri(account)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """See ``Platform.restrictions``: entries of lists, in the form of all lists."""
        return restrictions(uri, raw)
