"""Direct messages in an archive of Mastodon: posts that name whom they are for, and neither the public nor followers. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms import messages
from rostra.platforms.activitypub.objects import is_public
from rostra.platforms.base import Identity, Item, Source
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at, web_address
from rostra.platforms.mastodon.activities import written
from rostra.platforms.messages import BadMessage, Conversation, Message, parties_of
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.webfinger import LONGEST_IDENTITY

_FOR = ("to", "cc", "bto", "bcc", "audience")


def message(activity: Part, owner: Identity, source: Source) -> Item | None:
    """What the account wrote to somebody alone; None where it was for the public or for followers. Raises BadMessage."""
    said, told = activity.value, value_at(activity.value, "object")
    if not isinstance(told, dict) or not (_is_direct(said) and _is_direct(told)):
        return None
    if text_at(said, "actor") != owner.id or text_at(said, "type") != "Create":
        raise BadMessage("it is another account's, or no message")
    try:
        found = written(activity, owner, source)
    except Unfit:
        raise BadMessage("it is no message") from None
    number = text_at(told, "conversation") or text_at(told, "context") or found.reply_to or found.uri
    of = Conversation("mastodon", owner, number[:LONGEST_IDENTITY], parties_of(_people(told), owner))
    return messages.item(Message(found.uri, owner, found.published, activity.raw, found.text, found.spans, found.media), of, source)


def _is_direct(value: object) -> bool:
    """Whether it names whom it is for, and each of them is somebody: neither everybody nor the followers of somebody."""
    named = list(_named(value))
    return bool(named) and not is_public(value) and not any(each.rstrip("/").endswith("/followers") for each in named)


def _named(value: object) -> Iterator[str]:
    for name in _FOR:
        found = value_at(value, name)
        yield from (each for each in (found if isinstance(found, list) else [found]) if isinstance(each, str))


def _people(note: dict[str, object]) -> Iterator[Identity]:
    """Whom it is for, under the handles by which the text names them."""
    handles = {text_at(tag, "href"): text_at(tag, "name").lstrip("@") for tag in maps_in(list_at(note, "tag"))}
    return (Identity(each, handles.get(each, "")) for each in _named(note) if web_address(each))
