"""Campaigns and answers: who is asked, what is kept of an answer, what can never be changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given as when
from hypothesis import settings
from hypothesis import strategies as st
from tests import rolls
from tests.policy import asked
from tests.policy import texts as given

from rostra.core import clock
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.core.findings import all_findings
from rostra.core.models import Event, Mail
from rostra.people import actions as people
from rostra.people.models import Appointment, Person, Unit
from rostra.people.queries import city_day
from rostra.people.states import Category, UnitKind
from rostra.policy.actions import acknowledging, campaigns, moves
from rostra.policy.actions.acknowledging import NotPassed, as_person
from rostra.policy.actions.moves import Act, bring_into_line
from rostra.policy.actions.recipients import follow_roster
from rostra.policy.models import Acknowledgement, Campaign, Recipient
from rostra.policy.queries import acknowledged, acknowledgements_by_unit, fit_to_publish
from rostra.policy.queries.asking import UnitFigure, asked_of, dashboard, on_paper, text_of, total
from rostra.policy.queries.audiences import Wanted, members, why_nobody
from rostra.policy.queries.codes import code_of, recipient_by_code
from rostra.policy.rules.asking import people_without_acknowledgement
from rostra.policy.states.asking import ANSWER_LIFE, AnswerState, Route, Standing
from rostra.policy.states.quiz import count_right, needed, parse
from rostra.policy.tasks import keep_recipients

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def parks(db: None) -> Unit:
    return rolls.unit()


def answer(move: str, campaign: Campaign, person: Person, **more: Any) -> Acknowledgement:
    found, actor = asked.recipient(campaign, person), as_person(person)
    if move in {"grant", "decline"}:
        until = city_day() + A_DAY if move == "grant" else None
        return acknowledging.decide_exception(found, reason="On leave.", until=until, actor=given.DIRECTOR)
    acts = {"acknowledge": acknowledging.acknowledge, "refuse": acknowledging.refuse, "ask": acknowledging.ask_exception}
    told = asked.by(Route.LINK, campaign, reason="" if move == "acknowledge" else "I do not agree.", **more)
    return acts[move](found, told, actor=actor)


# audiences


def test_an_audience_is_data_and_the_roster_says_who_it_is(parks: Unit) -> None:
    gardens = rolls.unit("gardens", "Gardens", parent=parks)
    police = rolls.unit("police", "Police")
    inner, outer = asked.member("inner", gardens), asked.member("outer", police)
    board = asked.member("board", police, category=Category.BOARD_MEMBER)
    asked.member("contractor", parks, category=Category.CONTRACTOR)
    today = city_day()
    post = outer.appointments.get().position_id
    assert set(members(Wanted(), today)) == {inner.pk, outer.pk, board.pk}
    assert set(members(Wanted(units=(parks.pk,)), today)) == {inner.pk}
    assert set(members(Wanted(("board-member",)), today)) == {board.pk}
    assert set(members(Wanted(units=(parks.pk,), positions=(post,)), today)) == {inner.pk, outer.pk}
    assert set(members(Wanted(("board-member",), units=(parks.pk,)), today)) == set()


def test_nobody_to_ask_says_why(parks: Unit) -> None:
    today = city_day()
    assert "Nobody on the roster is covered" in why_nobody(Wanted(), today)
    asked.member("pat", parks)
    assert why_nobody(Wanted(), today) == ""
    assert why_nobody(Wanted(("board-member", "intern")), today) == "Nobody on the roster is board member or intern today."
    empty = rolls.unit("empty", "Empty")
    assert "in these units" in why_nobody(Wanted(units=(empty.pk,)), today)
    draft = asked.campaign(units=[empty])
    with pytest.raises(Invalid, match="in these units or below them"):
        campaigns.open_campaign(draft, actor=given.OFFICER)


# campaigns


def test_a_campaign_is_opened_once_by_those_who_may_with_a_published_text_and_a_day_ahead(parks: Unit) -> None:
    asked.member("pat", parks)
    campaign = asked.campaign()
    for actor in (given.AUDITOR, given.ATTORNEY, given.CLERK):
        with pytest.raises(Forbidden):
            campaigns.open_campaign(campaign, actor=actor)
    with pytest.raises(IllegalMove):
        campaigns.close_campaign(campaign, actor=given.OFFICER)
    opened = campaigns.open_campaign(campaign, actor=given.DIRECTOR)
    assert opened.text_digest == hashlib.sha256(text_of(opened).encode()).hexdigest()
    assert "Nobody is blocked for an opinion." in text_of(opened)
    assert "{#" not in text_of(opened)
    with pytest.raises(IllegalMove):
        campaigns.open_campaign(opened, actor=given.OFFICER)
    with pytest.raises(Forbidden, match="nothing of it changes"):
        campaigns.edit_campaign(opened, asked.plan(), actor=given.OFFICER)
    late = asked.campaign(opened.version, due=city_day() - A_DAY)
    draft = asked.campaign(given.draft(opened.version.document))
    for wrong, field in ((late, "due"), (draft, "version")):
        with pytest.raises(Invalid) as refused:
            campaigns.open_campaign(wrong, actor=given.OFFICER)
        assert field in refused.value.problems


def test_after_closing_no_answer_is_taken_and_what_was_answered_stays(parks: Unit) -> None:
    pat, kim = asked.member("pat", parks), asked.member("kim", parks)
    campaign = asked.running()
    answer("acknowledge", campaign, pat)
    campaigns.close_campaign(campaign, actor=given.OFFICER)
    with pytest.raises(Forbidden, match="closed"):
        answer("acknowledge", campaign, kim)
    assert recipient_by_code(code_of(asked.recipient(campaign, kim))) is None
    assert acknowledged(pat, campaign.version) is not None
    assert not Recipient.objects.exclude(next=None).exists()


# who is asked follows the roster


def test_who_joins_is_asked_with_a_term_and_who_leaves_drops_out_and_keeps_the_record(parks: Unit) -> None:
    pat, kim = asked.member("pat", parks), asked.member("kim", parks)
    campaign = asked.running(due=city_day() + 5 * A_DAY, newcomer_days=30)
    answer("acknowledge", campaign, pat)
    assert asked.recipient(campaign, kim).due == campaign.due
    later = clock.now() + 3 * A_DAY
    with clock.frozen(later):
        new = asked.member("new", parks, begins=rolls.LONG_AGO)
        other = rolls.unit("other", "Other")
        for person in (pat, kim):
            people.end_appointment(person.appointments.get(), ends=city_day() - A_DAY, actor=rolls.OPERATOR)
        assert follow_roster() == 3
        assert follow_roster() == 0
        assert asked.recipient(campaign, new).due == city_day() + 30 * A_DAY
        assert asked.recipient(campaign, new).next == city_day()
        assert asked.recipient(campaign, kim).left == city_day()
        assert total(dashboard(campaign, city_day())).asked == 1
        assert acknowledged(pat, campaign.version) is not None
        with pytest.raises(Forbidden, match="not asked any more"):
            answer("acknowledge", campaign, kim)
        post = people.position_of(other, "Clerk", Category.STAFF, actor=rolls.OPERATOR)
        people.appoint(kim, post, begins=city_day(), actor=rolls.OPERATOR)
        assert follow_roster() == 1
        back = asked.recipient(campaign, kim)
        assert (back.left, back.unit, back.due) == (None, other, city_day() + 30 * A_DAY)
    event = Event.objects.filter(action="policy.campaign.roster-followed").first()
    assert event
    assert event.facts == {"campaign": campaign.pk, "joined": 1, "left": 2, "moved": 0}


def test_a_newcomer_before_the_opening_has_their_term_too(parks: Unit) -> None:
    old, new = asked.member("old", parks), asked.member("new", parks, begins=city_day() - 2 * A_DAY)
    campaign = asked.running(due=city_day() + 5 * A_DAY, newcomer_days=30)
    assert asked.recipient(campaign, old).due == campaign.due
    assert asked.recipient(campaign, new).due == city_day() + 28 * A_DAY


def test_who_moves_is_counted_where_they_are_now(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    campaign = asked.running()
    other = rolls.unit("other", "Other")
    post = people.position_of(other, "Clerk", Category.STAFF, actor=rolls.OPERATOR)
    people.end_appointment(pat.appointments.get(), ends=city_day() - A_DAY, actor=rolls.OPERATOR)
    people.appoint(pat, post, begins=city_day(), actor=rolls.OPERATOR)
    assert follow_roster() == 1
    assert [row.unit for row in dashboard(campaign, city_day())] == [other]


# answers


def test_an_acknowledgement_binds_person_version_time_and_the_text_shown_and_is_an_event_without_a_name(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    campaign = asked.running()
    with clock.frozen(clock.now()):
        kept = answer("acknowledge", campaign, pat)
        assert kept.at == clock.now()
    assert (kept.person, kept.version, kept.route) == (pat, campaign.version, "link")
    assert (kept.version_digest, kept.text_digest) == (campaign.version.digest, campaign.text_digest)
    event = Event.objects.get(action="policy.acknowledgement.acknowledged")
    assert (event.subject, event.facts["person"], event.actor_ref) == ("policy:social-media", "pat", "person:pat")
    assert event.facts["text_digest"] == campaign.text_digest
    assert "Pat" not in str(event.facts)


def test_a_person_without_an_account_and_without_an_address_is_compliant(parks: Unit) -> None:
    volunteer = asked.member("volunteer", parks, category=Category.VOLUNTEER, email=False)
    campaign = asked.running()
    assert not hasattr(volunteer, "user")
    assert [row.person for row in on_paper(campaign, city_day())] == [volunteer]
    assert acknowledged(volunteer, campaign.version.document) is None
    answer("acknowledge", campaign, volunteer)
    assert acknowledged(volunteer, campaign.version.document) is not None
    assert total(dashboard(campaign, city_day())).standings[Standing.ACKNOWLEDGED] == 1
    assert [finding.id for finding in all_findings() if finding.subject == "policy:social-media" and finding.id != "policy.W001"] == []


@pytest.mark.parametrize("answer_so_far", list(AnswerState))
@pytest.mark.parametrize("move", list(ANSWER_LIFE.moves))
def test_every_move_of_an_answer_that_is_not_declared_is_refused(answer_so_far: AnswerState, move: str, parks: Unit) -> None:
    pat = asked.member("pat", parks)
    campaign = asked.running()
    way = {"none": [], "acknowledged": ["acknowledge"], "refused": ["refuse"], "exception-asked": ["ask"],
           "exception-granted": ["grant"], "exception-declined": ["ask", "decline"]}  # fmt: skip
    for before in way[answer_so_far]:
        answer(before, campaign, pat)
    if answer_so_far in ANSWER_LIFE.moves[move].sources:
        kept = answer(move, campaign, pat)
        assert kept.answer == asked.recipient(campaign, pat).answer == ANSWER_LIFE.moves[move].target
    else:
        with pytest.raises(Forbidden):
            answer(move, campaign, pat)
        assert Acknowledgement.objects.count() == len(way[answer_so_far])


def test_what_was_answered_can_neither_be_changed_nor_deleted_whoever_asks_the_database(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    campaign = asked.running()
    kept = answer("acknowledge", campaign, pat)
    rows = Acknowledgement.objects.filter(pk=kept.pk)
    for change in (lambda: rows.update(answer="refused", reason="x"), rows.delete, kept.save):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            change()
    again = {field.attname: getattr(kept, field.attname) for field in Acknowledgement._meta.fields if field.attname != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(**again)
    assert Acknowledgement.objects.get().answer == "acknowledged"


def test_another_text_than_the_one_shown_is_not_acknowledged(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    campaign = asked.running()
    with pytest.raises(Conflict, match="not the one"):
        acknowledging.acknowledge(asked.recipient(campaign, pat), acknowledging.Given(Route.PAGE, "0" * 64), actor=as_person(pat))
    assert not Acknowledgement.objects.exists()


def test_a_refusal_has_a_reason_is_counted_and_nothing_follows(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    campaign = asked.running()
    with pytest.raises(Invalid, match="Give a reason"):
        acknowledging.refuse(asked.recipient(campaign, pat), asked.by(Route.PAGE, campaign, reason=" "), actor=as_person(pat))
    answer("refuse", campaign, pat)
    row = total(dashboard(campaign, city_day()))
    assert (row.standings[Standing.REFUSED], row.standings[Standing.OVERDUE], row.share) == (1, 0, 0)
    assert asked.recipient(campaign, pat).next is None
    assert "agree" not in str([event.facts for event in Event.objects.all()])


def test_an_exception_is_decided_by_another_and_ends(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    user = people.add_user(pat, email="pat@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR)
    campaign = asked.running()
    answer("ask", campaign, pat)
    own, officer = replace(given.OFFICER, ref=f"user:{user.pk}"), replace(given.OFFICER, ref="user:0")
    until = city_day() + 60 * A_DAY
    with pytest.raises(Forbidden, match="their own"):
        acknowledging.decide_exception(asked.recipient(campaign, pat), reason="x", until=until, actor=own)
    with pytest.raises(Forbidden):
        acknowledging.decide_exception(asked.recipient(campaign, pat), reason="x", until=until, actor=given.AUDITOR)
    for reason, day in (("", until), ("x", city_day())):
        with pytest.raises(Invalid):
            acknowledging.decide_exception(asked.recipient(campaign, pat), reason=reason, until=day, actor=officer)
    kept = acknowledging.decide_exception(asked.recipient(campaign, pat), reason="On leave.", until=until, actor=officer)
    assert (kept.by, kept.until) == ("Robin Sample", until)
    assert "is granted until" in Mail.objects.get(key__contains="decision").body

    def standing(day: dt.date) -> Standing:
        return next(each for each, count in total(dashboard(campaign, day)).standings.items() if count)

    assert (standing(until), standing(until + A_DAY)) == (Standing.EXCEPTED, Standing.OVERDUE)


def test_the_quiz_is_passed_before_an_acknowledgement_counts_and_attempts_are_only_counted(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    campaign = asked.running(quiz=asked.QUIZ, pass_mark=100)
    found, told = asked.recipient(campaign, pat), asked.by(Route.PAGE, campaign)
    for picked in ({}, {0: 0}, {0: 1, 1: 1}):
        with pytest.raises(NotPassed):
            acknowledging.acknowledge(found, told, picked=picked, actor=as_person(pat))
    kept = acknowledging.acknowledge(found, told, picked=asked.RIGHT, actor=as_person(pat))
    assert (kept.right, asked.recipient(campaign, pat).attempts) == (2, 3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("Who?\n* a", "two answers"), ("Who?\n* a\n* b", "exactly one"), ("Who?\n- a\n- b", "exactly one"), ("* a\n- b", "first the question"),
     ("Who?\na\nb", "first the question"), ("Who?\n* \n- b", "first the question"), ("\n\n".join(["Q\n* a\n- b"] * 13), "too many")],
)  # fmt: skip
def test_a_quiz_that_cannot_be_asked_is_refused_when_it_is_written(text: str, problem: str, parks: Unit) -> None:
    with pytest.raises(Invalid, match=problem):
        asked.campaign(quiz=text)


@when(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 100))
def test_the_pass_mark_is_a_share_rounded_up(rights: list[bool], mark: int) -> None:
    questions = parse("\n\n".join("Q\n* a\n- b" for _ in rights))
    right = count_right(questions, {place: 0 if good else 1 for place, good in enumerate(rights)})
    assert right == sum(rights)
    assert (right >= needed(questions, mark)) == (100 * right >= mark * len(rights))


def test_signed_sheets_are_entered_all_or_none(parks: Unit) -> None:
    people_ = [asked.member(slug, parks, email=False) for slug in ("ann", "bea", "cyd")]
    Person.objects.filter(slug="ann").update(number="17")
    campaign = asked.running(quiz=asked.QUIZ)
    told = asked.by(Route.PAPER, campaign, signed=city_day(), scan="box 3, sheet 1")
    with pytest.raises(Invalid, match="dan, eve"):
        acknowledging.recipients_named(campaign, ["17", "bea", "dan", " ", "eve"])
    found = acknowledging.recipients_named(campaign, ["17", " BEA ", "bea"])
    assert [each.person.slug for each in found] == ["ann", "bea"]
    with pytest.raises(Forbidden):
        acknowledging.enter_sheets(found, told, actor=given.AUDITOR)
    for wrong in ({"signed": city_day() + A_DAY, "scan": "x"}, {"signed": city_day(), "scan": " "}, {"signed": None, "scan": "x"}):
        with pytest.raises(Invalid):
            acknowledging.enter_sheets(found, asked.by(Route.PAPER, campaign, **wrong), actor=given.OFFICER)
    kept = acknowledging.enter_sheets(found, told, actor=given.OFFICER)
    assert [(each.route, each.scan, each.signed, each.by) for each in kept] == [("paper", "box 3, sheet 1", city_day(), "Robin Sample")] * 2
    rest = acknowledging.recipients_named(campaign, ["cyd", "bea"])
    with pytest.raises(Invalid) as error:
        acknowledging.enter_sheets(rest, told, actor=given.OFFICER)
    assert error.value.problems == {"people": "bea: has acknowledged it already."}
    assert acknowledged(people_[2], campaign.version) is None


def test_nobody_signed_a_text_before_it_was_laid_before_them(parks: Unit) -> None:
    asked.member("ann", parks)
    campaign = asked.running()
    found = acknowledging.recipients_named(campaign, ["ann"])
    early = asked.by(Route.PAPER, campaign, signed=city_day() - A_DAY, scan="box 3")
    with pytest.raises(Invalid, match="The campaign was opened on") as error:
        acknowledging.enter_sheets(found, early, actor=given.OFFICER)
    assert set(error.value.problems) == {"signed"}
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("end", ["repealed", "superseded"])
def test_a_campaign_closes_when_its_text_is_over(parks: Unit, end: str) -> None:
    pat = asked.member("pat", parks)
    text = asked.version()
    campaign, still = asked.running(text), asked.running(asked.version(given.document("other")))
    bring_into_line()
    if end == "repealed":
        moves.repeal_version(text, Act("City Council", "9", "7 to 6", city_day()), actor=given.CLERK)
    else:
        given.published(text.document, given.SECOND, city_day(), city_day())
    while keep_recipients():
        pass
    campaign.refresh_from_db()
    assert (campaign.state, campaign.closed is not None) == ("closed", True)
    assert Event.objects.get(action="policy.campaign.closed").actor_ref == "acknowledgements"
    with pytest.raises(Forbidden, match="no more answers are taken"):
        answer("acknowledge", campaign, pat)
    assert [each.campaign for each in asked_of(pat)] == [still]
    assert not Mail.objects.filter(key__startswith=f"ack:{campaign.pk}:").exists()


# codes


def test_a_code_names_one_person_however_it_is_typed_and_nobody_else(parks: Unit, settings: Any) -> None:
    pat = asked.member("pat", parks)
    asked.member("kim", parks)
    campaign = asked.running()
    mine = asked.recipient(campaign, pat)
    code = code_of(mine)
    for typed in (code, code.lower(), f" {code[:-6]} {code[-5:]}", code.replace("0", "O").replace("1", "l"), code.replace("-", " "),
                  code.replace("-", " - "), code.replace("-", "–"), code.replace("-", ""), "-".join(code)):  # fmt: skip
        assert recipient_by_code(typed) == mine
    others = [code[:-1] + ("0" if code[-1] != "0" else "1"), code.split("-", 1)[1], f"{mine.pk + 1}-{code.split('-', 1)[1]}", "", "x" * 500,
              "9" * 19 + code[1:], "²-00000-00000"]  # fmt: skip
    assert [recipient_by_code(other) for other in others] == [None] * len(others)
    settings.SECRET_KEY = "another"
    assert recipient_by_code(code) is None


# what other apps ask


def test_acknowledged_is_about_one_version_and_one_day(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    of = given.policy_of_two()
    old, new = of.versions.order_by("number")
    campaign = asked.running(new)
    answer("acknowledge", campaign, pat)
    assert acknowledged(pat, of) == acknowledged(pat, new)
    assert acknowledged(pat, new, city_day() - A_DAY) is None
    assert acknowledged(pat, old) is None
    assert acknowledged(pat, of, dt.date(2019, 12, 31)) is None


def test_figures_by_unit_are_of_the_day_and_count_everybody_once(parks: Unit) -> None:
    other = rolls.unit("other", "Other")
    pat, kim = asked.member("pat", parks), asked.member("kim", parks)
    asked.member("lee", other)
    post = people.position_of(other, "Second", Category.STAFF, actor=rolls.OPERATOR)
    Appointment.objects.create(person=pat, position=post, begins=city_day())
    campaign = asked.running()
    for person in (pat, kim):
        answer("acknowledge", campaign, person)
    assert acknowledgements_by_unit(campaign.version, city_day()) == [UnitFigure(other, 1, 0), UnitFigure(parks, 2, 2)]
    assert acknowledgements_by_unit(campaign.version, city_day() - A_DAY)[-1] == UnitFigure(parks, 2, 0)


@when(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8), st.integers(1, 10))
def test_no_public_figure_tells_a_few_people_apart(pairs: list[tuple[int, int]], smallest: int) -> None:
    figures = [UnitFigure(Unit(pk=n, slug=str(n), name=str(n), kind=UnitKind.BOARD), max(pair), min(pair)) for n, pair in enumerate(pairs)]
    public = fit_to_publish(figures, smallest)
    for figure in public:
        if figure.covered is not None and figure.acknowledged is not None:
            assert figure.covered >= smallest
            assert figure.acknowledged == 0 or figure.acknowledged >= smallest
            assert figure.covered == figure.acknowledged or figure.covered - figure.acknowledged >= smallest
    hidden = sum(figure.covered is None for figure in public)
    assert hidden != 1 or len(public) == 1


@settings(max_examples=25, deadline=None)
@when(st.lists(st.tuples(st.integers(0, 2), st.sets(st.integers(0, 5), min_size=1), st.sets(st.integers(0, 5))), max_size=6))
def test_nobody_is_counted_as_missing_for_a_text_they_were_never_asked_about(
    campaigns_of: list[tuple[int, set[int], set[int]]],
) -> None:
    """Campaigns, each for one of three policies in force and for some of six people, of whom some acknowledge."""
    with transaction.atomic():
        unit = rolls.unit()
        everybody = [asked.member(f"person-{number}", unit) for number in range(6)]
        versions = [asked.version(given.document(f"policy-{number}")) for number in range(3)]
        needed, done = set[tuple[int, int]](), set[tuple[int, int]]()
        for which, whom, willing in campaigns_of:
            posts = [everybody[number].appointments.get().position for number in whom]
            campaign = asked.running(versions[which], positions=posts)
            for number in whom & willing:
                answer("acknowledge", campaign, everybody[number])
            needed |= {(number, which) for number in whom}
            done |= {(number, which) for number in whom & willing}
        missing = {number for number, _ in needed - done}
        reading = people_without_acknowledgement()
        transaction.set_rollback(True)
    assert (reading.count, reading.of) == ((len(missing), 6) if campaigns_of else (0, 0))
    assert sum(row.count or 0 for row in reading.rows) == len(missing)


def test_a_campaign_for_a_few_does_not_count_the_others_as_missing(parks: Unit) -> None:
    council = rolls.unit("council", "Council")
    staff = [asked.member(f"staff-{number}", parks) for number in range(3)]
    asked.member("member", council, category=Category.ELECTED)
    first = asked.running(asked.version(given.document("one")), units=[parks])
    for person in staff:
        answer("acknowledge", first, person)
    asked.running(asked.version(given.document("two")), categories=[Category.ELECTED])
    reading = people_without_acknowledgement()
    assert (reading.count, reading.of) == (1, 4)
    assert [(row.name, row.count, row.of) for row in reading.rows] == [("Council", 1, 1), ("Parks and Gardens", 0, 3)]


def test_findings_tell_what_is_overdue_never_asked_and_over(parks: Unit) -> None:
    of = given.policy_of_two()
    old, new = of.versions.order_by("number")
    pat = asked.member("pat", parks, begins=given.JULY)
    asked.member("kim", parks, begins=given.JULY)

    def found() -> list[str]:
        return [finding.id for finding in all_findings() if finding.id in {"policy.W005", "policy.W006", "policy.W007"}]

    assert found() == ["policy.W006"]
    with clock.frozen(given.noon(dt.date(2019, 12, 1))):
        asked.running(old)
    assert found() == ["policy.W005", "policy.W006", "policy.W007"]
    campaign = asked.running(new)
    assert found() == ["policy.W005", "policy.W007"]
    with clock.frozen(clock.now() + 31 * A_DAY):
        assert found().count("policy.W005") == 2
        for person in (pat, Person.objects.get(slug="kim")):
            answer("acknowledge", campaign, person)
        assert found().count("policy.W005") == 1
