"""On a real Bluesky server: who was blocked proves it and is told, who was not is told no, and a thief of codes is told nothing."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from tests.capture.city import Portal
from tests.capture.running import until
from tests.pds.server import Account, Pds, Ref

pytest_plugins = ["tests.capture.city"]
pytestmark = pytest.mark.pds
PROFILE = "app.bsky.actor.profile"
CODE = re.compile(r"<code>(\w{4}-\w{4}-\w{4})</code>")


class Browser:
    """A resident's browser, without scripts."""

    def __init__(self, portal: Portal, handle: str) -> None:
        self.http = httpx.Client(base_url=portal.http.base_url, timeout=20, follow_redirects=True)
        page = self.http.post("/blocked", data={"network": "bluesky", "handle": handle}).text
        found = CODE.search(page)
        assert found is not None
        self.code = found[1]

    def look(self) -> str:
        """Have it looked for; what is told, and it is never told earlier than after ten seconds."""
        begun = time.monotonic()
        page = self.http.post("/blocked/proof").text
        while "We are looking" in page:
            assert time.monotonic() < begun + 60, "nobody looked"
            time.sleep(0.5)
            page = self.http.get("/blocked/proof").text
        assert time.monotonic() - begun > 9.5
        return page


def show(account: Account, code: str) -> None:
    """Put a code into the profile's description."""
    account.put(PROFILE, "self", {"displayName": account.handle, "description": f"I like trains. {code}"})


@pytest.fixture
def people(portal: Portal, pds: Pds) -> tuple[Account, Account, Account, Ref]:
    """The mayor, who blocked one resident and hid a reply of theirs, and another resident."""
    mayor, nadia, omar = pds.account("themayor"), pds.account("nadia"), pds.account("omar")
    portal.house.connect("themayor", mayor.did)
    until(lambda: portal.house.one("SELECT connected FROM capture_streamsource WHERE connected IS NOT NULL"))
    post = mayor.post("The rink opens on Saturday.")
    said = nadia.reply("And who pays for it?", post)
    mayor.block(nadia.did)
    key = post.uri.rpartition("/")[2]
    gate = {"post": post.uri, "hiddenReplies": [said.uri], "createdAt": "2026-07-01T12:00:00.000Z"}
    mayor.create("app.bsky.feed.threadgate", gate, key)
    until(lambda: portal.house.one("SELECT count(*) FROM moderation_restriction WHERE standing = 'open'") == 2)
    return mayor, nadia, omar, post


def test_residents_are_told_what_is_about_them_and_nobody_else_is(portal: Portal, people: tuple[Account, Account, Account, Ref]) -> None:
    _mayor, nadia, omar, post = people
    hers, his, thief, nobody = (Browser(portal, handle) for handle in (nadia.handle, omar.handle, nadia.handle, "nobody.test"))

    assert "We did not find the code" in nobody.look()
    assert "We did not find the code" in hers.look()  # it is not shown yet

    show(nadia, hers.code)
    told = hers.look()
    assert "Yes: 2 things are done against you now" in told
    assert "Hidden comment" in told
    assert "Nobody approved it" in told
    assert "We did not find the code" in thief.look()  # another code for the same handle proves nothing
    assert "Yes" not in thief.http.get("/blocked/answer").text

    show(omar, his.code)
    assert "No: we know of nothing" in his.look()

    again = Browser(portal, nadia.handle)
    show(nadia, "")
    nadia.reply(f"Let me know. {again.code}", post)
    until(lambda: portal.house.one(f"SELECT count(*) FROM archive_version WHERE text LIKE '%{again.code}%'"))
    assert "Yes: 2 things are done against you now" in again.look()

    hers.http.post("/blocked/end")
    assert "Yes" not in hers.http.get("/blocked/answer").text
    assert not [row for row in portal.house.rows("SELECT facts FROM core_event") if nadia.handle in str(row) or nadia.did in str(row)]
