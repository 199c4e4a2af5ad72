"""Covered persons without a sign-in read a draft and comment on its clauses, by the link or the code of an invitation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from tests import rolls
from tests.browsing import LISTEN, WIDTHS, faults
from tests.policy import texts

from rostra.core import clock
from rostra.people.actions import issue_invitation
from rostra.people.models import Appointment, Person
from rostra.people.queries import city_day
from rostra.policy.models import Comment, Version

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def draft() -> Version:
    return texts.circulated(closes=city_day() + 7 * DAY)


def path(draft: Version, key: str = "") -> str:
    return f"/me/draft/{draft.document.slug}/{draft.number}" + (f"/comment/{key}" if key else "")


def guest(person: Person) -> Client:
    client = Client()
    client.post(f"/me/with/{issue_invitation(person, actor=rolls.OPERATOR).token}")
    return client


def test_who_was_invited_finds_the_draft_comments_and_reads_the_answer(draft: Version) -> None:
    person = rolls.officer("vic-volunteer", "Vic Volunteer")
    client, key = guest(person), draft.clauses.all()[1].key
    assert f'href="{path(draft)}"' in client.get("/me/asked").content.decode()
    assert f'href="{path(draft, key)}"' in client.get(path(draft)).content.decode()
    assert client.post(path(draft, key), {"text": " "}).status_code == 422
    assert client.post(path(draft, key), {"text": "Say what a record is."}).headers["Location"] == path(draft)
    said = Comment.objects.get()
    assert (said.person, said.key, said.text) == (person, key, "Say what a record is.")
    other = guest(rolls.officer("other", "Other"))
    assert "Say what a record is." in client.get(path(draft)).content.decode()
    assert "Say what a record is." not in other.get(path(draft)).content.decode()
    Comment.objects.update(answer="It is said in clause 3.", answered=clock.now())
    assert "It is said in clause 3." in client.get(path(draft)).content.decode()


def test_a_draft_is_shown_to_who_is_covered_while_it_is_circulated_and_to_nobody_else(draft: Version) -> None:
    key = draft.clauses.all()[1].key
    person = rolls.officer("vic-volunteer", "Vic Volunteer")
    for address in (path(draft), path(draft, key)):
        assert Client().get(address).headers["Location"] == "/me"
    client = guest(person)
    for address in ("/me/draft/nothing/1", path(draft).replace("/1", "/9"), path(draft, "nothing")):
        assert client.get(address).status_code == 404
    with clock.frozen(clock.now() + 8 * DAY):
        late = guest(person)
        assert path(draft) not in late.get("/me/asked").content.decode()
        assert late.post(path(draft, key), {"text": "Too late"}).status_code == 409
    unread = texts.draft(draft.document)
    assert client.get(path(unread)).status_code == 404
    Appointment.objects.filter(person=person).update(ends=city_day() - DAY)
    assert client.get(path(draft)).status_code == 404
    assert client.post(path(draft, key), {"text": "I left"}).status_code == 404
    assert not Comment.objects.exists()


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_for_everybody(width: int, draft: Version, server: str, context: BrowserContext, page: Page) -> None:
    context.add_init_script(LISTEN)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    person, wrong = rolls.officer("vic-volunteer", "Vic Volunteer"), {}
    page.goto(f"{server}/me/with/{issue_invitation(person, actor=rolls.OPERATOR).token}")
    page.get_by_role("button").last.click()
    wrong["own"] = faults(page, width)
    page.get_by_role("link", name=str(draft)).click()
    wrong["draft"] = faults(page, width)
    page.get_by_role("link", name="Comment on").first.click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong["refused"] = faults(page, width)
    page.get_by_role("textbox").last.fill("Say what a record is.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("is kept")
    wrong["said"] = faults(page, width)
    assert not {name: found for name, found in wrong.items() if found}, wrong
