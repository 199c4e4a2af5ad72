"""A large table is read in the memory of a small one."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.platforms import memory
from tests.platforms.tables import table
from tests.platforms.youtube.takeouts import COMMENT, ENGLISH, comment, segments

SIZE = 100 << 20  # bytes
TEXT = segments({"text": "é" * 2000})


def test_100_megabytes_of_comments_are_read_in_40(tmp_path: Path) -> None:
    path, (name, header) = tmp_path / "large.zip", ENGLISH.comments
    count, left = 0, SIZE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive, archive.open(f"{ENGLISH.folder}/{name}", "w", force_zip64=True) as file:
        file.write(table(header))
        while left > 0:
            count += 1
            left -= file.write(table(comment(f"{COMMENT[:-8]}{count:08}", TEXT)))
    found, peak = memory.read("youtube", path)
    assert found == count
    assert peak < 40
    path.unlink()
