"""Reads of the archive, each named by what comes back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Prefetch, QuerySet

from rostra.archive.models import Attachment, Entry, Record, Version


def versions_to_show() -> QuerySet[Version]:
    """All versions, with what a page or list shows of them."""
    attachments = Prefetch("attachments", Attachment.objects.select_related("medium"))
    return Version.objects.select_related("record__account__unit", "entry").prefetch_related(attachments)


def current_versions() -> QuerySet[Version]:
    """The newest version of every record, with what a page or list shows of it, newest record first."""
    return versions_to_show().filter(number=F("record__versions")).order_by("-record_id")


def current_versions_of(record_ids: Iterable[int]) -> list[Version]:
    """The newest versions of these records, in the order given. Two queries, however many."""
    wanted = list(record_ids)
    found = {version.record_id: version for version in current_versions().filter(record_id__in=wanted)}
    return [found[record_id] for record_id in wanted if record_id in found]


def record_with_account(record_id: int) -> Record:
    """One record with its account and unit. Raises Record.DoesNotExist."""
    return Record.objects.select_related("account__unit", "account__custodian").get(pk=record_id)


def versions_of(record: Record) -> list[Version]:
    """All versions of a record, oldest first, with attachments and entries."""
    attachments = Prefetch("attachments", Attachment.objects.select_related("medium"))
    return list(record.all_versions.select_related("entry", "segment").prefetch_related(attachments).order_by("number"))


def thread_of(record: Record, limit: int = 100) -> list[Version]:
    """The conversation a record stands in, as far as it was captured: current versions, oldest first."""
    root = record.thread or record.uri
    of_thread = current_versions().filter(record__thread=root) | current_versions().filter(record__uri=root)
    return list(of_thread.order_by("record_id")[:limit])


def entries_waiting() -> QuerySet[Entry]:
    """Entries that the sequencer has not placed in the log yet, in the order of handing in."""
    return Entry.objects.filter(index__isnull=True).order_by("id")


def log_size() -> int:
    """How many entries have a place in the log."""
    last = Entry.objects.filter(index__isnull=False).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1
