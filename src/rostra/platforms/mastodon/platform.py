"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

import httpx

from rostra.platforms.base import (
    POSTS,
    AccountState,
    AccountUnknown,
    Capabilities,
    Count,
    Event,
    Identity,
    Item,
    Kind,
    Listing,
    Method,
    Refused,
    Rejected,
    Restriction,
    Source,
)
from rostra.platforms.consent import Connecting, Consent, TokensOf, unconnected
from rostra.platforms.counting import told
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import int_at, web_address
from rostra.platforms.lists.parse import restrictions
from rostra.platforms.live import Live
from rostra.platforms.mastodon import parse
from rostra.platforms.mastodon.client import GONE, Client, Shown
from rostra.platforms.mastodon.consent import CONSENT, ServerConsent
from rostra.platforms.mastodon.private import ACTS, Private
from rostra.platforms.mastodon.probe import Prober
from rostra.platforms.mastodon.timeline import MAX_PAGES, Timeline
from rostra.platforms.oauth import bearer
from rostra.platforms.web import SECONDS_LARGE, Web, WebRefused, pieces, utc_now

MAX_MEDIUM = 256 * 1024 * 1024  # bytes; Mastodon's own limit of a video is 99 MB


class Mastodon(Live[Shown]):
    """Servers with Mastodon's client API: what an account shows to everybody, and with its holder's consent whom it blocks, mutes, filters.

    ``allow_http``: plain http and private addresses too, for tests and closed networks. ``http``: used for every request, without
    redirects of its own.
    """

    name: ClassVar[str] = "mastodon"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.POST, Kind.PROFILE, Kind.BLOCK, Kind.RESTRICTION}),
        edit_signal="history",
        delete_signal="diff",
        restrictions=frozenset(ACTS),
        reaches="all",
        cannot=(
            "Blocks, mutes, blocked servers and filters of an account are private on Mastodon: not seen unless its holder consents.",
            "Posts for followers only, and direct messages, are never taken.",
            "Nothing is signed: what is kept is what the account’s own server showed to everybody.",
            "What was posted and deleted again between two looks is not seen.",
            "Where a server keeps no history of edits, only what a post said at each look is kept.",
            "Where a server shows strangers only the newest posts of an account, older ones cannot be fetched.",
            "Replies are looked for when a post is first seen, and when it is looked at again: not as they happen, and not of old posts.",
            "A server shows strangers at most 60 replies to a post, and only those that have reached it; some servers show none.",
            "That a member of the public changed a reply shows only as it stood at each look; that they deleted it is not looked for.",
            "Of what an account reposts, only that it did, and the post as it stood then.",
            "Likes, follows, votes in polls, and quotes and mentions of the account by the public are not captured.",
        ),
    )

    consent: ClassVar[Consent | None] = CONSENT

    def __init__(
        self,
        http: httpx.Client,
        *,
        allow_http: bool = False,
        clock: Callable[[], dt.datetime] = utc_now,
        tokens: TokensOf = unconnected,
    ) -> None:
        super().__init__(Web(http, Guard(allow_http), clock))
        self._client = Client(self._web)
        self._tokens = tokens

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: each account at its own server."""
        return ServerConsent(self._client)

    def resolve(self, address: str) -> Identity:
        """The account behind ``@user@server``, the address of a profile, or the actor's address, with its name.

        A handle counts only where it points to the actor, and the actor's own server says the same. Raises AccountUnknown, Unreachable,
        Refused.
        """
        try:
            return self._client.account(self._client.find(address)).identity
        except WebRefused as refused:
            if refused.status == GONE:
                raise AccountUnknown(str(refused)) from refused
            raise

    def shown(self, account: str, method: Method) -> Shown | AccountState:
        """See ``Live``: of one that is suspended no posts are shown."""
        shown = self.unless_gone(self._client.account_again, account, method, (GONE,))
        return shown.state(method) if isinstance(shown, Shown) and shown.status == "suspended" else shown

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        return parse.profile(shown.part, shown.identity, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: how many posts there are; posts, replies, quotes and reposts that are new since ``cursor``, with what answers them.

        A Mark follows each page. Edits and deletions of older posts do not show: ``probe`` finds them.
        """
        yield from _counted(shown)
        yield from Timeline(self._client, shown, Method.POLL).new(cursor)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each post as the account's own server shows it now, with its earlier versions and its replies."""
        return Prober(self._client, shown).look(uris)

    def listed(self, shown: Shown, kind: Kind) -> Iterator[Event]:
        """See ``Live``: all posts that the server shows, or what the account does against others.

        Kind.BLOCK, and the lists of Kind.RESTRICTION, each with its own Listing, take the consent of the account's holder: raises
        Unauthorised without.

        Kind.POST stands for posts, replies, quotes and reposts. The list is complete only where its end was reached, everything in it could
        be read, and it has at least as many posts as the account says that it has: a server that shows fewer hides some. An empty list is
        never called complete, for a server in trouble shows the same.
        """
        if kind in CONSENT.opens:
            yield from Private(self._client, shown, bearer(self._tokens(shown.identity.id))).lists(kind)
        else:
            yield from self._posts(shown)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 - the address says all
        """The bytes at a medium's address. Raises Refused where it is gone or too large."""
        if not web_address(ref):
            raise Refused(f"{ref[:200]} does not name a medium.")
        with self._web.open(ref) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """See ``Platform.restrictions``: of an entry of a list, which is written down as one that was handed over."""
        return tuple(each for each in restrictions(uri, raw) if each.act in ACTS)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``: the actor's own address."""
        return account

    def _posts(self, shown: Shown) -> Iterator[Event]:
        timeline = Timeline(self._client, shown, Method.SNAPSHOT)
        uris: dict[str, None] = {}
        whole, more, source = True, "", shown.answer.source(Method.SNAPSHOT)
        for page, fresh in timeline.pages(MAX_PAGES):
            source, more = page.answer.source(Method.SNAPSHOT), page.below if page.parts else ""
            for position, part in enumerate(fresh, 1):
                for event in timeline.events(part, source, position, threads=False):
                    whole = whole and not isinstance(event, Rejected)
                    if isinstance(event, Item):
                        uris[event.uri] = None
                    yield event
        stated = next((count.number for count in _counted(shown)), None)
        complete = whole and not more and stated is not None and len(timeline.seen) >= max(1, stated)
        yield Listing(shown.identity.id, Kind.POST, tuple(uris), complete, source)


def _counted(shown: Shown) -> Iterator[Count]:
    """How many posts its server says that it has, those for followers only among them; nothing where it says no such number."""
    yield from told(shown.identity.id, POSTS, int_at(shown.part.value, "statuses_count"), shown.answer.source(Method.POLL))
