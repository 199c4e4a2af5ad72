"""TikTok on the loopback address, as its Display API and its Login Kit are documented: https://developers.tiktok.com/doc/overview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving

from rostra.platforms.base import Unauthorised
from rostra.platforms.consent import Tokens

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
ACCOUNT = "-000ExampleVilleOpenId0001"
TOKEN = "act.planted-token-of-exampleville"  # planted: looked for where it must not be
JPEG = b"\xff\xd8\xff\xe0not really a picture"
OK = {"code": "ok", "message": "", "log_id": "20260704"}


@dataclass
class TikTokSite:
    """One account with its videos, the oldest first, and the tokens that are good."""

    url: str
    videos: list[dict[str, Any]] = field(default_factory=list)
    user: dict[str, Any] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    refresh: str = ""
    dies_after: int = 10**9  # answers until the token is taken back
    answers: dict[str, list[Reply]] = field(default_factory=dict)  # the next answers of a path, instead of what it would give
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)  # path, query, what was sent
    start: dt.datetime = START
    ticks: int = 0

    def post(self, words: str, **fields: Any) -> str:
        """Publish a video; its address."""
        self.ticks += 1
        number = str(7_000_000_000_000_000_000 + self.ticks)
        video = {
            "id": number, "create_time": int((self.start + dt.timedelta(minutes=self.ticks)).timestamp()), "title": words,
            "video_description": words, "duration": 9, "width": 540, "height": 960,
            "cover_image_url": f"{self.url}/covers/{number}.jpeg?x-expires={self.ticks}&x-signature=z", **fields,
        }  # fmt: skip
        self.videos.append(video)
        return f"https://www.tiktokv.com/share/video/{video['id']}/"

    def find(self, uri: str) -> dict[str, Any]:
        return next(video for video in self.videos if video["id"] in uri)

    def delete(self, uri: str) -> None:
        self.videos.remove(self.find(uri))

    def answer(self, path: str, query: dict[str, str], sent: dict[str, Any], token: str) -> Reply:
        """What TikTok says."""
        if path.startswith(("/covers/", "/avatars/")):
            return Reply(200, JPEG, {"content-type": "image/jpeg"})
        if path == "/v2/oauth/token/":
            return self._token(sent)
        if path == "/v2/oauth/revoke/":
            self.tokens.discard(sent["token"])
            return json({})
        self.dies_after -= 1
        if token.removeprefix("Bearer ") not in self.tokens or self.dies_after < 0:
            return error("access_token_invalid", 401, f"The access token {token} is invalid.")
        if path == "/v2/user/info/":
            return json({"data": {"user": self._only(self.user, query)}, "error": OK})
        if path == "/v2/video/list/":
            return self._list(query, sent)
        if path == "/v2/video/query/":
            wanted = sent["filters"]["video_ids"]
            assert len(wanted) <= 20
            return json({"data": {"videos": [self._only(each, query) for each in self.videos if each["id"] in wanted]}, "error": OK})
        return error("invalid_params", 400)

    def _list(self, query: dict[str, str], sent: dict[str, Any]) -> Reply:
        size, before = sent.get("max_count", 10), sent.get("cursor", 1 << 60)
        assert size <= 20
        older = sorted((each for each in self.videos if each["create_time"] * 1000 < before), key=lambda each: -int(each["create_time"]))
        shown = [self._only(each, query) for each in older[:size]]
        cursor = older[:size][-1]["create_time"] * 1000 if shown else 0
        return json({"data": {"videos": shown, "cursor": cursor, "has_more": len(older) > size}, "error": OK})

    def _token(self, sent: dict[str, Any]) -> Reply:
        """Errors come with status 200, as TikTok sends them."""
        good = sent.get("code") == "the-code" or (self.refresh and sent.get("refresh_token") == self.refresh)
        if not good or sent["client_key"] != "key" or sent["client_secret"] != "app-secret":
            return json({"error": "invalid_grant", "error_description": f"{sent} is expired", "log_id": "1"})
        self.ticks += 1
        self.refresh, access = f"rft.{self.ticks}", f"act.{self.ticks}"
        self.tokens.add(access)
        scope = "user.info.basic,user.info.profile,video.list"
        return json(
            {"access_token": access, "expires_in": 7200, "refresh_token": self.refresh, "refresh_expires_in": 31536000, "scope": scope,
             "open_id": self.user["open_id"], "token_type": "Bearer"}
        )  # fmt: skip

    def _only(self, thing: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
        return {name: thing[name] for name in query["fields"].split(",") if name in thing}


def error(code: str, status: int, message: str = "") -> Reply:
    return json({"data": {}, "error": {"code": code, "message": message, "log_id": "20260704"}}, status)


@contextmanager
def tiktok() -> Iterator[TikTokSite]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            self._tell({})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            is_json = self.headers["content-type"] == "application/json"
            self._tell(orjson.loads(content) if is_json else _first(content.decode()))

        def _tell(self, sent: dict[str, Any]) -> None:
            parts = urlsplit(self.path)
            site.asked.append((parts.path, parts.query, sent))
            waiting = site.answers.get(parts.path)
            reply = waiting.pop(0) if waiting else site.answer(parts.path, _first(parts.query), sent, self.headers["authorization"] or "")
            self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        site = TikTokSite(url)
        site.user = {
            "open_id": ACCOUNT, "username": "exampleville", "display_name": "City of Exampleville", "bio_description": "News of the city",
            "is_verified": True, "avatar_large_url": f"{url}/avatars/tos-avt-0068/0123456789abcdef~c5_1080x1080.jpeg?x-expires=1",
        }  # fmt: skip
        yield site


def _first(query: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def connected(account: str) -> Tokens:
    """The tokens of the account, as capture hands them out."""
    if account != ACCOUNT:
        raise Unauthorised("not connected")
    return Tokens(TOKEN)
