"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import ClassVar

import httpx

from rostra.platforms.base import AccountUnknown, Capabilities, Event, Identity, Item, Method, Refused, Source
from rostra.platforms.calls import Hook
from rostra.platforms.consent import Connecting, Consent, TokensOf, unconnected
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import text_at, web_address
from rostra.platforms.live import Live, Shown
from rostra.platforms.tiktok import answers
from rostra.platforms.tiktok.client import Client, Hosts
from rostra.platforms.tiktok.consent import CONSENT, TikTokConsent
from rostra.platforms.tiktok.feed import Videos
from rostra.platforms.tiktok.hook import TikTokHook
from rostra.platforms.tiktok.probe import Prober
from rostra.platforms.web import SECONDS_LARGE, Web, pieces, utc_now

MAX_PICTURE = 32 * 1024 * 1024  # bytes

_OPEN_ID = re.compile(r"[A-Za-z0-9_-]{8,100}")
_REF = re.compile(r"(?P<what>cover|video|avatar):(?P<name>[A-Za-z0-9_-]{8,100})")


class TikTok(Live[Shown]):
    """TikTok's Display API. ``api``: where it is instead of at TikTok, the place of consent too. ``allow_http``: as of the others."""

    name: ClassVar[str] = "tiktok"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE}),
        edit_signal="diff",
        delete_signal="diff",
        tells="That the holder has taken the consent back. Nothing of videos.",
        cannot=(
            "TikTok gives programs no file of a video: its words, its cover picture and its number are kept, and that the file is missing.",
            "Comments, by the account or by others, likes, and who is blocked, muted or filtered are not to be had from TikTok live.",
            "A photo post, a story and a live broadcast are not among the videos that TikTok lists.",
            "Of polls and other stickers in a video, and of which video a duet or stitch takes up, TikTok tells nothing.",
            "TikTok does not tell whether a video was deleted or is not for everybody any more: either is kept as gone.",
            "Where a video is the last that the account shows, that it is gone cannot be told.",
            "An edited description is kept as it stood at each look; TikTok has no history, and says of no video that it was edited.",
            "What was posted and deleted again between two looks is not seen.",
            "A video that is shown to everybody only when twenty newer ones are there is not found.",
            "Whether TikTok has suspended the account is not told: it then only stops answering.",
            "Nothing is signed: what is kept is what TikTok showed to the account’s holder.",
        ),
    )

    consent: ClassVar[Consent | None] = CONSENT
    hook: ClassVar[Hook] = TikTokHook()

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
        return TikTokConsent(self._client)

    def resolve(self, address: str) -> Identity:
        """The account with this identity (``open_id``), if it is connected.

        TikTok tells nobody who stands behind a handle: raises Refused for one, Unauthorised for an identity that is not connected,
        AccountUnknown for what is neither.
        """
        given = address.strip()
        if given.startswith("@") or web_address(given):
            raise Refused("TikTok tells nobody but its holder which account a handle is: register it by its open_id, see the README.")
        if not _OPEN_ID.fullmatch(given):
            raise AccountUnknown(f"{address[:200]} is no open_id of an account on TikTok.")
        return self.identity(given)

    def shown(self, account: str, method: Method) -> Shown:  # noqa: ARG002 -- of one that is suspended TikTok has no word
        """See ``Live``."""
        return self._client.account(account)

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        return answers.profile(shown.part, shown.identity, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: videos that are new since ``cursor``, and the newest twenty as they are now."""
        return Videos(self._client, shown).new(cursor)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each video."""
        return Prober(self._client, shown).look(uris)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """A cover or the account's picture, under the address that it has now. Raises Refused for the file of a video."""
        found = _REF.fullmatch(ref)
        if found is None:
            raise Refused(f"{ref[:200]} does not name a medium.")
        if found["what"] == answers.VIDEO:
            raise Refused("TikTok gives programs no file of a video: take it in with the export of the account’s owner, or by hand.")
        address = self._cover(account, found["name"]) if found["what"] == answers.COVER else self._avatar(account, found["name"])
        if not web_address(address):
            raise Refused("TikTok does not show this picture any more.")
        with self._web.open(address) as response:
            yield from pieces(response, MAX_PICTURE, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``."""
        return answers.profile_uri(account)

    def _cover(self, account: str, number: str) -> str:
        _, parts = self._client.find(account, [number], "id,cover_image_url")
        return next((text_at(part.value, "cover_image_url") for part in parts if answers.number_of(part.value) == number), "")

    def _avatar(self, account: str, name: str) -> str:
        address = text_at(self._client.account(account).part.value, "avatar_large_url")
        return address if answers.picture_in(address) == name else ""
