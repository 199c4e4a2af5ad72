"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

import httpx

from rostra.platforms.activitypub import objects
from rostra.platforms.activitypub.client import GONE, Client, Shown
from rostra.platforms.activitypub.outbox import Outbox
from rostra.platforms.activitypub.probe import Prober
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
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import web_address
from rostra.platforms.live import Live
from rostra.platforms.web import SECONDS_LARGE, Web, WebRefused, pieces, utc_now

MAX_MEDIUM = 1024 * 1024 * 1024  # bytes


class ActivityPub(Live[Shown]):
    """Any server of the fediverse, by what an account's outbox shows to everybody. Parameters as of ``Mastodon``."""

    name: ClassVar[str] = "activitypub"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE}),
        edit_signal="diff",
        delete_signal="diff",
        cannot=(
            "A server that shows its outbox only to software that signs each question (GoToSocial, or any in secure mode) cannot be read.",
            "Posts for followers only, and direct messages, are never taken.",
            "Blocks, mutes and filters of an account are private on these servers and cannot be seen.",
            "An edit shows only by looking again: what stood between two looks is not seen, nor what was posted and deleted between them.",
            "Some servers list only the newest posts of an account: older ones cannot be fetched, and a gap says where some were missed.",
            "A post that its author dates back behind what was known may be passed over.",
            "Replies are looked for when a server lists them, when a post is first seen or looked at again, not as they happen.",
            "Each reply is read at its own server; where that shows nothing, only its address is set aside.",
            "That a member of the public changed a reply shows only as it stood at each look; that they deleted it is not looked for.",
            "Of what an account repeats, only that it did.",
            "Likes, follows, and votes in polls are not captured, nor stories, which some of these servers have.",
            "Nothing is signed: what is kept is what servers showed to everybody.",
        ),
    )

    def __init__(self, http: httpx.Client, *, allow_http: bool = False, clock: Callable[[], dt.datetime] = utc_now) -> None:
        super().__init__(Web(http, Guard(allow_http), clock))
        self._client = Client(self._web)

    def resolve(self, address: str) -> Identity:
        """The account behind ``@user@server``, the address of a profile, or the actor's address, with its name.

        Raises AccountUnknown, Unreachable, Refused.
        """
        try:
            return self._client.account(self._client.find(address)).identity
        except WebRefused as refused:
            if refused.status == GONE:
                raise AccountUnknown(str(refused)) from None
            raise

    def shown(self, account: str, method: Method) -> Shown | AccountState:
        """See ``Live``: one that is suspended is not shown."""
        shown = self.unless_gone(self._client.account, account, method, (GONE,))
        return shown.state(method) if isinstance(shown, Shown) and shown.status == "suspended" else shown

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        return objects.profile(shown.part, shown.identity, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: what is new in its outbox since ``cursor``, with what answers it."""
        return Outbox(self._client, shown).new(cursor)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each post as its own address shows it now, with what answers it."""
        return Prober(self._client, shown).look(uris)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 - the address says all
        """The bytes at a medium's address. Raises Refused where it is gone or too large."""
        if not web_address(ref):
            raise Refused(f"{ref[:200]} does not name a medium.")
        with self._web.open(ref) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``: the actor's own address."""
        return account
