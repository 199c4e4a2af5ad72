"""The desk in a real browser: for everyone, at every width, by keyboard, without scripts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import Staff, keep_register_too
from tests.desk.test_access import waiting_list
from tests.people.test_roster import SOURCE, person, read, take_in
from tests.records import make_log

from rostra.accounts.actions import move_report, report_impersonation
from rostra.accounts.rules import NewReport
from rostra.capture.models import Coverage, Gap, Schedule
from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.people.models import Appointment, PositionAttribute, RoleGrant
from rostra.people.states import Role

pytestmark = pytest.mark.browser
EMAIL = "jordan-sample@exampleville.example"


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def desk(staff: Staff, server: str, settings: Settings) -> str:
    """A desk on which every state stands once; its address."""
    now = clock.now()
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})
    keep_register_too(staff.administrator)
    take_in([person(1), person(2)])
    late, closed = rolls.account(0), rolls.account(1, network="x", identity="12")
    rolls.account(2)
    rolls.in_use(late)
    rolls.archived(closed, reason="Merged")
    Coverage.objects.create(account=late, method="poll", begins=now - dt.timedelta(days=2), ends=now - dt.timedelta(hours=5))
    Schedule.objects.create(account=late, work="poll", due=None, failures=3, trouble=f"https://pds.example/{'x' * 300} answered 503")
    Gap.objects.create(account=late, method="poll", starts=now - dt.timedelta(hours=5), noticed=now, reason="It did not answer.")
    Gap.objects.create(
        account=late, method="stream", starts=now - dt.timedelta(days=1), ends=now, noticed=now, reason="x", healed_at=now, healed_how="y"
    )
    return f"{server}/desk"


def sign_in(page: Page, desk: str, password: str = rolls.PASSWORD) -> None:
    page.goto(f"{desk}/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def addresses(staff: Staff) -> list[str]:
    gap = Gap.objects.order_by("pk").first()
    assert gap
    account = "account/parks-bluesky"
    held = Appointment.objects.get(person__slug="person-1")
    RoleGrant.objects.create(user=staff.administrator, role=Role.CITY_ATTORNEY, granted=clock.now())  # in a small city
    law = PositionAttribute.objects.create(position=held.position, attribute="ordinary", begins=held.begins, reason="x" * 300)
    report = report_impersonation(
        NewReport("x", "x.com/may0r-office.exampleville.example", "x" * 300, contact="x@home.example"), actor=PUBLIC
    )
    move_report(report, "check", reason="It asks for money.", actor=staff.communications.as_actor())
    impersonation = f"impersonation/{report.pk}"
    imported = read([person(1, Name="Somebody Else"), person(3), person(4, Since="never")])
    listed = waiting_list(rolls.account(network="x", identity="13", slug="paper"), b"1\n<b>2\n" + b"a" * 1400 + b"\n")
    return [
        "", "accounts", account, f"{account}/custodian", "account/police-news-bluesky", "account/mayor-office-bluesky",
        *(f"{account}/move/{name}" for name in ("suspend", "close", "begin-transition", "resume")),
        "account/mayor-office-bluesky/move/provision", "accounts/register", "capture", f"capture/gap/{gap.pk}", "people", "people/add",
        *(f"people/{path}" for path in (staff.records.pk, staff.administrator.pk, f"{staff.records.pk}/password")),
        "audit", "audit/chain", "audit/access", "auth/purpose/request", "auth/",
        "roster", "roster/add", "roster/import", f"roster/import/{imported.pk}", "roster/person/person-1", "roster/person/person-1/appoint",
        "roster/person/person-1/invite",
        f"roster/appointment/{held.pk}/end", "roster/providers", "roster/providers/token", "roster/providers/leaving",
        "roster/units", "roster/units/add", "roster/unit/department-1", "roster/unit/department-1/change",
        "account/paper/lists", f"account/paper/lists/{listed.pk}",
        "impersonations", impersonation, f"{impersonation}/report", f"{impersonation}/dismiss",
        f"roster/position/{held.position.slug}", f"roster/position/{held.position.slug}/attribute", f"roster/attribute/{law.pk}/end",
    ]  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_its_width_and_keeps_its_policy(width: int, desk: str, staff: Staff, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    page.goto(f"{desk}/sign-in")
    wrong["sign-in"] = faults(page, width)
    sign_in(page, desk, "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    wrong["sign-in refused"] = faults(page, width)
    sign_in(page, desk)
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    for path in addresses(staff):
        page.goto(f"{desk}/{path}")
        wrong[path] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_token_is_made_and_shown_on_a_page_that_everyone_can_read(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, desk)
    page.goto(f"{desk}/roster/providers")
    page.get_by_role("link", name="Make a token").click()
    page.get_by_label("Name").fill("entra")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_text("rostra-scim-")).to_be_visible()
    assert faults(page, width) == []
    page.get_by_role("link", name="I have it").click()
    expect(page.get_by_text("rostra-scim-")).to_have_count(0)
    page.get_by_role("button", name="End entra").click()
    expect(page.get_by_role("status").first).to_contain_text("Nobody is let in")
    assert faults(page, width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_an_invitation_is_shown_once_on_a_page_that_everyone_can_read(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, desk)
    page.goto(f"{desk}/roster/person/person-1")
    page.get_by_role("link", name="Invite").click()
    page.get_by_label("Send the link by e-mail too").set_checked(True)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("alert")).to_contain_text("No e-mail address of Person 1 is on record")
    assert faults(page, width) == []
    page.get_by_label("Send the link by e-mail too").set_checked(False)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("/me/with/")).to_be_visible()
    assert faults(page, width) == []
    page.get_by_role("link", name="I have it").click()
    expect(page.get_by_text("/me/with/")).to_have_count(0)
    assert faults(page, width) == []
    page.get_by_role("button", name="End").click()
    expect(page.get_by_role("status").first).to_contain_text("lets nobody in any more")


@pytest.mark.parametrize("width", WIDTHS)
def test_registering_in_two_steps_with_errors_on_the_way(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, desk)
    page.goto(f"{desk}/accounts/register")
    page.get_by_label("Network").select_option("x")
    page.get_by_label("Handle or web address").fill("https://x.com/pаrks.exampleville.example")
    page.get_by_role("button", name="Find the account").click()
    expect(page.get_by_role("heading", name="The handle looks like one of ours")).to_be_visible()
    assert faults(page, width) == []
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("Error: ")
    assert faults(page, width) == []
    page.get_by_role("link", name="Purpose: This field is required.").click()
    expect(page.get_by_label("Purpose")).to_be_focused()
    page.get_by_label("Identity on the network").fill("4711")
    page.get_by_label("Name of the account").fill("Parks on X")
    page.get_by_label("Unit that it speaks for").select_option(index=1)
    page.get_by_label("Custodian").fill("person-1")
    page.get_by_label("Purpose").fill("News")
    page.get_by_label("Why this is right").fill("It is being renamed")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("status")).to_contain_text("is registered")


def test_the_desk_works_by_keyboard_alone(desk: str, page: Page) -> None:
    page.goto(f"{desk}/sign-in")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(rolls.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#desk-page :focus")).to_be_visible()  # behind the navigation


def test_the_desk_works_without_scripts(desk: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk)
    page.get_by_role("link", name="Accounts", exact=True).click()
    page.get_by_role("link", name="Exampleville parks").click()
    page.get_by_role("link", name="Suspend").click()
    page.get_by_label("Reason").fill("Under review")
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("status")).to_contain_text("is now suspended")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto(f"{desk}/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_list_is_handed_over_looked_at_and_taken_in(width: int, desk: str, page: Page, data_directory: Path) -> None:
    """With an error on the way, and with so many that end that they have to be said again."""
    make_log()
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, desk)
    for number, content in enumerate((b"".join(b"%d\n" % n for n in range(40)), b"39\n40\n")):
        page.goto(f"{desk}/account/parks-bluesky")
        page.get_by_role("link", name="Blocked, muted and filtered").click()
        page.get_by_role("button", name="Read the list").click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert faults(page, width) == []
        page.get_by_label("Which list is it?").select_option("mute")
        page.get_by_label("File", exact=True).set_input_files({"name": "blocked.txt", "mimeType": "text/plain", "buffer": content})
        page.get_by_label("The list is complete").check(force=True)
        page.get_by_role("button", name="Read the list").click()
        expect(page.get_by_role("heading", name="What the list would change")).to_be_visible()
        assert faults(page, width) == []
        if number:
            page.get_by_role("button", name="Take the list in as shown").click()
            expect(page.get_by_role("alert")).to_contain_text("39 of 40 entries would end")
            assert faults(page, width) == []
            page.get_by_label("How many end?").fill("39")
        page.get_by_role("button", name="Take the list in as shown").click()
        expect(page.get_by_role("status")).to_contain_text("taken in as shown")
        assert faults(page, width) == []


def test_a_list_is_taken_in_by_keyboard_and_without_scripts(desk: str, browser: Browser, data_directory: Path) -> None:
    make_log()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk)
    page.goto(f"{desk}/account/parks-bluesky/lists")
    page.get_by_label("File", exact=True).set_input_files({"name": "muted.txt", "mimeType": "text/plain", "buffer": b"1\n2\n"})
    page.get_by_label("Which list is it?").focus()
    page.keyboard.type("Muted")
    for _tab in range(20):
        if page.evaluate("document.activeElement.name") == "complete":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _tab in range(20):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Muted accounts")).to_be_visible()
    expect(page.get_by_text("is not said to be complete")).to_have_count(0)
    page.get_by_role("button", name="Take the list in as shown").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("taken in as shown")
    context.close()


def test_typing_asks_for_the_session_and_doing_nothing_does_not(desk: str, page: Page) -> None:
    page.clock.install()
    sign_in(page, desk)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/auth/typing" in request.url else None)
    page.goto(f"{desk}/accounts/register")
    page.clock.fast_forward("30:00")
    assert asked == []
    field = page.locator("#desk-page form input[type=text], #desk-page form input:not([type])").first
    with page.expect_response("**/desk/auth/typing") as answer:
        field.press_sequentially("Parks")
    assert answer.value.status == 204
    assert len(asked) == 1, "one request for many keys"
    page.clock.fast_forward("02:00")
    field.press_sequentially("and")
    assert len(asked) == 1
    assert page.evaluate("window.violations ?? []") == []
