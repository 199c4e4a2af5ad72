"""The pages of campaigns and answers in a real browser: at every width, by keyboard, without scripts, on paper."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.policy import asked
from tests.policy import texts as given
from tests.policy.conftest import Staff
from tests.policy.test_browser import TABLE

from rostra.people.models import Unit
from rostra.people.queries import city_day
from rostra.policy.actions import acknowledging, training
from rostra.policy.actions.acknowledging import as_person
from rostra.policy.actions.training import NewModule
from rostra.policy.models import Acknowledgement, Campaign
from rostra.policy.queries.codes import code_of
from rostra.policy.states.asking import Route
from rostra.policy.tasks import keep_recipients

pytestmark = pytest.mark.browser
EMAIL = "director-sample@exampleville.example"


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def campaign(staff: Staff) -> Campaign:
    """One with an answer of every kind, in units with long names; the director is asked too."""
    today = city_day()
    unit = rolls.unit("long", "Department of Neighbourhood Relations and Intergovernmental Correspondence")
    post = staff.person("moderator").appointments.get()
    type(post).objects.create(person=staff.person("director"), position=post.position, begins=post.begins)
    people = {name: asked.member(f"{name}-sampleson-exampleworthy", unit, email=name != "ann") for name in ("ann", "bea", "cyd", "dan")}
    version = given.published(given.document(), given.FIRST + TABLE, dt.date(2020, 1, 6), dt.date(2020, 1, 6))
    found = asked.running(version, quiz=asked.QUIZ, message="Please read it.", units=[unit, *Unit.objects.filter(slug="communications")])
    asked.campaign(found.version)
    for name, act in (("bea", acknowledging.refuse), ("cyd", acknowledging.ask_exception)):
        told = asked.by(Route.LINK, found, reason="Because of " + "x" * 90)
        act(asked.recipient(found, people[name]), told, actor=as_person(people[name]))
    keep_recipients()
    told = NewModule("safe", "Safe accounts", cadence_months=12, newcomer_days=30, begins=dt.date(2020, 1, 1))
    training.record_completions(training.add_module(told, actor=given.OFFICER), [people["dan"]], day=today, actor=given.OFFICER)
    return found


def sign_in(page: Page, server: str, path: str) -> None:
    page.goto(f"{server}/desk/{path}")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).not_to_have_text("Sign in")


def say_what_for(page: Page, server: str) -> None:
    page.goto(f"{server}/desk/auth/purpose/acknowledgement")
    page.get_by_label("Purpose").fill("Follow-up with heads")
    page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_its_width_and_keeps_its_content_policy(
    width: int, campaign: Campaign, server: str, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, server, "acknowledgements")
    say_what_for(page, server)
    base, draft = f"acknowledgements/{campaign.pk}", Campaign.objects.get(state="draft").pk
    person = f"{base}/person/cyd-sampleson-exampleworthy"
    paths = [
        "acknowledgements", "acknowledgements/add", base, f"{base}/people", f"{base}/people?standing=refused", person, f"{base}/sheet",
        f"{base}/paper", f"{base}/step/close", f"acknowledgements/{draft}", f"acknowledgements/{draft}/edit", "my-acknowledgements",
        f"my-acknowledgements/{campaign.pk}", "training", "training/add", "training/module/safe", "training/module/safe/completed",
    ]  # fmt: skip
    wrong = {}
    for path in paths:
        page.goto(f"{server}/desk/{path}")
        wrong[path] = faults(page, width)
    for path, button in ((f"{base}/paper", "Enter"), ("acknowledgements/add", "Save"), (person, "Decide")):
        page.goto(f"{server}/desk/{path}")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("alert")).to_be_focused()
        wrong[f"{path} refused"] = faults(page, width)
    page.goto(f"{server}/desk/{base}")
    page.get_by_role("button", name="Letters with codes").click()
    wrong["letters"] = faults(page, width)
    page.goto(f"{server}/desk/acknowledgements")
    page.get_by_role("button", name="Open a kiosk on this device").click()
    wrong["kiosk"] = faults(page, width)
    recipient = asked.recipient(campaign, campaign.recipients.get(person__slug__startswith="ann").person)
    page.get_by_label("Your number or name").fill(recipient.person.name)
    page.get_by_label("Your code").fill(code_of(recipient))
    page.get_by_role("button", name="Go on").click()
    wrong["kiosk answer"] = faults(page, width)
    for path in ("acknowledge", "acknowledge/nonsense", f"acknowledge/{code_of(recipient)}", "policy/social-media"):
        page.goto(f"{server}/{path}")
        wrong[path] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


def test_somebody_without_an_account_answers_by_keyboard_alone_and_without_scripts(
    campaign: Campaign, server: str, browser: Browser
) -> None:
    recipient = asked.recipient(campaign, campaign.recipients.get(person__slug__startswith="ann").person)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{server}/acknowledge/{code_of(recipient)}")
    page.get_by_role("radio", name="The city").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label(campaign.statement)).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your reason")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("you have read and acknowledged the text")
    assert Acknowledgement.objects.get(answer="acknowledged").person == recipient.person
    context.close()


def test_on_paper_a_sheet_shows_text_names_and_code_and_nothing_to_click(campaign: Campaign, server: str, page: Page) -> None:
    sign_in(page, server, f"acknowledgements/{campaign.pk}/sheet")
    page.emulate_media(media="print")
    expect(page.get_by_text(campaign.text_digest)).to_be_visible()
    expect(page.get_by_text("Nobody is blocked for an opinion.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Ann Sampleson Exampleworthy")).to_be_visible()
    for hidden in (page.get_by_role("navigation", name="Staff"), page.get_by_text("Print this page.")):
        expect(hidden).to_be_hidden()


def test_a_kiosk_works_by_keyboard_alone_and_without_scripts_and_leaves_nothing_behind(
    campaign: Campaign, server: str, browser: Browser
) -> None:
    recipient = asked.recipient(campaign, campaign.recipients.get(person__slug__startswith="ann").person)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, server, "acknowledgements")
    page.get_by_role("button", name="Open a kiosk on this device").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Your number or name").focus()
    page.keyboard.type(recipient.person.name)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_label("Your code").fill("")
    page.get_by_label("Your code").focus()
    page.keyboard.type(code_of(recipient))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="The city").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("you have read and acknowledged the text")
    kept = Acknowledgement.objects.get(answer="acknowledged")
    assert (kept.person, kept.route) == (recipient.person, Route.KIOSK)
    page.goto(f"{server}/acknowledge/kiosk")
    assert recipient.person.name not in page.content()
    page.goto(f"{server}/desk/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_on_paper_a_kiosk_shows_the_text_with_its_digest_and_nothing_to_click(campaign: Campaign, server: str, page: Page) -> None:
    recipient = asked.recipient(campaign, campaign.recipients.get(person__slug__startswith="ann").person)
    sign_in(page, server, "acknowledgements")
    page.get_by_role("button", name="Open a kiosk on this device").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Read and acknowledge")).to_be_visible()
    for button in page.get_by_role("button").all():
        expect(button).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_label("Your number or name").fill(recipient.person.name)
    page.get_by_label("Your code").fill(code_of(recipient))
    page.get_by_role("button", name="Go on").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("Nobody is blocked for an opinion.")).to_be_visible()
    for each in (*page.get_by_role("button").all(), page.get_by_role("link", name="I am done: leave my page")):
        expect(each).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_kiosk_that_nobody_uses_leaves_the_last_persons_page(
    scripts: bool, campaign: Campaign, server: str, browser: Browser, settings: Settings
) -> None:
    terms = settings.PROFILE.acknowledgement.model_copy(update={"kiosk_idle_seconds": 2})
    settings.PROFILE = settings.PROFILE.model_copy(update={"acknowledgement": terms})
    recipient = asked.recipient(campaign, campaign.recipients.get(person__slug__startswith="ann").person)
    context = browser.new_context(java_script_enabled=scripts)
    context.add_init_script(LISTEN)
    page = context.new_page()
    sign_in(page, server, "acknowledgements")
    page.get_by_role("button", name="Open a kiosk on this device").click()
    page.get_by_label("Your number or name").fill(recipient.person.name)
    page.get_by_label("Your code").fill(code_of(recipient))
    page.get_by_role("button", name="Go on").click()
    if scripts:
        for _ in range(8):
            page.keyboard.press("Shift")
            page.wait_for_timeout(500)
        expect(page.get_by_text("You answer as Ann")).to_be_visible()
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible(timeout=15_000)
    found = faults(page, 1280) if scripts else []
    assert [fault for fault in found if not fault.startswith("meta-refresh")] == []  # WCAG 2.2.1, extend: warned, 30 seconds, one action
    page.get_by_role("link", name="Go on reading").click()
    expect(page.get_by_text("You answer as Ann")).to_be_visible()
    context.close()
