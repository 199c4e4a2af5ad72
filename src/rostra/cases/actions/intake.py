"""What residents hand in by the public form, and what they write afterwards with the return key. Nothing tells who they are."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from rostra.cases.actions.cases import OpenedCase, open_case
from rostra.cases.actions.noting import CHANGED, locked, note
from rostra.cases.models import Case, Entry
from rostra.cases.queries.register import handed_in_since
from rostra.cases.rules.deciding import LONGEST, NewCase
from rostra.cases.rules.returning import may_write_back
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import COMPLAINANT
from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.models import ReportDraft
from rostra.moderation.queries.reports import HOUR

_FULL = "More comes in than can be taken in at once."


@transaction.atomic
def send_case(draft: ReportDraft, new: NewCase) -> OpenedCase:
    """Take in what was drafted. Raises Invalid by field; Conflict where it was sent already, or too many come in an hour."""
    if handed_in_since(clock.now() - HOUR) >= settings.PROFILE.residents.reports_an_hour:
        raise Conflict(_FULL, hint="try again in an hour, or call or write to us")
    if not ReportDraft.objects.filter(pk=draft.pk).delete()[0]:
        raise Conflict("It was sent already.")
    return open_case(new, actor=PUBLIC)


@transaction.atomic
def write_as_complainant(case: Case, words: str) -> Entry:
    """A word of who handed it in, who showed the return key. Raises Forbidden, Invalid without words, Conflict where too often."""
    row = locked(case)
    may_write_back(row).require()
    text = words.strip().replace("\r\n", "\n")  # browsers send the end of a line as two characters
    if not text or len(text) > LONGEST:
        raise Invalid({"words": f"Write something, in {LONGEST:,} characters at most."})
    lately = row.entries.filter(part=CaseField.MESSAGES, by_name=COMPLAINANT, at__gt=clock.now() - HOUR).count()
    if lately >= settings.PROFILE.residents.reports_an_hour_each:
        raise Conflict("You have written many times within an hour.", hint="try again later")
    made = Entry.objects.create(case=row, part=CaseField.MESSAGES, text=text, at=clock.now(), by_name=COMPLAINANT)
    note(row, CHANGED)
    return made
