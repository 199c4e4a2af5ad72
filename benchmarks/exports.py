"""Read an archive of X, element by element, without taking it in: how many posts a second, in how much memory. Peer: json.loads."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from hashlib import sha256
from pathlib import Path

from benchmarks.measure import Figure, peak_megabytes, spent
from rostra.platforms.base import Item, Method, Source
from rostra.platforms.x import XExport

WORK = "exports"
ACCOUNT = b'window.YTD.account.part0 = [{"account": {"accountId": "2244994945", "username": "ExamplevilleMN"}}]'


def run(records: int, folder: Path) -> list[Figure]:
    path = folder / "twitter.zip"
    _write(path, records)
    with spent() as time, path.open("rb") as file:
        platform = XExport(Source(Method.IMPORT, path.name, dt.datetime.now(dt.UTC)))
        found = sum(isinstance(event, Item) for event in platform.take_in(file, ""))
    if found != records:
        raise RuntimeError(f"{found} posts were read of {records}")
    ours = peak_megabytes()
    with spent() as peer, zipfile.ZipFile(path) as archive:
        json.loads(archive.read("data/tweets.js").partition(b"=")[2])
    return [
        Figure(WORK, "posts", records / time.cpu, "posts/s per core"),
        Figure(WORK, "peak memory", ours, "MB"),
        Figure(WORK, "parsed at once, no items", records / peer.cpu, "posts/s per core", "json"),
        Figure(WORK, "peak memory", peak_megabytes(), "MB", "json"),
    ]


def _write(path: Path, records: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("data/account.js", ACCOUNT)
        with archive.open("data/tweets.js", "w", force_zip64=True) as file:
            file.write(b"window.YTD.tweets.part0 = [")
            for number in range(records):
                file.write(b"," * bool(number) + json.dumps({"tweet": _tweet(number)}, indent=2).encode())
            file.write(b"]")


def _tweet(number: int) -> dict[str, object]:
    """As much as X writes of a post with a link and a picture."""
    name = sha256(str(number).encode()).hexdigest()
    post = str(1_050_118_621_198_921_728 + number)
    return {
        "edit_info": {"initial": {"editTweetIds": [post], "editableUntil": "2018-10-10T21:19:24.000Z", "isEditEligible": True}},
        "retweeted": False,
        "source": '<a href="https://social.exampleville.example" rel="nofollow">Desk</a>',
        "entities": {
            "hashtags": [{"text": "snow", "indices": ["0", "5"]}],
            "symbols": [],
            "user_mentions": [{"name": "Roads", "screen_name": "ev_roads", "indices": ["6", "15"], "id_str": "77", "id": "77"}],
            "urls": [{"url": f"https://t.co/{name[:10]}", "expanded_url": f"https://exampleville.example/{name}", "indices": ["20", "43"]}],
            "media": [{"url": f"https://t.co/{name[10:20]}", "media_url_https": f"https://pbs.twimg.com/media/{name}.jpg", "id": post}],
        },
        "display_text_range": ["0", "120"],
        "favorite_count": str(number % 90),
        "retweet_count": str(number % 7),
        "id_str": post,
        "id": post,
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "full_text": f"#snow @ev_roads {name} &amp; more: https://t.co/{name[:10]} https://t.co/{name[10:20]}",
        "lang": "en",
    }
