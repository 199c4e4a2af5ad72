"""What residents see, in a real browser: on a telephone without scripts, by keyboard, on paper, for everybody."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browsing import LISTEN, WIDTHS, faults, launch_arguments
from tests.moderation.test_reports import PNG
from tests.prepared import lay_tables

pytestmark = pytest.mark.browser
PUBLIC = ("/blocked", "/blocked/proof", "/report/blocked", "/report/blocked/check", "/report/blocked/sent", "/report/blocked/status")
TELEPHONE = {"width": 320, "height": 640}
HOME = os.environ.get("LOOKUP_PICTURES", "")  # a directory for pictures of every page


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A server in a process of its own, and what opens its pages."""
    root, data = Path(__file__).parents[2], tmp_path_factory.mktemp("served")
    lay_tables(data)
    environment = {**os.environ, "ROSTRA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "rostra.config.settings"}
    environment["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
    command = [sys.executable, "-m", "tests.moderation.serve"]
    with subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield {**told, "url": f"http://127.0.0.1:{told['port']}"}
        process.communicate()


@pytest.fixture(autouse=True)
def _listening(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


def open_with(context: BrowserContext, city: dict[str, Any], **cookies: str) -> Page:
    context.add_cookies([{"name": name.replace("_", "-"), "value": value, "url": city["url"]} for name, value in cookies.items()])
    return context.new_page()


def look(page: Page, name: str, width: int) -> list[str]:
    """What is wrong with the page that is open; and its picture, if somebody wants to see it."""
    if HOME:
        page.screenshot(path=f"{HOME}/{name}-{width}.png", full_page=True)
    return [f"{name}: {each}" for each in faults(page, width)]


def fill(page: Page, url: str) -> None:
    page.goto(f"{url}/report/blocked")
    page.get_by_label("Which account of the city?").select_option(index=1)
    page.get_by_label("It hid what I replied").check()
    page.get_by_label("In your own words").fill("I asked who pays for the rink.\nSince then nobody sees it.")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_for_residents_is_accessible_and_fits_its_width(width: int, city: dict[str, Any], context: BrowserContext) -> None:
    page = open_with(context, city)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    url, wrong = city["url"], []
    page.goto(f"{url}/blocked")
    wrong += look(page, "ask", width)
    page.get_by_role("button", name="Get a code").click()
    wrong += look(page, "ask-wrong", width)
    page.get_by_label("Bluesky").check()
    page.get_by_label("Your handle there").fill("@nadia.resident.example")
    page.get_by_role("button", name="Get a code").click()
    expect(page.get_by_role("heading", name="Show that the handle is yours")).to_be_visible()
    wrong += look(page, "proof", width)
    page.get_by_role("button", name="I have put it there: look").click()
    wrong += look(page, "looking", width)
    fill(page, url)
    wrong += look(page, "report", width)
    page.get_by_label("Pictures of the screen").set_input_files({"name": "film.exe", "mimeType": "video/x", "buffer": b"MZ\0"})
    page.get_by_role("button", name="Go on").click()
    wrong += look(page, "report-wrong", width)
    page.get_by_label("Pictures of the screen").set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="Go on").click()
    wrong += look(page, "check", width)
    page.get_by_role("link", name="Change something").click()
    wrong += look(page, "report-with-file", width)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you. Your report was sent")).to_be_visible()
    wrong += look(page, "sent", width)
    page.get_by_role("button", name="I have written it down").click()
    expect(page.get_by_role("heading", name="The key is not shown any more")).to_be_visible()
    wrong += look(page, "key-gone", width)
    page.goto(f"{url}/report/blocked/check")
    wrong += look(page, "nothing-waits", width)
    page.goto(f"{url}/report/blocked/status")
    wrong += look(page, "return", width)
    page.get_by_label("Number of your report").fill(str(city["number"]))
    page.get_by_label("Your key").fill("2222")
    page.get_by_role("button", name="Open it").click()
    wrong += look(page, "return-wrong", width)
    page.get_by_label("Your key").fill(city["key"])
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("I look at it now.")).to_be_visible()
    wrong += look(page, "status", width)
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_answer_and_the_pages_of_staff_are_accessible_and_fit(width: int, city: dict[str, Any], context: BrowserContext) -> None:
    page = open_with(context, city, inquiry=city["ticket"], sessionid=city["session"])
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong, number = [], city["number"]
    page.goto(f"{city['url']}/blocked/answer")
    expect(page.get_by_role("heading", name="Yes: 1 thing is done against you now")).to_be_visible()
    wrong += look(page, "answer", width)
    paths = {
        "desk-reports": "/desk/block-reports", "desk-report": f"/desk/block-report/{number}",
        "desk-confirm": f"/desk/block-report/{number}/confirm", "desk-answer": f"/desk/block-report/{number}/answer",
    }  # fmt: skip
    for name, path in paths.items():
        page.goto(city["url"] + path)
        assert "/auth/" not in page.url
        wrong += look(page, name, width)
    assert not wrong, json.dumps(wrong, indent=1)


def test_a_resident_on_a_telephone_without_scripts_finishes_the_report(city: dict[str, Any], browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=TELEPHONE)  # type: ignore[arg-type]
    page = context.new_page()
    fill(page, city["url"])
    page.get_by_label("Your handle on that network").fill("nadia.resident.example")
    page.get_by_label("Pictures of the screen").set_input_files({"name": "film.exe", "mimeType": "video/x", "buffer": b"MZ\0"})
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_text("“film.exe” is none that is taken").first).to_be_visible()
    expect(page.get_by_label("In your own words")).to_have_value("I asked who pays for the rink.\nSince then nobody sees it.")
    expect(page.get_by_label("It hid what I replied")).to_be_checked()
    page.get_by_label("Pictures of the screen").set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("image/png")).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    number, key = page.locator("#number").inner_text(), page.locator("#key").inner_text()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", key)
    page.reload()
    assert page.locator("#key").inner_text() == key
    assert page.locator("#number").inner_text() == number
    page.get_by_role("link", name="What became of my report").click()
    page.get_by_label("Number of your report").fill(number)
    page.get_by_label("Your key").fill(key.lower())
    page.get_by_role("button", name="Open it").click()
    page.get_by_label("Your message").fill("It was on Monday.")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("It was on Monday.")).to_be_visible()
    context.close()


def test_a_report_is_written_and_sent_by_keyboard_alone(city: dict[str, Any], page: Page) -> None:
    page.goto(f"{city['url']}/report/blocked")

    def tab_to(label: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate("() => { const e = document.activeElement; return ((e.labels && e.labels[0]) || e).innerText || '' }")
            style = page.evaluate("() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow }")
            assert style != "nonenone", focused
            if label in focused:
                return
        raise AssertionError(f"{label} cannot be reached")

    tab_to("Which account")
    page.keyboard.press("ArrowDown")
    tab_to("It blocked me")
    page.keyboard.press("Space")
    tab_to("In your own words")
    page.keyboard.type("Since Monday.")
    tab_to("Go on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="See it before it is sent")).to_be_visible()
    tab_to("Send the report")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you. Your report was sent")).to_be_visible()


def test_the_number_and_the_key_are_on_the_printed_page(city: dict[str, Any], page: Page) -> None:
    fill(page, city["url"])
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send the report").click()
    page.emulate_media(media="print")
    for place in ("#number", "#key"):
        expect(page.locator(place)).to_be_visible()
    assert page.pdf()[:5] == b"%PDF-"
