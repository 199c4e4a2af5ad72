"""Search, JSON, CSV, JSON Lines, feed and export tell of the same records; and nothing that is not the public's comes out."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from tests.api.conftest import Fill, index
from tests.api.test_resources import body
from tests.records import make_account, make_record

from rostra.accounts.models import Account
from rostra.api.queries import results
from rostra.archive.models import Record, Version
from rostra.config.cli import main
from rostra.core import clock
from rostra.core.actor import Actor, ActorKind
from rostra.core.audit import record_event
from rostra.people.models import Person, User
from rostra.search.queries import find

A = "{http://www.w3.org/2005/Atom}"


def from_json(client: Client, query: str) -> list[int]:
    address, ids = f"/search.json?limit=3&q={query}", []
    while address:
        answer = client.get(address).json()
        ids += [record["id"] for record in answer["records"]]
        address = answer["next"] and f"{answer['next']}&limit=3"
    return ids


def from_feed(client: Client, query: str) -> list[int]:
    address, ids = f"/search.atom?limit=3&q={query}", []
    while address:
        root = ET.fromstring(client.get(address).content)
        ids += [int((entry.findtext(f"{A}id") or "").rpartition("/")[2]) for entry in root.findall(f"{A}entry")]
        following = [link.get("href") for link in root.findall(f"{A}link") if link.get("rel") == "next"]
        address = f"{following[0]}&limit=3" if following else ""
    return ids


def from_csv(client: Client, query: str) -> list[int]:
    rows = csv.DictReader(StringIO(body(client.get(f"/search.csv?q={query}")).decode("utf-8-sig"), newline=""))
    return [int(row["id"]) for row in rows]


def from_lines(client: Client, query: str) -> list[int]:
    return [json.loads(line)["id"] for line in body(client.get(f"/search.jsonl?q={query}")).splitlines()]


@pytest.mark.parametrize("query", ["", "bridge", "from:office-1", "is:gone", "is:edited", "nothing", "unit:city-hall -from:office-2"])
def test_every_form_tells_of_the_same_records(query: str, fill: Fill, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(7)
    make_record(make_account("office-1"), "Something else about the bridge.")
    index()
    monkeypatch.setattr(results, "_RECORDS_AT_ONCE", 2)
    found = find(query, limit=100)
    assert found.count_is_exact
    assert len(found.record_ids) == found.count == client.get("/search.json", {"q": query}).json()["count"]
    for read in (from_json, from_feed, from_csv, from_lines):
        assert read(client, query) == list(found.record_ids), read.__name__


def exported(path: Path, *words: str) -> list[dict[str, object]]:
    assert main(["export", *words, "--output", str(path)]) == 0
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_command_writes_what_the_interface_answers(fill: Fill, client: Client, tmp_path: Path) -> None:
    records = fill(3)
    everything = exported(tmp_path / "all.jsonl")
    assert everything == [client.get(f"/record/{record.pk}.json").json() for record in Record.objects.order_by("id")]
    assert [line["id"] for line in exported(tmp_path / "one.jsonl", "--account", "office-1")] == [records[1].pk]
    assert [line["id"] for line in exported(tmp_path / "found.jsonl", "bridge", "--account", "office-1")] == [records[1].pk]
    moments = [clock.in_zone(record.published, settings.PROFILE.city.zone) for record in records if record.published]
    first, after = min(moments).date(), max(moments).date() + dt.timedelta(days=1)
    assert exported(tmp_path / "none.jsonl", "--until", str(first)) == []
    assert len(exported(tmp_path / "day.jsonl", "--since", str(first), "--until", str(after))) == 3
    versions = exported(tmp_path / "versions.jsonl", "--versions", "--proofs")
    assert [line["record"]["version"] for line in versions] == [1, 2] * 3  # type: ignore[index]
    assert all(str(line["proof"]).startswith("c2sp.org/tlog-proof@v1\n") for line in versions)


def test_the_command_refuses_an_unknown_account(archive: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["export", "--account", "nobody", "--output", str(tmp_path / "x")]) == 3
    assert "no official account is called 'nobody'" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_the_export_goes_to_standard_output(fill: Fill, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    fill(2)
    assert main(["export"]) == 0
    assert len(capfdbinary.readouterr().out.splitlines()) == 2


def private(archive: Path) -> set[str]:
    """Everything in this archive that is nobody's business."""
    custodian = Person.objects.create(slug="cara-keeper", name="Cara Keeper", email="cara.keeper@exampleville.example")
    Account.objects.update(custodian=custodian, look_alike_reason="an inside reason")
    user = User.objects.create(email="sign-in@exampleville.example", person=custodian, password=make_password("open sesame"))
    for account in Account.objects.all():
        actor = Actor(ActorKind.PERSON, f"user:{user.pk}", "Cara Keeper", frozenset())
        record_event(
            actor=actor, action="accounts.account.suspended", subject=f"account:{account.slug}", facts={"reason": "A stated reason"}
        )
    keys = [path.read_text() for path in (archive / "keys").iterdir()]
    secrets = [bytes(version.secret or b"").hex() for version in Version.objects.all()]
    named = [
        "cara-keeper",
        "Cara Keeper",
        "cara.keeper@",
        "sign-in@",
        "an inside reason",
        "user:",
        "PRIVATE+KEY",
        str(archive),
        user.password,
    ]
    return {*named, *(key.strip() for key in keys), *secrets}


def test_nothing_private_comes_out(fill: Fill, addresses: Callable[[Record], dict[str, str]], archive: Path, client: Client) -> None:
    record = fill(2)[0]
    hidden = private(archive)
    assert len(hidden) > 10
    for path, address in {**addresses(record), "docs": "/api/docs", "openapi": "/api/openapi.json", "key": "/witness/key"}.items():
        response = client.get(address)
        told = body(response)
        assert response.status_code == 200, path
        for secret in hidden:
            assert secret.encode() not in told, (path, secret)
    told = client.get("/account/office-0.json").json()["account"]
    assert told["history"] == [{"event": "suspended", "at": told["history"][0]["at"], "reason": "A stated reason"}]
    assert told["former_handles"] == ["old-0.example"]


def test_only_who_holds_public_office_has_a_page(fill: Fill, archive: Path, client: Client) -> None:
    fill(1)
    private(archive)
    assert client.get("/official/cara-keeper.json").status_code == 404
    assert client.get("/official/holder-0.json").json()["positions"][0]["position"] == "Seat 0"


def test_is_this_account_official(fill: Fill, client: Client) -> None:
    fill(2)
    told = client.get("/accounts.json", {"q": "@office-0.exampleville.example"}).json()
    assert told["answer"]["standing"] == "official"
    assert told["answer"]["accounts"] == ["office-0"]
    assert client.get("/accounts.json").json()["answer"] is None
    former = client.get("/accounts.json", {"q": "old-1.example"}).json()["answer"]
    assert (former["standing"], former["accounts"]) == ("former-handle", ["office-1"])
    assert len(client.get("/.well-known/official-accounts.json").json()["accounts"]) == 2


def test_what_is_held_under_a_digest(fill: Fill, client: Client) -> None:
    record = fill(1)[0]
    told = client.get(f"/record/{record.pk}/v/1.json").json()
    by_item = client.get("/verify.json", {"digest": f"sha256:{told['versions'][0]['sha256'].upper()}"}).json()
    by_media = client.get("/verify.json", {"digest": told["media"][0]["sha256"]}).json()
    assert [(each["version"], each["matches"]) for each in by_item["found"]] == [(1, "item")]
    assert [(each["version"], each["matches"]) for each in by_media["found"]] == [(1, "media")]
    assert client.get("/verify.json", {"digest": "0" * 64}).json()["found"] == []
    assert clock.parse_stamp(told["first_seen"])
