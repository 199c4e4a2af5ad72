"""The register's own pages in a real browser: accessible at every width, by keyboard, without scripts."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from tests import rolls
from tests.accounts import test_authority, test_pages, test_requests
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import Staff, keep_register_too
from tests.desk.test_browser import sign_in

from rostra.accounts import actions
from rostra.accounts.models import Custody
from rostra.accounts.states import Part, RequestState
from rostra.core import clock
from rostra.core.profile import InventorySource
from rostra.people.models import RoleGrant, Unit
from rostra.people.states import Role

pytestmark = pytest.mark.browser
SOURCE = InventorySource.model_validate({"name": "old", "columns": {"address": "Who"}, "unit": "parks", "network": "x"})


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def desk(staff: Staff, server: str, settings: Settings) -> str:
    """A desk on which everything stands once; its address."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"inventory_source": [SOURCE]})
    keep_register_too(staff.administrator)
    RoleGrant.objects.create(user=staff.administrator, role=Role.CLERK, granted=clock.now())
    account = rolls.in_use(rolls.account())
    actions.begin_transition(account, reason="Retires", actor=rolls.OPERATOR)
    test_requests.made(RequestState.UNDER_REVIEW, backup=None, justification="x" * 400)
    test_requests.made(RequestState.RETURNED)
    test_pages.noted()
    actions.enter_authority(test_authority.new(topic="Closures " + "y" * 200), actor=test_authority.counsel())
    test_pages.posting(account)
    return f"{server}/desk"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits_its_width(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, desk)
    wrong = {}
    pages = [test_pages.address(name) for name, (_, method) in test_pages.PAGES.items() if method == "get" and "-json" not in name]
    slugs = [test_pages.address(name) for name in ("assign", "keys", "attest", "part-end")]
    mend = reverse("accounts:request-move", args=[test_requests.AccountRequest.objects.get(state=RequestState.RETURNED).pk, "return"])
    for path in [*(each for each in pages if not each.endswith(".csv")), *slugs, mend]:
        page.goto(desk.removesuffix("/desk") + path)
        wrong[path] = faults(page, width)
        if page.get_by_role("button", name="Give", exact=True).count():
            page.get_by_role("button", name="Give", exact=True).click()
            expect(page.get_by_role("alert")).to_be_visible()
            wrong[f"{path} refused"] = faults(page, width)
    assert not {name: found for name, found in wrong.items() if found}, json.dumps(wrong, indent=1)


def test_a_poster_is_named_and_a_request_returned_without_scripts(desk: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, desk)
    page.get_by_role("link", name="Accounts", exact=True).click()
    page.get_by_role("link", name="Exampleville parks").click()
    page.get_by_role("link", name="People and keys").click()
    page.get_by_role("link", name="Give a part").click()
    page.get_by_label("Part").select_option("steward")
    page.get_by_label("Person").fill("Steward")
    page.get_by_role("button", name="Give").click()
    expect(page.get_by_role("status")).to_contain_text("Steward is steward.")
    assert Custody.objects.get(part=Part.STEWARD).person.name == "Steward"
    page.get_by_role("link", name="Account requests").click()
    page.locator("#waiting + ul a").first.click()
    page.get_by_role("link", name="Return").click()
    page.get_by_label("Reason").fill("Name a backup.")
    page.get_by_role("button", name="Return").click()
    expect(page.get_by_role("status")).to_contain_text("is now back with whoever made it")


def test_a_found_account_is_noted_by_keyboard_alone(desk: str, page: Page) -> None:
    sign_in(page, desk)
    page.goto(f"{desk}/found")
    page.get_by_label("Network", exact=True).focus()
    page.keyboard.type("X")
    page.keyboard.press("Tab")
    page.keyboard.type("zoo_example")
    page.keyboard.press("Tab")
    page.keyboard.type(Unit.objects.all()[0].name)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It is noted.")
    expect(page.get_by_role("heading", name="zoo_example")).to_be_visible()
