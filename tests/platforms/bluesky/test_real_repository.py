"""A whole real repository against what an independent implementation lists from it."""

from __future__ import annotations

import libipld
import pytest
from tests.platforms.bluesky import real

from rostra.platforms.bluesky import car, mst
from rostra.platforms.bluesky.proof import read_commit

pytestmark = pytest.mark.real


def _content() -> car.Car:
    return car.read((real.folder() / "repo.car").read_bytes())


def test_it_lists_exactly_the_expected_records() -> None:
    content = _content()
    commit = read_commit(content.blocks[content.roots[0]])
    ours = [f"{leaf.key.decode()}\t{libipld.encode_cid(leaf.value)}" for leaf in mst.walk(content.blocks, commit.data, whole=True)]
    assert ours == (real.folder() / "car_expected_records.tsv").read_text().splitlines()
    assert all(mst.find(content.blocks, commit.data, line.split("\t")[0].encode()).value in content.blocks for line in ours)


def test_the_commit_says_what_is_expected() -> None:
    content = _content()
    facts = dict(line.split(": ", 1) for line in (real.folder() / "car_expected_commit.txt").read_text().splitlines())
    commit = read_commit(content.blocks[content.roots[0]])
    assert commit.did == facts["DID"]
    assert commit.rev == facts["Revision"]
    assert libipld.encode_cid(commit.data) == facts["Data CID"]


def test_a_missing_block_is_named_or_passed_over() -> None:
    content = _content()
    commit = read_commit(content.blocks[content.roots[0]])
    *_, deepest = (leaf for leaf in mst.walk(content.blocks, commit.data, whole=True) if len(leaf.path) > 1)
    blocks = {cid: block for cid, block in content.blocks.items() if cid != deepest.path[-1]}
    with pytest.raises(mst.MissingBlock):
        list(mst.walk(blocks, commit.data, whole=True))
    assert deepest.key not in {leaf.key for leaf in mst.walk(blocks, commit.data, whole=False)}
