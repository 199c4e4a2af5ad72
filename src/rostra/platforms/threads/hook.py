"""What Threads tells of an account by itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rostra.platforms.base import Absence, Certainty, Source
from rostra.platforms.calls import Ask, Heard
from rostra.platforms.graph.client import id_at
from rostra.platforms.graph.hooks import MetaHook
from rostra.platforms.hostile import text_at, value_at
from rostra.platforms.parts import Part, elements, member
from rostra.platforms.threads.answers import HOME


class ThreadsHook(MetaHook):
    """Replies, mentions, what was published, what was deleted; each names the account in a place of its own."""

    by_hand: ClassVar[str] = MetaHook.by_hand.format("replies, mentions, publish and delete")

    def _message(self, message: Part, source: Source) -> Iterator[Heard]:
        values = member(message, "values")
        for each in (elements(values) if isinstance(values.value, list) else [values]) if values else ():
            yield from self._told(message, each, source)

    def _told(self, message: Part, told: Part, source: Source) -> Iterator[Heard]:
        value, field = value_at(told.value, "value"), text_at(told.value, "field")
        owner = id_at(value, "owner", "owner_id") or id_at(value, "owner")
        number = id_at(value, "id")
        if field == "delete" and owner and number:
            reason = "Threads says that this post was deleted."
            yield Absence(f"{HOME}/{number}", owner, Certainty.ASSERTED, source, reason, raw=told.raw)
            yield Ask(owner)
        elif account := {"replies": id_at(value, "root_post", "owner_id"), "mentions": id_at(message.value, "target_id")}.get(field, ""):
            yield Ask(account)
        elif field == "publish" and (handle := text_at(value, "username")[:255]):
            yield Ask("", handle)
