"""Handing over city business in a real browser: at every width, by keyboard, without scripts, without a sign-in, on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import rolls
from tests.archive.test_bare import SECRET, png
from tests.archive.test_forwarded import PICTURE, told
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import browser_type_launch_args, server
from tests.policy.conftest import Staff, staff

from rostra.archive.actions.forwarded import forward
from rostra.archive.models import Forwarded
from rostra.core.models import Event
from rostra.people.actions import Issued, issue_invitation
from rostra.people.models import View
from rostra.people.queries import city_day
from rostra.people.states.codes import printed

__all__ = ["browser_type_launch_args", "server", "staff"]
pytestmark = pytest.mark.browser
WORDS = "The pothole on Main Street is back."


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def issued(staff: Staff, archive: Path) -> Issued:
    """Somebody who holds a position and has no sign-in was invited."""
    return issue_invitation(rolls.officer("vic-volunteer", "Vic Volunteer"), actor=rolls.OPERATOR)


def sign_in(page: Page, server: str, who: str, path: str) -> None:
    page.goto(f"{server}/desk/{path}")
    page.get_by_label("E-mail address").fill(f"{who}-sample@exampleville.example")
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).not_to_have_text("Sign in")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_its_width_and_keeps_its_content_policy(
    width: int, staff: Staff, issued: Issued, server: str, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    page.goto(f"{server}/me/with/{issued.token}")
    wrong["link"] = faults(page, width)
    page.get_by_role("button").last.click()
    wrong["own"] = faults(page, width)
    page.get_by_role("link", name="Forward city business").click()
    wrong["invited, empty"] = faults(page, width)
    page.get_by_role("button", name="Hand it over").click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong["invited, refused"] = faults(page, width)
    made = forward(
        told(text="W" * 400, files=[PICTURE, png()]), person=staff.person("moderator"), actor=staff.users["moderator"].as_actor()
    )
    sign_in(page, server, "moderator", "forward")
    expect(page.get_by_text(made.digest)).to_be_visible()
    wrong["forward"] = faults(page, width)
    page.get_by_label("No: it was my own").check()
    page.get_by_role("button", name="Hand it over").click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong["forward, refused"] = faults(page, width)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, server, "clerk", "forwarded")
    wrong["list"] = faults(page, width)
    page.get_by_role("link", name=str(made.pk), exact=True).click()
    wrong["purpose"] = faults(page, width)
    page.get_by_label("Purpose").fill("Request 12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Number {made.pk}")).to_be_visible()
    wrong["item"] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("way", ["link", "code"])
def test_who_was_invited_hands_it_over_by_keyboard_alone_without_scripts_and_sees_who_read_it(
    way: str, staff: Staff, issued: Issued, server: str, browser: Browser, tmp_path: Path, archive: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    if way == "link":
        page.goto(f"{server}/me/with/{issued.token}")
        page.get_by_role("button").last.focus()
    else:
        page.goto(f"{server}/me")
        page.get_by_label("Code").focus()
        page.keyboard.type(printed(issued.code).lower())
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Forward city business").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(city_day().isoformat())
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Pictures of the screen, or files")).to_be_focused()
    picture = tmp_path / "own-account-of-vic.jpg"
    picture.write_bytes(PICTURE)
    page.get_by_label("Pictures of the screen, or files").set_input_files(picture)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Kept under number")
    made = Forwarded.objects.get()
    assert (made.person, made.text, made.files.count()) == (issued.invitation.person, WORDS, 1)
    assert Event.objects.get(action="archive.forwarded.received").actor_ref == "person:vic-volunteer"
    assert not any(SECRET in path.read_bytes() for path in (archive / "submitted").rglob("*") if path.is_file())
    expect(page.get_by_text(made.digest)).to_be_visible()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    sign_in(page, server, "clerk", f"forwarded/{made.pk}")
    page.get_by_label("Purpose").fill("Request 12")
    page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.goto(f"{server}/me/looks")
    expect(page.get_by_text("Request 12")).to_be_visible()
    assert View.objects.get().about == made.person
    page.goto(f"{server}/me/asked")
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("button", name="Leave")).to_have_count(0)
    page.goto(f"{server}/me/forward")
    expect(page.get_by_label("Code")).to_be_visible()
    context.close()


def test_on_paper_an_item_shows_words_and_digests_and_nothing_to_click(staff: Staff, archive: Path, server: str, page: Page) -> None:
    made = forward(told(files=[PICTURE]), person=staff.person("moderator"), actor=staff.users["moderator"].as_actor())
    sign_in(page, server, "clerk", f"forwarded/{made.pk}")
    page.get_by_label("Purpose").fill("Request 12")
    page.keyboard.press("Enter")
    page.emulate_media(media="print")
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_text(made.digest)).to_be_visible()
    for hidden in (page.get_by_role("navigation", name="Staff"), page.get_by_role("button", name="Sign out")):
        expect(hidden).to_be_hidden()
    page.goto(f"{server}/desk/forwarded")
    expect(page.get_by_role("rowheader", name=str(made.pk))).to_be_visible()
    expect(page.get_by_role("navigation", name="Staff")).to_be_hidden()
