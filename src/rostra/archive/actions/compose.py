"""Items and absences to drafts: decides what is new, gives identifiers and numbers, and commits to every field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured, Receipt, Seal
from rostra.archive.actions.ids import allot
from rostra.archive.actions.known import Content, Known
from rostra.archive.actions.seal import clean, seal, seal_version
from rostra.archive.actions.subjects import Counters
from rostra.archive.models import Record
from rostra.archive.queries.drafts import Draft, entry_line
from rostra.archive.queries.listed import listed
from rostra.archive.states.entries import EntryType
from rostra.archive.states.status import Status
from rostra.core.clock import exact_stamp
from rostra.platforms.base import Absence, Item, Source

_FAR = dt.timedelta(days=1)  # no clock is so wrong; later dates are lies or errors


class Composer:
    """Composes the drafts of one batch, in order."""

    def __init__(self, accounts: Mapping[str, Account], counters: Counters, known: dict[str, Known], now: dt.datetime) -> None:
        self._accounts = accounts
        self._counters = counters
        self._known = known
        self._now = now
        self._at = exact_stamp(now)
        self._series = settings.PROFILE.log.series
        self._ids: dict[str, int] = {}

    def allot_ids(self, items: Collection[Item]) -> None:
        """Give the new records of the batch their identifiers."""
        wanted = {item.uri: self._moment(item) for item in items}
        self._ids = dict(zip(wanted, allot(list(wanted.items()), _taken), strict=True))

    def version(self, captured: Captured, receipt: Receipt) -> Draft | None:
        """The draft of a new version, or None for a sighting."""
        item = captured.item
        content = Content(sha256(item.sameness or item.raw).digest(), item.revision, item.evidence)
        known = self._known.get(item.uri)
        if known is None:
            known = self._known[item.uri] = Known(self._ids[item.uri], Status.PRESENT, item.source.seen)
            receipt.new += 1
        elif known.comes_back(item.source.method, item.revision):  # a new version, so that the log tells of the return too
            known.status = Status.PRESENT
            receipt.returned += 1
        elif number := known.number_of(content):
            known.see(number, item.source.seen)
            receipt.sighted += 1
            return None
        else:
            receipt.edited += 1
        return self._version_draft(captured, content, known)

    def _version_draft(self, captured: Captured, content: Content, known: Known) -> Draft:
        item, media = captured.item, captured.media
        account = self._accounts[item.account]
        facts: dict[str, Any] = {
            "official": item.author.id in {account.identity, item.account},
            "revision": item.revision,
            "sameness": content.sameness.hex(),
            "url": clean(item.url),
            "moment": exact_stamp(self._moment(item)),
            "media": [[medium.size, clean(medium.missing)] for medium in media],
            **_facts_of(item.source),
        }
        return self._draft(
            EntryType.CAPTURE, item.uri, known.record_id, known.add(content, item.source.seen), account,
            sealed=captured.seal or seal_version(item, media, account), facts=facts,
            raw=item.raw, media_type=item.media_type, proof=item.proof,
        )  # fmt: skip

    def absence(self, absence: Absence, receipt: Receipt) -> Draft | None:
        """The draft of an absence, or None where it tells nothing new or the archive never held the record."""
        known = self._known.get(absence.uri)
        if known is None or not known.is_news_of_absence(absence.certainty, absence.revision):
            return None
        receipt.gone += 1
        account = self._accounts[absence.account]
        facts = {"revision": absence.revision, "last_present": exact_stamp(known.last_seen), **_facts_of(absence.source)}
        known.status, known.certainty, known.gone_revision, known.changed = Status.GONE, absence.certainty, absence.revision, True
        return self._draft(
            EntryType.GONE, absence.uri, known.record_id, known.number, account,
            sealed=seal(EntryType.GONE, absence_values(absence, account)), facts=facts,
            raw=absence.raw, media_type="application/octet-stream", proof=absence.proof,
        )  # fmt: skip

    def _draft(  # noqa: PLR0913 -- everything that differs between the two kinds of draft
        self, type_: EntryType, uri: str, record: int, number: int, account: Account, *,
        sealed: Seal, facts: dict[str, Any], raw: bytes, media_type: str, proof: bytes,
    ) -> Draft:  # fmt: skip
        values, secret, fields = sealed
        counter = self._counters.next(account.slug)
        entry = entry_line(type_, account.slug, counter, self._at, fields, self._series)
        return Draft(type_, uri, record, number, account.slug, counter, self._at, values, facts, secret, raw, media_type, proof, entry)

    def _moment(self, item: Item) -> dt.datetime:
        """When the item was published, as far as that can be believed; else when we saw it."""
        stated = item.published
        return stated if stated is not None and stated <= self._now + _FAR else item.source.seen


def absence_values(absence: Absence, account: Account) -> list[Any]:
    """The committed values of an absence, in the order of schema ``gone`` 1."""
    source = [absence.source.method.value, clean(absence.source.url), exact_stamp(absence.source.seen)]
    digest = sha256(absence.raw).hexdigest() if absence.raw else None
    return [account.slug, clean(absence.uri), absence.certainty.value, clean(absence.reason), digest, source]


def _facts_of(source: Source) -> dict[str, Any]:
    return {"status": source.status, "headers": [list(map(clean, pair)) for pair in source.headers], "answer": source.digest}


def _taken(ids: Any) -> set[int]:
    return set(Record.objects.filter(id__in=listed(ids)).values_list("id", flat=True))
