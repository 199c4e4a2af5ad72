"""What everybody gets of a version: the one place that takes out what is classified, and what the city does not show.

Every outlet takes its versions from ``queries.records`` or from a query that ends here. What is withheld is no longer in the objects that
come back, so that no page, table, feed, search result or file can show it: ``version.withheld`` says what was taken out, and why. It is
decided when it is read: a temporary classification ends by its day alone. What is not shown by the display policy alone
(``queries.display``) staff get all the same (``as_staff``).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import reduce
from itertools import chain
from operator import or_
from typing import TypeVar

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from rostra.archive.models import Absence, Attachment, Classification, Medium, Record, Version
from rostra.archive.queries.display import shows_content, undisplayed
from rostra.archive.queries.masks import SHOWN, Undisplayed
from rostra.archive.queries.public import PUBLIC_ATTACHMENTS
from rostra.archive.queries.render import links_in, marked
from rostra.archive.states.display import called_by, unnamed
from rostra.archive.states.links import named_in
from rostra.archive.states.spans import blacked, moved
from rostra.archive.states.withheld import Reason, Withheld
from rostra.archive.states.withholding import Part, Standing
from rostra.core import clock
from rostra.core.data_class import DataClass
from rostra.core.prepared import PreparedInEither
from rostra.people.queries import city_day
from rostra.platforms.base import Kind

Versions = TypeVar("Versions", bound=Sequence[Version])
_MESSAGE = "a direct message, which is not public"  # where a law stands otherwise
_AT_ONCE = 2_000  # names that are looked for at once
_NAMING = ("quotes", "subject")  # in a version's context


def newest_rows() -> QuerySet[Classification]:
    """The newest row of every classification: that which counts."""
    return Classification.objects.filter(replaced_by__isnull=True)


def in_force(rows: QuerySet[Classification], day: dt.date) -> QuerySet[Classification]:
    """Of newest rows those that withhold something on ``day``."""
    return rows.exclude(held_as=DataClass.PUBLIC.value).filter(Q(until__isnull=True) | Q(until__gte=day))


def as_public(versions: Versions) -> Versions:
    """The same versions as everybody gets them; never saved again. One query, another for each ``_AT_ONCE`` names in their links, and at
    most two where residents are masked.

    Attachments are taken out where they are there already (``attached``), or later by ``without_attachments``.
    """
    return _without(versions, undisplayed(versions))


def as_staff(versions: Versions) -> Versions:
    """The same with what a law withholds taken out, and nothing else: staff, and the index, read what the city does not display."""
    return _without(versions, {})


def _without(versions: Versions, undisplayed: Mapping[int, Undisplayed]) -> Versions:
    found = _reasons_for(versions)
    for version in versions:  # before anything is taken out: several may share their record
        of_message = version.record.kind == Kind.MESSAGE
        version.withheld = _of_message(version) if of_message else _withheld(version, found, undisplayed.get(version.pk, SHOWN))
    for version in versions:
        if version.withheld:
            _take_out(version)
    return versions


def staff_copy(version: Version) -> Version:
    """A copy of it as staff get it; the one that is given stays whole. One query."""
    shown = copy(version)
    shown.record = copy(version.record)
    return as_staff([shown])[0]


def withheld_of(versions: Sequence[Version]) -> dict[int, Withheld]:
    """By primary key what everybody does not get of each, leaving the versions whole: for who works on it. One query."""
    found = _reasons_for(versions)
    return {version.pk: _withheld(version, found) for version in versions}


class Found:
    """Classifications in force, by record, and by the addresses and names that each withholds; and when those of each last changed."""

    def __init__(self, rows: Iterable[Classification]) -> None:
        self.of_record: defaultdict[int, list[Reason]] = defaultdict(list)
        self.of_address: defaultdict[str, list[Reason]] = defaultdict(list)
        self.changed: dict[int | str, dt.datetime] = {}
        for row in rows:
            addresses = {row.uri, row.url, row.author_id, row.author_handle} - {""}
            keys: list[int | str] = [row.record_id, *addresses]
            for key in keys:
                self.changed[key] = max(_changed(row), self.changed.get(key, row.at))
            if is_in_force(row):
                reason = reason_of(row)
                self.of_record[row.record_id].append(reason)
                for address in addresses:
                    self.of_address[address].append(reason)


def is_in_force(row: Classification) -> bool:
    """Whether a newest row withholds something today."""
    return row.held_as != DataClass.PUBLIC and (row.until is None or row.until >= city_day())


def standing_of(row: Classification) -> Standing:
    """How a newest row stands today."""
    if row.held_as == DataClass.PUBLIC:
        return Standing.OPEN
    if not is_in_force(row):
        return Standing.ENDED
    return Standing.WITHHELD if row.confirmed else Standing.UNCONFIRMED


def _changed(row: Classification) -> dt.datetime:
    """When what the row says last changed: by its writing, or by the end of its last day."""
    if row.until is None or row.until >= city_day():
        return row.at
    return max(row.at, clock.start_of_day(row.until + dt.timedelta(days=1), settings.PROFILE.city.zone))


def reason_of(row: Classification) -> Reason:
    """A row as the reason for which something is withheld."""
    return Reason(
        Part(row.part), DataClass(row.held_as), row.basis, row.law, row.since, row.until, row.version, row.ordinal, row.start or 0,
        row.end or 0, row.uri, row.url, tuple(name for name in (row.author_id, row.author_handle) if name),
    )  # fmt: skip


def _reasons_for(versions: Sequence[Version]) -> Found:
    if not versions:
        return Found(())
    records = list(_records_of(versions))
    addresses = {uri for version in versions for uri in _named_by(version)}
    names = sorted(addresses | {name for version in versions for href in _led_to(version) for name in named_in(href)})
    several = range(0, max(len(names), 1), _AT_ONCE)
    rows = {row.pk: row for first in several for row in _rows(records, names[first : first + _AT_ONCE])}
    return Found(row for _, row in sorted(rows.items()))


def _records_of(versions: Iterable[Version]) -> set[int]:
    """Their records, and those that stand for them."""
    return {pk for version in versions for pk in (version.record_id, version.record.same_as_id) if pk is not None}


def _naming(records: Sequence[int], names: Sequence[str]) -> QuerySet[Classification]:
    """Each half of it stands on an index of its own."""
    columns = ("uri", "url", "author_id", "author_handle")
    named = (Q(**{f"{column}__in": names}) & ~Q(**{column: ""}) for column in columns)
    return newest_rows().filter(reduce(or_, named, Q(record_id__in=records))).order_by("pk")


_rows = PreparedInEither(_naming)


def _named_by(version: Version) -> list[str]:
    """The addresses of other records that this one names, as far as they were read."""
    record, context = version.record, version.__dict__.get("context") or {}
    named = (record.reply_to, record.thread, *(context.get(name, "") for name in _NAMING))
    return [uri for uri in named if uri and uri != record.uri]


def _led_to(version: Version) -> list[str]:
    """Where its links lead, as far as they were read."""
    html = version.__dict__.get("html", "")
    return [href for _start, _end, href in links_in(html)] if "<a " in html else []


def _of_message(version: Version) -> Withheld:
    """Everything: a direct message is for nobody, whatever its class."""
    record = version.record
    names = (record.author_id, record.author_handle)
    whole = Reason(Part.WHOLE, DataClass.PRIVATE, "", _MESSAGE, record.first_seen, uri=record.uri, author=names)
    return Withheld(version.number, (whole,), author=_author(record))


def _withheld(version: Version, found: Found, undisplayed: Undisplayed = SHOWN) -> Withheld:
    if not found.changed and undisplayed is SHOWN:
        return Withheld(version.number)
    names, links = _named_by(version), {href: named_in(href) for href in _led_to(version)}
    named = dict.fromkeys(reason for uri in names for reason in found.of_address.get(uri, ()))
    linked = dict.fromkeys(
        (href, reason)
        for href, parts in links.items()
        for part in parts
        for reason in found.of_address.get(part, ())
        if reason.is_led_to(href)
    )
    keys = (version.record_id, version.record.same_as_id, *names, *chain.from_iterable(links.values()))
    changed = max((found.changed[key] for key in keys if key in found.changed), default=None)
    reasons = (*_of_record(version.record, found.of_record), *undisplayed.of_record)
    author = _author(version.record) if any(each.uri for each in reasons) else ()
    linked_too = (*linked, *undisplayed.linked)
    return Withheld(version.number, reasons, (*named, *undisplayed.named), linked_too, changed, author, undisplayed.called)


def _of_record(record: Record, held: Mapping[int, Sequence[Reason]]) -> tuple[Reason, ...]:
    """What is withheld of it. Of what an export tells of a post nothing is shown where anything of that post is withheld: the same may
    stand in both, and nobody said where in this one.
    """
    of_post = held.get(record.same_as_id, ()) if record.same_as_id is not None else ()
    return (*held.get(record.pk, ()), *(each.of_everything() for each in of_post))


def _author(record: Record) -> tuple[str, ...]:
    return tuple(name for name in (record.author_id, record.author_handle) if name)


def _take_out(version: Version) -> None:
    withheld = version.withheld
    _take_out_of_text(version)
    _take_out_of_context(version)
    _take_out_of_record(version.record, withheld)
    if not withheld.tells_digest:
        version.digest = b""  # of the item's own bytes: it would confirm a guess
    if "attached" in version.__dict__:
        without_attachments(version)


def _take_out_of_text(version: Version) -> None:
    withheld, read = version.withheld, version.__dict__
    if why := withheld.why(Part.TEXT):
        version.text, version.languages = why, ""
        version.html = marked(version.text, ())
        return
    spans = withheld.spans(len(version.text))
    links = links_in(version.html) if "html" in read else []
    version.text = blacked(version.text, spans)
    if spans or withheld.linked or withheld.why(Part.LINKS):
        version.html = marked(version.text, moved(withheld.kept_links(links), spans))


def _take_out_of_context(version: Version) -> None:
    withheld = version.withheld
    context = version.__dict__.get("context") or {}
    hidden = [name for name in _NAMING if withheld.names_withheld(context.get(name, ""))]
    if withheld.why(Part.CONTEXT):
        hidden = list(_NAMING)
    if withheld.hides_address or withheld.why():
        hidden.append("url")
    version.context = {name: value for name, value in context.items() if name not in hidden}


def _take_out_of_record(record: Record, withheld: Withheld) -> None:
    """What all versions share. A record that several versions share is taken out of once: the second time nothing is left."""
    if why := withheld.why_of_record(Part.AUTHOR):
        record.author_id, record.author_handle, record.author_name = why, "", ""
    if withheld.why_of_record(Part.HANDLE):
        record.author_handle = ""
    if why := withheld.why_of_record(Part.NAME):
        record.author_name = record.author_name and why
    hides_context = withheld.why_of_record(Part.CONTEXT)
    for name in ("reply_to", "thread"):
        named = getattr(record, name)
        if hides_context or withheld.names_withheld(named):
            setattr(record, name, "")
    if withheld.hides_address:
        record.uri = ""


def without_attachments(version: Version) -> None:
    """Take the attachments that are withheld out of those that the version has ``attached``: that there is one stays."""
    called = called_by(version.withheld.called)
    for attachment in version.attached:
        if why := version.withheld.why_attachment(attachment.ordinal):
            attachment.medium, attachment.alt, attachment.ref, attachment.missing = None, "", "", why
            continue
        if version.withheld.names_withheld(attachment.ref):
            attachment.ref = ""
        attachment.alt = unnamed(attachment.alt, called)


def absence_as_public(absence: Absence, withheld: Withheld) -> Absence:
    """The same; the platform's own words can name what is withheld."""
    if withheld.hides_address or withheld.why_of_record():
        absence.reason = ""
    return absence


def last_classification() -> int:
    """The number of the newest row; 0 where there is none."""
    return Classification.objects.aggregate(last=Max("pk"))["last"] or 0


def classified_since(first: int, limit: int) -> tuple[list[int], set[int]]:
    """The numbers of rows from ``first`` on, in order, and the records that they are about. One query."""
    rows = list(Classification.objects.filter(pk__gte=first).order_by("pk").values_list("pk", "record_id")[:limit])
    return [pk for pk, _ in rows], {record for _, record in rows}


def ended_between(first: dt.date, before: dt.date) -> set[int]:
    """The records of which something was withheld temporarily up to a day from ``first`` on and before ``before``. One query."""
    return set(newest_rows().filter(until__gte=first, until__lt=before).values_list("record_id", flat=True))


def withholding_of(record_ids: Iterable[int]) -> set[int]:
    """Of these records those of which something is withheld. One query."""
    rows = in_force(newest_rows(), city_day()).filter(record_id__in=record_ids)
    return set(rows.values_list("record_id", flat=True))


def medium_to_show(name: str) -> Medium | None:
    """The medium of this name, unless it is withheld, not shown, or not public, wherever it stands. Two queries."""
    shown = list(Attachment.objects.filter(PUBLIC_ATTACHMENTS, medium__name=name).select_related("medium", "version__record__account"))
    if not shown:
        return Medium.objects.filter(name=name, attachments__isnull=True).first()
    of = _records_of(each.version for each in shown)
    held = Found(newest_rows().filter(record_id__in=of)).of_record
    free = (
        shows_content(each.version.record) and not _withheld_of_record(each.version, held).why_attachment(each.ordinal) for each in shown
    )
    return shown[0].medium if any(free) else None


def _withheld_of_record(version: Version, held: Mapping[int, Sequence[Reason]]) -> Withheld:
    return Withheld(version.number, _of_record(version.record, held))
