"""Files that come with a case: taken without what tells of who made them, seen by whom the law lets, and let go of with everything else."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.archive.clamd import HARMFUL, at_the_wire
from tests.archive.documents import SECRET, bomb, everything_in, photograph, telling
from tests.cases.conftest import City
from tests.cases.test_own import complained_of, written
from tests.cases.test_pages import post, text, there
from tests.cases.test_public import Resident, Residents, _nothing_counted, resident, standing, triaged
from tests.moderation.conftest import residents

from rostra.archive.states.submitted import Handed
from rostra.cases.actions.cases import move_case
from rostra.cases.actions.file import add_participant
from rostra.cases.actions.files import Hand, submit_file
from rostra.cases.actions.intake import send_case, write_as_complainant
from rostra.cases.models import Case, Entry, SubmittedFile
from rostra.cases.queries.files import files_directory, path_of_file
from rostra.cases.rules.deciding import NewCase
from rostra.cases.rules.files import case_file_flaws
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import CaseState, Outcome
from rostra.cases.states.words import Channel, Part
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.models import Event
from rostra.moderation.actions.drafts import begin_draft, keep_files
from rostra.moderation.models import ReportDraft, ReportFile
from rostra.moderation.queries.reports import reports_directory
from rostra.people.models import View
from rostra.people.states import Role

__all__ = ["_nothing_counted", "resident", "residents"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_directory", "_keys")]
F = CaseField
TEXT = b"She wrote this twice."
DOCUMENT = telling()


@pytest.fixture
def _keys(data_directory: object) -> None:
    from rostra.archive.actions.keys import make_keys

    make_keys()


def upload(content: bytes = b"", name: str = "nadia-phone.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photograph(), "text/html")


def handed(content: bytes = TEXT) -> Handed:
    return Handed("one.txt", len(content), content)


def lying() -> list[bytes]:
    """What lies in the two directories for such files."""
    return [
        path.read_bytes() for folder in (files_directory(), reports_directory()) for path in sorted(folder.rglob("*")) if path.is_file()
    ]


def submitted(case: Case, city: City, part: CaseField = F.EVIDENCE, content: bytes = TEXT) -> SubmittedFile:
    """One that the office adds."""
    actor = city.office(case.kind)
    return submit_file(case, handed(content), Hand(part, Channel.PAPER, actor.ref, actor.name), actor=actor, remark="As it came.")


# handed in with the form


def test_files_are_seen_before_they_are_sent_and_arrive_without_what_tells_of_who_made_them(
    resident: Resident, django_capture_on_commit_callbacks: object
) -> None:
    answer = resident.fill(files=[upload(), upload(DOCUMENT, "b.exe"), upload(TEXT, "c.html")])
    assert answer.status_code == 302, answer.content.decode()
    for page in ("/report/case", "/report/case/check"):
        told = resident.client.get(page).content.decode()
        for words in ("File 1: JPEG picture, ", "File 2: PDF document, ", "File 3: text, 21 bytes"):
            assert words in told, page
        assert "nadia-phone" not in told
    assert SubmittedFile.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        page = resident.client.post("/report/case/check", follow=True).content.decode()
    assert "Files that arrived" in page
    assert "File 3: text, 21 bytes" in page
    case = Case.objects.get()
    files = list(case.files.all())
    assert [(file.ordinal, file.media_type, file.part, file.channel, file.by_ref) for file in files] == [
        (1, "image/jpeg", "statement", "resident", ""), (2, "application/pdf", "statement", "resident", ""),
        (3, "text/plain", "statement", "resident", ""),
    ]  # fmt: skip
    kept = [path_of_file(file.place or "").read_bytes() for file in files]
    assert [hashlib.sha256(content).digest() for content in kept] == [bytes(file.digest) for file in files]
    assert [bytes(file.came_as) for file in files] == [hashlib.sha256(each).digest() for each in (photograph(), DOCUMENT, TEXT)]
    assert SECRET.encode() not in kept[0] + everything_in(kept[1])
    assert Image.open(BytesIO(kept[0])).size == (40, 30)
    assert (ReportDraft.objects.count(), ReportFile.objects.count(), len(lying())) == (0, 0, 3)
    assert list(case_file_flaws()) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg onload=alert(1)>\0", "none that is taken"),
        (b"GIF89a\0", "none that is taken"),
        (photograph()[:60], "cannot be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0dIHDR" + b"\xff" * 8 + bytes(9), "200 million pixels"),
        (bomb(300_000_000), "unpacks to too much"),
        (b"x" * 100_001, "is larger than"),
        (b" ", ""),
    ],
    ids=["svg", "gif", "cut", "picture bomb", "document bomb", "large", "fine"],
)
def test_a_bad_file_is_named_and_nothing_that_was_typed_is_lost(
    content: bytes, says: str, resident: Resident, residents: Residents
) -> None:
    residents(largest_file=max(100_000, len(content) if says != "is larger than" else 0))
    answer = resident.fill(statement="All that I know.", files=[upload(TEXT, "good.txt"), upload(content, "bad.one")])
    page = answer.content.decode()
    assert answer.status_code == (422 if says else 302)
    if says:
        assert says in page
        assert "“bad.one”" in page
        assert "All that I know." in page
        assert "File 1: text, 21 bytes" in page
        assert resident.fill(statement="All that I know.").status_code == 302
    assert resident.client.post("/report/case/check")["Location"] == "/report/case/sent"
    assert SubmittedFile.objects.count() == (1 if says else 2)


def test_so_many_are_taken_and_one_is_taken_out_again(resident: Resident, residents: Residents) -> None:
    residents(most_files=2)
    page = resident.fill(files=[upload(TEXT, f"{n}.txt") for n in range(3)]).content.decode()
    assert "“2.txt” is one too many" in page
    first = ReportFile.objects.first()
    assert first is not None
    assert resident.fill(drop=str(first.pk))["Location"] == "/report/case"
    assert ReportFile.objects.count() == 1
    assert resident.fill(drop="9" * 30).status_code == 302
    Resident().fill(drop=str(ReportFile.objects.get().pk))
    assert ReportFile.objects.count() == 1  # of somebody else's draft
    resident.client.post("/report/case/drop")
    assert lying() == []


def test_far_too_much_is_not_read_and_what_was_typed_before_is_there(resident: Resident, residents: Residents) -> None:
    residents(most_files=1, largest_file=100_000)
    resident.fill(statement="Typed before.")
    answer = resident.fill(statement="Typed now.", files=[upload(b"x" * 1_100_000, "film.txt")])
    assert answer.status_code == 413
    assert "at most 1 files of 0 MB" in answer.content.decode()
    assert "Typed before." in answer.content.decode()


def test_what_is_handed_in_is_never_written_to_a_disk_as_it_came(resident: Resident, settings: Settings, residents: Residents) -> None:
    """A large file would lie in Django's directory for temporary files, with place and device in it: there is none."""
    settings.FILE_UPLOAD_TEMP_DIR = "/nonexistent"
    large = photograph() + b"\0" * 3_000_000
    assert resident.fill(files=[upload(large)]).status_code == 302
    case = resident.send()
    resident.client.post("/report/case/status", {"number": resident.number, "key": resident.key})
    assert resident.client.post("/report/case/message", {"words": "", "files": [upload(large)]}).status_code == 302
    assert case.files.count() == 2


def test_a_scanner_that_finds_something_keeps_it_out_and_of_the_rest_it_stands_that_it_was_scanned(
    city: City, resident: Resident, settings: Settings, tmp_path: object
) -> None:
    with at_the_wire(tmp_path) as address:  # type: ignore[arg-type]
        settings.SCANNER = address
        page = resident.fill(files=[upload(TEXT, "a.txt"), upload(HARMFUL, "b.txt")]).content.decode()
    assert "“b.txt” holds what a virus scanner knows as harmful" in page
    settings.SCANNER = ""
    resident.fill(files=[upload(TEXT, "c.txt")])
    triaged(city, resident.send())
    page = text(there(city, Role.HR), f"/desk/case/{resident.number}")
    assert page.count("scanned for viruses on") == 1
    assert page.count("not scanned for viruses") == 1
    settings.SCANNER = "tcp://127.0.0.1:1"
    assert "cannot be scanned for viruses now" in resident.fill(files=[upload(TEXT)]).content.decode()


def test_a_death_before_the_case_is_there_leaves_the_draft_with_its_files(city: City) -> None:
    draft = begin_draft().draft
    assert keep_files(draft, [handed()]) == []
    with transaction.atomic():
        send_case(draft, NewCase(Channel.RESIDENT, "He called her names."))
        transaction.set_rollback(True)
    assert (Case.objects.count(), ReportDraft.objects.count(), draft.files.count()) == (0, 1, 1)
    assert [flaw.id for flaw in case_file_flaws()] == ["cases.W103"]
    opened = send_case(draft, NewCase(Channel.RESIDENT, "He called her names."))
    assert opened.case.files.count() == 1


# handed in later


def test_who_comes_back_hands_in_more_with_words_or_without_and_sees_that_it_arrived(city: City, resident: Resident) -> None:
    case = triaged(city, resident.send())
    resident.back()
    assert "Files that arrived" not in resident.page()
    assert resident.client.post("/report/case/message", {"words": "It is this one.", "files": [upload()]}).status_code == 302
    assert resident.client.post("/report/case/message", {"files": [upload(TEXT), upload(TEXT)]}).status_code == 302
    page = resident.page()
    for words in ("It is this one.", "Handed in: file 2, file 3", "Files that arrived", "File 1: JPEG picture", "File 3: text, 21 bytes"):
        assert words in page
    assert "nadia-phone" not in page
    answer = resident.client.post("/report/case/message", {"words": "Keep this.", "files": [upload(TEXT), upload(b"GIF89a\0", "bad.gif")]})
    assert answer.status_code == 422
    for words in ("“bad.gif” is none that is taken", "Keep this.", "Error:"):
        assert words in answer.content.decode()
    assert resident.client.post("/report/case/message", {"words": " "}).status_code == 422
    assert case.files.count() == 3
    assert Entry.objects.filter(case=case, part=F.MESSAGES).count() == 2


def test_so_many_at_once_so_many_with_one_case_and_none_when_it_is_closed(
    city: City, resident: Resident, residents: Residents, settings: Settings
) -> None:
    residents(most_files=2)
    terms = settings.PROFILE.cases.model_copy(update={"most_files": 3})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": terms})
    case = triaged(city, resident.send())
    with pytest.raises(Invalid, match="At most 2 files at once"):
        write_as_complainant(case, "", [handed()] * 3)
    write_as_complainant(case, "", [handed()] * 2)
    submitted(case, city)
    with pytest.raises(Invalid, match="At most 3 files with one case"):
        write_as_complainant(case, "", [handed()] * 2)
    with pytest.raises(Invalid, match="is empty"):
        write_as_complainant(case, "", [handed(b"")])
    write_as_complainant(case, "", [handed()])
    hr = city.actor(Role.HR)
    move_case(move_case(case, "resolve", reason="Mended.", actor=hr), "close", reason="Done.", actor=hr)
    with pytest.raises(Forbidden):
        write_as_complainant(Case.objects.get(), "", [handed()])


# the desk


def test_whoever_works_on_it_adds_what_came_by_mail_and_saves_what_is_there(city: City, resident: Resident) -> None:
    resident.fill(files=[upload()])
    case = resident.send()
    counsel, here = there(city, Role.CITY_ATTORNEY), f"/desk/case/{case.number}"
    told: dict[str, object] = {"part": "evidence", "channel": "paper", "remark": "The letter."}
    assert "This field is required" in post(counsel, f"{here}/submit", told, 422)
    assert "none that is taken" in post(counsel, f"{here}/submit", told | {"file": upload(b"\0", "x.bin")}, 422)
    post(counsel, f"{here}/submit", told | {"file": upload(DOCUMENT, "letter.pdf")})
    page = text(counsel, here)
    for words in (
        "Submitted evidence", "not captured by us", "Handed in by who complains</", "Handed in by somebody else", "on paper", "The letter.",
        f"entered by {city.actor(Role.CITY_ATTORNEY).name}", "not scanned for viruses", hashlib.sha256(photograph()).hexdigest(),
    ):  # fmt: skip
        assert words.removesuffix("</") in page, words
    answer = counsel.get(f"{here}/file/2")
    assert answer["Content-Disposition"] == f'attachment; filename="case-{case.number}-2.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert SECRET.encode() not in everything_in(answer.content)
    assert View.objects.filter(subject=f"case:{case.number}:file:2", purpose="to decide it").count() == 1
    text(counsel, f"{here}/file/3", 404)
    events = list(Event.objects.filter(action="cases.case.changed"))
    assert [(event.actor_name, event.facts) for event in events] == [("cases", {"status": "open"})]


def test_a_text_that_looks_like_a_page_is_never_one(city: City) -> None:
    case = city.triaged("employee")
    submitted(case, city, content=b"<html><script>alert(1)</script>")
    answer = there(city, Role.HR).get(f"/desk/case/{case.number}/file/1")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/plain", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_caller_s_files_are_entered_with_what_they_say_in_their_language(city: City) -> None:
    clerk = there(city, Role.CLERK)
    told: dict[str, object] = {"channel": "paper", "statement": "He called her names.", "language": "es", "answer_in": "Hmong"}
    page = post(clerk, "/desk/cases/enter", told | {"files": [upload(b"\0", "x.bin")]}, 422)
    assert "none that is taken" in page
    assert "He called her names." in page
    assert not Case.objects.exists()
    post(clerk, "/desk/cases/enter", told | {"files": [upload(TEXT), upload()]})
    case = Case.objects.get()
    assert [(file.part, file.channel, file.by_name) for file in case.files.all()] == [
        ("statement", "paper", city.users[Role.CLERK].person.name)
    ] * 2
    page = text(there(city, Role.CITY_ATTORNEY), f"/desk/case/{case.number}")
    assert "handed in in Spanish; they want an answer in Hmong" in page
    text(clerk, f"/desk/case/{case.number}/file/1", 403)


def test_each_reader_gets_the_files_of_the_parts_that_they_read(city: City, resident: Resident) -> None:
    resident.fill(files=[upload(TEXT)])
    case = triaged(city, resident.send())
    submitted(case, city)
    officer = rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER)
    add_participant(case, officer.person, Part.FACTS, reason="Knows what was posted.", actor=city.actor(Role.HR))
    facts = rolls.signed_in(officer)
    facts.post("/desk/auth/purpose/case-of-employee", {"purpose": "to tell what was posted"})
    hr, here = there(city, Role.HR), f"/desk/case/{case.number}"
    for number in (1, 2):
        text(hr, f"{here}/file/{number}")
    for number in (1, 2):  # who tells what was posted gets no file, as if there were none
        text(facts, f"{here}/file/{number}", 404)
        assert f"{here}/file/{number}" not in text(facts, here)
    for role in (Role.ETHICS_OFFICER, Role.MODERATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        text(there(city, role), f"{here}/file/2", 403)
        text(there(city, role), f"{here}/submit", 403)
    text(facts, f"{here}/submit", 403)
    page = resident.back()
    assert "File 1: text" in page
    assert "File 2" not in page  # of the evidence they read nothing


def test_the_public_learns_that_there_is_one_where_the_law_opens_its_part_and_never_gets_it(city: City, client: Client) -> None:
    case = city.triaged("public-official")
    submitted(case, city)
    submitted(case, city, F.STATEMENT)
    path = f"/cases/{case.number}"
    assert "Submitted evidence" not in client.get(path).content.decode()
    assert "file" not in json.dumps(client.get(f"{path}.json").json()["parts"])
    standing(case, state=CaseState.CLOSED, outcome=Outcome.DISCIPLINE)
    page, told = client.get(path).content.decode(), client.get(f"{path}.json").json()
    assert page.count("Submitted evidence") == 2
    assert "no record of the archive" in page
    assert "As it came." not in page
    files = {part["part"]: part["files"] for part in told["parts"] if part["files"]}
    assert {part: [(file["number"], file["media_type"], file["size"]) for file in each] for part, each in files.items()} == {
        "evidence": [(1, "text/plain", 21)], "statement": [(2, "text/plain", 21)],
    }  # fmt: skip
    assert client.get(f"/desk{path.replace('cases', 'case')}/file/1").status_code == 302
    assert client.get(f"{path}/file/1").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_as_often_for_one_file_as_for_three(
    city: City, client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = city.triaged("public-official")
    for _ in range(number):
        submitted(case, city)
    standing(case, state=CaseState.CLOSED, outcome=Outcome.DISCIPLINE)
    hr = there(city, Role.HR)
    text(hr, f"/desk/case/{case.number}")
    with django_assert_num_queries(42):
        assert text(hr, f"/desk/case/{case.number}").count("/file/") == number
    with django_assert_num_queries(6):
        assert client.get(f"/cases/{case.number}").content.decode().count("text, 21 bytes") == number
    with django_assert_num_queries(14):
        hr.get(f"/desk/case/{case.number}/submit")
    with django_assert_num_queries(14):
        hr.get(f"/desk/case/{case.number}/file/1")


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_asks_as_often_for_one_file_as_for_three(
    resident: Resident, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    resident.fill(files=[upload(TEXT) for _ in range(number)])
    for path, asked in (("/report/case", 3), ("/report/case/check", 2)):
        with django_assert_num_queries(asked):
            assert resident.client.get(path).content.decode().count("text, 21 bytes") == number


# nothing of the city's


def test_what_is_none_of_the_city_s_goes_with_its_bytes_and_what_could_tell_which_they_were(
    city: City, resident: Resident, django_capture_on_commit_callbacks: object
) -> None:
    resident.fill(files=[upload(), upload(TEXT)])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        case = triaged(city, resident.send())
    submitted(case, city)
    digests = [bytes(value) for row in case.files.values_list("digest", "came_as") for value in row]
    assert len(lying()) == 3
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        move_case(case, "find-no-jurisdiction", reason="Her own account.", actor=city.actor(Role.CITY_ATTORNEY))
    assert lying() == []
    rows = list(case.files.values_list("media_type", "size", "note", "place", "digest", "came_as"))
    assert [(kind, size, note, place, bytes(a), bytes(b)) for kind, size, note, place, a, b in rows] == [("", 0, "", None, b"", b"")] * 3
    kept = repr(list(SubmittedFile.objects.values()))
    assert not any(digest.hex() in kept or repr(digest) in kept for digest in digests)
    hr = there(city, Role.HR)
    assert "File 1 went on" in text(hr, f"/desk/case/{case.number}")
    text(hr, f"/desk/case/{case.number}/file/1", 404)
    assert "File 1: deleted" in resident.back()
    assert list(case_file_flaws()) == []
    with pytest.raises(Conflict, match="nothing of it is kept"):
        submitted(case, city)


def test_a_row_is_never_deleted_exchanged_or_filled_again(city: City) -> None:
    case = city.triaged("employee")
    row = submitted(case, city)
    rows = SubmittedFile.objects.filter(pk=row.pk)
    changes: list[dict[str, object]] = [
        {"digest": b"x" * 32}, {"came_as": b"x" * 32}, {"place": "f" * 32}, {"size": 1}, {"part": "statement"}, {"by_name": "Somebody"},
        {"note": "Another"}, {"media_type": "image/png"}, {"at": case.received}, {"place": None},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_submittedfile")
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(language="es")
    move_case(case, "find-no-jurisdiction", reason="Her own account.", actor=city.actor(Role.CITY_ATTORNEY))
    for change in ({"emptied": None}, {"digest": b"x" * 32}, {"place": "f" * 32, "emptied": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_what_is_missing_altered_and_left_over_is_told(city: City) -> None:
    case = city.triaged("employee")
    rows = [submitted(case, city, content=TEXT + bytes([65 + n])) for n in range(3)]
    missing, altered, _ = (path_of_file(row.place or "") for row in rows)
    missing.unlink()
    altered.chmod(0o600)
    altered.write_bytes(b"something else")
    stranger = files_directory() / "ab" / ("ab" * 16)
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"from nowhere")
    assert [(flaw.id, flaw.place) for flaw in case_file_flaws()] == [
        ("cases.E101", f"submitted file {rows[0].pk}"), ("cases.E102", f"submitted file {rows[1].pk}"),
        ("cases.W103", f"cases/ab/{'ab' * 16}"),
    ]  # fmt: skip


def test_who_is_complained_of_reads_that_there_is_one_gets_no_bytes_and_nothing_of_who_complained(city: City) -> None:
    case = written(city)
    submitted(case, city, content=TEXT)
    submitted(case, city, F.STATEMENT, TEXT)
    himself = complained_of(city)
    page = text(himself, f"/desk/case/{case.number}/own")
    assert "Submitted evidence" in page
    assert page.count("text, 21 bytes") == 1
    assert "Handed in by who complains" not in page
    assert "/file/" not in page
    assert "entered by" not in page
    for number in (1, 2):
        text(himself, f"/desk/case/{case.number}/file/{number}", 403)
