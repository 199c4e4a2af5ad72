"""What Meta sends by itself to an address that was registered for it (webhooks): pure, nothing is asked or kept here.

Such a message says that something happened, and rarely all of it. So it mostly names an account that is worth asking at once; only that
something was deleted is taken from it as it is. Shapes as in Meta's references of the webhooks of Pages, Instagram and Threads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson

from rostra.platforms.base import Absence, Certainty, Method, Source
from rostra.platforms.facebook.answers import HOME as FACEBOOK
from rostra.platforms.graph.client import id_at
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at
from rostra.platforms.threads.answers import HOME as THREADS

LONGEST = 200  # characters of a challenge
_OTHERS = frozenset({"like", "reaction"})  # what comes and goes without a word
_ADDRESS = ""  # of what was sent to us, there is none


@dataclass(frozen=True, slots=True)
class Ask:
    """An account that is worth asking at once. Threads names the one that published by its handle only."""

    network: str
    account: str  # Identity.id; "" where only the handle is told
    handle: str = ""


Heard = Ask | Absence


def challenge(query: Mapping[str, str], verify_token: str) -> bytes:
    """What has to be answered so that Meta knows that the address is ours; nothing where the question is not Meta's.

    ``verify_token``: what was entered at Meta by hand.
    """
    told, asked = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
    known = bool(verify_token) and hmac.compare_digest(told.encode(errors="replace"), verify_token.encode(errors="replace"))
    sound = 0 < len(asked) <= LONGEST and asked.isascii() and asked.isalnum()
    return asked.encode() if known and sound and query.get("hub.mode") == "subscribe" else b""


def is_signed(body: bytes, header: str, secret: str) -> bool:
    """Whether Meta sent this: ``header`` is X-Hub-Signature-256, ``secret`` that of our app."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(header.encode(errors="replace"), expected.encode())


def events(body: bytes, seen: dt.datetime) -> tuple[Heard, ...]:
    """Whom to ask, and what is gone, each once, out of a message that is signed; nothing of what is not understood."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ()
    source = Source(Method.STREAM, _ADDRESS, seen, digest=hashlib.sha256(body).hexdigest())
    messages = maps_in(told if isinstance(told, list) else [told])
    return tuple(dict.fromkeys(heard for message in messages for heard in _message(message, source)))


def _message(message: dict[str, object], source: Source) -> Iterator[Heard]:
    kind = text_at(message, "object")
    if kind in ("page", "instagram"):
        for entry in maps_in(list_at(message, "entry")):
            yield from _page(entry, source) if kind == "page" else _instagram(entry)
        return
    values = value_at(message, "values")
    for each in maps_in(values if isinstance(values, list) else [values]):
        yield from _threads(message, each, source)


def _page(entry: dict[str, object], source: Source) -> Iterator[Heard]:
    """The field ``feed`` of a Page. Meta writes ``edit`` and ``edited`` for the same."""
    account = id_at(entry, "id")
    for change in maps_in(list_at(entry, "changes")) if account else ():
        value = value_at(change, "value")
        item, number = text_at(value, "item"), id_at(value, "comment_id") or id_at(value, "post_id")
        if item in _OTHERS or text_at(change, "field") not in ("feed", "mention"):
            continue
        if text_at(value, "verb") == "remove" and number:
            yield Absence(
                f"{FACEBOOK}/{number}", account, Certainty.ASSERTED, source, f"Facebook says that this {item or 'post'} was removed."
            )
        yield Ask("facebook", account)


def _instagram(entry: dict[str, object]) -> Iterator[Heard]:
    """Comments and mentions. Nothing is told of what was deleted or changed."""
    account = id_at(entry, "id")
    changes = [*maps_in(list_at(entry, "changes")), entry]  # what is told stands in a list, or in the entry itself
    if account and any(text_at(change, "field") in ("comments", "mentions") for change in changes):
        yield Ask("instagram", account)


def _threads(message: dict[str, object], told: dict[str, object], source: Source) -> Iterator[Heard]:
    """Replies, mentions, what was published, what was deleted; each names the account in a place of its own."""
    value, field = value_at(told, "value"), text_at(told, "field")
    owner = id_at(value, "owner", "owner_id") or id_at(value, "owner")
    number = id_at(value, "id")
    if field == "delete" and owner and number:
        yield Absence(f"{THREADS}/{number}", owner, Certainty.ASSERTED, source, "Threads says that this post was deleted.")
        yield Ask("threads", owner)
    elif account := {"replies": id_at(value, "root_post", "owner_id"), "mentions": id_at(message, "target_id")}.get(field, ""):
        yield Ask("threads", account)
    elif field == "publish" and (handle := text_at(value, "username")[:255]):
        yield Ask("threads", "", handle)
