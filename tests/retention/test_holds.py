"""Who places, extends and releases a hold; what is written of it; and from which day a term is counted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pydantic import ValidationError
from pytest_django.fixtures import Settings
from tests import records
from tests.retention.conftest import Office

from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Entry, Record, Statement
from rostra.archive.rules.chain import event_flaws
from rostra.core.actor import system
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.core.models import Event
from rostra.core.profile import RetentionTerms, Series
from rostra.core.waiting import waiting_for
from rostra.people.states import Role
from rostra.retention.actions.holds import extend_hold, move_hold, place_hold, release_hold
from rostra.retention.actions.matters import forget_things, hold_matter, release_matter, start_term, withdraw_term
from rostra.retention.models import HeldThing, Hold, RetentionTrigger
from rostra.retention.queries.holds import held
from rostra.retention.queries.triggers import kept_until, standing_trigger, years_after
from rostra.retention.rules.holding import Things, may_extend_hold, may_move_hold, may_place_hold, may_see_holds
from rostra.retention.states import HoldState, TriggerKind

pytestmark = pytest.mark.django_db
KEEPER = system("disputes")
SEES = {Role.CLERK, Role.RECORDS_MANAGER, Role.CITY_ATTORNEY, Role.AUDITOR}
PLACES = SEES - {Role.AUDITOR}


@pytest.mark.parametrize("role", Role)
def test_who_sees_places_and_releases_holds(office: Office, record: Record, role: Role) -> None:
    actor, hold = office.actor(role), office.hold(record)
    assert bool(may_see_holds(actor)) is (role in SEES)
    assert bool(may_place_hold(actor)) is (role in PLACES)
    assert bool(may_extend_hold(actor, hold)) is (role in PLACES)
    assert bool(may_move_hold(actor, hold, "request-release")) is (role in PLACES)
    assert bool(may_move_hold(actor, hold, "release")) is (role is Role.CITY_ATTORNEY)


def test_a_hold_from_placing_to_release(office: Office, record: Record) -> None:
    clerk, counsel = office.actor(Role.CLERK), office.actor(Role.CITY_ATTORNEY)
    hold = place_hold(" Flood of 2026 ", Things([record]), reason="There will be a claim.", actor=clerk)
    assert (hold.matter, hold.state, hold.keeper) == ("Flood of 2026", HoldState.ACTIVE, "")
    with pytest.raises(Forbidden):
        release_hold(hold, reason="Settled.", actor=clerk)
    hold = move_hold(hold, "request-release", reason="It seems settled.", actor=clerk)
    assert hold.stands
    assert held([record]) == {record.pk}
    hold = move_hold(hold, "keep", reason="Not yet.", actor=counsel)
    move_hold(hold, "request-release", reason="Now it is.", actor=clerk)
    hold = release_hold(hold, reason="Settled.", actor=counsel)
    assert not hold.stands
    assert held([record]) == frozenset()
    with pytest.raises(IllegalMove):
        move_hold(hold, "request-release", reason="Again.", actor=clerk)
    with pytest.raises(Forbidden):
        extend_hold(hold, Things(accounts=[record.account]), actor=clerk)
    assert [(step.move, step.by_name) for step in hold.steps.all()] == [
        ("request-release", "The Clerk"),
        ("keep", "The City Attorney"),
        ("request-release", "The Clerk"),
        ("release", "The City Attorney"),
    ]
    events = Event.objects.filter(action__startswith="retention.")
    assert {event.subject for event in events} == {f"hold:{hold.pk}"}
    assert [event.action.rpartition(".")[2] for event in events] == ["placed", "release-requested", "kept", "release-requested", "released"]
    assert "Flood" not in str(list(events.values()))


def test_what_a_hold_needs(office: Office, record: Record) -> None:
    clerk = office.actor(Role.CLERK)
    with pytest.raises(Invalid) as refused:
        place_hold(" ", Things(), reason="", actor=clerk)
    assert refused.value.problems.keys() == {"matter", "reason", "records"}
    hold = office.hold(record)
    with pytest.raises(Conflict, match="already"):
        extend_hold(hold, Things([record, record]), actor=clerk)
    with pytest.raises(Invalid):
        extend_hold(hold, Things(), actor=clerk)
    with pytest.raises(Invalid):
        move_hold(hold, "request-release", reason=" ", actor=clerk)
    extend_hold(hold, Things([record], [record.account]), actor=clerk)
    assert hold.things.count() == 2
    assert Event.objects.latest("pk").facts == {"added": 1}


def test_an_account_is_held_with_what_is_still_to_come(office: Office, record: Record) -> None:
    office.hold(accounts=(record.account,))
    later = records.make_record(record.account, "After the hold.")
    elsewhere = records.make_record(records.make_account("library"), "Elsewhere.")
    assert held([record, later, elsewhere]) == {record.pk, later.pk}


def test_a_part_of_the_system_looks_after_its_own_matters_alone(office: Office, record: Record) -> None:
    counsel = office.actor(Role.CITY_ATTORNEY)
    assert hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=KEEPER)
    assert not hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=KEEPER)
    hold = Hold.objects.get()
    with pytest.raises(Forbidden, match="by itself"):
        release_hold(hold, reason="I say so.", actor=counsel)
    with pytest.raises(Forbidden):
        hold_matter("dispute:8", Things([record]), reason="Evidence.", actor=counsel)
    assert not release_matter("dispute:7", reason="Over.", actor=system("others"))
    assert release_matter("dispute:7", reason="Over.", actor=KEEPER)
    assert hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=KEEPER)
    assert Hold.objects.filter(matter="dispute:7").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(**_copied())
    assert forget_things("dispute:7", actor=KEEPER) == 1
    assert [thing.hold.state for thing in HeldThing.objects.all()] == [HoldState.ACTIVE]


def _copied() -> dict[str, object]:
    hold = Hold.objects.latest("pk")
    return {name: getattr(hold, name) for name in ("matter", "keeper", "reason", "state", "since", "placed", "by_ref", "by_name")}


def test_the_log_tells_of_holds_by_hand_and_of_no_other(office: Office, record: Record) -> None:
    follow_events()
    before = Entry.objects.count()
    hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=KEEPER)
    start_term("dispute:7", TriggerKind.FINAL_DISPOSITION, dt.date(2026, 3, 1), series="", actor=KEEPER)
    release_matter("dispute:7", reason="Over.", actor=KEEPER)
    follow_events()
    assert Entry.objects.count() == before

    hold = office.hold(record)
    release_hold(hold, reason="Settled.", actor=office.actor(Role.CITY_ATTORNEY))
    follow_events()
    told = Statement.objects.filter(entry__type__in=["hold", "release-hold"]).order_by("pk")
    assert [(each.entry.type, each.values[:2]) for each in told] == [
        ("hold", [f"hold:{hold.pk}", "retention.hold.placed"]),
        ("release-hold", [f"hold:{hold.pk}", "retention.hold.released"]),
    ]
    assert b"Flood" not in b"".join(bytes(each.entry.body) for each in told)
    records.publish_log()
    assert list(event_flaws()) == []


def test_what_events_tell_of_a_kept_matter(office: Office, record: Record) -> None:
    hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=KEEPER)
    told = Event.objects.get(action__startswith="retention.")
    assert (told.action, told.subject, told.facts) == ("retention.matter.changed", "matter:withheld", {})


def test_a_release_that_was_asked_for_waits_for_counsel(office: Office, record: Record) -> None:
    hold = move_hold(office.hold(record), "request-release", reason="Settled.", actor=office.actor(Role.CLERK))
    for role in Role:
        found = [queue for queue in waiting_for(office.actor(role)) if queue.name == "holds"]
        assert [queue.total for queue in found] == ([1] if role is Role.CITY_ATTORNEY else [])
    item = next(queue for queue in waiting_for(office.actor(Role.CITY_ATTORNEY)) if queue.name == "holds").first[0]
    assert item.address == f"/desk/hold/{hold.pk}"


SCHOOL = Series(key="complaints", name="Complaints", years=6, authority="General schedule, ADM 02300, 2021")


def test_a_term_is_counted_from_its_day_and_withdrawn(office: Office, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"retention": RetentionTerms(series=[SCHOOL], cases="complaints")})
    made = start_term("dispute:7", TriggerKind.FINAL_DISPOSITION, dt.date(2026, 3, 1), series="complaints", actor=KEEPER)
    assert kept_until(made) == dt.date(2032, 3, 1)
    assert withdraw_term("dispute:7", actor=KEEPER)
    assert not withdraw_term("dispute:7", actor=KEEPER)
    assert standing_trigger("dispute:7") is None
    start_term("dispute:7", TriggerKind.FINAL_DISPOSITION, dt.date(2026, 5, 1), series="", actor=KEEPER)
    later = start_term("dispute:7", TriggerKind.FINAL_DISPOSITION, dt.date(2026, 6, 1), series="another", actor=KEEPER)
    assert kept_until(later) is None
    assert standing_trigger("dispute:7") == later
    for act in (lambda rows: rows._raw_delete("default"), lambda rows: rows.update(day=dt.date(2020, 1, 1))):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(RetentionTrigger.objects.all())
    with pytest.raises(DatabaseError), transaction.atomic():
        RetentionTrigger.objects.exclude(withdrawn=None).update(withdrawn=None)
    with pytest.raises(Forbidden):
        withdraw_term("dispute:7", actor=office.actor(Role.CITY_ATTORNEY))


def test_a_year_without_the_day() -> None:
    assert years_after(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)
    assert years_after(dt.date(2024, 2, 29), 3) == dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"cases": "complaints"}, "no \\[\\[retention.series\\]\\] with the key 'complaints'; there are: none"),
        ({"series": [SCHOOL, SCHOOL]}, "the same key"),
        ({"series": [{**SCHOOL.model_dump(), "years": -1}]}, "greater than or equal to 0"),
    ],
)
def test_a_schedule_that_does_not_hold_together_stops_the_start(told: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        RetentionTerms.model_validate(told)
