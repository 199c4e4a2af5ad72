"""Documents out of the archive's records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import compress, groupby
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Left

from rostra.accounts.queries.known_as import official_handles
from rostra.archive.models import Attachment, Version
from rostra.archive.queries.moments import as_text, moment_of
from rostra.archive.queries.public import PUBLIC_VERSIONS
from rostra.archive.queries.records import with_attachments
from rostra.archive.queries.withheld import as_staff, withholding_of
from rostra.archive.states.status import Status
from rostra.search.models import Indexed
from rostra.search.queries.naming import nameable_tokens
from rostra.search.queries.tags import document_tags
from rostra.search.queries.tokens import CHARACTERS
from rostra.search.states import Mark


class _Row(NamedTuple):
    """What is read of one version, and of its record."""

    record: int
    text: str
    languages: str
    account: int
    network: str
    kind: str
    official: bool
    published: str
    status: str
    number: int
    current: int  # the number of the record's current version
    edits: int


_MARKS = [mark.value for mark in (Mark.GONE, Mark.EDITED, Mark.REPLY, Mark.MEDIA, Mark.PUBLIC)]
_COLUMNS = (
    "record__account__network",
    "record__kind",
    "record__official",
    as_text("record__published"),
    "record__status",
    "number",
    "record__current",
    "record__edits",
)


def documents_of(record_ids: Collection[int] | QuerySet[Any, Any]) -> Iterator[Indexed]:
    """A document for each of these records that everybody may see, but for what an export tells of a post that another record stands for.

    It holds the words of all versions, the current one first, of its pictures' descriptions, and what an export tells of the same post.
    """
    zone = ZoneInfo(settings.PROFILE.city.zone)
    descriptions, withheld, official = _descriptions(record_ids), withholding_of(record_ids), official_handles()
    own = Version.objects.filter(PUBLIC_VERSIONS, record_id__in=record_ids, record__same_as__isnull=True)
    versions, also = own.order_by("record_id", "-number"), _told_also(record_ids)
    rows = versions.values_list("record_id", Left("text", CHARACTERS), "languages", "record__account_id", *_COLUMNS)
    for record_id, found in groupby(rows.iterator(), key=itemgetter(0)):
        told = sorted((_Row(*row) for row in found), key=lambda row: row.number != row.current)
        if record_id in withheld:
            yield _without_what_is_withheld(record_id, told, zone, official)
        else:
            yield document(told, descriptions.get(record_id), zone, official, also.get(record_id, ()))


def _without_what_is_withheld(record_id: int, rows: list[_Row], zone: dt.tzinfo, official: Collection[str]) -> Indexed:
    """The same out of what everybody gets. Withheld words must not be found: a hit would confirm a guess."""
    versions = with_attachments(as_staff(list(Version.objects.filter(record_id=record_id).select_related("record").order_by("-number"))))
    versions.sort(key=lambda version: version.number != version.record.current)
    shown = [row._replace(text=each.text[:CHARACTERS], languages=each.languages) for row, each in zip(rows, versions, strict=True)]
    attached = [attachment for version in versions for attachment in version.attached]
    descriptions = list(dict.fromkeys(each.alt[:CHARACTERS] for each in attached if each.alt)) if attached else None
    return document(shown, descriptions, zone, official)


def document(
    rows: list[_Row], descriptions: list[str] | None, zone: dt.tzinfo, official: Collection[str] = (), also: Collection[str] = ()
) -> Indexed:
    """One document out of the rows of a record's versions. ``descriptions`` None: no version has a picture or video. ``official``: handles
    of official accounts, which hide nobody. ``also``: further texts by which it is found.
    """
    current = rows[0]
    marks = _marks(rows, has_media=descriptions is not None)
    published = moment_of(current.published)
    year = published.astimezone(zone).year
    tags = document_tags(
        account=current.account, network=current.network, year=year, kind=current.kind, marks=marks, languages=current.languages
    )
    words = nameable_tokens([*(row.text for row in rows), *also, *(descriptions or [])], official)
    return Indexed(current.record, current.account, int(published.timestamp() // 1), year, marks, words, tags)


def _marks(rows: list[_Row], *, has_media: bool) -> int:
    current = rows[0]
    true = (
        current.status == Status.GONE,
        current.edits > 0,
        current.kind == "reply",
        has_media,
        not current.official,
    )
    return sum(compress(_MARKS, true))


def _told_also(record_ids: Collection[int] | QuerySet[Any, Any]) -> dict[int, list[str]]:
    """What exports tell of these posts, by the record that stands for them, where nothing of it is withheld. Two queries at most."""
    versions = Version.objects.filter(record__same_as_id__in=record_ids).order_by("record_id", "-number")
    told = list(versions.values_list("record_id", "record__same_as_id", Left("text", CHARACTERS)))
    withheld = withholding_of({record for record, *_ in told}) if told else frozenset()
    found: defaultdict[int, list[str]] = defaultdict(list)
    for record, post, text in told:
        if record not in withheld:
            found[post].append(text)
    return found


def _descriptions(record_ids: Collection[int] | QuerySet[Any, Any]) -> dict[int, list[str]]:
    """The descriptions of pictures and videos, by record; an empty list where they have none."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    attachments = Attachment.objects.filter(version__record_id__in=record_ids).order_by("version_id", "ordinal")
    for record_id, alt in attachments.values_list("version__record_id", Left("alt", CHARACTERS)):
        if alt and alt not in found[record_id]:
            found[record_id].append(alt)
        else:
            found[record_id]  # the record has media all the same
    return found
