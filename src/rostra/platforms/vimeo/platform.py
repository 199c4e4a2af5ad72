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
from rostra.platforms.consent import Connecting, Consent, TokensOf, unconnected
from rostra.platforms.guard import Guard
from rostra.platforms.live import Live, Shown
from rostra.platforms.vimeo import answers
from rostra.platforms.vimeo.client import API, GONE, NOT_FOUND, Client
from rostra.platforms.vimeo.consent import CONSENT, AccountConsent
from rostra.platforms.vimeo.probe import Prober
from rostra.platforms.vimeo.reading import Reader
from rostra.platforms.vimeo.uris import account_in, is_medium, is_number, user_uri, video_in, video_uri
from rostra.platforms.web import SECONDS_LARGE, Web, pieces, utc_now

MAX_MEDIUM = 64 * 1024 * 1024  # bytes of a picture or a text track

NO_FILE = "Vimeo’s interface gives video files only with a paid plan and a further permission, which is not asked for. It is shown at {}."


class Vimeo(Live[Shown]):
    """Vimeo by its interface, with the consent of the account's holder: what everybody may see.

    ``api``: where it is instead of at Vimeo. ``allow_http``: plain http and private addresses too, for tests. ``tokens``: asked each time.
    """

    name: ClassVar[str] = "vimeo"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.PROFILE}),
        edit_signal="diff",
        delete_signal="diff",
        cannot=(
            "The video files are given only with a paid plan: of a video its title, description, picture and text tracks are kept.",
            "Whom an account blocks, and which comments it removed, can be seen through no interface.",
            "That a comment by the public was changed shows only as it stood at each look; that it is gone is not looked for.",
            "What the account writes below videos of others is listed by no interface.",
            "Comments on old videos are looked for when the video is changed or looked at again, not as they are written.",
            "An edit shows by what was read before: what was changed and changed back between two looks is not seen.",
            "What was posted and deleted again between two looks is not seen.",
            "Videos that not everybody may see are never taken.",
            "Nothing is signed: what is kept is what Vimeo answered.",
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
    ) -> None:
        super().__init__(Web(http, Guard(allow_http), clock))
        self._client = Client(self._web, api.rstrip("/") or API, tokens)

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: at Vimeo."""
        return AccountConsent(self._client)

    def resolve(self, address: str) -> Identity:
        """The account with a number. Raises AccountUnknown, Unreachable; Unauthorised before it is connected.

        Raises Refused for a name: Vimeo tells strangers nothing, and whose token to ask with is known by the number alone.
        """
        number, name = account_in(address)
        if not number:
            raise Refused(f"Vimeo tells nobody without a token which account {name} is: give its number, as in https://vimeo.com/user…")
        return self.identity(number)

    def shown(self, account: str, method: Method) -> Shown | AccountState:
        """See ``Live``."""
        if not is_number(account):
            raise AccountUnknown(f"{account[:200]} is not the number of an account.")
        return self.unless_gone(self._client.user, account, method, (NOT_FOUND, GONE))

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        return answers.profile(shown.part, shown.identity, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: the videos changed last with their comments, and all that were changed since ``cursor``."""
        return Reader(self._client, shown, Method.POLL).new(cursor)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each video with its comments, and each comment."""
        return Prober(self._client, shown).look(uris)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """The bytes of a picture or a text track. Raises Refused where it is gone, and for the video itself, with the reason."""
        if number := video_in(ref):
            raise Refused(NO_FILE.format(video_uri(number)))
        if not is_medium(ref):
            raise Refused(f"{ref[:200]} does not name a medium.")
        with self._web.open(self._client.link(account, ref)) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``: the account's address."""
        return user_uri(account)
