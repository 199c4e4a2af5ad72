"""Note what one side was told before it was asked about itself, and in which words."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from rostra.cases.actions.noting import CHANGED, locked, note
from rostra.cases.models import Case, Notice, NoticeText
from rostra.cases.rules.notices import BY_HAND, may_tell, notice_lines, notice_problems
from rostra.cases.states.words import NoticeWay, Side
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.errors import Invalid


@transaction.atomic
def note_told(case: Case, way: NoticeWay, told: dt.datetime, *, actor: Actor) -> Notice:
    """Whoever is complained of was told, at this moment, in the words that are in use now. Raises Forbidden, Invalid by field."""
    row = locked(case)
    may_tell(actor, row).require()
    problems = notice_problems(told, row) | ({} if way in BY_HAND else {"way": "Say how they were told."})
    if problems:
        raise Invalid(problems)
    made = keep_notice(row, Side.RESPONDENT, way, told, actor.ref, actor.name)
    note(row, CHANGED)
    return made


def keep_notice(row: Case, side: Side, way: NoticeWay, told: dt.datetime, by_ref: str = "", by_name: str = "") -> Notice:
    """The words that ``side`` was told, in the language that is spoken now: each wording is kept once."""
    text, now = "\n".join(notice_lines(side)), clock.now()
    digest = hashlib.sha256(text.encode()).digest()
    words, _ = NoticeText.objects.get_or_create(digest=digest, defaults={"text": text, "since": now})
    return Notice.objects.create(case=row, side=side, words=words, way=way, told=told, at=now, by_ref=by_ref, by_name=by_name)
