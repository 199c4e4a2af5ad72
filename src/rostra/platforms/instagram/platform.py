"""A professional account of Instagram, read live with the consent of whoever holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from rostra.platforms.base import Act, Capabilities, Count, Event, Identity, Item, Kind, Listing, Method, Rejected
from rostra.platforms.calls import Hook
from rostra.platforms.consent import Connecting, Consent
from rostra.platforms.counting import told
from rostra.platforms.graph.answers import Answers
from rostra.platforms.graph.consent import MetaFlow, UserConsent
from rostra.platforms.graph.feed import MAX_FIRST
from rostra.platforms.graph.platform import GraphPlatform
from rostra.platforms.hostile import int_at
from rostra.platforms.instagram.answers import HOME, MEDIA, InstagramAnswers
from rostra.platforms.instagram.consent import CONSENT, NAMES
from rostra.platforms.instagram.hook import InstagramHook
from rostra.platforms.live import Shown

VERSION = "v26.0"


class Instagram(GraphPlatform):
    """Instagram, by the API with Instagram Login and the account's own token."""

    name: ClassVar[str] = "instagram"
    home: ClassVar[str] = f"{HOME}/{VERSION}"
    answers: ClassVar[Answers] = InstagramAnswers()
    consent: ClassVar[Consent | None] = CONSENT
    hook: ClassVar[Hook] = InstagramHook()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.PROFILE, Kind.POST, Kind.RESTRICTION}),
        edit_signal="diff",
        delete_signal="diff",
        restrictions=frozenset({Act.HIDE}),
        tells="That somebody commented, or mentioned the account: it is looked at within seconds. Nothing of what is changed or deleted.",
        cannot=(
            "Professional accounts are captured; of private ones Meta gives nothing.",
            "Whom an account blocks, restricts or mutes cannot be seen; it can be handed over as a file.",
            "Comments by somebody whom the account restricts are not shown by Instagram until they are approved, and so are not captured.",
            "Comments that Instagram’s own filters keep back are not shown, nor are comments on posts for adults only.",
            "Comments below live videos can be seen only while they go on, and are not captured.",
            "Instagram shows no history of edits: what a post said at each look is kept, and nothing in between.",
            "What was posted and deleted again between two looks is not seen.",
            "Of the newest 10,000 posts only; older ones come in as an export.",
            "That a comment was deleted is not seen.",
            "A story is captured as long as Instagram shows it, a day, and its words only as far as they stand in the picture.",
            "Pictures and videos that hold what others have rights to are kept back by Instagram: then the words alone are kept.",
            "Polls are stickers in stories and below posts, and Instagram’s interface tells nothing of them.",
            "Posts of others that tag or mention the account, what it writes below theirs, likes and messages are not captured.",
            "Nothing is signed: what is kept is what Instagram showed to the account itself.",
        ),
    )

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: by Instagram's own login."""
        host = self._api
        flow = MetaFlow(
            f"{host or 'https://www.instagram.com'}/oauth/authorize",
            f"{host or 'https://api.instagram.com'}/oauth/access_token",
            scopes=NAMES,
        )
        base = host or HOME
        return UserConsent(
            self._web, flow, f"{base}/access_token", f"{base}/refresh_access_token", "ig", f"{self._graph.base}/me", "user_id"
        )

    def number_in(self, address: str) -> str:
        """Of the number itself: no address of Instagram holds it."""
        return address if re.fullmatch(r"[0-9]{5,40}", address) else ""

    def me(self, account: str) -> str:  # noqa: ARG002 -- a token is that of one account
        """See ``GraphPlatform.me``."""
        return "me"

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``."""
        return f"{HOME}/{account}"

    def counted(self, shown: Shown) -> Iterator[Count]:
        """How many posts and reels Instagram says that the account has; no stories, which stand in a list of their own.

        Source: Instagram Platform, *IG User*, ``media_count``: "Total number of IG Media published on the user".
        """
        account, source = shown.identity.id, shown.answer.source(Method.POLL)
        within = f"{HOME}/{account}/{MEDIA.path}/"
        yield from told(account, frozenset({Kind.POST}), int_at(shown.part.value, "media_count"), source, within=within)

    def listed(self, shown: Shown, kind: Kind) -> Iterator[Event]:
        """See ``Live``: all posts, too."""
        stated = int_at(shown.part.value, "media_count") or 0
        yield from self._posts(stated, shown.identity) if kind is Kind.POST else super().listed(shown, kind)

    def _posts(self, stated: int, who: Identity) -> Iterator[Event]:
        """All posts; complete only where there are as many as the account says that it has."""
        feed, uris, whole, source, more = self._feed(who, Method.SNAPSHOT), dict[str, None](), stated > 0, None, ""
        for page in feed.pages(MEDIA, MAX_FIRST):
            source, more = page.answer.source(Method.SNAPSHOT), page.after
            for position, each in enumerate(page.parts, 1):
                for event in feed.events(each, MEDIA, source, position, answers=False):
                    whole = whole and not isinstance(event, Rejected)
                    uris.update({event.uri: None} if isinstance(event, Item) else {})
                    yield event
        assert source is not None  # a list has a page
        complete = whole and not more and len(uris) >= stated
        yield Listing(who.id, Kind.POST, tuple(uris), complete, source, f"{HOME}/{who.id}/{MEDIA.path}/")
