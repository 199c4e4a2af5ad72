"""Archived pages that somebody hands over: whose they are, once however often, and beside what the network said itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.capture.conftest import OPERATOR, Register
from tests.platforms.webpages.crawls import HTML, POST, gz, http, info, packed, pages, record, wacz

from rostra.accounts.models import Account, Handle
from rostra.archive.actions.intake import Captured, take_in
from rostra.archive.models import Record, Version
from rostra.archive.rules.everything import all_flaws
from rostra.capture.actions import imports, reading
from rostra.capture.actions.imports import rejected_rows, take_in_file
from rostra.capture.models import Coverage, Import
from rostra.capture.queries.pages import names_account, pages_of
from rostra.core import clock
from rostra.platforms.base import BadSource, Evidence, Identity, Item, Kind, Method, Source
from rostra.platforms.webpages import Captures

OTHER = "https://x.com/neighbor_town/status/6"


@pytest.fixture
def city(register: Register) -> Account:
    """On X, once under another handle."""
    made = register("city", network="x", state="archived")
    Account.objects.filter(pk=made.pk).update(identity="1000", handle="ExamplevilleMN")
    Handle.objects.create(account=made, handle="OldExampleville", first_seen=clock.now(), last_seen=clock.now())
    made.refresh_from_db()
    return made


def hand_over(folder: Path, of: Account, content: bytes, name: str = "crawl.warc.gz", **how: Any) -> Import:
    path = folder / name
    path.write_bytes(content)
    platform = Captures(Source(Method.IMPORT, name, clock.now()), pages_of(of))
    return take_in_file(platform, path, actor=OPERATOR, told=of, **how)


def test_pages_are_taken_in_with_when_they_were_captured(city: Account, tmp_path: Path) -> None:
    old = "https://twitter.com/oldexampleville/status/4"
    done = hand_over(tmp_path, city, gz(info(), record(), record(old), record(OTHER)))
    assert (done.items, done.new, done.rejected) == (2, 2, 1)
    assert "1 pages of other addresses" in rejected_rows(done).read_text()
    held = Record.objects.get(uri=f"page:{POST}")
    version = held.all_versions.get()
    captured = dt.datetime(2024, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    assert (held.account, held.official, held.published, held.first_seen, held.last_seen) == (city, True, captured, captured, captured)
    assert (version.evidence, version.text.splitlines()[-1]) == (Evidence.BROWSER_CAPTURE, "Snow emergency: read on")
    assert version.context["url"] == POST
    assert Coverage.objects.get().begins == captured
    assert list(all_flaws()) == []


def test_a_later_crawl_adds_what_changed_and_an_earlier_one_nothing_twice(city: Account, tmp_path: Path) -> None:
    later = record(POST, http(b"<p>Lifted"), WARC_Date="2024-03-05T00:00:00Z")
    first = hand_over(tmp_path, city, gz(later, record()))
    assert (first.items, first.new, first.edited) == (2, 1, 1)
    assert list(Version.objects.order_by("number").values_list("text", flat=True)) == ["Exampleville\n\nSnow emergency: read on", "Lifted"]
    noise = record(POST, http(HTML + b"<script>7</script>"), WARC_Date="2024-03-04T06:00:00Z")
    again = hand_over(tmp_path, city, gz(noise), "other.warc.gz")
    assert (again.items, again.new, again.edited) == (1, 0, 0)
    assert hand_over(tmp_path, city, gz(later, record()), "renamed.warc.gz").pk == first.pk


def test_a_page_is_no_version_of_what_the_network_said(city: Account, tmp_path: Path) -> None:
    said = Item(
        uri=POST, kind=Kind.POST, account="1000", author=Identity("1000", "ExamplevilleMN"), raw=b"{}", media_type="application/json",
        source=Source(Method.POLL, POST, clock.now()), evidence=Evidence.PLATFORM_API, text="Snow emergency", revision="1",
    )  # fmt: skip
    take_in([Captured(said)], accounts={"1000": city}, actor=OPERATOR)
    hand_over(tmp_path, city, record())
    assert dict(Version.objects.values_list("record__uri", "text")) == {
        POST: "Snow emergency", f"page:{POST}": "Exampleville\n\nSnow emergency: read on"
    }  # fmt: skip


def test_a_file_of_another_account_gives_nothing(city: Account, register: Register, tmp_path: Path) -> None:
    parks = register("parks", network="x", state="archived")
    done = hand_over(tmp_path, parks, gz(info(), record()))
    assert (done.items, done.new, done.rejected) == (0, 0, 1)
    assert not Record.objects.exists()
    path = tmp_path / "crawl.warc.gz"
    with pytest.raises(BadSource, match="and not of"):
        take_in_file(Captures(Source(Method.IMPORT, "", clock.now()), pages_of(parks)), path, actor=OPERATOR, told=city)


def test_a_handle_that_was_added_since_lets_the_same_file_be_read_anew(city: Account, tmp_path: Path) -> None:
    content = gz(record("https://x.com/Exampleville_City/status/9"))
    assert hand_over(tmp_path, city, content).new == 0
    Handle.objects.create(account=city, handle="Exampleville_City", first_seen=clock.now(), last_seen=clock.now())
    assert hand_over(tmp_path, city, content).new == 1


def test_large_pages_end_a_batch_before_they_fill_the_memory(city: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rostra.platforms.files.exported.MARK_EVERY", 2)
    monkeypatch.setattr(reading, "FULL", 1)
    sizes: list[int] = []
    step = imports._take

    def take(running: Import, rows: reading.Rows, *rest: Any) -> None:
        sizes.append(len(rows))
        step(running, rows, *rest)

    monkeypatch.setattr(imports, "_take", take)
    assert hand_over(tmp_path, city, gz(*(record(f"{POST}{n}") for n in range(7)))).items == 7
    assert sizes == [2, 2, 2, 1]


def test_a_wacz_that_was_changed_leaves_no_trace(city: Account, tmp_path: Path) -> None:
    whole = wacz({"archive/a.warc.gz": gz(record()), "pages/pages.jsonl": pages({"url": POST})})
    with pytest.raises(BadSource, match="not the digest"):
        hand_over(tmp_path, city, packed({**whole, "pages/pages.jsonl": whole["pages/pages.jsonl"].replace(b"5", b"6")}), "a.wacz")
    assert not Import.objects.exists()
    assert hand_over(tmp_path, city, packed(whole), "a.wacz").new == 1


@pytest.mark.parametrize(
    ("network", "identity", "handle", "own", "others"),
    [
        (
            "x", "1000", "examplevillemn",
            ["https://x.com/ExamplevilleMN", "http://mobile.twitter.com/EXAMPLEVILLEmn/status/5?s=20", "https://x.com/i/user/1000"],
            ["https://x.com/ExamplevilleMN2", "https://x.com/home", "https://x.com@evil.example/ExamplevilleMN", "https://evil.example/ExamplevilleMN"],
        ),
        (
            "facebook", "77", "exampleville",
            ["https://www.facebook.com/Exampleville/posts/1", "https://m.facebook.com/profile.php?id=77", "https://fb.com/exampleville"],
            ["https://www.facebook.com/groups/exampleville", "https://www.facebook.com/profile.php?id=78", "https://x.com/exampleville"],
        ),
        (
            "youtube", "UCx", "exampleville",
            ["https://www.youtube.com/@exampleville/videos", "https://www.youtube.com/channel/UCx", "https://www.youtube.com/c/Exampleville"],
            ["https://www.youtube.com/watch?v=1", "https://www.youtube.com/channel/UCy"],
        ),
        (
            "mastodon", "https://social.example/users/city", "city@social.example",
            ["https://social.example/@City/1", "https://social.example/users/city/statuses/1", "https://social.example/users/city"],
            ["https://evil.example/@city/1", "https://social.example/users/city2", "https://social.example/@cityhall"],
        ),
    ],
)  # fmt: skip
def test_which_pages_are_the_accounts_own(network: str, identity: str, handle: str, own: list[str], others: list[str]) -> None:
    assert [address for address in own if not names_account(network, identity, frozenset({handle}), address)] == []
    assert [address for address in others if names_account(network, identity, frozenset({handle}), address)] == []
