"""A server on the loopback address that speaks the documented interface of Vimeo, 3.4, and its OAuth."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving
from tests.platforms.spoiling import spoil

from rostra.platforms.consent import Tokens

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
CITY, RESIDENT = "152184", "9001"
TOKEN = "planted-vimeo-token-of-the-city"
JPEG = b"\xff\xd8\xff\xe0 not really a picture"
ERROR = {"error": "Something went wrong.", "link": None, "developer_message": "No.", "error_code": 5000}


@dataclass
class Site:
    """Vimeo: users, videos in the order in which they came, comments below them."""

    url: str
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    videos: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # by the path below which they lie
    tracks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # by video
    tokens_of: dict[str, str] = field(default_factory=dict)  # token: user
    answers: dict[str, Reply | Callable[[], Reply | None]] = field(default_factory=dict)  # instead of what the path would give
    spoiling: tuple[Collection[str], Any] = ((), None)  # names of fields, and what stands under them
    most: int = 100
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    start: dt.datetime = START - dt.timedelta(hours=10)
    ticks: int = 0

    def join(self, user: str, name: str) -> str:
        self.users[user] = {
            "uri": f"/users/{user}", "name": name, "link": f"https://vimeo.com/{name.lower()}", "bio": f"Videos of {name}",
            "location": None, "pictures": {"uri": f"/users/{user}/pictures/1"},
        }  # fmt: skip
        return user

    def upload(self, name: str, *, view: str = "anybody", **fields: Any) -> str:
        """A video of the city; its number."""
        number, at = str(700000 + self.ticks), self.now()
        self.videos[number] = {
            "uri": f"/videos/{number}", "name": name, "description": None, "link": f"https://vimeo.com/{number}", "language": None,
            "created_time": at, "modified_time": at, "release_time": at, "privacy": {"view": view, "comments": "anybody"}, "tags": [],
            "pictures": {"uri": f"/videos/{number}/pictures/{self.ticks}"}, "user": {"uri": f"/users/{CITY}"}, **fields,
        }  # fmt: skip
        return number

    def edit(self, video: str, **fields: Any) -> None:
        self.videos[video] |= {"modified_time": self.now(), **fields}

    def say(self, video: str, text: str, *, by: str = RESIDENT, parent: str = "") -> str:
        """A comment; its number."""
        number, at = str(800000 + self.ticks), self.now()
        below = f"/videos/{video}/comments" + (f"/{parent}/replies" if parent else "")
        user = {"uri": f"/users/{by}", "name": "Somebody", "link": f"https://vimeo.com/user{by}"} if by else None
        told = {"uri": f"/videos/{video}/comments/{number}", "type": "video", "text": text, "created_on": at, "user": user}
        self.comments.setdefault(below, []).append(told)
        return number

    def now(self) -> str:
        self.ticks += 1
        return (self.start + dt.timedelta(minutes=self.ticks)).strftime("%Y-%m-%dT%H:%M:%S+00:00")

    def tokens(self, account: str) -> Tokens:
        assert account == CITY
        return Tokens(TOKEN)

    def answer(self, path: str, asked: dict[str, str], token: str) -> Reply:
        """What the holder of this token is told."""
        if path.startswith("/files/"):
            return Reply(200, JPEG, {"content-type": "image/jpeg"})
        if token not in self.tokens_of:
            return json({**ERROR, "developer_message": f"The token {token} is invalid.", "error_code": 8003}, 401)
        parts = path.strip("/").split("/")
        if parts[0] == "me":
            return json(self.users[self.tokens_of[token]])
        if parts[-1] in ("videos", "comments", "replies", "texttracks"):
            return self._list(path, parts, asked)
        return self._one(path, parts)

    def _list(self, path: str, parts: list[str], asked: dict[str, str]) -> Reply:
        if parts[0] == "users":
            found = sorted(self.videos.values(), key=lambda video: str(video["modified_time"]), reverse=True)
            return self._paged([self._counted(each) for each in found], path, asked)
        if parts[1] not in self.videos:
            return json(ERROR, 404)
        entries = self.tracks.get(parts[1], []) if parts[-1] == "texttracks" else list(map(self._replied, self.comments.get(path, [])))
        return self._paged(entries, path, asked)

    def _one(self, path: str, parts: list[str]) -> Reply:
        if parts[-2] in ("pictures", "texttracks"):
            link = f"{self.url}/files/{parts[-1]}"
            sizes = [{"width": 1280, "link": link}, {"width": 100, "link": f"{self.url}/files/small"}]
            return json({"uri": path, "sizes": sizes} if parts[-2] == "pictures" else {"uri": path, "link": link})
        if parts[-2] == "comments":
            found = next((each for below in self.comments.values() for each in below if each["uri"] == path), None)
            return json(self._replied(found)) if found and parts[1] in self.videos else json(ERROR, 404)
        if parts[0] == "videos":
            return json(self._counted(self.videos[parts[1]])) if parts[1] in self.videos else json(ERROR, 404)
        return json(self.users[parts[1]]) if parts[1] in self.users else json(ERROR, 404)

    def _counted(self, video: dict[str, Any]) -> dict[str, Any]:
        counts = {
            "comments": {"total": len(self.comments.get(f"{video['uri']}/comments", []))},
            "texttracks": {"total": len(self.tracks.get(str(video["uri"]).removeprefix("/videos/"), []))},
        }
        return {**video, "stats": {"plays": self.ticks}, "metadata": {"connections": counts}}

    def _replied(self, comment: dict[str, Any]) -> dict[str, Any]:
        return {**comment, "metadata": {"connections": {"replies": {"total": len(self.comments.get(f"{comment['uri']}/replies", []))}}}}

    def _paged(self, entries: list[Any], path: str, asked: dict[str, str]) -> Reply:
        page, size = int(asked["page"]), min(int(asked["per_page"]), self.most)
        following = f"{path}?page={page + 1}" if page * size < len(entries) else None
        shown = entries[(page - 1) * size : page * size]
        return json({"total": len(entries), "page": page, "per_page": size, "paging": {"next": following, "previous": None}, "data": shown})


@contextmanager
def vimeo() -> Iterator[Site]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            site.asked.append(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            told = site.answers.get(parts.path)
            reply = told() if callable(told) else told
            token = self.headers.get("authorization", "").removeprefix("Bearer ")
            reply = spoil(reply or site.answer(parts.path, asked, token), *site.spoiling)
            self.answer(reply.status, reply.headers, reply.body)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            who = base64.b64decode(self.headers["authorization"].removeprefix("Basic ")).decode()
            site.posted.append((self.path, who, {name: values[0] for name, values in form.items()}))
            self.answer(200, {}, json({"access_token": TOKEN, "token_type": "bearer", "scope": "public"}).body)

        def do_DELETE(self) -> None:
            found = site.tokens_of.pop(self.headers["authorization"].removeprefix("Bearer "), None)
            self.answer(204 if found else 401, {}, b"")

    with serving(Answering) as url:
        site = Site(url)
        site.join(CITY, "Exampleville")
        site.tokens_of[TOKEN] = CITY
        yield site
