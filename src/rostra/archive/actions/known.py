"""What the archive holds already of the records in a batch, and what a batch changes on them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F

from rostra.accounts.models import Account
from rostra.archive.actions.seal import sameness_of
from rostra.archive.models import Absence, Record, Version
from rostra.archive.queries.awaited import AWAITED
from rostra.archive.queries.listed import listed
from rostra.archive.states.editions import Content, History
from rostra.archive.states.status import Status
from rostra.archive.states.storable import clean
from rostra.platforms.base import Absence as ToldAbsence
from rostra.platforms.base import Certainty, Item, Method, Source

_SHOWS_THE_PRESENT = frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT})


@dataclass(slots=True)
class Known:
    """A record as the archive holds it, changed as the batch goes on."""

    record_id: int
    status: str
    last_seen: dt.datetime
    history: History
    seen_live: bool = False  # by a look at the platform; else files alone tell of it
    certainty: str = ""  # of the last absence
    gone_revision: str = ""
    changed: bool = False
    sightings: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # version number: how often seen again
    moved: set[int] = field(default_factory=set)  # of these versions those that were seen last just now
    again: list[int] = field(default_factory=list)  # new versions that tell what was held already
    author: str = ""
    official: bool = True
    given_to: int = 0  # the official account that wrote it, where it was held as the public's

    @property
    def number(self) -> int:
        """The number of the version that was taken in last."""
        return len(self.history.contents)

    def takes_for_publics(self, identity: str) -> bool:
        """Whether it is held as the public's, and this account wrote it: it was read in another's thread before that was known."""
        return not self.official and self.author == identity

    def give_to(self, account: int) -> None:
        """It is this account's own."""
        self.official, self.given_to = True, account

    def see(self, number: int, source: Source) -> None:
        """Version ``number`` was seen again."""
        self.sightings[number] += 1
        if self._shows_it(source):
            self.moved.add(number)
        self.changed = True

    def add(self, content: Content, source: Source) -> int:
        """A new version; its number."""
        self.history.hold(content)
        self._shows_it(source)
        self.changed = self.number > 1
        if self.number in self.history.again:
            self.again.append(self.number)
        return self.number

    def _shows_it(self, source: Source) -> bool:
        """Move ``last_seen``, and say so; but a file does not move that of what was seen live: it is of a day in the past."""
        live = source.method is not Method.IMPORT
        if self.seen_live and not live:
            return False
        self.seen_live, self.last_seen = live, max(self.last_seen, source.seen)
        return True

    def comes_back(self, method: Method, revision: str) -> bool:
        """Whether a sighting by this method shows a record that was gone to be there again (a replay of old events does not).

        A file is of a day in the past: of an absence without a revision nobody can tell whether it was before or after that day.
        """
        if self.status != Status.GONE or (method is Method.IMPORT and not self.gone_revision):
            return False
        return method in _SHOWS_THE_PRESENT or revision > max(self.gone_revision, self.history.current.revision)

    def is_news_of_absence(self, certainty: Certainty, revision: str) -> bool:
        """Whether an absence tells something new: not what happened before the newest version, and not what is known as surely."""
        if revision and revision < self.history.current.revision:
            return False
        return self.status != Status.GONE or (certainty is Certainty.ASSERTED and self.certainty == Certainty.OBSERVED)


def known_records(uris: Iterable[str]) -> dict[str, Known]:
    """What is held of these, by uri. Three queries, however many."""
    records = Record.objects.filter(uri__in=listed(set(uris)))
    rows = records.values_list("uri", "id", "kind", "status", "last_seen", "author_id", "official")
    known = {
        uri: Known(record_id, status, last_seen, History(kind), author=author, official=official)
        for uri, record_id, kind, status, last_seen, author, official in rows
    }
    by_id = {held.record_id: held for held in known.values()}
    if not by_id:
        return known
    versions = Version.objects.filter(record_id__in=listed(by_id)).order_by("record_id", "number")
    columns = ("record_id", "method", "sameness", "revision", "evidence", "text")
    for record_id, method, sameness, revision, evidence, text, awaited in versions.values_list(*columns, AWAITED):
        by_id[record_id].history.hold(Content(bytes(sameness), revision, evidence, text, awaited))
        by_id[record_id].seen_live |= method != Method.IMPORT
    absences = Absence.objects.filter(record_id__in=listed(by_id)).order_by("id")
    for record_id, certainty, revision in absences.values_list("record_id", "certainty", "revision"):
        by_id[record_id].certainty, by_id[record_id].gone_revision = certainty, revision
    return known


def touch(known: Mapping[str, Known]) -> None:
    """Write what the batch changed on records that exist, and count the sightings."""
    changed = sorted((held for held in known.values() if held.changed), key=lambda held: held.record_id)
    if not changed:
        return
    when = connection.ops.adapt_datetimefield_value
    again = [(held.record_id, number) for held in changed for number in held.again]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE archive_record SET versions = %s, current = %s, edits = %s, status = %s, last_seen = %s WHERE id = %s",
            [
                (held.number, held.history.current.number, held.history.edits, held.status, when(held.last_seen), held.record_id)
                for held in changed
            ],
        )
        if given := [(held.given_to, held.official, held.record_id) for held in changed if held.given_to]:
            cursor.executemany("UPDATE archive_record SET account_id = %s, official = %s WHERE id = %s", given)
        if again:
            cursor.executemany("UPDATE archive_version SET again = TRUE WHERE record_id = %s AND number = %s", again)
    _count(
        (held.last_seen if number in held.moved else None, times, held.record_id, number)
        for held in changed
        for number, times in held.sightings.items()
    )


def asks_again(item: Item) -> bool:
    """Whether by this look a medium that could not be had is asked for again: by one at what is held. Others would do so at every turn."""
    return item.source.method is Method.PROBE


def see_again(events: Sequence[Item | ToldAbsence], accounts: Mapping[str, Account]) -> bool:
    """Count sightings, if the batch is nothing else: what ``take_in`` would come to, without media, seals and a lock. Else write nothing.

    Each must be an item of one of these accounts, and say what the newest version of a record that is there says; none may be held as the
    public's that an official account wrote, and of none is a medium to be asked for again; none is from a file, which moves ``last_seen``
    of few. Three queries, one more where the public spoke.
    """
    items = [event for event in events if isinstance(event, Item) and event.account in accounts and clean(event.uri) == event.uri]
    if len(items) < len(events) or any(item.source.method is Method.IMPORT for item in items):
        return False
    held = _newest(item.uri for item in items)
    if not all(item.uri in held and held[item.uri].is_all_of(item) for item in items):
        return False
    if _are_officials({item.author.id for item in items if not held[item.uri].official}, accounts):
        return False
    seen = sorted((held[item.uri].record_id, held[item.uri].number, item.source.seen) for item in items)
    when = connection.ops.adapt_datetimefield_value
    with transaction.atomic():
        with connection.cursor() as cursor:
            moved = [(when(moment), record_id, when(moment)) for record_id, _, moment in seen]
            cursor.executemany("UPDATE archive_record SET last_seen = %s WHERE id = %s AND last_seen < %s", moved)
        _count((moment, 1, record_id, number) for record_id, number, moment in seen)
    return True


@dataclass(frozen=True, slots=True)
class _Newest:
    """The version of a record as it reads now, which was taken in last. ``content``: sameness and evidence."""

    record_id: int
    number: int
    content: tuple[bytes, str]
    official: bool
    awaited: int  # media that are worth asking for again

    def is_all_of(self, item: Item) -> bool:
        """Whether the item tells nothing else, and nothing more."""
        return self.content == (sameness_of(item), item.evidence) and not (self.awaited and asks_again(item))


def _newest(uris: Iterable[str]) -> dict[str, _Newest]:
    """Of records that are there, by uri."""
    there = Version.objects.filter(record__uri__in=listed(set(uris)), record__status=Status.PRESENT)
    newest = there.filter(number=F("record__current"), record__versions=F("number"))
    rows = newest.values_list("record__uri", "record_id", "number", "sameness", "evidence", "record__official", AWAITED)
    return {uri: _Newest(record, number, (bytes(same), evidence), *rest) for uri, record, number, same, evidence, *rest in rows}


def _are_officials(authors: Collection[str], accounts: Mapping[str, Account]) -> bool:
    """Whether any of these is an account of the register, on the network of these accounts."""
    networks = {account.network for account in accounts.values()}
    return bool(authors) and Account.objects.filter(network__in=networks, identity__in=listed(set(authors))).exists()


def _count(sightings: Iterable[tuple[dt.datetime | None, int, int, int]]) -> None:
    """Count sightings of versions: when (None: that stays), how many, the record, and the version's number."""
    when = connection.ops.adapt_datetimefield_value
    rows = [(when(moment), *rest) for moment, *rest in sightings]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE archive_version SET last_seen = COALESCE(%s, last_seen), sightings = sightings + %s"
                " WHERE record_id = %s AND number = %s",
                rows,
            )
