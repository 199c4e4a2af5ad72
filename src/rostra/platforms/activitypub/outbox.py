"""What an account's outbox tells, as events; each post with what the network's servers list as answers to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from rostra.platforms.activitypub import objects
from rostra.platforms.activitypub.client import Client, Shown
from rostra.platforms.base import Event, Gap, Identity, Method, Refused, Rejected, Source, Unreachable
from rostra.platforms.beyond import Beyond
from rostra.platforms.feed import Feed, Page
from rostra.platforms.hostile import origin, text_at, time_at, value_at, web_address
from rostra.platforms.parts import Part, Unfit, member
from rostra.platforms.web import Answer, WebRefused

MAX_REPLIES = 200  # to one post: each is asked for at its own server
MAX_ABOVE = 20  # posts that a thread is followed up


class Outbox(Feed):
    """An outbox, by when each thing was published. The newest page is told each time, so that an edit of it shows."""

    def __init__(self, client: Client, shown: Shown) -> None:
        super().__init__()
        self._client = client
        self._shown = shown
        self._threads = Threads(client, shown, Method.POLL)

    def page(self, below: str) -> Page:
        """See ``Feed``."""
        return self._client.page(self._shown, below)

    def key(self, entry: object) -> str:
        """See ``Feed``: the address of what was done, or of what was written."""
        return entry if isinstance(entry, str) else text_at(entry, "id") or objects.address_at(entry, "object")

    def moment(self, entry: object) -> int:
        """See ``Feed``: in seconds."""
        stated = time_at(entry, "published") or time_at(entry, "object", "published")
        return int(stated.timestamp()) if stated else 0

    def beyond(self, top: int, oldest: int, answer: Answer) -> Iterator[Event]:  # noqa: ARG002 -- the moments say all
        """See ``Feed``: an outbox may hold the newest only."""
        start, end = (dt.datetime.fromtimestamp(moment, dt.UTC) for moment in (top, oldest))
        reason = "The outbox does not reach back to what was known: posts may have been missed."
        yield Gap(self._shown.identity.id, start, end, reason, beyond=Beyond.POSTS)

    def events(self, part: Part, source: Source, position: int, top: int) -> Iterator[Event]:
        """See ``Feed``: one that was known is told without what answers it."""
        kind = text_at(part.value, "type")
        try:
            if kind == "Announce" and objects.is_public(part.value):
                yield from self._repost(part, source)
            elif kind == "Create" or kind in objects.POSTS or isinstance(part.value, str):
                yield from self._post(part, source, fresh=self.moment(part.value) > top)
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
        except WebRefused as refused:
            yield Rejected(position, f"{self.key(part.value)[:200]} could not be read: {refused}", part.raw)

    def _repost(self, part: Part, source: Source) -> Iterator[Event]:
        """Nothing where the outbox holds what is repeated, and that is not for everybody."""
        held = value_at(part.value, "object")
        if not isinstance(held, dict) or objects.is_public(held):
            yield objects.repost(part, self._own(part), source)

    def _post(self, part: Part, source: Source, *, fresh: bool) -> Iterator[Event]:
        if text_at(part.value, "type") == "Create":
            self._own(part)
        found, answer = self._object(part)
        silent = value_at(found.value, "to") is None and value_at(found.value, "cc") is None
        if objects.is_gone(found.value) or not objects.is_public(part.value if silent else found.value):
            return
        place = answer.source(Method.POLL) if answer else source
        item = objects.post(found, self._shown.identity, self._shown.identity.id, place, self._threads.first(found.value))
        yield item
        if fresh:
            yield from self._threads.below(found, item.thread or item.uri)

    def _object(self, part: Part) -> tuple[Part, Answer | None]:
        """The post itself: some outboxes hold it, others name it."""
        told = part.value
        if text_at(told, "type") != "Create" and isinstance(told, dict):
            return part, None
        inner = member(part, "object")
        if inner and isinstance(inner.value, dict):
            return inner, None
        address = web_address(told if isinstance(told, str) else text_at(told, "object"))
        if origin(address) != self._shown.server:
            raise Unfit(f"{address or 'A post without an address'} does not lie at the server of {self._shown.identity.id}")
        answer, found = self._client.thing(address)
        return found, answer

    def _own(self, part: Part) -> Identity:
        if objects.address_at(part.value, "actor") != self._shown.identity.id:
            raise Unfit(f"{self.key(part.value)[:200]} stands in the outbox of {self._shown.identity.id} and is another's")
        return self._shown.identity


@dataclass(frozen=True, slots=True)
class Threads:
    """What stands around an account's posts."""

    client: Client
    shown: Shown
    method: Method

    def first(self, post: object) -> str:
        """The address of the first post of the conversation, as far as it can be followed at the account's own server; else ""."""
        above = objects.address_at(post, "inReplyTo")
        for _ in range(MAX_ABOVE if above else 0):
            if origin(above) != self.shown.server:
                return ""
            try:
                _, part = self.client.thing(above)
            except (Refused, Unreachable):
                return ""
            if text_at(part.value, "id") != above:
                return ""
            if not (further := objects.address_at(part.value, "inReplyTo")):
                return above
            above = further
        return ""

    def below(self, post: Part, thread: str) -> Iterator[Event]:
        """What others answered, each as its own server shows it; what cannot be read is set aside by its address."""
        try:
            listed = self.client.answers(post)
        except (Refused, Unreachable):  # a thread that cannot be had must not stand in the way of the post
            return
        addresses = (web_address(each if isinstance(each, str) else text_at(each, "id")) for each in listed)
        for position, address in enumerate(list(dict.fromkeys(filter(None, addresses)))[:MAX_REPLIES], 1):
            try:
                yield from self._answer(address, thread)
            except (Refused, Unreachable, Unfit) as error:
                yield Rejected(position, f"{address} answers {thread}, and could not be read: {error}", address.encode())

    def _answer(self, address: str, thread: str) -> Iterator[Event]:
        """One of somebody else; the account's own answers stand in its outbox."""
        answer, part = self.client.thing(address)
        by = objects.address_at(part.value, "attributedTo")
        if text_at(part.value, "id") != address:
            raise Unfit("another post lies there")
        if by != self.shown.identity.id and objects.is_public(part.value):
            yield objects.post(part, Identity(by), self.shown.identity.id, answer.source(self.method), thread)
