"""Who may see and do what: the right role, the wrong role, the stranger, for every page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from tests import rolls
from tests.capture.attesting import attest
from tests.conftest import Turn
from tests.desk.conftest import Staff

from rostra.accounts.models import Account
from rostra.accounts.states import AccountState
from rostra.capture.actions import read_export
from rostra.capture.models import Connection, Gap, ListExport, SettingsAttestation
from rostra.capture.queries.consent import sealed
from rostra.capture.states import ConnectionState, Declared
from rostra.core import clock
from rostra.core.models import Event
from rostra.desk.urls import urlpatterns
from rostra.people.actions import link_identity
from rostra.people.queries import identities_of
from rostra.people.states import Role
from rostra.platforms.base import Act
from rostra.platforms.consent import Tokens
from rostra.platforms.lists import Form

pytestmark = pytest.mark.django_db
ME = rolls.OPERATOR
EVERYBODY = {"administrator", "communications", "records", "auditor"}
AUDIT = {"records", "auditor"}
PEOPLE = {"administrator", "auditor"}
REGISTER = {"communications"}
STEER = {"administrator", "communications", "records"}
BOSS = {"administrator"}
WRITES = ("retry", "follow", "connection-end", "connection-ask", "list-drop", "grant", "sign-out")
# name of the page: who may, by which method
PAGES = {
    "work": (EVERYBODY, "get"),
    "accounts": (EVERYBODY, "get"),
    "account": (EVERYBODY, "get"),
    "capture": (EVERYBODY, "get"),
    "register": (REGISTER, "get"),
    "register-confirm": (REGISTER, "post"),
    "move": (REGISTER, "get"),
    "custodian": (REGISTER, "get"),
    "retry": (STEER, "post"),
    "follow": (STEER, "post"),
    "gap": (STEER, "get"),
    "lists": (STEER, "get"),
    "list": (STEER, "get"),
    "list-drop": (STEER, "post"),
    "connection": (EVERYBODY, "get"),
    "connected": (EVERYBODY, "get"),
    "connection-end": (REGISTER, "post"),
    "connection-ask": (STEER, "post"),
    "settings": (EVERYBODY, "get"),
    "settings-file": (REGISTER, "get"),
    "people": (PEOPLE, "get"),
    "user": (PEOPLE, "get"),
    "user-add": (BOSS, "get"),
    "password": (BOSS, "get"),
    "grant": (BOSS, "post"),
    "end": (BOSS, "post"),
    "close": (BOSS, "get"),
    "reopen": (BOSS, "post"),
    "audit": (AUDIT | BOSS, "get"),
    "audit-csv": (AUDIT, "get"),
    "audit-json": (AUDIT, "get"),
    "chain": (AUDIT | BOSS, "get"),
    "access": (PEOPLE, "get"),
    "looks": (AUDIT, "get"),
    "end-sessions": (BOSS, "post"),
    "reset-factors": (BOSS, "post"),
    "unlink": (BOSS, "post"),
}


def picture(account: Account, staff: Staff) -> int:
    """The number of one that came with an attestation."""
    made = SettingsAttestation.objects.first() or attest(account, staff.communications.as_actor())
    return int(made.files.get().pk)


def waiting_list(account: Account, content: bytes = b"1\n2\n") -> ListExport:
    declared = Declared(Act.BLOCK, Form.TEXT, clock.now(), complete=True)
    return read_export(account, content, "blocked.txt", declared, actor=ME)


def connected_account() -> Account:
    """One on a network that asks for consent, connected."""
    made = Account.objects.filter(network="mastodon").first() or rolls.account(network="mastodon", identity="12", slug="asking")
    facts = {"state": ConnectionState.CONNECTED, "sealed": sealed(Tokens("token-1")), "granted": clock.now(), "since": clock.now()}
    Connection.objects.update_or_create(account=made, defaults=facts)
    return made


def address(name: str, staff: Staff) -> str:
    account = Account.objects.first() or rolls.account()
    gap = Gap.objects.first() or Gap.objects.create(
        account=account, method="poll", starts=clock.now() - dt.timedelta(hours=1), noticed=clock.now(), reason="503"
    )
    paper = Account.objects.filter(network="x").first() or rolls.account(network="x", identity="12", slug="paper")  # asks no network
    export = ListExport.objects.first() or waiting_list(paper)
    asking = connected_account()
    arguments: dict[str, list[object]] = {
        "lists": [paper.slug], "list": [paper.slug, export.pk], "list-drop": [paper.slug, export.pk],
        "connection": [asking.slug], "connection-end": [asking.slug], "connection-ask": [asking.slug],
        "settings": [paper.slug], "settings-file": [paper.slug, picture(paper, staff)],
        "account": [account.slug], "custodian": [account.slug], "retry": [account.slug], "move": [account.slug, "close"], "gap": [gap.pk],
        "follow": [paper.slug],
        "user": [staff.records.pk], "password": [staff.records.pk], "grant": [staff.records.pk], "close": [staff.records.pk],
        "reopen": [staff.records.pk],
        "end-sessions": [staff.records.pk], "reset-factors": [staff.records.pk],
        "unlink": [(identities_of(staff.records).first() or link_identity(staff.records, provider="x", subject="1", actor=ME)).pk],
        "end": [staff.records.grants.get().pk],
    }  # fmt: skip
    return reverse(f"desk:{name}", args=arguments.get(name, []))


def test_every_address_of_the_desk_is_in_the_table_and_checks_a_rule() -> None:
    named = {pattern.name: pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert set(named) == {*PAGES, "undo"}  # that one is tried with the register of restrictions, which it belongs to
    assert [name for name, pattern in named.items() if not hasattr(pattern.callback, "rule")] == []


@pytest.mark.parametrize("name", PAGES)
def test_right_role_wrong_role_and_stranger(name: str, staff: Staff, turn: Turn) -> None:
    allowed, method = PAGES[name]
    url = address(name, staff)
    events = Event.objects.count()
    for who in (*sorted(EVERYBODY), "nobody", "stranger"):
        with turn(who):
            answer = getattr(staff.client(who), method)(url)
            if who == "stranger":
                assert answer.status_code == 302
                assert answer.url == f"/desk/sign-in?next={url}"
            elif who in allowed:
                assert answer.status_code in {200, 302, 422}
                assert "/sign-in" not in answer.get("Location", "")
            else:
                assert answer.status_code == 403
                assert "Only " in answer.content.decode() or "No role is granted to you" in answer.content.decode()
            if who not in allowed:
                assert Event.objects.count() == events
            assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", [*WRITES, "end", "reopen", "register-confirm"])
def test_what_changes_something_is_not_done_by_a_link(name: str, staff: Staff) -> None:
    url = reverse("account_logout") if name == "sign-out" else address(name, staff)
    assert staff.client("administrator").get(url).status_code == 405


@pytest.mark.parametrize("name", [*WRITES, "lists", "list", "settings", "close", "move", "gap", "connection"])
def test_a_form_of_another_site_is_refused(name: str, staff: Staff) -> None:
    url = reverse("account_logout") if name == "sign-out" else address(name, staff)
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(url, {"reason": "x", "note": "x"}).status_code == 403


def test_the_auditor_sees_no_button_and_the_reason_why(staff: Staff) -> None:
    page = staff.client("auditor").get(address("account", staff)).content.decode()
    assert "Only social media officer or communications director or steward may do this." in page
    assert "move/close" not in page
    assert "Name another" not in page
    assert "Register an account" not in staff.client("auditor").get("/desk/accounts").content.decode()
    assert 'method="post"' not in staff.client("auditor").get("/desk/capture").content.decode().split("<main")[1]


def test_a_role_that_was_ended_closes_the_desk_at_once(staff: Staff) -> None:
    client = staff.client("records")
    assert client.get("/desk/").status_code == 200
    staff.records.grants.update(ended=clock.now())
    assert client.get("/desk/").status_code == 403


def test_unknown_things_are_not_found(staff: Staff) -> None:
    client, administrator = staff.client("communications"), staff.client("administrator")
    for path in (
        "account/nothing",
        "account/nothing/move/close",
        "capture/gap/999",
        "account/nothing/lists",
        "account/nothing/lists/1",
        "account/nothing/custodian",
    ):
        assert client.get(f"/desk/{path}").status_code == 404
    assert administrator.get("/desk/people/999").status_code == 404
    assert administrator.post("/desk/people/grants/999/end").status_code == 404


def test_a_move_that_the_state_does_not_allow_is_refused_with_the_reason(staff: Staff) -> None:
    rolls.account()
    answer = staff.client("communications").get("/desk/account/parks-bluesky/move/resume")
    assert answer.status_code == 409
    assert "Possible now: provision, lose, close." in answer.content.decode()
    assert Account.objects.get().state == AccountState.APPROVED
    assert Role.AUDITOR in staff.client("auditor").get("/desk/").wsgi_request.user.as_actor().roles
