"""Asking servers of the network as a stranger who signs nothing: an actor, its outbox page by page, and what lies at an address."""

from __future__ import annotations

from dataclasses import dataclass

from rostra.platforms import live
from rostra.platforms.activitypub import objects
from rostra.platforms.base import AccountUnknown, PlatformError, Refused, Unreachable
from rostra.platforms.feed import Page
from rostra.platforms.hostile import origin, text_at, value_at, web_address
from rostra.platforms.parts import Part, elements, member, whole
from rostra.platforms.web import Answer, Web, WebRefused
from rostra.platforms.webfinger import ACTIVITY, LONGEST_IDENTITY, MAX_DOCUMENT, NOT_FOUND, Finger

MAX_PAGE = 16 * 1024 * 1024  # bytes of a page of an outbox
GONE = 410
UNSIGNED = (401, 403)


@dataclass(frozen=True, slots=True)
class Shown(live.Shown):
    """An account as its own server shows it now."""

    outbox: str

    @property
    def server(self) -> str:
        """Where it is asked for."""
        return origin(self.identity.id)


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unreachable, RateLimited, WebRefused (with the status), Refused."""

    web: Web

    def find(self, address: str) -> str:
        """The actor's address behind what somebody wrote down. Raises AccountUnknown too."""
        try:
            return Finger(self.web).find(address)
        except WebRefused as refused:
            raise unknown(refused) from None

    def account(self, actor: str) -> Shown:
        """The account with this actor's address, by its own server. Raises AccountUnknown too; a WebRefused may say that it is gone."""
        if not web_address(actor) or len(actor) > LONGEST_IDENTITY:
            raise AccountUnknown(f"{actor[:200]} is not the address of an account on this network.")
        try:
            answer, part = self.thing(actor)
        except WebRefused as refused:
            raise unknown(refused) from None
        outbox = objects.address_at(part.value, "outbox")
        if text_at(part.value, "id") != actor or origin(outbox) != origin(actor):
            raise Refused(f"What lies at {actor} is not that account, or its outbox does not lie at its server.")
        return Shown(objects.author_of(part.value, self._handle(actor)), part, answer, outbox, status=_status(part.value))

    def page(self, shown: Shown, below: str) -> Page:
        """A page of the outbox, from the newest, or the one that another named."""
        address = below or shown.outbox
        if origin(address) != shown.server:
            raise Unreachable(f"{shown.server} leads on to another server.")
        try:
            answer, part = self._get(address)
            first = member(part, "first")
            if first is not None and not below and not _holds(part):
                answer, part = (answer, first) if _holds(first) else self._get(self._near(objects.address_at(part.value, "first"), shown))
        except WebRefused as refused:
            if refused.status in (*UNSIGNED, NOT_FOUND):
                raise Refused(f"{shown.server} shows its outbox to nobody who does not sign: {refused}") from None
            raise
        following = objects.address_at(part.value, "next")
        return Page(_entries(part), following if following != address else "", answer)

    def thing(self, address: str) -> tuple[Answer, Part]:
        """What lies at an address of the network."""
        return self._get(address, MAX_DOCUMENT)

    def answers(self, post: Part) -> list[object]:
        """What the post's server lists as answers to it: addresses, or things that have one. Raises as all."""
        replies = value_at(post.value, "replies")
        if isinstance(replies, str):
            replies = self.thing(self._beside(replies, post))[1].value
        first = value_at(replies, "first")
        if isinstance(first, str):
            first = self.thing(self._beside(first, post))[1].value
        pages = [replies, first]
        following = objects.address_at(first, "next")
        if following and origin(following) == origin(text_at(post.value, "id")):
            pages.append(self.thing(following)[1].value)
        return [each for page in pages for name in ("items", "orderedItems") for each in _listed(value_at(page, name))]

    def _handle(self, actor: str) -> str:
        """``user@host``, as far as it points back to the actor at this moment; else ""."""
        finger = Finger(self.web)
        try:
            return finger.proven(actor, *finger.name(actor))
        except (WebRefused, AccountUnknown):
            return ""

    def _near(self, address: str, shown: Shown) -> str:
        if origin(address) != shown.server:
            raise Unreachable(f"{shown.server} leads on to another server.")
        return address

    def _beside(self, address: str, post: Part) -> str:
        if origin(address) != origin(text_at(post.value, "id")):
            raise Refused("A post names answers at another server than its own.")
        return address

    def _get(self, address: str, limit: int = MAX_PAGE) -> tuple[Answer, Part]:
        answer = self.web.get(address, limit=limit, accept=ACTIVITY)
        try:
            return answer, whole(answer.body)
        except ValueError:
            raise Unreachable(f"{address} answered something that is not JSON.") from None


def _status(actor: object) -> str:
    """The network's word for how an account stands."""
    if value_at(actor, "suspended") is True:
        return "suspended"
    return "moved" if objects.address_at(actor, "movedTo") else "active"


def _entries(page: Part) -> list[Part]:
    found = member(page, "orderedItems") or member(page, "items")
    return elements(found) if found else []


def _holds(page: Part) -> bool:
    return any(isinstance(value_at(page.value, name), list) for name in ("orderedItems", "items"))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def unknown(refused: WebRefused) -> PlatformError:
    """What it means that an account is refused: 404 that there is none; 401 and 403 that it is not shown to who signs nothing."""
    if refused.status == NOT_FOUND:
        return AccountUnknown(str(refused))
    if refused.status in UNSIGNED:
        return Refused(f"The server shows this account to nobody who does not sign, so it cannot be captured from it: {refused}")
    return refused
