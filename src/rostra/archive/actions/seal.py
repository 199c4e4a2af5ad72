"""The seal of a version: what its entry will commit to. Made from the capture alone, so that another process can make it beforehand."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

import orjson

from rostra.archive.actions.batch import Captured, FetchedMedium, Sealed
from rostra.archive.states.entries import CURRENT, SCHEMAS, EntryType
from rostra.archive.states.storable import clean
from rostra.core import clock
from rostra.core.clock import exact_stamp
from rostra.platforms.base import Item, Source
from rostra.tlog.commitment import SECRET_SIZE, commitment

_FAR = dt.timedelta(days=1)  # no clock is so wrong; later dates are lies or errors


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

    @property
    def identity(self) -> str:
        """Its name there that never changes."""
        ...


class Seal(NamedTuple):
    """The committed values in the order of the schema, the secret of their salts, and the commitment (hex)."""

    values: list[Any]
    secret: bytes
    fields: str


def seal(type_: EntryType, values: list[Any]) -> Seal:
    """Commit to these values under a new secret."""
    secret = secrets.token_bytes(SECRET_SIZE)
    return Seal(values, secret, commitment(SCHEMAS[type_, CURRENT[type_]], values, secret).hex())


def seal_version(captured: Captured, account: Owner) -> Sealed:
    """The capture, sealed: half of the work of taking it in, and no part of it needs the database."""
    item, media = captured.item, captured.media
    values, secret, fields = seal(EntryType.CAPTURE, item_values(item, media, account))
    sameness, moment = sameness_of(item), exact_stamp(_believed(item))
    facts = {
        "official": item.author.id in {account.identity, item.account},
        "revision": item.revision,
        "sameness": sameness.hex(),
        "url": clean(item.url),
        "moment": moment,
        "media": [[medium.size, clean(medium.missing), medium.again] for medium in media],
        **facts_of(item.source),
    }
    return Sealed(
        item.uri, item.account, moment, item.source, sameness, item.revision, item.evidence,
        orjson.dumps([values, facts]), secret, fields, item.raw, item.media_type, item.proof, media,
    )  # fmt: skip


def sameness_of(item: Item) -> bytes:
    """SHA-256 of what tells two versions apart."""
    return sha256(item.sameness or item.raw).digest()


def facts_of(source: Source) -> dict[str, Any]:
    """The facts of a request that are kept beside the committed values."""
    return {"status": source.status, "headers": [list(map(clean, pair)) for pair in source.headers], "answer": source.digest}


def _believed(item: Item) -> dt.datetime:
    """When the item was published, as far as that can be believed; else when we saw it."""
    stated = item.published
    return stated if stated is not None and stated <= clock.now() + _FAR else item.source.seen


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
