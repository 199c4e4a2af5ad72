"""An act of moderation: captured first, on a ground of the closed list, seen by two, and explained by nothing else."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.moderation.acting import actor, applied, close, comment, hide, new_act, noticed, threat
from tests.moderation.conftest import OTHER, RESIDENT, SPAM, THREAT, WEDNESDAY, Network, settle, standing

from rostra.core import clock
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid, RostraError
from rostra.core.findings import all_findings
from rostra.core.models import Event
from rostra.core.permission import Permission
from rostra.moderation.actions import acts as actions
from rostra.moderation.actions.acts import keep_act, move_act, record_act, review_emergency
from rostra.moderation.models import ModerationAct, Restriction
from rostra.moderation.rules.acts import may_move_act, may_record_act, may_review_act
from rostra.moderation.states.acts import ACT_LIFE, BEFORE, RECORDED, ActState
from rostra.moderation.tasks import follow_the_day
from rostra.people.models import Person
from rostra.people.states import Relation, Role
from rostra.platforms.base import Act

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
STEWARD = frozenset({Relation.STEWARD})
REVIEWERS = {Role.MODERATOR, Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR}


def found() -> set[str]:
    return {finding.id for finding in all_findings() if finding.id.startswith("moderation.")}


@pytest.fixture(autouse=True)
def _stopped() -> object:
    with clock.frozen(WEDNESDAY):
        yield


# in both orders


def test_spam_is_recorded_by_one_and_applied_when_the_network_shows_it(network: Network) -> None:
    said = comment(network)
    act = record_act(new_act(said), actor=actor(Role.MODERATOR))
    assert (act.state, act.version, act.subject) == ("approved", said, said.record.uri)
    hide(network, said.record.uri)
    settle()
    act.refresh_from_db()
    assert (act.state, act.applied) == ("applied", WEDNESDAY)
    assert standing() == [("hide", said.record.uri, "explained")]
    assert Restriction.objects.get().explained_by == act
    assert found() == set()


def test_what_was_seen_first_is_unexplained_until_it_is_recorded(network: Network) -> None:
    said = comment(network)
    hide(network, said.record.uri)
    settle()
    assert found() == {"moderation.W002"}
    assert "no recorded act explains it" in next(f.text for f in all_findings() if f.id == "moderation.W002")
    act = record_act(new_act(said), actor=actor(Role.MODERATOR))
    assert act.state == "applied"
    assert standing() == [("hide", said.record.uri, "explained")]
    assert found() == set()


def test_a_threat_explains_nothing_before_a_second_person_has_looked(network: Network) -> None:
    said = comment(network, "I will come to your house tonight.")
    hide(network, said.record.uri)
    settle()
    act = record_act(threat(said), actor=actor(Role.MODERATOR))
    assert (act.state, standing()[0][2]) == ("proposed", "open")
    with pytest.raises(Forbidden, match="another person"):
        move_act(act, "approve", actor=actor(Role.MODERATOR), reason="I say so.")
    act = move_act(act, "approve", actor=actor(Role.SOCIAL_MEDIA_OFFICER), reason="The test is met.")
    assert (act.state, standing()[0][2]) == ("applied", "explained")


@pytest.mark.parametrize(("name", "changed"), [("subject", "hide"), ("account", "hide"), ("act", "close-comments")])
def test_an_act_explains_exactly_the_same_account_act_and_subject(network: Network, name: str, changed: str) -> None:
    said, other = comment(network), comment(network, "More", "r2")
    record_act(new_act(said), actor=actor(Role.MODERATOR))
    if name == "subject":
        hide(network, other.record.uri)
    elif name == "act":
        comment(network, "x", "r3", post=(post := network.post().uri))
        close(network, post)
    else:
        from tests import rolls

        from rostra.accounts.models import Account

        second = rolls.in_use(rolls.account(1))
        Account.objects.filter(pk=second.pk).update(identity="did:plc:nnnnnnnnnnnnnnnnnnnnnnnn")
        second.refresh_from_db()
        hide(Network(second), said.record.uri)
    settle()
    assert [row for row in standing() if row[2] == "explained"] == []


def test_what_is_taken_back_is_to_be_undone_and_restored_only_when_the_network_shows_it(network: Network) -> None:
    said = comment(network)
    hide(network, said.record.uri)
    settle()
    act = record_act(new_act(said), actor=actor(Role.MODERATOR))
    act = move_act(act, "take-back", actor=actor(Role.MODERATOR), reason="A question that was asked twice.")
    assert (act.state, act.restore_due) == ("reversed", dt.date(2026, 3, 5))
    assert standing() == [("hide", said.record.uri, "open")]
    assert found() == {"moderation.W002"}
    with pytest.raises(Conflict, match="still shows it"):
        move_act(act, "restore", actor=actor(Role.MODERATOR), reason="I did.")
    with clock.frozen(WEDNESDAY + 2 * DAY):
        assert found() == {"moderation.E002"}
        hide(network)
        settle()
        act.refresh_from_db()
        assert (act.state, act.restored) == ("restored", WEDNESDAY + 2 * DAY)
        assert found() == set()


def test_where_nothing_is_shown_a_statement_restores_and_until_then_it_is_due(network: Network) -> None:
    act = applied(network)
    act = move_act(act, "take-back", actor=actor(Role.MODERATOR), reason="It was no spam.")
    assert found() == {"moderation.W006"}
    with clock.frozen(WEDNESDAY + 2 * DAY):
        assert found() == {"moderation.E004"}
    with pytest.raises(Invalid):
        move_act(act, "restore", actor=actor(Role.MODERATOR), reason=" ")
    assert move_act(act, "restore", actor=actor(Role.MODERATOR), reason="Shown again at noon.").state == "restored"
    assert found() == set()


def test_done_again_it_needs_a_new_act(network: Network) -> None:
    said = comment(network)
    hide(network, said.record.uri)
    settle()
    act = record_act(new_act(said), actor=actor(Role.MODERATOR))
    with pytest.raises(Conflict, match="on record already"):
        record_act(new_act(said), actor=actor(Role.MODERATOR, "second-moderator"))
    move_act(act, "take-back", actor=actor(Role.MODERATOR), reason="Wrong.")
    with clock.frozen(WEDNESDAY + DAY):
        hide(network)
        settle()
    with clock.frozen(WEDNESDAY + 2 * DAY):
        hide(network, said.record.uri)
        settle()
        assert [row[2] for row in standing()] == ["lifted", "open"]
        assert record_act(new_act(said), actor=actor(Role.MODERATOR)).state == "applied"


# comment settings


def test_comments_closed_before_there_were_any_are_tolerated_and_the_standing_says_so(network: Network) -> None:
    post = network.post()
    close(network, post.uri)
    settle()
    row = Restriction.objects.get()
    assert (row.standing, row.mid_thread) == ("tolerated", False)


def test_comments_closed_in_the_middle_of_a_thread_are_an_act(network: Network, terms: Callable[..., None]) -> None:
    terms(ground=[THREAT, SPAM.model_copy(update={"acts": ["hide", "close-comments"]})])
    post = network.post()
    comment(network, "I disagree.", post=post.uri)
    with clock.frozen(WEDNESDAY + DAY):
        close(network, post.uri)
        settle()
        row = Restriction.objects.get()
        assert (row.standing, row.mid_thread) == ("open", True)
        assert "in the middle of a thread" in next(f.text for f in all_findings() if f.id == "moderation.W002")
        from rostra.moderation.queries.acts import current_version

        record_act(new_act(current_version(post), act=Act.CLOSE_COMMENTS), actor=actor(Role.MODERATOR))
        row.refresh_from_db()
        assert row.standing == "explained"


def test_the_account_s_own_words_below_its_post_are_no_comments_by_others(network: Network) -> None:
    post = network.post()
    comment(network, "Part two.", post=post.uri, author=network.account.identity)
    from rostra.archive.models import Record

    Record.objects.filter(thread=post.uri).update(official=True)
    with clock.frozen(WEDNESDAY + DAY):
        close(network, post.uri)
        settle()
    assert Restriction.objects.get().standing == "tolerated"


def test_a_city_may_count_every_closed_thread(network: Network, terms: Callable[..., None]) -> None:
    terms(tolerate_settings_before_comments=False)
    close(network, network.post().uri)
    settle()
    assert Restriction.objects.get().standing == "open"


# captured first


def test_without_a_copy_nothing_is_done_unless_an_emergency_is_declared_and_reviewed(network: Network) -> None:
    nowhere = f"at://{OTHER}/app.bsky.feed.post/x"
    new = threat(None, account=network.account, subject=nowhere)
    with pytest.raises(Conflict, match="holds no copy"):
        record_act(new, actor=actor(Role.MODERATOR))
    assert not ModerationAct.objects.exists()
    act = record_act(threat(None, account=network.account, subject=nowhere, emergency="He gives her address."), actor=actor(Role.MODERATOR))
    assert act.state == "approved"
    assert found() == {"moderation.W003"}
    with pytest.raises(Forbidden, match="another person"):
        review_emergency(act, actor=actor(Role.MODERATOR), reason="Right.")
    comment(network, "Her address", "x", author=OTHER)
    act = review_emergency(act, actor=actor(Role.CITY_ATTORNEY), reason="It could not wait.")
    assert act.version is not None  # captured since
    assert found() == set()
    with pytest.raises(Conflict):
        review_emergency(act, actor=actor(Role.COMMUNICATIONS_DIRECTOR), reason="Again.")


def test_nothing_is_an_emergency_of_which_there_is_a_copy(network: Network) -> None:
    said = comment(network)
    with pytest.raises(Conflict, match="holds a copy"):
        record_act(new_act(None, account=network.account, subject=said.record.uri, emergency="Now!"), actor=actor(Role.MODERATOR))
    with pytest.raises(Invalid) as refused:
        record_act(new_act(said, emergency="Now!"), actor=actor(Role.MODERATOR))
    assert list(refused.value.problems) == ["emergency"]


def test_an_act_is_about_the_copy_that_was_looked_at(network: Network) -> None:
    said = comment(network)
    comment(network, "CHEAP PILLS, changed")
    said.record.refresh_from_db()
    with pytest.raises(Conflict, match="changed since"):
        record_act(new_act(said), actor=actor(Role.MODERATOR))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": "rude"}, "ground"),
        ({"ground": "spam", "act": Act.REMOVE}, "ground"),  # on the list, but not for this act
        ({"met": " "}, "met"),
        ({"neutral": False}, "neutral"),
        ({"review_on": dt.date(2026, 3, 3)}, "review_on"),
        ({"review_on": dt.date(2027, 3, 3)}, "review_on"),
    ],
)
def test_what_is_recorded_must_be_whole(network: Network, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        record_act(new_act(comment(network), **changes), actor=actor(Role.MODERATOR))
    assert list(refused.value.problems) == [field]


def test_nothing_is_done_to_the_city_s_own_words_and_nobody_else_s_thread_is_closed(network: Network, terms: Callable[..., None]) -> None:
    terms(ground=[THREAT, SPAM.model_copy(update={"acts": ["hide", "close-comments"]})])
    from rostra.moderation.queries.acts import current_version

    for version, act in ((current_version(network.post()), Act.HIDE), (comment(network), Act.CLOSE_COMMENTS)):
        with pytest.raises(Invalid, match="not done to such a record"):
            record_act(new_act(version, act=act), actor=actor(Role.MODERATOR))


def test_what_the_opposite_opinion_would_be_left_is_left_up_and_compared(network: Network) -> None:
    said = comment(network, "You should be thrown out.")
    act = record_act(threat(said, neutral=False, met="It threatens nobody."), actor=actor(Role.MODERATOR), leave_up=True)
    assert act.state == "left-up"
    hide(network, said.record.uri)
    settle()
    assert standing()[0][2] == "open"  # what was left up explains nothing
    from rostra.moderation.queries.acts import comparables

    assert comparables(["true-threat"])["true-threat"] == [act]


# who may


@pytest.mark.parametrize("blocking", ["prohibited", "attorney-exception"])
@pytest.mark.parametrize("act", RECORDED)
@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("role", list(Role))
def test_who_may_record_and_review_what_in_every_mode_of_the_rule(
    network: Network, terms: Callable[..., None], role: Role, alone: bool, act: Act, blocking: str
) -> None:
    ground = THREAT.model_copy(update={"acts": [each.value for each in Act], "alone": alone})
    terms(ground=[ground], blocking=blocking)
    somebody = actor(role)
    assert bool(may_record_act(somebody, alone=alone)) == (role is Role.MODERATOR)
    assert bool(may_record_act(somebody, alone=alone, also=STEWARD)) == (role is Role.MODERATOR or alone)
    version = comment(network) if act is not Act.CLOSE_COMMENTS else None
    if version is None:
        from rostra.moderation.queries.acts import current_version

        version = current_version(network.post())
    new = threat(version, act=act)
    if role is not Role.MODERATOR:
        with pytest.raises(Forbidden):
            record_act(new, actor=somebody)
    made = record_act(new, actor=actor(Role.MODERATOR, "another-moderator"))
    assert made.state == ("approved" if alone else "proposed")
    assert bool(may_review_act(somebody, made)) == (role in REVIEWERS)
    made.emergency = "It could not wait."
    assert bool(may_review_act(somebody, made)) == (role in REVIEWERS | {Role.CITY_ATTORNEY})
    assert not may_review_act(actor(Role.MODERATOR, "another-moderator"), made)


@pytest.mark.parametrize(("ground", "allowed"), [("spam", True), ("true-threat", False)])
def test_the_steward_of_the_account_acts_on_spam_alone(network: Network, steward: Person, ground: str, allowed: bool) -> None:
    from tests import rolls

    mine = rolls.people_user(steward)
    rolls.grant(mine, Role.HR)
    said = comment(network)
    if allowed:
        assert record_act(new_act(said, ground=ground), actor=mine.as_actor()).state == "approved"
    else:
        with pytest.raises(Forbidden, match="spam and malware alone"):
            record_act(new_act(said, ground=ground), actor=mine.as_actor())


# every move


def put(network: Network, state: ActState, key: str) -> ModerationAct:
    """An act in this state, entered past the actions."""
    told = {
        "account": network.account, "act": "hide", "subject": f"at://{RESIDENT}/x/{key}", "version": comment(network, key, key),
        "ground": "true-threat", "alone": False, "met": "x", "neutral": True, "review_on": dt.date(2026, 6, 1), "moderator": "user:1",
        "moderator_name": "M", "reviewer": "user:2", "reviewer_name": "R", "state": state,
    }  # fmt: skip
    if state == ActState.PROPOSED:
        told |= {"reviewer": "", "reviewer_name": ""}
    if state not in BEFORE:
        told["applied"] = WEDNESDAY
    if state == ActState.REVERSED:
        told["restore_due"] = dt.date(2026, 3, 5)
    if state == ActState.RESTORED:
        told["restored"] = WEDNESDAY
    return ModerationAct.objects.create(**told)


def test_every_move_that_is_not_declared_is_refused(network: Network) -> None:
    moderator, officer = actor(Role.MODERATOR), actor(Role.SOCIAL_MEDIA_OFFICER)
    for number, (state, move) in enumerate(itertools.product(ActState, ACT_LIFE.moves.values())):
        row = put(network, state, f"k{number}")
        if state not in move.sources:
            assert not may_move_act(officer, row, move.name)
            with pytest.raises(IllegalMove):
                move_act(row, move.name, actor=officer, reason="x")
        elif move.name in {"give-notice", "appeal", "uphold", "grant", "lapse", "close"}:
            with pytest.raises(Forbidden, match="by itself"):
                move_act(row, move.name, actor=moderator, reason="x")
        else:
            assert may_move_act(officer, row, move.name) == Permission()
            assert move_act(row, move.name, actor=officer, reason="x").state == ("restored" if move.name == "restore" else move.target)


@pytest.mark.parametrize("name", ["approve", "leave-up", "take-back"])
def test_a_decision_has_reasons(network: Network, name: str) -> None:
    act = record_act(threat(comment(network)), actor=actor(Role.MODERATOR)) if name != "take-back" else applied(network)
    with pytest.raises(Invalid):
        move_act(act, name, actor=actor(Role.SOCIAL_MEDIA_OFFICER), reason="")


@pytest.mark.parametrize("role", [Role.CLERK, Role.RECORDS_MANAGER, Role.AUDITOR, Role.HR, Role.ADMINISTRATOR, Role.ETHICS_OFFICER])
def test_who_only_reads_moves_nothing(network: Network, role: Role) -> None:
    acts = [record_act(threat(comment(network, key=k)), actor=actor(Role.MODERATOR)) for k in ("a", "b")]
    acts.append(applied(network, new_act(comment(network, key="c"))))
    for act, name in zip(acts, ("approve", "leave-up", "take-back"), strict=True):
        with pytest.raises(Forbidden):
            move_act(act, name, actor=actor(role), reason="x")


# the database


def test_the_database_keeps_the_persons_apart_and_the_copy_first(network: Network) -> None:
    act = applied(network, threat(comment(network)))
    rows = ModerationAct.objects.filter(pk=act.pk)
    for change in (
        {"appeal_by": act.moderator},
        {"appeal_by": act.reviewer},
        {"applied": None},
        {"state": "anything"},
        {"state": "reversed"},
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            rows.update(**change)
    proposed = record_act(threat(comment(network, key="r9")), actor=actor(Role.MODERATOR))
    for change in ({"reviewer": proposed.moderator}, {"state": "approved"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ModerationAct.objects.filter(pk=proposed.pk).update(**change)


def test_nothing_is_deleted_or_rewritten_whoever_asks_the_database(network: Network) -> None:
    act = applied(network, threat(comment(network)))
    rows = ModerationAct.objects.filter(pk=act.pk)
    for change in (
        {"subject": "x"}, {"act": "remove"}, {"ground": "spam"}, {"met": "x"}, {"moderator": "user:0"}, {"reviewer": "user:0"},
        {"version": None},
        {"applied": WEDNESDAY - DAY}, {"emergency": "x"}, {"neutral": False}, {"made": WEDNESDAY - DAY},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    move_act(act, "take-back", actor=actor(Role.MODERATOR), reason="x")
    move_act(act, "restore", actor=actor(Role.MODERATOR), reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="applied", restored=None)


def test_the_triggers_of_before_still_stand(network: Network) -> None:
    network.block()
    settle()
    for act in (lambda: Restriction.objects.all().delete(), lambda: Restriction.objects.update(subject="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_nobody_and_no_word_is_named_in_what_goes_to_the_log(network: Network) -> None:
    said = comment(network, "SOMETHING PRIVATE")
    act = noticed(network, new_act(said))
    move_act(act, "take-back", actor=actor(Role.MODERATOR), reason="x")
    told = repr(list(Event.objects.values_list("facts", "subject"))) + "".join(f.text for f in all_findings())
    assert RESIDENT not in told
    assert "PRIVATE" not in told


# in the course of time


def test_what_nobody_looks_at_again_lapses_and_is_to_be_undone(network: Network) -> None:
    said = comment(network, "I will come.")
    hide(network, said.record.uri)
    settle()
    act = record_act(threat(said, review_on=dt.date(2026, 3, 10)), actor=actor(Role.MODERATOR))
    act = move_act(act, "approve", actor=actor(Role.SOCIAL_MEDIA_OFFICER), reason="x")
    assert found() == {"moderation.W007"}
    with clock.frozen(WEDNESDAY + 6 * DAY):
        follow_the_day()
        act.refresh_from_db()
        assert act.state == "applied"  # its last day
    with clock.frozen(WEDNESDAY + 7 * DAY):
        follow_the_day()
        act.refresh_from_db()
        assert (act.state, act.restore_due) == ("reversed", dt.date(2026, 3, 12))
        assert standing()[0][2] == "open"


def test_another_look_by_another_person_keeps_it(network: Network) -> None:
    act = applied(network, threat(comment(network)))
    until = dt.date(2026, 8, 1)
    with pytest.raises(Forbidden, match="another person"):
        keep_act(act, until=until, actor=actor(Role.MODERATOR), reason="x")
    for wrong in (dt.date(2026, 3, 4), dt.date(2027, 3, 4)):
        with pytest.raises(Invalid):
            keep_act(act, until=wrong, actor=actor(Role.SOCIAL_MEDIA_OFFICER), reason="x")
    assert keep_act(act, until=until, actor=actor(Role.SOCIAL_MEDIA_OFFICER), reason="It is still one.").review_on == until


def test_spam_does_not_lapse_and_is_closed_when_no_appeal_can_come(network: Network) -> None:
    act = noticed(network, new_act(comment(network), review_on=dt.date(2026, 3, 10)))
    with clock.frozen(WEDNESDAY + 30 * DAY):
        follow_the_day()
        act.refresh_from_db()
        assert act.state == "noticed"
    with clock.frozen(WEDNESDAY + 31 * DAY):
        follow_the_day()
        act.refresh_from_db()
        assert act.state == "closed"


def test_what_is_seen_to_be_gone_is_closed_after_the_time_for_an_appeal(network: Network) -> None:
    said = comment(network, "I will come.")
    hide(network, said.record.uri)
    settle()
    act = noticed(network, threat(said))
    hide(network)
    settle()
    with clock.frozen(WEDNESDAY + 31 * DAY):
        follow_the_day()
    act.refresh_from_db()
    assert act.state == "closed"


@pytest.mark.parametrize(
    ("done", "late"),
    [
        (dt.datetime(2026, 3, 6, 18, tzinfo=dt.UTC), dt.date(2026, 3, 11)),  # a Friday
        (dt.datetime(2026, 6, 18, 18, tzinfo=dt.UTC), dt.date(2026, 6, 24)),  # Juneteenth is a Friday
        (dt.datetime(2026, 12, 31, 18, tzinfo=dt.UTC), dt.date(2027, 1, 6)),  # New Year's Day is a Friday
    ],
)
def test_the_speaker_is_told_within_business_days(network: Network, done: dt.datetime, late: dt.date) -> None:
    with clock.frozen(done):
        applied(network)
    noon = dt.datetime(late.year, late.month, late.day, 18, tzinfo=dt.UTC)
    with clock.frozen(noon - DAY):
        assert found() == set()
    with clock.frozen(noon):
        assert found() == {"moderation.W004"}


def test_no_error_of_an_act_is_anything_but_ours(network: Network) -> None:
    with pytest.raises(RostraError):
        actions.record_act(new_act(None), actor=actor(Role.MODERATOR))
