"""The seal of a version: what its entry will commit to. Made from the item alone, so that another process can make it beforehand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Protocol

from rostra.archive.actions.batch import FetchedMedium, Seal
from rostra.archive.states.entries import CURRENT, SCHEMAS, EntryType
from rostra.core.clock import exact_stamp
from rostra.platforms.base import Item
from rostra.tlog.commitment import SECRET_SIZE, commitment


class Owner(Protocol):
    """The account that an item belongs to, as far as it is committed to."""

    @property
    def slug(self) -> str:
        """Its alias."""
        ...

    @property
    def network(self) -> str:
        """Where it is."""
        ...


def seal(type_: EntryType, values: list[Any]) -> Seal:
    """Commit to these values under a new secret."""
    secret = secrets.token_bytes(SECRET_SIZE)
    return Seal(values, secret, commitment(SCHEMAS[type_, CURRENT[type_]], values, secret).hex())


def seal_version(item: Item, media: Sequence[FetchedMedium], account: Owner) -> Seal:
    """The seal of a version: half of the work of taking it in, and no part of it needs the database."""
    return seal(EntryType.CAPTURE, item_values(item, media, account))


def item_values(item: Item, media: Sequence[FetchedMedium], account: Owner) -> list[Any]:
    """The committed values of a version, in the order of schema ``capture`` 1."""
    author, source = item.author, item.source
    return [
        account.slug,
        account.network,
        clean(item.uri),
        item.kind.value,
        [clean(author.id), clean(author.handle), clean(author.name)],
        None if item.published is None else exact_stamp(item.published),
        clean(item.text),
        list(map(clean, item.languages)),
        [clean(item.reply_to), clean(item.thread), clean(item.quotes), clean(item.subject)],
        [[span.start, span.end, clean(span.href)] for span in item.spans],
        [[None if m.digest is None else m.digest.hex(), clean(m.ref.media_type), clean(m.ref.alt), clean(m.ref.ref)] for m in media],
        [sha256(item.raw).hexdigest(), item.media_type],
        [item.evidence.value, sha256(item.proof).hexdigest() if item.proof else None],
        [source.method.value, clean(source.url), exact_stamp(source.seen)],
    ]


def clean(text: str) -> str:
    """A text that every store can hold: NUL and lone surrogates become U+FFFD. The item's own bytes stay as they came."""
    if text.isascii() and "\x00" not in text:
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\x00", "\ufffd")
