"""Rows to test with: accounts in the register, and records that came in through the archive's own door."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings

from rostra.accounts.models import Account, Handle
from rostra.archive.actions.batch import Captured, FetchedMedium
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import Sequencer, begin_log
from rostra.archive.models import Record
from rostra.archive.queries.stores import incoming_directory
from rostra.core.actor import system
from rostra.people.models import Person, Unit
from rostra.people.states import UnitKind
from rostra.platforms.base import Absence, Certainty, Evidence, Identity, Item, Kind, MediaRef, Method, Source

ACTOR = system("tests")
START = dt.datetime(2026, 3, 14, 14, 30, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def make_account(slug: str = "mayor", **facts: Any) -> Account:
    """An official account with its unit and custodian; an existing one of that slug as it is."""
    known = Account.objects.filter(slug=slug).first()
    if known is not None:
        return known
    unit = (
        facts.pop("unit", None) or Unit.objects.get_or_create(slug="city-hall", defaults={"name": "City Hall", "kind": UnitKind.OFFICE})[0]
    )
    custodian = facts.pop("custodian", None) or Person.objects.get_or_create(slug="ida-quill", defaults={"name": "Ida Quill"})[0]
    defaults = {
        "network": "bluesky",
        "identity": f"did:plc:{slug}",
        "handle": f"{slug}.exampleville.example",
        "name": slug.replace("-", " ").title(),
        "state": "active",
        "registered": START,
    }
    account = Account.objects.create(slug=slug, unit=unit, custodian=custodian, **{**defaults, **facts})
    Handle.objects.create(account=account, handle=account.handle, first_seen=START, last_seen=START)
    return account


def make_log() -> None:
    """Keys and an empty log in the data directory."""
    settings.ROSTRA_DATA.mkdir(parents=True, exist_ok=True)
    if make_keys():
        begin_log()


def publish_log() -> int:
    """Give every waiting entry its place; how many."""
    return Sequencer().drain()


def make_item(account: Account, text: str, **facts: Any) -> Item:
    """An item of an account, as a platform would yield it."""
    number = next(_numbers)
    at = facts.pop("at", START + dt.timedelta(minutes=number))
    seen = facts.pop("seen", at + dt.timedelta(seconds=2))
    uri = facts.pop("uri", f"at://{account.identity}/post/{number:06}")
    raw = facts.pop("raw", None) or json.dumps({"uri": uri, "text": text, "n": facts.get("revision", "")}).encode()
    defaults = {
        "kind": Kind.POST,
        "account": account.identity,
        "author": Identity(account.identity, account.handle, account.name),
        "media_type": "application/json",
        "source": Source(Method.STREAM, "https://pds.example/stream", seen),
        "evidence": Evidence.PLATFORM_API,
        "published": at,
        "languages": ("en",),
        "url": f"https://network.example/{account.slug}/{number}",
    }
    return Item(uri=uri, raw=raw, text=text, **{**defaults, **facts})


def make_medium(content: bytes, *, media_type: str = "image/png", alt: str = "") -> FetchedMedium:
    """A fetched picture or film."""
    folder = incoming_directory()
    folder.mkdir(parents=True, exist_ok=True)
    digest = sha256(content).digest()
    path = folder / digest.hex()
    path.write_bytes(content)
    return FetchedMedium(MediaRef(digest.hex()[:20], media_type, alt), path, digest, len(content))


def make_record(
    account: Account | None = None, text: str = "The bridge is open again.", *, media: Sequence[FetchedMedium] = (), **facts: Any
) -> Record:
    """A record with one version. The same ``uri`` again makes another version of it."""
    account = account or make_account()
    make_log()
    item = make_item(account, text, media=tuple(medium.ref for medium in media), **facts)
    take_in([Captured(item, tuple(media))], accounts={account.identity: account}, actor=ACTOR)
    return Record.objects.get(uri=item.uri)


def make_gone(record: Record, *, at: dt.datetime, certainty: Certainty = Certainty.OBSERVED, reason: str = "404 RecordNotFound") -> None:
    """The record is found missing at a moment."""
    source = Source(Method.PROBE, "https://pds.example/probe", at)
    absence = Absence(record.uri, record.account.identity, certainty, source, reason, revision=f"{at:%Y%m%d%H%M%S}")
    take_in([absence], accounts={record.account.identity: record.account}, actor=ACTOR)
