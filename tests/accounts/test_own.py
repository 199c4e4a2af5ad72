"""Any covered person asks for an account without a sign-in, sees what they asked for, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests import rolls
from tests.policy import asked

from rostra.accounts import actions, rules
from rostra.accounts.models import AccountRequest
from rostra.accounts.states.requests import RequestState
from rostra.core.dates import in_words
from rostra.core.errors import Forbidden
from rostra.core.models import Event, Mail
from rostra.core.sealing import cipher
from rostra.people import rules as people
from rostra.people.actions import end_appointment, issue_invitation
from rostra.people.actions.invitations import guest, mail_links
from rostra.people.models import Invitation, Person, User
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
PAT, KIM = "pat-sample", "kim-sample"


def let_in(slug: str) -> Client:
    """A browser in which this person opened their link."""
    person = Person.objects.filter(slug=slug).first() or rolls.officer(slug, slug.replace("-", " ").title())
    client, issued = Client(), issue_invitation(person, actor=rolls.OPERATOR)
    assert client.post(f"/me/with/{issued.token}").status_code == 302
    return client


def told(**more: object) -> dict[str, object]:
    unit = Person.objects.get(slug=PAT).appointments.get().position.unit
    return {
        "network": "bluesky", "handle": "zoo.exampleville.example", "name": "Zoo", "unit": unit.pk,
        "justification": "Opening hours change.", "audience": "Families", "custodian": PAT, "steward": PAT, "backup": KIM,
        "terms": "", **more,
    }  # fmt: skip


@pytest.fixture
def pat() -> Client:
    rolls.officer(KIM, "Kim Sample")
    client = let_in(PAT)
    assert client.post("/me/requests/new", told()).headers["Location"] == "/me/requests"
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_who_holds_a_position_asks_and_follows_it(pat: Client) -> None:
    made = AccountRequest.objects.get()
    assert (made.by_ref, made.by_name, made.state) == (f"person:{PAT}", "Pat Sample", "requested")
    assert "/me/requests" in text(pat.get("/me/asked"))
    assert f"/me/request/{made.pk}" in text(pat.get("/me/requests"))
    page = text(pat.get(f"/me/request/{made.pk}"))
    assert "The request is waiting to be taken up." in page
    assert "Opening hours change." in page
    assert pat.post("/me/requests/new", told(justification="")).status_code == 422
    assert pat.post(f"/me/request/{made.pk}/withdraw", {"reason": ""}).headers["Location"] == f"/me/request/{made.pk}"
    assert AccountRequest.objects.get().state == RequestState.WITHDRAWN
    assert pat.get(f"/me/request/{made.pk}/withdraw").status_code == 409


def test_what_was_returned_is_mended_there(pat: Client) -> None:
    AccountRequest.objects.update(state=RequestState.RETURNED)
    made = AccountRequest.objects.get()
    assert "Opening hours change." in text(pat.get(f"/me/request/{made.pk}/resubmit"))
    assert pat.post(f"/me/request/{made.pk}/resubmit", told(terms="Read by counsel in May.")).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.terms) == ("requested", "Read by counsel in May.")


def test_owner_colleague_and_stranger(pat: Client) -> None:
    made = AccountRequest.objects.get()
    colleague, stranger = let_in(KIM), Client()
    assert "Zoo" not in text(colleague.get("/me/requests")), "though they are named in it"
    for place in (f"/me/request/{made.pk}", f"/me/request/{made.pk}/withdraw"):
        assert pat.get(place).status_code == 200
        assert colleague.get(place).status_code == 404
        assert stranger.get(place).headers["Location"] == "/me"
    for place in ("/me/requests", "/me/requests/new"):
        assert stranger.get(place).headers["Location"] == "/me"
    assert colleague.post(f"/me/request/{made.pk}/withdraw", {"reason": "x"}).status_code == 404
    assert pat.get(f"/me/request/{made.pk}/approve").status_code == 404
    for place in ("/desk/requests", f"/desk/request/{made.pk}", "/desk/", "/desk/requests/new"):
        assert "/desk/sign-in" in pat.get(place).headers["Location"]


def test_what_others_acknowledged_is_not_learnt_by_naming_them(pat: Client) -> None:
    asked.running()
    made = AccountRequest.objects.get()
    assert any(check.topic == "acknowledgement" for check in rules.checks_of(made))
    assert "has not acknowledged" not in text(pat.get(f"/me/request/{made.pk}"))


def test_who_left_sees_what_they_asked_for_and_asks_no_more(pat: Client) -> None:
    end_appointment(Person.objects.get(slug=PAT).appointments.get(), ends=rolls.LONG_AGO, actor=rolls.OPERATOR)
    assert "Only somebody who holds a position" in text(pat.get("/me/requests"))
    assert pat.get("/me/requests/new").status_code == pat.post("/me/requests/new", told()).status_code == 403
    assert AccountRequest.objects.count() == 1


def test_a_city_may_keep_it_to_communications(pat: Client, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"permissions": {"account-request": {"covered-person": []}}})
    people.matrix.cache_clear()
    try:
        assert pat.get("/me/requests/new").status_code == 403
    finally:
        people.matrix.cache_clear()


def test_nobody_decides_at_the_desk_about_what_they_asked_for_by_a_link(pat: Client) -> None:
    """One person, whatever door: they may take it back there, and not approve it. Nor does a head decide by a link."""
    user = rolls.people_user(Person.objects.get(slug=PAT))
    rolls.grant(user, Role.SOCIAL_MEDIA_OFFICER)
    boss, made = User.objects.get(pk=user.pk).as_actor(), AccountRequest.objects.get()
    assert "of their own" in rules.may_move_request(boss, made, "take-up").reason
    assert rules.may_see_request(boss, made)
    assert rules.may_move_request(boss, made, "withdraw")
    with pytest.raises(Forbidden):
        actions.move_request(made, "take-up", actor=guest(Person.objects.get(slug=KIM)))


def test_each_step_is_told_by_mail_with_the_reasons_and_the_way_to_appeal(pat: Client) -> None:
    made, boss = AccountRequest.objects.get(), rolls.user("boss", Role.COMMUNICATIONS_DIRECTOR).as_actor()
    actions.move_request(made, "take-up", actor=boss)
    assert not Mail.objects.exists(), "there is no address on the roster"
    Person.objects.filter(slug=PAT).update(email="pat@home.example")
    actions.move_request(made, "return", reason="No terms.", actor=boss)
    assert "The reasons: No terms." in Mail.objects.get(to="pat@home.example").body
    for state, move in (("requested", "take-up"), ("under-review", "deny"), ("appealed", "uphold")):
        AccountRequest.objects.update(state=state, decided_by="")
        actions.move_request(made, move, reason="Two are enough.", actor=boss)
    denied = Mail.objects.get(body__contains="is denied.")
    last = in_words(rules.appeal_until(AccountRequest.objects.get()))
    assert f"You may appeal until {last}." in denied.body
    assert "/me/send" in denied.body
    assert "The reasons: Two are enough." in denied.body
    assert Mail.objects.count() == 4
    assert not Event.objects.filter(facts__icontains="home.example").exists()


def test_who_asked_at_the_desk_reads_it_there(pat: Client) -> None:
    user = rolls.people_user(Person.objects.get(slug=KIM))
    Person.objects.update(email="kim@home.example")
    made = AccountRequest.objects.get()
    AccountRequest.objects.update(by_ref=user.as_actor().ref)
    actions.move_request(made, "take-up", actor=rolls.user("boss", Role.COMMUNICATIONS_DIRECTOR).as_actor())
    assert not Mail.objects.exists()


def test_a_refusal_leads_back_to_the_own_pages(pat: Client) -> None:
    made = AccountRequest.objects.get()
    refused = pat.get(f"/me/request/{made.pk}/appeal")
    assert refused.status_code == 409
    assert 'href="/me/asked">Your own pages</a>' in text(refused)
    assert "/desk/" not in text(refused).split("<main")[1].split("</main>")[0]


def test_a_used_link_leads_to_a_new_one(client: Client) -> None:
    issued = issue_invitation(rolls.officer(), actor=rolls.OPERATOR)
    client.post(f"/me/with/{issued.token}")
    used = text(Client().post(f"/me/with/{issued.token}"))
    assert "have a new link sent" in used.lower()
    assert 'href="/me/send"' in used.split("<main")[1].split("</main>")[0]


def test_a_link_goes_to_the_address_on_the_roster_and_the_answer_tells_nothing(client: Client) -> None:
    person = rolls.officer()
    Person.objects.update(email="pat@home.example")
    answers = {text(Client().post("/me/send", {"address": address})) for address in ("Pat@home.example", "nobody@home.example")}
    assert len(answers) == 1
    mail = Mail.objects.get()
    assert (mail.to, mail.secret) == ("pat@home.example", True)
    assert "the accounts that you ask for" in cipher("mail").decrypt(mail.body).decode()
    Client().post("/me/send", {"address": "pat@home.example"})
    assert Invitation.objects.count() == 1, "another one a moment later"
    assert client.post("/me/send", {"address": "x"}).status_code == 422
    end_appointment(person.appointments.get(), ends=rolls.LONG_AGO, actor=rolls.OPERATOR)
    Invitation.objects.all().delete()
    assert mail_links("pat@home.example") == 0, "who left gets none"
    assert mail_links("") == 0


def test_links_cannot_be_asked_for_without_end(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"invited": "2/m/ip"}
    sent = [client.post("/me/send", {"address": "a@b.example"}, REMOTE_ADDR="192.0.2.8").status_code for _ in range(3)]
    assert sent == [200, 200, 429]


def test_the_way_is_named_where_people_look_for_it(client: Client) -> None:
    assert 'href="/me"' in text(client.get("/desk/sign-in"))
    assert 'href="/me/send"' in text(client.get("/me"))
