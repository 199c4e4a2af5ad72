"""Reads of the archive, each named by what comes back. Those that every page needs are prepared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F, Prefetch, Q, QuerySet

from rostra.archive.models import Absence, Attachment, Entry, Record, Version
from rostra.archive.queries.public import PUBLIC, PUBLIC_VERSIONS
from rostra.core.prepared import Prepared, PreparedIn

CONVERSATION_LIMIT = 60


def versions_to_show() -> QuerySet[Version]:
    """All versions that everybody may see, with what a page or list shows of them."""
    attachments = Prefetch("attachments", Attachment.objects.select_related("medium"), to_attr="attached")
    versions = Version.objects.filter(PUBLIC_VERSIONS).select_related("record__account__unit", "entry")
    return versions.prefetch_related(attachments)  # type: ignore[no-redef]  # declared in the model


def current_versions() -> QuerySet[Version]:
    """The newest version of every record, with what a page or list shows of it, newest record first."""
    return versions_to_show().filter(number=F("record__versions")).order_by("-record_id")


def current_versions_of(record_ids: Iterable[int]) -> list[Version]:
    """The newest versions of these records, in the order given. Two queries, however many."""
    wanted = list(record_ids)
    found = {version.record_id: version for version in with_attachments(_current_of(wanted))}
    return [found[record_id] for record_id in wanted if record_id in found]


def with_attachments(versions: Sequence[Version]) -> Sequence[Version]:
    """The same versions, each with what is ``attached``. One query."""
    by_version: dict[int, list[Attachment]] = {version.pk: [] for version in versions}
    for attachment in _attachments_of(list(by_version)):
        by_version[attachment.version_id].append(attachment)
    for version in versions:
        version.attached = by_version[version.pk]
    return versions


def record_with_account(record_id: int) -> Record:
    """One record that everybody may see, with its account and unit. Raises Record.DoesNotExist."""
    found = _record(record_id)
    if not found:
        raise Record.DoesNotExist
    return found[0]


def versions_of(record: Record) -> list[Version]:
    """All versions of a record, oldest first, with entries."""
    return _versions(record.pk)


def absences_of(record: Record) -> list[Absence]:
    """When a record was found missing, oldest first."""
    return _absences(record.pk)


def conversation_of(record: Record) -> list[Version]:
    """The conversation a record stands in, itself included, as far as it was captured: current versions, oldest first, for a list."""
    root = record.thread or record.uri
    return _conversation(root, root)


def entries_waiting() -> QuerySet[Entry]:
    """Entries that the sequencer has not placed in the log yet, in the order of handing in."""
    return Entry.objects.filter(index__isnull=True).order_by("id")


def log_size() -> int:
    """How many entries have a place in the log."""
    last = Entry.objects.filter(index__isnull=False).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def _in_conversation(thread: str, uri: str) -> QuerySet[Version]:
    """Both halves stand on an index of their own: a partial one over threads, and the one of addresses."""
    either = (~Q(record__thread="") & Q(record__thread=thread)) | Q(record__uri=uri)
    found = Version.objects.filter(either, number=F("record__versions")).select_related("record").order_by("record_id")
    return found.defer("html", "context", "sameness", "secret")[:CONVERSATION_LIMIT]


_record = Prepared(lambda pk: Record.objects.filter(PUBLIC, pk=pk).select_related("account__unit"), int)
_versions = Prepared(lambda pk: Version.objects.filter(record_id=pk).select_related("entry").defer("entry__body").order_by("number"), int)
_absences = Prepared(lambda pk: Absence.objects.filter(record_id=pk).order_by("seen"), int)
_conversation = Prepared(_in_conversation, str, str)
_attachments_of = PreparedIn(
    lambda ids: Attachment.objects.filter(version_id__in=ids).select_related("medium").order_by("version_id", "ordinal")
)
_current_of = PreparedIn(
    lambda ids: (
        Version.objects.filter(PUBLIC_VERSIONS, record_id__in=ids, number=F("record__versions"))
        .select_related("record__account__unit", "entry")
        .defer("entry__body")
    )
)
