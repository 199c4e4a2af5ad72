"""People who only acknowledge: a link or a code opens once, to one person's own pages, and to nothing else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.core.post_office import PostOffice
from tests.core.test_mail import office
from tests.desk.conftest import Staff

from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Forbidden
from rostra.core.mail import mute, send_due
from rostra.core.models import Event, Mail
from rostra.people.actions import Issued, end_invitation, issue_invitation, redeem_code, redeem_link
from rostra.people.models import Invitation, Person
from rostra.people.states.codes import ALPHABET, LENGTH, new_code, printed, read_code

__all__ = ["office"]
db = pytest.mark.django_db


@given(st.data())
def test_a_code_is_read_however_it_is_typed_and_every_slip_is_found(data: st.DataObject) -> None:
    code = new_code()
    assert read_code(f" {printed(code).lower()} ") == code
    here, there = data.draw(st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True))
    other = data.draw(st.sampled_from(ALPHABET.replace(code[here], "")))
    swapped = list(code)
    swapped[here], swapped[there] = code[there], code[here]
    for wrong in {code[:here] + other + code[here + 1 :], "".join(swapped)} - {code}:
        with pytest.raises(ValueError, match="not one of our codes"):
            read_code(wrong)


@pytest.fixture
def issued(staff: Staff) -> Issued:
    return issue_invitation(rolls.officer(), actor=staff.communications.as_actor())


def path(issued: Issued) -> str:
    return f"/me/with/{issued.token}"


@db
def test_opening_the_link_of_a_mail_uses_nothing_up_pressing_its_button_does(issued: Issued, client: Client) -> None:
    for _ in range(3):  # a mail scanner
        assert "Open" in Client().get(path(issued)).content.decode()
    answer = client.post(path(issued))
    assert answer.headers["Location"] == "/me/asked"
    cookie = answer.cookies["invited"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/me", True, "Lax")
    assert "Pat Sample" in client.get("/me/asked").content.decode()
    again = Client().post(path(issued))
    assert again.status_code == 403
    assert "was used before" in again.content.decode()


@db
def test_a_printed_code_opens_the_same_once(issued: Issued, client: Client) -> None:
    slip = client.post("/me", {"code": printed(issued.code)[:-1] + "2"})
    assert slip.status_code in {302, 422}
    assert client.post("/me", {"code": "hello"}).status_code == 422
    if slip.status_code == 422:
        assert client.post("/me", {"code": printed(issued.code).lower()}).headers["Location"] == "/me/asked"
    with pytest.raises(Forbidden, match="used before"):
        redeem_code(issued.code)
    with pytest.raises(Forbidden, match="used before"):
        redeem_link(issued.token)


@db
def test_it_expires_and_can_be_taken_back(issued: Issued, client: Client, staff: Staff) -> None:
    with clock.frozen(clock.now() + dt.timedelta(days=15)), pytest.raises(Forbidden, match="expired"):
        redeem_link(issued.token)
    client.post(path(issued))
    with pytest.raises(Forbidden, match="Only "):
        end_invitation(issued.invitation, actor=staff.auditor.as_actor())
    end_invitation(issued.invitation, actor=staff.communications.as_actor())
    assert client.get("/me/asked").headers["Location"] == "/me"


@db
def test_the_session_carries_the_person_and_opens_no_staff_page(issued: Issued, client: Client) -> None:
    client.post(path(issued))
    assert "sessionid" not in client.cookies
    client.cookies["invited"]["path"] = "/"  # as if a browser sent it everywhere
    for page in ("/desk/", "/desk/auth/", "/desk/roster", "/desk/people"):
        assert client.get(page).headers["Location"].startswith("/desk/sign-in")
    client.post("/me/leave")
    assert client.get("/me/asked").headers["Location"] == "/me"
    assert Client().get("/me/asked").headers["Location"] == "/me"


@db
@pytest.mark.parametrize("forged", ["1", "1:2:3", "", "1:1tQ8aB:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_a_forged_cookie_opens_nothing(forged: str, issued: Issued, client: Client) -> None:
    client.cookies["invited"] = forged
    assert client.get("/me/asked").headers["Location"] == "/me"


@db
def test_no_secret_is_kept_or_told(issued: Issued) -> None:
    redeem_code(issued.code)
    kept = str([*Invitation.objects.values(), *Event.objects.values()])
    assert issued.code not in kept + repr(issued)
    assert issued.token not in kept + repr(issued)
    told = [(event.action, event.actor_ref) for event in Event.objects.filter(action__startswith="people.invitation")]
    assert [action for action, _ in told] == ["people.invitation.issued", "people.invitation.redeemed"]
    assert told[1][1] == "person:pat-sample"


@db
def test_who_may_invite(staff: Staff) -> None:
    person = rolls.officer()
    issue_invitation(person, actor=system("reminders"))
    for who in (staff.administrator, staff.auditor, staff.records):
        with pytest.raises(Forbidden, match="Only "):
            issue_invitation(person, actor=who.as_actor())


@db
def test_codes_cannot_be_tried_out(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"invited": "3/m/ip"}
    answers = [client.post("/me", {"code": new_code()}, REMOTE_ADDR="192.0.2.7").status_code for _ in range(5)]
    assert answers == [422, 422, 422, 429, 429]


@db
def test_the_narrow_session_costs_one_query_more(issued: Issued, client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.post(path(issued))
    with django_assert_num_queries(2):  # the invitation, and what the page shows
        assert client.get("/me/looks").status_code == 200


@db
def test_the_link_is_mailed_and_lies_open_nowhere(staff: Staff, office: PostOffice, client: Client) -> None:
    person = rolls.officer()
    Person.objects.update(email="pat@home.example")
    page = staff.client("communications").post(f"/desk/roster/person/{person.slug}/invite", {"by_mail": "on"}).content.decode()
    (shown,) = re.findall(r"http://[^<\"]+/me/with/[\w-]+", page)
    waiting = Mail.objects.get(to="pat@home.example")
    token = shown.rpartition("/")[2]
    assert token not in str([*Mail.objects.values(), *Event.objects.values(), *Invitation.objects.values()])
    assert "is on its way to" in page
    assert send_due() == 1
    ((address, letter),) = office.taken
    assert address == "pat@home.example"
    assert shown in str(letter.get_payload(decode=True).decode())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.body) == ("sent", "")
    assert client.post(f"/me/with/{token}").headers["Location"] == "/me/asked"
    assert "with/" not in staff.client("communications").get(f"/desk/roster/person/{person.slug}").content.decode()


@db
def test_mail_of_an_invitation_waits_and_is_forgotten_when_it_is_given_up(staff: Staff, office: PostOffice) -> None:
    person = rolls.officer()
    Person.objects.update(email="pat@home.example")
    person.refresh_from_db()
    issue_invitation(person, by_mail=True, actor=staff.communications.as_actor())
    office.answers["pat@home.example"] = "451 later"
    assert send_due() == 1
    assert Mail.objects.get().body
    del office.answers["pat@home.example"]
    office.answers["pat@home.example"] = "550 unknown"
    with clock.frozen(clock.now() + dt.timedelta(hours=1)):
        send_due()
    assert (Mail.objects.get().state, Mail.objects.get().body) == ("failed", "")
    mute("pat@home.example", reason="bounced", actor=rolls.OPERATOR)
    issue_invitation(person, by_mail=True, actor=staff.communications.as_actor())
    assert [(mail.state, mail.body) for mail in Mail.objects.order_by("-pk")[:1]] == [("muted", "")]


@db
def test_without_an_address_the_code_is_handed_over(staff: Staff, client: Client) -> None:
    person, officer = rolls.officer(), staff.client("communications")
    url = f"/desk/roster/person/{person.slug}/invite"
    assert "No e-mail address is on record" in officer.get(url).content.decode()
    assert officer.post(url, {"by_mail": "on"}).status_code == 422
    assert not Invitation.objects.exists()
    page = officer.post(url, {}).content.decode()
    (code,) = re.findall(r"<code>([\w-]{14})</code>", page)
    assert client.post("/me", {"code": code}).status_code == 302
    assert not Mail.objects.exists()
    made = Invitation.objects.get()
    assert f"invitation/{made.pk}/end" in officer.get(f"/desk/roster/person/{person.slug}").content.decode()
    assert officer.post(f"/desk/roster/invitation/{made.pk}/end").status_code == 302
    assert client.get("/me/looks").headers["Location"] == "/me"
    for who in ("administrator", "records", "auditor"):
        assert staff.client(who).post(url, {}).status_code == 403
        assert "Invite" not in staff.client(who).get(f"/desk/roster/person/{person.slug}").content.decode()
