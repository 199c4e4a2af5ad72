"""A city with one of each: who may be complained of, and who decides about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from pytest_django.fixtures import Settings
from tests import rolls

from rostra.cases.actions.cases import open_case, triage_case
from rostra.cases.actions.notices import note_told
from rostra.cases.models import Case
from rostra.cases.rules.deciding import NewCase, Triage
from rostra.cases.states.words import Channel, NoticeWay
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor
from rostra.people import actions as people
from rostra.people.models import Person, Position, Unit, User
from rostra.people.states import Category, OfficeAttribute, Role

ACT = dt.date(2026, 3, 2)
OFFICES = {
    "employee": (Category.STAFF, OfficeAttribute.ORDINARY),
    "public-official": (Category.STAFF, OfficeAttribute.PUBLIC_OFFICIAL),
    "elected": (Category.ELECTED, OfficeAttribute.ELECTED),
    "appointee": (Category.BOARD_MEMBER, OfficeAttribute.APPOINTED),
    "volunteer": (Category.VOLUNTEER, OfficeAttribute.VOLUNTEER),
    "contractor": (Category.CONTRACTOR, OfficeAttribute.CONTRACTOR),
}


@dataclass
class City:
    """Its people, each made when they are first asked for."""

    unit: Unit
    users: dict[Role, User] = field(default_factory=dict)
    respondents: dict[str, tuple[Person, Position]] = field(default_factory=dict)

    def actor(self, role: Role) -> Actor:
        """Somebody in this role."""
        if role not in self.users:
            self.users[role] = rolls.user(f"the-{role.value}", role)
        return self.users[role].as_actor()

    def another(self, role: Role) -> Actor:
        """Somebody else in this role; each call another one."""
        return rolls.user(f"another-{role.value}-{User.objects.count()}", role).as_actor()

    def respondent(self, kind: str, *, heads: bool = False) -> tuple[Person, Position]:
        """Somebody of this kind, with their position."""
        if kind not in self.respondents:
            category, attribute = OFFICES[kind]
            person = people.add_person(f"a-{kind}", f"A {kind}", actor=rolls.OPERATOR)
            post = people.add_position(f"{kind}-post", "Post", self.unit, category, actor=rolls.OPERATOR)
            Position.objects.filter(pk=post.pk).update(heads_unit=heads)
            post.refresh_from_db()
            people.set_attribute(post, attribute, begins=rolls.LONG_AGO, reason="Counsel's word.", actor=self.actor(Role.CITY_ATTORNEY))
            people.appoint(person, post, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
            self.respondents[kind] = person, post
        return self.respondents[kind]

    def office(self, kind: str, *, heads: bool = False) -> Actor:
        """Who decides a case against somebody of this kind."""
        return self.actor(Role.ETHICS_OFFICER if heads or kind in {"elected", "appointee"} else Role.HR)

    def received(self) -> Case:
        """What a resident handed in."""
        new = NewCase(Channel.RESIDENT, "He called us names on the city's page.", "Rita Resident", "rita@home.example")
        return open_case(new, actor=PUBLIC).case

    def triaged(self, kind: str, *, heads: bool = False) -> Case:
        """A case against somebody of this kind."""
        person, post = self.respondent(kind, heads=heads)
        found = Triage(ACT, person, post, "social-media/conduct")
        return triage_case(self.received(), found, reason="It is about the city's page.", actor=self.actor(Role.CITY_ATTORNEY))


def noticed(case: Case, actor: Actor) -> Case:
    """Whoever is complained of heard what for they are asked."""
    note_told(case, NoticeWay.TALK, clock.now(), actor=actor)
    return case


@pytest.fixture
def city(db: None, settings: Settings) -> City:
    """A city with a department, in which nobody has to wait whether discipline is grieved."""
    cases = settings.PROFILE.cases.model_copy(update={"grievance_days": 0})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": cases})
    return City(rolls.unit())
