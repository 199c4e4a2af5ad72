from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tlog.stands import Stand, entry

from rostra.tlog import Malformed, Missing
from rostra.tlog.merkle import leaf_hashes, root_of
from rostra.tlog.tiles import Tile, TileReader, decode_bundle, encode_bundle, partial_tiles, tile_at, tiles_of


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 1_234_067), "tile/1/x001/x234/067"),  # the specification's example
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1_000, 8), "tile/0/x001/000.p/8"),
        (Tile(63, 7, 255), "tile/63/007.p/255"),
    ],
)
def test_paths(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_the_specifications_example_of_a_tree_of_seventy_thousand() -> None:
    tiles = list(tiles_of(70_000))
    assert [tile.width for tile in tiles if tile.level == 0] == [256] * 273 + [112]
    assert [tile.width for tile in tiles if tile.level == 1] == [256, 17]
    assert [tile.width for tile in tiles if tile.level == 2] == [1]
    assert list(partial_tiles(70_000)) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == list(partial_tiles(0)) == []


@given(st.integers(0, 2**40))
def test_partial_tiles_add_up_to_the_size(size: int) -> None:
    assert sum(tile.width * 256**tile.level for tile in partial_tiles(size)) == size
    for tile in partial_tiles(size):
        assert tile_at(tile.level, tile.index, size) == tile
        with pytest.raises(ValueError, match="has no tile"):
            tile_at(tile.level, tile.index + 1, size)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_come_back(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@given(st.lists(st.binary(max_size=9), min_size=1, max_size=5), st.data())
def test_a_bundle_cut_short_or_with_more_is_refused(entries: list[bytes], data: st.DataObject) -> None:
    bundle = encode_bundle(entries)
    with pytest.raises(Malformed):
        decode_bundle(bundle[: data.draw(st.integers(0, len(bundle) - 1))], len(entries))
    with pytest.raises(Malformed):
        decode_bundle(bundle + b"\0", len(entries))


def test_the_longest_entry() -> None:
    longest = b"x" * 65_535
    assert decode_bundle(encode_bundle([longest, b""]), 2) == [longest, b""]
    with pytest.raises(Malformed, match="longer than 65535"):
        encode_bundle([longest + b"x"])


def test_a_reader_gives_every_root_and_entry_and_falls_back_to_full_tiles() -> None:
    stand = Stand()
    for size in (700, 1_000):
        stand.grow(size)
    leaves = leaf_hashes(stand.entries.list)
    reader = TileReader(stand.tiles, 700)  # the partial tile of its leaves is gone: the full one is read
    assert all(reader.root(size) == root_of(leaves[: size * 32]) for size in range(701))
    assert reader.entries(2) == stand.entries.list[512:700]
    with pytest.raises(Missing):
        TileReader(stand.tiles, 999).tile(0, 3)


def test_a_tile_of_the_wrong_length_is_refused() -> None:
    stand = Stand([entry(0)])
    stand.grow(300)
    for content in (b"", b"x" * 31, bytes(8192 + 32)):
        stand.tiles.files["tile/0/000"] = content
        with pytest.raises(Malformed, match="tile/0/000 has"):
            TileReader(stand.tiles, 300).tile(0, 0)
