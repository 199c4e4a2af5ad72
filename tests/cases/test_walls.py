"""Who decides a case, who may see it, and who never does, whatever they hold."""

from __future__ import annotations

import pytest
from tests import rolls
from tests.cases.conftest import OFFICES, City

from rostra.cases.actions.cases import move_case
from rostra.cases.actions.file import add_participant, end_participant, write_entry
from rostra.cases.models import Case
from rostra.cases.rules.deciding import may_triage
from rostra.cases.rules.viewing import may_open_file, sight_of, viewer_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.words import Part, Track
from rostra.core.errors import Forbidden, Invalid
from rostra.core.models import Event
from rostra.people import actions as people
from rostra.people.models import Position
from rostra.people.states import Category, Role

pytestmark = pytest.mark.django_db
OFFICIAL = {"elected", "appointee"}
EVERY_STAFF = [role for role in Role if role is not Role.CITY_ATTORNEY]


@pytest.mark.parametrize("kind", OFFICES)
def test_the_office_that_decides_follows_from_what_the_respondent_was(city: City, kind: str) -> None:
    case = city.triaged(kind)
    assert case.track == (Track.OFFICIAL if kind in OFFICIAL else Track.EMPLOYEE)
    assert case.kind == kind
    office, other = (Role.ETHICS_OFFICER, Role.HR) if kind in OFFICIAL else (Role.HR, Role.ETHICS_OFFICER)
    assert may_open_file(city.actor(office), case)
    assert not may_open_file(city.actor(other), case)


def test_who_heads_a_unit_is_not_for_hr(city: City) -> None:
    case = city.triaged("public-official", heads=True)
    assert case.track == Track.OFFICIAL
    assert not may_open_file(city.actor(Role.HR), case)


@pytest.mark.parametrize("role", EVERY_STAFF)
def test_before_triage_only_counsel_has_it(city: City, role: Role) -> None:
    case = city.received()
    assert not may_open_file(city.actor(role), case)
    assert not may_triage(city.actor(role), case)
    assert may_triage(city.actor(Role.CITY_ATTORNEY), case)


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.COMMUNICATIONS_DIRECTOR, Role.MODERATOR, Role.SOCIAL_MEDIA_OFFICER, Role.AUDITOR]
)
@pytest.mark.parametrize("kind", ["employee", "elected"])
def test_others_read_nothing_but_that_it_exists(city: City, role: Role, kind: str) -> None:
    case, actor = city.triaged(kind), city.actor(role)
    assert not may_open_file(actor, case)
    assert sight_of(viewer_of(actor, case), case).parts == {CaseField.EXISTENCE, CaseField.STATUS}


def test_the_respondent_and_whoever_stands_above_them_never_have_the_file(city: City) -> None:
    """Also where they hold the very role that decides."""
    case = city.triaged("employee")
    assert case.respondent is not None
    boss = city.users[Role.HR] = rolls.user("the-hr", Role.HR)
    seat = people.add_position("parks-director", "Director", city.unit, Category.STAFF, actor=rolls.OPERATOR)
    Position.objects.filter(pk=seat.pk).update(heads_unit=True)
    assert may_open_file(boss.as_actor(), case)
    people.appoint(boss.person, seat, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    assert viewer_of(boss.as_actor(), case) is Viewer.UNASSIGNED
    with pytest.raises(Forbidden):
        move_case(case, "investigate", actor=boss.as_actor())
    himself = people.add_user(case.respondent, email="a@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR)
    people.grant_role(himself, Role.CITY_ATTORNEY, actor=city.actor(Role.ADMINISTRATOR))
    assert viewer_of(himself.as_actor(), case) is Viewer.RESPONDENT
    with pytest.raises(Forbidden):
        write_entry(case, CaseField.NOTES, "x", actor=himself.as_actor())


def test_somebody_is_added_with_a_reason_and_sees_nothing_once_they_are_taken_out(city: City) -> None:
    case, hr = city.triaged("employee"), city.actor(Role.HR)
    officer = rolls.user("the-officer", Role.SOCIAL_MEDIA_OFFICER)
    with pytest.raises(Invalid, match="reason"):
        add_participant(case, officer.person, Part.FACTS, reason=" ", actor=hr)
    added = add_participant(case, officer.person, Part.FACTS, reason="Knows what was posted.", actor=hr)
    assert viewer_of(officer.as_actor(), case) is Viewer.FACTS
    with pytest.raises(Forbidden):
        write_entry(case, CaseField.FINDINGS, "He did it.", actor=officer.as_actor())
    end_participant(added, actor=hr)
    assert viewer_of(officer.as_actor(), case) is Viewer.UNASSIGNED


@pytest.mark.parametrize("role", [Role.COMMUNICATIONS_DIRECTOR, Role.MODERATOR, Role.ADMINISTRATOR, Role.ETHICS_OFFICER])
def test_who_never_sees_such_a_case_cannot_be_added(city: City, role: Role) -> None:
    case = city.triaged("employee")
    city.actor(role)
    with pytest.raises(Invalid, match="never see"):
        add_participant(case, city.users[role].person, Part.FACTS, reason="He asks.", actor=city.actor(Role.HR))


def test_the_log_learns_only_that_something_was_done(city: City) -> None:
    case = city.triaged("elected")
    write_entry(case, CaseField.NOTES, "Called the mayor's office.", actor=city.actor(Role.ETHICS_OFFICER))
    told = [(event.subject, event.facts) for event in Event.objects.filter(action__startswith="cases.")]
    assert {subject for subject, _ in told} == {f"case:{Case.objects.get().number}"}
    assert {key for _, facts in told for key in facts} == {"status"}
    assert set(Event.objects.filter(action__startswith="cases.").values_list("actor_name", flat=True)) == {"cases"}
