"""A second look in a real browser: at every width, and without scripts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import browser_type_launch_args, server
from tests.moderation.acting import applied, comment, new_act
from tests.moderation.conftest import Network

from rostra.core import clock
from rostra.moderation.models import BlindReview, Drawing
from rostra.people.states import Role

__all__ = ["browser_type_launch_args", "server"]  # fixtures
pytestmark = pytest.mark.browser
PICTURES = os.environ.get("ROSTRA_PICTURES", "")  # a folder for pictures of the pages


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def sample(network: Network) -> list[BlindReview]:
    """Three that were drawn: one is answered, two wait."""
    rolls.user("another", Role.MODERATOR)
    acts = [applied(network, new_act(comment(network, f"{n} CHEAP PILLS " * 20, f"k{n}"))) for n in range(3)]
    drawing = Drawing.objects.create(
        begins="2026-01-01", ends="2026-04-01", size=1234, root=bytes(range(32)), share=10, pool=30, made=clock.now()
    )
    made = [
        BlindReview.objects.create(drawing=drawing, act=act, place=place, left_up=False, due="2099-01-01", since=clock.now())
        for place, act in enumerate(acts)
    ]
    answered = {"state": "answered", "reviewer": "user:0", "reviewer_name": "Somebody", "outcome": "leave-up", "agreement": "other-outcome"}
    BlindReview.objects.filter(pk=made[0].pk).update(**answered)
    return made


def sign_in(page: Page, server: str) -> None:
    page.goto(f"{server}/desk/")
    page.get_by_label("E-mail address").fill("another@exampleville.example")
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    page.goto(f"{server}/desk/auth/purpose/consistency")
    page.get_by_role("textbox").fill("to look again")
    page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits_its_width(width: int, sample: list[BlindReview], server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, server)
    wrong = {}
    pages = {
        "consistency": "/desk/consistency",
        "comparison": f"/desk/consistency/{sample[0].pk}",
        "work": "/desk/",
        "public": "/moderation",
    }
    for name, path in pages.items():
        page.goto(f"{server}{path}")
        wrong[name] = _faults(page, name, width)
    page.goto(f"{server}/desk/consistency")
    page.get_by_role("button", name="Take the next one").click()
    wrong["blind-review"] = _faults(page, "blind-review", width)
    page.get_by_role("button", name="That is my answer").click()
    wrong["refused"] = _faults(page, "refused", width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


def _faults(page: Page, name: str, width: int) -> list[str]:
    found = faults(page, width)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    return found


def test_a_second_look_is_taken_given_back_and_answered_without_scripts(sample: list[BlindReview], server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, server)
    page.goto(f"{server}/desk/consistency")
    expect(page.get_by_text("2 second looks wait for you.")).to_be_visible()
    page.get_by_role("button", name="Take the next one").click()
    page.get_by_role("button", name="Give it back").click()
    expect(page.get_by_role("status")).to_contain_text("It waits for somebody else.")
    expect(page.get_by_text("1 second look waits for you.")).to_be_visible()
    page.get_by_role("button", name="Take the next one").click()
    page.get_by_label("Act on it: Automated spam").check()
    page.get_by_role("button", name="That is my answer").click()
    expect(page.get_by_role("status")).to_contain_text("It is answered")
    expect(page.get_by_text("the same", exact=True)).to_be_visible()
    assert BlindReview.objects.get(pk=sample[2].pk).agreement == "same"
    context.close()
