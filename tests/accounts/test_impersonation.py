"""Accounts that pretend to be the city's: what comes in, what is done, and what is never kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.signing import TimestampSigner
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings
from tests import rolls
from tests.desk.conftest import build_staff

from rostra.accounts import actions, rules
from rostra.accounts.models import Impersonation, ImpersonationStep
from rostra.accounts.queries import report_counts
from rostra.accounts.states.impersonation import REPORT_LIFE, Ground, ReportState
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.core.findings import all_findings
from rostra.core.models import Event
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
FORM = {
    "network": "bluesky",
    "address": "pаrks.exampleville.example",
    "claims": "It asks for gift cards.",
    "contact": "nan@home.example",
}


def new(**more: str) -> rules.NewReport:
    return rules.NewReport(**FORM | more)  # type: ignore[arg-type]


def officer() -> Actor:
    return rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER).as_actor()


def received() -> Impersonation:
    rolls.in_use(rolls.account())
    return actions.report_impersonation(new(), actor=PUBLIC)


def everything() -> str:
    """Every text in every table but the log of migrations."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            texts += [repr(row) for row in cursor.execute(f'SELECT * FROM "{table}"').fetchall()]
    return "\n".join(texts)


def test_a_report_is_checked_against_the_register_at_once() -> None:
    report = received()
    assert report.state == ReportState.RECEIVED
    assert report.nearest
    assert report.nearest.slug == "parks-bluesky"
    with pytest.raises(Invalid, match="This account is official"):
        actions.report_impersonation(new(address="https://bsky.app/profile/parks.exampleville.example"), actor=PUBLIC)


def test_a_second_report_joins_the_first_while_that_is_open() -> None:
    report, actor = received(), officer()
    assert actions.report_impersonation(new(address="PАRKS.exampleville.example".lower()), actor=PUBLIC) == report
    actions.dismiss_report(report, Ground.MISTAKE, actor=actor)
    assert actions.report_impersonation(new(), actor=PUBLIC) != report


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("network", "myspace"),
        ("address", "a\u202eb"),
        ("address", " "),
        ("claims", ""),
        ("claims", "x" * 2001),
        ("evidence", "javascript:"),
    ],
)
def test_a_report_says_what_is_needed(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.report_impersonation(new(**{field: value}), actor=PUBLIC)
    assert field in refused.value.problems


def test_the_way_to_the_network_and_back() -> None:
    report, actor = received(), officer()
    for move, state in (
        ("check", "checked"), ("report", "reported-to-platform"), ("not-removed", "not-removed"),
        ("report-again", "reported-to-platform"), ("found-removed", "taken-down"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            actions.move_report(report, move, reason=" ", actor=actor)
        report = actions.move_report(report, move, reason=f"Because of {move}", actor=actor)
        assert report.state == state
    assert report.contact == ""
    assert report.steps.all()[0].reason == "Because of check"
    assert report_counts()[ReportState.TAKEN_DOWN] == 1


@pytest.mark.parametrize("state", ReportState)
def test_no_undeclared_move(state: ReportState) -> None:
    report, actor = received(), officer()
    if state is ReportState.NOT_IMPERSONATION:
        actions.dismiss_report(report, Ground.MISTAKE, actor=actor)
    else:
        Impersonation.objects.update(state=state)
    allowed = {move.name for move in REPORT_LIFE.moves_from(state)}
    for name in REPORT_LIFE.moves.keys() - allowed:
        with pytest.raises(IllegalMove):
            actions.move_report(report, name, reason="x", actor=actor)


def test_what_proves_personal_keeps_nothing_and_no_event_ever_held_it() -> None:
    report, actor = received(), officer()
    actions.move_report(report, "check", reason="pаrks.exampleville.example is Nan's", actor=actor)
    assert "pаrks" in everything()
    actions.dismiss_report(report, Ground.PERSONAL, actor=actor)
    kept = everything()
    for trace in ("pаrks", "gift cards", "nan@home", "Nan's"):
        assert trace not in kept
    assert not ImpersonationStep.objects.exists()
    events = Event.objects.filter(subject=f"impersonation:{report.pk}").order_by("id")
    assert [event.facts for event in events] == [{}, {}, {"ground": "personal"}]
    with pytest.raises(IntegrityError), transaction.atomic():
        Impersonation.objects.update(address="somebody.example")


def test_only_who_decides_about_accounts_follows_a_report() -> None:
    report = received()
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.RECORDS_MANAGER):
        with pytest.raises(Forbidden):
            actions.dismiss_report(report, Ground.PERSONAL, actor=rolls.user(f"some-{role}", role).as_actor())
    with pytest.raises(Forbidden):
        actions.move_report(report, "check", reason="x", actor=PUBLIC)


def test_a_report_that_waits_is_a_finding_that_names_nobody() -> None:
    report, actor = received(), officer()

    def found() -> list[str]:
        return [each.text for each in all_findings() if each.id == "accounts.W010"]

    assert found() == []
    with clock.frozen(clock.now() + dt.timedelta(days=3, hours=1)):
        assert f"report {report.pk} has been waiting to be looked at" in found()[0]
        assert "pаrks" not in found()[0]
        actions.move_report(report, "check", reason="x", actor=actor)
        actions.move_report(report, "report", reason="x", actor=actor)
        assert found() == []
    with clock.frozen(clock.now() + dt.timedelta(days=18)):
        assert len(found()) == 1


def test_more_than_can_be_looked_at_are_not_taken_in(settings: Settings) -> None:
    registry = settings.PROFILE.registry.model_copy(update={"reports_an_hour": 2})
    settings.PROFILE = settings.PROFILE.model_copy(update={"registry": registry})
    for number in range(2):
        actions.report_impersonation(new(address=f"a{number}"), actor=PUBLIC)
    with pytest.raises(Conflict):
        actions.report_impersonation(new(address="a3"), actor=PUBLIC)


def test_anybody_reports_without_a_cookie_and_staff_follow_it(client: Client, settings: Settings) -> None:
    rolls.in_use(rolls.account())
    staff = build_staff()
    page = client.get("/report/impersonation?q=pаrks.exampleville.example")
    assert "pаrks.exampleville.example" in page.content.decode()
    assert client.post("/report/impersonation", {**FORM, "claims": ""}).status_code == 422
    sent = Client(enforce_csrf_checks=True).post("/report/impersonation", FORM, follow=True)
    assert "Your report was sent" in sent.content.decode()
    assert not sent.cookies
    report = Impersonation.objects.get()
    desk = staff.client("communications")
    shown = desk.get(f"/desk/impersonation/{report.pk}").content.decode()
    assert "CYRILLIC SMALL LETTER A" in shown
    assert desk.post(f"/desk/impersonation/{report.pk}/check", {"reason": "It asks for money."}).status_code == 302
    assert desk.post(f"/desk/impersonation/{report.pk}/dismiss", {"ground": "personal"}).status_code == 302
    public = client.get("/report/impersonation").content.decode()
    assert "<dt>Not impersonation</dt><dd>1</dd>" in public
    assert "<script" not in public


def test_one_network_address_sends_so_many_and_no_more(client: Client, settings: Settings) -> None:
    registry = settings.PROFILE.registry.model_copy(update={"reports_an_hour_each": 2})
    settings.PROFILE = settings.PROFILE.model_copy(update={"registry": registry})
    answers = [client.post("/report/impersonation", FORM, REMOTE_ADDR="192.0.2.7").status_code for _ in range(3)]
    assert answers == [302, 302, 429]
    assert client.post("/report/impersonation", FORM, REMOTE_ADDR="192.0.2.8").status_code == 302
    assert "192.0.2" not in everything()


def test_who_sent_a_report_sees_how_it_stands_and_nobody_by_a_number(client: Client) -> None:
    desk = build_staff().client("communications")
    sent = client.post("/report/impersonation", FORM)
    address, report = sent["Location"], Impersonation.objects.get()
    page = client.get(address)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "It has come in, and waits to be looked at." in page.content.decode()
    assert report.address not in page.content.decode()
    for guessed in (
        str(report.pk),
        "999",
        address.rpartition("/")[2][:-1] + ("A" if address[-1] != "A" else "B"),
        f"{report.pk + 1}{address[address.index(':') :]}",
    ):
        assert client.get(f"/report/impersonation/{guessed}").status_code == 404
    desk.post(f"/desk/impersonation/{report.pk}/check", {"reason": "It asks for money."})
    assert "Somebody has looked at it." in client.get(address).content.decode()
    desk.post(f"/desk/impersonation/{report.pk}/dismiss", {"ground": "personal"})
    assert "found to be no impersonation" in client.get(address).content.decode()
    assert client.get("/report/impersonation/" + TimestampSigner(salt="impersonation-report").sign("999")).status_code == 404
