"""What Instagram tells of an account by itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rostra.platforms.base import Source
from rostra.platforms.calls import Ask, Heard
from rostra.platforms.graph.client import id_at
from rostra.platforms.graph.hooks import MetaHook, inner
from rostra.platforms.hostile import text_at
from rostra.platforms.parts import Part


class InstagramHook(MetaHook):
    """Comments and mentions. Nothing is told of what was deleted or changed."""

    by_hand: ClassVar[str] = MetaHook.by_hand.format("comments and mentions of the object instagram")

    def _message(self, message: Part, source: Source) -> Iterator[Heard]:  # noqa: ARG002 -- nothing is taken as it is
        for entry in inner(message, "entry") if text_at(message.value, "object") == "instagram" else ():
            account = id_at(entry.value, "id")
            changes = [*inner(entry, "changes"), entry]  # what is told stands in a list, or in the entry itself
            if account and any(text_at(change.value, "field") in ("comments", "mentions") for change in changes):
                yield Ask(account)
