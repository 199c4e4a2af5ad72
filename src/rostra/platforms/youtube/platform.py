"""The platform: its settings, and each of the interface's methods from the parts beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar, Final

import httpx

from rostra.platforms.base import (
    AccountState,
    AccountUnknown,
    Act,
    Capabilities,
    Event,
    Identity,
    Item,
    Kind,
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
from rostra.platforms.live import Live
from rostra.platforms.rss.hubs import news
from rostra.platforms.web import SECONDS_LARGE, Web, pieces, utc_now
from rostra.platforms.websub import Discovered, Mode, Subscription, ask
from rostra.platforms.youtube import answers, push
from rostra.platforms.youtube.addresses import is_channel, is_video, video_uri
from rostra.platforms.youtube.client import Client, Hosts, Inactive, Shown
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


class YouTube(Live[Shown]):
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
        super().__init__(Web(http, Guard(allow_http), clock))
        self._hosts = Hosts.of(api)
        self._client = Client(self._web, self._hosts.api, tokens)

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
        return self.identity(number)

    def shown(self, account: str, method: Method) -> Shown | AccountState:
        """See ``Live``."""
        if not is_channel(account):
            raise AccountUnknown(f"{account[:200]} is not the id of a channel.")
        try:
            return self._client.channel(account)
        except Inactive as inactive:
            return self.inactive(account, method, inactive.status)

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        return answers.profile(shown.part, shown.identity, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: how many videos there are, the newest videos and comments, and all before them that are new since ``cursor``."""
        source = shown.answer.source(Method.POLL)
        yield from told(shown.identity.id, frozenset({Kind.POST}), shown.videos, source, within=VIDEOS, lag=LAG)
        yield from Reader(self._client, shown, Method.POLL).new(cursor)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each video with its newest comments, and each comment."""
        return Prober(self._client, shown).look(uris)

    def listed(self, shown: Shown, kind: Kind) -> Iterator[Event]:  # noqa: ARG002 -- there is one
        """See ``Live``: the comments that are held back. Raises Refused where comments may not be read."""
        return held_comments(self._client, shown.identity.id)

    def hubs(self, account: str) -> Discovered | None:
        """See ``ToldByHub``: Google’s own."""
        return Discovered((self._hosts.hub,), push.topic(account))

    def ask_hub(self, hub: str, subscription: Subscription, mode: Mode) -> None:
        """See ``ToldByHub``."""
        ask(self._web, hub, subscription, mode)

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
        with self._web.open(ref) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``: the channel's address."""
        return channel_uri(account)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """See ``Platform.restrictions``: which comment an entry of the list of held ones hides."""
        return restrictions(uri, raw)
