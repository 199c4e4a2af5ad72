"""Settings in a real browser: read off step by step, and told to everybody, on a telephone, by keyboard and without scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.browsing import WIDTHS
from tests.moderation.test_browser import TELEPHONE, _listening, browser_type_launch_args, city, look, open_with
from tests.moderation.test_reports import PNG

pytestmark = pytest.mark.browser
__all__ = ["_listening", "browser_type_launch_args", "city"]
DESK, BOARD, OWN = "/desk/account/parks-page/settings", "/moderation", "/moderation/settings/parks-page"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_about_settings_is_accessible_and_fits_its_width(width: int, city: dict[str, Any], context: BrowserContext) -> None:
    page = open_with(context, city, sessionid=city["session"])
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = []
    for name, path, heading in (
        ("settings-board", BOARD, "What is set on each account"),
        ("settings-of-account", OWN, "Set before"),
        ("settings-desk", DESK, "Settings, read off"),
    ):
        page.goto(city["url"] + path)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        wrong += look(page, name, width)
    page.get_by_role("button", name="I saw this").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    wrong += look(page, "settings-desk-wrong", width)
    assert not wrong, json.dumps(wrong, indent=1)


def test_the_steward_on_a_telephone_without_scripts_reads_the_settings_off(city: dict[str, Any], browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=TELEPHONE)  # type: ignore[arg-type]
    page = open_with(context, city, sessionid=city["session"])
    page.goto(city["url"] + DESK)
    expect(page.get_by_label("Step 3: Filter words")).to_have_value("casino\npills")
    for step, value in (("Step 1: Who may comment", "nobody"), ("Step 2: Profanity filter", "off")):
        page.get_by_label(step).select_option(value)
    page.get_by_label("Step 4: Who sees the account").select_option("everyone")
    page.get_by_label("Step 6: Youngest age").select_option("none")
    page.get_by_role("button", name="I saw this").click()
    expect(page.get_by_text("Add a picture of what you saw").first).to_be_visible()
    expect(page.get_by_label("Step 1: Who may comment")).to_have_value("nobody")
    page.get_by_label("Pictures of the screen").set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="I saw this").click()
    expect(page.get_by_text("It is on record. 1 of the settings differ from before")).to_be_visible()
    page.goto(city["url"] + OWN)
    expect(page.get_by_role("row", name="Who may comment").first).to_contain_text("nobody")
    context.close()
