"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import ClassVar

import httpx

from rostra.platforms.base import (
    AccountState,
    AccountUnknown,
    Capabilities,
    Event,
    Identity,
    Item,
    Method,
    Refused,
    Source,
)
from rostra.platforms.consent import Connecting, Consent, TokensOf, unconnected
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import web_address
from rostra.platforms.linkedin import answers
from rostra.platforms.linkedin.client import ANSWERED_UNTIL, GONE, NOT_FOUND, Client, Hosts
from rostra.platforms.linkedin.consent import CONSENT, PageConsent
from rostra.platforms.linkedin.feed import Posts
from rostra.platforms.linkedin.probe import Prober
from rostra.platforms.live import Live, Shown
from rostra.platforms.web import SECONDS_LARGE, Web, pieces, utc_now

MAX_MEDIUM = 1024 * 1024 * 1024  # bytes; LinkedIn's own limit of a video is 500 MB

_NUMBERED = re.compile(r"(?:urn:li:organization:|https://(?:www\.)?linkedin\.com/company/)?(?P<number>[0-9]{1,20})/?(?:admin/.*)?")


class LinkedIn(Live[Shown]):
    """Pages of organisations. ``api``: where LinkedIn is instead of at LinkedIn, the place of consent too."""

    name: ClassVar[str] = "linkedin"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE}),
        edit_signal="diff",
        delete_signal="diff",
        cannot=(
            "On LinkedIn only pages are watched live: what a member posts in person is not.",
            "What a page writes below the posts of others is not to be had from LinkedIn live.",
            "Comments are looked for when a post is first seen, when it was edited, and when it is looked at again: not as they happen.",
            "Who wrote a comment is told by a number, without a name; comments that a page hides or deletes are then not shown at all.",
            "LinkedIn has no history: of an edited post or comment, what it said at each look is kept.",
            "Whom a page blocks, and which words it filters, LinkedIn tells no software.",
            "Reactions, followers, votes in polls and messages are not captured.",
            "What was posted and deleted again between two looks is not seen.",
            "Whether LinkedIn has restricted a page is not told.",
            "Nothing is signed: what is kept is what LinkedIn showed to who administers the page.",
        ),
    )

    consent: ClassVar[Consent | None] = CONSENT
    answers_until: ClassVar[dt.date | None] = ANSWERED_UNTIL

    def __init__(
        self,
        http: httpx.Client,
        *,
        api: str = "",
        allow_http: bool = False,
        clock: Callable[[], dt.datetime] = utc_now,
        tokens: TokensOf = unconnected,
    ) -> None:
        super().__init__(Web(http, Guard(allow_http), clock))
        self._client = Client(self._web, Hosts(api.rstrip("/"), api.rstrip("/")) if api else Hosts(), tokens)

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``."""
        return PageConsent(self._client)

    def resolve(self, address: str) -> Identity:
        """The page with this number, name (``urn:li:organization:…``) or numbered address, if it is connected.

        LinkedIn tells of a page to who administers it only: raises Refused for a page by its words, Unauthorised for one that is not
        connected, AccountUnknown for what is no page.
        """
        given = address.strip()
        found = _NUMBERED.fullmatch(given)
        if found is None and web_address(given):
            raise Refused("LinkedIn tells nobody the number of a page by its name: register it by its number, see the README.")
        if found is None:
            raise AccountUnknown(f"{address[:200]} is no page of LinkedIn.")
        return self.identity(f"urn:li:organization:{found['number']}")

    def shown(self, account: str, method: Method) -> Shown | AccountState:
        """See ``Live``."""
        return self.unless_gone(self._client.page, account, method, (NOT_FOUND, GONE))

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        return answers.profile(shown.part, shown.identity, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: posts that are new or edited since ``cursor``, with what answers them."""
        return Posts(self._client, shown).new(cursor)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each post with what answers it, and each comment."""
        return Prober(self._client, shown).look(uris)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """A picture, video or document by its name, from where LinkedIn says that it lies now. Raises Refused where it is gone."""
        address = self._client.address_of(account, ref)
        if not web_address(address):
            raise Refused(f"LinkedIn gives no address for {ref[:200]}.")
        with self._web.open(address) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``."""
        return answers.profile_uri(account)
