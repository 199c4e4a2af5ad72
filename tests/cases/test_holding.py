"""The evidence of a case is held by the case itself: from the first link until nobody can appeal any more."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from tests import records, rolls
from tests.cases.conftest import City

from rostra.archive.actions.rebuild import rebuild
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Entry, Record, Version
from rostra.archive.states.submitted import Handed
from rostra.cases.actions.cases import appeal_case, join_case, move_case
from rostra.cases.actions.counsel import give_word
from rostra.cases.actions.file import add_evidence, write_entry
from rostra.cases.actions.files import Hand, submit_file
from rostra.cases.actions.holding import OFFICE
from rostra.cases.models import Case, Evidence, SubmittedFile
from rostra.cases.queries.register import subject_of
from rostra.cases.rules.word import CounselsWord
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import CASE_LIFE, Arbitration, CaseState
from rostra.cases.states.words import Channel, Side
from rostra.cases.tasks import follow_the_day
from rostra.config.worker import Worker
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.models import Event
from rostra.core.profile import CaseRule, CaseTerms, RetentionTerms, Series
from rostra.people.states import Role
from rostra.retention.actions.aside import guards_set_aside
from rostra.retention.models import HeldThing, Hold
from rostra.retention.queries.holds import held, holds, standing_hold_of
from rostra.retention.queries.triggers import standing_trigger
from rostra.retention.rules.matters import told_holds

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 4, 1, 17, tzinfo=dt.UTC)
SERIES = Series(key="complaints", name="Complaints", years=6, authority="General schedule, 2021")


@pytest.fixture(autouse=True)
def _archive(db: None, data_directory: Path) -> None:
    """An archive of its own."""


def post(text: str = "What he wrote.") -> Version:
    return Version.objects.get(record=records.make_record(text=text))


def with_evidence(city: City, *texts: str, kind: str = "employee") -> tuple[Case, list[Record]]:
    case, copies = city.triaged(kind), [post(text) for text in texts or ("What he wrote.",)]
    for copy in copies:
        add_evidence(case, copy, actor=city.office(kind))
    return case, [copy.record for copy in copies]


def hold_of(case: Case) -> Hold | None:
    return standing_hold_of(OFFICE.ref, subject_of(case))


def step(city: City, case: Case, *moves: str) -> Case:
    for move in moves:
        actor = city.actor(Role.CITY_ATTORNEY if move in {"find-no-jurisdiction", "uphold"} else Role.HR)
        case = move_case(case, move, reason="Because.", actor=actor)
    return case


def days(number: int) -> dt.datetime:
    return START + dt.timedelta(days=number)


def is_guarded(record: Record) -> bool:
    """Whether the database refuses to let its versions go; they are there afterwards all the same."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM archive_version WHERE record_id = %s", [record.pk])
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


def test_evidence_is_held_from_the_first_link(city: City) -> None:
    case = city.triaged("employee")
    assert hold_of(case) is None
    first, second = post(), post("What else he wrote.")
    add_evidence(case, first, actor=city.office("employee"))
    hold = hold_of(case)
    assert hold is not None
    assert is_guarded(first.record)
    assert not is_guarded(second.record)
    add_evidence(case, second, actor=city.office("employee"))
    assert hold_of(case) == hold
    assert held([first.record, second.record]) == {first.record_id, second.record_id}


@pytest.mark.parametrize("terms", [CaseTerms(), CaseTerms(appeal_open_days=3)])
def test_a_closed_case_lets_go_when_nobody_can_appeal_any_more(city: City, settings: Settings, terms: CaseTerms) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": terms})
    with clock.frozen(START):
        case, (record,) = with_evidence(city)
        step(city, case, "resolve", "close")
    for day in (0, 1, terms.appeal_open_days):
        with clock.frozen(days(day)):
            assert follow_the_day() == 0
            assert is_guarded(record)
    with clock.frozen(days(terms.appeal_open_days + 1)):
        assert follow_the_day() == 1
        assert follow_the_day() == 0
    assert hold_of(case) is None
    assert not is_guarded(record)


def test_an_appeal_keeps_it_and_what_is_upheld_lets_go_at_once(city: City) -> None:
    with clock.frozen(START):
        case, (record,) = with_evidence(city)
        step(city, case, "resolve", "close")
    with clock.frozen(days(20)):
        appeal_case(case, "It was not so.", Side.COMPLAINANT, actor=city.actor(Role.HR))
    with clock.frozen(days(90)):
        assert follow_the_day() == 0
        assert is_guarded(record)
        user = rolls.user("another-hr", Role.HR)
        move_case(case, "uphold", reason="It was.", actor=user.as_actor())
    assert hold_of(case) is None
    assert not is_guarded(record)


def test_what_is_opened_again_is_held_again(city: City) -> None:
    with clock.frozen(START):
        case, (record,) = with_evidence(city)
        step(city, case, "resolve", "close")
    with clock.frozen(days(60)):
        follow_the_day()
        assert not is_guarded(record)
        step(city, case, "reopen")
        assert is_guarded(record)
    assert [hold.state for hold in Hold.objects.order_by("pk")] == ["released", "active"]


def test_a_case_that_goes_on_in_another_lets_go_and_the_other_holds_its_evidence_too(city: City) -> None:
    case, (record,) = with_evidence(city, "Of the first.")
    other, (own,) = with_evidence(city, "Of the other.")
    third, _ = with_evidence(city, "Of the third.")
    hr = city.actor(Role.HR)
    join_case(case, other, reason="The same.", actor=hr)
    assert hold_of(case) is None
    assert is_guarded(record)
    join_case(other, third, reason="The same.", actor=hr)
    assert hold_of(other) is None
    hold = hold_of(third)
    assert hold is not None
    assert {thing.record_id for thing in hold.things.all()} >= {record.pk, own.pk}
    step(city, case, "close")
    assert follow_the_day() == 0
    step(city, case, "reopen")
    assert hold_of(case) is not None


@pytest.mark.parametrize("joined", [0, 1, 2])
def test_what_was_said_and_handed_in_is_not_emptied_while_a_hold_stands(city: City, joined: int) -> None:
    case, counsel = city.triaged("employee"), city.actor(Role.CITY_ATTORNEY)
    made = submit_file(case, Handed("one.txt", 5, b"words"), Hand(CaseField.EVIDENCE, Channel.PAPER, "x", "X"), actor=counsel)
    assert standing_hold_of(OFFICE.ref, subject_of(case)), "files alone are held too"
    onward = case
    for _ in range(joined):
        other = city.triaged("employee")
        join_case(onward, other, reason="The same.", actor=counsel)
        onward = other
    for rows in (SubmittedFile.objects.filter(pk=made.pk), case.entries.all()):
        with pytest.raises(DatabaseError, match="a hold stands"), transaction.atomic():
            rows.update(emptied=clock.now())
    move_case(onward, "find-no-jurisdiction", reason="A personal account.", actor=counsel)
    if not joined:
        assert not SubmittedFile.objects.filter(place__isnull=False).exists(), "of a personal account nothing is kept"


def test_of_a_personal_account_the_hold_ends_at_once_and_tells_nothing(city: City) -> None:
    case, (shared, alone) = with_evidence(city, "Complained of twice.", "On a page of his own.")
    other = city.triaged("employee")
    add_evidence(other, Version.objects.get(record=shared), actor=city.office("employee"))
    step(city, case, "find-no-jurisdiction")
    assert not is_guarded(alone)
    assert is_guarded(shared)
    assert not HeldThing.objects.filter(record=alone).exists()
    assert {thing.hold for thing in HeldThing.objects.all()} == {hold_of(other)}
    step(city, case, "close")
    assert follow_the_day() == 0


def test_evidence_from_before_holds_is_held_by_the_next_round(city: City) -> None:
    case, version = city.triaged("employee"), post()
    Evidence.objects.create(case=case, version=version, at=clock.now(), by_ref="user:1", by_name="Sam Sample")
    assert follow_the_day() == 1
    assert is_guarded(version.record)
    assert follow_the_day() == 0


def test_the_term_is_counted_from_closing_and_withdrawn_by_whatever_opens_it(city: City, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"retention": RetentionTerms(series=[SERIES], cases="complaints")})
    with clock.frozen(START):
        case = city.triaged("employee")
        step(city, case, "resolve")
        assert standing_trigger(subject_of(case)) is None
        step(city, case, "close")
    trigger = standing_trigger(subject_of(case))
    assert trigger is not None
    assert (trigger.kind, trigger.day, trigger.series) == ("after-final-disposition", START.date(), "complaints")
    hr = there(city, Role.HR)
    assert "April 1, 2032" in hr.get(f"/desk/case/{case.number}").content.decode()
    with clock.frozen(days(5)):
        appeal_case(case, "It was not so.", Side.COMPLAINANT, actor=city.actor(Role.HR))
        assert standing_trigger(subject_of(case)) is None
        move_case(case, "uphold", reason="It was.", actor=rolls.user("another-hr", Role.HR).as_actor())
    trigger = standing_trigger(subject_of(case))
    assert trigger is not None
    assert trigger.day == days(5).date()
    step(city, case, "reopen")
    assert standing_trigger(subject_of(case)) is None


def test_without_a_series_it_is_kept(city: City) -> None:
    case = step(city, city.triaged("employee"), "resolve", "close")
    assert "no end: it is on no schedule" in there(city, Role.HR).get(f"/desk/case/{case.number}").content.decode()


def there(city: City, role: Role) -> Client:
    """A browser of somebody in this role, who has said what for."""
    city.actor(role)
    made = rolls.signed_in(city.users[role])
    for function in ("case-of-employee", "case-of-official", "case-intake"):
        made.post(f"/desk/auth/purpose/{function}", {"purpose": "to decide it"})
    return made


def test_the_file_says_since_when_its_evidence_is_held_and_shows_it(city: City) -> None:
    case = city.triaged("employee")
    picture = records.make_record(text="With a picture.", media=[records.make_medium(b"a picture", alt="The rink at <night>")])
    with clock.frozen(START):
        add_evidence(case, Version.objects.get(record=picture), actor=city.office("employee"))
    page = there(city, Role.HR).get(f"/desk/case/{case.number}").content.decode()
    assert "held since April 1, 2026" in page
    assert "With a picture." in page
    assert 'alt="The rink at &lt;night&gt;"' in page


HOLDERS = [Role.CLERK, Role.RECORDS_MANAGER, Role.CITY_ATTORNEY, Role.AUDITOR]


@pytest.mark.parametrize("role", HOLDERS)
@pytest.mark.parametrize("kind", ["employee", "elected"])
def test_the_list_of_holds_tells_of_a_case_what_the_viewer_may_know(city: City, settings: Settings, role: Role, kind: str) -> None:
    case, (record,) = with_evidence(city, kind=kind)
    opens = role is Role.CITY_ATTORNEY
    told = told_holds(city.actor(role), _holds())[0]
    shown = (told.matter.title, told.matter.address) if told.matter else None
    assert shown == ((f"Case {case.number}", f"/desk/case/{case.number}") if opens else None)
    rule = CaseRule.model_validate({"class": "private", "fields": ["existence", "status"], "basis": "Counsel, 2026-11-01"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": CaseTerms(rule=[rule])})
    browser, hold = there(city, role), hold_of(case)
    assert hold is not None
    for path in ("/desk/holds", "/desk/holds.json", "/desk/holds.csv", f"/desk/hold/{hold.pk}"):
        page = browser.get(path).content.decode()
        assert (case.number in page) is opens, path
        assert str(record.pk) not in page


@pytest.mark.parametrize("role", HOLDERS)
def test_that_a_hold_has_ended_tells_nobody_else_how_a_case_stands(city: City, role: Role) -> None:
    case, _ = with_evidence(city)
    step(city, case, "find-no-jurisdiction")
    told = told_holds(city.actor(role), _holds())[0]
    assert (told.matter is not None) is (role is Role.CITY_ATTORNEY)


def _holds() -> list[Hold]:
    return list(holds())


def test_the_respondent_and_who_stands_above_them_learn_from_holds_what_they_may_know_of_the_case(city: City) -> None:
    case, _ = with_evidence(city)
    person, _post = city.respondent("employee")
    user = rolls.people_user(person)
    rolls.grant(user, Role.CITY_ATTORNEY)
    told = told_holds(user.as_actor(), _holds())[0]
    assert told.matter is None
    assert rolls.signed_in(user).get(f"/desk/hold/{told.hold.pk}").content.decode().count(f"/desk/case/{case.number}") == 0


@pytest.mark.parametrize("move", ["resolve", "find-no-jurisdiction", "investigate"])
def test_the_log_gets_one_leaf_for_each_step_whatever_becomes_of_the_hold(city: City, move: str) -> None:
    """Two leaves at once would tell which way a case went."""
    case, _ = with_evidence(city)
    follow_events()
    before = Entry.objects.count()
    add_evidence(case, post("Another."), actor=city.office("employee"))
    follow_events()
    assert Entry.objects.filter(type="event").order_by("-pk").values_list("type", flat=True)[0] == "event"
    assert not Entry.objects.filter(type__in=["hold", "release-hold"]).exists()
    steps = Entry.objects.filter(type="event").count()
    step(city, case, move)
    follow_events()
    assert Entry.objects.filter(type="event").count() == steps + 1
    assert Entry.objects.count() > before


def test_no_event_of_a_hold_names_the_case(city: City) -> None:
    case, (record,) = with_evidence(city)
    step(city, case, "find-no-jurisdiction")
    told = str(list(Event.objects.filter(action__startswith="retention.").values("actor_ref", "subject", "facts", "action")))
    assert case.number not in told
    assert str(record.pk) not in told


def test_rebuilding_the_archive_leaves_evidence_where_it_was(city: City) -> None:
    _, (record,) = with_evidence(city)
    for number in range(3):
        records.make_record(text=f"Another, {number}.")
    records.publish_log()
    linked = Evidence.objects.get()
    with guards_set_aside():
        rebuild(actor=system("test"))
    connection.check_constraints()
    version = Evidence.objects.get().version
    assert version is not None
    assert (version.pk, version.record_id, version.text) == (linked.version_id, record.pk, "What he wrote.")
    assert is_guarded(record)


def test_nothing_of_a_hold_is_public(city: City, client: Client) -> None:
    """Every page and file of the case is the same with a hold and without one."""
    case, copy = city.triaged("employee"), post()
    paths = (f"/cases/{case.number}", f"/cases/{case.number}.json", "/cases", "/cases.json", f"/record/{copy.record_id}")
    before = [client.get(path).content for path in paths]
    assert case.number.encode() in before[0]
    add_evidence(case, copy, actor=city.office("employee"))
    assert hold_of(case) is not None
    assert [client.get(path).content for path in paths] == before


def test_the_worker_lets_holds_follow_the_day() -> None:
    assert {loop.step for loop in Worker().loops() if loop.name == "cases"} == {follow_the_day}


PARTS = (CaseField.FINDINGS, CaseField.REASONS, CaseField.DISPOSITION)
NOT_HERE = {"triage", "triage-again", "join"}  # of a case that was triaged once, and repeats none


@dataclass
class Walk:
    """One case that is taken from step to step as days go by, beside what should then be true of it."""

    case: Case
    evidence: int
    by: Actor
    appeals: Actor  # who takes no other step
    today: int = 0
    closed: int | None = None  # the day
    upheld: bool = False
    personal: bool = False

    @property
    def should_be_held(self) -> bool:
        """By the words of the law, and not by the rule that is tried."""
        if self.personal or not self.evidence:
            return False
        return self.closed is None or (not self.upheld and self.today <= self.closed + CaseTerms().appeal_open_days)

    def take(self, choice: int) -> None:
        """One of the steps that are possible, if nothing stands in its way."""
        names = [move.name for move in CASE_LIFE.moves_from(CaseState(self.case.state)) if move.name not in NOT_HERE]
        name = names[choice % len(names)]
        actor = self.appeals if self.case.state == CaseState.APPEALED else self.by
        with contextlib.suppress(Conflict, Invalid, Forbidden):
            if name == "appeal":
                self.case = appeal_case(self.case, "No.", Side.COMPLAINANT, actor=self.by)
            else:
                self.case = move_case(self.case, name, reason="Because.", actor=actor, arbitration=Arbitration.UPHELD)
            self._took(name)

    def _took(self, name: str) -> None:
        self.personal = name == "find-no-jurisdiction" or (self.personal and name != "reopen")
        self.evidence = 0 if self.personal else self.evidence
        self.upheld = name == "uphold" or (self.upheld and name != "reopen")
        self.closed = self.today if self.case.state == CaseState.CLOSED else None
        if name == "reopen":
            self.prepare()

    def prepare(self) -> None:
        """What stands in no step's way: the parts are written, and it is screened."""
        for part in PARTS:
            write_entry(self.case, part, "As found.", actor=self.by)
        give_word(self.case, CounselsWord(screened=START.date()), reason="Looked at.", actor=self.by)


@hypothesis.settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(choices=st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0, 0, 1, 12, 31])), max_size=14), linked=st.integers(0, 2))
def test_whatever_becomes_of_a_case_its_evidence_is_held_as_long_as_it_should_be(
    city: City, choices: list[tuple[int, int]], linked: int
) -> None:
    by, appeals = city.actor(Role.CITY_ATTORNEY), city.another(Role.CITY_ATTORNEY)
    city.respondent("employee")
    with transaction.atomic():
        with clock.frozen(START):
            walk = Walk(city.triaged("employee"), linked, by, appeals)
            records_ = [post(f"Evidence {number}.").record for number in range(linked)]
            for record in records_:
                add_evidence(walk.case, Version.objects.get(record=record), actor=by)
            walk.prepare()
        for choice, later in choices:
            walk.today += later
            with clock.frozen(days(walk.today)):
                follow_the_day()
                walk.take(choice)
                assert (hold_of(walk.case) is not None) is walk.should_be_held
                assert all(is_guarded(record) is walk.should_be_held for record in records_ if not walk.personal)
                assert (standing_trigger(subject_of(walk.case)) is not None) is (walk.closed is not None)
                assert follow_the_day() == 0
        transaction.set_rollback(True)
