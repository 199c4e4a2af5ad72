"""A large repository is read in the memory of a small one: its tree asks for blocks all over the file."""

from __future__ import annotations

import random
from pathlib import Path

from tests.platforms import memory
from tests.platforms.bluesky.repos import Repo, encode

from rostra.platforms.bluesky import parse

RECORDS = 100_000


def test_a_repository_of_200_megabytes_is_read_in_40(tmp_path: Path) -> None:
    path = tmp_path / "large.car"
    filling = random.Random(1).randbytes(2000)
    records = {f"{parse.POST}/{number:013}": encode({"text": f"Notice {number}", "x": filling}) for number in range(RECORDS)}
    path.write_bytes(Repo(records=records).car())
    assert path.stat().st_size > 200 << 20
    found, needed = memory.read("bluesky", path)
    assert found == RECORDS
    assert needed < 40
    path.unlink()
