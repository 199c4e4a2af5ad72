"""Lists of blocked accounts on the desk: handed over, looked at, taken in or dropped; whoever signed in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import rolls
from tests.desk.conftest import Staff
from tests.records import begin_log, make_keys

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.capture.models import ListExport
from rostra.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(data_directory: Path) -> Account:
    make_keys()
    begin_log()
    return rolls.account(network="x", identity="12", slug="paper")


@pytest.fixture
def officer(staff: Staff) -> Client:
    return staff.client("communications")


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def upload(client: Client, content: bytes, name: str = "blocked.txt", **said: object) -> str:
    """The page that comes then."""
    form = {"act": "block", "complete": "on", "file": SimpleUploadedFile(name, content), **said}
    return text(client.post("/desk/account/paper/lists", form, follow=True))


def newest() -> str:
    return f"/desk/account/paper/lists/{ListExport.objects.latest('pk').pk}"


def test_a_list_is_looked_at_and_then_taken_in(account: Account, officer: Client) -> None:
    assert "No list was handed over yet" in text(officer.get("/desk/account/paper/lists"))
    page = upload(officer, b"1\n2\n3\n")
    assert "What the list would change" in page
    assert "Blocked accounts" in page
    assert not Record.objects.exists()
    assert "The list is taken in as shown" in text(officer.post(newest(), {"ending": ""}, follow=True))
    assert Record.objects.count() == 3
    page = upload(officer, b"id,handle\n2,b\n3,c\n4,d\n", "blocked.csv", identity="id", handle="handle")
    for told in ("<dt>New on the list</dt><dd>1", "<dt>Gone from the list</dt><dd>1", "<dt>Unchanged</dt><dd>2"):
        assert told in page
    officer.post(newest(), {"ending": ""})
    assert Record.objects.get(status="gone").uri == "urn:rostra:list:x:12:block:1"
    page = text(officer.get("/desk/account/paper/lists"))
    assert page.count("· taken in") == 2
    assert "What the list changed" in text(officer.get(newest()))
    assert "taken in or dropped before" in text(officer.post(newest(), {"ending": ""}))


def test_as_many_queries_for_one_export_as_for_three(
    account: Account, officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer.get("/desk/account/paper/lists")  # what is remembered from then on
    for number in range(1, 4):
        upload(officer, b"%d\n" % number, complete="")
        if number != 2:
            with django_assert_num_queries(6):
                page = text(officer.get("/desk/account/paper/lists"))
            assert page.count("not taken in") == number
    with django_assert_num_queries(7):
        assert "What the list would change" in text(officer.get(newest()))


def test_many_that_end_are_said_again(account: Account, officer: Client) -> None:
    upload(officer, b"".join(b"%d\n" % n for n in range(100)))
    officer.post(newest(), {"ending": ""})
    page = upload(officer, b"1\n")
    assert "How many end?" in page
    refused = officer.post(newest(), {"ending": ""})
    assert refused.status_code == 422
    assert "99 of 100 entries would end, more than 10%" in text(refused)
    assert officer.post(newest(), {"ending": "99"}).status_code == 302
    assert Record.objects.filter(status="gone").count() == 99


def test_a_list_is_dropped(account: Account, officer: Client) -> None:
    upload(officer, b"1\n")
    assert "the list is as it was" in text(officer.post(f"{newest()}/drop", follow=True))
    assert "dropped before" in text(officer.post(f"{newest()}/drop", follow=True))
    assert bytes(ListExport.objects.get().content) == b""
    assert not Record.objects.exists()


def test_what_is_wrong_is_said_at_its_field(account: Account, officer: Client) -> None:
    assert "it is packed" in upload(officer, b"PK\x03\x04").replace("the file is packed", "it is packed")
    assert "the file lacks the columns identity" in upload(officer, b"who\n1\n", "blocked.csv")
    later = (clock.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert "is not over yet" in upload(officer, b"1\n", exported=later)
    assert "This field is required" in upload(officer, b"1\n", act="")
    assert not ListExport.objects.exists()


def test_rows_that_cannot_be_used_end_nothing_and_are_shown(account: Account, officer: Client) -> None:
    upload(officer, b"1\n2\n")
    officer.post(newest(), {"ending": ""})
    page = upload(officer, "1\n<b>a\u202eb\n".encode())
    assert "Rows cannot be used, so the list is not complete" in page
    assert "row 2: its identity holds unprintable characters: &#x27;&lt;b&gt;a\\u202eb&#x27;" in page
    officer.post(newest(), {"ending": ""})
    assert not Record.objects.filter(status="gone").exists()


def test_the_list_of_an_archived_account_is_not_taken_in(staff: Staff, data_directory: Path) -> None:
    closed = rolls.account(network="x", identity="12", slug="paper")
    Account.objects.filter(pk=closed.pk).update(state="archived")
    page = text(staff.client("communications").get("/desk/account/paper/lists"))
    assert "only official accounts" in page
    assert "Read the list" not in page


def test_the_way_there_is_on_the_account(account: Account, officer: Client, staff: Staff) -> None:
    way = 'href="/desk/account/paper/lists"'
    assert way in text(officer.get("/desk/account/paper"))
    assert way not in text(staff.client("auditor").get("/desk/account/paper"))
    assert staff.client("auditor").get("/desk/account/paper/lists").status_code == 403


def test_what_happened_stands_in_the_history(account: Account, officer: Client) -> None:
    upload(officer, b"1\n2\n")
    officer.post(newest(), {"ending": ""})
    page = text(officer.get("/desk/account/paper"))
    assert "List taken in" in page
    assert "<dt>Items</dt><dd><bdi>2</bdi>" in page
