"""Against a real server that is small: snac, where it is installed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.mastodon.test_snac import PROGRAM, Snac, snac, texts

from rostra.platforms.activitypub import ActivityPub
from rostra.platforms.base import Absence, Certainty, Item, Kind, Mark
from rostra.platforms.mastodon import Mastodon

__all__ = ["snac"]  # the fixture

pytestmark = pytest.mark.skipif(not PROGRAM, reason="snac is not installed (Debian: snac2)")


@pytest.fixture
def platform() -> Iterator[ActivityPub]:
    with httpx.Client(timeout=10) as http:
        yield ActivityPub(http, allow_http=True)


def test_posts_edits_and_deletions(snac: Snac, platform: ActivityPub) -> None:
    account = f"{snac.url}/city"
    assert platform.resolve(f"@city@{snac.url.removeprefix('http://')}").id == account
    first = snac.say("Open till eigth")
    second = snac.say("See you there")
    events = list(platform.poll(account, ""))
    cursor = [event.cursor for event in events if isinstance(event, Mark)][-1]
    found = texts(events)
    assert (found[first["uri"]], found[second["uri"]]) == ("Open till eigth", "See you there")
    assert {event.uri for event in events if isinstance(event, Item) and event.kind is Kind.PROFILE} == {account}
    with httpx.Client(timeout=10) as http:
        others = texts(list(Mastodon(http, allow_http=True).poll(account, "")))
    assert set(found) <= set(others)  # the same addresses by either interface

    time.sleep(1.1)  # its times are of whole seconds
    snac.edit(first, "Open till eight")
    assert texts(list(platform.poll(account, cursor)))[first["uri"]] == "Open till eight"
    snac.delete(second)
    gone = [event for event in platform.probe(account, [first["uri"], second["uri"]]) if isinstance(event, Absence)]
    assert [event.uri for event in gone] == [second["uri"]]
    assert gone[0].certainty in (Certainty.ASSERTED, Certainty.OBSERVED)
