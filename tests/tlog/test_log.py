from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.tlog.shared import SHARED, needs_shared
from tests.tlog.stands import KEY, ORIGIN, Faults, MemoryEntries, MemoryHeads, PowerCut, Stand, entry, plain_root

from rostra.tlog import (
    EMPTY_HEAD,
    Contradiction,
    FileHead,
    FileTiles,
    Head,
    Log,
    Malformed,
    Missing,
    Policy,
    ReadOnly,
    SignerKey,
    Stores,
    VerifierKey,
    check,
    open_checkpoint,
    verify,
)
from rostra.tlog.checkpoint import Checkpoint, sign
from rostra.tlog.edge import Edge
from rostra.tlog.merkle import leaf_hashes, root_of
from rostra.tlog.tiles import Tile, encode_bundle, partial_tiles, tiles_of

SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537]


def test_growth_through_the_sizes_at_which_tiles_turn_with_a_restart_at_each() -> None:
    stand = Stand()
    for size in SIZES:
        stand.restart()
        stand.grow(size)
        assert stand.log.published.root == root_of(leaf_hashes(stand.entries.list))
        stand.check()
        picks = {0, 1, 254, 255, 256, 257, 511, 512, size // 2, size - 257, size - 256, size - 2, size - 1}
        stand.prove(each for each in picks if 0 <= each < size)


def test_every_index_is_provable_at_every_size_grown_one_entry_at_a_time() -> None:
    stand = Stand()
    for size in range(1, 40):
        stand.grow(size)
        assert stand.log.head == Head(size, plain_root(stand.entries.list))
        stand.prove(range(size))


def test_one_writer_at_a_time_and_one_in_bulk_make_the_same_files() -> None:
    singly, bulk = Stand(), Stand()
    for size in range(1, 515):
        singly.grow(size)
    bulk.grow(514)
    assert bulk.tiles.files.items() <= singly.tiles.files.items()
    # What the singly grown log has more are the partial tiles of its earlier sizes, and only where the full tile is not there yet.
    assert {path.rpartition("/")[0] for path in singly.tiles.files.keys() - bulk.tiles.files.keys()} == {
        "tile/0/002.p",
        "tile/1/000.p",
        "tile/entries/002.p",
    }


def test_the_files_are_those_of_the_specification_and_no_others() -> None:
    stand = Stand()
    stand.grow(70_000)
    tiles = list(tiles_of(70_000))
    expected = {tile.path for tile in tiles} | {tile.bundle_path for tile in tiles if tile.level == 0} | {"checkpoint"}
    assert stand.tiles.files.keys() == expected


def test_partial_tiles_stay_until_the_full_tile_is_there() -> None:
    stand = Stand()
    for size in (3, 5, 255):
        stand.grow(size)
    assert {f"tile/0/000.p/{size}" for size in (3, 5, 255)} <= stand.tiles.files.keys()
    stand.grow(256)
    assert stand.tiles.files.keys() == {"tile/0/000", "tile/entries/000", "tile/1/000.p/1", "checkpoint"}


def test_a_checkpoint_of_the_same_size_is_not_written_again() -> None:
    stand = Stand()
    stand.grow(3)
    writes = stand.faults.count
    assert stand.log.extend(3) == stand.log.head
    assert stand.log.publish() == stand.restart().publish() == stand.tiles.files["checkpoint"]
    assert stand.faults.count == writes


def test_an_empty_log_publishes_its_empty_checkpoint() -> None:
    stand = Stand()
    with pytest.raises(Missing):
        _ = stand.log.checkpoint
    assert open_checkpoint(stand.log.publish(), ORIGIN, [KEY.verifier]).head == EMPTY_HEAD
    assert stand.restart().published == EMPTY_HEAD
    with pytest.raises(ValueError, match="no leaf 0"):
        stand.log.prove(0)


def test_only_one_log_begins_in_one_place() -> None:
    stand = Stand()
    Log.create(ORIGIN, KEY, stand.stores)  # cut off right after the head file was made: the same again
    stand.grow(1)
    with pytest.raises(Contradiction, match="begun here before"):
        Log.create(ORIGIN, KEY, stand.stores)


def test_what_cannot_be_logged_is_refused_before_it_is_committed() -> None:
    stand = Stand([entry(0), b"x" * 65_536])
    with pytest.raises(Malformed, match="entry 1 has 65536 bytes"):
        stand.log.extend(2)
    assert stand.heads.head == EMPTY_HEAD
    with pytest.raises(Contradiction, match="ends at 2 where entries up to 3"):
        Stand([entry(0), entry(1)]).log.extend(3)
    stand.entries.list = [entry(0)]
    stand.log.extend(1)
    with pytest.raises(ValueError, match="has 1 entries, it cannot end at 0"):
        stand.log.extend(0)


def test_a_source_that_gives_more_than_asked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stand = Stand([entry(0), entry(1)])
    monkeypatch.setattr(stand.entries, "entries", lambda start, stop: stand.entries.list[start : stop + 1])
    with pytest.raises(Contradiction, match="gave more than the entries from 0 to 1"):
        stand.log.extend(1)


# --- Faults -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("restart", [False, True], ids=["same object", "restart"])
@pytest.mark.parametrize(("old", "new"), [(0, 1), (1, 3), (3, 256), (255, 257), (256, 600)])
def test_whatever_write_fails_the_next_try_finishes_it(old: int, new: int, *, restart: bool, after: bool) -> None:
    at = 0
    while _fails_at(at, old, new, restart=restart, after=after):
        at += 1
    assert at >= 5  # head, head file, bundle, tile, checkpoint


def _fails_at(at: int, old: int, new: int, *, restart: bool, after: bool) -> bool:
    """Let the write with number `at` fail while growing; check the invariant then, try again, check again. False if there was none."""
    stand = Stand()
    stand.grow(old)
    stand.check()
    stand.faults.count, stand.faults.at, stand.faults.after = 0, at, after
    try:
        stand.grow(new)
        failed = False
    except PowerCut:
        failed = True
    stand.faults.at = None
    log = stand.log
    stand.check()
    stand.log = stand.restart() if restart else log
    stand.log.extend(new)
    stand.log.publish()
    assert stand.log.published.size == new
    stand.check()
    stand.prove({0, old - 1, new - 1} - {-1})
    return failed


def test_a_cut_between_head_and_head_file_is_healed() -> None:
    stand = Stand([entry(0), entry(1)])
    stand.faults.count, stand.faults.at = 0, 1
    with pytest.raises(PowerCut):
        stand.log.extend(2)
    assert (stand.heads.head.size, stand.head_file.load().size) == (2, 0)
    stand.faults.at = None
    log = stand.restart()
    assert log.reasons == ()
    log.publish()
    assert stand.head_file.load() == stand.heads.head == log.published


def test_another_writer_stops_this_one() -> None:
    stand = Stand([entry(0), entry(1), entry(2)])
    stand.log.extend(1)
    other = stand.restart()
    first = Log.open(ORIGIN, KEY, stand.stores)
    other.extend(2)
    with pytest.raises(Contradiction, match="the head file has changed under this log"):
        first.extend(3)
    with pytest.raises(ReadOnly, match="the head file has changed"):
        first.publish()
    assert stand.heads.head.size == 2


def test_the_database_decides_between_two_writers() -> None:
    stand = Stand([entry(0), entry(1)])
    stand.heads.head = Head(1, leaf_hashes([entry(0)]))
    with pytest.raises(Contradiction, match="the database head is not where this log left it"):
        stand.log.extend(2)


def test_a_head_that_the_database_has_left_is_not_signed() -> None:
    stand = Stand([entry(0), entry(1)])
    stand.log.extend(1)
    stand.heads.head = Head(2, plain_root(stand.entries.list))
    with pytest.raises(Contradiction, match="does not stand in both the head file and the database"):
        stand.log.publish()
    assert "checkpoint" not in stand.tiles.files


def test_a_head_that_contradicts_the_head_file_is_never_signed() -> None:
    stand = Stand([entry(0)])
    stand.log.extend(1)
    stand.head_file.head = Head(1, bytes(32))
    with pytest.raises(Contradiction, match="the head file has changed under this log"):
        stand.log.publish()
    assert "checkpoint" not in stand.tiles.files


# --- What a start finds -------------------------------------------------------------------------------------------------------------


def grown(size: int = 300) -> Stand:
    stand = Stand()
    stand.grow(size)
    return stand


def test_a_rolled_back_database_is_found() -> None:
    stand = grown(2)
    old = stand.heads.head
    stand.grow(5)
    stand.heads.head = old
    del stand.entries.list[2:]
    assert stand.restart().reasons == (
        "the head file is ahead: it has 5 entries, the database head has 2",
        "the served checkpoint is ahead: it has 5 entries, the database head has 2",
    )
    before = dict(stand.tiles.files)
    for write in (lambda: stand.log.extend(3), stand.log.publish, stand.log.repair, lambda: stand.log.cosign([], [])):
        with pytest.raises(ReadOnly, match="the head file is ahead"):
            write()
    assert stand.tiles.files == before
    assert verify(stand.log.prove(4), entry(4), Policy(ORIGIN, (KEY.verifier,))).index == 4  # what was published still proves


def test_a_rollback_of_database_head_file_and_tiles_is_found_by_who_saw_more() -> None:
    stand = grown(2)
    files, head = dict(stand.tiles.files), stand.heads.head
    stand.grow(5)
    seen = stand.log.checkpoint.note.signed
    stand.tiles.files, stand.heads.head, stand.head_file.head = files, head, head
    assert stand.restart().reasons == ()
    assert stand.restart(library=seen).reasons == ("library is ahead: it has 5 entries, the database head has 2",)


def test_what_others_saw_counts_only_with_our_signature() -> None:
    stand = grown(2)
    thief = SignerKey.generate(ORIGIN)
    claim = sign(Checkpoint(ORIGIN, Head(9, bytes(32))), thief)
    assert stand.restart(thief=claim, noise=b"\xff").reasons == ()
    older = stand.log.checkpoint.note.signed
    stand.grow(400)
    assert stand.restart(witness=older).reasons == ()
    forged = sign(Checkpoint(ORIGIN, Head(2, bytes(32))), KEY)  # signed with our key, and yet not our history
    (reason,) = stand.restart(witness=forged).reasons
    assert reason.startswith("witness is not what the entries give: at size 2 it has root AAAA")


def test_another_root_at_the_same_size_is_found() -> None:
    stand = grown(2)
    stand.heads.head = Head(2, bytes(32))
    log = stand.restart()
    assert [reason.split(":")[0] for reason in log.reasons] == [
        "the head file contradicts the database head",
        "the served checkpoint contradicts the database head",
    ]
    assert "both have 2 entries, but root" in log.reasons[0]


def test_a_missing_or_damaged_head_file_is_found() -> None:
    stand = grown(2)
    stand.head_file.head = None
    assert stand.restart().reasons == (
        "the head file is missing; it is made once, when the log is created, and must be brought back from where it went",
    )


def test_a_head_file_of_another_history_is_found_even_if_it_is_behind() -> None:
    stand = grown(300)
    stand.head_file.head = Head(7, bytes(32))
    (reason,) = stand.restart().reasons
    assert reason.startswith("the head file is not what the entries give: at size 7 it has root AAAA")
    stand.head_file.head = Head(7, plain_root(stand.entries.list[:7]))
    stand.restart().publish()
    assert stand.head_file.load() == stand.log.head


def test_a_changed_checkpoint_is_found_and_not_overwritten() -> None:
    stand = grown(2)
    good = stand.tiles.files["checkpoint"]
    for position in range(0, len(good), 7):
        bad = bytearray(good)
        bad[position] ^= 4
        stand.tiles.files["checkpoint"] = bytes(bad)
        (reason,) = stand.restart().reasons
        assert reason.startswith("the served checkpoint does not verify: ")
    stand.tiles.files["checkpoint"] = good[:-30]
    assert stand.restart().reasons[0].startswith("the served checkpoint does not verify: ")
    stand.tiles.files["checkpoint"] = sign(Checkpoint("other.example", stand.heads.head), KEY)
    assert stand.restart().reasons == (
        f"the served checkpoint does not verify: step 3 (origin): a checkpoint of 'other.example', not of {ORIGIN!r}",
    )


def test_a_changed_entry_in_the_database_is_found_at_the_edge_at_once() -> None:
    stand = grown(300)
    stand.entries.list[290] = b"another"
    reasons = stand.restart().reasons
    assert reasons[0] == "entry 290 is not the one that was logged"
    assert any(reason.startswith("the database head is not what the entries give: at size 300") for reason in reasons)


def test_an_entry_changed_while_running_is_never_signed_over() -> None:
    stand = grown(300)
    stand.entries.list[290] = b"another"
    stand.entries.list.append(entry(300))
    with pytest.raises(Contradiction, match="entry 290 is not the one that was logged"):
        stand.log.extend(301)
    assert stand.heads.head.size == 300


def test_entries_that_change_between_commit_and_publication_are_not_published() -> None:
    stand = Stand([entry(0), entry(1)])
    stand.log.extend(2)
    stand.entries.list[1] = b"another"
    with pytest.raises(Contradiction, match="the entries have changed since their head was committed"):
        stand.log.publish()
    assert "checkpoint" not in stand.tiles.files


def test_lost_tiles_are_made_again_byte_for_byte() -> None:
    stand = grown(70_000)
    files = dict(stand.tiles.files)
    stand.tiles.files.clear()
    stand.restart().publish()
    assert stand.tiles.files == files
    for path in partial_paths(70_000):
        damaged = files[path][:-1] + b"\0"
        stand.tiles.files[path] = damaged
        stand.tiles.repairing = True
        assert stand.restart().reasons == ()
        stand.log.publish()
        assert stand.tiles.files == files, path


def partial_paths(size: int) -> list[str]:
    return [tile.path for tile in partial_tiles(size)]


def test_repair_writes_what_fsck_found_damaged() -> None:
    stand = grown(600)
    files = dict(stand.tiles.files)
    stand.tiles.files["tile/0/001"] = bytes(8192)
    del stand.tiles.files["tile/entries/000"]
    assert len(list(check(stand.tiles, ORIGIN, KEY.verifier, stand.entries))) > 1
    stand.tiles.repairing = True
    stand.restart().repair()
    assert stand.tiles.files == files


# --- On disk ------------------------------------------------------------------------------------------------------------------------


def test_on_disk(tmp_path: Path) -> None:
    faults = Faults()
    entries = MemoryEntries([entry(index) for index in range(600)])
    stores = Stores(entries, MemoryHeads(faults), FileHead(tmp_path / "elsewhere" / "head", ORIGIN), FileTiles(tmp_path / "tlog"))
    log = Log.create(ORIGIN, KEY, stores)
    for size in (1, 255, 256, 600):
        log.extend(size)
        log.publish()
        log = Log.open(ORIGIN, KEY, stores)
    assert [str(finding) for finding in check(stores.tiles, ORIGIN, KEY.verifier, entries)] == []
    assert sorted(each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*") if each.is_file()) == [
        "elsewhere/head",
        "tlog/checkpoint",
        "tlog/tile/0/000",
        "tlog/tile/0/001",
        "tlog/tile/0/002.p/88",
        "tlog/tile/1/000.p/1",
        "tlog/tile/1/000.p/2",
        "tlog/tile/entries/000",
        "tlog/tile/entries/001",
        "tlog/tile/entries/002.p/88",
    ]
    (tmp_path / "elsewhere" / "head").write_text("other.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    assert Log.open(ORIGIN, KEY, stores).reasons == ("the head file cannot be read: it belongs to the log 'other.example'",)
    (tmp_path / "elsewhere" / "head").write_bytes(b"\xff")
    assert Log.open(ORIGIN, KEY, stores).reasons == ("the head file cannot be read: not UTF-8",)


def test_flushed_tiles_are_the_same_tiles(tmp_path: Path) -> None:
    tiles = FileTiles(tmp_path, flush=True)
    tiles.write("tile/0/x001/000", b"content")
    assert tiles.read("tile/0/x001/000") == b"content"
    tiles.discard("tile/0/x001")
    for path in ("tile/0/x001/000", "tile/0", "tile/0/x001/000/nothing"):
        with pytest.raises(Missing):
            tiles.read(path)


# --- A log that another implementation wrote ----------------------------------------------------------------------------------------

TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
TESSERA_ENTRIES = b"one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()


@needs_shared
def test_the_log_of_another_implementation_comes_out_byte_for_byte() -> None:
    theirs = {path.relative_to(SHARED / "tessera-log").as_posix(): path.read_bytes() for path in files_under(SHARED / "tessera-log")}
    key = VerifierKey.parse(TESSERA_KEY)
    ours: dict[str, bytes] = {}
    edge = Edge()
    for size in range(16):
        for made in edge.grow(MemoryEntries(TESSERA_ENTRIES), size):
            ours[Tile(0, 0, size).bundle_path] = encode_bundle(made.entries)
        ours |= {tile.path: run for tile, run in edge.partials()}
        opened = open_checkpoint(theirs[f"checkpoint.{size}"], key.name, [key])
        assert opened.head == edge.head
        assert opened.note.signed == theirs[f"checkpoint.{size}"]
    assert ours == {path: content for path, content in theirs.items() if path.startswith("tile/")}
    assert len(ours) == 30
    assert theirs["checkpoint"] == theirs["checkpoint.15"]
    assert list(check(FileTiles(SHARED / "tessera-log"), key.name, key, MemoryEntries(TESSERA_ENTRIES))) == []


def files_under(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def test_the_example_entries_hash_as_everybody_hashes_them() -> None:
    assert leaf_hashes([b""]) == hashlib.sha256(b"\0").digest()
