"""Make the archive's tables again from segments and log alone.

What stands nowhere else is lost with the tables: how often a version was seen again, and when last. So a record was seen last when the
newest of its versions was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path

import orjson
from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from rostra.accounts.models import Account
from rostra.archive.actions.bulk import empty, insert_rows, moment_format, reserve_ids
from rostra.archive.actions.joining import join_again, write_pairs
from rostra.archive.actions.rows import Identifiers, Logged, insert_content, insert_entries
from rostra.archive.actions.segments import Placed
from rostra.archive.models import Absence, Attachment, Cursor, Entry, Head, Medium, Record, Segment, Statement, Subject, Version
from rostra.archive.queries.drafts import draft_in
from rostra.archive.queries.histories import histories
from rostra.archive.queries.joined import NETWORKS, joined_in
from rostra.archive.queries.log import log_tiles, served_checkpoint
from rostra.archive.queries.rows import Moment
from rostra.archive.queries.stores import segment_directory
from rostra.archive.rules.flaws import Progress, silent
from rostra.archive.states.entries import EntryType
from rostra.archive.states.status import Status
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict
from rostra.platforms.base import Method
from rostra.tlog.tiles import WIDTH, TileReader
from rostra.warc.read import versions
from rostra.warc.segment import SUFFIX

_TABLES = (Attachment, Version, Absence, Statement, Record, Medium, Entry, Segment, Subject, Head, Cursor)
_LAST_SEEN = Coalesce(Max("seen", filter=~Q(method=Method.IMPORT)), Max("seen"))  # no file moves what was seen live
_LOGGED = ("id", "index", "type", "subject", "counter", "at", "body")


def rebuild(*, actor: Actor, progress: Progress = silent) -> int:
    """Empty the archive's tables and fill them from the served log and every segment; how many segments were read.

    All or nothing. Versions keep their identifiers: evidence points at them. The register of accounts is no table of the archive: it must
    hold every account that the segments name (Conflict).
    """
    with transaction.atomic():
        known = {(record, number): key for record, number, key in Version.objects.values_list("record", "number", "pk")}
        for table in _TABLES:
            empty(table)
        _take_back_entries()
        files = sorted(segment_directory().rglob(f"*{SUFFIX}"))
        accounts = dict(Account.objects.values_list("slug", "pk"))
        for done, path in enumerate(files, 1):
            _take_back_segment(path, accounts, known)
            progress(done, len(files))
        _settle_counters()
        _settle_records()
        _give_to_authors(accounts)
        _join_again(actor)
        record_event(actor=actor, action="archive.tables.rebuilt", subject="archive", facts={"segments": len(files)})
        return len(files)


def _take_back_entries() -> None:
    """The entries that have a place in the log, and the head."""
    opened = served_checkpoint()
    if opened is None:
        return
    moment = moment_format()
    reader = TileReader(log_tiles(), opened.head.size)
    for bundle in range(-(-opened.head.size // WIDTH)):
        lines = reader.entries(bundle)
        placed = enumerate(zip(reserve_ids(Entry, len(lines)), lines, strict=True), bundle * WIDTH)
        insert_rows(Entry, _LOGGED, [_entry(identifier, index, line, moment) for index, (identifier, line) in placed])
    changed = Entry.objects.aggregate(last=Max("at"))["last"]
    Head.objects.create(size=opened.head.size, root=opened.head.root, changed=changed)


def _entry(identifier: int, index: int, line: bytes, moment: Moment) -> tuple[int, int, str, str, int, str, bytes]:
    held = orjson.loads(line)
    return identifier, index, held["type"], held["subject"], held["counter"], moment(held["time"]), line


def _take_back_segment(path: Path, accounts: Mapping[str, int], known: Identifiers) -> None:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").digest()
    closed = dt.datetime.strptime(path.name.split("-")[0], "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC)
    name = path.relative_to(segment_directory()).as_posix()
    segment = Segment.objects.create(name=name, size=path.stat().st_size, digest=digest, closed=closed)
    placed = [Placed(draft_in(members), segment, members.location) for members in versions(path)]
    if missing := {item.draft.subject for item in placed if item.draft.type in {EntryType.CAPTURE, EntryType.GONE}} - accounts.keys():
        raise Conflict(
            f"{name} holds records of accounts that are not in the register: {', '.join(sorted(missing))}",
            hint="bring the register back first ('rostra restore', or 'rostra accounts add --slug …' with the same slugs)",
        )
    insert_content(list(_logged(placed)), accounts, known)


def _logged(placed: list[Placed]) -> Iterator[Logged]:
    """Each draft with its entry: the logged one, or one that still waits. Drafts that were never acknowledged are passed over.

    A death between file and rows leaves a segment whose numbers were given again to the next: the log, or the rows made before, decide.
    """
    wanted = {(item.draft.subject, item.draft.counter) for item in placed}
    counters = [counter for _, counter in wanted]
    span = Entry.objects.filter(subject__in={alias for alias, _ in wanted}, counter__gte=min(counters), counter__lte=max(counters))
    held = {(row[0], row[1]): (row[2], bytes(row[3])) for row in span.values_list("subject", "counter", "pk", "body")}
    fresh = [item for item in placed if (item.draft.subject, item.draft.counter) not in held]
    new = dict(zip(map(id, fresh), insert_entries([item.draft for item in fresh]), strict=True))
    for item in placed:
        if id(item) in new:
            yield item, new[id(item)]
        elif held[item.draft.subject, item.draft.counter][1] == item.draft.entry:
            yield item, held[item.draft.subject, item.draft.counter][0]


def _join_again(actor: Actor) -> None:
    """Join what the log says was joined; then what it does not say yet, or never had to."""
    write_pairs(joined_in(Statement.objects.all()))
    for account in Account.objects.filter(network__in=NETWORKS):
        join_again(account, actor=actor)


def _settle_counters() -> None:
    for row in Entry.objects.order_by().values("subject").annotate(last=Max("counter")):
        Subject.objects.create(alias=row["subject"], counter=row["last"])


def _give_to_authors(accounts: Mapping[str, int]) -> None:
    """What was held as the public's is the official account's that wrote it, where a later version was logged under that one."""
    identities = dict(Account.objects.values_list("slug", "identity"))
    later = Version.objects.filter(number__gt=1, record__official=False).exclude(entry__subject=F("record__account__slug"))
    for record, author, subject in later.values_list("record", "record__author_id", "entry__subject"):
        if identities.get(subject) == author:
            Record.objects.filter(pk=record).update(account=accounts[subject], official=True)


def _settle_records() -> None:
    """What the versions of each record bear out, and whether an absence is the last thing known of it."""
    later = Version.objects.order_by().filter(number__gt=1).values_list("record").annotate(last=Max("number"))
    for record, last in list(later):
        Record.objects.filter(pk=record).update(versions=last)
    for record, seen in list(Version.objects.order_by().filter(record__versions__gt=1).values_list("record").annotate(last=_LAST_SEEN)):
        Record.objects.filter(pk=record, last_seen__lt=seen).update(last_seen=seen)
    for record, history, *_ in histories(Version.objects.all()):
        Record.objects.filter(pk=record).update(current=history.current.number, edits=history.edits)
        Version.objects.filter(record=record, number__in=history.again).update(again=True)
    said = Absence.objects.order_by().values_list("record").annotate(last=Max("entry__counter"))
    for record, absent in said:
        seen = Version.objects.filter(record=record).aggregate(last=Max("entry__counter"))["last"]
        Record.objects.filter(pk=record).update(status=Status.GONE if absent > seen else Status.PRESENT)
