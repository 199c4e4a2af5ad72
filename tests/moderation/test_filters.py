"""A filter word is counsel's, names nobody and no opinion, and ends."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests import rolls
from tests.moderation.acting import actor, comment
from tests.moderation.conftest import WEDNESDAY, Network, standing

from rostra.archive.actions.classify import classify
from rostra.archive.rules.classification import Proposed, Target
from rostra.archive.states.withholding import Part
from rostra.core import clock
from rostra.core.data_class import DataClass
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.moderation.actions.filters import WantedFilter, expire_filters, move_filter, request_filter
from rostra.moderation.models import FilterTerm, Restriction
from rostra.moderation.queries.filters import MOST_HITS, hits_of
from rostra.moderation.rules.filters import is_handle_of_critic, may_decide_filter, may_request_filter, names, term_problem
from rostra.moderation.states.filters import FILTER_LIFE, FilterState
from rostra.people.states import Relation, Role
from rostra.platforms.base import Act

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2026, 4, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _stopped() -> object:
    with clock.frozen(WEDNESDAY):
        yield


def wanted(network: Network, term: str = "pills", until: dt.date = UNTIL) -> WantedFilter:
    return WantedFilter(network.account, term, "Spam by machine; hiding one by one is too slow.", until)


def shown(network: Network, term: str) -> Restriction:
    """As a list that the owner exported shows it."""
    record = network.post()
    return Restriction.objects.create(
        account=network.account, record=record, act=Act.FILTER, subject=term, standing="open", since=WEDNESDAY, begun=WEDNESDAY,
        found=WEDNESDAY,
        due=dt.date(2026, 3, 5),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("term", "name", "is_named"),
    [
        ("frey", "Jacob Frey", True),
        ("FREY", "Jacob Frey", True),
        ("ｆｒｅｙ", "Jacob Frey", True),
        ("mayor frey", "Jacob Frey", True),
        ("jacobfrey", "Jacob Frey", True),
        ("freys", "Jacob Frey", True),
        ("jacob", "Jacob Frey", True),
        ("ofrey-lies", "Jacob Frey", True),
        ("Müller", "Anna Muller", True),
        ("police", "Police Department", True),
        ("polic", "Police Department", True),
        ("department store", "Police Department", False),
        ("pills", "Jacob Frey", False),
        ("spam", "Pam Li", False),  # three letters count as a whole word only
        ("pam", "Pam Li", True),
        ("office", "Office of the Mayor", False),
        ("parks", "Exampleville Parks", True),
    ],
)
def test_what_names_somebody(term: str, name: str, is_named: bool) -> None:
    assert names(term, name) is is_named


@pytest.mark.parametrize(
    ("term", "handle", "is_named"),
    [
        ("loud", "loud", True),
        ("LOUD", "loud", True),
        ("louder", "loud", False),
        ("bigvoice", "voice", True),
        ("pill", "pillar", False),
        ("x", "", False),
    ],
)
def test_what_is_the_handle_of_a_critic(term: str, handle: str, is_named: bool) -> None:
    assert is_handle_of_critic(term, handle) is is_named


def test_no_word_names_an_official_a_unit_an_account_a_critic_or_an_opinion(network: Network, terms: Callable[..., None]) -> None:
    comment(network, "I disagree.")  # by loud.voice.example
    terms(viewpoint_words=["defund", "abortion"])
    for term, why in (
        ("Pat Sample", "official"), ("gardens", "unit"), ("parksnews", "unit"), ("exampleville", "account"), ("loud", "has spoken"),
        ("defund", "opinion"), ("DEFUNDED", "opinion"), ("…", "Give a word"),
    ):  # fmt: skip
        assert why in term_problem(term), term
        with pytest.raises(Invalid) as refused:
            request_filter(wanted(network, term), actor=actor(Role.SOCIAL_MEDIA_OFFICER))
        assert "term" in refused.value.problems
    assert term_problem("pills") == ""
    assert not FilterTerm.objects.exists()


@pytest.mark.parametrize("until", [dt.date(2026, 3, 3), dt.date(2027, 3, 4)])
def test_a_word_is_in_force_for_a_time(network: Network, until: dt.date) -> None:
    with pytest.raises(Invalid) as refused:
        request_filter(wanted(network, until=until), actor=actor(Role.SOCIAL_MEDIA_OFFICER))
    assert list(refused.value.problems) == ["until"]


@pytest.mark.parametrize("role", list(Role))
def test_who_asks_and_who_decides(network: Network, role: Role) -> None:
    made = request_filter(wanted(network), actor=actor(Role.SOCIAL_MEDIA_OFFICER, "who-asked"))
    somebody = actor(role)
    assert bool(may_request_filter(somebody)) == (role is Role.SOCIAL_MEDIA_OFFICER)
    assert bool(may_request_filter(somebody, also={Relation.STEWARD}))
    assert bool(may_decide_filter(somebody, made, "allow")) == (role is Role.CITY_ATTORNEY)
    assert bool(may_decide_filter(somebody, made, "refuse")) == (role in {Role.CITY_ATTORNEY, Role.COMMUNICATIONS_DIRECTOR})
    if role is not Role.CITY_ATTORNEY:
        with pytest.raises(Forbidden):
            move_filter(made, "allow", actor=somebody, reason="x")


def test_who_asked_does_not_decide(network: Network) -> None:
    from rostra.people.models import User

    actor(Role.SOCIAL_MEDIA_OFFICER, "both")
    rolls.grant(User.objects.get(person__slug="both"), Role.CITY_ATTORNEY)
    both = User.objects.get(person__slug="both").as_actor()
    made = request_filter(wanted(network), actor=both)
    with pytest.raises(Forbidden, match="does not decide"):
        move_filter(made, "allow", actor=both, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        FilterTerm.objects.update(state="in-force", decided_by=both.ref)


def test_in_force_it_explains_what_is_shown_and_when_it_ends_that_is_to_be_undone(network: Network) -> None:
    shown(network, "pills")
    other = shown(network, "Pills")
    comment(network, "PILLS and more pills")
    made = request_filter(wanted(network), actor=actor(Role.SOCIAL_MEDIA_OFFICER))
    made = move_filter(made, "allow", actor=actor(Role.CITY_ATTORNEY), reason="Narrow.")
    assert (made.state, made.begins, made.hits) == ("in-force", dt.date(2026, 3, 4), 1)
    assert [row[1:] for row in standing()] == [("pills", "explained"), ("Pills", "open")]  # exactly the same word
    assert other.pk
    with clock.frozen(WEDNESDAY + 28 * DAY):
        assert expire_filters() == 0  # its last day
    with clock.frozen(WEDNESDAY + 29 * DAY):
        assert expire_filters() == 1
        assert standing()[0][2] == "open"
        made.refresh_from_db()
        assert made.state == "ended"


def test_who_has_spoken_since_is_protected_when_counsel_decides(network: Network) -> None:
    made = request_filter(wanted(network, "loud"), actor=actor(Role.SOCIAL_MEDIA_OFFICER))
    comment(network, "I disagree.")
    with pytest.raises(Conflict, match="has spoken"):
        move_filter(made, "allow", actor=actor(Role.CITY_ATTORNEY), reason="x")
    assert move_filter(made, "refuse", actor=actor(Role.CITY_ATTORNEY), reason="It is a critic's name.").state == "refused"


def test_hits_are_counted_among_what_the_public_said_to_this_account(network: Network) -> None:
    for number in range(3):
        comment(network, f"PiLLs {number}", f"k{number}")
    network.post("Our own pills.")
    hits = hits_of("pills", network.account)
    assert (hits.count, len(hits.sample), hits.at_least) == (3, 3, False)
    assert MOST_HITS == 1_000


def test_no_word_finds_what_is_withheld(network: Network) -> None:
    said = comment(network, "My pills: zolpistat, daily.")
    comment(network, "Pills for all.", "k2")
    start = said.text.index("zolpistat")
    target = Target(said.record, Part.SPAN, 1, span=(start, start + len("zolpistat")))
    assert hits_of("zolp", network.account).count == 1
    classify(target, Proposed(DataClass.PRIVATE, "", "Minn. Stat. 13.384", "A test."), actor=actor(Role.CITY_ATTORNEY))
    for term, count in (("zolp", 0), ("zolpistat", 0), ("pills", 2), ("PILLS", 2), ("daily", 1), ("stat", 0)):
        hits = hits_of(term, network.account)
        assert (hits.count, len(hits.sample)) == (count, count), term
    classify(Target(said.record, Part.TEXT, 1), Proposed(DataClass.PRIVATE, "", "Daily law", "A test."), actor=actor(Role.CITY_ATTORNEY))
    assert (hits_of("daily", network.account).count, hits_of("pills", network.account).count) == (0, 1)


def test_every_move_that_is_not_declared_is_refused(network: Network) -> None:
    officer, counsel = actor(Role.SOCIAL_MEDIA_OFFICER), actor(Role.CITY_ATTORNEY)
    for number, (state, move) in enumerate(itertools.product(FilterState, FILTER_LIFE.moves.values())):
        told = {"account": network.account, "term": f"spam{number}x", "purpose": "x", "until": UNTIL, "by_ref": officer.ref, "by_name": "O"}
        if state is not FilterState.REQUESTED:
            told |= {"decided_by": "user:0", "begins": WEDNESDAY.date()}
        row = FilterTerm.objects.create(**told, state=state)
        if state not in move.sources:
            with pytest.raises(IllegalMove):
                move_filter(row, move.name, actor=counsel, reason="x")
        elif move.name != "expire":
            with pytest.raises(Invalid):
                move_filter(row, move.name, actor=counsel, reason=" ")
            assert move_filter(row, move.name, actor=counsel, reason="x").state == move.target


def test_the_list_is_never_rewritten(network: Network) -> None:
    request_filter(wanted(network), actor=actor(Role.SOCIAL_MEDIA_OFFICER))
    for change in ({"term": "x"}, {"until": dt.date(2027, 1, 1)}, {"by_ref": "user:0"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FilterTerm.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        FilterTerm.objects.all().delete()
