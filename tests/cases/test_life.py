"""A case from the day it comes in to its final disposition, appeal and reopening, for everybody who may be complained of."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from django.db import DatabaseError, transaction
from pytest_django.fixtures import Settings
from tests import rolls
from tests.cases.conftest import City, noticed

from rostra.cases.actions.cases import appeal_case, enter_case, join_case, move_case, open_case, triage_case
from rostra.cases.actions.counsel import give_word
from rostra.cases.actions.file import add_evidence, add_participant, end_participant, write_entry
from rostra.cases.models import Case, Entry, Participant, Step
from rostra.cases.rules.deciding import NewCase, Triage, is_late
from rostra.cases.rules.moving import NEEDS_REASON, OWN_PAGE, may_move, obstacle
from rostra.cases.rules.telling import told_of
from rostra.cases.rules.viewing import facts_of, sight_of, viewer_of
from rostra.cases.rules.word import CounselsWord
from rostra.cases.states.classes import CaseField, RespondentKind, Viewer
from rostra.cases.states.life import CASE_LIFE, Arbitration, CaseState, Outcome
from rostra.cases.states.titles import TITLES
from rostra.cases.states.words import Channel, Part, Side, Track
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.core.waiting import waiting_for
from rostra.people.models import Appointment, User
from rostra.people.queries import city_day
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
F = CaseField
EXISTENCE = {F.EXISTENCE, F.STATUS}
LIVES = {  # kind: whether at the head of a unit, and what the public reads once discipline is final
    "employee": (False, {F.RESPONDENT, F.CLAUSE, F.DISPOSITION, F.REASONS, F.DOCUMENTS, F.ARBITRATION}),
    "public-official": (True, set(CaseField) - {F.NOTES, F.PARTICIPANTS, F.ADVICE}),
    "elected": (False, set()),
    "appointee": (False, {F.REPORT}),
    "volunteer": (False, {F.RESPONDENT, F.CLAUSE, F.DISPOSITION, F.REASONS, F.DOCUMENTS, F.ARBITRATION}),
    "contractor": (False, {F.RESPONDENT, F.CLAUSE, F.DISPOSITION, F.REASONS, F.DOCUMENTS, F.ARBITRATION}),
}


def step(case: Case, move: str, actor: Actor, *, arbitration: Arbitration | None = None, measure: str = "reprimand") -> Case:
    """One step, with a reason."""
    return move_case(case, move, actor=actor, reason=f"Why we {move}.", arbitration=arbitration, measure=measure)


def investigated(city: City, kind: str, *, heads: bool = False) -> Case:
    """Findings are handed in, and nothing is decided."""
    case, office = city.triaged(kind, heads=heads), city.office(kind, heads=heads)
    case = step(case, "investigate", office)
    write_entry(case, F.ALLEGATION, "He called a resident names.", actor=office)
    write_entry(noticed(case, office), F.RESPONSE, "I was angry.", actor=office)
    write_entry(case, F.FINDINGS, "He did.", actor=office)
    write_entry(case, F.REPORT, "The report.", actor=office)
    return step(case, "hand-in-findings", office)


def disciplined(city: City, kind: str, *, heads: bool = False) -> Case:
    """Discipline is decided, and not final."""
    case, office = step(investigated(city, kind, heads=heads), "sustain", city.office(kind, heads=heads)), city.office(kind, heads=heads)
    write_entry(case, F.DISPOSITION, "A written reprimand.", actor=office)
    write_entry(case, F.REASONS, "He broke the clause.", actor=office)
    case = give_word(case, CounselsWord(screened=city_day()), reason="Not protected.", actor=city.actor(Role.CITY_ATTORNEY))
    return step(case, "decide-discipline", office)


def public(case: Case) -> set[CaseField]:
    return set(sight_of(Viewer.PUBLIC, case).parts)


@pytest.mark.parametrize("kind", LIVES)
def test_the_whole_life_with_discipline_appeal_and_reopening(city: City, kind: str) -> None:
    heads, opened = LIVES[kind]
    office, counsel = city.office(kind, heads=heads), city.actor(Role.CITY_ATTORNEY)
    case = investigated(city, kind, heads=heads)
    assert case.track == (Track.OFFICIAL if heads or kind in {"elected", "appointee"} else Track.EMPLOYEE)
    assert public(case) == EXISTENCE
    write_entry(case, F.DISPOSITION, "A written reprimand.", actor=office)
    write_entry(case, F.REASONS, "He broke the clause.", actor=office)
    case = step(case, "sustain", office)
    give_word(case, CounselsWord(screened=city_day()), reason="Not protected.", actor=counsel)
    case = step(step(case, "decide-discipline", office), "finish", office)
    assert public(case) == EXISTENCE | opened
    case = step(case, "close", office)
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.DISCIPLINE)
    assert case.due == city_day() + dt.timedelta(days=30)
    assert public(case) == EXISTENCE | opened
    case = appeal_case(case, "It was not I.", Side.RESPONDENT, actor=office)
    assert "did not decide" in may_move(office, case, "uphold").reason
    case = step(case, "reopen", counsel)
    assert (case.state, case.outcome, case.kind) == (CaseState.TRIAGED, Outcome.NONE, kind)
    assert public(case) == EXISTENCE
    assert case.screened is None
    assert [each.move for each in case.steps.all()] == [
        "triage", "investigate", "hand-in-findings", "sustain", "counsel", "decide-discipline", "finish", "close", "appeal", "reopen",
    ]  # fmt: skip
    assert case.entries.get(part=F.STATEMENT).text
    assert "Nothing is written yet under findings" in obstacle(step(case, "investigate", office), "hand-in-findings")


@pytest.mark.parametrize("kind", [*LIVES])
@pytest.mark.parametrize("way", ["not-sustain", "decide-no-discipline"])
def test_without_discipline_a_file_stays_closed(city: City, kind: str, way: str) -> None:
    office = city.office(kind)
    case = investigated(city, kind)
    if way == "decide-no-discipline":
        case = step(case, "sustain", office)
        write_entry(case, F.REASONS, "It was the first time.", actor=office)
    case = step(step(case, way, office), "close", office)
    everything = set(CaseField) - {F.NOTES, F.PARTICIPANTS, F.ADVICE}
    assert public(case) - EXISTENCE == {"public-official": everything, "appointee": {F.REPORT}}.get(kind, set()) - EXISTENCE


def test_arbitration_opens_nothing_before_it_is_over_and_nothing_after_full_reversal(city: City) -> None:
    office = city.office("employee")
    case = step(disciplined(city, "employee"), "grieve", office)
    assert public(case) == EXISTENCE
    case = step(case, "arbitrate", office)
    with pytest.raises(Invalid, match="arbitrator"):
        step(case, "finish", office)
    with transaction.atomic():
        upheld = step(case, "finish", office, arbitration=Arbitration.UPHELD)
        assert F.DISPOSITION in public(upheld)
        transaction.set_rollback(True)
    case = step(case, "finish", office, arbitration=Arbitration.REVERSED)
    assert public(case) == EXISTENCE
    case = step(case, "close", office)
    assert public(case) == EXISTENCE
    assert facts_of(step(case, "reopen", office)).arbitration is Arbitration.NONE


@pytest.mark.parametrize("told", [Arbitration.REVERSED, Arbitration.UPHELD, Arbitration.MODIFIED])
def test_what_nobody_grieved_no_arbitrator_decided(city: City, told: Arbitration) -> None:
    case, office = disciplined(city, "employee"), city.office("employee")
    with pytest.raises(Invalid, match="Nobody grieved it"):
        step(case, "finish", office, arbitration=told)
    case.refresh_from_db()
    assert (case.state, public(case)) == (CaseState.DISCIPLINE_DECIDED, EXISTENCE)


def test_discipline_of_an_employee_is_final_only_after_it_could_be_grieved(city: City, settings: Settings) -> None:
    cases = settings.PROFILE.cases.model_copy(update={"grievance_days": 14})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": cases})
    case, office = disciplined(city, "employee"), city.office("employee")
    for days, stands in ((0, True), (14, True), (15, False)):
        with clock.frozen(case.since + dt.timedelta(days=days)):
            assert ("It can be grieved until" in obstacle(case, "finish")) == stands
            assert bool(may_move(office, case, "finish")) != stands
    with pytest.raises(Conflict, match="is not final before"):
        step(case, "finish", office)
    appointee = disciplined(city, "appointee")
    assert obstacle(appointee, "finish") == "", "who has no agreement grieves nothing"


def test_what_was_decided_on_is_not_written_anew_until_it_is_opened_again(city: City) -> None:
    office, counsel = city.office("employee"), city.actor(Role.CITY_ATTORNEY)
    case = disciplined(city, "employee")
    for state in ("finish", "close"):
        for part in (F.REASONS, F.DISPOSITION, F.FINDINGS, F.REPORT, F.ALLEGATION):
            with pytest.raises(Forbidden, match="It was decided on these words"):
                write_entry(case, part, "Changed.", actor=office)
        case = step(case, state, office)
    case = appeal_case(case, "It was not I.", Side.RESPONDENT, actor=office)
    with pytest.raises(Forbidden, match="opened again"):
        write_entry(case, F.REASONS, "Changed during the appeal.", actor=office)
    assert write_entry(case, F.DOCUMENTS, "The letter.", actor=office), "what is missing may still be written"
    assert write_entry(case, F.NOTES, "Rang the union.", actor=office)
    case = step(case, "reopen", counsel)
    assert write_entry(case, F.REASONS, "Judged anew.", actor=office).text == "Judged anew."


@pytest.mark.parametrize(
    ("told", "says"),
    [(Arbitration.UPHELD, "upheld"), (Arbitration.MODIFIED, "modified"), (Arbitration.REVERSED, "reversed in all aspects")],
)
def test_what_became_of_a_grievance_is_told_to_who_reads_it(city: City, told: Arbitration, says: str) -> None:
    office = city.office("employee")
    case = step(disciplined(city, "employee"), "grieve", office)
    assert "not decided yet" in _arbitration_told(case, Viewer.ASSIGNED)
    case = step(step(case, "arbitrate", office), "finish", office, arbitration=told)
    for viewer in (Viewer.ASSIGNED, Viewer.RESPONDENT):
        assert says in _arbitration_told(case, viewer)
    assert (says in _arbitration_told(case, Viewer.PUBLIC)) == (told is not Arbitration.REVERSED)


def _arbitration_told(case: Case, viewer: Viewer) -> str:
    return " ".join(line for part in told_of(case, sight_of(viewer, case)).parts if part.part is F.ARBITRATION for line in part.lines)


def test_a_grievance_that_is_dropped_leaves_the_discipline(city: City) -> None:
    office = city.office("employee")
    case = step(step(disciplined(city, "employee"), "grieve", office), "finish", office)
    assert (case.arbitration, case.outcome) == (Arbitration.NONE, Outcome.DISCIPLINE)
    assert F.DISPOSITION in public(case)


@pytest.mark.parametrize("kind", ["elected", "appointee", "volunteer", "contractor"])
def test_only_discipline_of_an_employee_is_grieved(city: City, kind: str) -> None:
    with pytest.raises(Conflict, match="Only discipline of an employee"):
        step(disciplined(city, kind), "grieve", city.office(kind))


def test_of_a_personal_account_nothing_is_kept_but_the_decision(city: City) -> None:
    counsel, office = city.actor(Role.CITY_ATTORNEY), city.office("elected")
    case = city.triaged("elected")
    write_entry(case, F.NOTES, "Her own account @her.own.", actor=office)
    added = add_participant(case, city.users[Role.CITY_ATTORNEY].person, Part.ATTORNEY, reason="Knows @her.own.", actor=office)
    with pytest.raises(Forbidden, match="city attorney"):
        step(case, "find-no-jurisdiction", office)
    case = move_case(case, "find-no-jurisdiction", reason="It is a personal account.", actor=counsel)
    case.refresh_from_db()
    assert not any(case.entries.values_list("text", flat=True))
    assert all(each.emptied for each in case.entries.all())
    assert list(case.steps.values_list("move", "reason")) == [("triage", ""), ("find-no-jurisdiction", "It is a personal account.")]
    assert (case.complainant, case.contact, case.account, case.clause, case.capacity) == ("", "", None, "", "")
    assert Participant.objects.get(pk=added.pk).reason == ""
    assert case.respondent is not None  # the walls stand
    with pytest.raises(Forbidden, match="nothing of it is kept"):
        write_entry(case, F.NOTES, "Still, @her.own.", actor=office)
    with pytest.raises(Conflict, match="nothing of it is kept"):
        add_evidence(case, None, actor=office)
    case = step(case, "close", office)
    assert public(case) == EXISTENCE
    assert case.outcome == Outcome.NO_JURISDICTION


def test_a_case_that_repeats_another_goes_on_there(city: City) -> None:
    counsel = city.actor(Role.CITY_ATTORNEY)
    first, second = city.received(), city.received()
    with pytest.raises(Invalid, match="another case"):
        join_case(second, second, reason="The same.", actor=counsel)
    with pytest.raises(Conflict, match="more than a reason"):
        step(second, "join", counsel)
    joined = join_case(second, first, reason="The same post.", actor=counsel)
    assert (joined.state, joined.outcome, joined.joined) == (CaseState.DUPLICATE, Outcome.DUPLICATE, first)
    with pytest.raises(Invalid, match="repeats none"):
        join_case(first, joined, reason="x", actor=counsel)
    again = step(step(joined, "close", counsel), "reopen", counsel)
    assert again.joined is None
    assert "never triaged" in may_move(counsel, again, "investigate").reason
    assert step(again, "triage-again", counsel).state == CaseState.RECEIVED


def test_triage_that_was_wrong_is_taken_back_and_nobody_has_it_meanwhile(city: City) -> None:
    counsel, hr = city.actor(Role.CITY_ATTORNEY), city.actor(Role.HR)
    case = step(city.triaged("employee"), "triage-again", counsel)
    assert (case.state, case.track, case.respondent, case.kind) == (CaseState.RECEIVED, Track.UNDECIDED, None, RespondentKind.NOBODY)
    assert viewer_of(hr, case) is Viewer.UNASSIGNED


def test_counsel_alone_decides_what_is_counsels(city: City) -> None:
    case, hr = city.triaged("employee"), city.actor(Role.HR)
    with pytest.raises(Forbidden):
        give_word(case, CounselsWord(civil_action=True), reason="x", actor=hr)
    with pytest.raises(Forbidden):
        write_entry(case, F.ADVICE, "x", actor=hr)
    with pytest.raises(Forbidden, match="city attorney"):
        step(case, "triage-again", hr)
    counsel = city.actor(Role.CITY_ATTORNEY)
    with pytest.raises(Invalid, match="reasons"):
        give_word(case, CounselsWord(), reason=" ", actor=counsel)
    with pytest.raises(Invalid, match="future"):
        give_word(case, CounselsWord(left=city_day() + dt.timedelta(days=2)), reason="x", actor=counsel)
    left = CounselsWord(civil_action=True, left=city_day())
    with pytest.raises(Invalid, match="By the roster they go on"):
        give_word(case, left, reason="A claim was announced.", actor=counsel)
    Appointment.objects.filter(person=case.respondent).update(ends=city_day())
    case = give_word(case, left, reason="A claim was announced.", actor=counsel)
    assert case.civil_action
    assert sight_of(Viewer.RESPONDENT, case).parts == EXISTENCE


def test_who_complains_is_named_nowhere_but_in_the_file_and_who_enters_it_for_them_is(city: City) -> None:
    moderator = city.actor(Role.MODERATOR)
    officer = city.actor(Role.SOCIAL_MEDIA_OFFICER)
    own = open_case(NewCase(Channel.STAFF, "My boss writes to me at night."), actor=officer).case
    assert own.entries.get().by_ref == ""
    entered = enter_case(NewCase(Channel.PHONE, "She says that he called her names."), actor=officer).case
    assert entered.entries.get().by_name == officer.name
    assert [entered.number, own.number] == [f"{city_day().year}-0002", f"{city_day().year}-0001"]
    assert moderator.name  # who may hand one in as anybody does
    with pytest.raises(Forbidden):
        enter_case(NewCase(Channel.PHONE, "x"), actor=PUBLIC)
    with pytest.raises(Invalid, match="what happened"):
        open_case(NewCase(Channel.RESIDENT, " "), actor=PUBLIC)


def test_the_limit_of_filing_is_told_and_refuses_nothing(city: City, settings: Settings) -> None:
    long_ago = city_day() - dt.timedelta(days=400)
    case = open_case(NewCase(Channel.RESIDENT, "Then.", act_day=long_ago), actor=PUBLIC).case
    assert is_late(case)
    assert not is_late(open_case(NewCase(Channel.RESIDENT, "Now.", act_day=city_day()), actor=PUBLIC).case)


def closed(city: City, kind: str = "employee") -> tuple[Case, str]:
    """A closed case, with the complainant's key."""
    opened = open_case(NewCase(Channel.RESIDENT, "He called us names."), actor=PUBLIC)
    person, post = city.respondent(kind)
    triaged = triage_case(opened.case, Triage(city_day(), person, post), reason="Ours.", actor=city.actor(Role.CITY_ATTORNEY))
    return step(step(triaged, "resolve", city.office(kind)), "close", city.office(kind)), opened.key


def test_both_sides_appeal_in_time_and_once(city: City) -> None:
    case, key = closed(city)
    assert case.respondent is not None
    with pytest.raises(Forbidden, match="return key"):
        appeal_case(case, "No.", Side.COMPLAINANT, actor=PUBLIC, key="WRONG")
    with pytest.raises(Invalid, match="why it was wrong"):
        appeal_case(case, " ", Side.COMPLAINANT, actor=PUBLIC, key=key)
    with clock.frozen(clock.now() + dt.timedelta(days=40)), pytest.raises(Conflict, match="last day"):
        appeal_case(case, "No.", Side.COMPLAINANT, actor=PUBLIC, key=key)
    with pytest.raises(Forbidden, match="not about you"):
        appeal_case(case, "No.", Side.RESPONDENT, actor=city.actor(Role.MODERATOR))
    himself = rolls.people_user(case.respondent).as_actor()
    with transaction.atomic():
        assert appeal_case(case, "Never.", Side.RESPONDENT, actor=himself).entries.get(part=F.RESPONSE).by_name == "the respondent"
        transaction.set_rollback(True)
    case = appeal_case(Case.objects.get(pk=case.pk), "He said more.", Side.COMPLAINANT, actor=PUBLIC, key=key)
    assert case.entries.get(part=F.MESSAGES).text == "He said more."
    case = step(case, "uphold", city.actor(Role.CITY_ATTORNEY))
    assert case.state == CaseState.CLOSED
    with pytest.raises(Conflict, match="decided already"):
        appeal_case(case, "No.", Side.COMPLAINANT, actor=PUBLIC, key=key)


# guards


def test_every_undeclared_move_is_refused_in_every_state(city: City) -> None:
    case, counsel = city.triaged("employee"), city.actor(Role.CITY_ATTORNEY)
    for state, move in itertools.product(CaseState, CASE_LIFE.moves):
        Case.objects.filter(pk=case.pk).update(state=state)
        case.refresh_from_db()
        if move in {each.name for each in CASE_LIFE.moves_from(state)}:
            continue
        told = may_move(counsel, case, move).reason
        assert ("already" if state == "appealed" else "not closed") in told if move == "appeal" else "Possible now: “" in told
        assert set(re.findall("“(.*?)”", told)) <= {str(title) for title, _ in TITLES.values()}, "no name of a move"
        act = {
            "appeal": lambda: appeal_case(case, "x", Side.COMPLAINANT, actor=counsel),
            "join": lambda: join_case(case, case, reason="x", actor=counsel),
            "triage": lambda: triage_case(case, Triage(city_day()), reason="x", actor=counsel),
        }.get(move, lambda move=move: step(case, move, counsel))
        with pytest.raises(IllegalMove):
            act()


@pytest.mark.parametrize("move", sorted(NEEDS_REASON - OWN_PAGE))
def test_a_step_needs_a_reason(city: City, move: str) -> None:
    case, counsel = city.triaged("employee"), city.actor(Role.CITY_ATTORNEY)
    give_word(case, CounselsWord(screened=city_day()), reason="x", actor=counsel)
    for part in (F.FINDINGS, F.REASONS, F.DISPOSITION):
        write_entry(case, part, "x", actor=counsel)
    Case.objects.filter(pk=case.pk).update(state=min(CASE_LIFE.moves[move].sources))
    case.refresh_from_db()
    with pytest.raises(Invalid, match="reasons"):
        move_case(case, move, actor=counsel, reason="  ", arbitration=Arbitration.UPHELD)


def test_what_has_to_be_written_and_screened_first(city: City) -> None:
    office = city.office("employee")
    case = step(city.triaged("employee"), "investigate", office)
    with pytest.raises(Conflict, match="under findings"):
        step(case, "hand-in-findings", office)
    write_entry(case, F.FINDINGS, "He did.", actor=office)
    case = step(step(case, "hand-in-findings", office), "sustain", office)
    with pytest.raises(Conflict, match="under reasons"):
        step(case, "decide-no-discipline", office)
    with pytest.raises(Conflict, match="under disposition and reasons"):
        step(case, "decide-discipline", office)
    write_entry(case, F.DISPOSITION, "A reprimand.", actor=office)
    write_entry(case, F.REASONS, "The clause.", actor=office)
    with pytest.raises(Conflict, match="protected speech"):
        step(case, "decide-discipline", office)


@pytest.mark.parametrize("part", [F.STATEMENT, F.EVIDENCE, F.RESPONDENT, F.WORKSHEET, F.EXISTENCE])
def test_what_is_not_written_as_an_entry(city: City, part: CaseField) -> None:
    with pytest.raises(Forbidden):
        write_entry(city.triaged("employee"), part, "x", actor=city.actor(Role.CITY_ATTORNEY))


def test_triage_is_of_what_somebody_was_on_that_day(city: City) -> None:
    counsel, case = city.actor(Role.CITY_ATTORNEY), city.received()
    person, post = city.respondent("employee")
    wrong = {
        "future": Triage(city_day() + dt.timedelta(days=2), person, post),
        "position": Triage(city_day(), person),
        "respondent": Triage(city_day(), None, post),
        "hold": Triage(dt.date(2001, 1, 1), person, post),
    }
    for found in wrong.values():
        with pytest.raises(Invalid):
            triage_case(case, found, reason="x", actor=counsel)
    with pytest.raises(Invalid, match="kept"):
        triage_case(case, Triage(city_day(), person, post), reason="", actor=counsel)


@pytest.mark.parametrize(
    ("role", "part", "why"),
    [
        (Role.SOCIAL_MEDIA_OFFICER, Part.INVESTIGATOR, "does not investigate"),
        (Role.AUDITOR, Part.INVESTIGATOR, "drawn for an auditor"),
        (Role.CLERK, Part.SAMPLE, "drawn for an auditor"),
        (Role.HR, Part.ATTORNEY, "Only an attorney"),
        (Role.CITY_ATTORNEY, Part.LEAD, "Only an attorney"),
    ],
)
def test_nobody_is_added_as_what_they_are_not(city: City, role: Role, part: Part, why: str) -> None:
    case, hr = city.triaged("employee"), city.actor(Role.HR)
    city.actor(role)
    with pytest.raises(Invalid, match=why):
        add_participant(case, city.users[role].person, part, reason="x", actor=hr)


def test_nobody_is_added_before_triage_without_a_sign_in_or_above_the_respondent(city: City) -> None:
    counsel, hr = city.actor(Role.CITY_ATTORNEY), city.actor(Role.HR)
    clerk = rolls.user("the-clerk", Role.CLERK).person
    with pytest.raises(Invalid, match="Triage it first"):
        add_participant(city.received(), clerk, Part.LEAD, reason="x", actor=counsel)
    case = city.triaged("employee")
    assert case.respondent is not None
    with pytest.raises(Invalid, match="sign in"):
        add_participant(case, city.respondent("volunteer")[0], Part.LEAD, reason="x", actor=hr)
    case.respondent.appointments.update(supervisor=clerk)
    with pytest.raises(Invalid, match="works under them"):
        add_participant(case, clerk, Part.LEAD, reason="x", actor=hr)
    case.respondent.appointments.update(supervisor=None)
    added = add_participant(case, clerk, Part.LEAD, reason="x", actor=hr)
    with pytest.raises(Conflict, match="added already"):
        add_participant(case, clerk, Part.LEAD, reason="x", actor=hr)
    end_participant(added, actor=hr)
    with pytest.raises(Conflict, match="ended"):
        end_participant(added, actor=hr)
    assert not may_move(User.objects.get(person=clerk).as_actor(), case, "investigate")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("entry", {"text": "x"}),
        ("entry", {"text": ""}),
        ("step", {"reason": "x"}),
        ("participant", {"reason": "x"}),
        ("case", {"number": "x"}),
    ],
)
def test_the_database_keeps_what_was_said_and_done(city: City, table: str, change: dict[str, str]) -> None:
    case = city.triaged("employee")
    write_entry(case, F.NOTES, "Called him.", actor=city.actor(Role.HR))
    officer = rolls.user("the-officer", Role.SOCIAL_MEDIA_OFFICER)
    add_participant(case, officer.person, Part.FACTS, reason="Knows.", actor=city.actor(Role.HR))
    rows = {"entry": Entry.objects, "step": Step.objects, "participant": Participant.objects, "case": Case.objects}[table]
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError, match="ever deleted"), transaction.atomic():
        rows.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_a_second_appeal_is_decided_by_who_opened_the_case_again_and_not_by_who_decided_it_since(city: City) -> None:
    office, counsel = city.office("employee"), city.actor(Role.CITY_ATTORNEY)
    case, _ = closed(city)
    case = appeal_case(case, "Not enough.", Side.RESPONDENT, actor=office)
    case = step(step(case, "reopen", counsel), "refer", office)
    case = appeal_case(step(case, "close", office), "Again.", Side.RESPONDENT, actor=office)
    assert not may_move(office, case, "uphold")
    assert may_move(counsel, case, "uphold")
    assert [each.title for queue in waiting_for(counsel) if queue.name == "cases" for each in queue.first] == [f"Case {case.number}"]
    assert step(case, "uphold", counsel).state == CaseState.CLOSED


@pytest.mark.parametrize("triaged", [True, False])
def test_what_is_none_of_the_citys_is_found_so_before_triage_too_and_an_appeal_leaves_nothing(city: City, triaged: bool) -> None:
    counsel = city.actor(Role.CITY_ATTORNEY)
    case = city.triaged("elected") if triaged else city.received()
    case = step(case, "find-no-jurisdiction", counsel)
    case = step(case, "close", city.office("elected") if triaged else counsel)
    case = appeal_case(case, "It is his office's page.", Side.COMPLAINANT, actor=city.actor(Role.ETHICS_OFFICER) if triaged else counsel)
    assert case.entries.exclude(text="").exists()
    other = rolls.user("another-attorney", Role.CITY_ATTORNEY).as_actor()
    case = step(case, "uphold", other)
    assert not case.entries.exclude(text="").exists()
    assert case.steps.get(move="find-no-jurisdiction").reason
