"""Signing in with a real browser: passkeys on a virtual authenticator, every page for everyone and at every width."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import Staff
from tests.people.test_sign_in import EMAIL
from tests.totp import code_now

from rostra.people.actions import issue_invitation

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def desk(staff: Staff, server: str, delivered_terms: None) -> str:
    """A desk that asks for a second factor; passkeys belong to a name, not to a number."""
    return f"{server.replace('127.0.0.1', 'localhost')}/desk"


@pytest.fixture
def _device(context: BrowserContext, page: Page) -> None:
    """A telephone with a fingerprint reader."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def give_password(page: Page, desk: str) -> None:
    page.goto(f"{desk}/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.usefixtures("_device")
def test_a_passkey_is_added_and_opens_the_desk_alone_and_as_second_factor(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    give_password(page, desk)
    expect(page.get_by_role("heading", name="Your role asks for a second factor")).to_be_visible()
    wrong["lacking"] = faults(page, width)
    page.get_by_role("link", name="Add a passkey").click()
    wrong["add"] = faults(page, width)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    wrong["codes"] = faults(page, width)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("link", name="Remove Master key")).to_be_visible()
    wrong["mine"] = faults(page, width)
    page.get_by_role("link", name="Remove Master key").click()
    wrong["remove"] = faults(page, width)
    page.goto(f"{desk}/")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto(f"{desk}/")
    wrong["sign-in"] = faults(page, width)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    give_password(page, desk)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    wrong["second"] = faults(page, width)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


def test_a_browser_without_the_passkey_is_told_so(desk: str, page: Page) -> None:
    """Only once it was tried: before that, nothing is wrong."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
    page.goto(f"{desk}/sign-in")
    expect(page.get_by_text("The passkey was not used")).to_be_hidden()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used", timeout=90_000)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_app_is_set_up_and_used_without_scripts(width: int, desk: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": WIDTHS[width]})
    page = context.new_page()
    give_password(page, desk)
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Set up").click()
    code = page.locator(".recovery-codes code").first.inner_text()
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="My work").click()
    page.get_by_role("button", name="Sign out").click()
    give_password(page, desk)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_my_sign_in_are_accessible_and_fit(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    give_password(page, desk)
    page.get_by_role("link", name="Set up an app").click()
    wrong["app"] = faults(page, width)
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Code").fill("1")
    page.get_by_role("button", name="Set up").click()
    wrong["app refused"] = faults(page, width)
    assert page.title().startswith("Error: ")
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page).to_have_url(re.compile("/codes$"))
    for path in ("app/remove", "codes/new", "codes", "password", "again", "again/code"):
        page.goto(f"{desk}/auth/{path}")
        wrong[path] = faults(page, width)
    page.goto(f"{desk}/auth/password")
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Save").click()
    wrong["password refused"] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_in_for_who_only_acknowledges_is_accessible_and_fits(width: int, server: str, staff: Staff, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    issued, wrong = issue_invitation(rolls.officer(), actor=rolls.OPERATOR), {}
    page.goto(f"{server}/me")
    wrong["code"] = faults(page, width)
    page.get_by_label("Code").fill("1234")
    page.get_by_role("button", name="Go on").click()
    wrong["code refused"] = faults(page, width)
    page.goto(f"{server}/me/with/{issued.token}")
    wrong["link"] = faults(page, width)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Pat Sample")).to_be_visible()
    wrong["me"] = faults(page, width)
    page.get_by_role("link", name="Who looked at my data").click()
    wrong["looks"] = faults(page, width)
    page.goto(f"{server}/me/with/x")
    page.get_by_role("button", name="Open").click()
    wrong["link refused"] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)
