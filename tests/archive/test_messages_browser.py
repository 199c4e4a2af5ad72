"""The pages of direct messages in a real browser, at every width."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.archive.messages import GROUP, PICTURE, RESIDENT, VENDOR, archive_with, conversation, held, message, on_x, take_in_messages
from tests.archive.test_classified_browser import say_what_for
from tests.archive.test_forwarded_browser import sign_in
from tests.browsing import LISTEN, WIDTHS, faults
from tests.desk.conftest import browser_type_launch_args, server
from tests.platforms.x.archives import OWNER
from tests.policy.conftest import Staff, staff
from tests.records import make_account, make_log, publish_log

from rostra.accounts.models import Account
from rostra.archive.actions.messages import say_party
from rostra.archive.states.parties import PartyKind

__all__ = ["browser_type_launch_args", "server", "staff"]
pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def taken(staff: Staff, archive: Path, tmp_path: Path) -> Account:
    """An account with a conversation of two, of which somebody said who they are, and a group."""
    make_log()
    account = on_x(make_account())
    asked = message("11", "When is my street plowed? I live at 12 Main Street.", mediaUrls=["https://ton.twitter.com/dm/11/55/street.jpg"])
    answer, long = message("12", "On Tuesday.", sender=OWNER), message("13", "W" * 300)
    group = conversation(message("14", "To all of you", sender=VENDOR), message("15", "Seen", sender="700003"), of=GROUP)
    members = archive_with(conversation(asked, answer, long), groups=(group,))
    members["data/direct_messages_media/11-street.jpg"] = PICTURE
    take_in_messages(tmp_path, members)
    publish_log()
    say_party(account, held()[0].pk, RESIDENT, PartyKind.RESIDENT, "She told us so.", actor=staff.users["clerk"].as_actor())
    return account


def shot(page: Page, name: str, width: int) -> None:
    """A picture of it, where somebody wants to look (``PICTURES``)."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_its_width_and_keeps_its_content_policy(
    width: int, staff: Staff, taken: Account, server: str, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    sign_in(page, server, "clerk", f"account/{taken.slug}")
    page.get_by_role("link", name="Direct messages").click()
    expect(page.get_by_role("heading", name="What for?")).to_be_visible()
    say_what_for(page)
    expect(page.get_by_role("heading", name="Direct messages")).to_be_visible()
    wrong["list"] = faults(page, width)
    shot(page, "list", width)
    page.get_by_role("link", name=RESIDENT, exact=True).click()
    expect(page.get_by_text("When is my street plowed?")).to_be_visible()
    wrong["conversation"] = faults(page, width)
    shot(page, "conversation", width)
    page.get_by_role("link", name=re.compile(f"Say who they are.*{RESIDENT}")).click()
    expect(page.get_by_role("heading", name=f"Who is {RESIDENT}?")).to_be_visible()
    wrong["party"] = faults(page, width)
    page.get_by_role("button", name="Keep it").click()
    wrong["party, refused"] = faults(page, width)
    shot(page, "party", width)
    page.get_by_label("They are").select_option("vendor")
    page.get_by_label("How it is known").fill("The contract of 2025.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("The contract of 2025.")).to_be_visible()
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)
