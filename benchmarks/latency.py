"""From an event on a real Bluesky server to its page in the portal: a worker and a web server as a city would run them."""

from __future__ import annotations

import http.client
import signal
import subprocess
import time
from pathlib import Path

from tests.capture.running import Installation, until
from tests.pds.server import Pds

from benchmarks import web
from benchmarks.measure import Figure, latencies

WORK = "latency"
EVENTS = 60
PAUSE = 0.15  # seconds between events, so that they do not share one batch
CONNECTED = "SELECT connected FROM capture_streamsource WHERE connected IS NOT NULL"


def run(records: int, folder: Path) -> list[Figure]:
    """``records`` only bounds how many events there are."""
    server = Pds(folder / "pds")
    (folder / "pds").mkdir()
    server.start()
    try:
        city = server.account("city")
        house = Installation(folder / "house")
        house.prepare(server.plc, server.url)
        house.connect("city", city.did)
        house.start_worker()
        try:
            until(lambda: house.one(CONNECTED))
            return latencies(WORK, "event to page", _waits(house, city.post, min(records, EVENTS)))
        finally:
            house.end_worker(signal.SIGTERM)
    finally:
        server.close()


def _waits(house: Installation, post: object, count: int) -> list[float]:
    """Milliseconds from before the post is sent until the page of results shows it and links to its record."""
    assert callable(post)
    port, found = web.free_port(), []
    page = subprocess.Popen(web.ours(port), env=house.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _answers(port))
        for number in range(count):
            word, begun = f"occurrence{number}x", time.perf_counter()
            post(f"An {word} in Exampleville")
            _wait_for(port, word)
            found.append((time.perf_counter() - begun) * 1000)
            time.sleep(PAUSE)
    finally:
        page.terminate()
        page.wait(20)
    return found


def _answers(port: int) -> bool:
    try:
        return web.get(port, "/search") == 200
    except OSError:
        return False


def _wait_for(port: int, word: str) -> None:
    """Until the record's own page shows the word. Raises RuntimeError after half a minute."""
    deadline = time.monotonic() + 30
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < deadline:
        connection.request("GET", f"/search.json?q={word}")
        if word.encode() in connection.getresponse().read().replace(f'"q":"{word}"'.encode(), b""):
            return
        time.sleep(0.01)
    raise RuntimeError(f"{word} is not shown")
