"""``rostra accounts`` and ``rostra people``, as they are typed."""

from __future__ import annotations

import io
from pathlib import Path

import orjson
import pytest
from pytest_django.fixtures import Settings
from tests import rolls
from tests.people.test_roster import SOURCE, as_csv, person

from rostra.accounts.models import Account
from rostra.config import cli
from rostra.people.models import Person, Position, User
from rostra.people.queries import city_day, holders_of

pytestmark = pytest.mark.django_db
ADD = ["accounts", "add", "x", "https://x.com/exampleville", "--unit", "parks", "--custodian", "pat-sample", "--purpose", "News"]


def add(*more: str) -> int:
    return cli.main([*ADD, *more])


@pytest.fixture(autouse=True)
def _custodian() -> None:
    rolls.officer()


def test_an_account_is_added_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert add("--identity", "4711") == 0
    account = Account.objects.get()
    assert (account.slug, account.handle, account.identity) == ("exampleville-x", "exampleville", "4711")
    capsys.readouterr()
    assert cli.main(["accounts", "--json", "list"]) == 0
    (row,) = orjson.loads(capsys.readouterr().out)
    assert (row["slug"], row["custodian"], row["state"]) == ("exampleville-x", "pat-sample", "approved")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--identity", "4711"], "has been registered since"),
        (["--identity", "4712", "--slug", "exampleville-x"], "belongs to"),
        (["--identity", "4712", "--slug", "other"], "it is the same handle"),
        (["--identity", "4712", "--unit", "nothing"], "known: parks"),
        (["--identity", "4712", "--custodian", "nobody"], "known: pat-sample"),
    ],
)
def test_what_stands_against_it_is_said_and_nothing_is_changed(more: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    add("--identity", "4711")
    assert add(*more) == cli.FAILED
    assert words in capsys.readouterr().err
    assert Account.objects.count() == 1


@pytest.mark.parametrize(("network", "words"), [("x", "--identity"), ("myspace", "The city has no accounts on 'myspace'")])
def test_without_an_identity_it_says_what_is_lacking(network: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["accounts", "add", network, "exampleville", *ADD[4:]]) == cli.FAILED
    assert words in capsys.readouterr().err


def test_a_look_alike_needs_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    add("--identity", "4711")
    again = ["--identity", "4712", "--slug", "other"]
    words = ["accounts", "add", "x", "exampleviIle", *ADD[4:], *again]
    assert cli.main(words) == cli.FAILED
    told = capsys.readouterr().err
    assert "digits or letters that look alike" in told
    assert "(--accept-look-alike)" in told
    assert cli.main([*words, "--accept-look-alike", "The new one"]) == 0


def test_an_address_of_another_network_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["accounts", "add", "x", "https://bsky.app/profile/a.example", *ADD[4:]]) == cli.FAILED
    assert "address on Bluesky, not on X" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_named_and_the_way_out_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    terms = settings.PROFILE.bluesky.model_copy(update={"plc": "https://plc.invalid/"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"bluesky": terms})
    words = ["accounts", "add", "bluesky", "did:plc:ewvi7nxzyoun6zhxrhs64oiz", *ADD[4:]]
    assert cli.main(words) == cli.FAILED
    told = capsys.readouterr().err
    assert "plc.invalid" in told
    assert "--identity" in told
    assert not Account.objects.exists()
    assert cli.main([*words, "--identity", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"]) == cli.FAILED  # a DID alone is no handle
    assert cli.main(["accounts", "add", "bluesky", "parks.example", *ADD[4:], "--identity", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"]) == 0


def test_the_first_administrator_is_made_and_no_second(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{rolls.PASSWORD}\n{rolls.PASSWORD}\nanother long sentence 8\n"))
    assert cli.main(["people", "add", "Jordan Sample", "jordan@exampleville.example", "--administrator"]) == 0
    assert cli.main(["people", "add", "Kim Sample", "kim@exampleville.example", "--administrator"]) == cli.FAILED
    assert "only the first" in capsys.readouterr().err
    assert not User.objects.filter(email="kim@exampleville.example").exists()
    assert cli.main(["people", "password", "jordan@exampleville.example"]) == 0
    assert User.objects.get().check_password("another long sentence 8")
    assert cli.main(["people", "list"]) == 0
    assert "administrator" in capsys.readouterr().out


def test_units_and_officers_are_entered(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["people", "unit", "clerk", "City Clerk", "--kind", "office", "--parent", "parks"]) == 0
    assert cli.main(["people", "appoint", "Pat Sample", "Clerk", "clerk", "--since", "2024-01-02"]) == 0
    position = Position.objects.get(slug="clerk-clerk")
    assert [person.slug for person in holders_of(position, city_day())] == ["pat-sample"]
    assert cli.main(["people", "appoint", "Pat Sample", "Clerk", "nowhere"]) == cli.FAILED
    assert "there is no unit 'nowhere'" in capsys.readouterr().err


def test_a_list_of_which_something_is_left_over_ends_with_status_1(tmp_path: Path, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})
    file = tmp_path / "people.csv"

    def take_in(*rows: dict[str, str]) -> int:
        file.write_bytes(as_csv(list(rows)))
        return cli.main(["people", "import", str(file), "--source", "hr", "--apply"])

    assert take_in(person(1), person(2)) == 0
    assert take_in(person(1), person(2), person(3, Name="")) == 1, "a row that cannot be used"
    rolls.in_use(rolls.account(custodian=Person.objects.get(number="2")))
    assert take_in(person(1)) == 1, "somebody cannot leave yet"
