"""The public side of cases: handed in without a name, come back to with a key, listed, and opened exactly as far as the law goes."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import logging
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.cases.conftest import City
from tests.cases.test_outlets import KINDS, STANDS, mark, marked, marks_in
from tests.cases.test_pages import text, there
from tests.moderation.conftest import residents
from tests.policy.texts import policy_of_two

from rostra.cases.actions.cases import OpenedCase, appeal_case, move_case, triage_case
from rostra.cases.actions.file import write_entry
from rostra.cases.actions.intake import send_case, write_as_complainant
from rostra.cases.models import Case, Entry
from rostra.cases.rules.deciding import NewCase, Triage
from rostra.cases.rules.telling import told_of
from rostra.cases.rules.viewing import sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import Arbitration, CaseState, Outcome
from rostra.cases.states.words import Channel, Side
from rostra.core import clock
from rostra.core.errors import Conflict, Forbidden
from rostra.core.models import Event, Mail, Tally
from rostra.core.profile import CaseRule
from rostra.core.waiting import waiting_for
from rostra.moderation.actions.drafts import begin_draft
from rostra.moderation.models import ReportDraft
from rostra.people.states import Role

__all__ = ["residents"]  # a fixture
pytestmark = pytest.mark.django_db
F = CaseField
TOLD = {
    "statement": "He called her names.\r\nTwice.", "account": "", "act_day": "2026-03-02", "link": "https://network.example/post/77",
    "complainant": "", "contact": "", "answer_in": "Somali",
}  # fmt: skip
Residents = Callable[..., None]
_addresses = itertools.count(1)


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Resident:
    """A browser of somebody who brings something to light."""

    def __init__(self) -> None:
        self.address = f"192.0.2.{next(_addresses) % 250}"
        self.client = Client(
            REMOTE_ADDR=self.address, HTTP_USER_AGENT="Telephone of Nadia", HTTP_REFERER="https://union.example/nadia",
            HTTP_X_FORWARDED_FOR="203.0.113.99",
        )  # fmt: skip
        self.number = self.key = ""

    def fill(self, **more: Any) -> Any:
        return self.client.post("/report/case", TOLD | more)

    def send(self, **more: Any) -> Case:
        answer = self.fill(**more)
        assert answer.status_code == 302, answer.content.decode()
        answer = self.client.post("/report/case/check")
        assert answer["Location"] == "/report/case/sent"
        page = self.client.get("/report/case/sent").content.decode()
        number, key = (re.search(rf'id="{name}" class="once">([\w-]+)<', page) for name in ("number", "key"))
        assert number
        assert key
        self.number, self.key = number[1], key[1]
        return Case.objects.get(number=self.number)

    def back(self, number: str = "", key: str = "") -> str:
        self.client = Client(REMOTE_ADDR=f"198.51.100.{next(_addresses) % 250}")
        told = {"number": number or self.number, "key": key or self.key}
        return self.client.post("/report/case/status", told, follow=True).content.decode()

    def page(self) -> str:
        return self.client.get("/report/case/status").content.decode()


@pytest.fixture
def resident(city: City) -> Resident:
    return Resident()


def triaged(city: City, case: Case, kind: str = "employee") -> Case:
    person, post = city.respondent(kind)
    found = Triage(dt.date(2026, 3, 2), person, post, "social-media/conduct")
    return triage_case(case, found, reason="It is about the city's page.", actor=city.actor(Role.CITY_ATTORNEY))


def standing(case: Case, **stands: object) -> Case:
    plain = {"outcome": Outcome.NONE, "arbitration": Arbitration.NONE, "jeopardises": False, "sources": False, "civil_action": False}
    Case.objects.filter(pk=case.pk).update(**(plain | stands))
    return Case.objects.select_related("position").get(pk=case.pk)


# sending


def test_it_is_seen_whole_before_it_is_sent_and_gets_a_number_and_a_key(resident: Resident) -> None:
    account = rolls.account()
    assert resident.fill(account=account.slug, complainant="Rita Resident")["Location"] == "/report/case/check"
    page = resident.client.get("/report/case/check").content.decode()
    for told in (
        "He called her names.<br>Twice.",
        account.name,
        "March 2, 2026",
        "network.example/post/77",
        "Rita Resident",
        "Somali",
        "none: you come",
    ):
        assert told in page, told
    assert not Case.objects.exists()
    case = resident.send(account=account.slug, complainant="Rita Resident")
    assert (case.channel, case.language, case.answer_in) == (Channel.RESIDENT, "en", "Somali")
    assert (case.complainant, case.account_id) == ("Rita Resident", account.pk)
    assert case.act_day == dt.date(2026, 3, 2)
    assert case.entries.get().text == "He called her names.\nTwice.\n\nThe post: https://network.example/post/77"
    assert not ReportDraft.objects.exists()
    assert resident.client.post("/report/case/check").status_code == 422
    assert Case.objects.count() == 1


def test_what_happened_is_all_that_is_needed(resident: Resident) -> None:
    case = resident.send(act_day="", link="", answer_in="")
    assert (case.complainant, case.contact, case.act_day, case.account_id) == ("", "", None, None)


def test_what_is_wrong_is_said_and_nothing_is_typed_again(resident: Resident) -> None:
    answer = resident.fill(statement=" ", act_day="2999-01-01", contact="nadia", link="javascript:alert(1)", complainant="Rita")
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in ("Say what happened.", "name@example.org", "https://network.example/post/1", "There is a problem", 'value="Rita"'):
        assert told in page, told
    assert "The day lies in the future." in resident.fill(act_day="2999-01-01").content.decode()
    assert "Twice." in resident.client.get("/report/case").content.decode()
    resident.client.post("/report/case/drop")
    assert not ReportDraft.objects.exists()


def test_it_says_who_reads_it_and_what_the_city_has_no_say_over(resident: Resident) -> None:
    page = resident.client.get("/report/case").content.decode()
    for told in (
        "You need not say who you are.",
        "The city attorney reads it first.",
        "The city has no say over personal accounts",
        "Never your e-mail address.",
    ):
        assert told in page


def test_a_draft_of_a_block_report_is_none_of_a_case(resident: Resident) -> None:
    ticket = begin_draft().ticket
    resident.client.cookies["case-draft"] = ticket
    assert "Nothing waits to be sent" in resident.client.get("/report/case/check").content.decode()
    resident.client.post("/report/case/drop")
    assert ReportDraft.objects.exists()


def test_sent_twice_it_is_one_case(city: City) -> None:
    draft, new = begin_draft().draft, NewCase(Channel.RESIDENT, "He called her names.")
    send_case(draft, new)
    with pytest.raises(Conflict, match="already"):
        send_case(draft, new)


@pytest.mark.django_db(transaction=True)
def test_sent_by_two_at_the_same_moment_it_is_one_case(city: City) -> None:
    draft, new, start = begin_draft().draft, NewCase(Channel.RESIDENT, "He called her names."), threading.Barrier(2)

    def send() -> OpenedCase | Conflict:
        try:
            start.wait()
            return send_case(draft, new)
        except Conflict as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ended = [task.result() for task in [pool.submit(send) for _ in range(2)]]
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "OpenedCase"]
    assert Case.objects.count() == 1


def test_so_much_is_taken_in_of_one_address_and_all_together(city: City, residents: Residents) -> None:
    residents(reports_an_hour_each=1, reports_an_hour=3)
    one = Resident()
    one.send()
    one.fill()
    assert one.client.post("/report/case/check").status_code == 429
    for _ in range(2):
        Resident().send()
    last = Resident()
    last.fill()
    assert last.client.post("/report/case/check").status_code == 429
    assert Case.objects.count() == 3
    for _ in range(6):
        last.fill()
    assert last.fill().status_code == 429


# nobody is named


def everything_kept() -> str:
    """Every row of every table."""
    return "".join(repr(list(model.objects.values())) for model in apps.get_models())


def test_nothing_anywhere_tells_who_sent_it(resident: Resident, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    resident.client.get("/report/case")
    resident.fill(statement="")
    resident.send()
    key, number = resident.key.replace("-", ""), resident.number
    resident.client.post("/report/case/status", {"number": number, "key": resident.key})
    resident.client.post("/report/case/message", {"words": "It was on Monday."})
    kept, logged = everything_kept(), caplog.text
    for word in (resident.address, "Telephone of Nadia", "union.example", "203.0.113.99", key, resident.key):
        assert word not in kept + logged, word
    assert "called her names" in kept
    assert "called her names" not in logged
    events = repr(list(Event.objects.values()))
    for word in ("called her", "Monday", "Somali", "network.example"):
        assert word not in events + logged, word
    assert {each.actor_name for each in Event.objects.filter(action__startswith="cases.")} == {"cases"}


def test_no_page_of_it_is_kept_anywhere_and_there_are_three_cookies(resident: Resident) -> None:
    resident.send()
    resident.client.post("/report/case/status", {"number": resident.number, "key": resident.key})
    resident.fill()
    for path in ("/report/case", "/report/case/check", "/report/case/status", "/report/case/sent"):
        answer = resident.client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
    cookies = resident.client.cookies
    assert {name: each["path"] for name, each in cookies.items()} == {
        "case-draft": "/report/case", "case": "/report/case", "case-sent": "/report/case/sent",
    }  # fmt: skip
    assert {(each["httponly"], each["samesite"]) for each in cookies.values()} == {(True, "Strict")}
    assert resident.key.replace("-", "") not in cookies["case"].value


# coming back


def test_who_handed_it_in_comes_back_and_both_write(city: City, resident: Resident) -> None:
    case = triaged(city, resident.send())
    page = resident.back(key=resident.key.lower().replace("-", " "))
    assert "It is open." in page
    assert "He called her names." in page
    write_entry(case, F.MESSAGES, "Which post was it?", actor=city.actor(Role.HR))
    write_entry(case, F.NOTES, "MARK of the office", actor=city.actor(Role.HR))
    back = resident.client.post("/report/case/message", {"words": "The one about\r\nthe rink."})
    assert back["Location"] == "/report/case/status?sent=message"
    receipt = resident.client.get(back["Location"]).content.decode().split('role="status"')[1].split('href="#newest"')[0]
    assert "Your message arrived" in receipt
    assert 'role="status"' not in resident.client.get("/report/case/status?sent=appeal").content.decode(), "they did not appeal"
    page = resident.page()
    assert 'role="status"' not in page
    assert page.index("Which post was it?") < page.index("The one about\nthe rink.")
    assert "MARK" not in page
    assert "the-hr" not in page.lower()
    said = Entry.objects.get(text__startswith="The one")
    assert (said.part, said.by_ref, said.by_name) == ("messages", "", "the complainant")
    assert resident.client.post("/report/case/message", {"words": " "}).status_code == 422
    resident.client.post("/report/case/leave")
    assert "Give the number and the key" in resident.page()


def test_who_works_on_it_sees_on_their_list_that_a_word_is_not_answered(city: City, resident: Resident) -> None:
    case, hr = triaged(city, resident.send()), city.actor(Role.HR)

    def waits() -> list[str]:
        return [each.reason for queued in waiting_for(hr) for each in queued.first if case.number in each.title]

    assert [reason.startswith("Investigate") for reason in waits()] == [True]
    write_as_complainant(case, "It was on Monday.")
    assert [reason.startswith("Who handed it in has written. Investigate") for reason in waits()] == [True]
    write_entry(case, F.MESSAGES, "Thank you.", actor=hr)
    assert [reason.startswith("Investigate") for reason in waits()] == [True]


def test_one_can_write_only_so_often(resident: Resident, residents: Residents) -> None:
    residents(reports_an_hour_each=1)
    resident.send()
    resident.back()
    assert resident.client.post("/report/case/message", {"words": "One."}).status_code == 302
    assert "many times" in resident.client.post("/report/case/message", {"words": "Two."}).content.decode()


def test_keys_cannot_be_guessed_and_a_wrong_number_looks_like_a_wrong_key(city: City, residents: Residents) -> None:
    residents(keys_an_hour_each=3, keys_an_hour=5)
    one, other = Resident(), Resident()
    one.send()
    other.send()
    wrong = [one.back(key=other.key), one.back(number="2026-9999"), one.back(key="2222-2222-2222"), one.back(number="x")]
    bodies = {re.sub(r'value="[^"]*"', "", page) for page in wrong}
    assert len(bodies) == 1
    assert "do not open a case" in bodies.pop()
    thief = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(3):
        thief.post("/report/case/status", {"number": one.number, "key": other.key})
    assert thief.post("/report/case/status", {"number": one.number, "key": one.key}).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").post("/report/case/status", {"number": "1", "key": "x"}).status_code == 429  # of all


def test_wrong_keys_of_others_in_a_network_stop_no_appeal(city: City, resident: Resident, residents: Residents) -> None:
    residents(keys_an_hour_each=3)
    case, hr = triaged(city, resident.send()), city.actor(Role.HR)
    move_case(case, "resolve", reason="It was taken down.", actor=hr)
    move_case(case, "close", reason="Done.", actor=hr)
    resident.back()
    library = resident.client._base_environ()["REMOTE_ADDR"]
    neighbour = Client(REMOTE_ADDR=library)
    for _ in range(3):
        neighbour.post("/report/case/status", {"number": "2026-9999", "key": "2222-2222-2222"})
    stopped = neighbour.post("/report/case/status", {"number": resident.number, "key": resident.key})
    assert stopped.status_code == 429
    assert "from the network that you use" in stopped.content.decode()
    assert "Use another network" in stopped.content.decode()
    told = {"text": "It is still there.", "key": resident.key}
    for _ in range(3):
        assert resident.client.post("/report/case/appeal", told | {"key": "2222-2222-2222"}).status_code == 422
    guessed = resident.client.post("/report/case/appeal", told)
    assert (guessed.status_code, "for this case" in guessed.content.decode()) == (429, True)
    cache.clear()
    Tally.objects.filter(key__startswith=f"flood-case-key-{case.pk}").delete()
    assert resident.client.post("/report/case/appeal", told).status_code == 302


def test_a_cookie_that_was_made_up_opens_nothing(resident: Resident) -> None:
    case = resident.send()
    for made_up in (str(case.pk), f"{case.pk}:x:y", resident.key, case.key):
        client = Client()
        client.cookies["case"] = made_up
        assert "Give the number and the key" in client.get("/report/case/status").content.decode()
        client.post("/report/case/message", {"words": "Not mine."})
        client.post("/report/case/appeal", {"text": "Not mine.", "key": resident.key})
    assert case.entries.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_they_read_exactly_what_the_law_lets_them_know(city: City, kind: str) -> None:
    case = marked(city, kind)
    signed = Client()
    for stands in STANDS:
        case = standing(case, **stands)
        told = told_of(case, sight_of(Viewer.COMPLAINANT, case))
        signed.cookies["case"] = _ticket(case)
        page = signed.get("/report/case/status").content.decode()
        assert marks_in(page) == {each.part for each in told.parts if not each.is_empty} - {F.EVIDENCE}, stands
        assert {F.STATEMENT, F.MESSAGES} <= marks_in(page)
        assert not marks_in(page) & {F.NOTES, F.ADVICE, F.PARTICIPANTS}


def _ticket(case: Case) -> str:
    from rostra.portal.views.case_return import _SIGNER

    return _SIGNER.sign(str(case.pk))


def page_of(city: City, case: Case) -> str:
    """The file, as the personnel office reads it."""
    return text(there(city, Role.HR), f"/desk/case/{case.number}")


def test_they_appeal_in_time_with_their_key(city: City, resident: Resident) -> None:
    case = triaged(city, resident.send())
    hr = city.actor(Role.HR)
    resident.back()
    assert "Why was it wrong?" not in resident.page()
    move_case(case, "resolve", reason="It was taken down.", actor=hr)
    case = move_case(case, "close", reason="Done.", actor=hr)
    page = resident.page()
    assert "Why was it wrong?" in page
    assert "Your message" not in page
    with pytest.raises(Forbidden):
        write_as_complainant(case, "More.")
    wrong = resident.client.post("/report/case/appeal", {"text": "It is still there.", "key": "2222-2222-2222"})
    assert wrong.status_code == 422
    assert "This is not the key of this case." in wrong.content.decode()
    assert "It is still there." in wrong.content.decode()
    assert resident.client.post("/report/case/appeal", {"text": "", "key": resident.key}).status_code == 422
    back = resident.client.post("/report/case/appeal", {"text": "It is still there.", "key": resident.key.lower()})
    page = resident.client.get(back["Location"]).content.decode()
    assert "Your appeal arrived" in page.split('role="status"')[1]
    assert "You: an appeal" in page
    in_file = r"<strong>Appeal</strong></p>\s*<div class=\"said\" dir=\"auto\"><p>It is still there"
    assert re.search(in_file, page_of(city, case))
    case.refresh_from_db()
    assert case.state == CaseState.APPEALED
    page = resident.page()
    assert "It is still there." in page
    assert "It is under review." in page
    assert "Why was it wrong?" not in page


@pytest.mark.parametrize(("way", "says"), [("uphold", "the decision stands"), ("reopen", "the case was opened again")])
def test_they_are_told_what_became_of_their_own_appeal_and_of_no_other(city: City, resident: Resident, way: str, says: str) -> None:
    hr, counsel = city.actor(Role.HR), city.actor(Role.CITY_ATTORNEY)
    case = triaged(city, resident.send())
    move_case(case, "resolve", reason="It was taken down.", actor=hr)
    move_case(case, "close", reason="Done.", actor=hr)
    resident.back()
    resident.client.post("/report/case/appeal", {"text": "It is still there.", "key": resident.key})
    assert "Your appeal" not in resident.back()
    move_case(case, way, reason="Weighed.", actor=counsel)
    assert "Your appeal was decided on" in resident.back()
    assert says in resident.back()
    other = Resident()
    case = triaged(city, other.send())
    move_case(case, "resolve", reason="It was taken down.", actor=hr)
    move_case(case, "close", reason="Done.", actor=hr)
    appeal_case(case, "It was not I.", Side.RESPONDENT, actor=hr)
    move_case(case, way, reason="Weighed.", actor=counsel)
    assert "Your appeal" not in other.back()


def test_after_the_last_day_there_is_no_appeal(city: City, resident: Resident) -> None:
    case = triaged(city, resident.send())
    hr = city.actor(Role.HR)
    move_case(case, "resolve", reason="It was taken down.", actor=hr)
    case = move_case(case, "close", reason="Done.", actor=hr)
    Case.objects.filter(pk=case.pk).update(due=dt.date(2026, 1, 1))
    assert "Why was it wrong?" not in resident.back()
    answer = resident.client.post("/report/case/appeal", {"text": "It is still there.", "key": resident.key})
    assert answer.status_code == 422
    assert "The last day for an appeal was January 1, 2026." in answer.content.decode()


def test_of_what_is_none_of_the_citys_they_read_that_it_is_over(city: City, resident: Resident) -> None:
    case = triaged(city, resident.send(contact="nadia@home.example", complainant="Nadia"))
    write_entry(case, F.MESSAGES, "It looks like a personal account.", actor=city.actor(Role.HR))
    move_case(case, "find-no-jurisdiction", reason="A personal account.", actor=city.actor(Role.CITY_ATTORNEY))
    page = resident.back()
    assert "It is under review." in page
    for gone in ("called her names", "Nadia", "nadia@home", "personal account.", "Your message"):
        assert gone not in page, gone
    assert "What was said is deleted." in page
    assert "home.example" not in everything_kept()


# the register


def listed(client: Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/cases.json").json()["cases"]
    return rows


def test_the_register_tells_number_day_and_how_it_stands(city: City, client: Client) -> None:
    first, second = city.received(), city.triaged("elected")
    standing(second, state=CaseState.INVESTIGATING)
    day = clock.in_zone(first.received, "America/Chicago").date().isoformat()
    wanted = [[second.number, day, "under-review"], [first.number, day, "open"]]
    assert [[each["number"], each["received"], each["status"]] for each in listed(client)] == wanted
    assert {key for each in listed(client) for key in each} == {"number", "url", "received", "status"}
    table = b"".join(client.get("/cases.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [[row["number"], row["received"], row["status"]] for row in csv.DictReader(StringIO(table))] == wanted
    page = client.get("/cases").content.decode()
    assert page.index(second.number) < page.index(first.number)
    for word in ("investigating", "A elected", "Rita", "names on the city"):
        assert word not in page + table


def test_a_case_of_which_nobody_may_know_stands_nowhere(city: City, client: Client, settings: Settings) -> None:
    hidden, shown = city.triaged("elected"), city.triaged("employee")
    rule = CaseRule(respondents=["elected"], fields=["existence", "status"], **{"class": "private"}, basis="Opinion of counsel")
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": settings.PROFILE.cases.model_copy(update={"rule": [rule]})})
    assert [each["number"] for each in listed(client)] == [shown.number]
    assert hidden.number not in client.get("/cases").content.decode()
    for path in (f"/cases/{hidden.number}", f"/cases/{hidden.number}.json", f"/cases?after={hidden.number}"):
        none = path.replace(hidden.number, "2026-9999")
        assert client.get(path).status_code == client.get(none).status_code == 404
    assert client.get(f"/cases.json?after={hidden.number}").content == client.get("/cases.json?after=2026-9999").content


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_open_is_exactly_what_the_law_opens(city: City, kind: str, client: Client) -> None:
    case = marked(city, kind)
    Case.objects.filter(pk=case.pk).update(contact="rita@home.example")
    for stands in STANDS:
        case = standing(case, **stands)
        sight = sight_of(Viewer.PUBLIC, case)
        wanted = sight.parts - {F.EXISTENCE, F.STATUS, F.EVIDENCE}
        page, told = client.get(f"/cases/{case.number}").content.decode(), client.get(f"/cases/{case.number}.json")
        assert marks_in(page) == marks_in(told.content.decode()) == wanted, stands
        assert {each["part"]: each["basis"] for each in told.json()["parts"]} == {part.value: sight.classes[part].basis for part in wanted}
        assert all(sight.classes[part].basis in page for part in wanted)
        assert "rita@home.example" not in page + told.content.decode()
        assert ("Nothing more of it is public" in page) == (not wanted)


def test_the_public_reads_a_clause_by_its_heading(city: City, client: Client) -> None:
    policy_of_two()
    case = standing(marked(city, "employee"), state=CaseState.CLOSED, outcome=Outcome.DISCIPLINE, arbitration=Arbitration.UPHELD)
    for clause, shown in (
        ("social-media/2#no-blocking", '<a href="/policy/social-media/2#no-blocking">2 Blocking</a>'),
        ("social-media/2#none-such", "<bdi>social-media/2#none-such</bdi>"),
    ):
        Case.objects.filter(pk=case.pk).update(clause=clause)
        assert shown in client.get(f"/cases/{case.number}").content.decode()


def test_what_was_written_over_and_who_wrote_it_is_not_told(city: City, client: Client) -> None:
    case = marked(city, "employee")
    Entry.objects.create(case=case, part=F.REASONS, text="The second text.", at=clock.now(), by_ref="user:1", by_name="Hattie of HR")
    standing(case, state=CaseState.FINAL_DISPOSITION, outcome=Outcome.DISCIPLINE)
    text = client.get(f"/cases/{case.number}").content.decode() + client.get(f"/cases/{case.number}.json").content.decode()
    assert "The second text." in text
    assert mark(F.REASONS) not in text
    assert "Hattie" not in text


def test_it_closes_again_when_the_discipline_is_reversed_and_when_it_is_opened_again(city: City, client: Client) -> None:
    case = marked(city, "employee")
    path = f"/cases/{case.number}"
    standing(case, state=CaseState.CLOSED, outcome=Outcome.DISCIPLINE, arbitration=Arbitration.UPHELD)
    assert mark(F.RESPONDENT) in client.get(path).content.decode()
    tag = client.get(f"{path}.json")["ETag"]
    for stands in (
        {"state": CaseState.CLOSED, "outcome": Outcome.DISCIPLINE, "arbitration": Arbitration.REVERSED},
        {"state": CaseState.TRIAGED},
    ):
        standing(case, **stands)
        assert not marks_in(client.get(path).content.decode())
        assert client.get(f"{path}.json", headers={"If-None-Match": tag}).json()["parts"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_often_for_one_case_as_for_three(
    city: City, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        case = city.received()
    client.get("/cases")
    with django_assert_num_queries(1):
        client.get("/cases")
    with django_assert_num_queries(2):
        client.get(f"/cases?after={case.number}")
    with django_assert_num_queries(3):
        client.get(f"/cases/{case.number}")
    client.cookies["case"] = _ticket(case)
    with django_assert_num_queries(5):
        client.get("/report/case/status")
    with django_assert_num_queries(2):
        client.get("/report/case")


def test_many_cases_come_in_pages(city: City, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from rostra.api.queries import cases as answers
    from rostra.portal.views import case_register

    monkeypatch.setattr(case_register, "PAGE", 2)
    monkeypatch.setattr(answers, "PAGE", 2)
    numbers = [city.received().number for _ in range(5)][::-1]
    address, found = "/cases.json", []
    while address:
        answer = client.get(address).json()
        found += [each["number"] for each in answer["cases"]]
        address = answer["next"]
    assert found == numbers
    page = client.get(f"/cases?after={numbers[1]}").content.decode()
    assert re.findall(r"/cases/(\d{4}-\d{4})", page) == numbers[2:4]


# mail


def letters(address: str = "nadia@home.example") -> list[Mail]:
    return list(Mail.objects.filter(to=address).order_by("pk"))


def test_news_is_announced_by_mail_and_nothing_of_what_it_is(city: City, resident: Resident) -> None:
    case = triaged(city, resident.send(contact="nadia@home.example"))
    hr = city.actor(Role.HR)
    assert letters() == []  # it is open as before
    move_case(case, "investigate", actor=hr)
    assert len(letters()) == 1
    write_entry(case, F.FINDINGS, "MARK He did it.", actor=hr)
    move_case(case, "hand-in-findings", actor=hr)
    assert len(letters()) == 1  # for the public it stands as before
    write_entry(case, F.MESSAGES, "MARK Which post?", actor=hr)
    assert len(letters()) == 2
    for letter in letters():
        assert letter.state == "queued"
        assert letter.subject == f"Case {case.number}"
        assert "/report/case/status" in letter.body
        for word in ("MARK", "review", "investigat", "employee", "names"):
            assert word not in letter.body


def test_of_ones_own_appeal_there_is_no_letter_and_without_an_address_there_is_none(city: City) -> None:
    hr = city.actor(Role.HR)
    for address in ("nadia@home.example", ""):
        someone = Resident()
        case = triaged(city, someone.send(contact=address))
        move_case(case, "resolve", reason="It was taken down.", actor=hr)
        move_case(case, "close", reason="Done.", actor=hr)
        before = Mail.objects.count()
        someone.back()
        someone.client.post("/report/case/appeal", {"text": "It is still there.", "key": someone.key})
        case.refresh_from_db()
        assert case.state == CaseState.APPEALED
        assert Mail.objects.count() == before
    assert len(letters()) == 2
    assert Mail.objects.count() == 2


def test_where_the_status_is_closed_to_them_there_is_no_letter(city: City, resident: Resident, settings: Settings) -> None:
    rule = CaseRule(fields=["status"], **{"class": "private"}, basis="Opinion of counsel")
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": settings.PROFILE.cases.model_copy(update={"rule": [rule]})})
    case = triaged(city, resident.send(contact="nadia@home.example"))
    move_case(case, "investigate", actor=city.actor(Role.HR))
    assert letters() == []
    assert "does not let us say now" in resident.back()
