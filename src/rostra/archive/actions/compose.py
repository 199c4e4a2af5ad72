"""Sealed captures and absences to drafts: decides what is new, and gives identifiers and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import orjson
from django.conf import settings

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Receipt, Sealed
from rostra.archive.actions.ids import allot
from rostra.archive.actions.known import Known
from rostra.archive.actions.seal import Seal, facts_of, seal
from rostra.archive.actions.subjects import Counters
from rostra.archive.models import Record
from rostra.archive.queries.drafts import Draft, entry_line
from rostra.archive.queries.listed import listed
from rostra.archive.states.editions import Content, History
from rostra.archive.states.entries import EntryType
from rostra.archive.states.status import Status
from rostra.archive.states.storable import clean
from rostra.core.clock import exact_stamp
from rostra.platforms.base import Absence


class Composer:
    """Composes the drafts of one batch, in order."""

    def __init__(self, accounts: Mapping[str, Account], counters: Counters, known: dict[str, Known], at: str) -> None:
        self._accounts = accounts
        self._counters = counters
        self._known = known
        self._at = at
        self._series = settings.PROFILE.log.series
        self._ids: dict[str, int] = {}

    def allot_ids(self, captures: Iterable[Sealed]) -> None:
        """Give the new records of the batch their identifiers."""
        wanted = {captured.uri: dt.datetime.fromisoformat(captured.moment) for captured in captures}
        self._ids = dict(zip(wanted, allot(list(wanted.items()), _taken), strict=True))

    def version(self, captured: Sealed, receipt: Receipt) -> Draft | None:
        """The draft of a new version, or None for a sighting."""
        uri, source = captured.uri, captured.source
        values, facts = orjson.loads(captured.content)
        content = Content(captured.sameness, captured.revision, captured.evidence, values[6], captured.awaited)
        known, account = self._known.get(uri), self._accounts[captured.account]
        taken_for_publics = known is not None and known.takes_for_publics(account.identity)
        if known is None:
            known = self._known[uri] = Known(self._ids[uri], Status.PRESENT, source.seen, History(kind=values[3]))
            receipt.new += 1
        elif known.comes_back(source.method, captured.revision):  # a new version, so that the log tells of the return too
            known.status = Status.PRESENT
            receipt.returned += 1
        elif not taken_for_publics and (number := known.history.number_of(content)):
            known.see(number, source)
            receipt.sighted += 1
            return None
        elif known.history.tells_again(content):
            receipt.again += 1
        else:  # also what is an official account's own after all, so that the log tells whose it is
            receipt.edited += 1
        if taken_for_publics:
            known.give_to(account.pk)
        return self._draft(
            EntryType.CAPTURE, uri, known.record_id, known.add(content, source), account,
            sealed=Seal(values, captured.secret, captured.fields), facts=facts,
            raw=captured.raw, media_type=captured.media_type, proof=captured.proof,
        )  # fmt: skip

    def absence(self, absence: Absence, receipt: Receipt) -> Draft | None:
        """The draft of an absence, or None where it tells nothing new or the archive never held the record."""
        known = self._known.get(absence.uri)
        if known is None or not known.is_news_of_absence(absence.certainty, absence.revision):
            return None
        receipt.gone += 1
        account = self._accounts[absence.account]
        facts = {"revision": absence.revision, "last_present": exact_stamp(known.last_seen), **facts_of(absence.source)}
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


def absence_values(absence: Absence, account: Account) -> list[Any]:
    """The committed values of an absence, in the order of schema ``gone`` 1."""
    source = [absence.source.method.value, clean(absence.source.url), exact_stamp(absence.source.seen)]
    digest = sha256(absence.raw).hexdigest() if absence.raw else None
    return [account.slug, clean(absence.uri), absence.certainty.value, clean(absence.reason), digest, source]


def _taken(ids: Any) -> set[int]:
    return set(Record.objects.filter(id__in=listed(ids)).values_list("id", flat=True))
