"""Taking in a list that an owner exported: first what it would change, then, once somebody has looked, by the door of everything else.

Each batch is durable together with its place in the file. What a complete export does not name any more is an observed absence.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

from django.db import transaction

from rostra.accounts.models import Account
from rostra.archive.actions.intake import Captured, take_in
from rostra.capture import rules
from rostra.capture.actions.aside import aside_file, write_aside
from rostra.capture.actions.checks import disappeared
from rostra.capture.actions.runs import write_run
from rostra.capture.models import Coverage, ListExport
from rostra.capture.queries.lists import difference_of, last_begun, platform_of
from rostra.capture.states import Declared, Outcome
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.platforms.base import Absence, Act, BadSource, Item, Listing, Mark, Method, Rejected

LARGEST = 32 << 20  # bytes of a file: it waits in the database until it was looked at
BATCH = 1_000  # absences that become durable together; of entries a platform's own marks decide

Progress = Callable[[int], None]  # bytes read so far


@transaction.atomic
def read_export(account: Account, content: bytes, name: str, declared: Declared, *, actor: Actor) -> ListExport:
    """Read an export and say what it would change; nothing is changed. One that was begun and killed is given back, to go on.

    Raises Forbidden, also for an export older than the last; Invalid for a file that cannot be used.
    """
    rules.may_hand_over(actor, account, declared.act).require()
    _check(content, declared)
    export = ListExport(
        account=account, act=declared.act.value, form=declared.form.value, columns=asdict(declared.columns), exported=declared.exported,
        complete=declared.complete, name=name[:255], size=len(content), digest=hashlib.sha256(content).digest(), read=clock.now(),
        content=content,
    )  # fmt: skip
    if begun := _begun(export):
        return begun
    rules.may_follow(export.exported, bytes(export.digest), last_begun(export)).require()
    try:
        export.difference = difference_of(export).as_facts()
    except BadSource as error:
        raise Invalid({"file": f"{name}: {error}"}, hint="docs/how-to/take-in-a-block-list.md") from error
    export.save()
    _note("read", export, actor)
    return export


def take_export(
    export: ListExport, *, actor: Actor, ending_accepted: int | None = None, progress: Progress = lambda _done: None
) -> ListExport:
    """Take it in as it was shown; killed and called again, it goes on. ``ending_accepted``: how many end, said again where they are many.

    Raises Forbidden; Conflict where it was taken in or dropped before, the list has changed since, or another process is at it.
    """
    running = _begin(export, actor, ending_accepted)
    listing: Listing | None = None
    captured: list[Captured] = []
    rejected: list[Rejected] = []
    platform = platform_of(running)
    for event in platform.take_in(io.BytesIO(running.content), running.cursor):
        if isinstance(event, Item):
            captured.append(Captured(event, ()))
        elif isinstance(event, Rejected):
            rejected.append(event)
        elif isinstance(event, Listing):
            listing = event
        elif isinstance(event, Mark):
            _take(running, captured, rejected, event.cursor, actor)
            captured, rejected = [], []
            progress(event.done)
    if listing is not None:
        gone = disappeared(running.account, listing, before=clock.now())
        absences = (replace(absence, revision=platform.revision) for absence in gone)  # of a later export, an entry is known to return
        while batch := list(islice(absences, BATCH)):
            _end_entries(running, batch, actor)
    _end(running, covers=listing is not None and listing.complete, actor=actor)
    return running


@transaction.atomic
def drop_export(export: ListExport, *, actor: Actor) -> None:
    """Do not take it in, or not further: the file is forgotten, what it would have changed stays on record. Raises Forbidden, Conflict."""
    rules.may_steer(actor).require()
    waiting = ListExport.objects.filter(pk=export.pk, ended__isnull=True, dropped__isnull=True)
    if waiting.update(dropped=clock.now(), content=b"") != 1:
        raise Conflict("This export was taken in or dropped before.")
    _note("dropped", export, actor)


def _check(content: bytes, declared: Declared) -> None:
    if len(content) > LARGEST:
        raise Invalid(
            {"file": f"it has {len(content):,} bytes, more than {LARGEST:,}"}, hint="a list holds one entry a line, and no pictures"
        )
    if declared.exported > clock.now():
        raise Invalid({"exported": f"{clock.stamp(declared.exported)} is not over yet"}, hint="say when the export was made")


def _begun(export: ListExport) -> ListExport | None:
    """The same file of the same list, taken in by half."""
    same = ListExport.objects.filter(account=export.account, act=export.act, digest=export.digest, complete=export.complete)
    return same.filter(started__isnull=False, ended__isnull=True, dropped__isnull=True).first()


@transaction.atomic
def _begin(export: ListExport, actor: Actor, accepted: int | None) -> ListExport:
    row = ListExport.objects.select_for_update().select_related("account").get(pk=export.pk)
    rules.may_hand_over(actor, row.account, Act(row.act)).require()
    if not row.waits:
        raise Conflict("This export was taken in or dropped before.", hint="hand it over again")
    if row.started is None:
        _admit(row, accepted)
        _drop_others(row)
        row.started = clock.now()
        row.save(update_fields=["started"])
    return row


def _admit(export: ListExport, accepted: int | None) -> None:
    """Nothing newer came in between, nothing else would change than was shown, and not too much would end. Raises Forbidden, Conflict."""
    rules.may_follow(export.exported, bytes(export.digest), last_begun(export)).require()
    found = difference_of(export)
    if found.numbers != export.difference["numbers"]:
        raise Conflict("The list has changed since this difference was made.", hint="hand the export over again and look at it once more")
    rules.may_end_so_many(len(found.gone), found.held, accepted).require()


def _drop_others(export: ListExport) -> None:
    """Other exports of the list that wait, or were taken in by half, are overtaken: a process that is still at one ends with Conflict."""
    others = ListExport.objects.filter(account=export.account, act=export.act, ended__isnull=True, dropped__isnull=True)
    others.exclude(pk=export.pk).update(dropped=clock.now(), content=b"")


def _move(running: ListExport, **changes: object) -> None:
    """Change the place in the file, if nobody else did meanwhile. Raises Conflict."""
    mine = ListExport.objects.filter(pk=running.pk, cursor=running.cursor, gone=running.gone, ended__isnull=True, dropped__isnull=True)
    if mine.update(**changes) != 1:
        raise Conflict(f"{running.name} is being taken in by another process, or was overtaken by another export", hint="look at the list")
    for name, value in changes.items():
        setattr(running, name, value)


@transaction.atomic
def _take(running: ListExport, captured: list[Captured], rejected: list[Rejected], cursor: str, actor: Actor) -> None:
    """A batch of entries, its counts and its place in the file: all or nothing."""
    _move(running, cursor=cursor)
    receipt = take_in(captured, accounts={running.account.identity: running.account}, actor=actor)
    aside = [*rejected, *(Rejected(0, f"{refusal.uri}: {refusal.reason}", b"") for refusal in receipt.refused)]
    running.items += len(captured) - len(receipt.refused)
    running.new += receipt.new
    running.returned += receipt.returned
    running.rejected += len(aside)
    running.aside = write_aside(rejected_entries(running), aside, at=running.aside) if aside else running.aside
    running.save(update_fields=["items", "new", "returned", "rejected", "aside"])


@transaction.atomic
def _end_entries(running: ListExport, absences: list[Absence], actor: Actor) -> None:
    """A batch of what the export does not name any more, and its count."""
    receipt = take_in(absences, accounts={running.account.identity: running.account}, actor=actor)
    _move(running, gone=running.gone + receipt.gone)


@transaction.atomic
def _end(running: ListExport, *, covers: bool, actor: Actor) -> None:
    _move(running, ended=clock.now(), content=b"")
    counts = {"items": running.items, "new": running.new, "gone": running.gone, "refused": running.rejected}
    write_run(running.account, Method.IMPORT, running.started or running.read, Outcome.DONE, counts)
    if covers:
        Coverage.objects.create(account=running.account, method=Method.IMPORT, begins=running.exported, ends=running.exported)
    _note("taken-in", running, actor)


def rejected_entries(export: ListExport) -> Path:
    """The file of the rows of this export that were set aside."""
    return aside_file(f"list-{export.pk}")


def _note(what: str, export: ListExport, actor: Actor) -> None:
    """One event: which list of which account, of when, how many of each; no name of anybody on it."""
    counts = ("items", "new", "returned", "gone", "rejected")
    numbers = {name: getattr(export, name) for name in counts} if what == "taken-in" else export.difference["numbers"]
    facts = {"act": export.act, "file": bytes(export.digest).hex(), "exported": clock.stamp(export.exported), "complete": export.complete}
    record_event(actor=actor, action=f"capture.list.{what}", subject=f"account:{export.account.slug}", facts=facts | numbers)
