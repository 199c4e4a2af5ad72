"""What residents see of cases, in a real browser: on a telephone without scripts, at every width, by keyboard."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browsing import LISTEN, WIDTHS, faults
from tests.cases.conftest import City
from tests.cases.test_browser import city
from tests.cases.test_outlets import marked
from tests.desk.conftest import browser_type_launch_args, server
from tests.moderation.acting import comment
from tests.moderation.conftest import Network, network, residents, settle, terms

from rostra.cases.actions.cases import move_case
from rostra.cases.actions.file import add_evidence, write_entry
from rostra.cases.models import Case
from rostra.cases.states.classes import CaseField
from rostra.people.states import Role

__all__ = ["browser_type_launch_args", "city", "network", "residents", "server", "terms"]  # fixtures
pytestmark = pytest.mark.browser
PICTURES = os.environ.get("ROSTRA_PICTURES", "")  # a folder for pictures of the pages
SAID = "He called her a clown on the page of the city.\nSince then nobody answers." + " Again and again." * 20


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def opened(city: City, network: Network) -> Case:
    """A case of a public official that is over: everything but notes stands open."""
    case = marked(city, "public-official")
    said = comment(network, "You are a clown. " * 30, "k1")
    settle()
    add_evidence(case, said, actor=city.actor(Role.HR), remark="The reply.")
    write_entry(case, CaseField.REPORT, "report " * 60 + "x" * 200, actor=city.actor(Role.HR))
    Case.objects.filter(pk=case.pk).update(state="final-disposition", outcome="discipline")
    return case


def look(page: Page, name: str, width: int) -> list[str]:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"public-{name}-{width}.png", full_page=True)
    return [f"{name}: {each}" for each in faults(page, width)]


def come_back(page: Page, server: str, number: str, key: str) -> None:
    page.goto(f"{server}/report/case/status")
    page.get_by_label("Number of your case").fill(number)
    page.get_by_label("Your key").fill(key)
    page.get_by_role("button", name="Open it").click()


def close(city: City, number: str) -> None:
    from tests.cases.test_public import triaged

    case = triaged(city, Case.objects.get(number=number))
    hr = city.actor(Role.HR)
    write_entry(case, CaseField.MESSAGES, "We look at it. " * 20, actor=hr)
    move_case(case, "resolve", reason="It was taken down.", actor=hr)
    move_case(case, "close", reason="Done.", actor=hr)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_for_residents_is_accessible_and_fits_its_width(width: int, city: City, opened: Case, server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.goto(f"{server}/report/case")
    wrong = look(page, "form", width)
    page.get_by_label("Your e-mail address").fill("nadia")
    page.get_by_role("button", name="Go on").click()
    wrong += look(page, "form-wrong", width)
    page.get_by_label("What happened, in your own words").fill(SAID)
    page.get_by_label("Your e-mail address").fill("")
    page.get_by_label("Web address of the post").fill("https://network.example/" + "post/" * 40)
    page.get_by_role("button", name="Go on").click()
    wrong += look(page, "check", width)
    page.get_by_role("button", name="Send it").click()
    number, key = page.locator("#number").inner_text(), page.locator("#key").inner_text()
    wrong += look(page, "sent", width)
    page.get_by_role("button", name="I have written it down").click()
    expect(page.get_by_role("heading", name="The key is not shown any more")).to_be_visible()
    wrong += look(page, "key-gone", width)
    page.goto(f"{server}/report/case/check")
    wrong += look(page, "nothing-waits", width)
    come_back(page, server, number, "2222")
    wrong += look(page, "return-wrong", width)
    come_back(page, server, number, key)
    expect(page.get_by_text("It is open.")).to_be_visible()
    wrong += look(page, "status", width)
    close(city, number)
    page.reload()
    wrong += look(page, "appeal", width)
    page.get_by_role("button", name="Appeal").click()
    wrong += look(page, "appeal-wrong", width)
    page.goto(f"{server}/cases")
    wrong += look(page, "register", width)
    page.get_by_role("link", name=number).click()
    wrong += look(page, "closed-case", width)
    page.goto(f"{server}/cases/{opened.number}")
    expect(page.get_by_text("13.43, subd. 2(e)").first).to_be_visible()
    wrong += look(page, "opened-case", width)
    assert not wrong, json.dumps(wrong, indent=1)


def test_a_resident_on_a_telephone_without_scripts_hands_it_in_writes_and_appeals(city: City, server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{server}/cases")
    page.get_by_role("main").get_by_role("link", name="Bring something to light").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("What happened, in your own words").fill(SAID)
    page.get_by_label("On which day?").fill("2026-03-02")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="Change something").click()
    expect(page.get_by_label("What happened, in your own words")).to_have_value(SAID)
    expect(page.get_by_label("On which day?")).to_have_value("2026-03-02")
    page.get_by_label("In which language shall we answer?").fill("Hmong")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Hmong")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    number, key = page.locator("#number").inner_text(), page.locator("#key").inner_text()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", key)
    come_back(page, server, number, key.lower())
    page.get_by_label("Your message").fill("It was on Monday.")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("status")).to_contain_text("Your message arrived")
    expect(page.get_by_role("status")).to_contain_text("It was on Monday.")
    expect(page.locator("#newest")).to_contain_text("It was on Monday.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    close(city, number)
    page.reload()
    page.get_by_label("Why was it wrong?").fill("It is still there.")
    page.get_by_label("Your key, once more").fill(key)
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_role("status")).to_contain_text("Your appeal arrived")
    expect(page.get_by_text("It is under review.")).to_be_visible()
    page.get_by_role("button", name="Close it in this browser").click()
    expect(page.get_by_role("heading", name="What became of my case")).to_be_visible()
    context.close()


def test_it_is_written_and_sent_by_keyboard_alone(city: City, server: str, page: Page) -> None:
    page.goto(f"{server}/report/case")

    def tab_to(label: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate("() => { const e = document.activeElement; return ((e.labels && e.labels[0]) || e).innerText || '' }")
            style = page.evaluate("() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow }")
            assert style != "nonenone", focused
            if label in focused:
                return
        raise AssertionError(f"{label} cannot be reached")

    tab_to("What happened")
    page.keyboard.type("He called her names.")
    tab_to("Go on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="See it before it is sent")).to_be_visible()
    tab_to("Send it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you. It was sent")).to_be_visible()


def test_the_key_is_there_after_a_reload_until_it_is_written_down(city: City, server: str, page: Page) -> None:
    page.goto(f"{server}/report/case")
    page.get_by_label("What happened, in your own words").fill(SAID)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send it").click()
    expect(page).to_have_url(f"{server}/report/case/sent")
    number, key = page.locator("#number").inner_text(), page.locator("#key").inner_text()
    page.reload()
    expect(page.locator("#key")).to_have_text(key)
    page.go_back()
    expect(page.get_by_role("heading", name="Nothing waits to be sent")).to_be_visible()
    page.get_by_role("link", name="Number and key of what you sent").click()
    expect(page.locator("#key")).to_have_text(key)
    assert Case.objects.get().number == number
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="I have written it down").click()
    expect(page.get_by_role("heading", name="The key is not shown any more")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="The key is not shown any more")).to_be_visible()
    expect(page.get_by_text(key)).to_have_count(0)
    page.go_back()
    expect(page.get_by_text(key)).to_have_count(0)
    assert Case.objects.count() == 1


def test_pressed_twice_it_is_one_case_whose_key_is_shown(city: City, server: str, page: Page) -> None:
    page.goto(f"{server}/report/case")
    page.get_by_label("What happened, in your own words").fill(SAID)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send it").dblclick()
    expect(page.get_by_role("heading", name="Nothing waits to be sent").or_(page.locator("#key"))).to_be_visible()
    assert Case.objects.count() == 1
