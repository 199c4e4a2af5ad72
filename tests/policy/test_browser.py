"""The staff's pages on policies in a real browser: for everyone, at every width, by keyboard, without scripts."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.policy import texts as given
from tests.policy.conftest import Staff

from rostra.people.models import RoleGrant
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.policy.actions import comments, moves, texts
from rostra.policy.models import Comment

pytestmark = pytest.mark.browser
EMAIL = "director-sample@exampleville.example"
TABLE = (
    "\n## 9 Table\n\n| A long heading of a column | Another long heading of a column |\n|---|---|\n| Unbreakableword"
    + "x" * 60
    + " | b |\n"
)


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def desk(staff: Staff, server: str) -> str:
    """A desk on which versions stand in every state that looks different; its address."""
    now = RoleGrant.objects.first()
    assert now
    for role in (Role.CLERK, Role.CITY_ATTORNEY):
        RoleGrant.objects.create(user=staff.users["director"], role=role, granted=now.granted)
    post = staff.person("moderator").appointments.get()
    type(post).objects.create(person=staff.person("director"), position=post.position, begins=post.begins)
    of = given.policy_of_two()
    moves.bring_into_line()
    given.adopted(of, given.SECOND + TABLE, city_day(), city_day() + dt.timedelta(days=20))
    given.draft(of)
    version = given.circulated(of, given.SECOND + TABLE, closes=city_day())
    for _ in range(2):
        comments.comment_on(version, "no-blocking", "And trolls?", person=staff.person("moderator"), actor=given.OFFICER)
    comments.resolve_comment(Comment.objects.first(), "They are hidden.", actor=given.OFFICER)  # type: ignore[arg-type]
    return f"{server}/desk"


def sign_in(page: Page, desk: str) -> None:
    page.goto(f"{desk}/policy")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(rolls.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Policies and procedures")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_its_width_and_keeps_its_content_policy(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, desk)
    text = "policy/text/social-media"
    comment = Comment.objects.filter(answered__isnull=True).get()
    paths = [
        "policy", "policy/add", text, f"{text}/new", f"{text}/comment/{comment.pk}", f"{text}/2/step/repeal",
        f"{text}/5/since/1", f"{text}/5/comment/no-blocking", f"{text}/4/edit", f"{text}/4/step/review", f"{text}/4/step/withdraw",
        f"{text}/3/step/sign", f"{text}/3/put-off", *(f"{text}/{number}" for number in range(1, 6)),
    ]  # fmt: skip
    wrong = {}
    for path in paths:
        page.goto(f"{desk}/{path}")
        wrong[path] = faults(page, width)
    page.goto(f"{desk}/policy/add")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong["add refused"] = faults(page, width)
    wrong = {name: found for name, found in wrong.items() if found}
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("width", WIDTHS)
def test_two_writers_and_the_preview_without_scripts(width: int, desk: str, browser: Browser, page: Page) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": WIDTHS[width]})
    plain = context.new_page()
    sign_in(plain, desk)
    plain.goto(f"{desk}/policy/text/social-media/4/edit")
    source = plain.get_by_label("Text in Markdown")
    mine = source.input_value().replace("Everything is kept.", "Everything is archived.")
    source.fill(mine)
    plain.get_by_role("button", name="Preview").click()
    expect(plain.get_by_role("heading", name="Preview: not saved yet")).to_be_visible()
    draft = given.Version.objects.get(document__slug="social-media", number=4)
    theirs = given.FIRST.replace("official", "registered").replace("is kept", "is kept for ever")
    texts.edit_version(draft, theirs, edits=0, actor=given.OFFICER)
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("heading", name="Somebody else changed this text while you did")).to_be_visible()
    assert plain.get_by_label("Text in Markdown").input_value().strip() == mine.replace("official", "registered").strip()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("status")).to_contain_text("is saved")
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_preview_and_of_a_clash_have_no_faults(width: int, desk: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    sign_in(page, desk)
    page.goto(f"{desk}/policy/text/social-media/4/edit")
    page.get_by_role("button", name="Preview").click()
    assert faults(page, width) == []
    draft = given.Version.objects.get(document__slug="social-media", number=4)
    texts.edit_version(draft, given.FIRST.replace("is kept", "is kept for ever"), edits=0, actor=given.OFFICER)
    source = page.get_by_label("Text in Markdown")
    source.fill(source.input_value().replace("is kept", "is archived"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert faults(page, width) == []
    page.goto(f"{desk}/policy/text/social-media/4/saved/0")
    assert faults(page, width) == []
