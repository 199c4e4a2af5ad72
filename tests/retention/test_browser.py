"""The pages of holds in a real browser: at every width, and without scripts."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import records, rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import browser_type_launch_args, server
from tests.retention.conftest import Office

from rostra.archive.models import Record
from rostra.core.actor import system
from rostra.people.states import Role
from rostra.retention.actions.holds import move_hold
from rostra.retention.actions.matters import hold_matter
from rostra.retention.models import Hold
from rostra.retention.rules.holding import Things

__all__ = ["browser_type_launch_args", "server"]  # fixtures
pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def everywhere(office: Office, record: Record) -> dict[str, str]:
    """A desk with holds of every kind: addresses by name."""
    others = [records.make_record(text=f"Post {number}") for number in range(12)]
    asked = office.hold(record, *others, accounts=(record.account,), matter="A claim with a long name " * 4 + "x" * 90)
    move_hold(asked, "request-release", reason="word " * 100 + "x" * 200, actor=office.actor(Role.CLERK))
    office.hold(*others)
    hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=system("disputes"))
    office.user(Role.CITY_ATTORNEY)
    here = f"/desk/hold/{asked.pk}"
    return {
        "holds": "/desk/holds", "narrowed": "/desk/holds?state=standing", "none": "/desk/holds?state=released", "hold": here,
        "kept": f"/desk/hold/{Hold.objects.get(keeper='disputes').pk}", "place": "/desk/holds/place", "extend": f"{here}/extend",
        "release": f"{here}/step/release", "keep": f"{here}/step/keep", "work": "/desk/",
    }  # fmt: skip


def sign_in(page: Page, server: str, who: str) -> None:
    page.goto(f"{server}/desk/")
    page.get_by_label("E-mail address").fill(f"{who}@exampleville.example")
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits_its_width(width: int, everywhere: dict[str, str], server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, server, "the-city-attorney")
    wrong = {}
    for name, path in everywhere.items():
        page.goto(f"{server}{path}")
        wrong[name] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


def test_a_hold_is_placed_and_released_without_scripts(everywhere: dict[str, str], server: str, browser: Browser) -> None:
    number = Record.objects.latest("pk").pk
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, server, "the-city-attorney")
    page.goto(f"{server}/desk/holds")
    page.get_by_role("link", name="Place a hold").click()
    page.get_by_role("button", name="Place it").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("For which matter").fill("Flood of 2027")
    page.get_by_label("Why", exact=True).fill("There will be a claim.")
    page.get_by_role("textbox", name="Records").fill(f"{number}\n")
    page.get_by_role("button", name="Place it").click()
    expect(page.get_by_role("status")).to_contain_text("is placed")
    page.get_by_role("row").filter(has_text="Flood of 2027").get_by_role("link", name="Hold").click()
    expect(page.get_by_role("main")).to_contain_text(f"Record {number}")
    page.get_by_role("link", name="Release it").click()
    page.get_by_label("Reasons").fill("It was settled.")
    page.get_by_role("button", name="Release it").click()
    expect(page.get_by_role("main")).to_contain_text("It was settled.")
    context.close()
