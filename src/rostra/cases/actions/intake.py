"""What residents hand in by the public form, and what they write afterwards with the return key. Nothing tells who they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from rostra.archive.actions.sealed import Bared
from rostra.archive.states.submitted import Handed
from rostra.cases.actions.cases import OpenedCase, open_case
from rostra.cases.actions.files import Hand, add_files, bared_files, take_over
from rostra.cases.actions.noting import CHANGED, locked, note
from rostra.cases.models import Case, Entry
from rostra.cases.queries.files import given_by_complainant
from rostra.cases.queries.register import handed_in_since
from rostra.cases.rules.deciding import LONGEST, NewCase
from rostra.cases.rules.returning import may_write_back
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import COMPLAINANT, Channel
from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.models import ReportDraft
from rostra.moderation.queries.reports import HOUR


@transaction.atomic
def send_case(draft: ReportDraft, new: NewCase) -> OpenedCase:
    """Take in what was drafted, with its files. Raises Invalid by field; Conflict where it was sent, or too many come in an hour."""
    if handed_in_since(clock.now() - HOUR) >= settings.PROFILE.residents.reports_an_hour:
        raise Conflict(_("More comes in than can be taken in at once."), hint=_("try again in an hour, or call or write to us"))
    waits = ReportDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if waits is None:
        raise Conflict(_("It was sent already."))
    opened = open_case(new, actor=PUBLIC)
    take_over(opened.case, waits)
    waits.delete()
    return opened


def write_as_complainant(case: Case, words: str, files: Sequence[Handed] = ()) -> Entry:
    """A word of who handed it in, who showed the return key, or files of theirs, or both.

    Raises Forbidden, Invalid by field without either, Conflict where too often.
    """
    text = words.strip().replace("\r\n", "\n")  # browsers send the end of a line as two characters
    if not (text or files) or len(text) > LONGEST:
        raise Invalid({"words": _("Write something, in %(n)s characters at most.") % {"n": f"{LONGEST:,}"}})
    may_write_back(case).require()
    return _write(case, text, bared_files(files, given_by_complainant(case)))


@transaction.atomic
def _write(case: Case, text: str, files: Sequence[Bared]) -> Entry:
    row = locked(case)
    may_write_back(row).require()
    lately = row.entries.filter(part=CaseField.MESSAGES, by_name=COMPLAINANT, at__gt=clock.now() - HOUR).count()
    if lately >= settings.PROFILE.residents.reports_an_hour_each:
        raise Conflict(_("You have written many times within an hour."), hint=_("try again later"))
    added = add_files(row, files, Hand(CaseField.STATEMENT, Channel.RESIDENT))
    made = Entry.objects.create(
        case=row, part=CaseField.MESSAGES, text=text or _files_alone([each.ordinal for each in added]), at=clock.now(), by_name=COMPLAINANT
    )
    note(row, CHANGED)
    return made


def _files_alone(numbers: Sequence[int]) -> str:
    """What stands among the messages where nothing was written: for both sides, so in the city's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Handed in: %(files)s") % {"files": ", ".join(_("file %(n)s") % {"n": number} for number in numbers)}
