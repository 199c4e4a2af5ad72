"""A report while somebody writes it: its words and files wait for some minutes, for the browser that began it.

No event: nothing was sent.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rostra.archive.actions.sealed import Bared, bared, place
from rostra.archive.states.submitted import Handed
from rostra.core import clock
from rostra.core.errors import Conflict, Invalid
from rostra.core.refusals import with_hint
from rostra.moderation.models import Inquiry, ReportDraft, ReportFile
from rostra.moderation.queries.reports import digest_of_draft, drafts_within_the_hour, path_of_file
from rostra.moderation.rules.files import size_problem


@dataclass(frozen=True, slots=True)
class BegunDraft:
    """A draft with its ticket."""

    draft: ReportDraft
    ticket: str = field(repr=False)


@transaction.atomic
def begin_draft(proven: Inquiry | None = None) -> BegunDraft:
    """An empty one; with the handle of an inquiry that is proven. Raises Conflict when too many are begun in an hour."""
    if drafts_within_the_hour() >= settings.PROFILE.residents.reports_an_hour * 2:
        raise Conflict(_("More comes in than can be taken in at once."), hint=_("try again in an hour, or call or write to us"))
    now, ticket = clock.now(), secrets.token_urlsafe(32)
    shown = {"network": proven.network, "handle": proven.handle} if proven and proven.identity else {}
    made = ReportDraft.objects.create(ticket=digest_of_draft(ticket), made=now, expires=_end(now), **shown)
    return BegunDraft(made, ticket)


@transaction.atomic
def keep_words(draft: ReportDraft, values: Mapping[str, str]) -> None:
    """Keep what was typed, and wait for it from now on."""
    draft.values = {name: value.replace("\r\n", "\n") for name, value in values.items()}  # browsers send lines with both
    draft.expires = _end(clock.now())
    draft.save(update_fields=["values", "expires"])


def keep_files(draft: ReportDraft, handed: Sequence[Handed]) -> list[str]:
    """Keep each file that can be kept; what is wrong with the others."""
    wrong = []
    for file in handed:
        try:
            _keep(draft, file)
        except Invalid as error:
            wrong.append(with_hint(error.problems["files"], error.hint))
    return wrong


def _keep(draft: ReportDraft, file: Handed) -> None:
    terms = settings.PROFILE.residents
    if draft.files.count() >= terms.most_files:
        raise Invalid({"files": _("“%(name)s” is one too many: at most %(n)s files.") % {"name": file.name, "n": terms.most_files}})
    if problem := size_problem(file):
        raise Invalid({"files": problem})
    _enter(draft, bared(file.content, f"“{file.name}”", nameless=True))


@transaction.atomic
def _enter(draft: ReportDraft, file: Bared) -> None:
    if not ReportDraft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise Invalid({"files": _("It was sent already, without this file.")})
    name = secrets.token_hex(16)
    place(file, path_of_file(name))
    ReportFile.objects.create(draft=draft, place=name, scanned=file.scanned, **file.columns)


def drop_file(draft: ReportDraft, number: int) -> None:
    """Take one file out again."""
    delete_files(list(draft.files.filter(pk=number)))


def drop_draft(draft: ReportDraft) -> None:
    """Forget it with its files."""
    delete_files(list(draft.files.all()))
    draft.delete()


def delete_files(files: Sequence[ReportFile]) -> None:
    """Rows first, then what they point to: a death between leaves a file that nothing points to, never a row without a file."""
    ReportFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    for file in files:
        path_of_file(file.place).unlink(missing_ok=True)


def forget_drafts() -> int:
    """Those that nobody sent in time. How many."""
    over = list(ReportDraft.objects.filter(expires__lt=clock.now()))
    for draft in over:
        drop_draft(draft)
    return len(over)


def _end(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(minutes=settings.PROFILE.residents.draft_minutes)
