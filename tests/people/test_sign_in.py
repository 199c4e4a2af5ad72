"""Signing in: second factors that are asked for, sessions that end, what is written down about it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import get_resolver
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.desk.conftest import Staff
from tests.totp import code_now

from rostra import config
from rostra.core import clock
from rostra.core.errors import Forbidden
from rostra.core.models import Event
from rostra.core.profile import SignIn, load_profile
from rostra.people import actions
from rostra.people.models import User
from rostra.people.rules import findings, needs_second_factor
from rostra.people.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("delivered_terms")]
EMAIL = "records-sample@exampleville.example"


def give_password(client: Client, email: str = EMAIL, password: str = rolls.PASSWORD) -> str:
    """Where the password leads to."""
    answer = client.post("/desk/sign-in", {"login": email, "password": password})
    return str(answer.headers.get("Location", answer.status_code))


def set_up_app(client: Client) -> str:
    """Set up an app; its key."""
    secret = re.search(r'<code class="key">(\w+)<', client.get("/desk/auth/app").content.decode())
    assert secret
    answer = client.post("/desk/auth/app", {"code": code_now(secret[1])})
    assert answer.headers["Location"] == "/desk/auth/codes"
    return secret[1]


def deeds() -> list[str]:
    return [f"{event.action} {json.dumps(event.facts)}" for event in Event.objects.filter(action__regex="session|factor|sign-in")]


def test_a_password_alone_leads_to_setting_up_a_second_factor_and_nowhere_else(staff: Staff, client: Client) -> None:
    assert give_password(client) == "/desk/"
    for path in ("/desk/", "/desk/accounts", "/desk/roster", "/desk/capture"):
        assert client.get(path).headers["Location"] == "/desk/auth/"
    assert "Your role asks for a second factor" in client.get("/desk/auth/").content.decode()


def test_an_app_is_set_up_and_asked_for_from_then_on(staff: Staff, client: Client) -> None:
    give_password(client)
    secret = set_up_app(client)
    codes = re.findall(r"<li><code>(\d{8})<", client.get("/desk/auth/codes").content.decode())
    assert len(codes) == 10
    assert re.findall(r"<li><code>(\d{8})<", client.get("/desk/auth/codes").content.decode()) == []
    assert client.get("/desk/").status_code == 200
    client.post("/desk/sign-out")
    assert give_password(client) == "/desk/auth/second"
    assert client.get("/desk/").headers["Location"] == "/desk/sign-in?next=/desk/"
    assert "Incorrect code" in client.post("/desk/auth/second", {"code": "000000"}).content.decode()
    assert client.post("/desk/auth/second", {"code": codes[0]}).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    client.post("/desk/sign-out")
    give_password(client)
    assert client.post("/desk/auth/second", {"code": codes[0]}).status_code == 200
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert deeds() == [
        'people.session.begun {"by": "password"}', 'people.factor.added {"kind": "totp"}', "people.session.ended {}",
        'people.sign-in.failed {"what": "totp", "locked": false}',
        'people.session.begun {"by": "password, recovery_codes"}', "people.session.ended {}",
        'people.sign-in.failed {"what": "totp", "locked": false}',
    ]  # fmt: skip
    assert not any(word in str(list(Event.objects.values_list("facts", flat=True))) for word in (secret, codes[0], rolls.PASSWORD))


def test_who_removes_the_last_factor_has_to_set_one_up_again(staff: Staff, client: Client) -> None:
    give_password(client)
    set_up_app(client)
    assert client.get("/desk/").status_code == 200
    client.post("/desk/auth/app/remove")
    assert client.get("/desk/").headers["Location"] == "/desk/auth/"


def test_an_administrator_removes_lost_factors_of_others_never_their_own(staff: Staff, client: Client) -> None:
    give_password(client)
    set_up_app(client)
    with pytest.raises(Forbidden, match="Ask another administrator"):
        actions.reset_factors(staff.administrator, actor=staff.administrator.as_actor())
    with pytest.raises(Forbidden, match="Only administrator"):
        actions.reset_factors(staff.records, actor=staff.auditor.as_actor())
    assert staff.client("administrator").post(f"/desk/people/{staff.records.pk}/factors/reset").status_code == 302
    assert not Authenticator.objects.exists()
    assert client.get("/desk/").headers["Location"].startswith("/desk/sign-in")


def test_the_profile_says_which_roles_a_password_alone_opens(staff: Staff, client: Client, settings: Settings) -> None:
    assert "people.W004" not in {finding.id for finding in findings()}
    settings.PROFILE = settings.PROFILE.model_copy(update={"sign_in": SignIn(password_alone=["records-manager"])})
    assert [finding.text for finding in findings() if finding.id == "people.W004"] == [
        "A password alone opens the desk to: records manager."
    ]
    assert "Never leave it so" in client.get("/desk/sign-in").content.decode()
    give_password(client)
    assert client.get("/desk/").status_code == 200
    client.post("/desk/sign-out")
    give_password(client, "auditor-sample@exampleville.example")
    assert client.get("/desk/").headers["Location"] == "/desk/auth/"


def test_only_what_is_used_of_allauth_is_mounted() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name in names if re.search("signup|reset_password|email|connections|set_password", name)} == set()


def test_failures_are_written_down_for_persons_and_stop_when_locked(staff: Staff, client: Client, settings: Settings) -> None:
    settings.AXES_ENABLED = True
    for _ in range(8):
        give_password(client, password="guess")
        give_password(client, "unknown@exampleville.example", "guess")
    assert deeds() == [
        *['people.sign-in.failed {"what": "password", "locked": false}'] * 4,
        'people.sign-in.failed {"what": "password", "locked": true}',
    ]


def test_codes_cannot_be_guessed(staff: Staff, client: Client, settings: Settings) -> None:
    give_password(client)
    secret = set_up_app(client)
    client.post("/desk/sign-out")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    give_password(client)
    for _ in range(3):
        client.post("/desk/auth/second", {"code": "000000"})
    assert "Too many" in client.post("/desk/auth/second", {"code": code_now(secret)}).content.decode()


def test_the_profile_that_is_delivered_asks_everybody_for_a_second_factor() -> None:
    example = load_profile(Path(config.__file__).with_name("example.toml"))
    assert example.sign_in.password_alone == []
    assert all(needs_second_factor({role}) for role in Role)


# sessions


@pytest.fixture
def two(staff: Staff, settings: Settings) -> tuple[Client, Client]:
    """Two browsers in which one person signed in."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"sign_in": SignIn(password_alone=["records-manager"])})
    clients = Client(headers={"user-agent": "First"}), Client(headers={"user-agent": "Second"})
    for client in clients:
        assert give_password(client) == "/desk/"
    return clients


def test_sessions_are_listed_and_ended_at_once_by_their_owner(two: tuple[Client, Client], staff: Staff) -> None:
    first, second = two
    page = first.get("/desk/auth/").content.decode()
    assert "First" in page
    assert "Second" in page
    assert not any(session.session_key in page for session in UserSession.objects.all())
    other = UserSession.objects.get(user_agent="Second")
    assert staff.client("auditor").post(f"/desk/auth/sessions/{other.pk}/end").status_code == 404
    assert second.get("/desk/").status_code == 200
    first.post(f"/desk/auth/sessions/{other.pk}/end")
    assert second.get("/desk/").headers["Location"].startswith("/desk/sign-in")
    assert first.get("/desk/").status_code == 200


def test_all_others_end_and_this_one_stays(two: tuple[Client, Client]) -> None:
    first, second = two
    first.post("/desk/auth/sessions/end-others")
    assert (first.get("/desk/").status_code, second.get("/desk/").status_code) == (200, 302)


def test_an_administrator_ends_the_sessions_of_others(two: tuple[Client, Client], staff: Staff) -> None:
    assert "Second" in staff.client("auditor").get(f"/desk/people/{staff.records.pk}").content.decode()
    assert staff.client("auditor").post(f"/desk/people/{staff.records.pk}/sessions/end").status_code == 403
    staff.client("administrator").post(f"/desk/people/{staff.records.pk}/sessions/end")
    assert [client.get("/desk/").status_code for client in two] == [302, 302]
    assert deeds()[-1] == 'people.session.revoked {"sessions": 2}'


def test_a_new_password_of_one_s_own_keeps_this_session_alone(two: tuple[Client, Client]) -> None:
    first, second = two
    assert first.post("/desk/auth/password", {"password": "short"}).status_code == 422
    assert first.post("/desk/auth/password", {"password": "quite another sentence 9"}).status_code == 302
    assert (first.get("/desk/").status_code, second.get("/desk/").status_code) == (200, 302)
    assert UserSession.objects.count() == 1


def test_a_closed_user_s_sessions_end(two: tuple[Client, Client], staff: Staff) -> None:
    actions.close_user(staff.records, actor=staff.administrator.as_actor())
    assert [client.get("/desk/").status_code for client in two] == [302, 302]


@pytest.mark.parametrize(("steps", "ends"), [([50] * 11, False), ([61], True), ([50] * 12, True)])
def test_a_session_ends_when_idle_and_after_a_day_s_work(steps: list[int], ends: bool, two: tuple[Client, Client]) -> None:
    moment = clock.now()
    status = 0
    for minutes in steps:
        moment += dt.timedelta(minutes=minutes)
        with clock.frozen(moment):
            status = two[0].get("/desk/accounts").status_code
    assert status == (302 if ends else 200)


def test_typing_keeps_a_session_and_lengthens_no_working_day(two: tuple[Client, Client], staff: Staff) -> None:
    first, second = two
    begun, statuses, events = clock.now(), [], Event.objects.count()
    for minutes in range(50, 13 * 60, 50):
        with clock.frozen(begun + dt.timedelta(minutes=minutes)):
            answer = first.get("/desk/auth/typing")
            statuses.append(answer.status_code)
    assert (set(statuses[:11]), set(statuses[12:])) == ({204}, {302}), "ten hours, and no longer"
    with clock.frozen(begun + dt.timedelta(minutes=61)):
        assert second.get("/desk/auth/typing").status_code == 302, "who asks too late has no session"
    assert Event.objects.count() == events
    page = staff.client("records").get("/desk/").content.decode()
    assert 'data-typing="/desk/auth/typing" data-idle="60"' in page
    assert "Your session ends 60 minutes after the last page" in page.split("<noscript>")[1].split("</noscript>")[0]
    assert "people/typing.js" in page
    assert Client().get("/desk/auth/typing").status_code == 302


def test_before_the_sign_in_is_changed_one_shows_again_who_one_is(two: tuple[Client, Client]) -> None:
    later = clock.now() + dt.timedelta(minutes=6)
    with clock.frozen(later):
        assert two[0].get("/desk/auth/app").headers["Location"] == "/desk/auth/again?next=%2Fdesk%2Fauth%2Fapp"
        assert two[0].post("/desk/auth/again?next=/desk/auth/app", {"password": "wrong"}).status_code == 200
        answer = two[0].post("/desk/auth/again?next=/desk/auth/app", {"password": rolls.PASSWORD})
        assert answer.headers["Location"] == "/desk/auth/app"


@pytest.mark.parametrize("path", ["", "password", "app", "passkeys/add", "codes", "codes/new", "again", "app/remove"])
def test_a_stranger_is_sent_to_the_sign_in(path: str, client: Client) -> None:
    assert client.get(f"/desk/auth/{path}").headers["Location"].startswith("/desk/sign-in")


def test_my_sign_in_takes_as_many_queries_for_three_sessions_as_for_one(
    staff: Staff, two: tuple[Client, Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(8):
            assert two[0].get("/desk/auth/").status_code == 200
        give_password(Client())


def test_nothing_can_be_done_with_a_user_who_lost_every_role(two: tuple[Client, Client], staff: Staff) -> None:
    actions.end_role(staff.records.grants.get(), actor=staff.administrator.as_actor())
    assert two[0].get("/desk/").status_code == 403
    assert give_password(Client()) == "422"
    assert User.objects.get(pk=staff.records.pk).is_active
