"""What counsel says in a case: words on which depends what may be seen of it, and in which capacity something was said."""

from __future__ import annotations

from django.db import transaction

from rostra.cases.actions.file import UNREAD, Unread, require_read
from rostra.cases.actions.noting import CHANGED, add_step, locked, note
from rostra.cases.models import Case, Entry, Step
from rostra.cases.queries.register import word_step_of
from rostra.cases.rules.deciding import keeps_nothing, may_advise
from rostra.cases.rules.word import CounselsWord, changed_words, in_plain_words, word_of, word_problems
from rostra.cases.rules.worksheet import Worksheet, in_words, worksheet_problems
from rostra.cases.states.classes import CaseField
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, Invalid


@transaction.atomic
def give_word(case: Case, word: CounselsWord, *, reason: str, actor: Actor, over: Step | Unread | None = UNREAD) -> Case:
    """Say what may not be seen yet, whether a civil action is coming, and what else counts. What it changes stands in the file.

    ``over``: the step by which it stood as the speaker had read it, None: there was none. Raises Forbidden, Invalid by field, Conflict
    where it was changed since.
    """
    row = locked(case)
    may_advise(actor, row).require()
    before = word_of(row)
    counts = "; ".join(in_plain_words(before)) or "nothing of it"
    require_read(word_step_of(row), over, lambda newest: f"{newest.by_name} changed it meanwhile. What counts now: {counts}.")
    problems = word_problems(word, row, actor) | ({} if reason.strip() else {"reason": "Give the reasons: they are kept."})
    if problems:
        raise Invalid(problems)
    row.jeopardises, row.sources, row.civil_action = word.jeopardises, word.sources, word.civil_action
    row.left, row.screened = word.left, word.screened
    row.save(update_fields=["jeopardises", "sources", "civil_action", "left", "screened"])
    add_step(row, "counsel", f"{changed_words(before, word)}\n{reason.strip()}", actor)
    note(row, CHANGED)
    return row


@transaction.atomic
def sign_worksheet(case: Case, found: Worksheet, *, actor: Actor) -> Entry:
    """Say in which capacity it was said: one post, or all of it, by which the case is known. The signature is counsel's.

    Raises Forbidden, Conflict, Invalid by field.
    """
    row = locked(case)
    may_advise(actor, row).require()
    if stands := keeps_nothing(row):
        raise Conflict(stands)
    if problems := worksheet_problems(found, row):
        raise Invalid(problems)
    if found.about is None:
        row.capacity = found.outcome
        row.save(update_fields=["capacity"])
    made = Entry.objects.create(
        case=row, part=CaseField.WORKSHEET, text=in_words(found), at=clock.now(), by_ref=actor.ref, by_name=actor.name
    )
    note(row, CHANGED)
    return made
