"""Where what is withheld in one place can be read in another: the same words, text, links or picture. A person decides about each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from rostra.archive.models import Classification, Record, Version
from rostra.archive.queries.classifications import LONGEST_LIST
from rostra.archive.queries.render import links_in
from rostra.archive.queries.withheld import in_force, newest_rows, withheld_of
from rostra.archive.states.spans import occurrences
from rostra.archive.states.withheld import Withheld
from rostra.archive.states.withholding import Part
from rostra.platforms.base import Kind

MOST_ELSEWHERE = 200
_QUOTING = (Kind.QUOTE.value, Kind.REPOST.value)
_EDITED = Q(part=Part.SPAN, version__lt=F("record__versions"))
_IN_ANOTHER = Q(part__in=(Part.TEXT, Part.LINKS, Part.WHOLE), version__isnull=False, record__versions__gt=1)
_MAY_COME_BACK = _EDITED | _IN_ANOTHER | Q(part=Part.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: in a version, as a range of its text, as an attachment, or as another part of it."""

    version: Version
    start: int = 0
    end: int = 0
    part: Part = Part.SPAN
    ordinal: int | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """The range, where it is one."""
        return (self.start, self.end) if self.part is Part.SPAN else None

    @property
    def key(self) -> str:
        """As a form names it."""
        where = (self.start, self.end) if self.part is Part.SPAN else (self.part.value, self.ordinal or 0)
        return "-".join(str(each) for each in (self.version.record_id, self.version.number, *where))


def same_elsewhere(row: Classification) -> list[Place]:
    """Where what a row withholds of one version stands too and can be read: in the record's other versions; words also in what answers,
    repeats or quotes it.

    Four queries.
    """
    if row.version is None:
        return []
    found = list(_near(row.record) if row.part == Part.SPAN else _versions_of({row.record_id}))
    withheld = withheld_of(found)
    own = next(each for each in found if (each.record_id, each.number) == (row.record_id, row.version))
    return [place for version in found for place in _places(row, own, version, withheld[version.pk])][:MOST_ELSEWHERE]


def come_back(day: dt.date) -> list[Classification]:
    """What is withheld of one version and can be read in another: words in the newest, since somebody edited the post and left them in; a
    text, links, a picture or everything in any, since the same post was captured again.

    Four queries, however many.
    """
    rows = list(in_force(newest_rows(), day).filter(_MAY_COME_BACK).select_related("record").order_by("-pk")[:LONGEST_LIST])
    versions = list(_versions_of({row.record_id for row in rows}))
    of_record: defaultdict[int, list[Version]] = defaultdict(list)
    for version in versions:
        of_record[version.record_id].append(version)
    withheld = withheld_of(versions)
    return [row for row in rows if _is_read_again(row, of_record[row.record_id], withheld)]


def _is_read_again(row: Classification, versions: Sequence[Version], withheld: Mapping[int, Withheld]) -> bool:
    own = next((each for each in versions if each.number == row.version), None)
    if own is None:
        return False
    read = (each for each in versions if row.part != Part.SPAN or each.number == row.record.versions)
    return any(True for version in read for _ in _places(row, own, version, withheld[version.pk]))


def _versions_of(records: set[int]) -> QuerySet[Version]:
    found = Version.objects.filter(record__in=records).select_related("record").prefetch_related("attachments")
    return found.order_by("record_id", "number")


def _near(record: Record) -> QuerySet[Version]:
    root = record.thread or record.uri
    quoting = Q(record__account=record.account, record__kind__in=_QUOTING) & (
        Q(context__quotes=record.uri) | Q(context__subject=record.uri)
    )
    near = Q(record=record) | Q(record__thread=root) | Q(record__uri=root) | quoting
    return Version.objects.filter(near).select_related("record__account").order_by("record_id", "number")


def _places(row: Classification, own: Version, version: Version, withheld: Withheld) -> Iterator[Place]:
    """Where in ``version`` that stands which the row withholds of ``own``, and can be read."""
    if row.part == Part.SPAN:
        yield from _words(own.text[row.start : row.end], version, withheld)
    elif row.part == Part.ATTACHMENT:
        kept = {each.medium_id for each in own.attachments.all() if each.ordinal == row.ordinal}
        shown = _media(version, withheld)
        yield from (Place(version, part=Part.ATTACHMENT, ordinal=ordinal) for ordinal, medium in shown.items() if medium in kept)
    elif version.pk != own.pk and _is_read(Part(row.part), own, version, withheld):
        yield Place(version, part=Part(row.part))


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
