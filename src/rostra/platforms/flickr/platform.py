"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
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
    Kind,
    Method,
    Refused,
    Source,
)
from rostra.platforms.consent import App, Connecting, Consent, TokensOf, unconnected
from rostra.platforms.flickr import answers
from rostra.platforms.flickr.addresses import is_nsid, is_number
from rostra.platforms.flickr.client import DELETED, HOST, NOT_FOUND, Client, Failed, Shown
from rostra.platforms.flickr.consent import CONSENT, AccountConsent
from rostra.platforms.flickr.probe import Prober
from rostra.platforms.flickr.reading import Reader
from rostra.platforms.flickr.uris import account_in, is_icon, people_uri
from rostra.platforms.guard import Guard
from rostra.platforms.live import Live
from rostra.platforms.web import SECONDS_LARGE, Web, pieces, utc_now

MAX_MEDIUM = 1024 * 1024 * 1024  # bytes; Flickr's own limit of a video


class Flickr(Live[Shown]):
    """Flickr by its interface: what everybody may see, and with the consent of the account's holder all of it.

    ``api``: where it is instead of at Flickr. ``allow_http``: plain http and private addresses too, for tests. ``tokens``: asked each time.
    ``app``: this installation as Flickr knows it, without which Flickr answers nothing.
    """

    name: ClassVar[str] = "flickr"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.POST, Kind.PROFILE}),
        edit_signal="diff",
        delete_signal="diff",
        cannot=(
            "Whom an account blocks, and which comments it removed, can be seen through no interface.",
            "Without the holder’s consent, public photos that are marked as moderate or restricted are not seen.",
            "That a comment by the public was changed shows only as it stood at each look; that it is gone is not looked for.",
            "Edits and comments show at once on the newest 100 photos, on older ones when they are looked at again.",
            "What was changed and changed back, or posted and deleted again, between two looks is not seen.",
            "Albums, galleries, groups, notes and favorites are not captured, nor what the account writes below photos of others.",
            "Photos that not everybody may see are never taken.",
            "Nothing is signed: what is kept is what Flickr answered.",
        ),
    )

    consent: ClassVar[Consent | None] = CONSENT

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
        self._client = Client(self._web, api.rstrip("/") or HOST, tokens, app)

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: at Flickr."""
        return AccountConsent(self._client)

    def resolve(self, address: str) -> Identity:
        """The account with a number or a name, or at the address of its page. Raises AccountUnknown, Unreachable, Refused."""
        number, name = account_in(address)
        return self.identity(number or self._client.find(name))

    def shown(self, account: str, method: Method) -> Shown | AccountState:
        """See ``Live``."""
        if not is_nsid(account):
            raise AccountUnknown(f"{account[:200]} is not the number of an account.")
        try:
            return self._client.person(account)
        except Failed as failed:
            if failed.code not in (NOT_FOUND, DELETED):
                raise
            return self.inactive(account, method)

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        return answers.profile(shown.part, shown.identity, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: photos that are new since ``cursor`` or, of the newest, were changed, with their comments."""
        return Reader(self._client, shown, Method.POLL).new(cursor)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each photo with its comments, and each comment."""
        return Prober(self._client, shown).look(uris)

    def listed(self, shown: Shown, kind: Kind) -> Iterator[Event]:  # noqa: ARG002 -- there is one
        """See ``Live``: all photos."""
        return Reader(self._client, shown, Method.SNAPSHOT).whole()

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """The bytes of a photo or video as it was uploaded, or the largest that Flickr gives. Raises Refused where it is gone."""
        if not is_number(ref) and not is_icon(ref):
            raise Refused(f"{ref[:200]} does not name a medium.")
        with self._web.open(ref if is_icon(ref) else self._client.link(account, ref)) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``: the address of the account's page about itself."""
        return people_uri(account)
