"""Reads of the archive, each named by what comes back. Those that every page needs are prepared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from rostra.archive.models import Absence, Attachment, Entry, Record, Version
from rostra.archive.queries.display import is_listed, terms
from rostra.archive.queries.joined import NETWORKS
from rostra.archive.queries.public import PUBLIC, PUBLIC_VERSIONS
from rostra.archive.queries.withheld import Versions, absence_as_public, as_public, without_attachments
from rostra.archive.states.withheld import Withheld
from rostra.core.prepared import Prepared, PreparedIn

CONVERSATION_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """A record with all its versions, the oldest first, and the conversation in which it stands, itself included: current versions, the
    oldest first, as far as it was captured and is shown. ``replies``: by residents, that are kept and not shown.
    """

    record: Record
    versions: list[Version]
    conversation: list[Version]
    replies: int


def current_versions_of(record_ids: Iterable[int]) -> list[Version]:
    """The newest versions of these records, in the order given, without those that no list holds. Three queries, however many."""
    wanted = list(record_ids)
    found = {version.record_id: version for version in with_attachments(as_public(_listed(_current_of(wanted))))}
    return [found[record_id] for record_id in wanted if record_id in found]


def versions_in(record_ids: Iterable[int], *, all_versions: bool) -> list[Version]:
    """The newest version of each of these records, or every one, by record and number, with its segment, without those that no list holds.
    Three queries.
    """
    found = _to_show().filter(record_id__in=list(record_ids)).select_related("segment")
    chosen = found if all_versions else found.filter(number=F("record__current"))
    return with_attachments(as_public(_listed(chosen.order_by("record_id", "number"))))


def version_numbered(record_id: int, number: int | None = None) -> Version:
    """One version of a record, or its newest. Raises Version.DoesNotExist. Three queries."""
    return with_attachments(as_public([_numbered(record_id, number)]))[0]


def bare_version(record_id: int, number: int | None = None) -> Version:
    """The same without its attachments. Raises Version.DoesNotExist. Two queries."""
    return as_public([_numbered(record_id, number)])[0]


def _numbered(record_id: int, number: int | None) -> Version:
    return _to_show().select_related("segment").get(record_id=record_id, number=F("record__current") if number is None else number)


def version_at(address: str) -> Version | None:
    """The newest version of the record with this address on its network, unless the address is withheld. Two queries."""
    found = as_public(list(_to_show().select_related("segment").filter(record__uri=address, number=F("record__current"))))
    return found[0] if found and found[0].record.uri else None


def with_attachments(versions: Versions) -> Versions:
    """The same versions (``as_public``), each with what is ``attached``. One query."""
    by_version: dict[int, list[Attachment]] = {version.pk: [] for version in versions}
    for attachment in _attachments_of(list(by_version)):
        by_version[attachment.version_id].append(attachment)
    for version in versions:
        version.attached = by_version[version.pk]
        without_attachments(version)
    return versions


def reading_of(record_id: int) -> Reading:
    """One record that everybody may see. Raises Record.DoesNotExist. Four queries, and one where replies are not shown."""
    found = _record(record_id)
    if not found:
        raise Record.DoesNotExist
    record = found[0]
    versions, root = _versions(record.pk), record.thread or record.uri
    conversation = _listed((_conversation if terms().replies else _own_conversation)(root, root)) if is_listed(record) else []
    for version in versions:
        version.record = record
    as_public([*versions, *conversation])
    return Reading(record, versions, conversation, 0 if terms().replies or not is_listed(record) else _replies_in(root))


def _replies_in(root: str) -> int:
    """How much residents said in a conversation. One query."""
    return Record.objects.filter(_either(root, root), official=False).count()


def told_also(record: Record) -> list[Version]:
    """What exports tell of this post without its number, as each reads now. Two queries, where the network has such exports."""
    if record.account.network not in NETWORKS:
        return []
    return as_public(list(_to_show().filter(record__same_as=record.pk, number=F("record__current")).order_by("record_id")))


def absences_of(record: Record, withheld: Withheld) -> list[Absence]:
    """When a record was found missing, oldest first. ``withheld``: of any of its versions."""
    return [absence_as_public(absence, withheld) for absence in _absences(record.pk)]


def entries_waiting() -> QuerySet[Entry]:
    """Entries that the sequencer has not placed in the log yet, in the order of handing in."""
    return Entry.objects.filter(index__isnull=True).order_by("id")


def log_size() -> int:
    """How many entries have a place in the log."""
    last = Entry.objects.filter(index__isnull=False).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def _listed(versions: Iterable[Version]) -> list[Version]:
    return [version for version in versions if is_listed(version.record)]


def _to_show() -> QuerySet[Version]:
    return Version.objects.filter(PUBLIC_VERSIONS).select_related("record__account__unit", "entry")


def _either(thread: str, uri: str, prefix: str = "") -> Q:
    """Both halves stand on an index of their own: a partial one over threads, and the one of addresses."""
    in_thread = ~Q(**{f"{prefix}thread": ""}) & Q(**{f"{prefix}thread": thread})
    return in_thread | Q(**{f"{prefix}uri": uri})


def _conversation_of(thread: str, uri: str) -> QuerySet[Version]:
    either = _either(thread, uri, "record__")
    found = Version.objects.filter(either, number=F("record__current")).select_related("record__account").order_by("record_id")
    return found.defer("html", "context", "sameness", "secret")


_record = Prepared(lambda pk: Record.objects.filter(PUBLIC, pk=pk).select_related("account__unit"), int)
_versions = Prepared(lambda pk: Version.objects.filter(record_id=pk).select_related("entry").defer("entry__body").order_by("number"), int)
_absences = Prepared(lambda pk: Absence.objects.filter(record_id=pk).order_by("seen"), int)
_conversation = Prepared(lambda thread, uri: _conversation_of(thread, uri)[:CONVERSATION_LIMIT], str, str)
_own_conversation = Prepared(lambda thread, uri: _conversation_of(thread, uri).filter(record__official=True)[:CONVERSATION_LIMIT], str, str)
_attachments_of = PreparedIn(
    lambda ids: Attachment.objects.filter(version_id__in=ids).select_related("medium").order_by("version_id", "ordinal")
)
_current_of = PreparedIn(
    lambda ids: (
        Version.objects.filter(PUBLIC_VERSIONS, record_id__in=ids, number=F("record__current"))
        .select_related("record__account__unit", "entry")
        .defer("entry__body")
    )
)
