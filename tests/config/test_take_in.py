"""A previous vendor's files, taken in by the command: once, twice, killed in the middle; everything that counts them agrees."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.archive import messages
from tests.config.installation import ROOT, Installation
from tests.platforms.webpages import crawls
from tests.platforms.x import archives

from rostra.capture.models import Import
from rostra.config.cli import main
from rostra.core import clock

MAPPING = ROOT / "docs" / "how-to" / "mappings" / "posts-with-counts.toml"
POSTS = Path(os.environ.get("ROSTRA_SHARED", ROOT.parent / "shared")) / "data" / "posts"
ROWS = 6439
REGISTER = """
import sys, django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from rostra.accounts.models import Account, Handle
from rostra.core import clock
from rostra.people.models import Person, Unit
unit = Unit.objects.get_or_create(slug="council", defaults={"name": "Council", "kind": "office"})[0]
person = Person.objects.get_or_create(slug="ada", defaults={"name": "Ada Example"})[0]
for number, handle in enumerate(sys.argv[1:]):
    account = Account.objects.create(slug=f"member-{number}-{handle.lower()}"[:50], network="x", identity=str(1000 + number), handle=handle,
        name=f"Member {number}", unit=unit, custodian=person, state="active", registered=clock.now())
    Handle.objects.create(account=account, handle=handle, first_seen=clock.now(), last_seen=clock.now())
"""
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (512 << 20, 512 << 20))  # whoever unpacks runs out of memory
resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))  # or of disk
from rostra.config.cli import main
sys.exit(main())
"""
ASK = """
import json, django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from django.test import Client
from rostra.archive.actions.log import Sequencer
from rostra.archive.models import Record, Version
from rostra.search.actions import follow
Sequencer().drain()
while follow(): pass
client = Client(SERVER_NAME="127.0.0.1")
lines = sum(1 for chunk in [b"".join(client.get("/search.jsonl").streaming_content)] for line in chunk.splitlines())
rows = len(list(__import__("csv").reader(b"".join(client.get("/search.csv").streaming_content).decode("utf-8-sig").splitlines(True)))) - 1
page = client.get("/search").content.decode()
print(json.dumps({"records": Record.objects.count(), "versions": Version.objects.count(), "lines": lines, "csv": rows,
    "json": client.get("/search.json").json()["count"], "page": "6,439" in page}))
"""


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Two real files."""
    if not POSTS.is_dir():
        pytest.skip("the real posts do not lie beside the checkout")
    return sorted(POSTS.glob("*.csv"))


@pytest.fixture
def city(files: list[Path], tmp_path: Path) -> Installation:
    """An installation whose register holds the accounts that the files name."""
    made = Installation(tmp_path / "data")
    made.prepare()
    handles = {row["user"] for path in files for row in csv.DictReader(path.read_text("mac-roman").splitlines())}
    made.run("-c", REGISTER, *sorted(handles)).check_returncode()
    return made


def counts(city: Installation) -> dict[str, int]:
    asked = city.run("-c", ASK)
    assert asked.returncode == 0, asked.stderr
    told: dict[str, int] = json.loads(asked.stdout)
    return told


@pytest.mark.real
def test_real_files_are_taken_in_once_however_often_and_whenever_killed(city: Installation, files: list[Path]) -> None:
    words = ["take-in", "--mapping", str(MAPPING), "--batch", "250", *map(str, files)]
    with subprocess.Popen([sys.executable, "-m", "rostra", *words], env=city.environment, cwd=ROOT, stderr=subprocess.DEVNULL) as running:
        segments = city.data / "segments"
        while running.poll() is None and len(list(segments.rglob("*.warc.gz"))) < 5:
            time.sleep(0.02)
        running.kill()
    assert len(list(segments.rglob("*.warc.gz"))) < ROWS // 250

    assert city.rostra(*words).returncode == 0
    again = city.rostra(*words)
    assert "was taken in before" in again.stdout
    once_more = json.loads(city.rostra(*words, "--again", "--json").stdout)
    assert (once_more["items"], once_more["new"], once_more["edited"], once_more["rejected"]) == (ROWS, 0, 0, 0)
    assert counts(city) == {"records": ROWS, "versions": ROWS, "lines": ROWS, "csv": ROWS, "json": ROWS, "page": True}
    exported = city.rostra("export")
    assert len(exported.stdout.splitlines()) == ROWS
    assert city.rostra("fsck").returncode == 0


HOSTILE = {
    "broken.csv": b"created_at,text,url,replies,retweets,favorites,user\n1/1/17 1:00,\xff\xfe,https://x.example/1,0,0,0,nobody\n",
    "empty.csv": b"",
    "other.csv": b"name,street\nAda,Main\n",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_bad_file_is_refused_or_set_aside_in_plain_words(name: str, tmp_path: Path) -> None:
    city = Installation(tmp_path / "data")
    city.prepare()
    (tmp_path / name).write_bytes(HOSTILE[name])

    done = city.rostra("take-in", "--mapping", str(MAPPING), str(tmp_path / name))
    assert done.returncode in {1, 3}
    assert "Traceback" not in done.stderr
    assert "error: " in done.stderr or "1 set aside" in done.stdout


def zip_bomb(path: Path) -> None:
    """One file of 1 GiB of zeros in 1 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed, packed.open("posts.csv", "w") as file:
        for _ in range(64):
            file.write(bytes(1 << 24))


def gzip_bomb(path: Path) -> None:
    """5 GiB of zeros in 5 MB: gzip reads members one behind the other as one file."""
    path.write_bytes(gzip.compress(bytes(1 << 24)) * 320)


@pytest.mark.parametrize(("items", "said"), [(0, False), (200, True)])
def test_that_something_is_kept_is_said_where_something_is(
    items: int, said: bool, db: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cut.zip"
    file.write_bytes(b"PK, and then it was cut off")
    digest = hashlib.sha256(file.read_bytes()).digest()
    Import.objects.create(digest=digest, mapping=b"", name="cut.zip", size=27, started=clock.now(), items=items)  # an attempt before
    assert main(["take-in", "--platform", "x", str(file)]) == 3
    assert ("what was read before it is kept" in capfd.readouterr().err) is said


@pytest.mark.parametrize("pack", [zip_bomb, gzip_bomb])
def test_a_bomb_is_refused_by_its_first_bytes(pack: Callable[[Path], None], tmp_path: Path) -> None:
    city = Installation(tmp_path / "data")
    city.prepare()
    pack(tmp_path / "bomb.csv")
    assert (tmp_path / "bomb.csv").stat().st_size < 10 << 20
    before = sorted(city.data.rglob("*"))

    limited = ["-c", LIMITED, "take-in", "--mapping", str(MAPPING), str(tmp_path / "bomb.csv")]
    refused = city.run(*limited)
    assert refused.returncode == 3
    assert "the file is packed, not a table" in refused.stderr
    assert "unpack it first" in refused.stderr
    assert sorted(city.data.rglob("*")) == before


def x_archive(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_an_archive_of_x_is_taken_in_by_the_command(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data")
    city.prepare()
    city.run("-c", REGISTER, "ExamplevilleMN").check_returncode()
    own = {"data/account.js": archives.account("1000"), "data/tweets.js": archives.script("tweets", [archives.tweet("5"), {"id": "none"}])}
    path = x_archive(tmp_path / "twitter.zip", archives.pack(own))

    done = city.rostra("take-in", "--platform", "x", str(path))
    assert done.returncode == 1
    assert "twitter.zip is taken in: 2 elements, 1 new records, 0 edits, 0 held already, 1 set aside" in done.stdout
    assert "was taken in before" in city.rostra("take-in", "--platform", "x", str(path)).stdout
    assert city.rostra("fsck").returncode == 0


def test_archived_pages_are_taken_in_by_the_command(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data")
    city.prepare()
    city.run("-c", REGISTER, "ExamplevilleMN").check_returncode()
    path = x_archive(tmp_path / "crawl.warc.gz", crawls.gz(crawls.info(), crawls.record(), crawls.record("https://x.com/neighbor_town")))

    untold = city.rostra("take-in", "--platform", "web", str(path))
    assert untold.returncode == 3
    assert "archived pages name no account" in untold.stderr
    slug = json.loads(city.rostra("accounts", "list", "--json").stdout)[0]["slug"]
    done = city.rostra("take-in", "--platform", "web", "--account", slug, str(path))
    assert done.returncode == 1, done.stderr
    assert "crawl.warc.gz is taken in: 2 elements, 1 new records, 0 edits, 0 held already, 1 set aside" in done.stdout
    assert "was taken in before" in city.rostra("take-in", "--platform", "web", "--account", slug, str(path)).stdout
    assert city.rostra("fsck").returncode == 0


REFUSED = {
    "a table": (b"id,text\n1,Snow\n", "this is no ZIP archive"),
    "empty": (b"", "the file is empty"),
    "cut off": (archives.pack(archives.files())[:-50], "the archive is cut off"),
    "another account's": (
        archives.pack(archives.files()),
        f"it is of the account {archives.OWNER} (@{archives.HANDLE}), which is no official account",
    ),
    "without posts": (archives.pack({"data/account.js": archives.account("1000")}), "the archive has no file with posts"),
}


def test_what_is_no_archive_of_x_is_refused_in_a_line(tmp_path: Path, subtests: pytest.Subtests) -> None:
    city = Installation(tmp_path / "data")
    city.prepare()
    city.run("-c", REGISTER, "ExamplevilleMN").check_returncode()
    for name, (content, told) in REFUSED.items():
        with subtests.test(name):
            refused = city.rostra("take-in", "--platform", "x", str(x_archive(tmp_path / "twitter.zip", content)))
            assert refused.returncode == 3
            assert f"error: twitter.zip: {told}" in refused.stderr
            assert "docs/how-to/take-in-an-export.md" in refused.stderr
            assert "what was read before it is kept" not in refused.stderr  # nothing was
            assert "Traceback" not in refused.stderr


def test_a_file_is_a_table_or_an_archive(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data")
    path = x_archive(tmp_path / "twitter.zip", b"")
    both = city.rostra("take-in", "--platform", "x", "--mapping", str(MAPPING), str(path))
    assert "not allowed with argument" in both.stderr
    assert "one of the arguments --mapping --platform is required" in city.rostra("take-in", str(path)).stderr


def test_messages_are_taken_in_where_they_are_asked_for_and_the_command_prints_none(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data")
    city.prepare()
    city.run("-c", REGISTER, "ExamplevilleMN").check_returncode()
    said = [messages.message("11", "zq-secret"), messages.message("12", "zq-secret", createdAt="never")]
    inbox = archives.script("direct_messages", [messages.conversation(*said, of=f"{messages.RESIDENT}-1000")])
    own = {"data/account.js": archives.account("1000"), "data/tweets.js": archives.script("tweets", [archives.tweet("5")])}
    path = x_archive(tmp_path / "twitter.zip", archives.pack({**own, "data/direct-messages.js": inbox}))
    asked = city.rostra("take-in", "--platform", "x", "--messages", str(path))
    assert "3 elements, 2 new records, 0 edits, 0 held already, 1 set aside" in asked.stdout
    assert "zq-secret" not in asked.stdout + asked.stderr + "".join(each.read_text() for each in (tmp_path / "data").rglob("rejected/*"))
    refused = city.rostra("take-in", "--platform", "bluesky", "--messages", str(path))
    assert refused.returncode != 0
    assert "No direct messages are read from such a file." in refused.stderr
    assert city.rostra("fsck").returncode == 0
