"""Whatever is changed behind the archive's back is named, exactly."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.archive.items import absence, item

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.media import keep
from rostra.archive.models import Attachment, Entry, Head, Medium, Record, Segment, Version
from rostra.archive.queries.drafts import draft_in, entry_line
from rostra.archive.queries.segments import members_of
from rostra.archive.queries.stores import media_path, segment_directory
from rostra.archive.rules.everything import all_flaws
from rostra.archive.states.entries import SCHEMAS
from rostra.core.actor import system
from rostra.platforms.base import MediaRef
from rostra.tlog.commitment import commitment
from rostra.warc.read import read_version
from rostra.warc.segment import SUFFIX, Location
from rostra.warc.write import SegmentWriter

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(archive: Path, mayor: Account) -> Path:
    """An archive with three posts, an edit, a picture, a removal, in the log."""
    picture = keep(iter([b"picture"]), MediaRef("blob:1", "image/png", "A map"), limit=100)
    accounts, actor = {mayor.identity: mayor}, system("test")
    first = Captured(item("Post 1", 1, media=(picture.ref,)), (picture,))
    take_in([first, Captured(item("Post 2", 2)), Captured(item("Post 3", 3))], accounts=accounts, actor=actor)
    take_in([Captured(item("Post 2, edited", 2, revision="r2")), absence(3)], accounts=accounts, actor=actor)
    Sequencer().drain()
    assert flaws() == {}
    return archive


def flaws() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for flaw in all_flaws():
        found.setdefault(flaw.id, []).append(f"{flaw.place}: {flaw.text}")
    return found


def flip(path: Path, place: int) -> None:
    path.chmod(0o640)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_every_byte_of_a_segment_counts(full: Path) -> None:
    segment = Segment.objects.order_by("pk")[0]
    path = segment_directory() / segment.name
    for place in range(0, segment.size, 97):
        flip(path, place)
        assert "archive.E202" in flaws(), place
        flip(path, place)


def test_a_missing_segment_is_named(full: Path) -> None:
    segment = Segment.objects.order_by("pk")[1]
    (segment_directory() / segment.name).unlink()

    assert flaws()["archive.E201"] == [f"{segment.name}: the file is missing"]


def test_a_flipped_byte_in_a_tile_or_bundle_is_named(full: Path) -> None:
    for name in ("tile/0/000.p/5", "tile/entries/000.p/5"):
        flip(full / "tlog" / name, 40)
        (found,) = flaws()["archive.E103"]
        assert name in found
        flip(full / "tlog" / name, 40)


ROWS: list[Callable[[], object]] = [
    lambda: Version.objects.filter(text="Post 1").update(text="Post I"),
    lambda: Version.objects.filter(text="Post 1").update(html="Post <b>1</b>"),
    lambda: Version.objects.filter(text="Post 1").update(seen="2020-01-01T00:00Z"),
    lambda: Version.objects.filter(text="Post 1").update(evidence="author-signed"),
    lambda: Version.objects.filter(text="Post 1").update(context={"url": "https://elsewhere.example"}),
    lambda: Record.objects.filter(versions=2).update(author_name="Somebody else"),
    lambda: Record.objects.filter(versions=2).update(published="2020-01-01T00:00Z"),
    lambda: Record.objects.filter(versions=2).update(official=False),
    lambda: Attachment.objects.update(alt="Another picture"),
]


@pytest.mark.parametrize("change", ROWS)
def test_a_changed_row_is_named(full: Path, change: Callable[[], object]) -> None:
    change()

    assert list(flaws()) == ["archive.E211"]


def test_a_changed_status_or_count_is_named(full: Path) -> None:
    Record.objects.filter(status="present").update(status="gone")
    Record.objects.filter(versions=2).update(versions=1)

    assert sorted(flaws()) == ["archive.E401", "archive.E402"]


def test_a_version_rewritten_with_all_digests_recomputed_is_named(full: Path) -> None:
    """Bytes, values, commitment, entry and rows changed together: only the log tells."""
    version = Version.objects.select_related("segment", "entry").get(text="Post 3")
    draft = draft_in(members_of(version))
    draft.values[6] = "Post 3, rewritten"
    fields = commitment(SCHEMAS[draft.type, 1], draft.values, draft.secret).hex()
    draft.entry = entry_line(draft.type, draft.subject, draft.counter, draft.at, fields, "social-media")
    path = segment_directory() / version.segment.name
    writer = SegmentWriter(path.parent, "forged", version.segment.closed)
    for offset, length in Version.objects.filter(segment=version.segment).order_by("offset").values_list("offset", "length"):
        old = draft_in(read_version(path, Location(offset, length)))
        new = draft if old.uri == draft.uri else old
        place = writer.add(
            uri=new.uri,
            media_type=new.media_type,
            block=new.raw,
            seen=dt.datetime.fromisoformat(new.at),
            metadata=new.metadata,
            proof=new.proof,
        )
        Version.objects.filter(segment=version.segment, offset=offset).update(offset=place.offset, length=place.length)
    closed = writer.close()
    path.unlink()
    (path.parent / f"forged{SUFFIX}").rename(path)
    Segment.objects.filter(pk=version.segment.pk).update(size=closed.size, digest=bytes.fromhex(closed.sha256))
    Version.objects.filter(pk=version.pk).update(text="Post 3, rewritten", html="Post 3, rewritten")
    Entry.objects.filter(pk=version.entry.pk).update(body=draft.entry)

    found = flaws()
    assert list(found) == ["archive.E102", "archive.E103"]
    assert "at 2" in found["archive.E103"][0]


def test_a_dropped_record_is_named(full: Path) -> None:
    version = Version.objects.get(text="Post 1")
    Attachment.objects.all().delete()
    version.delete()
    Record.objects.filter(pk=version.record_id).delete()
    found = flaws()
    assert found["archive.E213"] == ["entry 1 of mayor: a capture was logged, and nothing is held of it"]
    assert "no row tells of at://did:plc:mayor/app.bsky.feed.post/1" in found["archive.E205"][0]

    Entry.objects.filter(pk=version.entry_id).delete()
    found = flaws()
    assert "missing: 1" in found["archive.E104"][0]
    assert "archive.E103" in found


def test_a_truncated_log_is_named(full: Path) -> None:
    Entry.objects.filter(index__gte=3).update(index=None)
    (full / "tlog" / "checkpoint").unlink()
    shutil.rmtree(full / "tlog" / "tile")

    assert "archive.E103" in flaws()


def test_a_log_rolled_back_everywhere_but_in_the_head_file_is_named(full: Path) -> None:
    Head.objects.update(size=3)

    assert any("ahead" in text for text in flaws()["archive.E102"])


def test_media_are_checked(full: Path) -> None:
    path = media_path(Medium.objects.get())
    flip(path, 2)
    assert list(flaws()) == ["archive.E303"]
    path.unlink()
    assert list(flaws()) == ["archive.E302"]


def test_a_segment_that_nobody_refers_to_is_named(full: Path) -> None:
    (segment_directory() / f"stray{SUFFIX}").write_bytes(b"")

    assert flaws() == {"archive.W212": [f"stray{SUFFIX}: no row refers to this file: nothing in it was acknowledged"]}
