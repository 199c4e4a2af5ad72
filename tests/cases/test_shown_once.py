"""The return key: loaded again for some minutes by the browser that got it, kept nowhere else, and gone when it is written down."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from tests.cases.conftest import City
from tests.cases.test_files import TEXT, upload
from tests.cases.test_pages import post, text, there
from tests.cases.test_public import Resident, everything_kept, resident, triaged

from rostra.archive.states.submitted import Handed
from rostra.cases.actions.files import Hand, submit_file
from rostra.cases.actions.intake import send_case
from rostra.cases.models import Case
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import Channel
from rostra.core import clock
from rostra.core.shown_once import MINUTES, give_once, once_of
from rostra.moderation.queries.reports import draft_of
from rostra.people.states import Role
from rostra.portal.forms.cases import CaseReportForm
from rostra.portal.views import case_intake

__all__ = ["resident"]  # a fixture
pytestmark = pytest.mark.django_db
SENT, ENTERED = "/report/case/sent", "/desk/cases/entered"
GONE = "The key is not shown any more"


def page(client: Client, path: str = SENT) -> str:
    return client.get(path).content.decode()


def later(minutes: int) -> dt.datetime:
    return clock.now() + dt.timedelta(minutes=minutes)


# what is handed over


def given(name: str = "one", path: str = "/one") -> str:
    return give_once(HttpResponse(), name, {"key": "ABCD-EFGH-JKLM"}, path=path).cookies[name].value


def asked(name: str, value: str) -> object:
    request = RequestFactory().get("/one")
    request.COOKIES[name] = value
    return once_of(request, name)


def test_it_is_read_in_its_time_and_by_its_page_alone() -> None:
    sealed = given()
    assert "ABCD" not in sealed
    found = asked("one", sealed)
    assert found
    assert "ABCD" not in repr(found)
    assert asked("two", sealed) is None
    for made_up in ("", "x", sealed[:-6] + "AAAA==", "é" * 90, "A" * 4_000):
        assert asked("one", made_up) is None, made_up
    with clock.frozen(later(MINUTES - 1)):
        assert asked("one", sealed)
    with clock.frozen(later(MINUTES + 1)):
        assert asked("one", sealed) is None


# what is sent


def test_a_reload_shows_the_key_and_sends_nothing(resident: Resident) -> None:
    case = resident.send()
    for _ in range(2):
        assert resident.key in page(resident.client)
    assert Case.objects.get() == case
    with clock.frozen(later(MINUTES + 1)):
        told = page(resident.client)
        assert GONE in told
        assert f"more than {MINUTES} minutes" in told
        assert resident.key not in told
    assert GONE in page(Client())


def test_who_wrote_it_down_takes_it_away(resident: Resident) -> None:
    resident.send()
    answer = resident.client.post(SENT)
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    told = page(resident.client)
    assert GONE in told
    assert resident.key not in told
    assert not Client().post(SENT).cookies  # another site cannot send the ticket, so it takes nothing away


def test_who_closes_the_case_in_this_browser_closes_the_key_too(resident: Resident) -> None:
    resident.send()
    resident.client.post("/report/case/leave")
    assert GONE in page(resident.client)


def test_the_key_stands_in_no_row_no_address_and_no_cookie_that_can_be_read(resident: Resident) -> None:
    resident.send()
    cookie = resident.client.cookies["case-sent"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (SENT, MINUTES * 60, True, "Strict")
    assert resident.key.replace("-", "") not in cookie.value.replace("-", "")
    assert cookie.value not in everything_kept()


def test_the_same_draft_never_makes_a_second_case(resident: Resident) -> None:
    resident.send()
    again = resident.client.post("/report/case/check")
    assert again.status_code == 422
    assert f'href="{SENT}"' in again.content.decode()
    assert resident.key in page(resident.client)
    assert Case.objects.count() == 1


def test_of_two_presses_at_once_the_second_gets_no_form_to_send_again(resident: Resident) -> None:
    resident.fill()
    ticket = resident.client.cookies["case-draft"].value
    draft = draft_of(ticket)
    assert draft
    form = CaseReportForm(draft.values)
    assert form.is_valid()
    send_case(draft_of(ticket) or draft, form.new_case())
    request = RequestFactory().post("/report/case/check")
    request.COOKIES["case-draft"] = ticket
    answer = case_intake._sent(request, draft, form)
    assert answer.status_code == 422
    assert "Nothing waits to be sent" in answer.content.decode()
    assert "called her names" not in answer.content.decode()
    assert Case.objects.count() == 1


def test_loaded_again_it_shows_what_arrived_and_nothing_of_what_was_done_since(city: City, resident: Resident) -> None:
    resident.fill(files=[upload(TEXT)])
    case = resident.send()
    before = re.sub(r"\d+:\d+", "", page(resident.client))
    assert "File 1: text, 21 bytes" in before
    case = triaged(city, case)
    hr = city.actor(Role.HR)
    submit_file(case, Handed("one.txt", 5, b"words"), Hand(CaseField.EVIDENCE, Channel.PAPER, hr.ref, hr.name), remark="Found.", actor=hr)
    assert re.sub(r"\d+:\d+", "", page(resident.client)) == before


# what is entered for somebody


def test_who_enters_a_case_loads_its_key_again_and_nobody_after_them_in_this_browser(city: City) -> None:
    clerk = there(city, Role.CLERK)
    post(clerk, "/desk/cases/enter", {"channel": "phone", "statement": "He called her names."})
    told = text(clerk, ENTERED)
    key = told.split("<code>")[1].split("</code>")[0]
    assert key in text(clerk, ENTERED)
    assert Case.objects.count() == 1
    cookie = clerk.cookies["case-entered"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (ENTERED, MINUTES * 60, True, "Strict")
    assert key.replace("-", "") not in everything_kept() + cookie.value
    counsel = there(city, Role.CITY_ATTORNEY)
    counsel.cookies["case-entered"] = cookie.value
    assert "The return key is not shown any more" in text(counsel, ENTERED)
    with clock.frozen(later(MINUTES + 1)):
        assert key not in text(clerk, ENTERED)
    post(clerk, ENTERED, {})
    assert "The return key is not shown any more" in text(clerk, ENTERED)
    text(there(city, Role.MODERATOR), ENTERED, 403)


def test_the_same_words_entered_again_make_no_second_case_and_the_first_key_is_still_shown(city: City) -> None:
    clerk, told = there(city, Role.CLERK), {"channel": "phone", "statement": "He called her names."}
    post(clerk, "/desk/cases/enter", told | {"files": [upload(b"\0", "x.bin")]}, 422)  # nothing was entered
    post(clerk, "/desk/cases/enter", dict(told))
    key = text(clerk, ENTERED).split("<code>")[1].split("</code>")[0]
    again = post(clerk, "/desk/cases/enter", dict(told), 422)
    assert "You entered the same words a moment ago." in again
    assert f'href="{ENTERED}"' in again
    assert Case.objects.count() == 1
    assert key in text(clerk, ENTERED)
    post(clerk, "/desk/cases/enter", told | {"statement": "He called me names."})
    with clock.frozen(later(MINUTES + 1)):
        post(clerk, "/desk/cases/enter", dict(told))
    assert Case.objects.count() == 3
