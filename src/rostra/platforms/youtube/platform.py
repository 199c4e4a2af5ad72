"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Final

import httpx

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Act,
    Capabilities,
    Certainty,
    Event,
    Identity,
    Kind,
    Listing,
    Mark,
    Method,
    Refused,
    Restriction,
    Source,
)
from rostra.platforms.calls import Ask
from rostra.platforms.consent import Connecting, Consent, TokensOf, unconnected
from rostra.platforms.counting import told
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import web_address
from rostra.platforms.lists.parse import restrictions
from rostra.platforms.rss.hubs import news
from rostra.platforms.unoffered import Unoffered
from rostra.platforms.web import SECONDS_LARGE, Web, pieces, utc_now
from rostra.platforms.websub import Discovered, Mode, Subscription, ask
from rostra.platforms.youtube import answers, push
from rostra.platforms.youtube.addresses import is_channel, is_video, video_uri
from rostra.platforms.youtube.client import Client, Hosts, Inactive
from rostra.platforms.youtube.consent import CONSENT, ChannelConsent
from rostra.platforms.youtube.held import held_comments
from rostra.platforms.youtube.probe import Prober
from rostra.platforms.youtube.reading import Reader
from rostra.platforms.youtube.uris import channel_in, channel_uri

MAX_MEDIUM = 64 * 1024 * 1024  # bytes of a picture
LAG = dt.timedelta(days=1)  # YouTube does not say how late it counts
VIDEOS: Final = video_uri("")

NO_FILE = "YouTube’s interface gives no video file to anybody: it is to be seen at {}, and comes in as an export of the channel’s owner."
NO_CAPTIONS = "The captions of a video cost 250 units of a day’s 10,000, and a permission to write: they are not fetched."


class YouTube(Unoffered):
    """YouTube by its Data API, with the consent of the channel's holder: what everybody may see, and which comments are held back.

    ``api``: where it is instead of at YouTube and Google. ``allow_http``: plain http and private addresses too, for tests. ``tokens``:
    asked each time.
    """

    name: ClassVar[str] = "youtube"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.PROFILE, Kind.RESTRICTION}),
        edit_signal="diff",
        delete_signal="diff",
        restrictions=frozenset({Act.HIDE}),
        tells="That a channel has a new video, a new title or description, or less: it is looked at within seconds.",
        cannot=(
            "The video files are not given by YouTube’s interface: title, description and picture are kept, and where it is.",
            "Captions, the chat beside a live broadcast, and posts that are no videos are not captured live.",
            "Whom a channel hides, and its blocked words, can be seen through no interface; only the comments that are held can.",
            "A comment that was held is not told apart: whether a filter, a person or YouTube’s own filter for spam held it back.",
            "That a comment by the public is gone is not looked for; whether its author or the channel removed it is told nowhere.",
            "What the channel writes below videos of others is listed by no interface: it comes in as an export.",
            "Where the holder did not consent to comments being read, none are captured.",
            "Replies are read when a comment is first seen, and then the newest of a thread at each look: an old one may come late.",
            "YouTube lists at most 20,000 videos of a channel.",
            "An edit shows by what was read before: what was changed and changed back between two looks is not seen.",
            "What was posted and deleted again between two looks is not seen.",
            "Private and unlisted videos are never taken.",
            "Nothing is signed: what is kept is what YouTube answered.",
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
        self._clock = clock
        self._hosts = Hosts.of(api)
        self._client = Client(Web(http, Guard(allow_http), clock), self._hosts.api, tokens)

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: at Google."""
        return ChannelConsent(self._client, self._hosts)

    def resolve(self, address: str) -> Identity:
        """The channel with an id, or at the address with one. Raises AccountUnknown, Unreachable; Unauthorised before it is connected.

        Raises Refused for a handle: YouTube tells strangers nothing, and whose token to ask with is known by the id alone.
        """
        number, handle = channel_in(address)
        if not number:
            raise Refused(
                f"YouTube tells nobody without a token which channel {handle} is: give its id (UC…), which stands in its settings."
            )
        try:
            return self._client.channel(number).identity
        except Inactive as inactive:
            raise AccountUnknown(str(inactive)) from None

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        """The channel's state, profile and count, its newest videos and comments, and all before them that are new since ``cursor``."""
        self._require_channel(account)
        try:
            shown = self._client.channel(account)
        except Inactive as inactive:
            source = Source(Method.POLL, channel_uri(account), self._clock())
            yield AccountState(Identity(account), active=False, status=inactive.status, source=source)
            yield Mark(cursor or "{}", source)
            return
        yield shown.state(Method.POLL)
        yield answers.profile(shown.part, shown.identity, shown.answer.source(Method.POLL))
        yield from told(account, frozenset({Kind.POST}), shown.videos, shown.answer.source(Method.POLL), within=VIDEOS, lag=LAG)
        yield from Reader(self._client, shown, Method.POLL).new(cursor)

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """Each video, with its newest comments, and each comment as YouTube shows it now; or its absence with the reason."""
        wanted = list(dict.fromkeys(uris))
        if not wanted:
            return
        self._require_channel(account)
        try:
            shown = self._client.channel(account)
        except Inactive as inactive:
            source = Source(Method.PROBE, channel_uri(account), self._clock())
            yield from (Absence(uri, account, Certainty.UNKNOWN, source, str(inactive)) for uri in wanted)
            return
        if channel_uri(account) in wanted:
            wanted.remove(channel_uri(account))
            yield answers.profile(shown.part, shown.identity, shown.answer.source(Method.PROBE))
        yield from Prober(self._client, shown, self._clock).look(wanted)

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        """The profile, or the comments that are held back, then a Listing. Raises Refused where comments may not be read."""
        if kind not in self.capabilities.snapshots:
            raise NotImplementedError(f"YouTube has no list of {kind} that could be read as a whole.")
        self._require_channel(account)
        if kind is Kind.RESTRICTION:
            yield from held_comments(self._client, account)
            return
        shown = self._client.channel(account)
        source = shown.answer.source(Method.SNAPSHOT)
        yield answers.profile(shown.part, shown.identity, source)
        yield Listing(account, Kind.PROFILE, (channel_uri(account),), True, source)

    def hubs(self, account: str) -> Discovered | None:
        """See ``ToldByHub``: Google’s own."""
        return Discovered((self._hosts.hub,), push.topic(account))

    def ask_hub(self, hub: str, subscription: Subscription, mode: Mode) -> None:
        """See ``ToldByHub``."""
        ask(self._client.web, hub, subscription, mode)

    @staticmethod
    def hinted(account: str, body: bytes) -> Ask | None:
        """See ``ToldByHub``."""
        told = push.hint(news(body))
        return Ask(account, uris=told.gone) if account in told.channels else None

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 -- the address says all
        """The bytes of a picture. Raises Refused for the video itself and for captions, with the reason."""
        if is_video(ref):
            raise Refused(NO_FILE.format(video_uri(ref)))
        if ref.startswith(answers.CAPTIONS):
            raise Refused(NO_CAPTIONS)
        if not web_address(ref):
            raise Refused(f"{ref[:200]} does not name a medium.")
        with self._client.web.open(ref) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``: the channel's address."""
        return channel_uri(account)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """See ``Platform.restrictions``: which comment an entry of the list of held ones hides."""
        return restrictions(uri, raw)

    @staticmethod
    def _require_channel(account: str) -> None:
        if not is_channel(account):
            raise AccountUnknown(f"{account[:200]} is not the id of a channel.")
