"""Where what is withheld in one place can be read in another: the same words, text, links, picture or author. A person decides about each.

In other versions of the record; words also in what answers, repeats or quotes it; and, but for links, in other records of whatever account:
of those that the index, or a column with an index, gives, the newest ``MOST_READ``. No text is looked through that none of them gives.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from django.db.models import F, Q, QuerySet

from rostra.archive.models import Attachment, Classification, LeftOpen, Record, Version
from rostra.archive.queries.classifications import LONGEST_LIST, has_own_author
from rostra.archive.queries.render import links_in
from rostra.archive.queries.withheld import in_force, newest_rows, withheld_of
from rostra.archive.queries.wording import records_with
from rostra.archive.states.spans import occurrences
from rostra.archive.states.withheld import Withheld
from rostra.archive.states.withholding import SPEECH, Part
from rostra.platforms.base import Kind

MOST_ELSEWHERE = 200
MOST_READ = 2_000
_AT_ONCE = 200  # records that are read at once
_QUOTING = (Kind.QUOTE.value, Kind.REPOST.value)
_EDITED = Q(part=Part.SPAN) & ~Q(version=F("record__current"))
_IN_ANOTHER = Q(part__in=(Part.TEXT, Part.LINKS, Part.WHOLE), version__isnull=False, record__versions__gt=1)
_MAY_COME_BACK = _EDITED | _IN_ANOTHER | Q(part=Part.ATTACHMENT)
_OF_AUTHOR = {Part.AUTHOR: (Part.AUTHOR,), Part.HANDLE: (Part.AUTHOR, Part.HANDLE), Part.NAME: (Part.AUTHOR, Part.NAME)}
_FOUND_BY_WORDS = {Part.SPAN, *_OF_AUTHOR, Part.ADDRESS}
_TARGET = ("record_id", "version", "part", "ordinal", "start", "end")  # what of a record a row is about, whichever row of its history


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: in a version, as a range of its text, as an attachment, or as another part of it.

    ``every``: of all versions of its record, of which this is the newest.
    """

    version: Version
    start: int = 0
    end: int = 0
    part: Part = Part.SPAN
    ordinal: int | None = None
    every: bool = False

    @property
    def span(self) -> tuple[int, int] | None:
        """The range, where it is one."""
        return (self.start, self.end) if self.part is Part.SPAN else None

    @property
    def number(self) -> int | None:
        """Of the version; None where it is about every one."""
        return None if self.every else self.version.number

    @property
    def key(self) -> str:
        """As a form names it, and an answer."""
        where = (self.start, self.end) if self.part is Part.SPAN else (self.part.value, self.ordinal or 0)
        return "-".join(str(each) for each in (self.version.record_id, self.number or 0, *where))


def same_elsewhere(row: Classification) -> list[Place]:
    """Where what a row withholds stands too, can be read, and nobody has left it open: at most ``MOST_ELSEWHERE``, the record itself first.

    Of a direct message nothing: what is said there was never public.

    Twelve queries at most, and four for each ``_AT_ONCE`` other records that may show it.
    """
    if row.record.kind not in SPEECH:
        return []
    own = _whole(Q(record=row.record, number=row.version or F("record__current"))).get()
    near = list(_whole(_near(row.record) if row.part in _FOUND_BY_WORDS else Q(record=row.record)).order_by("record_id", "number"))
    seen = {each.place for each in left_open({row.record_id}) if about(each.classification) == about(row)}
    read = chain([near], _read_in(_others(row, own), {version.record_id for version in near}))
    return list(islice(_new(seen, (place for versions in read for place in _places_in(row, own, versions))), MOST_ELSEWHERE))


def left_open(records: set[int]) -> QuerySet[LeftOpen]:
    """What was left open where the same stands as is withheld of these records, the latest first. One query."""
    return LeftOpen.objects.filter(classification__record__in=records).select_related("classification").order_by("-pk")


def about(row: Classification) -> tuple[object, ...]:
    """What of which record a row is about."""
    return tuple(getattr(row, name) for name in _TARGET)


def come_back(day: dt.date) -> list[Classification]:
    """What is withheld of one version, can be read in another, and was not left open there: words in the newest, since somebody edited the
    post and left them in; a text, links, a picture or everything in any, since the same post was captured again.

    Five queries, however many.
    """
    rows = list(in_force(newest_rows(), day).filter(_MAY_COME_BACK).select_related("record").order_by("-pk")[:LONGEST_LIST])
    records = {row.record_id for row in rows}
    versions = list(_whole(Q(record__in=records)))
    of_record: defaultdict[int, list[Version]] = defaultdict(list)
    for version in versions:
        of_record[version.record_id].append(version)
    withheld, seen = withheld_of(versions), {(about(each.classification), each.place) for each in left_open(records)}
    return [row for row in rows if any((about(row), each.key) not in seen for each in _read_again(row, of_record[row.record_id], withheld))]


def _read_again(row: Classification, versions: Sequence[Version], withheld: Mapping[int, Withheld]) -> Iterator[Place]:
    own = next((each for each in versions if each.number == row.version), None)
    if own is not None:
        read = (each for each in versions if row.part != Part.SPAN or each.number == row.record.current)
        yield from (place for version in read for place in _places(row, own, version, withheld[version.pk]))


def _new(seen: set[str], places: Iterable[Place]) -> Iterator[Place]:
    """Each place once, but for those that were ``seen``."""
    for place in places:
        if place.key not in seen:
            seen.add(place.key)
            yield place


def _whole(condition: Q) -> QuerySet[Version]:
    found = Version.objects.filter(condition, record__kind__in=SPEECH).select_related("record__account").prefetch_related("attachments")
    return found.order_by("-record_id", "number")


def _near(record: Record) -> Q:
    root = record.thread or record.uri
    quoting = Q(record__account=record.account, record__kind__in=_QUOTING) & (
        Q(context__quotes=record.uri) | Q(context__subject=record.uri)
    )
    return Q(record=record) | Q(record__thread=root) | Q(record__uri=root) | quoting


def _read_in(records: Iterable[int], but: set[int]) -> Iterator[list[Version]]:
    """All versions of these records, so many records at a time, the newest first."""
    left = sorted(set(records) - but, reverse=True)[:MOST_READ]
    for first in range(0, len(left), _AT_ONCE):
        yield list(_whole(Q(record__in=left[first : first + _AT_ONCE])))


def _others(row: Classification, own: Version) -> list[int]:
    """The records that may show it."""
    if row.part == Part.SPAN:
        return records_with(own.text[row.start : row.end], MOST_READ)
    if row.part == Part.ATTACHMENT:
        return _showing([each.medium_id for each in own.attachments.all() if each.ordinal == row.ordinal])
    if row.part in {Part.TEXT, Part.WHOLE}:
        media = [each.medium_id for each in own.attachments.all()] if row.part == Part.WHOLE else []
        return [*records_with(own.text, MOST_READ), *_showing(media)]
    return [*_of_author(row, own.record), *(record for name in _names(row, own) for record in records_with(name, MOST_READ))]


def _showing(media: Sequence[int | None]) -> list[int]:
    shown = Attachment.objects.filter(medium__in=[each for each in media if each is not None])
    return list(shown.order_by("-version__record").values_list("version__record", flat=True).distinct()[:MOST_READ]) if media else []


def _of_author(row: Classification, record: Record) -> list[int]:
    """What else the same author said."""
    if row.part not in _OF_AUTHOR or not has_own_author(record):
        return []
    theirs = Record.objects.filter(author_id=record.author_id, official=False)
    return list(theirs.order_by("-pk").values_list("pk", flat=True)[:MOST_READ])


def _names(row: Classification, own: Version) -> list[str]:
    """The words by which a text names who is withheld, or the address: a displayed name only where it is more than one word."""
    record = own.record
    name = record.author_name if " " in record.author_name.strip() else ""
    by_part = {
        Part.AUTHOR: (record.author_id, record.author_handle, name), Part.HANDLE: (record.author_handle,), Part.NAME: (name,),
        Part.ADDRESS: (record.uri, own.context.get("url", "")),
    }  # fmt: skip
    named = by_part.get(Part(row.part), ())
    return [each for each in named if each and (row.part == Part.ADDRESS or has_own_author(record) or each == name)]


def _places_in(row: Classification, own: Version, versions: Sequence[Version]) -> Iterator[Place]:
    withheld = withheld_of(versions)
    return (place for version in versions for place in _places(row, own, version, withheld[version.pk]))


def _places(row: Classification, own: Version, version: Version, withheld: Withheld) -> Iterator[Place]:
    """Where in ``version`` that stands which the row withholds of ``own``, and can be read."""
    part, another = Part(row.part), version.record_id != own.record_id
    if part is Part.SPAN:
        yield from _words(own.text[row.start : row.end], version, withheld)
    elif part is Part.ATTACHMENT:
        kept = {each.medium_id for each in own.attachments.all() if each.ordinal == row.ordinal}
        shown = _media(version, withheld)
        yield from (Place(version, part=part, ordinal=ordinal) for ordinal, medium in shown.items() if medium in kept)
    elif part in _FOUND_BY_WORDS:
        if another and _is_by_same(part, own.record, version) and not withheld.why_of_record(*_OF_AUTHOR[part]):
            yield Place(version, part=part, every=True)
        yield from (place for name in _names(row, own) for place in _words(name, version, withheld))
    elif (another or (row.version and version.pk != own.pk)) and _is_read(part, own, version, withheld):
        yield Place(version, part=part, every=row.version is None)


def _is_by_same(part: Part, record: Record, version: Version) -> bool:
    """Whether the same author said it, under the same handle or name where that alone is withheld."""
    other, column = version.record, {Part.HANDLE: "author_handle", Part.NAME: "author_name"}.get(part, "author_id")
    same = has_own_author(record) and record.author_id == other.author_id and version.number == other.current
    return part in _OF_AUTHOR and same and getattr(record, column) == getattr(other, column) != ""


def _words(words: str, version: Version, withheld: Withheld) -> Iterator[Place]:
    if withheld.why(Part.TEXT):
        return
    spans = withheld.spans(len(version.text))
    for start, end in occurrences(version.text, words):
        if not any(span.start <= start and end <= span.end for span in spans):
            yield Place(version, start, end)


def _is_read(part: Part, own: Version, version: Version, withheld: Withheld) -> bool:
    text = own.text != "" and own.text == version.text and not withheld.why(Part.TEXT)
    if part is Part.TEXT:
        return text
    if part is Part.LINKS:
        return not withheld.why(Part.TEXT, Part.LINKS) and not _hrefs(own).isdisjoint(_hrefs(version))
    media = {each.medium_id for each in own.attachments.all()}.intersection(_media(version, withheld).values())
    return not withheld.why() and (text or bool(media) or bytes(own.sameness) == bytes(version.sameness))


def _media(version: Version, withheld: Withheld) -> dict[int, int]:
    """The media that the version shows, by ordinal."""
    shown = (each for each in version.attachments.all() if not withheld.why_attachment(each.ordinal))
    return {each.ordinal: each.medium_id for each in shown if each.medium_id is not None}


def _hrefs(version: Version) -> set[str]:
    return {href for _start, _end, href in links_in(version.html)}
