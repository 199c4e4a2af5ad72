"""A large archive is read in the memory of a small one."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.platforms import memory
from tests.platforms.x.archives import account, tweet

SIZE = 300 << 20  # bytes of its posts
PADDING = "x" * 9000  # X writes so much of a post with many pictures


def test_300_megabytes_of_posts_are_read_in_40(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    count = _write(path)
    assert path.stat().st_size > SIZE
    found, needed = memory.read("x", path)
    assert found == count
    assert needed < 40
    path.unlink()


def _write(path: Path) -> int:
    """Stored, not packed, for that is faster to make; how many posts."""
    count, left = 0, SIZE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("data/account.js", account())
        with archive.open("data/tweets.js", "w", force_zip64=True) as file:
            file.write(b"window.YTD.tweets.part0 = [ ")
            while left > 0:
                count += 1
                left -= file.write(b"," * (count > 1) + json.dumps({"tweet": tweet(str(count), padding=PADDING)}).encode())
            file.write(b" ]")
    return count
