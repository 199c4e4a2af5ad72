"""A large crawl is read in the memory of a small one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.platforms.webpages.crawls import POST, http, record

READ = """
import datetime as dt, pathlib, re, sys
from rostra.platforms.base import Identity, Item, Method, Source
from rostra.platforms.webpages import Captures, Owner
status = pathlib.Path("/proc/self/status")  # getrusage would tell of the process that started this one
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
of = Owner("x", Identity("1"), ("a",), lambda address: "ExamplevilleMN" in address)
before = peak()
with open(sys.argv[1], "rb") as file:
    captures = Captures(Source(Method.IMPORT, "", dt.datetime.now(dt.UTC)), of)
    found = sum(isinstance(event, Item) for event in captures.take_in(file, ""))
print(found, before, peak())
"""


def test_500_megabytes_of_pages_and_videos_are_read_in_110(tmp_path: Path) -> None:
    path = tmp_path / "large.warc"
    page = record(POST, http(b"<p>Snow on every street. " * 1000 + b"<script>" + bytes(range(65, 91)) * 7000 + b"</script>"))  # 200 kB
    video = record(f"{POST}/video", b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + bytes(100 << 20))
    with path.open("wb") as file:
        for _ in range(4):
            file.write(video)
        for _ in range(500):
            file.write(page)
    done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True, timeout=240)
    found, before, peak = map(float, done.stdout.split())
    print(f"peak {peak:.0f} MB, of which {before:.0f} MB before the first byte")
    assert found == 500
    assert peak - before < 110
    path.unlink()
