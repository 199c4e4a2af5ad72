"""Withholding in a real browser: at every width, without a script; and a record of which something is withheld verifies there."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.archive.test_classification import ON_LAW, SSN, TEXT, by, span_of
from tests.archive.test_forwarded_browser import sign_in
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import browser_type_launch_args, server
from tests.policy.conftest import Staff, staff
from tests.records import make_account, make_medium, make_record, publish_log
from tests.withheld import PNG

from rostra.archive.actions.breach import assess_breach, decide_breach, open_breach
from rostra.archive.actions.classify import classify
from rostra.archive.models import Classification, Record
from rostra.archive.queries.records import current_versions_of
from rostra.archive.rules.breach import Assessment, Discovery
from rostra.archive.rules.classification import Target
from rostra.archive.states.withholding import Part
from rostra.people.queries import city_day

__all__ = ["browser_type_launch_args", "server", "staff"]
pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def record(staff: Staff, archive: Path) -> Record:
    """A comment in two versions, with a picture."""
    account = make_account()
    made = make_record(account, TEXT, media=[make_medium(PNG, alt="A wall")])
    make_record(account, f"Sorry. {TEXT} {'W' * 80}", uri=made.uri, revision="b", media=[make_medium(PNG, alt="A wall")])
    publish_log()
    return Record.objects.get(pk=made.pk)


def say_what_for(page: Page) -> None:
    page.get_by_label("Purpose").fill("Request 12")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_its_width_and_keeps_its_content_policy(
    width: int, staff: Staff, record: Record, server: str, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    classify(span_of(record), ON_LAW, actor=by(staff, "records"))
    classify(Target(record, Part.ATTACHMENT, 1, 0), ON_LAW, actor=by(staff, "records"))
    for path in (f"record/{record.pk}", f"record/{record.pk}/v/1", "data/inventory"):
        page.goto(f"{server}/{path}")
        wrong[path] = faults(page, width)
    sign_in(page, server, "clerk", "classifications")
    wrong["list"] = faults(page, width)
    page.get_by_role("textbox", name="A record").fill(str(record.pk))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What for?")).to_be_visible()
    wrong["purpose"] = faults(page, width)
    say_what_for(page)
    expect(page.get_by_role("heading", name=f"Record {record.pk}, whole")).to_be_visible()
    wrong["record"] = faults(page, width)
    page.get_by_role("link", name=re.compile("Withhold something.*version 2")).click()
    expect(page.get_by_role("heading", name="Withhold something")).to_be_visible()
    wrong["form"] = faults(page, width)
    page.get_by_role("button", name="Withhold it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong["form, refused"] = faults(page, width)
    page.goto(f"{server}/desk/classifications/{Classification.objects.filter(part='span').latest('pk').pk}/elsewhere")
    wrong["elsewhere"] = faults(page, width)
    page.goto(f"{server}/desk/classifications/record/{record.pk}")
    page.get_by_role("link", name="Confirm").first.click()
    expect(page.get_by_role("heading", name="Confirm")).to_be_visible()
    wrong["confirm"] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_breach_too(width: int, staff: Staff, archive: Path, server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    told = Discovery(city_day(), f"A clerk looked up a neighbour. {'W' * 90}")
    breach = assess_breach(open_breach(told, actor=by(staff, "clerk")), Assessment("Numbers", 2_000, "Nadia"), actor=by(staff, "clerk"))
    decide_breach(breach, "find-breach", "Without need of work.", actor=by(staff, "clerk"))
    sign_in(page, server, "clerk", "breaches")
    wrong["list"] = faults(page, width)
    page.get_by_role("link", name="Enter a breach").click()
    expect(page.get_by_role("heading", name="Enter a breach")).to_be_visible()
    wrong["enter"] = faults(page, width)
    page.goto(f"{server}/desk/breaches/{breach.pk}")
    say_what_for(page)
    expect(page.get_by_role("heading", name="What they are to be told")).to_be_visible()
    wrong["breach"] = faults(page, width)
    page.get_by_role("link", name="They are told").click()
    page.get_by_role("button", name="They are told").click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong["told, refused"] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


def test_words_are_withheld_everywhere_by_keyboard_without_a_script(staff: Staff, record: Record, server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, server, "clerk", f"classifications/record/{record.pk}")
    say_what_for(page)
    page.get_by_role("link", name=re.compile("Withhold.*Social security number")).first.click()
    expect(page.get_by_label("The words, exactly as they stand")).to_have_value(SSN)
    page.get_by_role("button", name="Withhold it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The same elsewhere")).to_be_visible()
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Do so").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 more place")
    for path in (f"record/{record.pk}", f"record/{record.pk}/v/1", f"record/{record.pk}/v/2"):
        page.goto(f"{server}/{path}")
        expect(page.get_by_role("heading", name="Something here is not public")).to_be_visible()
        assert SSN not in page.content()
    assert SSN not in current_versions_of([record.pk])[0].text
    context.close()


@pytest.mark.parametrize("what", ["span", "attachment", "author", "whole"])
def test_the_browser_verifies_what_is_left(what: str, staff: Staff, record: Record, server: str, page: Page) -> None:
    targets = {
        "span": span_of(record, version=2), "attachment": Target(record, Part.ATTACHMENT, 2, 0), "author": Target(record, Part.AUTHOR),
        "whole": Target(record, Part.WHOLE),
    }  # fmt: skip
    classify(targets[what], ON_LAW, actor=by(staff, "clerk"))
    page.goto(f"{server}/record/{record.pk}")
    page.get_by_role("button", name="Verify in this browser").click()
    expect(page.locator(".result-line")).to_have_text("Verified in your browser: this is what was captured, and it was not altered since.")
    expect(page.locator("#verify-result")).to_contain_text("Withheld: ")
    expect(page.locator("#verify-result")).to_contain_text("Minn. Stat. 13.355")


def test_a_proof_that_tells_another_digest_fails(staff: Staff, record: Record, server: str, page: Page) -> None:
    classify(span_of(record, version=2), ON_LAW, actor=by(staff, "clerk"))
    page.goto(f"{server}/verify")
    page.route("**/*.tlog-proof", lambda route: route.fulfill(status=200, body=_other_digest(route.fetch().text())))
    page.goto(f"{server}/record/{record.pk}")
    page.get_by_role("button", name="Verify in this browser").click()
    expect(page.locator("#verify-result .step-fails").first).to_contain_text("Compare the content with the entry")


def _other_digest(proof: str) -> str:
    lines = proof.splitlines()
    extra = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
    for each in extra["disclosures"]:
        if isinstance(each, dict):
            each["digest"] = "0" * 64
    lines[1] = "extra " + base64.b64encode(json.dumps(extra).encode()).decode()
    return "\n".join(lines) + "\n"
