"""Entries get their place, proofs hold for strangers, and other floors' events are stated."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from django.db import transaction
from tests.archive.items import NOW, item

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.statements import follow_events, hand_in_coverage
from rostra.archive.models import Entry, Head, Statement, Version
from rostra.archive.queries.log import log_key, proof_of
from rostra.config.cli import main
from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.core.errors import ReadOnly
from rostra.tlog.errors import Unverifiable
from rostra.tlog.evidence import verify_file
from rostra.tlog.note import VerifierKey

pytestmark = pytest.mark.django_db
TEST = system("test")


def kept(mayor: Account, count: int = 3) -> None:
    take_in([Captured(item(f"Post {n}", n)) for n in range(count)], accounts={mayor.identity: mayor}, actor=TEST)


def proof(number: int = 0) -> str:
    version = Version.objects.select_related("entry", "segment").order_by("pk")[number]
    text = proof_of(version)
    assert text is not None
    return text


def test_entries_get_their_place_in_the_order_of_handing_in(archive: Path, mayor: Account) -> None:
    kept(mayor, 3)

    assert Sequencer().drain() == 3
    assert list(Entry.objects.order_by("id").values_list("index", flat=True)) == [0, 1, 2]
    assert Head.objects.get().size == 3


def test_a_version_has_no_proof_before_it_is_in_a_checkpoint(archive: Path, mayor: Account) -> None:
    kept(mayor)

    assert proof_of(Version.objects.select_related("entry", "segment").first()) is None


def test_a_proof_discloses_every_field_and_holds(archive: Path, mayor: Account) -> None:
    kept(mayor)
    Sequencer().drain()

    shown = verify_file(proof(1).encode(), VerifierKey.parse(log_key()))
    assert (shown.index, shown.size) == (1, 3)
    assert shown.fields["text"] == "Post 1"
    assert shown.entry["subject"] == "mayor"


def test_no_altered_byte_of_a_proof_holds(archive: Path, mayor: Account) -> None:
    kept(mayor)
    Sequencer().drain()
    text, key = proof().encode(), VerifierKey.parse(log_key())
    holding = []
    for place in range(0, len(text), 7):
        altered = bytearray(text)
        altered[place] ^= 1
        try:
            holding.append((place, verify_file(bytes(altered), key).fields["text"]))
        except Unverifiable:
            continue

    assert holding == []


def test_a_withheld_field_still_verifies(archive: Path, mayor: Account) -> None:
    kept(mayor)
    Sequencer().drain()
    from rostra.tlog.commitment import field_digest
    from rostra.tlog.encoding import b64
    from rostra.tlog.proof import parse_proof

    encoded = proof().encode()
    extra = orjson.loads(parse_proof(encoded).extra)
    place = next(n for n, text in enumerate(extra["disclosures"]) if orjson.loads(text)[1] == "text")
    extra["disclosures"][place] = {"digest": field_digest(extra["disclosures"][place].encode()).hex(), "basis": "Example Statutes 1.01"}
    redacted = encoded.replace(b64(parse_proof(encoded).extra).encode(), b64(orjson.dumps(extra)).encode())

    shown = verify_file(redacted, VerifierKey.parse(log_key()))
    assert "text" not in shown.fields
    assert shown.withheld == ("Example Statutes 1.01",)


def test_verify_works_offline_with_file_and_key_alone(
    archive: Path, mayor: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(mayor)
    Sequencer().drain()
    file = tmp_path / "elsewhere.tlog-proof"
    file.write_text(proof())

    assert main(["verify", str(file), "--key", log_key()]) == 0
    assert "text: Post 0" in capsys.readouterr().out
    file.write_text(proof().replace("index 0", "index 1"))
    assert main(["verify", str(file), "--key", log_key()]) == 1


def test_events_of_every_floor_are_stated_once(archive: Path, mayor: Account) -> None:
    with transaction.atomic():
        record_event(actor=TEST, action="accounts.account.connected", subject="account:mayor", facts={"by": "clerk"})
        record_event(actor=TEST, action="people.role.granted", subject="user:1")

    assert (follow_events(), follow_events()) == (2, 0)
    assert list(Entry.objects.values_list("type", "subject", "counter")) == [("account", "mayor", 1), ("event", "office", 1)]


def test_coverage_is_stated(archive: Path, mayor: Account) -> None:
    gap = {"from": "2026-03-01T10:00:00Z", "to": "", "reason": "the server did not answer"}
    hand_in_coverage(mayor, start=NOW, end=NOW, checks={"poll": 12}, gaps=[gap], actor=TEST)

    assert Statement.objects.get().values[3:] == [{"poll": 12}, [gap]]


def test_an_old_database_stops_the_log_and_says_why(archive: Path, mayor: Account) -> None:
    kept(mayor, 2)
    Sequencer().drain()
    before = Head.objects.get()
    take_in([Captured(item("More", 9))], accounts={mayor.identity: mayor}, actor=TEST)
    Sequencer().drain()
    Entry.objects.filter(index=2).update(index=None)
    Head.objects.update(size=before.size, root=before.root)

    with pytest.raises(ReadOnly, match="ahead"):
        Sequencer().step()
