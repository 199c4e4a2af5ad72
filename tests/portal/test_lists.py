"""Who stands on a list that an owner exported is not public: asked at every door, by whoever guesses an address or a digest."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from urllib.parse import quote

import pytest
from django.test import Client
from tests.portal.conftest import City

from rostra.archive.actions.log import Sequencer
from rostra.archive.models import Record, Version
from rostra.archive.queries.segments import raw_bytes
from rostra.capture.actions import read_export, take_export
from rostra.capture.states import Declared
from rostra.core import clock
from rostra.core.actor import system
from rostra.platforms.base import Act
from rostra.platforms.lists import Form
from rostra.search.actions import follow

pytestmark = pytest.mark.django_db
ACTOR = system("command line")
NAMES = ("resident-one", "resident-two")


@pytest.fixture
def entry(city: City) -> Version:
    """Of a list from which somebody else has gone since."""
    for days, names in ((2, NAMES), (1, NAMES[:1])):
        declared = Declared(Act.BLOCK, Form.TEXT, clock.now() - dt.timedelta(days=days), complete=True)
        export = read_export(city.mayor, "\n".join(names).encode(), "blocked.txt", declared, actor=ACTOR)
        take_export(export, actor=ACTOR)
    Sequencer().drain()
    while follow():
        pass
    return Version.objects.get(record__uri__endswith=":resident-one")


def test_no_door_leads_to_an_entry(entry: Version) -> None:
    client, at = Client(), f"/record/{entry.record_id}"
    doors = ["", ".json", "/v/1", "/v/1.json", "/v/1.txt", "/v/1/bytes", "/v/1.tlog-proof"]
    assert {door: client.get(at + door).status_code for door in doors} == dict.fromkeys(doors, 404)
    others = f"/record/{Record.objects.exclude(uri__startswith='urn:').first().pk}"  # type: ignore[union-attr] # the city has some
    assert {client.get(others + door).status_code for door in doors} == {200}


def test_whoever_guesses_an_address_or_a_digest_learns_nothing(entry: Version) -> None:
    """The bytes of an entry can be computed by anybody who knows the handle: held or not, the answer is the same."""
    client, guess = Client(), raw_bytes(entry)
    for known, unknown in (
        (sha256(guess).hexdigest(), sha256(guess + b" ").hexdigest()),
        (entry.record.uri, f"{entry.record.uri}-x"),
        (f"http://testserver/record/{entry.record_id}", "http://testserver/record/4"),
    ):
        answers = [client.get("/verify", {"q": asked}) for asked in (known, unknown)]
        assert "No record" in answers[0].content.decode()
        assert answers[0].content.decode().replace(known, "") == answers[1].content.decode().replace(unknown, "")


@pytest.mark.parametrize("asked", ["", "is:block", "is:restriction", "resident-one", "is:gone", "from:mayor"])
def test_no_search_finds_one(asked: str, entry: Version) -> None:
    client = Client()
    for ending in ("", ".json", ".csv", ".jsonl", ".atom"):
        answer = client.get(f"/search{ending}?q={quote(asked)}")
        told = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert str(entry.record_id) not in told.decode()
        assert "resident-two" not in told.decode()
        assert "urn:rostra" not in told.decode()


def test_no_page_of_the_account_names_one(entry: Version) -> None:
    client = Client()
    for page in ("/", "/accounts", "/account/mayor", "/account/mayor.json", "/coverage", "/coverage.json", "/account/mayor/profile"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "resident" not in answer.content.decode().replace("residents", "")
        assert str(entry.record_id) not in answer.content.decode()


def test_the_log_holds_no_name(entry: Version) -> None:
    assert b"resident" not in bytes(entry.entry.body)
