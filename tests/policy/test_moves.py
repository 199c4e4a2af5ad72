"""The lives of versions: each step by whom it belongs to, each undeclared one refused, days that decide and states that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from tests import rolls
from tests.policy import texts as given
from tests.policy.texts import (
    ATTORNEY,
    AUDITOR,
    CLERK,
    DIRECTOR,
    FIRST,
    JANUARY,
    JULY,
    OFFICER,
    SECOND,
    adopted,
    circulated,
    document,
    draft,
    in_committee,
    noon,
    policy_of_two,
    published,
)

from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.errors import Forbidden, IllegalMove, Invalid
from rostra.core.models import Event
from rostra.core.profile import PolicyTerms
from rostra.people.states import Role
from rostra.policy import rules
from rostra.policy.actions import comments, moves, texts
from rostra.policy.actions.moves import FOLLOWER, Act, bring_into_line
from rostra.policy.models import Repeal, Version
from rostra.policy.queries import cited, effective_versions, version_in_force
from rostra.policy.rules.texts import who_may
from rostra.policy.states import DocumentKind, life_of
from rostra.policy.states.life import POLICY_LIFE, PROCEDURES_LIFE

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)
ACT = Act("City Council", "2026-1", "11 to 0", dt.date(2026, 3, 2))
TODAY = dt.date(2026, 3, 2)

STEPS: dict[str, Callable[[Version, Actor], Version]] = {
    "review": lambda version, actor: moves.review_version(version, actor=actor),
    "circulate": lambda version, actor: moves.circulate_version(version, closes=None, actor=actor),
    "submit": lambda version, actor: moves.submit_version(version, actor=actor),
    "adopt": lambda version, actor: moves.adopt_version(version, ACT, effective=TODAY, actor=actor),
    "sign": lambda version, actor: moves.sign_version(version, day=TODAY, actor=actor),
    "publish": lambda version, actor: moves.publish_version(version, day=TODAY, actor=actor),
    "begin": lambda version, actor: moves._move(version, "begin", actor),
    "supersede": lambda version, actor: moves._move(version, "supersede", actor),
    "repeal": lambda version, actor: moves.repeal_version(version, ACT, actor=actor),
    "withdraw": lambda version, actor: moves.withdraw_version(version, reason="No longer wanted", actor=actor),
    "approve": lambda version, actor: moves.approve_procedures(version, effective=TODAY, actor=actor),
}
EVERYBODY = {"officer": OFFICER, "director": DIRECTOR, "attorney": ATTORNEY, "clerk": CLERK, "auditor": AUDITOR, "worker": FOLLOWER}
EVERYBODY |= {
    role.value: given.actor(role) for role in Role if role.value not in {"city-attorney", "communications-director", "social-media-officer"}
}
EVERYBODY |= {"nobody": given.actor(), "command line": rolls.OPERATOR}
WHO = {
    "review": {"officer", "director",
    "command line"}, "circulate": {"attorney"}, "submit": {"director"}, "adopt": {"clerk"}, "sign": {"clerk"},
    "publish": {"director"}, "begin": {"worker"}, "supersede": {"worker"}, "repeal": {"clerk"},
    "withdraw": {"director"}, "approve": {"director"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_day() -> Iterator[None]:
    with clock.frozen(noon(TODAY)):
        yield


def brought_to(state: str, kind: DocumentKind = DocumentKind.POLICY) -> Version:
    """A version in this state, by whatever way the database allows."""
    of = document()
    if kind == DocumentKind.PROCEDURES:
        of = document("procedures", kind, of)
    version = draft(of)
    earlier = TODAY - 10 * A_DAY
    days: dict[str, Any] = {}
    if state in {"approved", "adopted", "signed", "published", "effective", "superseded", "repealed"}:
        days = {"approved": earlier, "effective": TODAY if state in {"adopted", "signed"} else TODAY - A_DAY}
    if state in {"signed", "published", "effective", "superseded", "repealed"}:
        days["signed"] = earlier
    if state in {"approved", "published", "effective", "superseded", "repealed"}:
        days["published"] = earlier
    if state in {"superseded", "repealed"}:
        days["superseded"] = TODAY
    Version.objects.filter(pk=version.pk).update(state=state, reviewed_digest=version.digest, **days)
    return Version.objects.select_related("document").get(pk=version.pk)


def cases(kind: DocumentKind) -> list[tuple[DocumentKind, str, str]]:
    life = life_of(kind)
    return [(kind, state.value, move) for state in life.states for move in STEPS if move in life.moves]


def test_a_step_that_is_not_the_attorneys_is_refused_without_naming_them() -> None:
    told = who_may(ATTORNEY, "submit").reason
    assert told == "Only communications director may do this. The city attorney clears the text and takes no other step."
    assert who_may(OFFICER, "submit").reason == "Only communications director may do this."


@pytest.mark.parametrize(("kind", "state", "move"), [*cases(DocumentKind.POLICY), *cases(DocumentKind.PROCEDURES)])
def test_each_declared_step_is_its_owners_alone_and_every_other_is_refused(kind: DocumentKind, state: str, move: str) -> None:
    life = life_of(kind)
    declared = move in {each.name for each in life.moves_from(life.states(state))}
    version = brought_to(state, kind)
    if move == "supersede" and declared:
        Version.objects.filter(pk=version.pk).update(superseded=TODAY)
    for name, actor in EVERYBODY.items():
        if declared and name in WHO[move]:
            continue
        with pytest.raises(Forbidden if declared else IllegalMove):
            STEPS[move](version, actor)
        assert Version.objects.get(pk=version.pk).state == state
    if declared:
        moved = STEPS[move](version, EVERYBODY[next(iter(WHO[move]))])
        assert moved.state == life.moves[move].target == Version.objects.get(pk=version.pk).state
        assert Event.objects.order_by("-id")[0].action == f"policy.version.{moves.DONE[move]}"
        assert Event.objects.order_by("-id")[0].facts["digest"] == version.digest


def test_every_move_of_both_graphs_has_a_step() -> None:
    assert set(STEPS) == {*POLICY_LIFE.moves, *PROCEDURES_LIFE.moves} == set(WHO) == set(moves.DONE)


def test_a_step_of_the_other_graph_is_refused() -> None:
    with pytest.raises(IllegalMove):
        moves.approve_procedures(draft(), effective=TODAY, actor=DIRECTOR)


def test_two_hands_even_where_one_person_has_both_roles() -> None:
    both = given.actor(Role.CITY_ATTORNEY, Role.AUDITOR)
    version = circulated()
    with pytest.raises(Forbidden):
        moves.submit_version(version, actor=both)
    with pytest.raises(Forbidden):
        moves.clear_text(version, actor=DIRECTOR)


def test_conduct_is_judged_by_the_version_in_force_then() -> None:
    of = policy_of_two()
    december, january = dt.date(2019, 12, 31), JANUARY
    assert version_in_force(of, JULY).number == 1  # type: ignore[union-attr]
    assert version_in_force(of, december).number == 1  # type: ignore[union-attr]
    assert version_in_force(of, january).number == 2  # type: ignore[union-attr]
    named = "social-media/no-blocking"
    assert [cited(named, day) for day in (december, january)] == ["social-media/1#no-blocking", "social-media/2#no-blocking"]
    assert cited("social-media/personal-accounts", december) == "social-media/personal-accounts"  # no such clause then
    assert cited(named, dt.date(2011, 8, 18)) == named
    assert (cited("4.2", january), cited("", january)) == ("4.2", "")
    assert [version.number for version in effective_versions(december)] == [1]


def test_adoption_names_what_it_repeals_also_what_was_never_here() -> None:
    of = policy_of_two()
    second = Version.objects.get(document=of, number=2)
    assert Version.objects.get(document=of, number=1).superseded == JANUARY  # not the day of the vote
    assert (second.approved, second.signed, second.published, second.effective) == (JULY, JULY, JULY, JANUARY)
    named = {repeal.name: repeal.version for repeal in Repeal.objects.filter(adoption__version=second)}
    assert named == {"Resolution 2006-298": None, "Social Media, version 1": Version.objects.get(document=of, number=1)}
    assert (second.adoption.body, second.adoption.file_number, second.adoption.vote) == ("City Council", "2019-0616", "11 to 0, 2 absent")


def test_states_follow_the_day_once_and_no_answer_waits_for_them() -> None:
    with clock.frozen(noon(dt.date(2019, 12, 30))):
        of = policy_of_two()
        assert bring_into_line() == 1
        assert states(of) == ["effective", "published"]
        assert bring_into_line() == 0
    with clock.frozen(noon(JANUARY)):
        assert version_in_force(of, JANUARY).number == 2  # type: ignore[union-attr]
        assert states(of) == ["effective", "published"]
        assert bring_into_line() == 2
        assert bring_into_line() == 0
        assert states(of) == ["superseded", "effective"]


def states(of: Any) -> list[str]:
    return list(Version.objects.filter(document=of).order_by("number").values_list("state", flat=True))


def test_a_worker_that_stood_still_for_years_catches_up() -> None:
    of = policy_of_two()
    assert states(of) == ["published", "published"]
    bring_into_line()
    assert states(of) == ["superseded", "effective"]


def test_the_day_begins_at_the_citys_midnight() -> None:
    of = policy_of_two()
    with clock.frozen(dt.datetime(2020, 1, 1, 5, 59, tzinfo=dt.UTC)):  # 23:59 in Exampleville
        bring_into_line()
        assert states(of) == ["effective", "published"]
    with clock.frozen(dt.datetime(2020, 1, 1, 6, 0, tzinfo=dt.UTC)):
        bring_into_line()
        assert states(of) == ["superseded", "effective"]


def test_a_successor_that_is_not_published_in_time_leaves_the_old_one_standing() -> None:
    of = document()
    published(of, FIRST, dt.date(2011, 8, 19), dt.date(2011, 8, 19))
    late = adopted(of, SECOND, JULY, JANUARY)
    later = JANUARY + 30 * A_DAY
    with clock.frozen(noon(later)):
        bring_into_line()
        assert states(of) == ["effective", "adopted"]
        assert version_in_force(of, later).number == 1  # type: ignore[union-attr]
        assert "policy.W002" in {finding.id for finding in rules.findings()}
        late = moves.sign_version(late, day=later, actor=CLERK)
        with pytest.raises(Invalid, match="puts that day off"):
            moves.publish_version(late, day=later, actor=DIRECTOR)
        with pytest.raises(Forbidden):
            moves.put_off(late, effective=later + A_DAY, actor=DIRECTOR)
        with pytest.raises(Invalid, match="later day"):
            moves.put_off(late, effective=JANUARY, actor=CLERK)
        moves.put_off(late, effective=later + A_DAY, actor=CLERK)
        moves.publish_version(late, day=later, actor=DIRECTOR)
        assert version_in_force(of, later).number == 1  # type: ignore[union-attr]
        assert version_in_force(of, later + A_DAY).number == 2  # type: ignore[union-attr]
        with pytest.raises(Forbidden):
            moves.put_off(late, effective=later + 9 * A_DAY, actor=CLERK)


def test_what_is_put_off_stays_before_its_successor_and_what_was_overtaken_is_no_finding() -> None:
    of = document()
    published(of, FIRST, dt.date(2011, 8, 19), dt.date(2011, 8, 19))
    second, third = adopted(of, SECOND, TODAY, TODAY + A_DAY), published(of, FIRST, TODAY, TODAY + 9 * A_DAY)
    for days in (9, 10):
        with pytest.raises(Invalid, match="Another version takes effect on March 11, 2026"):
            moves.put_off(second, effective=TODAY + days * A_DAY, actor=CLERK)
    moves.put_off(second, effective=TODAY + 8 * A_DAY, actor=CLERK)
    assert "policy.W002" in {finding.id for finding in rules.findings()}
    with clock.frozen(noon(TODAY + 9 * A_DAY)):
        assert version_in_force(of, TODAY + 8 * A_DAY).number == 1  # type: ignore[union-attr]
        assert version_in_force(of, TODAY + 9 * A_DAY) == third
        assert "policy.W002" not in {finding.id for finding in rules.findings()}


def test_a_repeal_without_a_successor_ends_the_policy() -> None:
    of = document()
    version = published(of, FIRST, dt.date(2011, 8, 19), dt.date(2011, 8, 19))
    bring_into_line()
    for day in (dt.date(2011, 8, 19), TODAY + A_DAY):
        with pytest.raises(Invalid):
            moves.repeal_version(version, Act("City Council", "9", "7 to 6", day), actor=CLERK)
    moves.repeal_version(version, Act("City Council", "9", "7 to 6", TODAY), actor=CLERK)
    assert version_in_force(of, TODAY - A_DAY) == version
    assert version_in_force(of, TODAY) is None
    assert states(of) == ["repealed"]


def test_a_version_with_a_successor_is_superseded_not_repealed() -> None:
    of = policy_of_two()
    with clock.frozen(noon(dt.date(2019, 12, 1))):
        bring_into_line()
        with pytest.raises(Forbidden, match="ends on January 1, 2020 already"):
            moves.repeal_version(Version.objects.get(document=of, number=1), ACT, actor=CLERK)


@pytest.mark.parametrize(
    ("day", "effective", "field"),
    [(TODAY + A_DAY, TODAY + A_DAY, "day"), (TODAY, TODAY - A_DAY, "effective"), (dt.date(2018, 1, 1), JANUARY, "effective")],
)
def test_days_of_an_adoption_that_cannot_be(day: dt.date, effective: dt.date, field: str) -> None:
    version = in_committee(policy_of_two(), SECOND)
    with pytest.raises(Invalid) as refused:
        moves.adopt_version(version, Act("City Council", "1", "13 to 0", day), effective=effective, actor=CLERK)
    assert field in refused.value.problems
    assert Version.objects.get(pk=version.pk).state == "committee"


def test_an_adoption_needs_body_number_and_vote() -> None:
    with pytest.raises(Invalid) as refused:
        moves.adopt_version(in_committee(), Act(" ", "", "", TODAY), effective=TODAY, actor=CLERK)
    assert set(refused.value.problems) == {"body", "file_number", "vote"}
    with pytest.raises(Invalid):
        moves.withdraw_version(in_committee(document("other")), reason=" ", actor=DIRECTOR)


def test_signing_and_publishing_have_an_order() -> None:
    version = adopted(document(), FIRST, TODAY - 3 * A_DAY, TODAY)
    for day in (TODAY - 4 * A_DAY, TODAY + A_DAY):
        with pytest.raises(Invalid):
            moves.sign_version(version, day=day, actor=CLERK)
    version = moves.sign_version(version, day=TODAY - A_DAY, actor=CLERK)
    for day in (TODAY - 2 * A_DAY, TODAY + A_DAY):
        with pytest.raises(Invalid):
            moves.publish_version(version, day=day, actor=DIRECTOR)
    assert moves.publish_version(version, day=TODAY, actor=DIRECTOR).published == TODAY


def test_what_the_attorney_approved_is_what_is_adopted() -> None:
    version = in_committee()
    texts.edit_version(version, SECOND, edits=0, actor=OFFICER)
    assert {finding.id for finding in rules.findings()} == {"policy.W003"}
    with pytest.raises(Forbidden, match="has not approved the text as it reads now"):
        moves.adopt_version(version, ACT, effective=TODAY, actor=CLERK)
    moves.clear_text(version, actor=ATTORNEY)
    assert list(rules.findings()) == []
    assert moves.adopt_version(version, ACT, effective=TODAY, actor=CLERK).state == "adopted"
    with pytest.raises(Forbidden):
        moves.clear_text(version, actor=ATTORNEY)


def test_procedures_are_approved_by_two_and_have_a_history_of_their_own() -> None:
    of = policy_of_two()
    procedures = document("procedures", DocumentKind.PROCEDURES, of)
    version = draft(procedures)
    with pytest.raises(Forbidden, match="city attorney has not approved"):
        moves.approve_procedures(version, effective=TODAY, actor=DIRECTOR)
    moves.clear_text(version, actor=ATTORNEY)
    first = moves.approve_procedures(version, effective=TODAY, actor=DIRECTOR)
    assert (first.state, first.approved, first.published) == ("approved", TODAY, TODAY)
    second = draft(procedures, SECOND)
    moves.clear_text(second, actor=ATTORNEY)
    moves.approve_procedures(second, effective=TODAY + 5 * A_DAY, actor=DIRECTOR)
    bring_into_line()
    assert states(procedures) == ["effective", "approved"]
    assert version_in_force(procedures, TODAY + 5 * A_DAY) == second
    assert states(of) == ["superseded", "effective"]


def commented(closes: dt.date | None) -> Version:
    version = circulated(closes=closes)
    comments.comment_on(version, "no-blocking", "And trolls?", person=rolls.officer(), actor=OFFICER)
    return version


def test_comments_only_by_covered_persons_only_in_their_time_only_on_clauses() -> None:
    version, person = circulated(closes=TODAY), rolls.officer()
    stranger = rolls.user("stranger").person
    with pytest.raises(Forbidden, match="whom the policy covers"):
        comments.comment_on(version, "purpose", "x", person=stranger, actor=OFFICER)
    with pytest.raises(Invalid, match="no clause"):
        comments.comment_on(version, "nowhere", "x", person=person, actor=OFFICER)
    for text in (" ", "x" * 4_001):
        with pytest.raises(Invalid):
            comments.comment_on(version, "purpose", text, person=person, actor=OFFICER)
    made = comments.comment_on(version, "purpose", " Why?\r\nHow? ", person=person, actor=OFFICER)
    assert (made.text, made.about) == ("Why?\nHow?", "1 Purpose\nThe city speaks on social media through official accounts.")
    assert "Why" not in str(Event.objects.order_by("-id")[0].facts)
    with clock.frozen(noon(TODAY + A_DAY)), pytest.raises(Forbidden, match="ended on March 2, 2026"):
        comments.comment_on(version, "purpose", "x", person=person, actor=OFFICER)
    for other in (draft(document("b")), circulated(document("c"))):
        with pytest.raises(Forbidden, match="no comment period"):
            comments.comment_on(other, "purpose", "x", person=person, actor=OFFICER)


def test_the_comment_period_is_waited_for() -> None:
    version = commented(TODAY + A_DAY)
    with pytest.raises(Forbidden, match="may comment until March 3, 2026"):
        moves.submit_version(version, actor=DIRECTOR)
    with clock.frozen(noon(TODAY + 2 * A_DAY)):
        assert {finding.id for finding in rules.findings()} == {"policy.W004"}
        assert moves.submit_version(version, actor=DIRECTOR).state == "committee"


def test_publishing_waits_for_answers_and_names_who_waits() -> None:
    version = commented(TODAY)
    with clock.frozen(noon(TODAY + A_DAY)):
        version = moves.submit_version(version, actor=DIRECTOR)
        version = moves.adopt_version(version, ACT, effective=TODAY + 9 * A_DAY, actor=CLERK)
        version = moves.sign_version(version, day=TODAY + A_DAY, actor=CLERK)
        with pytest.raises(Forbidden, match="wait for an answer: Pat Sample on no-blocking"):
            moves.publish_version(version, day=TODAY + A_DAY, actor=DIRECTOR)
        comment = version.comments.get()
        with pytest.raises(Forbidden):
            comments.resolve_comment(comment, "No.", actor=AUDITOR)
        with pytest.raises(Invalid):
            comments.resolve_comment(comment, " ", actor=OFFICER)
        answered = comments.resolve_comment(comment, "They are hidden, not blocked.", actor=OFFICER)
        assert answered.answered_by == "Robin Sample"
        with pytest.raises(Forbidden, match="was answered"):
            comments.resolve_comment(comment, "Again", actor=OFFICER)
        assert moves.publish_version(version, day=TODAY + A_DAY, actor=DIRECTOR).state == "published"


def test_comments_are_not_walked_around_by_a_newer_version() -> None:
    first = commented(TODAY)
    second = adopted(first.document, SECOND, TODAY, TODAY + 9 * A_DAY)
    second = moves.sign_version(second, day=TODAY, actor=CLERK)
    with pytest.raises(Forbidden, match="Comments on version 1 wait for an answer: Pat Sample on no-blocking"):
        moves.publish_version(second, day=TODAY, actor=DIRECTOR)
    comments.resolve_comment(first.comments.get(), "They are hidden.", actor=OFFICER)
    with pytest.raises(Forbidden, match="Version 1 is still circulated for comment: withdraw it"):
        moves.publish_version(second, day=TODAY, actor=DIRECTOR)
    moves.withdraw_version(first, reason="Version 2 takes its place.", actor=DIRECTOR)
    assert moves.publish_version(second, day=TODAY, actor=DIRECTOR).state == "published"


def test_who_reads_what_is_not_published() -> None:
    person, stranger, version = rolls.officer(), rolls.user("stranger").person, circulated(closes=TODAY)
    nobody = given.actor()
    assert rules.may_read_version(nobody, person, version)
    assert not rules.may_read_version(nobody, stranger, version)
    assert not rules.may_read_version(nobody, None, version)
    assert not rules.may_read_version(nobody, person, draft(version.document))
    assert rules.may_read_version(AUDITOR, None, draft(version.document))
    assert rules.may_read_version(nobody, None, published(document("other"), FIRST, TODAY, TODAY))


def test_an_old_policy_is_a_finding_until_it_is_looked_at(settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"policy": PolicyTerms(review_months=84)})
    of = policy_of_two()
    with clock.frozen(noon(dt.date(2026, 7, 24))):
        assert list(rules.findings()) == []
    with clock.frozen(noon(dt.date(2026, 7, 25))):
        found = list(rules.findings())
        assert [(finding.id, finding.subject) for finding in found] == [("policy.W001", "policy:social-media")]
        assert "July 25, 2019" in found[0].text
        texts.confirm_text(of, actor=DIRECTOR)
        assert list(rules.findings()) == []


def test_only_the_worker_follows_the_day() -> None:
    assert not rules.may_follow_days(system("capture"))
    assert not rules.may_follow_days(DIRECTOR)
