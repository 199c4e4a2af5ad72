import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rostra.warc import write
from rostra.warc.read import versions
from rostra.warc.segment import PartFile, leftovers, remove_leftovers
from rostra.warc.splice import splice
from rostra.warc.write import SegmentWriter

from .conftest import SEEN, Shelf


def add(writer: SegmentWriter, block: bytes = b"x") -> None:
    writer.add(uri="urn:x:1", media_type="text/plain", block=block, seen=SEEN, metadata=b"{}")


def test_a_segment_appears_only_when_closed(shelf: Shelf) -> None:
    writer = SegmentWriter(shelf.folder, "a", SEEN)
    add(writer)
    assert [p.name for p in shelf.folder.iterdir()] == ["a.warc.gz.part"]
    segment = writer.close()
    assert [p.name for p in shelf.folder.iterdir()] == ["a.warc.gz"]
    assert writer.close() == segment
    assert segment.size == shelf.path().stat().st_size == writer.size


def test_a_failed_block_leaves_nothing(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="needs a uri"), SegmentWriter(shelf.folder, "a", SEEN) as writer:
        writer.add(uri="", media_type="", block=b"", seen=SEEN, metadata=b"")
    assert list(shelf.folder.iterdir()) == []


def test_a_name_is_never_taken_twice(shelf: Shelf) -> None:
    writer = SegmentWriter(shelf.folder, "a", SEEN)
    with pytest.raises(FileExistsError):
        SegmentWriter(shelf.folder, "a", SEEN)
    writer.close()
    with pytest.raises(FileExistsError):
        SegmentWriter(shelf.folder, "a", SEEN)
    for bad in ("", "../a", "a/b", ".hidden", "a\n"):
        with pytest.raises(ValueError, match="segment's name"):
            SegmentWriter(shelf.folder, bad, SEEN)


def test_full_at_64_mib(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    with SegmentWriter(shelf.folder, "a", SEEN) as writer:
        while not writer.full:
            assert writer.size < write.FULL
            add(writer, os.urandom(9 << 20))
    assert write.FULL <= shelf.path().stat().st_size < write.FULL + (10 << 20)


def test_a_killed_writer_leaves_a_part_that_can_be_removed_and_a_living_one_keeps_its_own(shelf: Shelf) -> None:
    living = SegmentWriter(shelf.folder, "living", SEEN)
    script = (
        "import datetime as dt, sys, pathlib, time; from rostra.warc.write import SegmentWriter\n"
        "w = SegmentWriter(pathlib.Path(sys.argv[1]), 'killed', dt.datetime.now(dt.UTC)); print('ready', flush=True); time.sleep(60)"
    )
    source = Path(write.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script, str(shelf.folder)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(source)}
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        assert list(leftovers(shelf.folder)) == []
        child.send_signal(signal.SIGKILL)
    assert [p.name for p in remove_leftovers(shelf.folder)] == ["killed.warc.gz.part"]
    assert [p.name for p in shelf.folder.iterdir()] == ["living.warc.gz.part"]
    living.discard()
    assert list(shelf.folder.iterdir()) == []


def test_a_full_disk_is_raised_and_nothing_is_published(shelf: Shelf) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    file = PartFile(shelf.folder, "a")
    with Path("/dev/full").open("wb", buffering=0) as full:
        os.dup2(full.fileno(), file._file.fileno())
    with pytest.raises(OSError, match="space") as caught:
        file.write(bytes(2 << 20))
    assert caught.value.errno == errno.ENOSPC
    with pytest.raises(ValueError, match="closed"):
        file.publish()
    assert list(shelf.folder.iterdir()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(st.binary(max_size=200), max_size=12), chosen=st.sets(st.integers(0, 11)))
def test_splice_keeps_the_rest_and_forgets_the_dropped(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[bytes], chosen: set[int]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("splice"))
    marked = [b"version %d of this segment: " % n + block for n, block in enumerate(blocks)]
    segment, places = shelf.write([{"block": block, "metadata": b'{"n":%d}' % n} for n, block in enumerate(marked)])
    drop = {places[n].offset for n in chosen if n < len(places)}
    spliced, moved = splice(shelf.path(), "b", drop)

    before, after = shelf.path().read_bytes(), shelf.path("b").read_bytes()
    assert moved.keys() == {p.offset for p in places} - drop
    opening = places[0].offset if places else segment.size
    kept = [p for p in places if p.offset in moved]
    assert after == before[:opening] + b"".join(before[o : o + n] for o, n in kept)
    assert [(v.location, v.resource.block) for v in versions(shelf.path("b"), spliced)] == [
        ((moved[p.offset], p.length), marked[places.index(p)]) for p in kept
    ]
    for place in places:
        assert (before[place.offset : place.offset + place.length] in after) == (place.offset in moved)


def test_splice_of_an_unknown_place_changes_nothing(shelf: Shelf) -> None:
    shelf.write([{"block": b"x", "metadata": b"{}"}])
    with pytest.raises(ValueError, match="no version begins at byte 7"):
        splice(shelf.path(), "b", {7})
    assert [p.name for p in shelf.folder.iterdir()] == ["a.warc.gz"]
