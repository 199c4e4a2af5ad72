"""A speaker is told, appeals without a sign-in, and is answered by somebody who took no part."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from tests.moderation.acting import actor, applied, comment, hide, new_act, noticed, threat
from tests.moderation.conftest import RESIDENT, WEDNESDAY, Network, settle, standing
from tests.moderation.test_exceptions import in_force

from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.core.findings import all_findings
from rostra.core.measures import figures
from rostra.core.models import Event, Mail
from rostra.moderation.actions.acts import move_act, record_act
from rostra.moderation.actions.appeals import Said, decide_appeal, enter_appeal, receive_appeal
from rostra.moderation.actions.exceptions import move_exception
from rostra.moderation.actions.notices import Way, give_notice
from rostra.moderation.models import Appeal, Notice
from rostra.moderation.queries.codes import code_of, thing_by_code
from rostra.moderation.rules.appeals import may_decide_appeal
from rostra.moderation.rules.measures import acts_without_notice, appeals_overdue
from rostra.moderation.states.appeals import APPEAL_LIFE, AppealState, Route
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SAID = Said("It was a question, not spam.", "resident@home.example")
DECIDERS = {Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR, Role.CITY_ATTORNEY}


def found() -> set[str]:
    return {finding.id for finding in all_findings() if finding.id.startswith("moderation.")}


@pytest.fixture(autouse=True)
def _stopped() -> object:
    with clock.frozen(WEDNESDAY):
        yield


# notices


def test_a_notice_says_what_on_which_ground_and_how_to_appeal_and_is_kept_word_for_word(network: Network) -> None:
    act = applied(network)
    made = give_notice(act, Way(Route.MAIL, "resident@home.example"), actor=actor(Role.MODERATOR))
    for words in (
        "hid a comment of yours", "Automated spam", "The same text by machine.", "social-media-policy/no-blocking",
        f"/appeal/{code_of(act)}",
        "until April 3, 2026", "within 10 business days", "on March 4, 2026",
    ):  # fmt: skip
        assert words in made.text, words
    mail = Mail.objects.get()
    assert (mail.to, mail.body) == ("resident@home.example", made.text)
    act.refresh_from_db()
    assert act.state == "noticed"
    for change in ({"text": "x"}, {"route": "paper"}, {"appeal_until": dt.date(2026, 3, 5)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.all().delete()


def test_nobody_is_told_of_what_was_not_done_and_impossible_has_a_reason(network: Network) -> None:
    proposed = record_act(threat(comment(network)), actor=actor(Role.MODERATOR))
    with pytest.raises(IllegalMove):
        give_notice(proposed, Way(Route.BY_HAND), actor=actor(Role.MODERATOR))
    act = applied(network, new_act(comment(network, key="r2")))
    for way in (Way(Route.NOT_POSSIBLE), Way(Route.BY_HAND, impossible="x"), Way(Route.MAIL), Way(Route.MAIL, "x y")):
        with pytest.raises(Invalid):
            give_notice(act, way, actor=actor(Role.MODERATOR))
    with pytest.raises(Forbidden):
        give_notice(act, Way(Route.BY_HAND), actor=actor(Role.AUDITOR))
    give_notice(act, Way(Route.NOT_POSSIBLE, impossible="The account is gone."), actor=actor(Role.MODERATOR))
    act.refresh_from_db()
    assert act.state == "noticed"


def test_notice_can_be_given_again_on_another_way_and_the_time_begins_anew(network: Network) -> None:
    act = noticed(network)
    with clock.frozen(WEDNESDAY + 10 * DAY):
        give_notice(act, Way(Route.PAPER), actor=actor(Role.MODERATOR))
    with clock.frozen(WEDNESDAY + 40 * DAY):
        assert receive_appeal(act, SAID, actor=PUBLIC)


# codes


def test_a_code_names_one_thing_however_it_is_typed_and_no_other_text_does(network: Network) -> None:
    act = noticed(network)
    code = code_of(act)
    assert thing_by_code(code) == act
    assert thing_by_code(f" {code.lower().replace('-', ' - ')} ") == act
    for other in ("", "A1", code[:-1], code + "0", code.replace("A", "E"), f"A{act.pk + 1}{code[2:]}", "A" * 500, code + "\x00"):
        assert thing_by_code(other) is None, other


def test_a_code_opens_nothing_before_somebody_was_told(network: Network) -> None:
    assert thing_by_code(code_of(applied(network))) is None


# appeals


def test_an_appeal_from_the_link_to_the_network_showing_that_it_is_undone(network: Network) -> None:
    said = comment(network)
    hide(network, said.record.uri)
    settle()
    act = noticed(network, new_act(said))
    public = Client()
    page = public.get(f"/appeal/{code_of(act)}")
    assert page.status_code == 200
    assert not page.cookies
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "CHEAP PILLS" not in page.content.decode()
    assert RESIDENT not in page.content.decode()
    answer = public.post(f"/appeal/{code_of(act)}", {"text": SAID.text, "contact": SAID.contact})
    assert answer.status_code == 302
    appeal = Appeal.objects.get()
    page = public.get(f"/appeal/{code_of(act)}")
    assert f"number {appeal.pk}" in page.content.decode()
    assert "March 18, 2026" in page.content.decode()
    assert appeal.due == dt.date(2026, 3, 18)
    assert [mail.to for mail in Mail.objects.order_by("key") if mail.key.startswith(f"appeal:{appeal.pk}:received")] == [SAID.contact]
    assert Mail.objects.filter(key__startswith=f"appeal:{appeal.pk}:told").exists()
    act.refresh_from_db()
    assert (act.state, found()) == ("appealed", {"moderation.W005"})
    decide_appeal(appeal, "grant", reason="It is a question.", actor=actor(Role.COMMUNICATIONS_DIRECTOR))
    act.refresh_from_db()
    assert (act.state, act.restore_due, standing()[0][2]) == ("reversed", dt.date(2026, 3, 5), "open")
    assert "It is a question." in public.get(f"/appeal/{code_of(act)}").content.decode()
    assert "It is a question." in Mail.objects.get(key=f"notice:{Notice.objects.get(told='outcome').pk}").body
    with clock.frozen(WEDNESDAY + 2 * DAY):
        assert found() == {"moderation.E002"}
        hide(network)
        settle()
        act.refresh_from_db()
        assert act.state == "restored"
        assert "is undone" in public.get(f"/appeal/{code_of(act)}").content.decode()


def test_an_appeal_that_is_not_granted_leaves_it_and_says_why(network: Network) -> None:
    act = noticed(network)
    appeal = receive_appeal(act, SAID, actor=PUBLIC)
    with pytest.raises(Invalid):
        decide_appeal(appeal, "uphold", reason=" ", actor=actor(Role.CITY_ATTORNEY))
    decide_appeal(appeal, "uphold", reason="Forty times in an hour.", actor=actor(Role.CITY_ATTORNEY))
    act.refresh_from_db()
    assert (act.state, act.appeal_by) == ("upheld", actor(Role.CITY_ATTORNEY).ref)
    page = Client().get(f"/appeal/{code_of(act)}").content.decode()
    assert "what was done stands" in page
    assert "Forty times in an hour." in page
    with pytest.raises(Conflict, match="already"):
        receive_appeal(act, SAID, actor=PUBLIC)
    with pytest.raises(IllegalMove):
        decide_appeal(appeal, "grant", reason="x", actor=actor(Role.CITY_ATTORNEY))


def test_what_was_upheld_can_still_be_reversed_when_somebody_looks_again(network: Network) -> None:
    act = noticed(network)
    decide_appeal(receive_appeal(act, SAID, actor=PUBLIC), "uphold", reason="x", actor=actor(Role.CITY_ATTORNEY))
    assert move_act(act, "take-back", actor=actor(Role.MODERATOR), reason="We were wrong.").state == "reversed"


@pytest.mark.parametrize("role", list(Role))
def test_who_decides_an_appeal(network: Network, role: Role) -> None:
    appeal = receive_appeal(noticed(network), SAID, actor=PUBLIC)
    somebody = actor(role, f"another-{role.value}")
    assert bool(may_decide_appeal(somebody, appeal)) == (role in DECIDERS)
    if role not in DECIDERS:
        with pytest.raises(Forbidden):
            decide_appeal(appeal, "grant", reason="x", actor=somebody)


def test_nobody_decides_who_moderated_or_reviewed_or_entered_it(network: Network) -> None:
    from tests import rolls

    from rostra.people.models import User

    both = actor(Role.MODERATOR, "both")
    rolls.grant(User.objects.get(person__slug="both"), Role.COMMUNICATIONS_DIRECTOR)
    both = User.objects.get(person__slug="both").as_actor()
    reviewer, counsel = actor(Role.SOCIAL_MEDIA_OFFICER), actor(Role.CITY_ATTORNEY)
    act = noticed(network, threat(comment(network)), moderator=both, reviewer=reviewer)
    appeal = enter_appeal(act, SAID, actor=counsel)
    for somebody, why in ((both, "no part"), (reviewer, "no part"), (counsel, "entered")):
        with pytest.raises(Forbidden, match=why):
            decide_appeal(appeal, "grant", reason="x", actor=somebody)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="upheld", decided=WEDNESDAY, decided_by=counsel.ref, reason="x")
    assert decide_appeal(appeal, "grant", reason="x", actor=actor(Role.COMMUNICATIONS_DIRECTOR)).state == "reversed"


def test_an_appeal_comes_in_time_from_the_link_and_late_only_on_paper(network: Network) -> None:
    act = noticed(network)
    with clock.frozen(WEDNESDAY + 31 * DAY):
        page = Client().get(f"/appeal/{code_of(act)}").content.decode()
        assert "was over on" in page
        assert Client().post(f"/appeal/{code_of(act)}", {"text": "x"}).status_code == 422
        with pytest.raises(Conflict, match="was over"):
            receive_appeal(act, SAID, actor=PUBLIC)
        with pytest.raises(Forbidden):
            enter_appeal(act, SAID, actor=actor(Role.CLERK))
        assert enter_appeal(act, SAID, actor=actor(Role.MODERATOR)).entrance == "paper"


def test_what_was_taken_back_needs_no_appeal(network: Network) -> None:
    act = move_act(noticed(network), "take-back", actor=actor(Role.MODERATOR), reason="Wrong.")
    with pytest.raises(IllegalMove):
        receive_appeal(act, SAID, actor=PUBLIC)
    assert Client().post(f"/appeal/{code_of(act)}", {"text": "x"}).status_code == 422
    assert not Appeal.objects.exists()


def test_every_move_of_an_appeal_that_is_not_declared_is_refused(network: Network) -> None:
    for number, (state, move) in enumerate(itertools.product(AppealState, APPEAL_LIFE.moves.values())):
        act = noticed(network, new_act(comment(network, f"PILLS {number}", f"k{number}")))
        appeal = receive_appeal(act, SAID, actor=PUBLIC)
        if state is not AppealState.RECEIVED:
            decide_appeal(appeal, "uphold" if state is AppealState.UPHELD else "grant", reason="x", actor=actor(Role.CITY_ATTORNEY))
        if state in move.sources:
            assert decide_appeal(appeal, move.name, reason="x", actor=actor(Role.CITY_ATTORNEY)).state == move.target
        else:
            with pytest.raises(IllegalMove):
                decide_appeal(appeal, move.name, reason="x", actor=actor(Role.CITY_ATTORNEY))


def test_what_was_appealed_is_never_rewritten(network: Network) -> None:
    appeal = receive_appeal(noticed(network), SAID, actor=PUBLIC)
    decide_appeal(appeal, "uphold", reason="x", actor=actor(Role.CITY_ATTORNEY))
    rows = Appeal.objects.filter(pk=appeal.pk)
    for change in (
        {"text": "x y"},
        {"due": dt.date(2026, 4, 1)},
        {"reason": "y"},
        {"decided_by": "user:0"},
        {"state": "reversed"},
        {"act": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (dt.datetime(2026, 3, 6, 18, tzinfo=dt.UTC), dt.date(2026, 3, 20)),  # a Friday
        (dt.datetime(2026, 3, 8, 4, tzinfo=dt.UTC), dt.date(2026, 3, 20)),  # Saturday night there, Sunday in UTC
        (dt.datetime(2026, 6, 10, 18, tzinfo=dt.UTC), dt.date(2026, 6, 25)),  # Juneteenth between
        (dt.datetime(2026, 12, 23, 18, tzinfo=dt.UTC), dt.date(2027, 1, 8)),  # Christmas Day and New Year's Day between
    ],
)
def test_an_appeal_is_decided_within_business_days_and_overdue_by_itself(network: Network, received: dt.datetime, due: dt.date) -> None:
    with clock.frozen(received):
        assert receive_appeal(noticed(network), SAID, actor=PUBLIC).due == due
    noon = dt.datetime(due.year, due.month, due.day, 18, tzinfo=dt.UTC)
    with clock.frozen(noon):
        assert found() == {"moderation.W005"}
        assert appeals_overdue().count == 0
    with clock.frozen(noon + DAY):
        assert found() == {"moderation.E003"}
        assert (appeals_overdue().count, appeals_overdue().of) == (1, 1)


def test_the_measure_of_acts_without_notice(network: Network) -> None:
    applied(network)
    noticed(network, new_act(comment(network, "B", "r2")))
    assert (acts_without_notice().count, acts_without_notice().of) == (0, 2)
    with clock.frozen(WEDNESDAY + 5 * DAY):
        reading = acts_without_notice()
        assert (reading.count, reading.of, len(reading.rows)) == (1, 2, 1)
        assert isinstance(figures(), list | tuple)


def test_nobody_is_named_in_the_log(network: Network) -> None:
    appeal = receive_appeal(noticed(network), SAID, actor=PUBLIC)
    decide_appeal(appeal, "grant", reason="PRIVATE", actor=actor(Role.CITY_ATTORNEY))
    told = repr(list(Event.objects.filter(action__startswith="moderation").values_list("facts", "subject")))
    for word in (RESIDENT, SAID.contact, "question", "PRIVATE"):
        assert word not in told


# of exceptions


def test_an_exception_is_told_appealed_and_overturned_by_somebody_who_took_no_part(network: Network) -> None:
    officer, counsel = actor(Role.SOCIAL_MEDIA_OFFICER), actor(Role.CITY_ATTORNEY)
    network.block()
    settle()
    made = in_force(network, officer, counsel)
    assert found() == {"moderation.W004"}
    give_notice(made, Way(Route.PAPER), actor=officer)
    assert "blocked you" in Notice.objects.get().text
    assert found() == set()
    with pytest.raises(Forbidden, match="appeal alone"):
        move_exception(made, "overturn", actor=counsel, reason="x")
    assert Client().post(f"/appeal/{code_of(made)}", {"text": "I never wrote that."}).status_code == 302
    appeal = Appeal.objects.get()
    for somebody in (officer, counsel, actor(Role.COMMUNICATIONS_DIRECTOR)):
        with pytest.raises(Forbidden, match="no part"):
            decide_appeal(appeal, "grant", reason="x", actor=somebody)
    decide_appeal(appeal, "grant", reason="It was another person.", actor=actor(Role.CITY_ATTORNEY, "second-counsel"))
    made.refresh_from_db()
    assert (made.state, standing()[0][2]) == ("overturned", "open")


# as an attacker


def test_codes_cannot_be_tried_one_after_the_other(network: Network, terms: Callable[..., None]) -> None:
    terms(appeals_an_hour_each=3)
    act = noticed(network)
    attacker = Client(REMOTE_ADDR="203.0.113.7")
    bodies = {attacker.get(f"/appeal/A{number}-00000-00000").content for number in (act.pk, act.pk + 1, 10**15)}
    assert len(bodies) == 1  # what there is answers as what there is not
    assert attacker.get(f"/appeal/A{act.pk}-00000-00001").status_code == 429
    assert attacker.post("/appeal", {"code": code_of(act)}).status_code == 429
    assert attacker.get(f"/appeal/{code_of(act)}").status_code == 200  # who holds the code may look
    other = Client(REMOTE_ADDR="203.0.113.8")
    assert other.post("/appeal", {"code": code_of(act)}).headers["Location"] == f"/appeal/{code_of(act)}"
    assert other.post("/appeal", {"code": "A1-AAAAA-AAAAA"}).status_code == 422


@pytest.mark.parametrize("text", ["", " ", "x" * 5001, "\x00"])
def test_a_broken_appeal_is_shown_its_fault(network: Network, text: str) -> None:
    act = noticed(network)
    assert Client().post(f"/appeal/{code_of(act)}", {"text": text}).status_code == 422
    assert Client().post(f"/appeal/{code_of(act)}", {"text": "x", "contact": "no address"}).status_code == 422
    assert not Appeal.objects.exists()
