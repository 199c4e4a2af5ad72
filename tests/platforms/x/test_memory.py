"""A large archive is read in the memory of a small one."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.platforms.x.archives import account, tweet

SIZE = 300 << 20  # bytes of its posts
PADDING = "x" * 9000  # X writes so much of a post with many pictures
READ = """
import datetime as dt, pathlib, re, sys
from rostra.platforms.base import Item, Method, Source
from rostra.platforms.x import XExport
status = pathlib.Path("/proc/self/status")  # getrusage would tell of the process that started this one
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
before = peak()
with open(sys.argv[1], "rb") as file:
    found = sum(isinstance(event, Item) for event in XExport(Source(Method.IMPORT, "", dt.datetime.now(dt.UTC))).take_in(file, ""))
print(found, before, peak())
"""


def test_300_megabytes_of_posts_are_read_in_40(tmp_path: Path) -> None:
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
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("data/account.js", account())
        with archive.open("data/tweets.js", "w", force_zip64=True) as file:
            file.write(b"window.YTD.tweets.part0 = [ ")
            while left > 0:
                count += 1
                left -= file.write(b"," * (count > 1) + json.dumps({"tweet": tweet(str(count), padding=PADDING)}).encode())
            file.write(b" ]")
    return count
