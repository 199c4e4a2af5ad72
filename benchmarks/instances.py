"""Servers that speak Mastodon's client API, a port each, in one process: every answer comes after a while, as over the Atlantic.

``python -m benchmarks.instances DELAY EVERY SERVERS`` writes their ports on one line and answers until it is ended. One account of twenty
has a new post in each interval. What an account holds follows from its number and the time: nothing is kept.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
import time
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

OLD_POSTS = 3  # that an account has from the beginning
POSTS_ONE_OF = 20  # accounts, in an interval
FIRST_NEW = 1000  # the ids of what is posted while we look begin here
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 150


@dataclass(frozen=True, slots=True)
class Instance:
    """One server. ``every``: seconds of an interval, counted from ``begun`` (Unix time)."""

    url: str
    every: int
    begun: float

    def answer(self, target: str, now: float) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        parts = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/webfinger":
            return _json(self._finger(asked["resource"].rpartition("/")[2]))
        if parts.path == "/api/v1/accounts/lookup":
            return _json(self._account(asked["acct"], now))
        if parts.path.endswith("/statuses"):
            return _json(self._page(parts.path.split("/")[4], asked, now))
        if parts.path.startswith("/media/"):
            return 200, "image/png", PICTURE
        return 404, "application/json", b'{"error":"Record not found"}'

    def _finger(self, user: str) -> object:
        link = {"rel": "self", "type": "application/activity+json", "href": f"{self.url}/users/{user}"}
        return {"subject": f"acct:{user}@{urlsplit(self.url).netloc}", "aliases": [f"{self.url}/@{user}"], "links": [link]}

    def _account(self, user: str, now: float) -> dict[str, object]:
        note = "<p>News of an office of Exampleville. Posts here are public records and are archived.</p>" * 4
        missing = {name: f"{self.url}/{name}s/original/missing.png" for name in ("avatar", "avatar_static", "header", "header_static")}
        fields = [{"name": name, "value": f'<a href="https://exampleville.example/{name}">{name}</a>'} for name in ("Site", "Rules")]
        return {
            "id": user.removeprefix("u"), "username": user, "acct": user, "display_name": f"Office {user}", "locked": False, "bot": False,
            "created_at": "2022-11-06T00:00:00.000Z", "note": note, "url": f"{self.url}/@{user}", "uri": f"{self.url}/users/{user}",
            **missing, "followers_count": 1200, "statuses_count": len(self._ids(int(user.removeprefix("u")), now)), "emojis": [],
            "fields": fields,
        }  # fmt: skip

    def _page(self, number: str, asked: dict[str, str], now: float) -> list[object]:
        above, below = int(asked.get("min_id", 0)), int(asked.get("max_id", sys.maxsize))
        found = [each for each in self._ids(int(number), now) if above < each < below]
        return [self.post(f"u{number}", each, now) for each in reversed(found)]

    def _ids(self, number: int, now: float) -> list[int]:
        """Of the posts that stand there now, the oldest first."""
        interval = int((now - self.begun) // self.every)
        new = [FIRST_NEW + each for each in range(interval + 1) if (number + each) % POSTS_ONE_OF == 0]
        return [*range(1, OLD_POSTS + 1), *new]

    def post(self, user: str, number: int, now: float) -> dict[str, object]:
        """A post of an account, as the server shows it."""
        where = f"{self.url}/users/{user}/statuses/{number}"
        posted = dt.datetime.fromtimestamp(self.begun - 86_400 + 60 * number, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        picture = {"id": str(number), "type": "image", "url": f"{self.url}/media/{user}-{number}.png", "description": "A plow", "meta": {}}
        words = "<p>The streets of the north side are plowed tonight. Move your car before nine.</p>" * 3
        return {
            "id": str(number), "uri": where, "url": f"{self.url}/@{user}/{number}", "created_at": posted, "edited_at": None,
            "account": self._account(user, now), "content": f"<p>{number}</p>{words}", "spoiler_text": "", "sensitive": False,
            "visibility": "public", "language": "en", "in_reply_to_id": None, "in_reply_to_account_id": None, "reblog": None,
            "media_attachments": [picture] if number > FIRST_NEW and number % 2 else [], "mentions": [], "tags": [], "emojis": [],
            "card": None, "poll": None, "replies_count": 0, "reblogs_count": 2, "favourites_count": 5,
        }  # fmt: skip


def _json(value: object) -> tuple[int, str, bytes]:
    return 200, "application/json; charset=utf-8", json.dumps(value).encode()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, instance: Instance, delay: float) -> None:
    """The requests of one connection, one after the other."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(delay)
            status, media_type, body = instance.answer(head.split(b" ", 2)[1].decode(), time.time())
            writer.write(
                f"HTTP/1.1 {status} -\r\nDate: {formatdate(usegmt=True)}\r\nContent-Type: {media_type}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _all(delay: float, every: int, servers: int) -> None:
    ports, begun, running = [], time.time(), []
    for _ in range(servers):
        held: list[Instance] = []

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, held: list[Instance] = held) -> None:
            await _serve(reader, writer, held[0], delay)

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        held.append(Instance(f"http://127.0.0.1:{port}", every, begun))
        ports.append(port)
        running.append(server)
    sys.stdout.write(f"{begun} {' '.join(map(str, ports))}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_all(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
