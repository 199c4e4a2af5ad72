"""A case about a post that was deleted: on a real Bluesky server it goes; here it stands, is shown, is proven, and cannot be removed."""

from __future__ import annotations

import base64
import re
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pysqlite3
import pytest
from tests.capture.city import PASSWORD, Desk, Portal, pds, portal
from tests.capture.running import Installation, until
from tests.pds.server import Pds

__all__ = ["pds", "portal"]  # fixtures
pytestmark = pytest.mark.pds
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg+M/wHwAEAQH/VscvDQAAAABJRU5ErkJggg==")
SAID = "Whoever votes against the rink is an idiot."
REMOVES = {
    "the record": "DELETE FROM archive_record",
    "its versions": "DELETE FROM archive_version",
    "what tells that it went": "DELETE FROM archive_absence",
    "its picture": "DELETE FROM archive_attachment",
    "the medium": "DELETE FROM archive_medium",
    "the segment": "DELETE FROM archive_segment",
    "its line of the log": "DELETE FROM archive_entry WHERE type = 'capture'",
    "its text": "UPDATE archive_version SET text = ''",
    "its secret": "UPDATE archive_version SET secret = NULL",
    "the hold": "DELETE FROM retention_hold",
    "what the hold covers": "DELETE FROM retention_heldthing",
    "that it is evidence": "DELETE FROM cases_evidence",
}


@dataclass
class Counsel:
    """The city attorney at a browser, with a case."""

    desk: Desk
    case: str = ""

    def page(self, path: str) -> str:
        """A page of the desk."""
        answer = self.desk.http.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text


@pytest.fixture
def counsel(portal: Portal) -> Counsel:
    """Kim Example, made the city attorney by the first administrator."""
    house = portal.house
    house.rostra("people", "unit", "law", "City Attorney")
    for name, post in (("Robin Example", "Clerk"), ("Kim Example", "City Attorney")):
        house.rostra("people", "appoint", name, post, "law")
    house.rostra("people", "add", "Robin Example", "robin@exampleville.example", "--administrator", stdin=f"{PASSWORD}\n")
    administrator = Desk(portal.http)
    administrator.sign_in("robin@exampleville.example")
    kim = administrator.send("/desk/people/add", name="Kim Example", email="kim@exampleville.example", password=PASSWORD)
    granted = re.search(r'action="(/desk/people/\d+)/grant"', kim)
    assert granted, kim
    administrator.send(granted[1], to=f"{granted[1]}/grant", role="city-attorney")
    desk = Desk(portal.http)
    desk.sign_in("kim@exampleville.example")
    for function in ("case-intake", "case-of-employee"):
        desk.send(f"/desk/auth/purpose/{function}", purpose="to decide the case")
    return Counsel(desk)


def test_what_is_deleted_everywhere_stands_in_the_case(portal: Portal, pds: Pds, counsel: Counsel, tmp_path: Path) -> None:
    ward = pds.account("second-ward")
    portal.house.connect("second-ward", ward.did)
    until(lambda: portal.house.one("SELECT connected FROM capture_streamsource WHERE connected IS NOT NULL"))
    blob = ward.upload(PNG, "image/png")
    post = ward.post(SAID, embed={"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "The empty rink"}]})
    page = portal.address(post.uri)
    portal.says(page, SAID, "The empty rink", "Entry in the public log")

    begins(counsel, post.uri)
    held_since = portal.house.one("SELECT placed FROM retention_hold WHERE state = 'active'")
    assert held_since is not None

    ward.delete(post.uri)
    portal.says(page, "Removed from the platform")
    ward.deactivate()
    portal.says("/account/second-ward", "Not active on the network")
    asked = {"did": ward.did, "cid": blob["ref"]["$link"]}
    assert httpx.get(f"{pds.url}/xrpc/com.atproto.sync.getBlob", params=asked).is_error  # the picture went with it

    stands(portal, counsel, tmp_path)
    nothing_removes_it(portal.house)
    stands(portal, counsel, tmp_path)
    comes_back_from_a_backup_with_its_hold(portal.house, tmp_path)


def begins(counsel: Counsel, uri: str) -> None:
    """A case is entered, triaged, and gets the post as its evidence, by the desk's forms."""
    entered = counsel.desk.send("/desk/cases/enter", channel="phone", statement="A member of the council insults residents.")
    number = re.search(r"\d{4}-\d{4}", entered)
    assert number, entered
    counsel.case = f"/desk/case/{number[0]}"
    triaged = counsel.desk.send(f"{counsel.case}/step/triage", act_day="2026-07-01", clause="none", reason="On the city's account.")
    assert "Done: Triage it" in triaged, triaged
    linked = counsel.desk.send(f"{counsel.case}/evidence", copy=uri, remark="This one.")
    assert "It is linked, with its proof." in linked


def stands(portal: Portal, counsel: Counsel, folder: Path) -> None:
    """The page of the case shows text and picture and says since when they are held; the proof holds in another directory, offline."""
    page = counsel.page(counsel.case)
    for told in (SAID, 'alt="The empty rink"', "held since"):
        assert told in page
    picture, proof = re.search(r'<img src="(/media/[0-9a-f]+)"', page), re.search(r'href="(/record/[^"]+\.tlog-proof)"', page)
    assert picture
    assert proof
    assert counsel.desk.http.get(picture[1]).content == PNG
    assert counsel.case.rpartition("/")[2] in counsel.page("/desk/holds")
    key = portal.http.get("/tlog/key").text.strip()
    (folder / "a.tlog-proof").write_bytes(portal.http.get(proof[1]).content)
    command = [sys.executable, "-m", "rostra", "verify", "a.tlog-proof", "--key", key]
    environment = {"PYTHONPATH": portal.house.environment["PYTHONPATH"], "PATH": "/nonexistent"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert SAID in done.stdout


def nothing_removes_it(house: Installation) -> None:
    """Whoever opens the database, and each command that writes to the archive or brings something in its place."""
    kept = content(house)
    for what, sql in REMOVES.items():
        with pytest.raises((pysqlite3.DatabaseError, sqlite3.DatabaseError)):
            changes(house, sql)
        assert content(house) == kept, what
    for words in (["restore", str(house.data)], ["rebuild"], ["demo"]):
        assert fails(house, *words), words
        assert content(house) == kept, words


def comes_back_from_a_backup_with_its_hold(house: Installation, folder: Path) -> None:
    """In the restored installation, and after its tables were made again from segments and log, the same is kept and refused."""
    house.rostra("backup", str(folder / "copy"))
    twin = Installation(folder / "twin", environment={**house.environment, "ROSTRA_DATA": str(folder / "twin")})
    twin.rostra("restore", str(folder / "copy"))
    kept = content(twin)
    assert [row for row in kept if SAID in str(row)]
    for _ in range(2):
        for what in ("its versions", "its picture", "the record"):
            with pytest.raises((pysqlite3.DatabaseError, sqlite3.DatabaseError)):
                changes(twin, REMOVES[what])
        twin.rostra("rebuild", "--replace")
        assert content(twin) == kept


def content(house: Installation) -> list[tuple[object, ...]]:
    """What is evidence, as the database has it."""
    sql = """
        SELECT v.id, r.uri, v.number, v.text, hex(v.digest), a.alt, m.name
        FROM cases_evidence e JOIN archive_version v ON v.id = e.version_id JOIN archive_record r ON r.id = v.record_id
        JOIN archive_attachment a ON a.version_id = v.id JOIN archive_medium m ON m.id = a.medium_id
    """
    found = house.rows(sql)
    assert len(found) == 1
    return found


def changes(house: Installation, sql: str) -> None:
    """Somebody writes to the database's file."""
    file = pysqlite3.connect(str(house.data / "rostra.sqlite3"), timeout=30)
    try:
        with file:
            file.execute(sql)
    finally:
        file.close()


def fails(house: Installation, *words: str) -> bool:
    """Whether a command refuses."""
    command = [sys.executable, "-m", "rostra.config.cli", *words]
    return subprocess.run(command, env=house.environment, capture_output=True, check=False).returncode != 0
