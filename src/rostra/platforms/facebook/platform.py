"""A Page of Facebook, read live with the consent of whoever holds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from rostra.platforms.base import Act, Capabilities, Event, Identity, Kind, Method, Refused, Unauthorised
from rostra.platforms.calls import Hook
from rostra.platforms.consent import Connecting, Consent
from rostra.platforms.facebook.answers import HOME, PUBLISHED, FacebookAnswers, largest
from rostra.platforms.facebook.consent import CONSENT, PageConsent
from rostra.platforms.facebook.hook import FacebookHook
from rostra.platforms.graph.answers import Answers
from rostra.platforms.graph.client import Page, id_at
from rostra.platforms.graph.lists import Entries
from rostra.platforms.graph.platform import GraphPlatform
from rostra.platforms.hostile import text_at
from rostra.platforms.lists import ListOf
from rostra.platforms.live import Shown
from rostra.platforms.parts import Part

AT_ONCE = 50  # things that one question may name
MAX_BLOCKED = 1000  # pages of the list of blocks

_NUMBER = re.compile(r"(?:.*[/-])?(?P<id>[0-9]{5,40})/?")


class Facebook(GraphPlatform):
    """Facebook Pages, by the Graph API with the Page's own token."""

    name: ClassVar[str] = "facebook"
    home: ClassVar[str] = "https://graph.facebook.com/v26.0"
    answers: ClassVar[Answers] = FacebookAnswers()
    consent: ClassVar[Consent | None] = CONSENT
    hook: ClassVar[Hook] = FacebookHook()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.PROFILE, Kind.BLOCK, Kind.RESTRICTION}),
        edit_signal="diff",
        delete_signal="diff",
        restrictions=frozenset({Act.BLOCK, Act.HIDE}),
        tells="That something on a Page was written, changed, hidden or removed: it is looked at within seconds.",
        cannot=(
            "Pages are captured, personal profiles and groups are not: Meta gives no interface to them.",
            "Facebook shows no history of edits: what a post or comment said at each look is kept, and nothing in between.",
            "What was posted and deleted again between two looks is not seen where Facebook does not tell of it.",
            "Of a Page that posts very much, Meta gives a choice of the older posts only.",
            "That somebody of the public deleted a comment is not seen; nor is it, of a comment of the Page’s own.",
            "Where Facebook does not say who wrote a comment, it is kept without a name.",
            "Comments that somebody may see only with the writer, and posts for some people only, are never taken.",
            "Whether a person or a filter hid a comment cannot be seen; below posts of visitors hidden ones are not looked for.",
            "A story is captured as long as Facebook shows it, mostly a day, and its words only as far as they stand in the picture.",
            "Likes, reactions, polls and messages are not captured, nor what the Page writes on other pages.",
            "Nothing is signed: what is kept is what Facebook showed to the Page itself.",
        ),
    )

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: by Facebook Login, of which the token of this Page alone is kept."""
        return PageConsent(self._web, self._api or self.home, f"{self._api or f'{HOME}/v26.0'}/dialog/oauth")

    def number_in(self, address: str) -> str:
        """Of the number itself, or an address that ends with it: ``/profile.php?id=…``, ``/Exampleville-123456``."""
        told = urlsplit(address).query.removeprefix("id=") if "profile.php" in address else address
        found = _NUMBER.fullmatch(told)
        return found["id"] if found else ""

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``."""
        return f"{HOME}/{account}"

    def listed(self, shown: Shown, kind: Kind) -> Iterator[Event]:
        """See ``Live``: whom the Page blocks, too."""
        yield from self._blocked(shown) if kind is Kind.BLOCK else super().listed(shown, kind)

    def _blocked(self, shown: Shown) -> Iterator[Event]:
        who, more = shown.identity, ""
        entries = Entries(ListOf(self.name, who.id, Act.BLOCK, who.handle), shown.answer.source(Method.SNAPSHOT))
        for page in self._graph.pages(who.id, f"{who.id}/blocked", {"fields": "id,name", "limit": "100"}, MAX_BLOCKED):
            more = page.after
            for entry in page.parts:
                number, name = id_at(entry.value, "id"), text_at(entry.value, "name")
                yield entries.add(number, {"name": name}, entry.raw) if number else entries.without(entry.raw, "it names nobody")
        entries.complete = entries.complete and not more
        entries.witnessed = entries.complete and not entries.uris and self._shows_posts(who)
        yield entries.listing()

    def _shows_posts(self, who: Identity) -> bool:
        """Whether Facebook shows posts of the Page, which the same permission opens as the list of blocks. Raises Unauthorised."""
        try:
            return bool(self._graph.page(who.id, f"{who.id}/{PUBLISHED.path}", {"fields": "id", "limit": "1"}).parts)
        except Unauthorised:
            raise
        except Refused:
            return False

    def _whole(self, who: Identity) -> Callable[[Page], Page]:
        """The pictures of a page of posts, with what is said of them for those who do not see: their own nodes alone tell it."""

        def asked(page: Page) -> Page:
            refs = (medium.ref for part in page.parts for medium in self.answers.media(part.value))
            numbers = [ref.removeprefix("photo:") for ref in dict.fromkeys(refs) if ref.startswith("photo:")]
            batches = (numbers[first : first + AT_ONCE] for first in range(0, len(numbers), AT_ONCE))
            photos = {number: told for batch in batches for number, told in self._photos(who, batch)}
            return replace(page, parts=[_with(part, photos) for part in page.parts]) if photos else page

        return asked

    def _photos(self, who: Identity, numbers: list[str]) -> list[tuple[str, object]]:
        """What is asked of pictures; nothing where Facebook does not tell it: a post is taken without it."""
        try:
            return list(self._graph.several(who.id, numbers, "id,alt_text,alt_text_custom,images").items())
        except Unauthorised:
            raise
        except Refused:
            return []

    def asked_for(self, ref: str) -> tuple[str, str]:
        """See ``GraphPlatform.asked_for``: ``photo:`` or ``video:`` and the number."""
        kind, _, number = ref.partition(":")
        return (number, "id,source" if kind == "video" else "id,images") if kind in ("photo", "video") else ("", "")

    def address_in(self, value: object) -> str:
        """See ``GraphPlatform.address_in``."""
        return largest(value) or text_at(value, "source")


def _with(part: Part, photos: dict[str, object]) -> Part:
    """A part with what was asked of its pictures, beside its bytes."""
    return replace(part, value={**part.value, "photos": photos}) if isinstance(part.value, dict) else part
