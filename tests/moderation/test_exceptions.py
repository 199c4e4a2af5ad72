"""An exception from the rule: asked for by one, allowed by counsel for a time, on a ground of the closed list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests import rolls
from tests.moderation.conftest import OTHER, RESIDENT, WEDNESDAY, Network, settle, standing

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.moderation.actions.exceptions import Wanted, expire_exceptions, move_exception, request_exception
from rostra.moderation.models import BlockException, Restriction
from rostra.moderation.states.exceptions import EXCEPTION_LIFE, ExceptionState
from rostra.moderation.states.standing import STANDINGS, Standing
from rostra.people.states import Role
from rostra.platforms.base import Act

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2026, 3, 20)
DAY = dt.timedelta(days=1)


def actor(role: Role, slug: str = "") -> Actor:
    return rolls.user(slug or f"the-{role.value}", role).as_actor()


@pytest.fixture
def officer(network: Network) -> Actor:
    return actor(Role.SOCIAL_MEDIA_OFFICER)


@pytest.fixture
def counsel(network: Network) -> Actor:
    return actor(Role.CITY_ATTORNEY)


def wanted(network: Network, **changes: object) -> Wanted:
    told = Wanted(network.account, Act.BLOCK, RESIDENT, "true-threat", "He wrote that he will come.", "Muting; it goes on.", UNTIL)
    return replace(told, relied_on=[network.post("Posted.")], **changes)  # type: ignore[arg-type]


def in_force(network: Network, officer: Actor, counsel: Actor) -> BlockException:
    made = request_exception(wanted(network), actor=officer)
    move_exception(made, "recommend", actor=actor(Role.COMMUNICATIONS_DIRECTOR), reason="The test is met.")
    return move_exception(made, "allow", actor=counsel, reason="A true threat.")


def test_counsel_allows_it_for_a_time_and_then_it_is_to_be_undone_again(network: Network, officer: Actor, counsel: Actor) -> None:
    with clock.frozen(WEDNESDAY):
        network.block()
        settle()
        made = in_force(network, officer, counsel)
        assert made.state == ExceptionState.IN_FORCE
        assert standing() == [("block", RESIDENT, "excepted")]
        network.block(OTHER)
        settle()
        assert standing()[1] == ("block", OTHER, "open")
    with clock.frozen(WEDNESDAY + 16 * DAY):
        assert expire_exceptions() == 0  # its last day
    with clock.frozen(WEDNESDAY + 17 * DAY):
        assert expire_exceptions() == 1
        row = Restriction.objects.get(subject=RESIDENT)
        assert (row.standing, row.due) == ("open", dt.date(2026, 3, 23))
        assert row.exception == made
        assert expire_exceptions() == 0


def test_what_counsel_allowed_beforehand_is_no_violation_when_it_is_seen(network: Network, officer: Actor, counsel: Actor) -> None:
    with clock.frozen(WEDNESDAY):
        in_force(network, officer, counsel)
        network.block()
        settle()
        assert standing() == [("block", RESIDENT, "excepted")]


def test_ended_early_by_whoever_may_undo(network: Network, officer: Actor, counsel: Actor) -> None:
    with clock.frozen(WEDNESDAY):
        made = in_force(network, officer, counsel)
        network.block()
        settle()
        move_exception(made, "end", actor=officer, reason="He apologised.")
        assert standing() == [("block", RESIDENT, "open")]


def test_a_city_that_prohibits_knows_no_exception(network: Network, terms: Callable[..., None], officer: Actor, counsel: Actor) -> None:
    with clock.frozen(WEDNESDAY):
        made = request_exception(wanted(network), actor=officer)
        terms(blocking="prohibited")
        with pytest.raises(Forbidden, match="nobody is blocked"):
            request_exception(wanted(network), actor=officer)
        with pytest.raises(Forbidden, match="nobody is blocked"):
            move_exception(made, "recommend", actor=actor(Role.COMMUNICATIONS_DIRECTOR), reason="x")
        move_exception(made, "refuse", actor=counsel, reason="The council has changed the rule.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": "rude"}, "ground"),
        ({"ground": "spam"}, "ground"),  # on the list, but not for this act
        ({"until": dt.date(2026, 3, 3)}, "until"),
        ({"until": dt.date(2026, 4, 4)}, "until"),  # longer than the profile allows
        ({"facts": " "}, "facts"),
        ({"alternatives": ""}, "alternatives"),
        ({"subject": ""}, "subject"),
        ({"relied_on": []}, "relied_on"),
    ],
)
def test_what_is_asked_for_must_be_whole(network: Network, officer: Actor, changes: dict[str, object], field: str) -> None:
    with clock.frozen(WEDNESDAY), pytest.raises(Invalid) as refused:
        request_exception(replace(wanted(network), **changes), actor=officer)  # type: ignore[arg-type]
    assert list(refused.value.problems) == [field]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_ask_recommend_and_allow(network: Network, role: Role) -> None:
    who = actor(role, "somebody")
    asks = role in {Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR}
    with clock.frozen(WEDNESDAY):
        if asks:
            request_exception(wanted(network), actor=who)
        else:
            with pytest.raises(Forbidden):
                request_exception(wanted(network), actor=who)
        other = rolls.user("another-officer", Role.SOCIAL_MEDIA_OFFICER).as_actor()
        made = request_exception(wanted(network), actor=other)
        for move, may in (("recommend", asks), ("allow", role == Role.CITY_ATTORNEY)):
            if move == "allow" and not asks:
                move_exception(made, "recommend", actor=rolls.user("a-director", Role.COMMUNICATIONS_DIRECTOR).as_actor(), reason="x")
            if may:
                move_exception(made, move, actor=who, reason="Because.")
            else:
                with pytest.raises(Forbidden):
                    move_exception(made, move, actor=who, reason="Because.")


def test_whoever_asks_neither_recommends_nor_decides(network: Network) -> None:
    both = rolls.user("both-hats", Role.SOCIAL_MEDIA_OFFICER)
    rolls.grant(both, Role.CITY_ATTORNEY)
    with clock.frozen(WEDNESDAY):
        made = request_exception(wanted(network), actor=both.as_actor())
        for move in ("recommend", "refuse"):
            with pytest.raises(Forbidden, match="does not decide"):
                move_exception(made, move, actor=both.as_actor(), reason="x")
        move_exception(made, "recommend", actor=actor(Role.COMMUNICATIONS_DIRECTOR), reason="x")
        with pytest.raises(Forbidden, match="does not decide"):
            move_exception(made, "allow", actor=both.as_actor(), reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockException.objects.update(state="in-force", decided_by=made.by_ref)


def test_counsel_cannot_allow_what_is_too_late(network: Network, officer: Actor, counsel: Actor) -> None:
    with clock.frozen(WEDNESDAY):
        made = request_exception(wanted(network), actor=officer)
        move_exception(made, "recommend", actor=actor(Role.COMMUNICATIONS_DIRECTOR), reason="x")
    with clock.frozen(WEDNESDAY + 30 * DAY), pytest.raises(Conflict, match="last day"):
        move_exception(made, "allow", actor=counsel, reason="x")


@pytest.mark.parametrize("state", list(ExceptionState))
@pytest.mark.parametrize("move", ["recommend", "allow", "refuse", "end"])
def test_undeclared_moves_are_refused(network: Network, officer: Actor, state: ExceptionState, move: str) -> None:
    with clock.frozen(WEDNESDAY):
        made = request_exception(wanted(network), actor=officer)
        decided = "" if state in {ExceptionState.REQUESTED, ExceptionState.PENDING_COUNSEL} else "user:999"
        BlockException.objects.filter(pk=made.pk).update(state=state, decided_by=decided)
        if state in EXCEPTION_LIFE.moves[move].sources:
            return
        with pytest.raises(IllegalMove):
            move_exception(made, move, actor=officer, reason="x")


def test_a_move_needs_its_reasons(network: Network, officer: Actor) -> None:
    with clock.frozen(WEDNESDAY):
        made = request_exception(wanted(network), actor=officer)
        with pytest.raises(Invalid):
            move_exception(made, "recommend", actor=actor(Role.COMMUNICATIONS_DIRECTOR), reason=" ")


def test_what_was_asked_for_is_never_deleted_or_rewritten(network: Network, officer: Actor) -> None:
    with clock.frozen(WEDNESDAY):
        made = request_exception(wanted(network), actor=officer)
    rows = BlockException.objects.all()
    for act in (
        rows.delete, lambda: rows.update(facts="Nothing."), lambda: rows.update(until=WEDNESDAY.date()), made.relied_on.clear,
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_standings_of_a_restriction_are_a_graph_with_one_end() -> None:
    assert {move.name for move in STANDINGS.moves_from(Standing.OPEN)} == {"tolerate", "except", "explain", "lift"}
    assert not STANDINGS.moves_from(Standing.LIFTED)
