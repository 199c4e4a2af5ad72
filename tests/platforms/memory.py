"""How much memory it takes to read a large archive, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_READ = """
import datetime as dt, pathlib, re, sys
from rostra.platforms import EXPORTS
from rostra.platforms.base import Item, Method, Source
status = pathlib.Path("/proc/self/status")  # getrusage would tell of the process that started this one
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
before, found = peak(), 0
platform = EXPORTS[sys.argv[1]](Source(Method.IMPORT, "", dt.datetime.now(dt.UTC)), sys.argv[3])
with open(sys.argv[2], "rb") as file:
    for event in platform.take_in(file, ""):
        found += isinstance(event, Item)
        for medium in event.media if isinstance(event, Item) else ():
            for piece in platform.fetch_media(event.account, medium.ref):
                pass
print(found, before, peak())
"""


def read(network: str, path: Path, told: str = "") -> tuple[int, float]:
    """How many items are read of this archive with its media, and how many MB at most that takes beyond what was taken before."""
    command = [sys.executable, "-c", _READ, network, str(path), told]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    found, before, peak = map(float, done.stdout.split())
    print(f"peak {peak:.0f} MB, of which {before:.0f} MB before the first byte")
    return int(found), peak - before
