from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tlog.stands import KEY, ORIGIN, MemoryEntries, Stand, entry

from rostra.tlog import Finding, SignerKey, check
from rostra.tlog.merkle import leaf_hashes
from rostra.tlog.tiles import encode_bundle

SIZE = 66_000  # 257 full tiles and 208 leaves; one full tile and 1 + a tile of 1 above; a third level


@pytest.fixture(scope="module")
def pristine() -> dict[str, bytes]:
    stand = Stand()
    stand.grow(SIZE)
    return stand.tiles.files


@pytest.fixture
def stand(pristine: dict[str, bytes]) -> Stand:
    stand = Stand([entry(index) for index in range(SIZE)])
    stand.tiles.files = dict(pristine)
    return stand


def findings(stand: Stand, *, database: bool = True) -> list[Finding]:
    return list(check(stand.tiles, ORIGIN, KEY.verifier, stand.entries if database else None))


def flip(stand: Stand, path: str, position: int) -> None:
    content = bytearray(stand.tiles.files[path])
    content[position] ^= 1
    stand.tiles.files[path] = bytes(content)


def test_a_sound_log_has_no_findings_and_progress_is_told(stand: Stand) -> None:
    told: list[tuple[int, int]] = []
    assert list(check(stand.tiles, ORIGIN, KEY.verifier, stand.entries, lambda *each: told.append(each))) == []
    assert told == [(0, SIZE), (65_536, SIZE), (SIZE, SIZE)]
    assert findings(stand, database=False) == []


@pytest.mark.parametrize(
    ("path", "position"),
    [("tile/0/000", 0), ("tile/0/077", 255), ("tile/0/257.p/208", 207), ("tile/1/000", 3), ("tile/1/001.p/1", 0), ("tile/2/000.p/1", 0)],
)
def test_one_flipped_byte_in_a_tile_is_named_and_nothing_else(stand: Stand, path: str, position: int) -> None:
    flip(stand, path, position * 32 + 5)
    for database in (True, False):
        (found,) = findings(stand, database=database)
        assert (found.where, found.index) == (path, position)
        assert str(found).startswith(f"{path}, {position}: the hash is ")


@pytest.mark.parametrize(("bundle", "index"), [("tile/entries/000", 0), ("tile/entries/256", 65_537), ("tile/entries/257.p/208", 65_999)])
def test_one_changed_entry_in_a_bundle_is_named_and_nothing_else(stand: Stand, bundle: str, index: int) -> None:
    first = index // 256 * 256
    changed = [entry(each) if each != index else b"another" for each in range(first, min(first + 256, SIZE))]
    stand.tiles.files[bundle] = encode_bundle(changed)
    for database in (True, False):
        assert findings(stand, database=database) == [Finding(bundle, "the entry is not the one that was logged", index)]


@pytest.mark.parametrize("index", [0, 65_537, 65_999])
def test_one_changed_entry_in_the_database_is_named_and_nothing_else(stand: Stand, index: int) -> None:
    stand.entries.list[index] = b"another"
    assert findings(stand) == [Finding("database", "the entry is not the one that was logged", index)]


def test_entries_missing_in_the_database_are_named(stand: Stand) -> None:
    del stand.entries.list[-2:]
    assert findings(stand) == [Finding("database", "the entry is missing", index) for index in (65_998, 65_999)]


def test_lost_and_cut_files_are_named(stand: Stand) -> None:
    del stand.tiles.files["tile/0/003"]
    del stand.tiles.files["tile/entries/004"]
    stand.tiles.files["tile/1/000"] = stand.tiles.files["tile/1/000"][:-1]
    stand.tiles.files["tile/entries/257.p/208"] = stand.tiles.files["tile/entries/257.p/208"][:-1]
    assert [str(each) for each in findings(stand, database=False)] == [
        "tile/0/003: is missing",
        "tile/entries/004: is missing",
        "tile/1/000: has 8191 bytes instead of 8192",
        "tile/entries/257.p/208: the bundle has 7487 bytes, its 208 entries take 7488",
    ]


def test_a_bundle_and_its_tile_changed_together_are_found_by_the_tile_above(stand: Stand) -> None:
    changed = [b"another", *map(entry, range(1281, 1536))]
    stand.tiles.files["tile/entries/005"] = encode_bundle(changed)
    stand.tiles.files["tile/0/005"] = leaf_hashes(changed)
    (found,) = findings(stand, database=False)
    assert found.where == "tile/0/005"
    assert ", its parent tile holds " in found.what
    assert findings(stand) == [
        Finding("tile/entries/005", "the entry is not the one that was logged", 1280),
        *[each for each in findings(stand) if each.where == "tile/0/005"],
    ]


def test_a_history_rewritten_in_all_files_does_not_give_the_signed_root(stand: Stand) -> None:
    other = Stand([b"another"])
    other.grow(SIZE)
    other.tiles.files["checkpoint"] = stand.tiles.files["checkpoint"]
    (found,) = findings(other)
    assert found.where == "checkpoint"
    assert " is signed, the files give " in found.what


def test_a_checkpoint_that_does_not_verify_ends_the_check(stand: Stand) -> None:
    (found,) = check(stand.tiles, ORIGIN, SignerKey.generate(ORIGIN).verifier)
    assert str(found) == "checkpoint: step 2 (signature): no signature by a known key"
    stand.tiles.files["checkpoint"] = b""
    assert [each.where for each in findings(stand)] == ["checkpoint"]
    del stand.tiles.files["checkpoint"]
    assert [str(each) for each in findings(stand)] == ["checkpoint: is missing"]


def test_an_empty_log_is_sound() -> None:
    stand = Stand()
    stand.log.publish()
    assert list(check(stand.tiles, ORIGIN, KEY.verifier, MemoryEntries())) == []


SMALL = Stand()
for _size in (3, 256, 700):
    SMALL.grow(_size)
REACHED = sorted(path for path in SMALL.tiles.files if path != "tile/1/000.p/1")  # what the size of 700 needs


@settings(max_examples=200)
@given(st.sampled_from(REACHED), st.data())
def test_any_one_changed_byte_anywhere_is_found_in_that_file(path: str, data: st.DataObject) -> None:
    stand = Stand()
    stand.tiles.files = dict(SMALL.tiles.files)
    flip(stand, path, data.draw(st.integers(0, len(stand.tiles.files[path]) - 1)))
    found = list(check(stand.tiles, ORIGIN, KEY.verifier, data.draw(st.sampled_from([None, SMALL.entries]))))
    assert {each.where for each in found} == {path}
