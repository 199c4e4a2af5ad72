"""Recording an act and appealing in a real browser: at every width, by keyboard, without scripts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import browser_type_launch_args, server
from tests.moderation.acting import actor, applied, comment, hide, new_act, noticed, threat
from tests.moderation.conftest import OTHER, Network, settle

from rostra.core.actor import PUBLIC
from rostra.moderation.actions.acts import move_act, record_act
from rostra.moderation.actions.appeals import Said, receive_appeal
from rostra.moderation.models import FilterTerm, ModerationAct, Notice, Restriction
from rostra.moderation.queries.codes import code_of
from rostra.people.models import User
from rostra.people.states import Role

__all__ = ["browser_type_launch_args", "server"]  # fixtures
pytestmark = pytest.mark.browser
PICTURES = os.environ.get("ROSTRA_PICTURES", "")  # a folder for pictures of the pages


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def everywhere(network: Network, server: str) -> dict[str, str]:
    """A desk on which every state of an act stands once: addresses by name."""
    moderator = actor(Role.MODERATOR)
    rolls.grant(User.objects.get(person__slug="the-moderator"), Role.SOCIAL_MEDIA_OFFICER)
    applied(network, new_act(comment(network, "CHEAP PILLS " * 30, "k0")))
    told = noticed(network, new_act(comment(network, "CHEAP WATCHES", "k1")))
    appealed = noticed(network, new_act(comment(network, "CHEAP SHOES", "k2")))
    appeal = receive_appeal(appealed, Said("It was a question. " * 20, "resident@home.example"), actor=PUBLIC)
    move_act(applied(network, new_act(comment(network, "Again", "k3"))), "take-back", actor=moderator, reason="It was none.")
    record_act(threat(comment(network, "Tonight I come to your house.", "k4")), actor=moderator)
    emergency = threat(None, account=network.account, subject=f"at://{OTHER}/app.bsky.feed.post/x", emergency="She gives her address.")
    hasty = record_act(emergency, actor=moderator)
    record_act(new_act(comment(network, "You should resign.", "k5"), neutral=False), actor=moderator, leave_up=True)
    fresh = comment(network, "CHEAP PILLS\nhttps://pills.example/" + "x" * 200, "k6")
    hide(network, fresh.record.uri)
    settle()
    word = FilterTerm.objects.create(
        account=network.account, term="pills", purpose="Spam.", until="2099-01-01", by_ref="user:0", by_name="X"
    )
    shown = Restriction.objects.get()
    return {
        "acts": "/desk/acts", "find": f"/desk/acts/find?account={network.account.slug}", "not-found": "/desk/acts/find?q=nowhere",
        "new": f"/desk/acts/new/{fresh.record_id}", "emergency": "/desk/acts/emergency", "act": f"/desk/act/{told.pk}",
        "hasty": f"/desk/act/{hasty.pk}", "notice-new": f"/desk/act/{told.pk}/notice", "keep": f"/desk/act/{told.pk}/keep",
        "notice": f"/desk/notice/{Notice.objects.order_by('pk')[0].pk}", "enter": f"/desk/act/{told.pk}/appeal", "appeals": "/desk/appeals",
        "appeal": f"/desk/appeal/{appeal.pk}", "decide": f"/desk/appeal/{appeal.pk}/grant", "filters": "/desk/filters",
        "filter": f"/desk/filter/{word.pk}", "filter-new": "/desk/filters/new", "register": "/desk/restrictions",
        "restriction": f"/desk/restriction/{shown.pk}", "code": "/appeal", "unknown-code": "/appeal/A1-AAAAA-AAAAA",
        "appealing": f"/appeal/{code_of(told)}", "appealed": f"/appeal/{code_of(appealed)}", "work": "/desk/",
    }  # fmt: skip


def sign_in(page: Page, server: str) -> None:
    page.goto(f"{server}/desk/")
    page.get_by_label("E-mail address").fill("the-moderator@exampleville.example")
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    for function in ("moderation-act", "filter-terms"):
        page.goto(f"{server}/desk/auth/purpose/{function}")
        page.get_by_role("textbox").fill("to moderate")
        page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits_its_width(width: int, everywhere: dict[str, str], server: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, server)
    wrong = {}
    for name, path in everywhere.items():
        page.goto(f"{server}{path}")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        wrong[name] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


def test_an_act_is_recorded_without_scripts(everywhere: dict[str, str], server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, server)
    page.goto(server + everywhere["new"])
    page.get_by_role("button", name="Record it", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Ground")
    page.get_by_label("Automated spam", exact=True).check()
    page.get_by_label("How its test is met").fill("On forty posts.")
    page.get_by_label("Yes: it would be treated alike").check()
    page.get_by_role("button", name="Record it", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("explains what the network shows")
    context.close()


class Keyboard:
    """Somebody who uses nothing else: each key that is pressed is counted, a text is one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.pressed += times

    def tab_to(self, label: str, *, within: int) -> None:
        """Go on until the field, link or button with this label has the focus."""
        for _ in range(within):
            self.press("Tab")
            if self.page.evaluate(FOCUSED).startswith(label):
                return
        raise AssertionError(f"{label!r} is not within {within} steps; the focus is on {self.page.evaluate(FOCUSED)!r}")


FOCUSED = """() => { const e = document.activeElement; return (e.labels?.[0]?.textContent ?? e.textContent ?? "").trim() }"""
KEYS = 16  # at most, on the whole page; of them one for each ground that stands before the right one


def test_an_act_is_recorded_from_its_comment_on_one_page_by_keyboard_alone(everywhere: dict[str, str], server: str, page: Page) -> None:
    sign_in(page, server)
    visited: list[str] = []
    page.on("framenavigated", lambda frame: visited.append(frame.url.removeprefix(server)))
    page.goto(server + everywhere["new"])
    keys = Keyboard(page)
    keys.tab_to("Skip to", within=1)
    keys.press("Enter")
    keys.tab_to("To the form", within=1)
    keys.press("Enter")
    keys.tab_to("Hide it", within=1)
    expect(page.get_by_label("Hide it")).to_be_checked()
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(page.get_by_label("Automated spam", exact=True)).to_be_checked()
    keys.tab_to("How its test is met", within=1)
    page.keyboard.type("On forty posts.")
    keys.tab_to("Yes: it would be treated alike", within=1)
    keys.press("Space")
    keys.tab_to("Record it", within=2)
    keys.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("explains what the network shows")
    assert keys.pressed <= KEYS, keys.pressed
    act = ModerationAct.objects.get(state="applied", met="On forty posts.")
    form, done = everywhere["new"], f"/desk/act/{act.pk}"
    assert list(dict.fromkeys(each.partition("#")[0] for each in visited)) == [form, done]  # no page between


def test_the_form_asks_five_things_and_knows_two_of_them(everywhere: dict[str, str], server: str, page: Page) -> None:
    sign_in(page, server)
    page.goto(server + everywhere["new"])
    fields = page.evaluate("() => [...new Set([...document.querySelectorAll('main form')[0].elements].map(e => e.name).filter(Boolean))]")
    assert set(fields) - {"csrfmiddlewaretoken", "version"} == {"act", "ground", "met", "neutral", "review_on", "decide"}
    expect(page.get_by_label("Hide it")).to_be_checked()
    page.get_by_text("Last day, unless somebody looks again").click()
    assert page.get_by_label("Another day").input_value()


def test_a_resident_appeals_on_a_telephone_without_scripts(everywhere: dict[str, str], server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{server}/appeal")
    page.get_by_label("Code").fill(everywhere["appealing"].rpartition("/")[2].lower())
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Why was it wrong?").fill("It was a question.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your appeal, number")
    assert context.cookies() == []
    context.close()
