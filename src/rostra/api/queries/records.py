"""Records in the shape that the public gets, a batch at a time: two queries for what versions and absences they have."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Case, F, TextField, Value, When

from rostra.api.queries import addresses, shapes
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.archive.queries.display import terms
from rostra.archive.queries.records import current_versions_of, version_numbered
from rostra.archive.queries.withheld import absence_as_public
from rostra.archive.states.status import Status
from rostra.archive.states.withheld import NOTHING, Reason, Withheld
from rostra.moderation.queries.looks import names_somebody
from rostra.platforms.base import Certainty

_NAMES = ("context__quotes", "context__subject")  # which differ from version to version
_LINKED = Case(
    When(record__versions__gt=1, then=F("html")), default=Value(""), output_field=TextField()
)  # of several versions each may link to something else
_HREF = re.compile(r'<a href="([^"]*)"')  # of our own making only: archive.queries.render


def records(record_ids: Iterable[int]) -> list[shapes.Record]:
    """The records with these identifiers in their newest version, in the order given. Five queries, however many."""
    return shaped(current_versions_of(record_ids))


def record(record_id: int, number: int | None = None) -> shapes.Record:
    """One record in its newest version or in version ``number``. Raises Version.DoesNotExist. Five queries."""
    return shaped([version_numbered(record_id, number)])[0]


def shaped(versions: Sequence[Version]) -> list[shapes.Record]:
    """These versions, each with its record, as the public gets them. Two queries; one where none of the records is gone."""
    refs = _version_refs(versions)
    ids = {version.record_id for version in versions if version.record.status == Status.GONE}
    withheld = {version.record_id: version.withheld for version in versions if version.withheld.elsewhere}
    gone = _absences(ids, withheld)
    return [_record(version, refs[version.record_id], gone.get(version.record_id)) for version in versions]


def _version_refs(versions: Sequence[Version]) -> dict[int, list[shapes.VersionRef]]:
    """All versions of the record of each, oldest first. Plain rows: an export reads millions of them."""
    columns = ("record_id", "number", "seen", "last_seen", "sightings", "digest", "evidence", "again", "entry__index", _LINKED, *_NAMES)
    refs: defaultdict[int, list[shapes.VersionRef]] = defaultdict(list)
    given: defaultdict[int, list[Version]] = defaultdict(list)
    for version in versions:
        given[version.record_id].append(version)
    rows = Version.objects.filter(record_id__in=given).order_by("record_id", "number").values_list(*columns)
    for record_id, number, seen, last_seen, sightings, digest, evidence, again, log_index, rendered, *names in rows:
        refs[record_id].append(
            shapes.VersionRef(
                number=number,
                seen=seen,
                last_seen=last_seen,
                sightings=sightings,
                sha256=bytes(digest).hex() if _tells_digest(number, names, rendered, given[record_id]) else "",
                evidence=evidence,
                again=again,
                log_index=log_index,
                url=addresses.version_url(record_id, number),
                proof_url=addresses.proof_url(record_id, number),
                bytes_url=addresses.bytes_url(record_id, number),
            )
        )
    return refs


def _tells_digest(number: int, names: Sequence[str | None], rendered: str, given: Sequence[Version]) -> bool:
    """Whether nothing is withheld of this version, as far as that is known from those of its record that were ``given``, as everybody gets
    them. One that names other records than they do, or links to something else, may lead to what is withheld: only its own page knows.
    """
    for version in given:
        if version.number == number:
            return version.withheld.tells_digest
    if not all(version.withheld.on(number).tells_digest for version in given if version.withheld.elsewhere):
        return False
    if terms().mask_handles and "@" in rendered:
        return False
    if not set(_HREF.findall(rendered)) <= {href for version in given for href in _HREF.findall(version.html)}:
        return False
    return not any(names) or any(list(names) == [version.context.get(name) for name in ("quotes", "subject")] for version in given)


def _absences(record_ids: Collection[int], withheld: Mapping[int, Withheld]) -> dict[int, Absence]:
    """The latest absence of each record."""
    found = Absence.objects.filter(record_id__in=record_ids).order_by("seen", "id")
    columns = ("record_id", "certainty", "seen", "last_present", "reason")
    rows = (absence_as_public(absence, withheld.get(absence.record_id, NOTHING)) for absence in found.only(*columns))
    return {absence.record_id: absence for absence in rows}


def _record(version: Version, refs: list[shapes.VersionRef], absence: Absence | None) -> shapes.Record:
    of, classified = version.record, version.withheld.changed
    status = _status(of, absence)
    moments = [refs[-1].seen, status.gone and status.gone.seen, classified]
    return shapes.Record(
        id=of.pk,
        uri=of.uri,
        url=addresses.record_url(of.pk),
        network_url=version.context.get("url", ""),
        account=_account(of),
        kind=of.kind,
        author=shapes.Author(of.author_id, of.author_handle, of.author_name, of.official),
        published=of.published,
        version=version.number,
        text=version.text,
        html=version.html,
        languages=version.languages.split(),
        links=[html.unescape(href) for href in _HREF.findall(version.html)],
        quotes=version.context.get("quotes", ""),
        subject="" if names_somebody(of) else version.context.get("subject", ""),
        media=[medium(attachment) for attachment in version.attached],
        thread=of.thread,
        reply_to=of.reply_to,
        status=status,
        same_as=of.same_as_id,
        versions=refs,
        first_seen=of.first_seen,
        last_seen=of.last_seen,
        changed=max(moment for moment in moments if moment),
        withheld=[_withheld(reason) for reason in version.withheld.told],
        display=shapes.Display(version.withheld.policy.value, version.withheld.policy_reason),
    )


def _withheld(reason: Reason) -> shapes.Withheld:
    return shapes.Withheld(reason.part.value, reason.held_as.value, reason.law, reason.since, reason.until)


def _account(of: Record) -> shapes.AccountRef:
    account = of.account
    return shapes.AccountRef(account.slug, account.network, account.handle, account.unit.slug)


def medium(attachment: Attachment) -> shapes.Medium:
    """A medium as the public gets it."""
    medium = attachment.medium
    if medium is None:
        return shapes.Medium(attachment.media_type, attachment.alt, None, None, attachment.missing)
    digest, url = bytes(medium.digest).hex(), addresses.media_url(medium.name)
    return shapes.Medium(attachment.media_type, attachment.alt, digest, url, "")


def _status(of: Record, absence: Absence | None) -> shapes.Status:
    if of.status != Status.GONE or absence is None:
        return shapes.Status("present", None)
    certainty = Certainty(absence.certainty)
    told = shapes.Gone("asserted" if certainty is Certainty.ASSERTED else "observed", absence.seen, absence.last_present, absence.reason)
    return shapes.Status("gone", told)
