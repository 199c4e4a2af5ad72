"""Direct messages in an archive of X, of two people or of a group: pure, so that the same bytes always say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from rostra.platforms import messages
from rostra.platforms.base import Identity, Item, MediaRef, Span
from rostra.platforms.hostile import list_at, maps_in, read_time, text_at, value_at, web_address
from rostra.platforms.messages import BadMessage, Conversation, Message, object_in, parties_of
from rostra.platforms.table.parse import media_type_of
from rostra.platforms.x import layout
from rostra.platforms.x.addresses import is_id

if TYPE_CHECKING:
    from rostra.platforms.base import Source
    from rostra.platforms.files.exported import Contents

OPENING: Final = re.compile(
    rb'\{\s*+"dmConversation"\s*+:\s*+\{\s*+"conversationId"\s*+:\s*+"(?P<of>[0-9-]{1,60})"\s*+,\s*+"messages"\s*+:\s*+\['
)
CLOSING: Final = re.compile(rb"\]\s*+\}\s*+\}")
MOST_PEOPLE = 500_000  # in all conversations of an archive: their numbers are held in memory

_MEDIUM = re.compile(r"https?://[^?#]*/([\w-]{1,100})/([\w.-]{1,100})(?:[?#].*)?")
_REF = re.compile(r"([0-9]{1,19})/([\w-]{1,100})/([\w.-]{1,100})")
_MOST_MEDIA = 20
_MEMBERS = ("joinConversation", "participantsJoin", "participantsLeave")


def message_in(raw: bytes) -> dict[str, object] | None:
    """What an element says of a message; None where it tells of something else: somebody came, left, or gave a group its name.

    Raises BadMessage.
    """
    found = value_at(object_in(raw), "messageCreate")
    if found is not None and not isinstance(found, dict):
        raise BadMessage("it is no message")
    return found


def taking_part(raw: bytes) -> Iterator[str]:
    """The numbers of everybody whom an element names as one who takes part. Raises BadMessage."""
    found = object_in(raw)
    named = [text_at(found, "messageCreate", name) for name in ("senderId", "recipientId")]
    for what in _MEMBERS:
        named += [text_at(found, what, "initiatingUserId")]
        named += [each for name in ("participantsSnapshot", "userIds") for each in list_at(found, what, name) if isinstance(each, str)]
    return filter(is_id, named)


def conversation(number: str, people: Iterable[str], owner: Identity) -> Conversation:
    """The conversation of this number. That of two has both of theirs for its own."""
    of_two = number.split("-") if owner.id in number.split("-") else ()
    return Conversation("x", owner, number, parties_of(map(Identity, filter(is_id, (*of_two, *people))), owner))


def item(said: dict[str, object], raw: bytes, of: Conversation, source: Source) -> Item:
    """The item of a message. Raises BadMessage."""
    number, sender, text = text_at(said, "id"), text_at(said, "senderId"), text_at(said, "text")
    if not is_id(number) or not is_id(sender):
        raise BadMessage("it has no id, or nobody sent it")
    author = of.account if sender == of.account.id else Identity(sender)
    told = Message(number, author, read_time(text_at(said, "createdAt")), raw, text, tuple(_links(said, text)), tuple(_media(said, number)))
    return messages.item(told, of, source)


def medium_in(archive: Contents, ref: str) -> str:
    """The member that holds a medium of a message, named after the message or the medium; empty where there is none."""
    found = _REF.fullmatch(ref)
    named = (f"{before}-{found[3]}" for before in (found[1], found[2])) if found else ()
    return next(filter(None, (layout.medium_in(archive, each, layout.OF_MESSAGES) for each in named)), "")


def _links(said: dict[str, object], text: str) -> Iterator[Span]:
    """Where the short links in a text lead."""
    end = 0
    for link in maps_in(list_at(said, "urls")):
        short, href = text_at(link, "url"), web_address(text_at(link, "expanded"))
        start = text.find(short, end) if short and href else -1
        if start >= 0:
            end = start + len(short)
            yield Span(start, end, href)


def _media(said: dict[str, object], number: str) -> Iterator[MediaRef]:
    for address in list_at(said, "mediaUrls")[:_MOST_MEDIA]:
        found = _MEDIUM.fullmatch(address) if isinstance(address, str) else None
        if found:
            yield MediaRef(f"{number}/{found[1]}/{found[2]}", media_type_of(found[2]))
