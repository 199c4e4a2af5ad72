"""Rows made directly, for tests of what reads them."""

from __future__ import annotations

import datetime as dt
import itertools
from hashlib import sha256
from typing import Any

from django.db.models import Max

from rostra.accounts.models import Account
from rostra.archive.actions.ids import base_id
from rostra.archive.models import Absence, Attachment, Entry, Record, Segment, Version
from rostra.archive.queries.histories import histories
from rostra.people.models import Person, Unit

_numbers = itertools.count(1)
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def make_unit(slug: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(slug=slug, name=slug.replace("-", " ").title(), kind="department", parent=parent)


def make_account(slug: str = "mayor", *, unit: Unit | None = None, network: str = "bluesky", **fields: Any) -> Account:
    person, _ = Person.objects.get_or_create(slug="ada-example", defaults={"name": "Ada Example"})
    unit = unit or Unit.objects.filter(slug="city").first() or make_unit("city")
    facts = {
        "identity": f"did:plc:{slug}",
        "handle": f"{slug}.exampleville.example",
        "name": slug.title(),
        "state": "active",
        "registered": NOON,
    }
    return Account.objects.create(slug=slug, network=network, unit=unit, custodian=person, **{**facts, **fields})


def make_entry(type_: str = "capture") -> Entry:
    """The next entry of the log, with its place."""
    number = next(_numbers)
    last = Entry.objects.aggregate(last=Max("index"))["last"]
    return Entry.objects.create(index=0 if last is None else last + 1, type=type_, subject="test", counter=number, at=NOON, body=b"{}")


def make_record(text: str = "The library opens at nine.", *, account: Account, published: dt.datetime = NOON, **fields: Any) -> Record:
    """A record in one version, in the log."""
    number = next(_numbers)
    id_ = base_id(published)
    while Record.objects.filter(id=id_).exists():
        id_ += 1
    facts = {"kind": "post", "official": True, "author_id": account.identity, "first_seen": NOON, "last_seen": NOON}
    record = Record.objects.create(
        id=id_, uri=f"at://test/{number}", account=account, published=published, versions=0, **{**facts, **fields}
    )
    add_version(record, text)
    return record


def add_version(record: Record, text: str, *, sameness: bytes = b"", languages: str = "en") -> Version:
    record.versions += 1
    record.current = record.versions
    record.save()
    segment, _ = Segment.objects.get_or_create(name="test.warc.gz", defaults={"size": 1, "digest": bytes(32), "closed": NOON})
    version = Version.objects.create(
        record=record,
        number=record.versions,
        seen=NOON,
        last_seen=NOON,
        text=text,
        html="",
        languages=languages,
        evidence="platform-api",
        method="poll",
        digest=sha256(text.encode()).digest(),
        sameness=sameness or sha256(text.encode()).digest(),
        segment=segment,
        offset=0,
        length=1,
        entry=make_entry(),
    )
    for told in histories(record.all_versions.all()):
        record.edits = told.history.edits
        record.save()
    return version


def add_picture(version: Version, alt: str = "") -> Attachment:
    ordinal = version.attachments.count()
    return Attachment.objects.create(version=version, ordinal=ordinal, media_type="image/png", alt=alt, ref="x", missing="not fetched")


def make_gone(record: Record) -> Absence:
    record.status = "gone"
    record.save()
    segment = Segment.objects.get(name="test.warc.gz")
    return Absence.objects.create(
        record=record,
        certainty="asserted",
        seen=NOON,
        last_present=NOON,
        reason="deleted",
        method="stream",
        segment=segment,
        offset=0,
        length=1,
        entry=make_entry("gone"),
    )
