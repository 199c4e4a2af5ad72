"""A large export is read in the memory of a small one."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.platforms.meta.exports import AT, INSTAGRAM, instagram_post

SIZE = 300 << 20  # bytes of its posts
PADDING = "x" * 9000  # Meta writes so much of what a camera says of a carousel
READ = """
import datetime as dt, pathlib, re, sys
from rostra.platforms.base import Item, Method, Source
from rostra.platforms.instagram import InstagramExport
status = pathlib.Path("/proc/self/status")  # getrusage would tell of the process that started this one
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
before = peak()
source = Source(Method.IMPORT, "", dt.datetime.now(dt.UTC))
with open(sys.argv[1], "rb") as file:
    uris = sum(isinstance(event, Item) for event in InstagramExport(source, "1").take_in(file, ""))
print(uris, before, peak())
"""


def test_300_megabytes_of_posts_are_read_in_40(tmp_path: Path) -> None:
    """What grows with them is what is known of their seconds: some 200 bytes a post."""
    path = tmp_path / "large.zip"
    count = _write(path)
    assert path.stat().st_size > SIZE
    done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True, timeout=240)
    found, before, peak = map(float, done.stdout.split())
    print(f"peak {peak:.0f} MB, of which {before:.0f} MB before the first byte")
    assert found == count
    assert peak - before < 40
    path.unlink()


def _write(path: Path) -> int:
    """Stored, not packed, for that is faster to make; how many posts."""
    count, left = 0, SIZE
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive,
        archive.open(f"{INSTAGRAM}/media/posts_1.json", "w", force_zip64=True) as file,
    ):
        file.write(b"[ ")
        while left > 0:
            post = instagram_post(at=AT + count)
            post["media"][0]["media_metadata"] = {"photo_metadata": {"exif_data": [{"lens": PADDING}]}}
            left -= file.write(b"," * (count > 0) + json.dumps(post).encode())
            count += 1
        file.write(b" ]")
    return count
