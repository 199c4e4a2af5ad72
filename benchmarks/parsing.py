"""Items parsed in a second, for each platform that stands in the tables: answers and archives of our own making, read by its own parser.

Peer: the same bytes through the plain reader of their format, which makes no item. Each platform in a process of its own, whose memory is
told beyond what it began with. A platform without a sample here is named and left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped] # it has none
import libipld
from tests.platforms.activitypub.server import Village
from tests.platforms.bluesky.repos import Repo, encode
from tests.platforms.flickr import exports as flickr
from tests.platforms.linkedin import archives as linkedin
from tests.platforms.meta import exports as meta
from tests.platforms.rss import conftest as rss
from tests.platforms.tiktok import exports as tiktok
from tests.platforms.vimeo import server as videos
from tests.platforms.webpages import crawls
from tests.platforms.x import archives as x
from tests.platforms.youtube import takeouts as youtube
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # it has none

from benchmarks.instances import Instance
from benchmarks.layouts import Reads, captures, items, mapped, unzipped
from benchmarks.measure import Figure, alone, peak_megabytes, spent
from rostra.platforms import EXPORTS, PLATFORMS
from rostra.platforms.activitypub import objects
from rostra.platforms.base import Act, Identity, Item, Method, Source
from rostra.platforms.lists import Columns, Form, ListOf, Lists
from rostra.platforms.mastodon import parse as statuses
from rostra.platforms.parts import Part, elements, whole
from rostra.platforms.rss import document
from rostra.platforms.rss import parse as feeds
from rostra.platforms.vimeo import answers

WORK = "parsing"
SEEN = dt.datetime(2026, 8, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "sample", SEEN)
TEXT = "Snow emergency: the streets of the north side are plowed tonight – move your car before nine. " * 2
PAGE = 40  # posts of one answer


@dataclass(frozen=True, slots=True)
class Sample:
    """The same bytes read by us, item by item, and by ``peer``."""

    ours: Callable[[], int]
    theirs: Callable[[], object]
    peer: str


def run(records: int, folder: Path) -> list[Figure]:  # noqa: ARG001 -- all is in memory
    figures = []
    for name in sorted({*PLATFORMS, *EXPORTS}):
        if name not in SAMPLES:
            sys.stderr.write(f"parsing: no sample of {name}\n")
            continue
        figures += alone(_measured, name, records)
    return figures


def _measured(name: str, records: int) -> list[Figure]:
    sample = SAMPLES[name](records)
    before = peak_megabytes()
    with spent() as ours:
        found = sample.ours()
    if found < records:
        raise RuntimeError(f"{found} items of {name} were read of {records}")
    grown = peak_megabytes() - before
    with spent() as theirs:
        sample.theirs()
    return [
        Figure(WORK, name, found / ours.cpu, "items/s per core"),
        Figure(WORK, f"{name}: memory", grown, "MB"),
        Figure(WORK, name, found / theirs.cpu, "items/s per core", sample.peer),
    ]


def _file(platform: Reads, content: bytes, theirs: Callable[[], object], peer: str) -> Sample:
    return Sample(lambda: items(platform, io.BytesIO(content)), theirs, peer)


def _export(name: str, members: Mapping[str, bytes], told: str = "") -> Sample:
    packed = x.pack(members)
    return _file(EXPORTS[name](SOURCE, told), packed, lambda: unzipped(io.BytesIO(packed)), "json, csv")


def _activitypub(records: int) -> Sample:
    village = Village("https://village.exampleville.example")
    author = Identity(village.join("city"), "city@village.exampleville.example", "City")
    posts = [village.things[village.say("city", f"<p>{number} {TEXT}</p>")] for number in range(PAGE)]
    return _pages(posts, lambda part: objects.post(part, author, author.id, SOURCE), records)


def _bluesky(records: int) -> Sample:
    post = {"$type": "app.bsky.feed.post", "createdAt": "2026-07-04T12:00:00Z", "langs": ["en"]}
    posts = {f"app.bsky.feed.post/3{number:012}": encode({**post, "text": f"{number} {TEXT}"}) for number in range(records)}
    content = Repo(records=posts).car()
    return _file(EXPORTS["bluesky"](SOURCE), content, lambda: libipld.decode_car(content), "libipld")


def _facebook(records: int) -> Sample:
    posts = [meta.facebook_post(f"{number} {TEXT}", meta.AT + number) for number in range(records)]
    return _export("facebook", {f"{meta.PAGE}/posts/profile_posts_1.json": meta.written(posts)}, meta.ACCOUNT)


def _flickr(records: int) -> Sample:
    return _export("flickr", flickr.files([flickr.photo(str(51_000_000_000 + number), name=TEXT) for number in range(records)]))


def _instagram(records: int) -> Sample:
    posts = [meta.instagram_post(f"{number} {TEXT}", meta.AT + number, f"media/posts/{number}.jpg") for number in range(records)]
    return _export("instagram", {f"{meta.INSTAGRAM}/media/posts_1.json": meta.written(posts)}, meta.ACCOUNT)


def _linkedin(records: int) -> Sample:
    shares = [linkedin.share(f"urn:li:share:{7_448_081_445_065_035_776 + number}", TEXT) for number in range(records)]
    return _export("linkedin", linkedin.files(shares), linkedin.ACCOUNT)


def _lists(records: int) -> Sample:
    content = "id,handle,name,since\n" + "".join(f"{number},somebody{number},Somebody,2026-01-01\n" for number in range(1, records + 1))
    of, columns = ListOf("x", "city:1", Act.BLOCK, "city"), Columns("id", "handle", "name", "since")
    platform = Lists(of, SOURCE, form=Form.CSV, columns=columns, exported=SEEN, complete=True)
    return _file(platform, content.encode(), lambda: list(csv.reader(io.StringIO(content))), "csv")


def _mastodon(records: int) -> Sample:
    instance, now = Instance("https://social.exampleville.example", 300, 0.0), 300.0
    author = Identity(f"{instance.url}/users/u1", "u1@social.exampleville.example", "Office")
    place = statuses.Place(author.id, SOURCE, {})
    return _pages([instance.post("u1", number, now) for number in range(PAGE)], lambda part: statuses.post(part, author, place), records)


def _pages(posts: list[Any], read: Callable[[Part], Item], records: int) -> Sample:
    """Pages of posts as a server answers them."""
    page, pages = json.dumps(posts).encode(), -(-records // len(posts))

    def ours() -> int:
        return sum(1 for _ in range(pages) for part in elements(whole(page)) if read(part))

    return Sample(ours, lambda: [json.loads(page) for _ in range(pages)], "json")


def _rss(records: int) -> Sample:
    """Feeds of forty entries."""
    feed = rss.rss(*(rss.entry(str(number), text=TEXT, link=f"https://city.example/{number}") for number in range(PAGE)))
    account, feeds_read = Identity("https://city.example/feed"), -(-records // PAGE)

    def ours() -> int:
        return sum(1 for _ in range(feeds_read) for entry in document.read(feed).entries if feeds.item(entry, account, SOURCE))

    return Sample(ours, lambda: [feedparser.parse(feed) for _ in range(feeds_read)], "feedparser")


def _table(records: int) -> Sample:
    content = "id,at,account,text\n" + "".join(f"{number},2024-05-06T07:08:09Z,city,{TEXT}\n" for number in range(records))
    return _file(mapped("csv")(), content.encode(), lambda: list(csv.reader(io.StringIO(content))), "csv")


def _threads(records: int) -> Sample:
    posts = [meta.thread(f"{number} {TEXT}", meta.AT + number) for number in range(records)]
    return _export("threads", {f"{meta.INSTAGRAM}/threads/threads_and_replies.json": meta.threads(*posts)}, meta.ACCOUNT)


def _tiktok(records: int) -> Sample:
    posts = [tiktok.post(str(7_395_912_345_678_901_234 + number), Title=TEXT) for number in range(records)]
    return _export("tiktok", {"user_data_tiktok.json": tiktok.export(posts)}, tiktok.ACCOUNT)


def _vimeo(records: int) -> Sample:
    site = videos.Site("https://api.exampleville.example")
    numbers = [site.upload(f"Council {number}", description=TEXT) for number in range(PAGE)]
    author = Identity(videos.CITY, "city", "City")
    return _pages([site.videos[number] for number in numbers], lambda part: answers.video(part, author, SOURCE), records)


def _web(records: int) -> Sample:
    """A crawl of short pages."""
    content = crawls.gz(*(crawls.record(f"https://x.com/ExamplevilleMN/status/{number}") for number in range(records)))
    return _file(captures(), content, lambda: [each.content_stream().read() for each in ArchiveIterator(io.BytesIO(content))], "warcio")


def _x(records: int) -> Sample:
    return _export("x", x.files(*(x.tweet(str(1_050_118_621_198_921_728 + number), TEXT) for number in range(records))))


def _youtube(records: int) -> Sample:
    below = [youtube.comment(f"Ugx{number:021}", youtube.segments({"text": TEXT})) for number in range(records)]
    return _export("youtube", youtube.files([youtube.video()], below))


SAMPLES: dict[str, Callable[[int], Sample]] = {
    "activitypub": _activitypub,
    "bluesky": _bluesky,
    "facebook": _facebook,
    "flickr": _flickr,
    "instagram": _instagram,
    "linkedin": _linkedin,
    "lists": _lists,
    "mastodon": _mastodon,
    "rss": _rss,
    "table": _table,
    "threads": _threads,
    "tiktok": _tiktok,
    "vimeo": _vimeo,
    "web": _web,
    "x": _x,
    "youtube": _youtube,
}
