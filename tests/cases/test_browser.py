"""The pages on cases in a real browser: at every width, by keyboard, without scripts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.cases.conftest import City, noticed
from tests.desk.conftest import browser_type_launch_args, server
from tests.moderation.acting import comment
from tests.moderation.conftest import Network, network, residents, settle, terms

from rostra.archive.states.submitted import Handed
from rostra.cases.actions.cases import move_case
from rostra.cases.actions.counsel import give_word
from rostra.cases.actions.file import add_evidence, add_participant, write_entry
from rostra.cases.actions.files import Hand, submit_file
from rostra.cases.actions.remedies import order_remedy
from rostra.cases.models import Case
from rostra.cases.rules.word import CounselsWord
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import Channel, Part, RemedyKind
from rostra.people.queries import city_day
from rostra.people.states import Role

__all__ = ["browser_type_launch_args", "network", "residents", "server", "terms"]  # fixtures
pytestmark = pytest.mark.browser
PICTURES = os.environ.get("ROSTRA_PICTURES", "")  # a folder for pictures of the pages
F = CaseField


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def city(network: Network) -> City:
    """A city that is captured."""
    return City(network.account.unit)


@pytest.fixture
def everywhere(city: City, network: Network) -> dict[str, str]:
    """A desk on which a case stands with something in every part: addresses by name."""
    counsel, hr = city.actor(Role.CITY_ATTORNEY), city.actor(Role.HR)
    said = comment(network, "You are a clown. " * 30, "k1")
    settle()
    received, full, gone = city.received(), city.triaged("employee"), city.triaged("employee")
    official = city.triaged("elected")
    move_case(full, "investigate", actor=hr)
    for part in (F.ALLEGATION, F.RESPONSE, F.FINDINGS, F.FINDINGS, F.FINDINGS, F.NOTES, F.REPORT, F.ADVICE):
        text = f"{part.value} " * 40 + "x" * 200
        write_entry(noticed(full, hr) if part is F.RESPONSE else full, part, text, actor=counsel)
    add_evidence(full, said, actor=hr, remark="The reply.")
    for part in (F.STATEMENT, F.EVIDENCE):
        hand = Hand(part, Channel.PAPER, hr.ref, hr.name)
        submit_file(full, Handed("one.txt", 5, b"words"), hand, remark="What came with the letter. " * 10, actor=hr)
    submit_file(gone, Handed("one.txt", 5, b"words"), hand, actor=hr)
    officer = rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER)
    added = add_participant(full, officer.person, Part.FACTS, reason="Knows what was posted.", actor=hr)
    give_word(full, CounselsWord(jeopardises=True, civil_action=True, screened=city_day()), reason="A claim is expected.", actor=counsel)
    add_evidence(gone, said, actor=hr)
    move_case(gone, "find-no-jurisdiction", reason="A personal account.", actor=counsel)
    Case.objects.filter(pk=received.pk).update(due="2026-01-05")
    remedy = order_remedy(full, RemedyKind.RESTORE, due=city_day(), actor=hr)
    earlier = city.triaged("employee")
    Case.objects.filter(pk=earlier.pk).update(state="closed", outcome="discipline", measure="reprimand")
    here = f"/desk/case/{full.number}"
    return {
        "cases": "/desk/cases", "enter": "/desk/cases/enter", "case": here, "received": f"/desk/case/{received.number}",
        "gone": f"/desk/case/{gone.number}", "official": f"/desk/case/{official.number}", "write": f"{here}/write/findings",
        "response": f"{here}/write/response", "evidence": f"{here}/evidence", "submit": f"{here}/submit", "add": f"{here}/add",
        "take-out": f"{here}/take-out/{added.pk}",
        "counsel": f"{here}/counsel", "worksheet": f"{here}/worksheet", "triage": f"/desk/case/{received.number}/step/triage",
        "join": f"/desk/case/{received.number}/step/join", "resolve": f"{here}/step/resolve", "not-now": f"{here}/step/close",
        "no-jurisdiction": f"{here}/step/find-no-jurisdiction", "work": "/desk/", "remedy": f"{here}/remedy",
        "remedy-done": f"{here}/remedy/{remedy.pk}/done", "precedents": f"{here}/precedents", "respondent": f"{here}/for/respondent",
        "complainant": f"{here}/for/complainant", "numbers": "/cases/years",
    }  # fmt: skip


def sign_in(page: Page, server: str, who: str) -> None:
    page.goto(f"{server}/desk/")
    page.get_by_label("E-mail address").fill(f"{who}@exampleville.example")
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    for function in ("case-of-employee", "case-of-official", "case-intake"):
        page.goto(f"{server}/desk/auth/purpose/{function}")
        page.get_by_role("textbox").fill("to decide it")
        page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits_its_width(width: int, everywhere: dict[str, str], server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, server, "the-city-attorney")
    wrong = {}
    for name, path in everywhere.items():
        page.goto(f"{server}{path}")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        wrong[name] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


def test_who_was_not_added_sees_only_that_there_is_one(everywhere: dict[str, str], server: str, page: Page) -> None:
    sign_in(page, server, "the-hr")
    page.goto(server + everywhere["official"])
    expect(page.get_by_role("main")).to_contain_text("There is such a case.")
    assert faults(page, page.viewport_size["width"] if page.viewport_size else 1280) == []


def test_a_case_is_entered_triaged_and_written_in_without_scripts(everywhere: dict[str, str], server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, server, "the-city-attorney")
    page.goto(server + everywhere["enter"])
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("By telephone").check()
    page.get_by_label("What happened, in their words").fill("He called her names.")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is entered")
    key = page.locator("dd code").inner_text()
    page.reload()
    expect(page.locator("dd code")).to_have_text(key)
    page.get_by_role("button", name="They have both").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The return key is not shown any more")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("The return key is not shown any more")
    expect(page.get_by_text(key)).to_have_count(0)
    page.goto(server + everywhere["triage"])
    page.get_by_label("On which day it was done").fill("2026-03-02")
    page.get_by_label("Who is complained of").fill("a-employee")
    page.get_by_label("Which clause").select_option("None of these")
    page.get_by_label("Why", exact=True).fill("Ours.")
    page.get_by_role("button", name="Triage it").click()
    expect(page.get_by_role("status")).to_contain_text("Done: Triage it")
    page.get_by_role("link", name="Notes").click()
    page.get_by_label("Text").fill("Called the department.")
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_role("main")).to_contain_text("Called the department.")
    context.close()


def test_a_step_is_taken_by_keyboard_alone(everywhere: dict[str, str], server: str, page: Page) -> None:
    sign_in(page, server, "the-hr")
    page.goto(server + everywhere["resolve"])
    page.get_by_label("Reasons").focus()
    page.keyboard.type("He said sorry.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Settle it informally")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_given_back_to_be_copied_is_accessible_and_fits_its_width(width: int, city: City, server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    case = city.triaged("employee")
    sign_in(page, server, "the-city-attorney")
    page.goto(f"{server}/desk/case/{case.number}/step/resolve")
    page.get_by_label("Reasons").fill("He said sorry. " * 20)
    move_case(case, "refer", reason="The county's.", actor=city.actor(Role.HR))
    page.get_by_role("button", name="Settle it informally").click()
    expect(page.get_by_label("Reasons")).to_have_value(("He said sorry. " * 20).strip())
    assert look(page, "refused", width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_with_a_return_key_is_accessible_and_fits_its_width(width: int, city: City, server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    city.actor(Role.CITY_ATTORNEY)
    sign_in(page, server, "the-city-attorney")
    page.goto(f"{server}/desk/cases/enter")
    page.get_by_label("By telephone").check()
    page.get_by_label("What happened, in their words").fill("He called her names.")
    page.get_by_role("button", name="Enter it").click()
    wrong = look(page, "entered", width)
    page.get_by_role("button", name="They have both").click()
    expect(page.get_by_role("heading", name="The return key is not shown any more")).to_be_visible()
    assert wrong + look(page, "entered-gone", width) == []


def look(page: Page, name: str, width: int) -> list[str]:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    return faults(page, width)
