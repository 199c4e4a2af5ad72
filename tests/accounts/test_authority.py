"""Who may speak for the city: by an instrument or by a custom, from a day until a day, never rewritten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from tests import rolls

from rostra.accounts import actions, queries, rules
from rostra.accounts.models import Authority
from rostra.accounts.states import Basis
from rostra.core.actor import PUBLIC, Actor
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.people.models import Position
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def counsel() -> Actor:
    return rolls.user("counsel", Role.CITY_ATTORNEY).as_actor()


def new(**more: object) -> rules.NewAuthority:
    told: dict[str, object] = {
        "topic": "Park closures",
        "basis": Basis.INSTRUMENT,
        "instrument": "City Charter",
        "section": "§ 7.2",
        "begins": DAY,
    }
    if "position" not in more and "person" not in more:
        rolls.officer("holder", "Holder")
        told["position"] = Position.objects.get(appointments__person__slug="holder")
    return rules.NewAuthority(**(told | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"instrument": ""}, "instrument"),
        ({"section": ""}, "section"),
        ({"basis": Basis.CUSTOM}, "evidence"),
        ({"position": None}, "position"),
        ({"ends": DAY - dt.timedelta(days=1)}, "ends"),
    ],
)
def test_what_is_missing_is_said_by_field(more: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.enter_authority(new(**more), actor=counsel())
    assert list(refused.value.problems) == [field]
    assert not Authority.objects.exists()


def test_an_office_speaks_through_whoever_holds_it_and_a_person_in_their_own_name() -> None:
    by_office = actions.enter_authority(new(), actor=counsel())
    other = rolls.officer("custom", "Cus Tom")
    custom = new(person=other, basis=Basis.CUSTOM, evidence="Has told the weather since 2011.", instrument="", section="", ends=DAY)
    by_custom = actions.enter_authority(custom, actor=rolls.user("clerk", Role.CLERK).as_actor())
    holder = by_office.position.appointments.get().person  # type: ignore[union-attr]
    assert list(queries.authority_of(holder, DAY)) == [by_office]
    assert list(queries.authority_of(other, DAY)) == [by_custom]
    assert not queries.authority_of(other, DAY + dt.timedelta(days=1)).exists()
    assert not queries.authority_on(DAY - dt.timedelta(days=1)).exists()


def test_it_is_ended_once_and_never_rewritten_or_deleted() -> None:
    made = actions.enter_authority(new(), actor=counsel())
    with pytest.raises(Invalid, match="lies before"):
        actions.end_authority(made, ends=DAY - dt.timedelta(days=1), actor=rolls.existing("counsel"))
    actions.end_authority(made, ends=DAY, actor=rolls.existing("counsel"))
    with pytest.raises(Conflict, match="already"):
        actions.end_authority(made, ends=DAY, actor=rolls.existing("counsel"))
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Authority.objects.update(topic="Everything")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Authority.objects.all().delete()


@pytest.mark.parametrize("role", [None, *Role])
def test_who_enters_authority(role: Role | None) -> None:
    actor = rolls.user("someone", role).as_actor() if role else PUBLIC
    told = new()
    if role in {Role.CITY_ATTORNEY, Role.CLERK}:
        actions.enter_authority(told, actor=actor)
    else:
        with pytest.raises(Forbidden):
            actions.enter_authority(told, actor=actor)
