"""Who may do what is data, within separations that are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.core.actor import PUBLIC, Actor, ActorKind
from rostra.core.errors import Misconfigured
from rostra.people import rules
from rostra.people.states import Function, Matrix, Relation, Right, Role
from rostra.people.states.matrix import SEPARATIONS, defaults, require_sound

DELIVERED = Matrix(defaults(), {})


def actor(*roles: Role) -> Actor:
    return Actor(ActorKind.PERSON, "user:1", "Pat Sample", frozenset(roles))


def test_every_function_is_delivered_with_somebody_who_may() -> None:
    assert {function for function, row in DELIVERED.rows() if row} == set(Function)


@pytest.mark.parametrize("separation", SEPARATIONS, ids=lambda each: f"{each.role}: {each.reason}")
def test_a_separation_holds_in_what_is_delivered_and_against_every_profile(separation: object) -> None:
    for function in separation.functions:  # type: ignore[attr-defined]
        for right in separation.rights:  # type: ignore[attr-defined]
            assert not DELIVERED.allows([separation.role], right, function)  # type: ignore[attr-defined]
            for told in (right.value, f"{right.value} if assigned"):
                with pytest.raises(Misconfigured, match="cannot be given"):
                    require_sound({function: {separation.role: [told]}})  # type: ignore[attr-defined]


@given(st.sampled_from(Function), st.sampled_from([*Role, *Relation]), st.sets(st.sampled_from(Right)))
def test_a_change_replaces_one_cell_and_no_other_or_is_refused(function: Function, role: str, rights: set[Right]) -> None:
    if any(each.role == role and function in each.functions and rights & each.rights for each in SEPARATIONS):
        with pytest.raises(ValueError, match="cannot be given"):
            Matrix(defaults(), {function: {role: list(rights)}})
        return
    changed = Matrix(defaults(), {function: {role: list(rights)}})
    for other, row in changed.rows():
        before = dict(DELIVERED.rows())[other]
        assert {name: cell for name, cell in row.items() if (other, name) != (function, role)} == {
            name: cell for name, cell in before.items() if (other, name) != (function, role)
        }
    assert {right for right in Right if changed.allows([role], right, function)} == rights


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"taxes": {}}, "'taxes' is no function; allowed: policy"),
        ({"register": {"boss": []}}, "'boss' is no role; allowed: public"),
        ({"register": {"moderator": ["own"]}}, "'own' is no right; allowed: exists"),
    ],
)
def test_a_wrong_name_is_told_with_what_is_allowed(changes: dict[str, dict[str, list[str]]], told: str) -> None:
    with pytest.raises(Misconfigured, match=told) as error:
        require_sound(changes)
    assert error.value.id == "people.E001"


def test_a_right_comes_by_role_by_relation_or_by_assignment() -> None:
    assert not rules.may(actor(Role.AUDITOR), Right.WRITE, Function.REGISTER)
    assert rules.may(actor(Role.SOCIAL_MEDIA_OFFICER), Right.WRITE, Function.REGISTER)
    assert not rules.may(actor(), Right.WRITE, Function.REGISTER)
    assert rules.may(actor(), Right.WRITE, Function.REGISTER, also=[Relation.STEWARD])
    assert not rules.may(actor(Role.CITY_ATTORNEY), Right.READ, Function.RESTRICTED_ARCHIVE)
    assert rules.may(actor(Role.CITY_ATTORNEY), Right.READ, Function.RESTRICTED_ARCHIVE, assigned=True)
    assert rules.may(PUBLIC, Right.WRITE, Function.CASE_INTAKE)
    refused = rules.may(PUBLIC, Right.APPROVE, Function.POLICY)
    assert refused.reason == "Only communications director or city attorney may do this."


def test_a_refusal_does_not_name_what_one_is() -> None:
    head = replace(actor(), relations=frozenset({Relation.DEPARTMENT_HEAD.value}))
    told = rules.may(head, Right.READ, Function.ROSTER).reason
    assert "department head" not in told
    assert told.endswith("Heading a unit allows it for that unit alone.")
    told = rules.may(actor(Role.CITY_ATTORNEY), Right.APPROVE, Function.POLICY, without=[Role.CITY_ATTORNEY]).reason
    assert told == "Only communications director may do this."
