"""What goes through the door is kept once, in order, and refused with a reason where it must be."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from tests.archive.items import NOW, absence, item, source

from rostra.accounts.models import Account
from rostra.archive.actions import segments
from rostra.archive.actions.batch import Captured, Receipt
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.media import keep
from rostra.archive.models import Absence, Attachment, Entry, Record, Subject, Version
from rostra.archive.queries.segments import raw_bytes
from rostra.archive.queries.stores import media_path
from rostra.core.actor import system
from rostra.core.models import Event
from rostra.platforms.base import Certainty, Evidence, MediaRef, Method

pytestmark = pytest.mark.django_db


def kept(mayor: Account, *events: object) -> Receipt:
    return take_in(
        [Captured(event) if hasattr(event, "kind") else event for event in events],
        accounts={mayor.identity: mayor},
        actor=system("test"),
    )


def texts() -> list[str]:
    return list(Version.objects.order_by("record_id", "number").values_list("text", flat=True))


def test_a_post_is_kept_with_its_exact_bytes(archive: Path, mayor: Account) -> None:
    receipt = kept(mayor, item())

    version = Version.objects.select_related("record", "segment", "entry").get()
    assert (receipt.new, receipt.kept) == (1, 1)
    assert raw_bytes(version) == b"1:The library opens at nine."
    assert version.record.official
    assert version.record.published == NOW - dt.timedelta(minutes=5)
    assert b"library" not in bytes(version.entry.body)
    assert Event.objects.get().action == "archive.batch.taken-in"


def test_the_same_content_again_is_a_sighting(archive: Path, mayor: Account) -> None:
    kept(mayor, item())
    later = kept(mayor, item(source=source(seen=NOW + dt.timedelta(hours=2))))

    version = Version.objects.get()
    assert (later.sighted, later.kept) == (1, 0)
    assert (version.sightings, version.last_seen) == (2, NOW + dt.timedelta(hours=2))
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("words", ["The library opens at nine.", "The library opens at ten."])
def test_a_file_does_not_move_when_a_record_was_seen_live(words: str, archive: Path, mayor: Account) -> None:
    file = source(Method.IMPORT, NOW + dt.timedelta(hours=2))
    kept(mayor, item())
    kept(mayor, item(words, revision="r2", source=file, evidence=Evidence.OWNER_EXPORT), item("Old", 2, source=file))
    kept(mayor, item(words, revision="r2", source=replace(file, seen=NOW + dt.timedelta(hours=3)), evidence=Evidence.OWNER_EXPORT))

    live, from_file = Record.objects.order_by("uri")
    assert (live.last_seen, live.all_versions.get(number=1).last_seen) == (NOW, NOW)
    assert from_file.last_seen == file.seen


def test_an_edit_is_a_new_version_and_a_replay_of_the_old_text_is_none(archive: Path, mayor: Account) -> None:
    first, second = item("Opens at nine.", revision="r1"), item("Opens at ten.", revision="r2")
    kept(mayor, first)
    kept(mayor, second)
    kept(mayor, first, second)

    assert texts() == ["Opens at nine.", "Opens at ten."]
    assert Record.objects.get().versions == 2


def test_an_edit_back_to_the_old_text_is_a_third_version(archive: Path, mayor: Account) -> None:
    kept(mayor, item("A", revision="r1"), item("B", revision="r2"), item("A", revision="r3"))

    assert texts() == ["A", "B", "A"]


def test_a_better_attested_copy_is_kept_beside(archive: Path, mayor: Account) -> None:
    kept(mayor, item(evidence=Evidence.SUBMITTED), item(evidence=Evidence.AUTHOR_SIGNED))
    kept(mayor, item(evidence=Evidence.PLATFORM_API))

    assert list(Version.objects.order_by("number").values_list("evidence", flat=True)) == ["submitted", "author-signed"]


def test_a_deletion_marks_the_record_and_keeps_the_text(archive: Path, mayor: Account) -> None:
    kept(mayor, item())
    kept(mayor, absence())
    replay = kept(mayor, item(), absence())

    gone = Absence.objects.get()
    assert Record.objects.get().status == "gone"
    assert (gone.certainty, gone.last_present) == ("asserted", NOW)
    assert texts() == ["The library opens at nine."]
    assert replay.kept == 0


def test_a_record_that_is_seen_again_is_present_again(archive: Path, mayor: Account) -> None:
    kept(mayor, item(), absence(certainty=Certainty.OBSERVED, revision=""))
    receipt = kept(mayor, item(source=source(Method.PROBE, NOW + dt.timedelta(days=1))))

    assert receipt.returned == 1
    assert Record.objects.get().status == "present"


def test_an_unknown_absence_marks_nothing(archive: Path, mayor: Account) -> None:
    kept(mayor, item())
    receipt = kept(mayor, absence(certainty=Certainty.UNKNOWN))

    assert Record.objects.get().status == "present"
    assert [refusal.reason for refusal in receipt.refused] == ["an unknown absence is no absence"]


def test_what_belongs_to_no_registered_account_is_refused(archive: Path, mayor: Account) -> None:
    receipt = kept(mayor, item(account="did:plc:somebody"))

    assert not Record.objects.exists()
    assert receipt.refused[0].reason == "'did:plc:somebody' is no registered official account"


def test_media_lie_under_a_name_that_tells_nothing(archive: Path, mayor: Account) -> None:
    ref = MediaRef("blob:1", "image/png", "A map of the park")
    picture = keep(iter([b"pic", b"ture"]), ref, limit=100)
    too_large = keep(iter([b"x" * 60, b"y" * 60]), ref, limit=100)
    take_in([Captured(item(media=(ref, ref)), (picture, too_large))], accounts={mayor.identity: mayor}, actor=system("test"))

    first, second = Attachment.objects.order_by("ordinal")
    assert first.medium is not None
    assert media_path(first.medium).read_bytes() == b"picture"
    assert picture.digest is not None
    assert picture.digest.hex() not in str(media_path(first.medium))
    assert (second.medium, second.missing) == (None, "larger than the limit of 100 bytes")


def test_every_entry_has_the_next_number_of_its_account(archive: Path, mayor: Account) -> None:
    kept(mayor, *(item(f"Post {n}", n) for n in range(5)))
    kept(mayor, absence(3))

    assert list(Entry.objects.order_by("id").values_list("counter", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_hostile_text_is_kept_and_harmless(archive: Path, mayor: Account) -> None:
    hostile = '<script>alert(1)</script>\x00 \u202e gnirts \ud800 https://example.org/?a=1&b="2"'
    kept(mayor, item(hostile))

    version = Version.objects.get()
    assert "<script>" not in version.html
    assert "\x00" not in version.text
    assert 'href="https://example.org/?a=1&amp;b="' in version.html


def test_ten_megabytes_in_one_post(archive: Path, mayor: Account) -> None:
    kept(mayor, item("word " * 2_000_000))

    assert len(Version.objects.get().text) == 10_000_000


def test_a_batch_that_fails_leaves_nothing(archive: Path, mayor: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(mayor, item("First", 1))
    monkeypatch.setattr(segments.SegmentWriter, "close", _full_disk)
    with pytest.raises(OSError, match="No space"):
        kept(mayor, item("Second", 2))

    assert texts() == ["First"]
    assert Subject.objects.get().counter == 1


def _full_disk(writer: object) -> None:
    raise OSError(28, "No space left on device")
