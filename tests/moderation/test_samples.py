"""A sample that nobody chose is looked at again by somebody who took no part and sees no decision."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from tests import rolls
from tests.moderation.acting import actor, applied, comment, hide, new_act, noticed, threat
from tests.moderation.conftest import Network, settle

from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Entry
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor, system
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.core.findings import all_findings
from rostra.core.models import Event
from rostra.core.waiting import waiting_for
from rostra.moderation.actions import samples
from rostra.moderation.actions.acts import record_act
from rostra.moderation.actions.appeals import Said, enter_appeal, receive_appeal
from rostra.moderation.models import BlindReview, Drawing, ModerationAct, Notice
from rostra.moderation.queries.consistency import consistency, public_consistency
from rostra.moderation.queries.samples import log_before, waiting_to
from rostra.moderation.rules.masking import masked
from rostra.moderation.rules.samples import drawn, last_period, may_answer_blind_review
from rostra.moderation.states.samples import Agreement, Outcome, agreement
from rostra.moderation.tasks import follow_samples
from rostra.people.models import User
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
MARCH, APRIL = dt.datetime(2026, 3, 4, 18, tzinfo=dt.UTC), dt.datetime(2026, 4, 1, 18, tzinfo=dt.UTC)
WORKER = system("moderation")
NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def _small(terms: Callable[..., None]) -> None:
    terms(sample_least=1, sample_share=100)


def log_on() -> None:
    """Events are logged, and one more entry is published behind them."""
    follow_events()
    Sequencer().drain()


def sample(network: Network, *, act: Callable[..., ModerationAct] = applied) -> BlindReview:
    """One act of March, drawn in April."""
    with clock.frozen(MARCH):
        made = act(network, new_act(comment(network, f"CHEAP PILLS {next(NUMBERS)}", f"s{next(NUMBERS)}")))
    with clock.frozen(APRIL):
        comment(network, "Later.", f"later{next(NUMBERS)}")
        comment(network, "Later.", f"later{next(NUMBERS)}")
        log_on()
        assert samples.draw_sample(actor=WORKER) is not None
    return BlindReview.objects.get(act=made)


def second() -> Actor:
    return actor(Role.SOCIAL_MEDIA_OFFICER)


def taken(review: BlindReview, by: Actor | None = None) -> BlindReview:
    assert samples.take_blind_review(actor=by or second()) == review
    review.refresh_from_db()
    return review


# drawing


@pytest.mark.parametrize(
    ("every", "day", "period"),
    [
        ("quarter", "2026-01-01", ("2025-10-01", "2026-01-01")),
        ("quarter", "2026-03-31", ("2025-10-01", "2026-01-01")),
        ("quarter", "2026-04-01", ("2026-01-01", "2026-04-01")),
        ("month", "2026-01-31", ("2025-12-01", "2026-01-01")),
        ("month", "2026-03-01", ("2026-02-01", "2026-03-01")),
    ],
)
def test_the_last_whole_period(every: str, day: str, period: tuple[str, str], terms: Callable[..., None]) -> None:
    terms(sample_every=every)
    assert tuple(map(str, last_period(dt.date.fromisoformat(day)))) == period


@pytest.mark.parametrize(("share", "least", "count"), [(10, 5, 10), (1, 5, 5), (0, 5, 0), (100, 1, 95), (3, 1, 3)])
def test_who_knows_the_log_draws_the_same(share: int, least: int, count: int, terms: Callable[..., None]) -> None:
    terms(sample_share=share, sample_least=least)
    root, numbers = bytes(range(32)), range(1, 96)
    found = drawn(reversed(numbers), root)
    assert found == sorted(numbers, key=lambda number: sha256(root + str(number).encode()).hexdigest())[:count]
    assert not count or drawn(numbers, bytes(32)) != found or count == 95


def test_the_seed_is_the_log_from_before_the_end_whenever_it_is_drawn(network: Network) -> None:
    review = sample(network)
    drawing = review.drawing
    assert (f"{drawing.begins}", f"{drawing.ends}", drawing.pool, drawing.share) == ("2026-01-01", "2026-04-01", 1, 100)
    before = Entry.objects.filter(index__lt=drawing.size)
    assert drawing.size == before.count() > 0
    assert before.order_by("-at").first().at < dt.datetime(2026, 4, 1, 5, tzinfo=dt.UTC)  # type: ignore[union-attr]
    facts = Event.objects.get(action="moderation.sample.drawn").facts
    assert (facts["size"], facts["root"], facts["pool"], facts["drawn"]) == (drawing.size, bytes(drawing.root).hex(), 1, 1)
    with clock.frozen(APRIL + dt.timedelta(days=20)):
        comment(network, "Much later.", "much-later")
        log_on()
        assert samples.draw_sample(actor=WORKER) is None
        head = log_before(dt.date(2026, 4, 1))
    assert head is not None
    assert (head.size, head.root) == (drawing.size, bytes(drawing.root))


def test_nothing_is_drawn_before_the_log_has_come_so_far(network: Network) -> None:
    with clock.frozen(MARCH):
        applied(network)
        log_on()
    with clock.frozen(APRIL):
        assert follow_samples() == 0
        assert not Drawing.objects.exists()


def test_only_what_was_decided_in_the_period_and_was_captured_is_drawn(network: Network, terms: Callable[..., None]) -> None:
    with clock.frozen(MARCH):
        left = record_act(new_act(comment(network, "Resign.", "k1"), neutral=False), actor=actor(Role.MODERATOR), leave_up=True)
        record_act(threat(comment(network, "Tonight.", "k2")), actor=actor(Role.MODERATOR))
        record_act(new_act(comment(network, "", "k3")), actor=actor(Role.MODERATOR))
        emergency = threat(None, account=network.account, subject="at://x/app.bsky.feed.post/x", emergency="Her address.")
        record_act(emergency, actor=actor(Role.MODERATOR))
    review = sample(network)
    assert set(BlindReview.objects.values_list("act_id", flat=True)) == {left.pk, review.act_id}
    assert BlindReview.objects.get(act=left).left_up
    assert not review.left_up


def test_the_city_may_want_no_sample(network: Network, terms: Callable[..., None]) -> None:
    terms(sample_share=0)
    with clock.frozen(APRIL):
        assert samples.draw_sample(actor=WORKER) is None


# who looks


def test_nobody_who_took_part_or_knows_takes_it(network: Network) -> None:
    with clock.frozen(MARCH):
        told = noticed(network, new_act(comment(network, "CHEAP PILLS", "k1")))
    review = sample(network, act=lambda *_: told)
    with clock.frozen(APRIL):
        assert not waiting_to(actor(Role.MODERATOR)).exists()  # who recorded it, and gave notice
        for path in (f"/desk/act/{told.pk}", f"/desk/notice/{Notice.objects.get().pk}"):
            other = rolls.user(f"curious-{next(NUMBERS)}", Role.MODERATOR)
            client = rolls.signed_in(other)
            client.post("/desk/auth/purpose/moderation-act", {"purpose": "to moderate"})
            assert waiting_to(other.as_actor()).exists()
            assert client.get(path).status_code == 200
            assert not waiting_to(other.as_actor()).exists(), path
        with pytest.raises(Conflict):
            samples.take_blind_review(actor=actor(Role.MODERATOR))
        for role in (Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR, Role.HR):
            with pytest.raises(Forbidden):
                samples.take_blind_review(actor=actor(role))
        assert taken(review).reviewer == second().ref


def test_the_appeals_decider_and_who_enters_it_are_no_second_reviewers(network: Network) -> None:
    with clock.frozen(MARCH):
        told = noticed(network)
        enter_appeal(told, Said("It was a question."), actor=actor(Role.CITY_ATTORNEY))
        ModerationAct.objects.filter(pk=told.pk).update(appeal_by=actor(Role.COMMUNICATIONS_DIRECTOR).ref)
    sample(network, act=lambda *_: told)
    assert not waiting_to(actor(Role.CITY_ATTORNEY)).exists()
    assert not waiting_to(actor(Role.COMMUNICATIONS_DIRECTOR)).exists()
    assert waiting_to(second()).exists()


def test_the_database_holds_them_apart_and_keeps_what_was_answered(network: Network) -> None:
    review = sample(network)
    ways: list[Callable[[], object]] = [
        lambda: BlindReview.objects.update(state="taken", reviewer=review.act.moderator),
        lambda: BlindReview.objects.update(left_up=True),
        lambda: BlindReview.objects.all().delete(),
        lambda: Drawing.objects.update(pool=7),
        lambda: Drawing.objects.all().delete(),
        lambda: ModerationAct.objects.update(decided=clock.now()),
    ]
    taken(review)
    for way in ways:
        with pytest.raises((DatabaseError, models.ProtectedError)), transaction.atomic():
            way()
    samples.answer_blind_review(review, Outcome.UNCLEAR, actor=second())
    with pytest.raises(DatabaseError), transaction.atomic():
        BlindReview.objects.update(agreement="same")


def test_one_at_a_time_in_the_order_of_the_lot_and_given_back_is_for_others(network: Network) -> None:
    with clock.frozen(MARCH):
        applied(network, new_act(comment(network, "CHEAP SHOES", "k9")))
    sample(network)
    first, other = BlindReview.objects.order_by("place")
    assert samples.take_blind_review(actor=second()) == first
    assert samples.take_blind_review(actor=second()) == first
    colleague = rolls.user("colleague", Role.MODERATOR).as_actor()
    assert samples.take_blind_review(actor=colleague) == other
    samples.give_back(first, actor=second())
    with pytest.raises(Conflict):
        samples.take_blind_review(actor=second())
    with pytest.raises(Forbidden):
        samples.give_back(other, actor=second())


def test_what_is_forgotten_waits_again_also_for_who_took_it(network: Network) -> None:
    review = sample(network)
    with clock.frozen(APRIL):
        taken(review)
    with clock.frozen(APRIL + dt.timedelta(days=8)):
        assert follow_samples() == 1
        assert taken(review).reviewer == second().ref


# blind


def test_the_page_shows_the_text_alone_and_no_address_leads_to_the_decision(network: Network) -> None:
    with clock.frozen(MARCH):
        said = comment(network, f"@{network.account.handle} CHEAP PILLS, loud.voice.example for {network.account.name}!", "k1")
        hide(network, said.record.uri)
        settle()
        act = noticed(network, new_act(said))
        appeal = receive_appeal(act, Said("It was a question."), actor=PUBLIC)
    review = sample(network, act=lambda *_: act)
    restriction = act.restrictions.get()
    pages = [
        f"/desk/act/{act.pk}", f"/desk/act/{act.pk}/keep", f"/desk/act/{act.pk}/notice", f"/desk/act/{act.pk}/appeal",
        f"/desk/act/{act.pk}/take-back",
        f"/desk/acts/new/{said.record_id}", f"/desk/appeal/{appeal.pk}", f"/desk/notice/{Notice.objects.get().pk}",
        f"/desk/restriction/{restriction.pk}", f"/desk/restriction/{restriction.pk}/whom",
    ]  # fmt: skip
    client = reader(Role.MODERATOR, "another")
    assert client.post("/desk/consistency/next", follow=True).status_code == 200
    page = main(client.get(f"/desk/consistency/{review.pk}").content.decode())
    assert "CHEAP PILLS" in page
    for hidden in (
        network.account.name,
        network.account.handle,
        "loud.voice",
        "the-moderator",
        f"act/{act.pk}",
        f"record/{said.record_id}",
    ):
        assert hidden not in page, hidden
    for path in pages:
        assert client.get(path).status_code in {403, 404}, path
    for listed in ("/desk/acts", "/desk/restrictions"):
        assert f"/act/{act.pk}" not in client.get(listed).content.decode()
        assert f"/restriction/{restriction.pk}" not in client.get(listed).content.decode()
    client.post(f"/desk/consistency/{review.pk}", {"answer": "ground:spam"})
    assert "the same" in client.get(f"/desk/consistency/{review.pk}").content.decode()
    assert client.get(f"/desk/act/{act.pk}").status_code == 200
    assert reader(Role.AUDITOR, "auditor").get(f"/desk/consistency/{review.pk}").status_code == 200


def test_one_that_is_not_answered_is_there_for_nobody_else(network: Network) -> None:
    review = taken(sample(network))
    for role in (Role.MODERATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        client = reader(role, f"x-{role}")
        assert client.get(f"/desk/consistency/{review.pk}").status_code == (403 if role == Role.ADMINISTRATOR else 404)
        assert client.post(f"/desk/consistency/{review.pk}/give-back").status_code in {403, 404}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hey @nadia.example.com, call me at nadia@home.example", "Hey [person] call me at [person]"),
        ("did:plc:abc123 says THE MAYOR is late", "[person] says [name] is late"),
        ("themayoress is not the mayor.", "themayoress is not [name]."),
        ("a@b", "a@b"),
        ("", ""),
    ],
)
def test_names_are_taken_out_of_the_text(text: str, shown: str) -> None:
    assert masked(text, ["The Mayor", "", "a"]).replace(",", "") == shown.replace(",", "")


# answers


@pytest.mark.parametrize(
    ("outcome", "ground", "left_up", "found"),
    [
        (Outcome.ACT, "spam", False, Agreement.SAME),
        (Outcome.ACT, "threat", False, Agreement.OTHER_GROUND),
        (Outcome.LEAVE_UP, "", False, Agreement.OTHER_OUTCOME),
        (Outcome.ACT, "spam", True, Agreement.OTHER_OUTCOME),
        (Outcome.LEAVE_UP, "", True, Agreement.SAME),
        (Outcome.UNCLEAR, "", True, Agreement.UNCLEAR),
    ],
)
def test_how_an_answer_compares(outcome: Outcome, ground: str, *, left_up: bool, found: Agreement) -> None:
    assert agreement(outcome, ground, left_up=left_up, decided_ground="spam") is found


def test_an_answer_is_of_the_closed_list_and_given_once(network: Network) -> None:
    review = taken(sample(network))
    with pytest.raises(Invalid):
        samples.answer_blind_review(review, Outcome.ACT, "rudeness", actor=second())
    with pytest.raises(Forbidden):
        samples.answer_blind_review(review, Outcome.LEAVE_UP, actor=actor(Role.CITY_ATTORNEY))
    samples.answer_blind_review(review, Outcome.ACT, "true-threat", actor=second())
    review.refresh_from_db()
    assert (review.agreement, review.ground) == ("other-ground", "true-threat")
    with pytest.raises((Forbidden, IllegalMove)):
        samples.answer_blind_review(review, Outcome.LEAVE_UP, actor=second())
    assert not may_answer_blind_review(second(), review)
    told = Event.objects.filter(subject=f"blind-review:{review.pk}").order_by("id")
    assert [event.action.rpartition(".")[2] for event in told] == ["taken", "answered"]
    assert told[0].facts == {}
    assert told[1].facts == {"outcome": "act", "ground": "true-threat", "agreement": "other-ground"}


def test_the_tables_can_hold_no_word_and_no_viewpoint_and_no_person_of_the_public() -> None:
    fields = {model: {field.name for field in model._meta.get_fields()} for model in (Drawing, BlindReview)}
    assert fields[Drawing] == {"id", "begins", "ends", "size", "root", "share", "pool", "made", "reviews"}
    assert fields[BlindReview] == {
        "id", "drawing", "act", "place", "left_up", "due", "state", "since", "reviewer", "reviewer_name", "outcome", "ground", "agreement",
    }  # fmt: skip
    for model in (Drawing, BlindReview):
        assert not [field for field in model._meta.get_fields() if isinstance(field, models.TextField | models.JSONField)]


# numbers


def compared(network: Network, persons: dict[str, int]) -> None:
    """As many persons as told shared each ground, and every second look found the same."""
    with clock.frozen(MARCH):
        acts = [
            (
                ground,
                applied(network, new_act(comment(network, f"No. {n}", f"n{next(NUMBERS)}", author=f"did:plc:{ground}{n}"), ground=ground)),
            )
            for ground, number in persons.items()
            for n in range(number)
        ]
    drawing = Drawing.objects.create(begins="2026-01-01", ends="2026-04-01", size=1, root=bytes(32), share=100, pool=len(acts), made=APRIL)
    for place, (ground, act) in enumerate(acts, 1):
        BlindReview.objects.create(
            drawing=drawing, act=act, place=place, left_up=False, due="2026-05-01", since=APRIL, state="answered", reviewer="user:0",
            reviewer_name="Somebody", outcome="act", ground=ground, agreement="same",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("persons", "told", "whole"),
    [
        ({"spam": 4}, [None, None], None),
        ({"spam": 5}, [0, 5], 5),
        ({"spam": 9, "true-threat": 1}, [None, None], 10),  # the one would follow from the sum
        ({"spam": 5, "true-threat": 6}, [6, 5], 11),
    ],
)
def test_a_ground_that_few_persons_share_is_told_to_staff_alone(
    persons: dict[str, int], told: list[int | None], whole: int | None, network: Network
) -> None:
    compared(network, persons)
    found, exact = public_consistency(), consistency()
    assert [each.compared for each in found.grounds] == [each.same for each in found.grounds] == told
    assert (found.answered, found.same) == (sum(persons.values()), whole)
    assert [each.compared for each in exact.grounds] == [persons.get("true-threat", 0), persons.get("spam", 0)]


# what waits


def test_it_waits_on_my_work_and_is_a_finding_when_late(network: Network) -> None:
    review = sample(network)

    def names(who: Actor) -> list[tuple[int, list[str]]]:
        return [(found.total, [each.reason for each in found.first]) for found in waiting_for(who) if found.name == "second looks"]

    assert names(second()) == [(1, ["Take the next one: you see the text, not what was decided."])]
    assert names(actor(Role.MODERATOR)) == [(0, [])]
    assert names(actor(Role.CLERK)) == []
    taken(review)
    assert names(second()) == [(1, ["Answer it, or give it back."])]
    with clock.frozen(dt.datetime(2026, 4, 29, 18, tzinfo=dt.UTC)):
        assert not [each for each in all_findings() if each.id == "moderation.W013"]
    with clock.frozen(dt.datetime(2026, 5, 6, 18, tzinfo=dt.UTC)):
        (late,) = [each for each in all_findings() if each.id == "moderation.W013"]
    assert "1 blinded second look" in late.text
    assert "CHEAP" not in late.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(rows: int, network: Network, django_assert_num_queries: object) -> None:
    compared(network, {"spam": rows})
    client = reader(Role.MODERATOR, "reading")
    client.get("/desk/consistency")
    with django_assert_num_queries(9):  # type: ignore[operator]
        assert client.get("/desk/consistency").status_code == 200


def reader(role: Role, slug: str) -> Client:
    found = User.objects.filter(person__slug=slug).first() or rolls.user(slug, role)
    client = rolls.signed_in(found)
    for function in ("consistency", "moderation-act", "block-exception"):
        client.post(f"/desk/auth/purpose/{function}", {"purpose": "to look"})
    return client


def main(page: str) -> str:
    return re.split(r"<main|</main>", page)[1]


def test_acts_from_before_are_told_when_they_were_decided(network: Network) -> None:
    migration = import_module("rostra.moderation.migrations.0010_samples_stay")
    told = {
        "account": network.account, "act": "hide", "subject": "at://x", "version": comment(network), "ground": "spam", "alone": True,
        "met": "x", "neutral": True, "review_on": "2099-01-01", "moderator": "user:1", "moderator_name": "X",
    }  # fmt: skip
    act = ModerationAct.objects.create(**told, state="noticed", applied=APRIL)
    waits = ModerationAct.objects.create(**told | {"subject": "at://y"})
    for moment, action in ((MARCH, "approved"), (APRIL, "left-up"), (APRIL, "noticed")):
        with clock.frozen(moment), transaction.atomic():
            record_event(actor=WORKER, action=f"moderation.act.{action}", subject=f"act:{act.pk}")
    migration.tell_when_decided(apps, None)
    act.refresh_from_db()
    waits.refresh_from_db()
    assert (act.decided, waits.decided) == (MARCH, None)
