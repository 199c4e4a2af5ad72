"""Feeds are valid, whatever a post holds."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.api.conftest import Fill, index
from tests.records import make_record

from rostra.api.queries import shapes
from rostra.api.views.feeds import as_atom, sound

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
A = "{http://www.w3.org/2005/Atom}"
LINKS = {"alternate": "https://rostra.example/search", "self": "https://rostra.example/search.atom"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\x00\x08\x0b\x1b\ufffe\uffff\ud800<>&\"'\u202e]")), max_size=120)


def record(text: str, name: str = "Mayor", gone: shapes.Gone | None = None) -> shapes.Record:
    version = shapes.VersionRef(1, NOW, NOW, 1, "00" * 32, "platform-api", False, 0, "u", "p", "b")
    return shapes.Record(
        id=1,
        uri="at://x/1",
        url="https://rostra.example/record/1",
        network_url="",
        account=shapes.AccountRef("mayor", "bluesky", "m.example", "hall"),
        kind="post",
        author=shapes.Author("did:plc:x", "m.example", name, official=True),
        published=NOW,
        version=1,
        text=text,
        html="safe",
        languages=[],
        links=[],
        quotes="",
        subject="",
        media=[shapes.Medium("image/png", text, "00", "https://rostra.example/media/00", "")],
        thread="",
        reply_to="",
        status=shapes.Status("gone" if gone else "present", gone),
        same_as=None,
        versions=[version],
        first_seen=NOW,
        last_seen=NOW,
        changed=gone.seen if gone else NOW,
        withheld=[],
        display=shapes.Display("full", ""),
    )


def checked(feed: bytes) -> ET.Element:
    """The feed, after the rules of RFC 4287 that matter: what must be there is there once, times and identities are sound."""
    root = ET.fromstring(feed)
    for element in (root, *root.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(A + name)) == 1
            assert element.findtext(A + name)
        assert STAMP.fullmatch(element.findtext(f"{A}updated") or "")
        assert (element.findtext(f"{A}id") or "").startswith("http")
        assert element.findtext(f"{A}author/{A}name")
        assert [link.get("href") for link in element.findall(f"{A}link") if link.get("rel") == "alternate"]
    ids = [entry.findtext(f"{A}id") for entry in root.findall(f"{A}entry")]
    assert len(ids) == len(set(ids))
    return root


@given(HOSTILE, HOSTILE)
def test_a_feed_is_valid_whatever_people_write(text: str, name: str) -> None:
    root = checked(as_atom(text or "x", LINKS, [record(text, name or "x")]).content)
    told = root.findtext(f"{A}entry/{A}author/{A}name") or ""
    assert told.replace("\n", "") == sound(name or "x").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "")


def test_what_xml_forbids_is_replaced_and_nothing_else() -> None:
    assert sound("a\x00b\x1b\ufffe\ud800\U0001f600\tü") == "a\ufffdb\ufffd\ufffd\ufffd\U0001f600\tü"


def test_markup_in_a_description_stays_text() -> None:
    root = checked(as_atom("t", LINKS, [record("<script>alert(1)</script>")]).content)
    assert "<script" not in (root.findtext(f"{A}entry/{A}content") or "")
    assert root.findtext(f"{A}entry/{A}title") == "<script>alert(1)</script>"  # of type text: never read as markup


def test_a_removed_post_says_what_is_known() -> None:
    gone = shapes.Gone("observed", NOW + dt.timedelta(hours=2), NOW, "404")
    response = as_atom("t", LINKS, [record("text", gone=gone)])
    entry = checked(response.content).find(f"{A}entry")
    assert entry is not None
    assert "our check found it gone at 2026-03-01T02:00:00Z" in (entry.findtext(f"{A}content") or "")
    assert entry.findtext(f"{A}updated") == "2026-03-01T02:00:00Z"
    assert response["Last-Modified"] == "Sun, 01 Mar 2026 02:00:00 GMT"


def test_an_empty_feed_is_a_feed() -> None:
    assert checked(as_atom("nothing", LINKS, []).content).findall(f"{A}entry") == []


def test_feeds_of_every_list(fill: Fill, client: Client) -> None:
    fill(3)
    first = checked(client.get("/search.atom?q=bridge&limit=2").content)
    links = {link.get("rel"): link.get("href") for link in first.findall(f"{A}link")}
    assert links["alternate"] == "http://127.0.0.1:8000/search?q=bridge"
    assert links["self"] == "http://127.0.0.1:8000/search.atom?q=bridge"
    rest = checked(client.get(f"{links['next']}&limit=2").content)
    ids = [entry.findtext(f"{A}id") for page in (first, rest) for entry in page.findall(f"{A}entry")]
    assert len(set(ids)) == 3
    assert len(checked(client.get("/account/office-1.atom").content).findall(f"{A}entry")) == 1
    assert len(checked(client.get("/unit/city-hall.atom").content).findall(f"{A}entry")) == 3


def test_a_hostile_post_through_the_door(archive: object, client: Client) -> None:
    make_record(text="\x00\x1b[31m <b>bold</b> & ]]> \u202e \ufffe https://bad.example/<x>")
    index()
    root = checked(client.get("/search.atom").content)
    assert "<b>" not in (root.findtext(f"{A}entry/{A}content") or "")
