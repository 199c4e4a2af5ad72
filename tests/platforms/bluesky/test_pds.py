"""The platform against a real PDS: everything that an official account and the public can do."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.pds.server import Account, Pds

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Event,
    Evidence,
    Gap,
    Item,
    Kind,
    Listing,
    Mark,
    Method,
    Refused,
    Unprovable,
    Unreachable,
)
from rostra.platforms.bluesky import Bluesky
from rostra.platforms.bluesky.cursor import Cursor
from rostra.platforms.bluesky.proof import check_absence

pytest_plugins = ["tests.pds.fixture"]
pytestmark = pytest.mark.pds

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0f01f00050001ff56c72f0d0000000049454e44ae426082"
)
NewAccount = Callable[[str], Account]


@pytest.fixture
def bluesky(pds: Pds) -> Iterator[Bluesky]:
    with httpx.Client(timeout=10) as http:
        yield Bluesky(http, plc=pds.plc, relay=pds.url, resolver=pds.url, allow_http=True)


def beginning(pds: Pds) -> str:
    """The cursor before all that the server still has."""
    return str(Cursor(pds.url, 0, dt.datetime.now(dt.UTC)))


def followed(platform: Bluesky, accounts: list[str], cursor: str, until: Callable[[Event], bool]) -> list[Event]:
    """The events of a stream up to the one that ``until`` picks, marks apart, and one last Mark."""
    found: list[Event] = []
    end = time.monotonic() + 20
    mark: Event | None = None
    for event in platform.stream(accounts, cursor, lambda: any(map(until, found)) or time.monotonic() > end):
        mark = event
        if not isinstance(event, Mark):
            found.append(event)
    assert isinstance(mark, Mark)
    assert any(map(until, found)), found
    return [*found, mark]


def of(uri: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, Item) and event.uri == uri


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def with_image(account: Account, content: bytes = PNG) -> dict[str, object]:
    blob = account.upload(content, "image/png")
    return {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "The town hall"}]}


def test_everything_that_happens_is_seen_with_its_proof(pds: Pds, bluesky: Bluesky, new_account: NewAccount) -> None:
    city, resident = new_account("city"), new_account("resident")
    post = city.post("The fountain runs again.", langs=["en"])
    picture = city.post("See for yourself.", embed=with_image(city))
    answer = resident.reply("At last!", post)
    elsewhere = resident.post("Nothing to do with the city.")
    deep = resident.reply("I mean it.", answer, root=post)
    quote = city.post("As we said:", embed={"$type": "app.bsky.embed.record", "record": post.link()})
    repost = city.create("app.bsky.feed.repost", {"subject": answer.link(), "createdAt": "2026-07-01T12:00:00Z"})
    city.put("app.bsky.feed.post", post.uri.rpartition("/")[2], {"text": "The fountain runs again!", "createdAt": "2026-07-01T12:00:00Z"})
    city.put("app.bsky.actor.profile", "self", {"displayName": "City of Exampleville", "description": "Official."})
    city.delete(picture.uri)
    block = city.block(resident.did)
    gate = city.create(
        "app.bsky.feed.threadgate",
        {"post": post.uri, "allow": [], "hiddenReplies": [answer.uri], "createdAt": "2026-07-01T12:00:00Z"},
        rkey=post.uri.rpartition("/")[2],
    )
    city.create("app.bsky.feed.like", {"subject": answer.link(), "createdAt": "2026-07-01T12:00:00Z"})

    events = followed(bluesky, [city.did], beginning(pds), of(gate.uri))
    seen = [(event.kind, event.uri, event.account) for event in items(events)]
    assert seen == [
        (Kind.POST, post.uri, city.did),
        (Kind.POST, picture.uri, city.did),
        (Kind.REPLY, answer.uri, city.did),
        (Kind.REPLY, deep.uri, city.did),
        (Kind.QUOTE, quote.uri, city.did),
        (Kind.REPOST, repost.uri, city.did),
        (Kind.POST, post.uri, city.did),
        (Kind.PROFILE, f"at://{city.did}/app.bsky.actor.profile/self", city.did),
        (Kind.BLOCK, block.uri, city.did),
        (Kind.THREAD_GATE, gate.uri, city.did),
    ]
    assert elsewhere.uri not in {event.uri for event in items(events)}
    for item in items(events):
        assert item.evidence is Evidence.AUTHOR_SIGNED
        assert Bluesky.check_proof(item.uri, item.raw, item.proof).startswith("did:key:z")
        assert item.source.method is Method.STREAM
        assert len(item.source.digest) == 64

    first, shown, reply, reply_below, quoting, reposting, edited, profile, blocking, gating = items(events)
    assert (first.text, first.languages, first.author.handle) == ("The fountain runs again.", ("en",), city.handle)
    assert first.published == dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    assert (shown.media[0].alt, shown.media[0].media_type, shown.media[0].size) == ("The town hall", "image/png", len(PNG))
    assert (reply.author.id, reply.author.handle, reply.reply_to, reply.thread) == (resident.did, resident.handle, post.uri, post.uri)
    assert (reply_below.reply_to, reply_below.thread) == (answer.uri, post.uri)
    assert quoting.quotes == post.uri
    assert reposting.subject == answer.uri
    assert (edited.text, edited.revision > first.revision) == ("The fountain runs again!", True)
    assert (profile.text, profile.author.name) == ("Official.", "City of Exampleville")
    assert (blocking.subject, gating.subject) == (resident.did, post.uri)

    (absence,) = [event for event in events if isinstance(event, Absence)]
    assert (absence.uri, absence.certainty) == (picture.uri, Certainty.ASSERTED)
    assert absence.revision > shown.revision
    assert check_absence(absence.uri, absence.proof) == Bluesky.check_proof(first.uri, first.raw, first.proof)
    mark = events[-1]
    assert isinstance(mark, Mark)

    city.deactivate()
    *_, state, _ = followed(bluesky, [city.did], mark.cursor, lambda event: isinstance(event, AccountState))
    assert isinstance(state, AccountState)
    assert (state.identity.id, state.active, state.status) == (city.did, False, "deactivated")


def test_a_flipped_bit_anywhere_fails(pds: Pds, bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    for number in range(20):
        city.post(f"Notice {number}")
    item = items(list(bluesky.poll(city.did, "")))[7]
    Bluesky.check_proof(item.uri, item.raw, item.proof)
    for bit in range(len(item.raw) * 8):
        with pytest.raises(Unprovable):
            Bluesky.check_proof(item.uri, flipped(item.raw, bit), item.proof)
    for bit in range(0, len(item.proof) * 8, 5):
        with pytest.raises(Unprovable):
            Bluesky.check_proof(item.uri, item.raw, flipped(item.proof, bit))
    for cut in (0, 1, len(item.proof) // 2, len(item.proof) - 1):
        with pytest.raises(Unprovable):
            Bluesky.check_proof(item.uri, item.raw, item.proof[:cut])
    other = "3" if item.uri.endswith("2") else "2"  # a key ends with any of 32 characters
    with pytest.raises(Unprovable):
        Bluesky.check_proof(item.uri[:-1] + other, item.raw, item.proof)


def test_a_poll_gives_what_is_new_since_the_last(bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    old = city.post("Before")
    state, *before, mark = bluesky.poll(city.did, "")
    assert isinstance(state, AccountState)
    assert (state.active, state.identity.handle) == (True, city.handle)
    assert [item.uri for item in items(before)] == [old.uri]
    assert isinstance(mark, Mark)
    assert [type(event) for event in bluesky.poll(city.did, mark.cursor)] == [AccountState, Mark]
    fresh = city.post("After")
    city.put("app.bsky.feed.post", old.uri.rpartition("/")[2], {"text": "Before, edited", "createdAt": "2026-07-01T12:00:00Z"})
    *since, again = bluesky.poll(city.did, mark.cursor)
    assert {(item.uri, item.text) for item in items(since)} == {(old.uri, "Before, edited"), (fresh.uri, "After")}
    assert isinstance(again, Mark)
    assert again.cursor > mark.cursor
    for item in items(since):
        assert item.evidence is Evidence.AUTHOR_SIGNED
        Bluesky.check_proof(item.uri, item.raw, item.proof)


def test_a_poll_gives_a_post_that_repeats_another_byte_for_byte(pds: Pds, bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    first = city.post("The same again")
    *_, mark = bluesky.poll(city.did, "")
    assert isinstance(mark, Mark)
    second = city.post("The same again")
    assert first.cid == second.cid
    (item,) = items(list(bluesky.poll(city.did, mark.cursor)))
    assert item.uri == second.uri
    Bluesky.check_proof(item.uri, item.raw, item.proof)
    streamed = items(followed(bluesky, [city.did], beginning(pds), of(second.uri)))
    assert [item.uri for item in streamed] == [first.uri, second.uri]


def test_a_poll_of_a_large_repository_and_its_difference(bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    for _ in range(3):
        value = {"$type": "app.bsky.feed.post", "createdAt": "2026-07-01T12:00:00Z"}
        creates = [
            {"$type": "com.atproto.repo.applyWrites#create", "collection": "app.bsky.feed.post", "value": {**value, "text": f"{number}"}}
            for number in range(100)
        ]
        city.apply_writes(creates)
    *events, mark = bluesky.poll(city.did, "")
    assert len({item.uri for item in items(events)}) == 300
    assert isinstance(mark, Mark)
    fresh = city.post("One more")
    assert [item.uri for item in items(list(bluesky.poll(city.did, mark.cursor)))] == [fresh.uri]


def test_a_snapshot_lists_all_that_is_there(bluesky: Bluesky, new_account: NewAccount) -> None:
    city, resident = new_account("city"), new_account("resident")
    post, gone, block = city.post("Stays"), city.post("Goes"), city.block(resident.did)
    city.delete(gone.uri)
    *posts, listing = bluesky.snapshot(city.did, Kind.POST)
    assert isinstance(listing, Listing)
    assert (listing.uris, listing.complete, listing.kind) == ((post.uri,), True, Kind.POST)
    *blocks, blocklist = bluesky.snapshot(city.did, Kind.BLOCK)
    assert isinstance(blocklist, Listing)
    assert (blocklist.uris, [item.subject for item in items(blocks)]) == ((block.uri,), [resident.did])
    assert all(item.evidence is Evidence.AUTHOR_SIGNED for item in items([*posts, *blocks]))


def test_a_probe_tells_there_from_gone_from_unknown(pds: Pds, bluesky: Bluesky, new_account: NewAccount) -> None:
    city, resident = new_account("city"), new_account("resident")
    post = city.post("Is there")
    gone = resident.reply("Will go", post)
    resident.delete(gone.uri)
    there, missing = bluesky.probe(city.did, [post.uri, gone.uri])
    assert isinstance(there, Item)
    assert (there.uri, there.evidence) == (post.uri, Evidence.AUTHOR_SIGNED)
    Bluesky.check_proof(there.uri, there.raw, there.proof)
    assert isinstance(missing, Absence)
    assert (missing.certainty, missing.account) == (Certainty.OBSERVED, city.did)
    assert check_absence(missing.uri, missing.proof).startswith("did:key:z")

    resident.deactivate()
    strangers = ["at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3mptbyoeyc22k", "https://example.com/post"]
    outcomes = list(bluesky.probe(city.did, [gone.uri, *strangers]))
    assert [event.certainty for event in outcomes if isinstance(event, Absence)] == [Certainty.UNKNOWN] * 3

    states = [event for event in bluesky.poll(resident.did, "") if isinstance(event, AccountState)]
    assert [(state.active, state.status) for state in states] == [(False, "deactivated")]


def test_a_medium_is_there_on_creation_and_gone_after_deletion(bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    post = city.post("A picture", embed=with_image(city))
    (item,) = items(list(bluesky.poll(city.did, "")))
    (medium,) = item.media
    content = b"".join(bluesky.fetch_media(city.did, medium.ref))
    assert hashlib.sha256(content).digest() == hashlib.sha256(PNG).digest()
    city.delete(post.uri)
    with pytest.raises(Refused):
        list(bluesky.fetch_media(city.did, medium.ref))
    with pytest.raises(Refused):
        list(bluesky.fetch_media(city.did, "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/../../etc/passwd"))


def test_an_account_is_found_by_its_handle_and_by_its_address(bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    city.put("app.bsky.actor.profile", "self", {"displayName": "City of Exampleville"})
    for address in (city.handle, f"@{city.handle.upper()}", f"https://bsky.app/profile/{city.handle}/post/3mptbyoeyc22k", city.did):
        identity = bluesky.resolve(address)
        assert (identity.id, identity.handle, identity.name) == (city.did, city.handle, "City of Exampleville")
    for unknown in ("nobody.test", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "not an account", "https://example.com/city"):
        with pytest.raises(AccountUnknown):
            bluesky.resolve(unknown)


def test_a_stream_goes_on_after_the_server_was_away(pds: Pds, bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    first = city.post("Before the server went away")
    *seen, mark = followed(bluesky, [city.did], beginning(pds), of(first.uri))
    assert [item.uri for item in items(seen)] == [first.uri]
    assert isinstance(mark, Mark)
    pds.stop()
    with pytest.raises(Unreachable):
        list(bluesky.stream([city.did], mark.cursor, lambda: False))
    pds.start()
    second = pds.signed_in(city).post("After it came back")
    *resumed, _ = followed(bluesky, [city.did], mark.cursor, of(second.uri))
    assert [item.uri for item in items(resumed)] == [second.uri]


def test_a_lost_connection_gives_a_mark_first(pds: Pds, bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    post = city.post("Seen")
    events: list[Event] = []
    with pytest.raises(Unreachable):  # noqa: PT012 - the server is stopped while the stream is followed
        for event in bluesky.stream([city.did], beginning(pds), lambda: False):
            events.append(event)
            if isinstance(event, Mark) and items(events):
                pds.stop()
    pds.start()
    assert [item.uri for item in items(events)] == [post.uri]
    assert isinstance(events[-1], Mark)


def test_events_that_the_server_no_longer_has_are_a_gap(pds: Pds, bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    city.post("Missed")
    pds.restart(backfill_ms=1)
    time.sleep(0.05)
    try:
        asked = str(Cursor(pds.url, 1, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
        stream = bluesky.stream([city.did], asked, lambda: False)
        assert isinstance(next(stream), Mark)  # connected: what comes now is live
        live = pds.signed_in(city).post("Live")
        events = [next(event for event in stream if not isinstance(event, Mark)) for _ in range(2)]
        stream.close()  # type: ignore[attr-defined]  # a generator
    finally:
        pds.restart()
    gap, item = events
    assert isinstance(gap, Gap)
    assert (gap.account, gap.start) == ("", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert gap.end is not None
    assert isinstance(item, Item)
    assert item.uri == live.uri


def test_a_cursor_from_the_future_is_a_gap_and_a_new_start(pds: Pds, bluesky: Bluesky) -> None:
    asked = str(Cursor(pds.url, 10**9, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    events: list[Event] = []
    with pytest.raises(Unreachable, match="FutureCursor"):  # noqa: PT012 - what came before is what matters
        for event in bluesky.stream(["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"], asked, lambda: False):
            events.append(event)  # noqa: PERF402 - kept although the stream raises
    gap, mark = events
    assert isinstance(gap, Gap)
    assert gap.start == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert isinstance(mark, Mark)
    assert mark.cursor.startswith("- ")
    resumed = bluesky.stream(["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"], mark.cursor, lambda: True)
    assert isinstance(next(iter(resumed)), Gap)
