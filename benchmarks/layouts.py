"""Every layout of exports, crawls and tables that is read, written with as many posts as one likes, and how it is read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import libipld
from tests.platforms.bluesky.repos import Repo, encode
from tests.platforms.flickr import exports as flickr
from tests.platforms.linkedin import archives as linkedin
from tests.platforms.mastodon import archives as mastodon
from tests.platforms.meta import exports as meta
from tests.platforms.tables import table
from tests.platforms.tiktok import exports as tiktok
from tests.platforms.webpages import crawls
from tests.platforms.x import archives as x
from tests.platforms.youtube import takeouts as youtube
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # it has none

from rostra.platforms import EXPORTS
from rostra.platforms.base import Event, Identity, Item, Method, Source
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import build
from rostra.platforms.webpages import Captures, Owner

SOURCE = Source(Method.IMPORT, "large", dt.datetime(2026, 8, 6, tzinfo=dt.UTC))
POST = 19_400  # characters that fill up a post
WORDS = random.Random(1).randbytes(1 << 19).hex()  # packs to half, as words do: what packs to nothing is a bomb
HERE = "here stand the posts"

Members = Mapping[str, Iterable[bytes]]


class Reads(Protocol):
    """What takes in a file."""

    def take_in(self, source: BinaryIO, cursor: str) -> Iterable[Event]: ...


@dataclass(frozen=True, slots=True)
class Layout:
    """How posts are written into a file, how we read it, and how ``peer`` does."""

    members: Callable[[int], Members]
    pack: Callable[[Path, Members], None]
    ours: Callable[[], Reads]
    theirs: Callable[[Path], object]
    peer: str


def items(platform: Reads, file: BinaryIO) -> int:
    """How many are read of it."""
    return sum(isinstance(event, Item) for event in platform.take_in(file, ""))


def _around(
    content: bytes, posts: Iterable[object], written: Callable[[object], bytes] = lambda post: json.dumps(post).encode()
) -> Iterator[bytes]:
    """A JSON in which these posts stand where ``HERE`` does."""
    before, _, behind = content.partition(json.dumps(HERE).encode())
    yield before
    for number, post in enumerate(posts):
        yield b"," * bool(number) + written(post)
    yield behind


def _rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    yield table(header)
    yield from (table(row) for row in rows)


def _zip(path: Path, members: Members) -> None:
    """Stored, not packed: faster to make, and the harder way of reading, for nothing is small."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in members.items():
            with archive.open(name, "w", force_zip64=True) as file:
                file.writelines(pieces)


def _tar_gz(path: Path, members: Members) -> None:
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, pieces in members.items():
            _file(path.with_suffix(".part"), {name: pieces})
            archive.add(path.with_suffix(".part"), name)
    path.with_suffix(".part").unlink()


def _file(path: Path, members: Members) -> None:
    (pieces,) = members.values()
    with path.open("wb") as file:
        file.writelines(pieces)


def _wacz(path: Path, members: Members) -> None:
    whole = {name: b"".join(pieces) for name, pieces in members.items()}
    path.write_bytes(x.pack(crawls.wacz(whole), zipfile.ZIP_STORED))


def _parsed(name: str, content: bytes) -> object:
    if name.endswith(".csv"):
        return list(csv.reader(io.StringIO(content.decode())))
    return json.loads(content.partition(b" = ")[2] if name.endswith(".js") else content)


def unzipped(file: Path | BinaryIO) -> object:
    """What stands in a ZIP's tables and JSON, all at once: peer of who reads it piece by piece."""
    with zipfile.ZipFile(file) as archive:
        return [_parsed(name, archive.read(name)) for name in archive.namelist() if name.endswith((".csv", ".js", ".json"))]


def _untarred(path: Path) -> object:
    with tarfile.open(path) as archive:
        named = {name: archive.extractfile(name) for name in archive.getnames() if name.endswith(".json")}
        return [_parsed(name, file.read()) for name, file in named.items() if file]


def _crawled(path: Path) -> None:
    with path.open("rb") as file:
        _answers(file)


def _crawled_in_zip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive, archive.open("archive/data.warc.gz") as file:
        _answers(file)


def _answers(file: Any) -> None:
    for answer in ArchiveIterator(file):
        answer.content_stream().read()


def _filling(number: int) -> str:
    """What fills up the post of this number, and only this one: what is repeated packs to nothing."""
    start = number * 7_919 % (len(WORDS) - POST)
    return WORDS[start : start + POST]


def _beside(members: Mapping[str, bytes], large: Members) -> Members:
    """Large members, and what stands beside them."""
    return {**{name: [content] for name, content in members.items()}, **large}


def _bluesky(records: int) -> Members:
    posts = {f"app.bsky.feed.post/{number:013}": encode({"text": f"Notice {number}", "x": _filling(number)}) for number in range(records)}
    return {"repo.car": [Repo(records=posts).car()]}


def _crawl(records: int) -> Iterator[bytes]:
    for number in range(records):
        page = crawls.http(f"<p>Snow emergency {number}</p><script>{_filling(number)}</script>".encode())
        yield crawls.record(f"https://x.com/ExamplevilleMN/status/{number}", page)


def _facebook(name: str) -> Callable[[int], Members]:
    def members(records: int) -> Members:
        posts = (meta.facebook_post(f"{number} Schnee", meta.AT + number, x=_filling(number)) for number in range(records))
        return {name: _around(meta.written([HERE]), posts, meta.written)}

    return members


def _instagram(records: int) -> Members:
    posts = ({**meta.instagram_post(f"{number} Schnee", meta.AT + number), "x": _filling(number)} for number in range(records))
    return {f"{meta.INSTAGRAM}/media/posts_1.json": _around(meta.written([HERE]), posts, meta.written)}


def _threads(records: int) -> Members:
    posts = ({**meta.thread(f"{number} Schnee", meta.AT + number), "x": _filling(number)} for number in range(records))
    return {
        f"{meta.INSTAGRAM}/threads/threads_and_replies.json": _around(
            meta.written({"text_post_app_text_posts": [HERE]}), posts, meta.written
        )
    }


def _flickr_photos(records: int) -> Members:
    """Each in a file of its own."""
    photos = {f"photo_{number}.json": _photo(number) for number in range(51_000_000_000, 51_000_000_000 + records)}
    return _beside(flickr.files(), photos)


def _photo(number: int) -> Iterator[bytes]:
    yield json.dumps(flickr.photo(str(number), x=_filling(number))).encode()


def _flickr_comments(records: int) -> Members:
    told = (flickr.comment(f"{number} Thank you", comment_url=f"#comment{number}", x=_filling(number)) for number in range(records))
    beside = flickr.files(comments=[HERE])
    name = "photos_comments_part001.json"
    return _beside(beside, {name: _around(beside[name], told)})


def _linkedin_shares(records: int) -> Members:
    rows = (linkedin.share(f"urn:li:share:{7_448_081_445_065_035_776 + number}", _filling(number)) for number in range(records))
    return {"Shares.csv": _rows(linkedin.SHARES, rows)}


def _linkedin_comments(records: int) -> Members:
    return {"Comments.csv": _rows(linkedin.COMMENTS, (linkedin.comment(text=f"{number} {_filling(number)}") for number in range(records)))}


def _mastodon(records: int) -> Members:
    posts = (mastodon.create(str(number), f"<p>{number}</p>", x=_filling(number)) for number in range(records))
    return _beside(mastodon.files(), {"outbox.json": _around(mastodon.outbox([HERE]), posts)})


def _table(records: int) -> Members:
    rows = ([str(number), "2024-05-06T07:08:09Z", "city", _filling(number)] for number in range(records))
    return {"posts.csv": _rows(["id", "at", "account", "text"], rows)}


def _lines(records: int) -> Members:
    rows = ({"id": str(number), "at": "2024-05-06T07:08:09Z", "account": "city", "text": _filling(number)} for number in range(records))
    return {"posts.jsonl": (json.dumps(row).encode() + b"\n" for row in rows)}


def mapped(form: str) -> Callable[[], Reads]:
    """A reader of tables with the columns id, at, account and text."""
    columns = {"uri": "https://x.exampleville.example/{id}", "account": "account", "text": "text"}
    published = {"column": "at", "format": "iso8601"}
    told = {"network": "x", "evidence": "owner-export", "format": form, "columns": columns, "published": published}
    return lambda: Table(build(told), SOURCE)


def _tiktok(around: bytes) -> Callable[[int], Members]:
    def members(records: int) -> Members:
        posts = (tiktok.post(str(7_395_912_345_678_901_234 + number), x=_filling(number)) for number in range(records))
        return {"user_data_tiktok.json": _around(around, posts)}

    return members


def _x(name: str, variable: str) -> Callable[[int], Members]:
    def members(records: int) -> Members:
        posts = ({"tweet": x.tweet(str(1_050_118_621_198_921_728 + number), x=_filling(number))} for number in range(records))
        return {"data/account.js": [x.account()], name: _around(x.script(variable, [HERE]), posts)}

    return members


def _youtube(language: youtube.Language) -> Callable[[int], Members]:
    def members(records: int) -> Members:
        name, header = language.comments
        rows = (youtube.comment(f"Ugx{number:021}", youtube.segments({"text": _filling(number)})) for number in range(records))
        return _beside(youtube.files([youtube.video()], language=language), {f"{language.folder}/{name}": _rows(header, rows)})

    return members


def _export(name: str, told: str = "") -> Callable[[], Reads]:
    return lambda: EXPORTS[name](SOURCE, told)


def captures() -> Reads:
    """A reader of crawled pages of one account on X."""
    return Captures(SOURCE, Owner("x", Identity("1000"), ("ExamplevilleMN",), lambda address: "ExamplevilleMN" in address))


def _zipped(name: str, members: Callable[[int], Members], told: str = "") -> Layout:
    return Layout(members, _zip, _export(name, told), unzipped, "json, csv")


LAYOUTS: dict[str, Layout] = {
    "bluesky CAR": Layout(_bluesky, _file, _export("bluesky"), lambda path: libipld.decode_car(path.read_bytes()), "libipld"),
    "facebook Page": _zipped("facebook", _facebook(f"{meta.PAGE}/posts/profile_posts_1.json"), meta.ACCOUNT),
    "facebook profile": _zipped("facebook", _facebook(f"{meta.FACEBOOK}/posts/your_posts_12.json"), meta.ACCOUNT),
    "flickr photos": _zipped("flickr", _flickr_photos),
    "flickr comments": _zipped("flickr", _flickr_comments),
    "instagram": _zipped("instagram", _instagram, meta.ACCOUNT),
    "linkedin shares": _zipped("linkedin", _linkedin_shares, linkedin.ACCOUNT),
    "linkedin comments": _zipped("linkedin", _linkedin_comments, linkedin.ACCOUNT),
    "mastodon ZIP": _zipped("mastodon", _mastodon),
    "mastodon tar.gz": Layout(_mastodon, _tar_gz, _export("mastodon"), _untarred, "tarfile, json"),
    "table CSV": Layout(_table, _file, mapped("csv"), lambda path: _parsed(".csv", path.read_bytes()), "csv"),
    "table JSON Lines": Layout(_lines, _file, mapped("jsonl"), lambda path: list(map(json.loads, path.open("rb"))), "json"),
    "threads": _zipped("threads", _threads, meta.ACCOUNT),
    "tiktok": Layout(
        _tiktok(tiktok.export([HERE])), _file, _export("tiktok", tiktok.ACCOUNT), lambda path: json.loads(path.read_bytes()), "json"
    ),
    "tiktok in a ZIP": _zipped("tiktok", _tiktok(tiktok.export([HERE])), tiktok.ACCOUNT),
    "tiktok until 2024": _zipped("tiktok", _tiktok(tiktok.legacy([HERE], [])), tiktok.ACCOUNT),
    "web WARC": Layout(lambda records: {"crawl.warc": _crawl(records)}, _file, captures, _crawled, "warcio"),
    "web WARC packed": Layout(lambda records: {"crawl.warc.gz": map(crawls.gz, _crawl(records))}, _file, captures, _crawled, "warcio"),
    "web WACZ": Layout(
        lambda records: {"archive/data.warc.gz": map(crawls.gz, _crawl(records))}, _wacz, captures, _crawled_in_zip, "warcio"
    ),
    "x": _zipped("x", _x("data/tweets.js", "tweets")),
    "x in parts": _zipped("x", _x("data/tweets-part1.js", "tweets")),
    "x until 2022": _zipped("x", _x("data/tweet.js", "tweet")),
    "youtube in English": _zipped("youtube", _youtube(youtube.ENGLISH)),
    "youtube in German": _zipped("youtube", _youtube(youtube.GERMAN)),
}
