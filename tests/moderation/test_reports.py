"""Reports of residents: sent without a name, followed by staff, answered both ways, and forgotten in time."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from tests import rolls
from tests.moderation.conftest import RESIDENT, WEDNESDAY, Network, settle
from tests.moderation.test_inquiries import NADIA, Resident

from rostra.accounts.models import Account
from rostra.core import clock
from rostra.core.errors import Forbidden, IllegalMove, Invalid
from rostra.core.findings import all_findings
from rostra.core.models import Event, Mail, Tally
from rostra.core.shown_once import MINUTES
from rostra.moderation.actions.drafts import forget_drafts
from rostra.moderation.actions.reports import answer_report, follow_reports, move_block_report, send_report, write_as_reporter
from rostra.moderation.models import BlockReport, ReportDraft, ReportFile, ReportMessage, Restriction
from rostra.moderation.queries.reports import path_of_file, reports_directory
from rostra.moderation.states.reports import BLOCK_REPORT_LIFE
from rostra.people.models import Person, User, View
from rostra.people.states import Role
from rostra.portal.forms import BlockReportForm
from rostra.portal.views import reporting

pytestmark = pytest.mark.django_db(transaction=False)
DAY = dt.timedelta(days=1)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
WITH_PLACE = PNG[:33] + bytes.fromhex("0000000d") + b"tEXtGPS 44.98,-93"[:17] + bytes(4) + PNG[33:]
TOLD = {"account": "parks-bluesky", "what": "blocked", "told": "Since Monday.", "handle": "@nadia.test", "contact": ""}
READERS = {
    Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR, Role.CLERK, Role.RECORDS_MANAGER, Role.CITY_ATTORNEY, Role.AUDITOR,
}  # fmt: skip
FOLLOWERS = {Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR}
SENT, GONE = "/report/blocked/sent", "The key is not shown any more"
_addresses = itertools.count(1)


def picture(name: str = "screen.png", content: bytes = WITH_PLACE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


class Reporter:
    """A browser of somebody who reports."""

    def __init__(self) -> None:
        self.client = Client(REMOTE_ADDR=f"192.0.2.{next(_addresses) % 250}", HTTP_USER_AGENT="Telephone of Nadia")
        self.number, self.key = 0, ""

    def fill(self, **more: Any) -> Any:
        return self.client.post("/report/blocked", {**TOLD, **more})

    def send(self, **more: Any) -> BlockReport:
        assert self.fill(**more).status_code == 302
        answer = self.client.post("/report/blocked/check")
        assert answer["Location"] == SENT
        page = self.client.get(SENT).content.decode()
        number, key = re.search(r'id="number" class="once">(\d+)<', page), re.search(r'id="key" class="once">([\w-]+)<', page)
        assert number
        assert key
        self.number, self.key = int(number[1]), key[1]
        return BlockReport.objects.get(pk=self.number)

    def back(self, client: Client | None = None, key: str = "", number: str = "") -> str:
        there = client or Client(REMOTE_ADDR=f"198.51.100.{next(_addresses) % 250}")
        self.client = there
        answer = there.post("/report/blocked/status", {"number": number or self.number, "key": key or self.key}, follow=True)
        return answer.content.decode()

    def page(self) -> str:
        return self.client.get("/report/blocked/status").content.decode()


@pytest.fixture
def officer(network: Network) -> User:
    return rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER)


@pytest.fixture
def reporter(network: Network) -> Reporter:
    return Reporter()


def staff(user: User) -> Client:
    client = rolls.signed_in(user)
    client.post("/desk/auth/purpose/block-exception", {"purpose": "to look into it"})
    return client


def blocked(network: Network) -> Restriction:
    network.block()
    settle()
    return Restriction.objects.get()


# writing and sending


def test_a_report_is_seen_whole_before_it_is_sent_and_gets_a_number_and_a_key(reporter: Reporter) -> None:
    with clock.frozen(WEDNESDAY):
        lines = "Since Monday.\r\nNobody sees it."  # as browsers send them
        assert reporter.fill(told=lines, files=picture())["Location"] == "/report/blocked/check"
        page = reporter.client.get("/report/blocked/check").content.decode()
        for told in ("Exampleville parks", "It blocked me", "Since Monday.", "nadia.test", "image/png", "none: you come back with a key"):
            assert told in page
        assert "U+000D" not in page
        assert not BlockReport.objects.exists()
        row = reporter.send()
    assert (row.state, row.due, row.handle, row.proven) == ("received", dt.date(2026, 3, 11), "nadia.test", False)
    assert not ReportDraft.objects.exists()
    assert reporter.client.cookies["report-draft"].value == ""


def test_nothing_is_typed_again_when_something_is_wrong_and_the_file_is_named(reporter: Reporter) -> None:
    answer = reporter.fill(
        account="", what="", contact="nadia", files=[picture(), picture("video.exe", b"MZ\x00\x00"), picture("cut.png", PNG[:40])]
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in ("Choose an account.", "“video.exe” is none that is taken.", "“cut.png” cannot be read", "There is a problem"):
        assert told in page
    assert ">What happened? Choose what happened.</a>" in page
    for kept in ("Since Monday.", "nadia.test", 'value="nadia"', "image/png", "Take out file 1"):
        assert kept in page
    again = reporter.client.get("/report/blocked").content.decode()
    assert "Since Monday." in again
    row = reporter.send(contact="nadia@example.org")
    assert row.files.count() == 1


def test_pictures_lose_their_place_and_files_their_names(reporter: Reporter) -> None:
    row = reporter.send(files=picture("Nadia-home.png"))
    file = row.files.get()
    kept = path_of_file(file.place).read_bytes()
    assert b"GPS" not in kept
    assert kept == PNG
    assert bytes(file.came_as) != bytes(file.digest)
    assert "Nadia" not in repr(ReportFile.objects.values()) + str([path.name for path in reports_directory().rglob("*")])


def test_too_many_too_large_and_empty_files_are_refused_by_name(reporter: Reporter, residents: Callable[..., None]) -> None:
    residents(largest_file=100, most_files=2)
    page = reporter.fill(files=[picture("big.png", PNG + bytes(200)), picture("none.png", b"")]).content.decode()
    assert "“big.png” is larger than" in page
    residents(largest_file=10_000, most_files=2)
    page = reporter.fill(files=[picture(f"{number}.png", PNG) for number in range(3)]).content.decode()
    assert "“2.png” is one too many" in page
    assert ReportFile.objects.count() == 2


def test_more_than_can_be_sent_at_all_is_refused_unread(reporter: Reporter, residents: Callable[..., None]) -> None:
    residents(largest_file=100_000, most_files=1)
    answer = reporter.fill(files=picture("big.png", bytes(1_200_000)))
    assert answer.status_code == 413
    assert not ReportDraft.objects.exists()


def test_a_file_can_be_taken_out_again(reporter: Reporter) -> None:
    reporter.fill(files=[picture("a.png"), picture("b.png")])
    file = ReportFile.objects.first()
    assert file is not None
    assert reporter.fill(drop=str(file.pk))["Location"] == "/report/blocked"
    assert not path_of_file(file.place).exists()
    assert reporter.send().files.count() == 1


def test_nobody_takes_out_a_file_of_another_draft(reporter: Reporter) -> None:
    reporter.fill(files=picture())
    file = ReportFile.objects.get()
    Reporter().fill(drop=str(file.pk))
    assert ReportFile.objects.filter(pk=file.pk).exists()


def test_a_draft_waits_for_half_an_hour_and_goes_with_its_files(reporter: Reporter) -> None:
    reporter.fill(files=picture())
    place = path_of_file(ReportFile.objects.get().place)
    with clock.frozen(clock.now() + dt.timedelta(minutes=29)):
        assert forget_drafts() == 0
        assert "Since Monday." in reporter.client.get("/report/blocked").content.decode()
    with clock.frozen(clock.now() + dt.timedelta(minutes=31)):
        assert "Nothing waits to be sent" in reporter.client.post("/report/blocked/check").content.decode()
        assert forget_drafts() == 1
    assert not place.exists()
    assert not ReportFile.objects.exists()


def test_sent_twice_it_is_one_report(reporter: Reporter) -> None:
    reporter.send()
    again = reporter.client.post("/report/blocked/check")
    assert again.status_code == 422
    assert f'href="{SENT}"' in again.content.decode()
    assert BlockReport.objects.count() == 1


def test_of_two_presses_at_once_the_second_gets_no_form_to_send_again(reporter: Reporter) -> None:
    reporter.fill()
    request = RequestFactory().post("/report/blocked/check")
    request.COOKIES["report-draft"] = reporter.client.cookies["report-draft"].value
    draft = ReportDraft.objects.get()
    form = BlockReportForm(draft.values)
    assert form.is_valid()
    send_report(ReportDraft.objects.get(), form.new_report())
    answer = reporting._sent(request, draft, form)
    assert answer.status_code == 422
    assert "Nothing waits to be sent" in answer.content.decode()
    assert "Since Monday." not in answer.content.decode()
    assert BlockReport.objects.count() == 1


# the key


def test_a_reload_shows_the_key_and_sends_nothing(reporter: Reporter) -> None:
    row = reporter.send()
    for _ in range(2):
        assert reporter.key in reporter.client.get(SENT).content.decode()
    assert BlockReport.objects.get() == row
    with clock.frozen(clock.now() + dt.timedelta(minutes=MINUTES + 1)):
        page = reporter.client.get(SENT).content.decode()
        assert GONE in page
        assert reporter.key not in page
    assert GONE in Client().get(SENT).content.decode()


def test_the_key_goes_when_it_is_written_down_or_the_report_is_closed_in_this_browser(reporter: Reporter) -> None:
    for end in (SENT, "/report/blocked/leave"):
        reporter.send()
        assert reporter.client.post(end).status_code == 302
        page = reporter.client.get(SENT).content.decode()
        assert GONE in page
        assert reporter.key not in page
    assert not Client().post(SENT).cookies  # another site cannot send the ticket, so it takes nothing away


def test_the_cookie_with_the_key_goes_to_its_page_alone_and_cannot_be_read(reporter: Reporter) -> None:
    reporter.send()
    cookie = reporter.client.cookies["report-sent"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (SENT, MINUTES * 60, True, "Strict")
    assert reporter.key.replace("-", "") not in cookie.value.replace("-", "")


def test_so_many_are_taken_in_of_one_address_and_all_together(network: Network, residents: Callable[..., None]) -> None:
    residents(reports_an_hour_each=1, reports_an_hour=3)
    one = Reporter()
    one.send()
    one.fill()
    assert one.client.post("/report/blocked/check").status_code == 429
    for _ in range(2):
        Reporter().send()
    last = Reporter()
    assert last.fill().status_code == 302
    assert last.client.post("/report/blocked/check").status_code == 429
    assert BlockReport.objects.count() == 3


# nobody is named


def test_nothing_tells_who_sent_it(reporter: Reporter, caplog: pytest.LogCaptureFixture) -> None:
    address = reporter.client.defaults["REMOTE_ADDR"]
    reporter.send(contact="nadia@example.org", files=picture())
    rows = [repr(list(model.objects.values())) for model in (BlockReport, ReportFile, ReportMessage, ReportDraft, Event)]
    assert address not in "".join(rows) + caplog.text
    assert "Telephone of Nadia" not in "".join(rows) + caplog.text
    events = repr(list(Event.objects.filter(action__startswith="moderation.report").values()))
    for word in ("nadia", "Since Monday", "example.org"):
        assert word not in events
    assert {event.actor_kind for event in Event.objects.filter(action__startswith="moderation.report")} == {"public"}
    assert reporter.key.replace("-", "") not in "".join(rows)
    assert "Since Monday" not in "".join(Mail.objects.values_list("body", flat=True))


def test_no_page_of_it_is_kept_anywhere(reporter: Reporter) -> None:
    reporter.fill()
    for path in ("/report/blocked", "/report/blocked/check", "/report/blocked/status", SENT):
        answer = reporter.client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
    cookie = reporter.fill().cookies["report-draft"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/report/blocked", True, "Strict")


# coming back


def test_who_reported_comes_back_with_the_key_and_both_write(reporter: Reporter, officer: User) -> None:
    row = reporter.send()
    page = reporter.back(key=reporter.key.lower().replace("-", " "))
    assert "It was received." in page
    answer_report(row, words="Which post was it?", actor=officer.as_actor())
    assert "Which post was it?" in reporter.page()
    reporter.client.post("/report/blocked/message", {"words": "The one about the rink."})
    assert "The one about the rink." in staff(officer).get(f"/desk/block-report/{row.pk}").content.decode()
    assert reporter.client.post("/report/blocked/message", {"words": " "}).status_code == 422
    reporter.client.post("/report/blocked/leave")
    assert "Give the number and the key" in reporter.page()


def test_keys_cannot_be_guessed_and_a_wrong_number_looks_like_a_wrong_key(network: Network, residents: Callable[..., None]) -> None:
    residents(keys_an_hour_each=3, keys_an_hour=5)
    reporter, other = Reporter(), Reporter()
    reporter.send()
    other.send()
    wrong = [
        reporter.back(key=other.key), reporter.back(number="999999"), reporter.back(key="2222-2222-2222"), reporter.back(number="x"),
    ]  # fmt: skip
    bodies = {re.sub(r'value="[^"]*"', "", page) for page in wrong}
    assert len(bodies) == 1
    assert "do not open a report" in bodies.pop()
    thief = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(3):
        thief.post("/report/blocked/status", {"number": reporter.number, "key": other.key})
    assert thief.post("/report/blocked/status", {"number": reporter.number, "key": reporter.key}).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").post("/report/blocked/status", {"number": 1, "key": "x"}).status_code == 429  # of all


def test_a_cookie_that_was_made_up_opens_nothing(reporter: Reporter) -> None:
    row = reporter.send()
    for made_up in (str(row.pk), f"{row.pk}:x:y", reporter.key, row.key):
        client = Client()
        client.cookies["report"] = made_up
        assert "Give the number and the key" in client.get("/report/blocked/status").content.decode()
        client.post("/report/blocked/withdraw")
    row.refresh_from_db()
    assert row.state == "received"


def test_an_answer_is_announced_by_mail_without_what_it_says(reporter: Reporter, officer: User) -> None:
    row = reporter.send(contact="nadia@example.org")
    answer_report(row, words="Which post was it?", actor=officer.as_actor())
    mail = Mail.objects.get(to="nadia@example.org")
    assert "Which post" not in mail.body
    assert "/report/blocked/status" in mail.body
    assert Mail.objects.filter(to="olive-officer@exampleville.example", subject=f"Report {row.pk}").exists()


def test_who_reported_takes_it_back(reporter: Reporter) -> None:
    row = reporter.send()
    reporter.back()
    reporter.client.post("/report/blocked/withdraw")
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "It was taken back." in reporter.page()


# the outcome tells nobody who else is blocked


def test_a_report_is_no_way_to_learn_who_is_blocked(network: Network, officer: User) -> None:
    """An attacker reports twice, with the handle of somebody who is blocked and of somebody who is not."""
    restriction = blocked(network)
    seen = []
    for outcome in ("confirm", "not-found"):
        attacker = Reporter()
        row = attacker.send(handle="victim.test")
        move_block_report(row, "look-into", words="I look.", actor=officer.as_actor())
        told = restriction if outcome == "confirm" else None
        move_block_report(row, outcome, words="Decided.", restriction=told, actor=officer.as_actor())
        page = attacker.back()
        seen.append(re.sub(rf"Report {row.pk}\b|<time.*?</time>", "", page))
        assert "It was looked into, and decided." in page
        assert "confirmed" not in page
    assert seen[0] == seen[1]


def test_who_proved_the_handle_first_is_told_the_outcome(network: Network, officer: User) -> None:
    restriction = blocked(network)
    asking = Resident()
    asking.ask()
    asking.look(NADIA, asking.code)
    with clock.frozen(clock.now() + dt.timedelta(seconds=15)):
        assert asking.client.post("/blocked/report")["Location"] == "/report/blocked"
        reporter = Reporter()
        reporter.client = asking.client
        row = reporter.send(handle="Nadia.test")
    assert row.proven
    move_block_report(row, "look-into", words="I look.", actor=officer.as_actor())
    move_block_report(row, "confirm", words="You are right.", restriction=restriction, actor=officer.as_actor())
    page = reporter.back()
    assert "It was looked into, and confirmed." in page
    assert "to be undone" in page


@pytest.mark.parametrize("change", [{"handle": "victim.test"}, {"account": "elsewhere"}, {"handle": ""}])
def test_another_handle_than_the_proven_one_is_not_proven(network: Network, change: dict[str, str]) -> None:
    other = rolls.account(1, network="facebook", identity="1234567", slug="elsewhere")
    Account.objects.filter(pk=other.pk).update(state="active")
    asking = Resident()
    asking.ask()
    asking.look(NADIA, asking.code)
    with clock.frozen(clock.now() + dt.timedelta(seconds=15)):
        asking.client.post("/blocked/report")
        reporter = Reporter()
        reporter.client = asking.client
        assert not reporter.send(**({"handle": "nadia.test"} | change)).proven


# staff


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_reports_and_who_follows_them(reporter: Reporter, role: Role) -> None:
    row = reporter.send(files=picture())
    there = staff(rolls.user(f"the-{role.value}", role))
    listed = there.get("/desk/block-reports")
    assert (listed.status_code == 200) == (role in READERS)
    assert "nadia" not in listed.content.decode()
    page = there.get(f"/desk/block-report/{row.pk}")
    assert (page.status_code == 200) == (role in READERS)
    assert ("Look into it</a>" in page.content.decode()) == (role in FOLLOWERS)
    assert there.get(f"/desk/block-report/{row.pk}/look-into").status_code == (200 if role in FOLLOWERS else 403)
    assert there.get(f"/desk/block-report/{row.pk}/answer").status_code == (200 if role in FOLLOWERS else 403)


def test_who_reported_is_shown_for_a_purpose_that_is_written_down(reporter: Reporter, officer: User) -> None:
    row = reporter.send(files=picture())
    client = rolls.signed_in(officer)
    file = row.files.get()
    for path in (f"/desk/block-report/{row.pk}", f"/desk/block-report/{row.pk}/file/{file.pk}", f"/desk/block-report/{row.pk}/confirm"):
        assert client.get(path)["Location"].startswith("/desk/auth/purpose/block-exception")
    assert not View.objects.exists()
    client = staff(officer)
    assert "nadia.test" in client.get(f"/desk/block-report/{row.pk}").content.decode()
    given = client.get(f"/desk/block-report/{row.pk}/file/{file.pk}")
    assert given.content == PNG
    assert given["Content-Disposition"].startswith("attachment")
    assert {view.subject for view in View.objects.all()} == {f"block-report:{row.pk}"}


def test_a_file_opens_with_its_own_report_alone(reporter: Reporter, officer: User) -> None:
    file = reporter.send(files=picture()).files.get()
    other = Reporter().send()
    assert staff(officer).get(f"/desk/block-report/{other.pk}/file/{file.pk}").status_code == 404


def test_who_looks_after_the_account_does_not_decide_about_a_report_on_it(reporter: Reporter, steward: Person) -> None:
    row = reporter.send()
    own = rolls.people_user(steward)
    rolls.grant(own, Role.SOCIAL_MEDIA_OFFICER)
    with pytest.raises(Forbidden, match="somebody else decides"):
        move_block_report(row, "look-into", words="I look.", actor=own.as_actor())
    with pytest.raises(Forbidden):
        answer_report(row, words="x", actor=own.as_actor())


def test_a_report_is_confirmed_only_by_what_this_account_was_seen_to_do(network: Network, reporter: Reporter, officer: User) -> None:
    restriction, actor = blocked(network), officer.as_actor()
    row, hidden = reporter.send(), Reporter().send(what="reply-hidden")
    for each in (row, hidden):
        move_block_report(each, "look-into", words="I look.", actor=actor)
    for report, chosen in ((row, None), (hidden, restriction)):
        with pytest.raises(Invalid, match="restriction"):
            move_block_report(report, "confirm", words="So it is.", restriction=chosen, actor=actor)
    client = staff(officer)
    client.post(f"/desk/block-report/{row.pk}/confirm", {"restriction": restriction.pk, "words": "So it is."})
    row.refresh_from_db()
    assert (row.state, row.restriction) == ("confirmed", restriction)
    assert f"/desk/block-report/{row.pk}" in client.get(f"/desk/restriction/{restriction.pk}").content.decode()


def test_every_move_is_allowed_only_from_its_states(network: Network, officer: User) -> None:
    restriction, actor = blocked(network), officer.as_actor()
    row = Reporter().send()
    ways = {
        "received": [], "looked-into": ["look-into"], "confirmed": ["look-into", "confirm"], "not-found": ["look-into", "not-found"],
        "closed": ["look-into", "not-found", "close"],
    }  # fmt: skip
    assert row.state == "received"
    for state, way in ways.items():
        for name, move in BLOCK_REPORT_LIFE.moves.items():
            row = Reporter().send()
            Tally.objects.all().delete()
            for step in way:
                row = move_block_report(row, step, words="x", restriction=restriction if step == "confirm" else None, actor=actor)
            assert row.state == state
            if name == "withdraw":
                continue
            if state in {source.value for source in move.sources}:
                assert move_block_report(row, name, words="x", restriction=restriction, actor=actor).state == move.target.value
            else:
                with pytest.raises(IllegalMove):
                    move_block_report(row, name, words="x", restriction=restriction, actor=actor)


@pytest.fixture(autouse=True)
def _many_an_hour(residents: Callable[..., None], network: Network) -> None:
    residents(reports_an_hour=1000)


# terms


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (WEDNESDAY, dt.date(2026, 3, 11)),
        (dt.datetime(2026, 6, 15, 18, tzinfo=dt.UTC), dt.date(2026, 6, 23)),  # Juneteenth is a Friday
        (dt.datetime(2026, 12, 28, 18, tzinfo=dt.UTC), dt.date(2027, 1, 5)),  # New Year's Day is a Friday
    ],
)
def test_a_report_that_is_not_decided_in_time_is_a_finding(reporter: Reporter, sent: dt.datetime, due: dt.date) -> None:
    with clock.frozen(sent):
        row = reporter.send()
    assert row.due == due
    for day, late in ((due, False), (due + DAY, True)):
        with clock.frozen(dt.datetime(day.year, day.month, day.day, 18, tzinfo=dt.UTC)):
            found = [each for each in all_findings() if each.id == "moderation.W011"]
            assert bool(found) is late
            assert "nadia" not in repr(found)
            page = reporter.back()
            assert ("We are late." in page) is late


def test_a_word_that_nobody_answers_is_a_finding(reporter: Reporter, officer: User) -> None:
    with clock.frozen(WEDNESDAY):
        row = reporter.send()
        write_as_reporter(row, words="Hello?")
    with clock.frozen(WEDNESDAY + 8 * DAY):
        assert "moderation.W012" in {each.id for each in all_findings()}
        answer_report(row, words="Yes?", actor=officer.as_actor())
        assert "moderation.W012" not in {each.id for each in all_findings()}


def test_what_was_decided_is_closed_and_then_all_goes_but_that_it_was(
    reporter: Reporter, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with clock.frozen(WEDNESDAY):
        row = reporter.send(contact="nadia@example.org", files=picture())
        place = path_of_file(row.files.get().place)
        move_block_report(row, "look-into", words="I look.", actor=officer.as_actor())
        move_block_report(row, "not-found", words="Nothing.", actor=officer.as_actor())
    with clock.frozen(WEDNESDAY + 29 * DAY):
        assert follow_reports() == 0
    with clock.frozen(WEDNESDAY + 31 * DAY):
        assert follow_reports() == 1
        row.refresh_from_db()
        assert row.state == "closed"
        assert "It is closed." in reporter.back()
    with clock.frozen(WEDNESDAY + 212 * DAY), django_capture_on_commit_callbacks(execute=True):
        assert follow_reports() == 1
    row.refresh_from_db()
    assert (row.told, row.handle, row.contact, row.key, row.state, row.what) == ("", "", "", "", "closed", "blocked")
    assert not ReportMessage.objects.exists()
    assert not ReportFile.objects.exists()
    assert not place.exists()
    assert not Mail.objects.filter(to="nadia@example.org").exists()
    assert "Give the number and the key" in reporter.page()
    assert "it was no longer needed" in staff(officer).get(f"/desk/block-report/{row.pk}").content.decode()


def test_nothing_is_rewritten_and_nothing_goes_before_its_time(reporter: Reporter, officer: User) -> None:
    row = reporter.send(files=picture())
    write_as_reporter(row, words="Hello?")
    reports, words, files = BlockReport.objects.all(), ReportMessage.objects.all(), ReportFile.objects.all()
    changes = ({"told": "x"}, {"handle": "x"}, {"what": "other"}, {"due": WEDNESDAY.date()}, {"proven": True}, {"key": "x"}, {"told": ""})
    for act in (
        *(lambda change=change: reports.update(**change) for change in changes),
        *(lambda change=change: words.update(**change) for change in ({"text": "x"}, {"by_ref": "x"})),
        *(lambda change=change: files.update(**change) for change in ({"digest": b"x"}, {"place": "x"}, {"report": None})),
        lambda: BlockReport.objects.filter(pk=row.pk)._raw_delete(using="default"),  # type: ignore[attr-defined]
        words.delete,
        files.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_subject_of_a_restriction_stands_on_no_page_of_a_report(network: Network, reporter: Reporter, officer: User) -> None:
    blocked(network)
    row = reporter.send()
    assert RESIDENT not in staff(officer).get(f"/desk/block-report/{row.pk}").content.decode()
