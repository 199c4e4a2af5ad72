"""Signing in and out: nothing is told to guessers, guessing is stopped, sessions end."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests import rolls
from tests.desk.conftest import Staff

from rostra.core import clock
from rostra.people.actions import close_user, set_password

pytestmark = pytest.mark.django_db
EMAIL = "jordan-sample@exampleville.example"


def sign_in(client: Client, email: str, password: str, path: str = "/desk/sign-in") -> tuple[int, str]:
    answer = client.post(path, {"login": email, "password": password})
    return answer.status_code, answer.content.decode()


def without_input(page: str) -> str:
    """The page without what was typed and without the token, which differs each time."""
    return re.sub(r'value="[^"]*"', "", page)


def test_the_right_password_opens_the_desk(staff: Staff, client: Client) -> None:
    answer = client.post("/desk/sign-in", {"login": EMAIL.upper(), "password": rolls.PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200


def test_the_answer_does_not_tell_what_was_wrong(staff: Staff, client: Client) -> None:
    close_user(staff.records, actor=staff.administrator.as_actor())
    wrong = sign_in(client, EMAIL, "not the password")
    unknown = sign_in(client, "nobody-at-all@exampleville.example", "not the password")
    closed = sign_in(client, "records-sample@exampleville.example", rolls.PASSWORD)
    without_role = sign_in(client, "nobody-sample@exampleville.example", rolls.PASSWORD)
    assert wrong[0] == 422
    assert "do not fit together" in wrong[1]
    assert {without_input(page) for _, page in (wrong, unknown, closed, without_role)} == {without_input(wrong[1])}
    assert {status for status, _ in (wrong, unknown, closed, without_role)} == {422}


@pytest.mark.parametrize("email", ["jordan-sample@exampleville.example", "unknown@exampleville.example"])
def test_guessing_is_stopped_alike_for_known_and_unknown_addresses(email: str, staff: Staff, client: Client, settings: Settings) -> None:
    settings.AXES_ENABLED = True
    answers = [sign_in(client, email.upper() if n % 2 else email, "guess") for n in range(settings.AXES_FAILURE_LIMIT)]
    assert [status for status, _ in answers] == [422] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    status, page = sign_in(client, email, rolls.PASSWORD)
    assert status == 429
    assert "Try again in 15 minutes" in page
    assert email not in page


def test_one_person_s_lockout_does_not_shut_out_another(staff: Staff, client: Client, settings: Settings) -> None:
    settings.AXES_ENABLED = True
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        sign_in(client, EMAIL, "guess")
    assert sign_in(client, "records-sample@exampleville.example", rolls.PASSWORD)[0] == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(target: str, staff: Staff, client: Client) -> None:
    answer = client.post("/desk/sign-in", {"login": EMAIL, "password": rolls.PASSWORD, "next": target})
    assert answer.url == "/desk/"


@pytest.mark.parametrize("email", ["\x00@x.example", "' OR 1=1 --", "<script>", "a" * 100_000, ""])
def test_hostile_addresses_get_the_form_again(email: str, client: Client) -> None:
    status, page = sign_in(client, email, "x")
    assert status == 422
    assert "<script>" not in page.split("<main")[1]


def test_signing_out_ends_the_session(staff: Staff) -> None:
    client = staff.client("administrator")
    assert client.post("/desk/sign-out").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_a_new_password_ends_other_sessions(staff: Staff) -> None:
    client = staff.client("records")
    set_password(staff.records, password="another long sentence 8", actor=staff.administrator.as_actor())
    assert client.get("/desk/").status_code == 302


def test_somebody_who_signed_in_is_not_asked_again(staff: Staff) -> None:
    assert staff.client("auditor").get("/desk/sign-in").url == "/desk/"


def test_what_others_did_since_the_last_visit_is_shown(staff: Staff, client: Client) -> None:
    sign_in(client, EMAIL, rolls.PASSWORD)
    assert "This is your first visit." in client.get("/desk/").content.decode()
    rolls.account()
    assert "Account registered" not in client.get("/desk/").content.decode()
    client.logout()
    sign_in(client, EMAIL, rolls.PASSWORD)
    page = client.get("/desk/").content.decode()
    assert "Account registered" in page
    assert f"{clock.now():%Y}" in page
