"""What a party reads: whoever is complained of by themselves once they know, either side on paper; and whose word a civil action is."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests import rolls
from tests.cases.conftest import City, noticed
from tests.cases.test_comparing import closed
from tests.cases.test_life import investigated, step
from tests.cases.test_pages import post, text, there
from tests.policy.texts import policy_of_two

from rostra.cases.actions.counsel import give_word
from rostra.cases.actions.file import write_entry
from rostra.cases.models import Case
from rostra.cases.rules.findings import findings
from rostra.cases.rules.word import CounselsWord
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import CaseState
from rostra.core.errors import Invalid
from rostra.core.waiting import waiting_for
from rostra.people.models import Appointment, User, View
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
F = CaseField
SAID = {
    F.ALLEGATION: "apricot", F.RESPONSE: "blueberry", F.FINDINGS: "cherry", F.NOTES: "damson", F.ADVICE: "elderberry", F.MESSAGES: "fig",
}  # fmt: skip


def complained_of(city: City, kind: str = "employee") -> Client:
    """A browser of whoever is complained of; they moderate."""
    person, _ = city.respondent(kind)
    if not User.objects.filter(person=person).exists():
        rolls.grant(rolls.people_user(person), Role.MODERATOR)
    return rolls.signed_in(User.objects.get(person=person))


def written(city: City, *, asked: bool = True) -> Case:
    """A case under investigation with a word of its own in each part."""
    case, office = step(city.triaged("employee"), "investigate", city.office("employee")), city.office("employee")
    for part, word in SAID.items():
        if asked or part is not F.RESPONSE:
            actor = city.actor(Role.CITY_ATTORNEY) if part is F.ADVICE else office
            write_entry(noticed(case, office) if part is F.RESPONSE else case, part, word, actor=actor)
    return case


def test_who_is_complained_of_reads_it_once_they_were_asked_and_not_who_complained(city: City) -> None:
    case, client = written(city), complained_of(city)
    here = f"/desk/case/{case.number}"
    assert "It is about you" in text(client, here, 403)
    page = text(client, f"{here}/own")
    assert {word for word in SAID.values() if word in page} == {"apricot", "blueberry"}, "what they are asked about, until it is decided"
    for secret in ("Rita Resident", "rita@home.example", "He called us names", "Appeal"):
        assert secret not in page
    assert View.objects.filter(user__person=case.respondent, purpose__startswith="Their own", subject=f"case:{case.number}").exists()


@pytest.mark.parametrize("why", ["not asked", "jeopardises", "not theirs"])
def test_nobody_learns_from_it_that_somebody_looks_into_it(city: City, why: str) -> None:
    case = written(city, asked=why != "not asked")
    client = there(city, Role.HR) if why == "not theirs" else complained_of(city)
    if why == "jeopardises":
        give_word(case, CounselsWord(jeopardises=True), reason="The police asked.", actor=city.actor(Role.CITY_ATTORNEY))
    here = f"/desk/case/{case.number}/own"
    for path in (here, f"{here}/appeal"):
        told = text(client, path, 403)
        assert not [word for word in SAID.values() if word in told]
        assert "It is about you" not in told
    client.post(f"{here}/appeal", {"text": "It was not I."})
    assert Case.objects.get(pk=case.pk).state == CaseState.INVESTIGATING
    text(client, "/desk/case/2026-9999/own", 404)


def test_a_clause_is_shown_by_its_heading_and_leads_to_its_text(city: City) -> None:
    policy_of_two()
    case, hr = written(city), there(city, Role.HR)
    pages = [(complained_of(city), "own"), (hr, "precedents"), (hr, "for/respondent")]
    for clause, heading in (("social-media/2#no-blocking", "2 Blocking"), ("social-media/2#none-such", ""), ("social-media/conduct", "")):
        Case.objects.filter(pk=case.pk).update(clause=clause)
        for client, name in pages:
            page = text(client, f"/desk/case/{case.number}/{name}")
            assert f"Clause {clause}" in page, name
            assert (f"“<bdi>{heading}</bdi>”</a>" in page) == bool(heading), name


def test_while_a_civil_action_is_expected_they_read_nothing(city: City) -> None:
    case, client = written(city), complained_of(city)
    give_word(case, CounselsWord(civil_action=True), reason="A claim came.", actor=city.actor(Role.CITY_ATTORNEY))
    page = text(client, f"/desk/case/{case.number}/own")
    assert not [word for word in SAID.values() if word in page]


def test_they_are_told_when_it_is_closed_and_appeal_by_themselves_once(city: City) -> None:
    client = complained_of(city)
    case = closed(city)
    user = User.objects.get(person=case.respondent)
    [told] = [each for queue in waiting_for(user.as_actor()) if queue.name == "own cases" for each in queue.first]
    assert (told.title, told.due, told.address) == (f"Case {case.number}", case.due, f"/desk/case/{case.number}/own")
    assert "Written reprimand" in text(client, told.address)
    post(client, f"{told.address}/appeal", {"text": ""}, 422)
    post(client, f"{told.address}/appeal", {"text": "It was not I."})
    for page in (text(client, told.address), text(there(city, Role.HR), f"/desk/case/{case.number}")):
        assert re.search(r'<strong>Appeal</strong></p><div class="said" dir="auto"><p>It was not I', page)
        assert page.count("<p><strong>Appeal</strong></p>") == 1, "what was written down in between is none"
    case.refresh_from_db()
    assert (case.state, case.entries.filter(part=F.RESPONSE).last().text) == (CaseState.APPEALED, "It was not I.")
    assert not [queue for queue in waiting_for(user.as_actor()) if queue.name == "own cases" and queue.total]
    step(case, "uphold", city.actor(Role.CITY_ATTORNEY))
    assert not [queue for queue in waiting_for(user.as_actor()) if queue.name == "own cases" and queue.total]
    assert f"{told.address}/appeal" not in text(client, told.address)


def test_of_a_case_that_was_not_judged_nobody_tells_them(city: City) -> None:
    client = complained_of(city)
    case = step(step(city.triaged("employee"), "refer", city.office("employee")), "close", city.office("employee"))
    user = User.objects.get(person=case.respondent)
    assert not [queue for queue in waiting_for(user.as_actor()) if queue.name == "own cases" and queue.total]
    assert "It is closed" not in text(client, "/desk/")


@pytest.mark.parametrize(
    ("side", "reads"),
    [("respondent", {"apricot", "blueberry", "cherry", "damson"}), ("complainant", {"fig", "He called us names", "rita@home.example"})],
)
def test_each_side_gets_on_paper_what_the_law_lets_them_read(city: City, side: str, reads: set[str]) -> None:
    case = written(city)
    here = f"/desk/case/{case.number}/for/{side}"
    page = text(there(city, Role.HR), here)
    everything = {*SAID.values(), "He called us names", "rita@home.example"}
    assert {word for word in everything if word in page} == reads
    for role in (Role.ETHICS_OFFICER, Role.SOCIAL_MEDIA_OFFICER, Role.ADMINISTRATOR):
        told = text(there(city, role), here, 403)
        assert not [word for word in everything if word in told]
    text(there(city, Role.HR), f"/desk/case/{case.number}/for/public", 404)


def test_a_civil_action_is_the_chief_attorneys_word_where_the_city_names_one(city: City, settings: Settings) -> None:
    case, counsel = investigated(city, "employee"), city.actor(Role.CITY_ATTORNEY)
    terms = settings.PROFILE.cases.model_copy(update={"chief_attorney": "employee-post"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": terms})
    assert [each.id for each in findings()] == []
    with pytest.raises(Invalid, match="chief attorney"):
        give_word(case, CounselsWord(civil_action=True), reason="A claim came.", actor=counsel)
    give_word(case, CounselsWord(jeopardises=True), reason="It would suffer.", actor=counsel)
    _, post_held = city.respondent("employee")
    Appointment.objects.create(person=city.users[Role.CITY_ATTORNEY].person, position=post_held, begins=rolls.LONG_AGO)
    assert give_word(case, CounselsWord(civil_action=True), reason="A claim came.", actor=counsel).civil_action
    Appointment.objects.filter(position=post_held).update(ends=rolls.LONG_AGO)
    assert [each.id for each in findings()] == ["cases.W004"]


@pytest.mark.parametrize("role", [Role.CLERK, Role.RECORDS_MANAGER, Role.AUDITOR])
def test_the_list_of_looks_tells_nobody_who_is_complained_of(city: City, role: Role) -> None:
    case, himself = written(city), complained_of(city)
    text(himself, f"/desk/case/{case.number}/own")
    page = text(there(city, role), "/desk/audit/looks")
    assert "complained of" not in page
    assert f"about {case.respondent}" not in page
    page = text(there(city, Role.HR), f"/desk/case/{case.number}")
    assert "Read by who is complained of" in page, "who works on it reads when they looked"
