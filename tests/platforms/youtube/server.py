"""A server on the loopback address that speaks the documented interface of the YouTube Data API v3, and of Google's consent."""

from __future__ import annotations

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
from rostra.platforms.youtube.consent import COMMENTS, READ

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
CITY, RESIDENT = "UCexampleville00000000ct", "UCresident00000000000000"
TOKEN, REFRESH = "ya29.planted-token-of-the-city", "1//planted-refresh-token"
JPEG = b"\xff\xd8\xff\xe0 not really a picture"


def refusal(status: int, reason: str, words: str = "no") -> Reply:
    """An error as Google writes it."""
    return json(
        {"error": {"code": status, "message": words, "errors": [{"message": words, "domain": "youtube", "reason": reason}]}}, status
    )


@dataclass
class Site:
    """YouTube: channels, videos and comments in the order in which they came."""

    url: str
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    videos: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)
    scopes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of each token that counts
    answers: dict[str, Reply | Callable[[dict[str, str]], Reply | None]] = field(
        default_factory=dict
    )  # instead of what the path would give
    units: int = 10_000
    page: int = 50
    inline: int = 2  # replies that come with a thread
    owner: str = CITY
    spoiling: tuple[Collection[str], Any] = ((), None)  # names of fields, and what stands under them
    asked: list[str] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)
    start: dt.datetime = START - dt.timedelta(hours=10)
    ticks: int = 0
    hub: Callable[[dict[str, str]], int] | None = None  # what is asked of the hub
    uncounted: int = 0  # videos that are shown, and that YouTube has not counted yet

    def join(self, channel: str, name: str) -> str:
        """A channel, with its handle."""
        self.channels[channel] = {
            "kind": "youtube#channel", "id": channel,
            "snippet": {
                "title": name, "description": f"Videos of {name}", "customUrl": f"@{name.lower()}",
                "thumbnails": {"high": {"url": f"{self.url}/pictures/{channel}.jpg"}},
            },
            "contentDetails": {"relatedPlaylists": {"uploads": "UU" + channel[2:]}},
        }  # fmt: skip
        return channel

    def upload(self, title: str, *, status: str = "public", **snippet: Any) -> str:
        """A video of the city; its id."""
        number = f"vid{self.ticks:08d}"
        self.videos[number] = {
            "kind": "youtube#video", "id": number,
            "snippet": {
                "channelId": CITY, "title": title, "description": "", "publishedAt": self.now(),
                "thumbnails": {"maxres": {"url": f"{self.url}/pictures/{number}.jpg"}}, **snippet,
            },
            "status": {"privacyStatus": status, "uploadStatus": "processed"}, "contentDetails": {"duration": "PT1M", "caption": "false"},
        }  # fmt: skip
        return number

    def say(self, video: str, text: str, *, by: str = RESIDENT, parent: str = "", status: str = "published") -> str:
        """A comment; its id."""
        at = self.now()
        number = f"{parent}.r{self.ticks:06d}" if parent else f"Ugx{self.ticks:012d}"
        self.comments[number] = {
            "kind": "youtube#comment", "id": number,
            "snippet": {
                "channelId": CITY, "videoId": video, "textDisplay": text, "authorDisplayName": "@" + by[2:10], "publishedAt": at,
                "authorChannelId": {"value": by}, "updatedAt": at, "moderationStatus": status, **({"parentId": parent} if parent else {}),
            },
        }  # fmt: skip
        return number

    def edit(self, comment: str, text: str) -> None:
        self.comments[comment]["snippet"] |= {"textDisplay": text, "updatedAt": self.now()}

    def now(self) -> str:
        self.ticks += 1
        return (self.start + dt.timedelta(minutes=self.ticks)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def tokens(self, account: str) -> Tokens:
        assert account == CITY
        return Tokens(TOKEN, REFRESH)

    def answer(self, path: str, asked: dict[str, str], token: str) -> Reply:
        """What the holder of this token is told."""
        if path.startswith("/pictures/"):
            return Reply(200, JPEG, {"content-type": "image/jpeg"})
        if token not in self.scopes:
            return refusal(401, "authError", f"Invalid Credentials: {token}")
        self.units -= 1
        if self.units < 0:
            return refusal(403, "quotaExceeded")
        name = path.removeprefix("/youtube/v3/")
        if name in ("commentThreads", "comments") and COMMENTS not in self.scopes[token]:
            return refusal(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        return getattr(self, f"_{name}")(asked)

    def _channels(self, asked: dict[str, str]) -> Reply:
        wanted = [self.owner] if asked.get("mine") else asked["id"].split(",")
        shown = [self._counted(self.channels[each]) for each in wanted if each in self.channels]
        return json({"kind": "youtube#channelListResponse", "items": shown})

    def _counted(self, channel: dict[str, Any]) -> dict[str, Any]:
        count = sum(video["status"]["privacyStatus"] == "public" for video in self.videos.values())
        return {**channel, "statistics": {"videoCount": str(count - self.uncounted), "viewCount": str(self.ticks)}}

    def _playlistItems(self, asked: dict[str, str]) -> Reply:
        entries = [
            {"snippet": {"publishedAt": video["snippet"]["publishedAt"]}, "contentDetails": {"videoId": number}}
            for number, video in reversed(self.videos.items())
        ]
        return self._paged(entries, asked, self.page)

    def _videos(self, asked: dict[str, str]) -> Reply:
        shown = [self.videos[each] for each in asked["id"].split(",") if each in self.videos]
        return json({"items": [{**each, "statistics": self._count(each["id"])} for each in shown]})

    def _count(self, video: str) -> dict[str, str]:
        return {"viewCount": str(self.ticks), "commentCount": str(sum(c["snippet"]["videoId"] == video for c in self.comments.values()))}

    def _commentThreads(self, asked: dict[str, str]) -> Reply:
        status, video = asked.get("moderationStatus", "published"), asked.get("videoId")
        tops = [c for c in self.comments.values() if "parentId" not in c["snippet"] and video in (None, c["snippet"]["videoId"])]
        if status != "published":
            tops = [c for c in tops if any(each["snippet"]["moderationStatus"] == status for each in (c, *self._replies(c["id"])))]
        else:
            tops = [c for c in tops if c["snippet"]["moderationStatus"] == "published"]
        return self._paged([self._thread(each) for each in reversed(tops)], asked, self.page)

    def _thread(self, top: dict[str, Any]) -> dict[str, Any]:
        replies = self._replies(top["id"])
        told = {"snippet": {"videoId": top["snippet"]["videoId"], "topLevelComment": top, "totalReplyCount": len(replies)}, "id": top["id"]}
        return {**told, "replies": {"comments": replies[-self.inline :]}} if replies else told

    def _replies(self, parent: str) -> list[dict[str, Any]]:
        return [c for c in self.comments.values() if c["snippet"].get("parentId") == parent]

    def _comments(self, asked: dict[str, str]) -> Reply:
        if parent := asked.get("parentId"):
            if parent not in self.comments:
                return refusal(404, "commentNotFound")
            return self._paged([self._bare(each) for each in reversed(self._replies(parent))], asked, 100)
        return json({"items": [self._bare(self.comments[each]) for each in asked["id"].split(",") if each in self.comments]})

    def _bare(self, comment: dict[str, Any]) -> dict[str, Any]:
        """Asked for by itself, a comment does not say which video it stands below."""
        return {**comment, "snippet": {name: each for name, each in comment["snippet"].items() if name != "videoId"}}

    def _paged(self, entries: list[Any], asked: dict[str, str], size: int) -> Reply:
        token = asked.get("pageToken", "0")
        if not token.isdigit():
            return refusal(400, "invalidPageToken")
        start = int(token)
        following = {"nextPageToken": str(start + size)} if start + size < len(entries) else {}
        return json({"items": entries[start : start + size], "pageInfo": {"totalResults": len(entries)}, **following})

    def consent(self, path: str, form: dict[str, str]) -> Reply:
        """Google's side of OAuth."""
        self.posted.append({"path": path, **form})
        if path == "/revoke":
            self.scopes.pop(form["token"], None)
            return json({})
        if form["grant_type"] == "refresh_token":
            return (
                json({"access_token": TOKEN, "expires_in": 3599})
                if form["refresh_token"] == REFRESH
                else json({"error": "invalid_grant"}, 400)
            )
        told = {"access_token": TOKEN, "expires_in": 3599, "scope": f"{READ} {COMMENTS}", "token_type": "Bearer"}
        return json(told if form["code"] == "no-refresh" else {**told, "refresh_token": REFRESH})


@contextmanager
def youtube() -> Iterator[Site]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            site.asked.append(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            told = site.answers.get(parts.path.removeprefix("/youtube/v3/"))
            reply = told(asked) if callable(told) else told
            token = self.headers.get("authorization", "").removeprefix("Bearer ")
            reply = spoil(reply or site.answer(parts.path, asked, token), *site.spoiling)
            self.answer(reply.status, reply.headers, reply.body)

        def do_POST(self) -> None:
            values = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            form = {name: value[0] for name, value in values.items()}
            reply = Reply(site.hub(form)) if site.hub and self.path == "/hub" else site.consent(self.path, form)
            self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        site = Site(url)
        site.scopes[TOKEN] = (READ, COMMENTS)
        site.join(CITY, "Exampleville")
        yield site
