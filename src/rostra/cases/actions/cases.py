"""A case from the day it comes in to the day it is closed, and opened again. Each runs in one transaction and writes one audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from rostra.archive.states.submitted import Handed
from rostra.cases.actions.files import Hand, add_files, bared_files
from rostra.cases.actions.holding import hold_evidence
from rostra.cases.actions.notices import keep_notice
from rostra.cases.actions.noting import RECEIVED, locked, moved, note
from rostra.cases.actions.personal import keep_only_the_decision
from rostra.cases.models import Case, Entry
from rostra.cases.queries.register import next_number
from rostra.cases.rules.deciding import (
    LONGEST,
    NewCase,
    Triage,
    due_from,
    may_enter_case,
    may_open_case,
    new_case_problems,
    telling_problems,
    triage_problems,
)
from rostra.cases.rules.moving import NEEDS_REASON, OWN_PAGE, digest_of_key, may_appeal, obstacle, require_follows, require_move
from rostra.cases.rules.routing import kind_of, track_of
from rostra.cases.rules.telling import APPEALS_IN
from rostra.cases.rules.viewing import may_open_file
from rostra.cases.states.classes import CaseField, RespondentKind
from rostra.cases.states.life import Arbitration, CaseState, Outcome
from rostra.cases.states.words import Channel, NoticeWay, Side, Track
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, Invalid
from rostra.core.tallies import count_one
from rostra.people.queries import city_day
from rostra.people.states.codes import new_code
from rostra.policy.queries import cited

_OUTCOMES = {
    "find-no-jurisdiction": Outcome.NO_JURISDICTION,
    "refer": Outcome.REFERRED,
    "resolve": Outcome.INFORMAL,
    "not-sustain": Outcome.NOT_SUSTAINED,
    "decide-no-discipline": Outcome.NO_DISCIPLINE,
    "decide-discipline": Outcome.DISCIPLINE,
    "reopen": Outcome.NONE,
}
SAME_WORDS = dt.timedelta(minutes=15)  # within which they are the same case
_DECIDED = frozenset({Arbitration.UPHELD, Arbitration.MODIFIED, Arbitration.REVERSED})


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case with its return key, which is shown once and kept nowhere."""

    case: Case
    key: str = field(repr=False)


@transaction.atomic
def open_case(new: NewCase, *, actor: Actor) -> OpenedCase:
    """Take in what somebody brings to light. Who says it stands nowhere but in what they say of themselves. Raises Forbidden, Invalid."""
    may_open_case(actor).require()
    opened = _opened(new, "", "")
    keep_notice(opened.case, Side.COMPLAINANT, NoticeWay.PAGE, opened.case.received)
    return opened


def enter_case(new: NewCase, *, actor: Actor, files: Sequence[Handed] = (), told: bool = False) -> OpenedCase:
    """Take in what somebody else says on paper, by telephone, or to a council member; who entered it stands in the file.

    ``told``: they heard what for they are asked before they were.

    Raises Forbidden, Invalid by field, Conflict where they entered the same words a moment ago.
    """
    may_enter_case(actor).require()
    if problems := telling_problems(new, told=told):
        raise Invalid(problems)
    kept = bared_files(files)
    with transaction.atomic():
        _require_first(new, actor)
        opened = _opened(new, actor.ref, actor.name)
        add_files(opened.case, kept, Hand(CaseField.STATEMENT, new.channel, actor.ref, actor.name))
        if told:
            way = NoticeWay.TELEPHONE if new.channel is Channel.PHONE else NoticeWay.TALK
            keep_notice(opened.case, Side.COMPLAINANT, way, opened.case.received, actor.ref, actor.name)
    return opened


def _require_first(new: NewCase, actor: Actor) -> None:
    """A button that is pressed twice, or a form that is sent again, makes no second case. Of the words a keyed hash is remembered."""
    said = salted_hmac("rostra.cases.entered", f"{actor.ref} {new.channel} {new.statement}", algorithm="sha256").hexdigest()
    if count_one(f"case-entered-{said}", within=SAME_WORDS) > 1:
        raise Conflict("You entered the same words a moment ago.", hint="its number and key stand on the page that came after")


@transaction.atomic
def triage_case(case: Case, found: Triage, *, reason: str, actor: Actor) -> Case:
    """Say whose act it was, in which position, against which clause in force that day; the office that decides follows from it.

    Raises Forbidden, IllegalMove, Invalid by field.
    """
    row = locked(case)
    target = require_move(actor, row, "triage")
    problems = triage_problems(found) | ({} if reason.strip() else {"reason": "Say why: it is kept."})
    if problems:
        raise Invalid(problems)
    kind = kind_of(found.position, found.act_day)
    row.act_day, row.respondent, row.position, row.account = found.act_day, found.respondent, found.position, found.account or row.account
    row.clause, row.kind, row.track = cited(found.clause, found.act_day), kind, track_of(found.position, kind)
    return moved(row, "triage", target, reason, actor)


@transaction.atomic
def move_case(case: Case, move: str, *, actor: Actor, reason: str = "", arbitration: Arbitration | None = None, measure: str = "") -> Case:
    """Take a step. ``measure``: what discipline comes to, a key of the city's profile.

    Raises Forbidden, IllegalMove, Invalid by field, Conflict where something has to be done first.
    """
    row = locked(case)
    target = require_move(actor, row, move)
    if move in OWN_PAGE:
        raise Conflict("This step says more than a reason.", hint="take it on its own page")
    if move in NEEDS_REASON and not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept."})
    row.arbitration = _arbitrated(row, move, arbitration)
    row.measure = _measured(row, move, measure)
    row.outcome = _OUTCOMES.get(move, Outcome(row.outcome))
    if move in _EFFECTS:
        _EFFECTS[move](row)
    return moved(row, move, target, reason, actor)


@transaction.atomic
def join_case(case: Case, other: Case, *, reason: str, actor: Actor) -> Case:
    """Say that it repeats another one, in which it goes on. Raises Forbidden, IllegalMove, Invalid by field."""
    row = locked(case)
    target = require_move(actor, row, "join")
    if other.pk == row.pk or other.joined_id is not None or not may_open_file(actor, other):
        raise Invalid({"other": "Give the number of another case that you work on, and that repeats none itself."})
    if not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept."})
    row.joined, row.outcome = other, Outcome.DUPLICATE
    done = moved(row, "join", target, reason, actor)
    hold_evidence(locked(other))
    return done


@transaction.atomic
def appeal_case(case: Case, text: str, side: Side, *, actor: Actor, key: str = "") -> Case:
    """Somebody says that the decision was wrong. ``key``: the complainant's, where they say so themselves. Raises as the others."""
    row = locked(case)
    target = require_follows(row, "appeal")
    may_appeal(actor, row, side, key).require()
    if stands := obstacle(row, "appeal"):
        raise Conflict(stands)
    if not text.strip() or len(text) > LONGEST:
        raise Invalid({"text": _("Say in %(n)s characters at most why it was wrong.") % {"n": f"{LONGEST:,}"}})
    Entry.objects.create(case=row, part=APPEALS_IN[side], text=text.strip(), at=clock.now(), by_ref=actor.ref, by_name=side.in_the_file)
    return moved(row, "appeal", target, "", actor, side.in_the_file)


def _opened(new: NewCase, by_ref: str, by_name: str) -> OpenedCase:
    if problems := new_case_problems(new):
        raise Invalid(problems)
    now, key = clock.now(), new_code()
    made = Case.objects.create(
        number=next_number(city_day()),
        channel=new.channel, language=new.language, answer_in=new.answer_in.strip(), received=now, since=now,
        due=due_from(city_day(), triage=True), said_account=new.account, said_day=new.act_day, account=new.account, act_day=new.act_day,
        complainant=new.complainant.strip(), contact=new.contact.strip(), key=digest_of_key(key),
    )  # fmt: skip
    Entry.objects.create(case=made, part=CaseField.STATEMENT, text=new.statement.strip(), at=now, by_ref=by_ref, by_name=by_name)
    note(made, RECEIVED)
    return OpenedCase(made, key)


def _undo_triage(row: Case) -> None:
    """Nobody knows any more whom it is about, so only counsel has it; of day and account what was said holds again."""
    row.respondent, row.position, row.kind, row.track, row.clause = None, None, RespondentKind.NOBODY, Track.UNDECIDED, ""
    row.left, row.screened, row.capacity = None, None, ""
    row.act_day, row.account = row.said_day, row.said_account


def _begin_anew(row: Case) -> None:
    """What was said of the first time does not hold for the second."""
    row.joined, row.screened = None, None


def _uphold(row: Case) -> None:
    """Of what is none of the city's nothing stays, what was said against the decision neither."""
    if row.outcome == Outcome.NO_JURISDICTION:
        row.entries.filter(emptied__isnull=True).update(text="", emptied=clock.now())


_EFFECTS: dict[str, Callable[[Case], None]] = {
    "uphold": _uphold,
    "triage-again": _undo_triage, "find-no-jurisdiction": keep_only_the_decision, "reopen": _begin_anew,
}  # fmt: skip


def _arbitrated(row: Case, move: str, outcome: Arbitration | None) -> Arbitration:
    """How arbitration stands after ``move``: discipline that nobody grieved, or of which a grievance was dropped, is not arbitrated."""
    if move == "grieve":
        return Arbitration.PENDING
    if move == "reopen":
        return Arbitration.NONE
    if move != "finish":
        return Arbitration(row.arbitration)
    if outcome in _DECIDED:
        if row.state == CaseState.DISCIPLINE_DECIDED:
            raise Invalid({"arbitration": "Nobody grieved it, so no arbitrator decided: say first that it is grieved, or leave this open."})
        return outcome
    if row.state == CaseState.ARBITRATION:
        raise Invalid({"arbitration": "Say what the arbitrator decided."})
    return Arbitration.NONE


def _measured(row: Case, move: str, measure: str) -> str:
    """What discipline comes to after ``move``: said when it is decided, and anew where it was modified; nothing where it was reversed."""
    if move == "reopen" or row.arbitration == Arbitration.REVERSED:
        return ""
    if move != "decide-discipline" and not (move == "finish" and row.arbitration == Arbitration.MODIFIED):
        return row.measure
    if measure not in {each.key for each in settings.PROFILE.cases.measures}:
        raise Invalid({"measure": "Say what it comes to: one of the measures that the city knows."})
    return measure
