"""Asking for an account: every move that is not drawn is refused, every check has its effect, nobody decides for themself."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.policy import asked, texts

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import GiveUpForm, OptionalReasonForm, PublicReasonForm, ReasonForm
from rostra.accounts.models import AccountRequest
from rostra.accounts.states import REQUEST_LIFE, Part, RequestState
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor, system
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.people.models import Appointment, Person, Unit
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.policy.actions.acknowledging import enter_sheets
from rostra.policy.actions.recipients import follow_roster
from rostra.policy.actions.training import NewModule, add_module, record_completions
from rostra.policy.models import Campaign
from rostra.policy.states.asking import Route

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def asker() -> Actor:
    person = Person.objects.filter(slug="ask-er").first() or rolls.officer("ask-er", "Ask Er")
    found = getattr(person, "user", None)
    return (found or rolls.people_user(person)).as_actor()


def approver(name: str = "approver") -> Actor:
    return rolls.user(name, Role.COMMUNICATIONS_DIRECTOR).as_actor()


def new(**more: object) -> rules.NewRequest:
    told: dict[str, object] = {
        "network": "bluesky", "handle": "pools.exampleville.example", "name": "Pools", "unit": Unit.objects.first() or rolls.unit(),
        "justification": "Closures are asked about by telephone.", "audience": "Swimmers", "terms": "Read by counsel on 2 March.",
    }  # fmt: skip
    for part in ("custodian", "steward", "backup"):
        if part not in more:
            told[part] = Person.objects.filter(slug=part).first() or rolls.officer(part, part.title())
    return rules.NewRequest(**(told | more))  # type: ignore[arg-type]


def made(state: RequestState = RequestState.REQUESTED, **more: object) -> AccountRequest:
    request = actions.request_account(new(**more), actor=asker())
    AccountRequest.objects.filter(pk=request.pk).update(state=state, since=clock.now())
    request.refresh_from_db()
    return request


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("move", REQUEST_LIFE.moves)
def test_every_move_leads_where_it_is_drawn_and_every_other_is_refused(state: RequestState, move: str) -> None:
    request = made(state)
    actor = asker() if move in rules.OWN_MOVES else approver()
    if state in REQUEST_LIFE.moves[move].sources:
        actions.move_request(request, move, reason="Because.", actor=actor)
        assert AccountRequest.objects.get().state == REQUEST_LIFE.moves[move].target
    else:
        with pytest.raises(IllegalMove):
            actions.move_request(request, move, reason="Because.", actor=actor)
        assert AccountRequest.objects.get().state == state


@pytest.mark.parametrize("move", ["take-up", "return", "approve", "deny", "grant-appeal", "uphold"])
def test_nobody_decides_for_themself_and_strangers_never(move: str) -> None:
    request = made(next(iter(REQUEST_LIFE.moves[move].sources)))
    steward = rolls.people_user(request.steward)
    rolls.grant(steward, Role.COMMUNICATIONS_DIRECTOR)
    rolls.grant(Person.objects.get(slug="ask-er").user, Role.SOCIAL_MEDIA_OFFICER)
    for actor, words in (
        (asker(), "of their own"),
        (steward.as_actor(), "of their own"),
        (rolls.user("aud", Role.AUDITOR).as_actor(), "Only"),
        (rolls.user("cov").as_actor(), "Only"),
        (PUBLIC, "Only"),
        (system("command line"), "Only"),
    ):
        with pytest.raises(Forbidden, match=words):
            actions.move_request(request, move, reason="x", actor=actor)


def test_a_head_decides_for_their_own_unit_only() -> None:
    request = made(RequestState.UNDER_REVIEW)
    head = rolls.officer("head", "Head")
    Appointment.objects.get(person=head).position.__class__.objects.filter(appointments__person=head).update(heads_unit=True)
    me = rolls.people_user(head).as_actor()
    other = made(RequestState.UNDER_REVIEW, unit=rolls.unit("library", "Library"))
    with pytest.raises(Forbidden):
        actions.move_request(other, "approve", actor=me)
    actions.move_request(request, "approve", actor=me)


@pytest.mark.parametrize(
    ("more", "words"), [({"backup": None}, "second owner"), ({"terms": " "}, "terms were read"), ({"left": "steward"}, "looks after it")]
)
def test_what_is_missing_stands_in_the_way_of_approving(more: dict[str, object], words: str) -> None:
    left = more.pop("left", None)
    request = made(RequestState.UNDER_REVIEW, **more)
    Appointment.objects.filter(person__slug=left).update(ends=dt.date(2024, 1, 1))
    with pytest.raises(Conflict, match=words):
        actions.move_request(request, "approve", actor=approver())
    assert [check.text for check in rules.blocking(request) if words in check.text]


def test_a_clause_of_the_city_stands_beside_its_check(settings: object) -> None:
    registry = settings.PROFILE.registry.model_copy(update={"clauses": {"stewards": "4.2"}})  # type: ignore[attr-defined]
    settings.PROFILE = settings.PROFILE.model_copy(update={"registry": registry})  # type: ignore[attr-defined]
    request = made(RequestState.UNDER_REVIEW, backup=None)
    with pytest.raises(Conflict, match=r"second owner.*\(4\.2\)"):
        actions.move_request(request, "approve", actor=approver())


def test_a_look_alike_and_a_sibling_are_shown_and_do_not_block() -> None:
    rolls.account(handle="poo1s.exampleville.example")
    request = made(RequestState.UNDER_REVIEW)
    failed = [check for check in rules.checks_of(request) if not check.passed]
    assert len(failed) == 2
    assert not any(check.blocks for check in failed)
    actions.move_request(request, "approve", actor=approver())


@pytest.mark.parametrize("handle", ["pools.exampleville.example", "@Pools.Exampleville.Example"])
def test_what_is_in_the_register_is_not_asked_for_again(handle: str) -> None:
    account = rolls.account(handle="pools.exampleville.example")
    with pytest.raises(Invalid, match="This account is in the register: ") as refused:
        actions.request_account(new(handle=handle), actor=asker())
    assert str(account) in refused.value.problems["handle"]
    returned = made(RequestState.RETURNED, handle="swim.example")
    with pytest.raises(Invalid, match="This account is in the register: "):
        actions.amend_request(returned, new(handle=handle), actor=asker())
    actions.request_account(new(handle=handle, network="x"), actor=asker())  # the same name on another network is what a city wants


def test_only_the_reason_of_a_move_of_an_account_is_said_to_be_public() -> None:
    said = "part of the public log"
    assert said not in ReasonForm().as_p()
    assert said not in OptionalReasonForm().as_p()
    for form in (PublicReasonForm(), GiveUpForm()):
        assert said in form.as_p()


def demanding(settings: Settings, **more: object) -> None:
    registry = settings.PROFILE.registry.model_copy(update=more)
    settings.PROFILE = settings.PROFILE.model_copy(update={"registry": registry})


def said(request: AccountRequest, topic: str) -> list[tuple[str, bool, bool, str]]:
    return [(check.text, check.passed, check.blocks, check.clause) for check in rules.checks_of(request) if check.topic == topic]


def acknowledge(campaign: Campaign, *people: Person) -> None:
    follow_roster()
    for person in people:
        given = asked.by(Route.PAPER, campaign, signed=city_day(), scan="Box 3")
        enter_sheets([asked.recipient(campaign, person)], given, refused=False, actor=texts.OFFICER)


@pytest.mark.parametrize("demand", ["required", "shown"])
def test_whoever_is_to_have_a_part_has_acknowledged_the_policy_in_force(demand: str, settings: Settings) -> None:
    demanding(settings, acknowledgement=demand, clauses={"acknowledgement": "social-media/duties"})
    judge = approver()
    request = made(
        RequestState.UNDER_REVIEW, steward=Person.objects.filter(slug="custodian").first() or rolls.officer("custodian", "Custodian")
    )
    assert [text for text, *_ in said(request, "acknowledgement")] == ["No policy is in force that could be acknowledged."]
    campaign = asked.running()
    acknowledge(campaign, request.custodian)
    told = said(request, "acknowledgement")
    assert told == [
        ("Custodian, custodian and steward, has acknowledged the policy in force.", True, demand == "required", "social-media/duties"),
        (f"Backup, backup steward, has not acknowledged: {campaign.version}.", False, demand == "required", "social-media/duties"),
    ]
    if demand == "required":
        with pytest.raises(Conflict, match=r"Backup, backup steward, has not acknowledged: .*\(social-media/duties\)"):
            actions.move_request(request, "approve", actor=judge)
        acknowledge(campaign, request.backup)
    actions.move_request(request, "approve", actor=judge)


@pytest.mark.parametrize("demand", ["required", "shown"])
def test_training_that_lapsed_is_said_and_stands_in_the_way_where_the_city_says_so(demand: str, settings: Settings) -> None:
    demanding(settings, training=demand, clauses={"training": "5.1"})
    judge, request = approver(), made(RequestState.UNDER_REVIEW)
    module = add_module(NewModule("posting", "Posting", cadence_months=12, newcomer_days=30, begins=rolls.LONG_AGO), actor=texts.OFFICER)
    record_completions(module, [request.custodian, request.backup], day=city_day(), evidence="List", actor=texts.OFFICER)
    told = said(request, "training")
    assert [(passed, blocks, clause) for _, passed, blocks, clause in told] == [
        (each, demand == "required", "5.1") for each in (True, False, True)
    ]
    assert told[1][0] == "Steward, steward: training has lapsed: Posting (due February 5, 2020)."
    if demand == "required":
        with pytest.raises(Conflict, match=r"training has lapsed: Posting .* \(5\.1\)"):
            actions.move_request(request, "approve", actor=judge)
        record_completions(module, [request.steward], day=city_day(), evidence="List", actor=texts.OFFICER)
    actions.move_request(request, "approve", actor=judge)


def test_checks_take_as_many_queries_for_three_people_as_for_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    request = queries.requests().get(pk=made().pk)
    one = Person.objects.get(slug="custodian")
    asked.running()
    for people in ((request.custodian, request.steward, request.backup), (one, one, None)):
        request.custodian, request.steward, request.backup = people
        with django_assert_num_queries(11):
            rules.checks_of(request)


@pytest.mark.parametrize("move", sorted(rules.NEEDS_REASON))
def test_reasons_are_needed(move: str) -> None:
    request = made(next(iter(REQUEST_LIFE.moves[move].sources)))
    with pytest.raises(Invalid, match="reasons"):
        actions.move_request(request, move, reason=" ", actor=asker() if move in rules.OWN_MOVES else approver())


def test_an_appeal_has_a_term_and_another_judge() -> None:
    request = made(RequestState.UNDER_REVIEW)
    first, second = approver("first"), approver("second")
    actions.move_request(request, "deny", reason="There is one already.", actor=first)
    with clock.frozen(clock.now() + 40 * DAY), pytest.raises(Forbidden, match="The term for an appeal ended"):
        actions.move_request(request, "appeal", reason="It is not the same.", actor=asker())
    with pytest.raises(Forbidden, match="who made the request"):
        actions.move_request(request, "appeal", reason="x", actor=second)
    actions.move_request(request, "appeal", reason="It is not the same.", actor=asker())
    with pytest.raises(Forbidden, match="somebody else"):
        actions.move_request(request, "uphold", reason="x", actor=first)
    actions.move_request(request, "grant-appeal", reason="It is not.", actor=second)


def test_what_was_approved_is_registered_once_with_its_stewards() -> None:
    request = made(RequestState.UNDER_REVIEW)
    told = rolls.new_account(unit=request.unit, custodian=request.custodian)
    with pytest.raises(Conflict, match="not an approved one"):
        actions.register_account(told, request=request, actor=rolls.OPERATOR)
    actions.move_request(request, "approve", actor=approver())
    account = actions.register_account(told, request=request, actor=rolls.OPERATOR)
    parts = {row.part: row.person for row in queries.parts_of(account)}
    assert parts == {Part.CUSTODIAN: request.custodian, Part.STEWARD: request.steward, Part.BACKUP: request.backup}
    again = rolls.new_account(unit=request.unit, identity="did:plc:b", slug="b", handle="zoo.example")
    with pytest.raises(Conflict):
        actions.register_account(again, request=request, actor=rolls.OPERATOR)


def test_a_returned_request_is_mended() -> None:
    request = made(RequestState.RETURNED, backup=None)
    actions.amend_request(request, new(), actor=asker())
    request.refresh_from_db()
    assert (request.state, request.backup) == (RequestState.REQUESTED, Person.objects.get(slug="backup"))


def test_who_may_ask() -> None:
    told = new()
    for actor in (PUBLIC, rolls.user("aud", Role.AUDITOR).as_actor(), rolls.user("cov").as_actor()):
        with pytest.raises(Forbidden, match="holds a position"):
            actions.request_account(told, actor=actor)
    with pytest.raises(Invalid, match="own backup"):
        actions.request_account(new(backup=told.steward), actor=asker())
