"""Asking the YouTube Data API: a channel, its uploads, videos, comments. Each question costs one unit of the day's quota."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rostra.platforms import live
from rostra.platforms.base import Identity, PlatformError, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import Tokens, TokensOf
from rostra.platforms.hostile import text_at
from rostra.platforms.newest import Page
from rostra.platforms.oauth import bearer
from rostra.platforms.parts import Part, elements, member
from rostra.platforms.web import Answer, Web, WebRefused
from rostra.platforms.youtube.uris import channel_uri

PAGE = 50  # uploads or videos; the interface gives no more at once
THREADS = 100  # of a page, and replies of one
MAX_ANSWER = 32 * 1024 * 1024  # bytes
OF_A_CHANNEL = "snippet,contentDetails,statistics,status"
OF_A_VIDEO = "snippet,status,contentDetails,statistics,liveStreamingDetails"
NOT_PERMITTED = "insufficientPermissions"  # the holder did not consent to comments being read

_PACIFIC = ZoneInfo("America/Los_Angeles")  # where a day of the quota ends
_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = {"rateLimitExceeded": 60.0, "userRateLimitExceeded": 60.0}  # seconds
_INACTIVE = {"Suspended": "suspended", "Closed": "closed"}  # how reasons end that say that an account is none any more
_REASON = re.compile(rb'"reason"\s*:\s*"([A-Za-z_]{1,60})"')


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where YouTube, Google's consent and the hub that tells of channels are. ``of``: all at one address, of a gateway or a test."""

    api: str = "https://youtube.googleapis.com"
    accounts: str = "https://accounts.google.com"
    tokens: str = "https://oauth2.googleapis.com"
    hub: str = "https://pubsubhubbub.appspot.com/"

    @classmethod
    def of(cls, api: str) -> Hosts:
        """The platform's own for ""."""
        base = api.rstrip("/")
        return cls(base, base, base, f"{base}/hub") if base else cls()


class Shown(live.Shown):
    """A channel as YouTube shows it now."""

    __slots__ = ()

    @property
    def uploads(self) -> str:
        """The list of its videos."""
        return text_at(self.part.value, "contentDetails", "relatedPlaylists", "uploads")

    @property
    def videos(self) -> int | None:
        """How many videos everybody can see, as YouTube counts them.

        Source: YouTube Data API, *Channels*, ``statistics.videoCount``: the channel's public videos only, even to owners.
        """
        return count_at(self.part.value, "statistics", "videoCount")


class Inactive(Refused):
    """YouTube says that a channel is suspended, closed, or not there. ``status``: which of them."""

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unreachable, RateLimited, Unauthorised, WebRefused (with ``reason_of``)."""

    web: Web
    api: str
    tokens: TokensOf

    def channel(self, account: str) -> Shown:
        """The channel, by its id. Raises Inactive too."""
        try:
            answer, parts = self._list(account, "channels", {"part": OF_A_CHANNEL, "id": account})
        except WebRefused as refused:
            raise _inactive(account, refused) from None
        found = next((part for part in parts if text_at(part.value, "id") == account), None)
        if found is None:
            raise Unreachable(f"YouTube shows no channel {account[:60]} now, and does not say that there is none.")
        handle, name = text_at(found.value, "snippet", "customUrl"), text_at(found.value, "snippet", "title")
        return Shown(Identity(account, handle[:100], name[:200]), found, answer)

    def holders(self, tokens: Tokens) -> set[str]:
        """The ids of the channels whose holder gave these tokens."""
        answer = self._get("channels", {"part": "id", "mine": "true", "maxResults": str(PAGE)}, tokens)
        return {text_at(part.value, "id") for part in _items(answer.part())}

    def uploads(self, shown: Shown, page: str) -> Page:
        """A page of the uploads, the newest first. A channel that has none has no list of them."""
        asked = {"part": "snippet,contentDetails", "playlistId": shown.uploads, "maxResults": str(PAGE)}
        try:
            return self._page(shown.identity.id, "playlistItems", asked, page)
        except WebRefused as refused:
            if reason_of(refused) != "playlistNotFound" or shown.videos:
                raise
            return Page([], "", shown.answer)

    def videos(self, account: str, ids: Sequence[str]) -> tuple[Answer, dict[str, Part]]:
        """Those of at most 50 videos that are there, by id."""
        return self._by_id(account, "videos", {"part": OF_A_VIDEO, "id": ",".join(ids), "maxResults": str(PAGE)})

    def threads(self, account: str, page: str = "", **where: str) -> Page:
        """A page of comments with some of their replies, the newest first: of the channel with ``video`` empty. Raises WebRefused."""
        asked = {"part": "snippet,replies", "order": "time", "maxResults": str(THREADS), "textFormat": "plainText"}
        return self._page(account, "commentThreads", {**asked, **(where or {"allThreadsRelatedToChannelId": account})}, page)

    def replies(self, account: str, parent: str, page: str) -> Page:
        """A page of all replies to a comment."""
        asked = {"part": "snippet", "parentId": parent, "maxResults": str(THREADS), "textFormat": "plainText"}
        return self._page(account, "comments", asked, page)

    def comments(self, account: str, ids: Sequence[str]) -> tuple[Answer, dict[str, Part]]:
        """Those of at most 50 comments that are there, by id."""
        return self._by_id(account, "comments", {"part": "snippet", "id": ",".join(ids), "textFormat": "plainText"})

    def _page(self, account: str, path: str, asked: dict[str, str], page: str) -> Page:
        answer = self._get(path, {**asked, **({"pageToken": page} if page else {})}, self.tokens(account))
        told = answer.part()
        return Page(_items(told), text_at(told.value, "nextPageToken")[:500], answer)

    def _by_id(self, account: str, path: str, asked: dict[str, str]) -> tuple[Answer, dict[str, Part]]:
        answer, parts = self._list(account, path, asked)
        return answer, {text_at(part.value, "id"): part for part in parts}

    def _list(self, account: str, path: str, asked: dict[str, str]) -> tuple[Answer, list[Part]]:
        answer = self._get(path, asked, self.tokens(account))
        return answer, _items(answer.part())

    def _get(self, path: str, asked: dict[str, str], tokens: Tokens) -> Answer:
        try:
            return self.web.get(f"{self.api}/youtube/v3/{path}", asked, limit=MAX_ANSWER, authorization=bearer(tokens))
        except WebRefused as refused:
            raise self._meant(refused) from None

    def _meant(self, refused: WebRefused) -> PlatformError:
        """What a refusal says of the token or the quota; itself, where it says nothing of them."""
        reason = reason_of(refused)
        if refused.status == 401:
            return Unauthorised("YouTube does not accept the token any more: the holder of the channel has to consent again.")
        if reason in _SPENT:
            return RateLimited("The day’s quota of the YouTube Data API is spent.", retry_after=seconds_of_the_day(self.web.clock()))
        if reason in _TOO_FAST:
            return RateLimited("YouTube asks for patience.", retry_after=_TOO_FAST[reason])
        return refused


def reason_of(refused: WebRefused) -> str:
    """YouTube's own word for why it refuses; "" where it has none."""
    found = _REASON.search(refused.body)
    return found[1].decode() if found else ""


def seconds_of_the_day(now: dt.datetime) -> float:
    """How long a spent quota stays so: until midnight, Pacific time."""
    here = now.astimezone(_PACIFIC)
    midnight = dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time(), _PACIFIC)
    return (midnight.astimezone(dt.UTC) - now).total_seconds()


def count_at(value: object, *path: str) -> int | None:
    """A count, which the interface writes as text."""
    text = text_at(value, *path)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None


def _items(told: Part) -> list[Part]:
    found = member(told, "items") if isinstance(told.value, dict) else None
    return elements(found) if found else []


def _inactive(account: str, refused: WebRefused) -> PlatformError:
    """That a channel is none any more, where the refusal says so."""
    reason = reason_of(refused)
    status = next((status for ending, status in _INACTIVE.items() if reason.endswith(ending)), "")
    if refused.status == 404 and reason == "channelNotFound":
        status = "gone"
    return Inactive(f"YouTube says of {channel_uri(account[:60])}: {status}.", status) if status else refused
