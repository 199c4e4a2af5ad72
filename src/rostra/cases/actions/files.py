"""Submitted evidence: files that come with a case, kept without what tells of who made them, and let go of with everything else."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from rostra.archive.actions.sealed import Bared, bared, place
from rostra.archive.states.submitted import Handed
from rostra.cases.actions.holding import hold_evidence
from rostra.cases.actions.noting import CHANGED, locked, note
from rostra.cases.models import Case, SubmittedFile
from rostra.cases.queries.files import next_ordinal, path_of_file
from rostra.cases.rules.deciding import keeps_nothing, may_write
from rostra.cases.rules.files import handed_problem
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import COMPLAINANT, Channel
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.erasing import erase_after_commit
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.models import ReportDraft, ReportFile
from rostra.moderation.queries.reports import path_of_file as path_in_draft
from rostra.warc.segment import sync_folder


@dataclass(frozen=True, slots=True)
class Hand:
    """From whose hands a file comes, by which way; ``part``: whose words it is. Without ``ref``: who handed the case in."""

    part: CaseField
    channel: Channel
    ref: str = ""
    name: str = COMPLAINANT


def bared_files(files: Sequence[Handed], before: int = 0) -> list[Bared]:
    """Files as they are kept. Outside of a transaction, for it takes its time. Raises Invalid for ``files``."""
    if problem := handed_problem(files, before):
        raise Invalid({"files": problem})
    return [bared(file.content, f"“{file.name}”", nameless=True) for file in files]


def submit_file(case: Case, file: Handed, hand: Hand, *, actor: Actor, remark: str = "") -> SubmittedFile:
    """Add one that came otherwise, as by mail. Raises Forbidden, Conflict where nothing is kept, Invalid for ``files``."""
    may_write(actor, case).require()
    kept = bared_files([file])
    with transaction.atomic():
        row = locked(case)
        may_write(actor, row).require()
        if stands := keeps_nothing(row):
            raise Conflict(stands)
        made = add_files(row, kept, hand, remark)[0]
        note(row, CHANGED)
    return made


def add_files(row: Case, files: Sequence[Bared], hand: Hand, remark: str = "") -> list[SubmittedFile]:
    """Keep files in the case whose ``row`` the caller has locked; they are held as its evidence is."""
    made = [_entered(row, _placed(file), hand, remark, file.columns | {"scanned": file.scanned}) for file in files]
    hold_evidence(row)
    return made


def take_over(row: Case, draft: ReportDraft) -> None:
    """What waited with a draft belongs to the case now. Called in the transaction that opens it."""
    waited = list(ReportFile.objects.select_for_update().filter(draft=draft))
    for file in waited:
        _keep_too(path_in_draft(file.place), path_of_file(file.place))
        told = {name: getattr(file, name) for name in ("media_type", "size", "digest", "came_as", "scanned")}
        _entered(row, file.place, Hand(CaseField.STATEMENT, Channel(row.channel)), "", told)
    hold_evidence(row)
    ReportFile.objects.filter(pk__in=[file.pk for file in waited]).delete()
    transaction.on_commit(lambda: _unlink([path_in_draft(file.place) for file in waited]))


def let_go(row: Case) -> None:
    """Every file of a case, with what could tell which one it was. That there were some stays."""
    files = list(row.files.filter(emptied__isnull=True))
    row.files.filter(emptied__isnull=True).update(
        place=None, digest=b"", came_as=b"", media_type="", size=0, note="", scanned=None, emptied=clock.now()
    )
    transaction.on_commit(lambda: _unlink([path_of_file(file.place) for file in files if file.place]))
    erase_after_commit()


def _entered(row: Case, name: str, hand: Hand, remark: str, told: dict[str, object]) -> SubmittedFile:
    return SubmittedFile.objects.create(
        case=row, ordinal=next_ordinal(row), place=name, part=hand.part, channel=hand.channel, note=remark.strip(), at=clock.now(),
        by_ref=hand.ref, by_name=hand.name, **told,
    )  # fmt: skip


def _placed(file: Bared) -> str:
    name = secrets.token_hex(16)
    place(file, path_of_file(name))
    return name


def _keep_too(source: Path, target: Path) -> None:
    """The same bytes under a second name: a death before the transaction ends leaves the draft with its file, to be sent again."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):
        os.link(source, target)
    sync_folder(target.parent)


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
