"""From a real account to the public page: what happens on a real Bluesky server stands on the portal, in the right words, in seconds."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.capture.city import PASSWORD, Desk, Portal
from tests.capture.running import until
from tests.pds.server import Pds

from rostra.platforms.base import Unprovable
from rostra.platforms.bluesky import Bluesky
from rostra.warc.read import read_version
from rostra.warc.segment import Location

pytest_plugins = ["tests.capture.city"]
pytestmark = pytest.mark.pds
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg+M/wHwAEAQH/VscvDQAAAABJRU5ErkJggg==")
CREATED = "2026-07-01T12:00:00.000Z"


def test_everything_an_account_does_is_on_the_portal(portal: Portal, pds: Pds, tmp_path: Path) -> None:
    mayor, resident = pds.account("mayor"), pds.account("resident")
    portal.house.connect("mayor", mayor.did)
    until(lambda: portal.house.one("SELECT connected FROM capture_streamsource WHERE connected IS NOT NULL"))

    blob = mayor.upload(PNG, "image/png")
    embed = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "The rink at night"}]}
    post = mayor.post("The rink opens on Saturday.", embed=embed)
    page = portal.address(post.uri)
    portal.says(page, "The rink opens on Saturday.", "The rink at night", "Signed by the author’s account", "Entry in the public log")
    picture = re.search(r'src="(/media/[0-9a-f]+)"', portal.http.get(page).text)
    assert picture is not None

    reply = resident.reply("Is there parking?", post)
    portal.says(page, "Is there parking?", "member of the public")

    mayor.put("app.bsky.feed.post", post.uri.split("/")[-1], {"text": "The rink opens on Sunday.", "createdAt": CREATED, "embed": embed})
    portal.says(page, "Edited: this is version 2", "The rink opens on Sunday.", "What changed from version 1 to version 2")

    block = mayor.block(resident.did)
    portal.says(portal.address(block.uri), "Block")
    later = resident.reply("Am I blocked now?", post)
    portal.says(page, "Is there parking?", "Am I blocked now?")
    portal.says(portal.address(later.uri), "by a member of the public")

    mayor.delete(post.uri)
    portal.says(page, "Removed from the platform; the platform said so at", "The rink opens on Sunday.", "The rink at night")
    assert portal.http.get(picture[1]).content == PNG
    portal.says("/search?q=is:gone", "The rink opens on Sunday.")
    portal.says(portal.address(reply.uri), "Is there parking?")

    mayor.deactivate()
    portal.says("/account/mayor", "Not active on the network", "deactivated")
    portal.says("/coverage", "the network says: deactivated")

    proves_offline(portal, page, tmp_path)
    no_bit_of_the_signature_can_be_changed(portal, post.uri)


def test_an_account_is_registered_and_connected_from_the_command_line_and_at_the_desk(portal: Portal, pds: Pds) -> None:
    clerk, library = pds.account("clerk"), pds.account("library")
    house = portal.house
    clerk.post("The minutes are out.")
    library.post("Open until eight.")
    house.rostra("people", "unit", "clerk", "City Clerk")
    house.rostra("people", "appoint", "Robin Example", "Clerk", "clerk")
    said = house.rostra("accounts", "add", "bluesky", clerk.handle, "--unit", "clerk", "--custodian", "robin-example", "--purpose", "News")
    assert clerk.did in said
    house.rostra("capture", "connect", "clerk-bluesky")
    portal.says("/account/clerk-bluesky", "The minutes are out.")

    house.rostra("people", "add", "Robin Example", "robin@exampleville.example", "--administrator", stdin=f"{PASSWORD}\n")
    administrator = Desk(portal.http)
    administrator.sign_in("robin@exampleville.example")
    kim = administrator.send("/desk/people/add", name="Kim Example", email="kim@exampleville.example", password=PASSWORD)
    granted = re.search(r'action="(/desk/people/\d+)/grant"', kim)
    assert granted, kim
    administrator.send(granted[1], to=f"{granted[1]}/grant", role="social-media-officer")
    house.rostra("people", "appoint", "Kim Example", "Social Media Officer", "clerk")
    desk = Desk(portal.http)
    desk.sign_in("kim@exampleville.example")
    refused = desk.send("/desk/accounts/register", network="bluesky", address="nobody.test")
    assert "nobody.test" in refused
    assert "Step 2 of 2" not in refused
    assert "registered already" in desk.send("/desk/accounts/register", network="bluesky", address=clerk.handle)
    second = desk.send("/desk/accounts/register", network="bluesky", address=library.handle)
    assert library.did in second
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', second))
    unit = re.findall(r'<select name="unit".*?<option value="(\d+)"', second, re.DOTALL)[0]
    page = desk.send(
        "/desk/accounts/register/confirm",
        **{**fields, "unit": unit, "custodian": "robin-example", "name": "Library", "purpose": "Opening hours"},
    )
    assert "is registered" in page
    place = "/desk/account/library-bluesky"
    desk.send(place, to=f"{place}/follow")
    handed = desk.send(
        f"{place}/move/provision", first_administrator="robin-example",
        second_administrator="kim-example", second_factor="on",
        escrow="Clerk's safe, envelope 3", notice="An official account.",
    )  # fmt: skip
    assert "Prepared; not in use yet" in handed
    portal.says("/account/library-bluesky", "Open until eight.")  # capture is proven, and only now may it be used
    assert "In use" in desk.send(f"{place}/move/activate")
    library.post("Closed tomorrow.")
    clerk.post("Corrected minutes.")
    portal.says("/account/library-bluesky", "Closed tomorrow.")
    portal.says("/account/clerk-bluesky", "Corrected minutes.")
    portal.says("/coverage", "On time")


def proves_offline(portal: Portal, page: str, folder: Path) -> None:
    """The proof file that the page offers holds in another directory, with the public key alone."""
    proof, key = portal.http.get(f"{page}/v/1.tlog-proof"), portal.http.get("/tlog/key").text.strip()
    (folder / "a.tlog-proof").write_bytes(proof.content)
    command = [sys.executable, "-m", "rostra", "verify", "a.tlog-proof", "--key", key]
    environment = {"PYTHONPATH": portal.house.environment["PYTHONPATH"], "PATH": "/nonexistent"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "The rink opens on Saturday." in done.stdout


def no_bit_of_the_signature_can_be_changed(portal: Portal, uri: str) -> None:
    """What is kept of the author's signature refuses every flipped bit that was tried."""
    columns = 's.name, v."offset", v.length'
    sql = (
        f"SELECT {columns} FROM archive_version v JOIN archive_segment s ON s.id = v.segment_id JOIN archive_record r ON r.id = v.record_id"
    )
    name, offset, length = portal.house.rows(f"{sql} WHERE r.uri = '{uri}' AND v.number = 1")[0]
    members = read_version(portal.house.data / "segments" / name, Location(offset, length))
    assert members.proof is not None
    raw, proof = members.resource.block, members.proof.block
    assert Bluesky.check_proof(uri, raw, proof).startswith("did:key:")
    for place in range(0, len(raw), 5):
        with pytest.raises(Unprovable):
            Bluesky.check_proof(uri, raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :], proof)
