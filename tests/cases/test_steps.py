"""Two tabs, two people, a day that was wrong: what somebody wrote or said is not lost or overwritten, and each reads why not in words."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests import rolls
from tests.cases.conftest import City
from tests.cases.test_comparing import closed
from tests.cases.test_life import disciplined, investigated, step
from tests.cases.test_own import complained_of
from tests.cases.test_pages import post, text, there
from tests.moderation.conftest import Network, network, residents, terms
from tests.policy.texts import policy_of_two

from rostra.cases.actions.cases import move_case, open_case, triage_case
from rostra.cases.actions.counsel import give_word
from rostra.cases.models import Case, Step
from rostra.cases.rules.deciding import NewCase, Triage, is_late
from rostra.cases.rules.word import CounselsWord
from rostra.cases.states.life import CaseState
from rostra.cases.states.words import Channel
from rostra.core.actor import PUBLIC
from rostra.core.waiting import waiting_for
from rostra.people.models import Appointment
from rostra.people.queries import city_day
from rostra.people.states import Role

__all__ = ["network", "residents", "terms"]  # fixtures
pytestmark = pytest.mark.django_db
SUFFERS = "telling more would harm an active investigation"


def sent_from(client: Client, path: str) -> dict[str, object]:
    """What the form sends as it was opened."""
    form = client.get(path).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in {None, False, ""}}


# counsel's word


def test_who_says_counsels_word_over_another_s_reads_that_first(city: City) -> None:
    case, one, other = city.triaged("employee"), there(city, Role.CITY_ATTORNEY), rolls.user("another-attorney", Role.CITY_ATTORNEY)
    here = f"/desk/case/{case.number}/counsel"
    opened = sent_from(one, here)
    give_word(case, CounselsWord(jeopardises=True, screened=city_day()), reason="The police asked.", actor=other.as_actor())
    told = post(one, here, {"sources": "on", "reason": "She is afraid.", "read": "", **opened}, 422)
    assert f"{other.person.name} changed it meanwhile. What counts now: {SUFFERS};" in told
    assert "She is afraid." in told
    assert re.search(r'name="sources"[^>]* checked', told)
    assert not re.search(r'name="jeopardises"[^>]* checked', told)
    case.refresh_from_db()
    assert (case.jeopardises, case.sources) == (True, False)
    post(one, here, {"jeopardises": "on", "sources": "on", "reason": "Both.", "read": str(Step.objects.latest("pk").pk)})
    case.refresh_from_db()
    assert (case.jeopardises, case.sources, case.screened) == (True, True, None)


def test_a_word_that_was_taken_back_with_triage_is_not_said_again_unread(city: City) -> None:
    case, counsel, client = city.triaged("employee"), city.actor(Role.CITY_ATTORNEY), there(city, Role.CITY_ATTORNEY)
    give_word(case, CounselsWord(screened=city_day()), reason="Not protected.", actor=counsel)
    here = f"/desk/case/{case.number}/counsel"
    opened = sent_from(client, here)
    assert opened["screened"] == city_day()
    move_case(case, "triage-again", reason="The wrong one.", actor=counsel)
    assert "What counts now: nothing of it." in post(client, here, {**opened, "reason": "As before."}, 422)


def test_what_counsel_said_and_took_back_stands_among_the_steps(city: City) -> None:
    case, counsel = city.triaged("employee"), city.actor(Role.CITY_ATTORNEY)
    give_word(case, CounselsWord(jeopardises=True), reason="The police asked.", actor=counsel)
    give_word(case, CounselsWord(sources=True), reason="Over.", actor=counsel)
    give_word(case, CounselsWord(sources=True), reason="As before.", actor=counsel)
    assert [each.reason.splitlines() for each in case.steps.filter(move="counsel")] == [
        [f"Said: {SUFFERS}.", "The police asked."],
        ["Said: telling who complained would reveal a confidential source.", f"Taken back: {SUFFERS}.", "Over."],
        ["Nothing is changed.", "As before."],
    ]
    page = text(there(city, Role.HR), f"/desk/case/{case.number}")
    assert "<strong>Counsel’s word</strong>" in page
    assert f"Taken back: {SUFFERS}." in page


def test_nobody_left_who_goes_on_in_any_position(city: City) -> None:
    case, client = city.triaged("employee"), there(city, Role.CITY_ATTORNEY)
    here, told = f"/desk/case/{case.number}/counsel", {"left": str(city_day()), "reason": "She left."}
    assert "By the roster they go on after that day: Post" in post(client, here, dict(told), 422)
    Appointment.objects.filter(person=case.respondent).update(ends=city_day())
    post(client, here, dict(told))


# triage


def test_the_clause_is_kept_while_the_day_is_corrected_and_asked_for_where_none_is_chosen(city: City) -> None:
    policy_of_two()
    case, counsel, person = city.received(), there(city, Role.CITY_ATTORNEY), city.respondent("employee")[0]
    here = f"/desk/case/{case.number}/step/triage"
    told: dict[str, object] = {"respondent": person.slug, "clause": "social-media/no-blocking", "reason": "Ours."}
    page = post(counsel, here, told | {"act_day": "1990-01-01"}, 422)
    assert "“social-media/no-blocking” was not in force on that day" in page
    assert '<option value="social-media/no-blocking" selected>' in page, "sent again it is not lost"
    for left_open in ({"clause": ""}, {}):
        without = {name: value for name, value in told.items() if name != "clause"} | left_open
        assert "Choose a clause, or say that none fits" in post(counsel, here, without | {"act_day": "2026-03-02"}, 422)
    case.refresh_from_db()
    assert case.state == CaseState.RECEIVED
    post(counsel, here, told | {"act_day": "2026-03-02"})
    case.refresh_from_db()
    assert case.clause == "social-media/2#no-blocking"


def test_that_no_clause_fits_is_said(city: City) -> None:
    policy_of_two()
    case, counsel, person = city.received(), there(city, Role.CITY_ATTORNEY), city.respondent("employee")[0]
    told: dict[str, object] = {"act_day": "2026-03-02", "respondent": person.slug, "clause": "none", "reason": "Ours."}
    post(counsel, f"/desk/case/{case.number}/step/triage", told)
    case.refresh_from_db()
    assert (case.state, case.clause) == (CaseState.TRIAGED, "")


def test_what_who_complains_said_stays_beside_what_triage_finds_and_comes_back_with_it(city: City, network: Network) -> None:
    said, found, counsel = dt.date(2026, 3, 1), dt.date(2026, 3, 2), city.actor(Role.CITY_ATTORNEY)
    case = open_case(NewCase(Channel.RESIDENT, "It was cruel.", account=network.account, act_day=said), actor=PUBLIC).case
    client, here = there(city, Role.CITY_ATTORNEY), f"/desk/case/{case.number}"
    assert sent_from(client, f"{here}/step/triage") == {"act_day": said, "account": network.account.slug}
    person, position = city.respondent("employee")
    case = triage_case(case, Triage(found, person, position), reason="Ours.", actor=counsel)
    page = text(client, here)
    assert re.search(r"As they say, about.*March 1, 2026.*<dt>About</dt>.*March 2, 2026", page, re.DOTALL)
    case = move_case(case, "triage-again", reason="The wrong one.", actor=counsel)
    assert (case.act_day, case.account) == (said, network.account)
    page = text(client, here)
    assert "March 1, 2026" in page
    assert "March 2, 2026" not in page
    assert sent_from(client, f"{here}/step/triage")["act_day"] == said


def test_the_limit_counts_from_the_day_that_was_said_until_triage_finds_another(city: City) -> None:
    long_ago, counsel = city_day() - dt.timedelta(days=400), city.actor(Role.CITY_ATTORNEY)
    case = open_case(NewCase(Channel.RESIDENT, "Then.", act_day=long_ago), actor=PUBLIC).case
    person, position = city.respondent("employee")
    case = triage_case(case, Triage(city_day(), person, position), reason="Not so long ago.", actor=counsel)
    assert not is_late(case)
    assert is_late(move_case(case, "triage-again", reason="The wrong one.", actor=counsel))


def test_what_was_said_is_rewritten_by_nobody_and_goes_with_everything_else(city: City, network: Network) -> None:
    new = NewCase(Channel.RESIDENT, "It was cruel.", account=network.account, act_day=dt.date(2026, 3, 1))
    case, other = (open_case(each, actor=PUBLIC).case for each in (new, NewCase(Channel.RESIDENT, "x")))
    for row, change in (
        (case, {"said_day": city_day()}), (case, {"said_day": None}), (case, {"said_account": None}), (other, {"said_day": city_day()}),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Case.objects.filter(pk=row.pk).update(**change)
    case = move_case(case, "find-no-jurisdiction", reason="Personal.", actor=city.actor(Role.CITY_ATTORNEY))
    case.refresh_from_db()
    assert (case.said_day, case.said_account) == (None, None)


# steps that somebody else took first


def test_what_was_written_for_a_step_that_is_not_possible_any_more_can_be_copied(city: City) -> None:
    case, hr = city.triaged("employee"), there(city, Role.HR)
    here = f"/desk/case/{case.number}"
    post(hr, f"{here}/step/refer", {"reason": "The county's."})
    told = post(hr, f"{here}/step/resolve", {"reason": "He said sorry,\nand moved <it>."}, 409)
    assert "“Settle it informally” cannot come next. How it stands now: referred. Possible now: “Close it”." in told
    assert re.search(r"<textarea[^>]* readonly>\s*He said sorry,\r?\nand moved &lt;it&gt;.</textarea>", told)
    assert f'href="{here}"' in told
    assert "<textarea" not in text(hr, f"{here}/step/resolve", 409)
    case.refresh_from_db()
    assert case.state == CaseState.REFERRED


def test_triage_that_was_taken_already_loses_no_words(city: City) -> None:
    case, counsel, person = city.triaged("employee"), there(city, Role.CITY_ATTORNEY), city.respondent("employee")[0]
    told = post(
        counsel, f"/desk/case/{case.number}/step/triage", {"respondent": person.slug, "reason": "It was she.", "clause": "none"}, 409
    )
    assert "It was she." in told
    assert person.slug in told


def test_triage_in_a_second_tab_loses_no_words_before_it_was_asked_what_for(city: City) -> None:
    case, counsel, person = city.received(), there(city, Role.CITY_ATTORNEY, purpose=False), city.respondent("employee")[0]
    here = f"/desk/case/{case.number}/step/triage"
    counsel.post("/desk/auth/purpose/case-intake", {"purpose": "to triage it"})
    told: dict[str, object] = {"act_day": "2026-03-02", "respondent": person.slug, "clause": "none", "reason": "It was she."}
    post(counsel, here, dict(told))
    page = post(counsel, here, told | {"reason": "It was somebody else."}, 409)
    assert "It was somebody else." in page
    assert "csrf" not in page.split("What you wrote")[1].split("</section>")[0]


def test_who_is_complained_of_is_told_that_they_appealed_already(city: City) -> None:
    client, case = complained_of(city), closed(city)
    here = f"/desk/case/{case.number}/own"
    post(client, f"{here}/appeal", {"text": "It was not I."})
    for told in (text(client, f"{here}/appeal", 409), post(client, f"{here}/appeal", {"text": "Nor was it she."}, 409)):
        assert "It was appealed already: somebody decides about that." in told
        assert f'href="{here}"' in told
        assert '<form method="post" class' not in told
    assert "Nor was it she." in told


# what is entered for somebody


@pytest.mark.parametrize("channel", ["phone", "ward", "staff", "media", "paper"])
def test_who_is_spoken_with_is_told_first_before_they_are_named(city: City, channel: str) -> None:
    clerk, spoken = there(city, Role.CLERK), channel in {"phone", "ward", "staff"}
    for named in ({"complainant": "Rita Resident"}, {"contact": "rita@home.example"}):
        told: dict[str, object] = {"channel": channel, "statement": f"He called her names: {named}.", "language": "en", **named}
        page = post(clerk, "/desk/cases/enter", dict(told), 422 if spoken else 302)
        assert ("say the above to them, and tick that you did" in page) == spoken
        if spoken:
            post(clerk, "/desk/cases/enter", told | {"told": "on"})
    post(clerk, "/desk/cases/enter", {"channel": channel, "statement": "Without a name.", "language": "en"})
    assert Case.objects.count() == 3


def test_of_a_finding_nobody_is_given_a_key_and_counsel_is_not_told_that_they_see_it_no_more(city: City) -> None:
    clerk = there(city, Role.CLERK)
    assert "you will not see it again, unless somebody adds you" in text(clerk, "/desk/cases/enter")
    assert "you will not see it again" not in text(there(city, Role.CITY_ATTORNEY), "/desk/cases/enter")
    for channel, named, given in (("finding", "", False), ("finding", "rita@home.example", True), ("phone", "", True)):
        told = {"channel": channel, "statement": f"{channel} {named}", "language": "en", "contact": named}
        post(clerk, "/desk/cases/enter", told)
        page = text(clerk, "/desk/cases/entered")
        assert ("Give the person the number and the return key" in page) == given
        assert ("nobody complained" in page) != given


# what waits


def test_each_is_told_what_is_theirs_to_do(city: City) -> None:
    def told(role: Role, case: Case) -> list[str]:
        queues = waiting_for(city.actor(role))
        return [each.reason for queue in queues if queue.name == "cases" for each in queue.first if each.title == f"Case {case.number}"]

    triaged, official = city.triaged("employee"), city.triaged("elected")
    assert told(Role.HR, triaged) == ["Investigate, refer or settle it."] == told(Role.ETHICS_OFFICER, official)
    pending = step(investigated(city, "employee"), "sustain", city.office("employee"))
    assert told(Role.CITY_ATTORNEY, pending) == ["Screen it for protected speech: without that there is no discipline."]
    assert told(Role.HR, pending) == ["Decide what follows."]
    assert told(Role.CITY_ATTORNEY, disciplined(city, "volunteer")) == []
