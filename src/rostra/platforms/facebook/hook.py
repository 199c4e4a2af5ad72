"""What Facebook tells of a Page by itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rostra.platforms.base import Absence, Certainty, Source
from rostra.platforms.calls import Ask, Heard
from rostra.platforms.facebook.answers import HOME
from rostra.platforms.graph.client import id_at
from rostra.platforms.graph.hooks import MetaHook, inner
from rostra.platforms.hostile import text_at, value_at
from rostra.platforms.parts import Part

_OTHERS = frozenset({"like", "reaction"})  # what comes and goes without a word
_LISTED = frozenset({"hide", "unhide", "block", "unblock", "mute"})  # verbs of what shows in a list


class FacebookHook(MetaHook):
    """The field ``feed`` of a Page. Meta writes ``edit`` and ``edited`` for the same."""

    by_hand: ClassVar[str] = MetaHook.by_hand.format("feed and mention of the object page; then add the app to each Page")

    def _message(self, message: Part, source: Source) -> Iterator[Heard]:
        for entry in inner(message, "entry") if text_at(message.value, "object") == "page" else ():
            account = id_at(entry.value, "id")
            for change in inner(entry, "changes") if account else ():
                yield from self._change(account, change, source)

    def _change(self, account: str, change: Part, source: Source) -> Iterator[Heard]:
        value = value_at(change.value, "value")
        item, verb = text_at(value, "item"), text_at(value, "verb")
        number = id_at(value, "comment_id") or id_at(value, "post_id")
        if item in _OTHERS or text_at(change.value, "field") not in ("feed", "mention"):
            return
        uri = f"{HOME}/{number}"
        if verb == "remove" and number:
            reason = f"Facebook says that this {item or 'post'} was removed."
            yield Absence(uri, account, Certainty.ASSERTED, source, reason, raw=change.raw)
        yield Ask(account, uris=(uri,) if number and verb in ("edit", "edited") else (), lists=verb in _LISTED)
