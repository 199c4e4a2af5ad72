"""A server on the loopback address that speaks the documented interface of Mastodon, to strangers and to the holder of an account."""

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

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
PNG = b"\x89PNG\r\n\x1a\nnot really a picture"
MOST = 40  # posts of a page


@dataclass
class Site:
    """A server: accounts by user name, posts by id, the oldest first, with all their versions."""

    url: str
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: dict[str, Reply] = field(default_factory=dict)  # instead of what the path would give
    gone: set[str] = field(default_factory=set)  # users
    page: int = MOST
    has_history: bool = True
    asked: list[str] = field(default_factory=list)
    start: dt.datetime = START
    ticks: int = 0
    tokens: dict[str, str] = field(default_factory=dict)  # those that are good, and whose they are: users
    codes: dict[str, str] = field(default_factory=dict)  # with which a user came back from consenting
    lists: dict[str, list[Any]] = field(default_factory=dict)  # of the holder, by path, the newest first; no path: the server has none
    revoke_at: int = 0  # before the so manieth question with a token all are taken back
    authorized: list[str] = field(default_factory=list)  # paths that were asked for with a token

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def actor(self, user: str) -> str:
        return f"{self.url}/users/{user}"

    def join(self, user: str, **fields: Any) -> str:
        """Somebody has an account from now on; the actor's address."""
        number = str(9000 + len(self.accounts))
        self.accounts[user] = {
            "id": number, "username": user, "acct": user, "display_name": user.title(), "url": f"{self.url}/@{user}",
            "uri": self.actor(user), "note": "<p>News of the city</p>", "fields": [], "avatar": f"{self.url}/media/{user}.png",
            "header": f"{self.url}/headers/original/missing.png", "followers_count": 3, "suspended": False, **fields,
        }  # fmt: skip
        return self.actor(user)

    def say(self, user: str, content: str, **fields: Any) -> str:
        """Post something; its address."""
        number = str(1000 + 10 * len(self.versions))
        post = {
            "id": number, "uri": f"{self.actor(user)}/statuses/{number}", "url": f"{self.url}/@{user}/{number}", "created_at": self._now(),
            "edited_at": None, "account": user, "content": content, "spoiler_text": "", "sensitive": False, "visibility": "public",
            "language": "en", "in_reply_to_id": None, "reblog": None, "media_attachments": [], "poll": None, "replies_count": 0,
            "favourites_count": 0, **fields,
        }  # fmt: skip
        if post["in_reply_to_id"] in self.posts:
            self.posts[post["in_reply_to_id"]]["replies_count"] += 1
        self.posts[number], self.versions[number] = post, [self._version(post, post["created_at"])]
        return str(post["uri"])

    def edit(self, uri: str, content: str, **fields: Any) -> None:
        """Change a post."""
        post = self.find(uri)
        post.update({"content": content, "edited_at": self._now(), **fields})
        self.versions[post["id"]].append(self._version(post, post["edited_at"]))

    def delete(self, uri: str) -> None:
        """Take a post away; its id is not used again."""
        del self.posts[self.find(uri)["id"]]

    def find(self, uri: str) -> dict[str, Any]:
        return next(post for post in self.posts.values() if post["uri"] == uri)

    def shown(self, post: dict[str, Any]) -> dict[str, Any]:
        """A post as the interface gives it."""
        account = post["account"]
        return {**post, "account": self.account(account) if isinstance(account, str) else account}

    def account(self, user: str) -> dict[str, Any]:
        count = sum(post["account"] == user for post in self.posts.values())
        return {"statuses_count": count, **self.accounts[user]}

    def _now(self) -> str:
        self.ticks += 1
        return (self.start + dt.timedelta(minutes=self.ticks)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def _version(self, post: dict[str, Any], at: str) -> dict[str, Any]:
        kept = ("content", "spoiler_text", "sensitive", "media_attachments", "account")
        poll = {"poll": {"options": [{"title": each["title"]} for each in post["poll"]["options"]]}} if post["poll"] else {}
        return {**{name: post[name] for name in kept}, "created_at": at, **poll}

    def answer(self, path: str, asked: dict[str, str]) -> Reply:
        """What a stranger is told."""
        parts = path.strip("/").split("/")
        if path == "/.well-known/webfinger":
            return self._finger(asked["resource"])
        if path == "/api/v1/accounts/lookup":
            return self._account(asked["acct"])
        if path.startswith("/api/v1/accounts/") and parts[-1] == "statuses":
            return self._page(parts[3], asked)
        if path.startswith("/api/v1/statuses/"):
            return self._post(parts[3], parts[4:])
        if path.startswith("/media/"):
            return Reply(200, PNG, {"content-type": "image/png"})
        found = next((post for post in self.posts.values() if post["uri"] == self.url + path), None)
        return json({"id": found["uri"]}) if found else json({"error": "Record not found"}, 404)

    def own(self, path: str, asked: dict[str, str], token: str) -> Reply:
        """What the holder of a token is told. Lists go by numbers of their own, which stand in the Link header alone."""
        self.authorized.append(path)
        if len(self.authorized) == self.revoke_at:
            self.tokens.clear()
        user = self.tokens.get(token.removeprefix("Bearer "))
        if user is None:
            return json({"error": f"The access token was revoked: {token}"}, 401)
        if path.endswith("/verify_credentials"):
            return json(self.account(user))
        if path not in self.lists:
            return json({"error": "Record not found"}, 404)
        if path.endswith("/filters"):
            return json(self.lists[path])
        size, first = min(self.page, int(asked["limit"])), int(asked.get("max_id", "70000"))
        place = 70000 - first
        more = {"Link": f'<{self.url}{path}?max_id={first - size}>; rel="next"'} if len(self.lists[path]) > place + size else {}
        return json(self.lists[path][place : place + size], **more)

    def posted(self, path: str, form: dict[str, str]) -> Reply:
        """The server's own OAuth; the page on which a holder consents is what ``codes`` stands for."""
        if path == "/api/v1/apps":
            return json({"id": "1", "name": form["client_name"], "client_id": "mastodon-app", "client_secret": "app-secret"})
        if form.get("client_secret") != "app-secret":
            return json({"error": "invalid_client", "error_description": f"{form}"}, 401)
        if path == "/oauth/revoke":
            self.tokens.pop(form["token"], None)
            return json({})
        user = self.codes.pop(form["code"], "")
        if path != "/oauth/token" or not user:
            return json({"error": "invalid_grant", "error_description": f"{form}"}, 400)
        token = f"token-of-{user}-{len(self.tokens)}"
        self.tokens[token] = user
        scope = "read:accounts read:blocks read:mutes read:filters"
        return json({"access_token": token, "token_type": "Bearer", "scope": scope, "created_at": 1783000000})

    def _finger(self, resource: str) -> Reply:
        names = {user: f"acct:{account['acct']}@{self.host}" for user, account in self.accounts.items()}
        user = next((user for user, name in names.items() if resource in (name, self.actor(user))), "")
        if user in self.gone:
            return Reply(410)
        link = {"rel": "self", "type": "application/activity+json", "href": self.actor(user)}
        return json({"subject": names[user], "links": [link]}) if user else Reply(404)

    def _account(self, named: str) -> Reply:
        user = next((user for user, account in self.accounts.items() if account["acct"] == named), "")
        return json(self.account(user)) if user in self.accounts else json({"error": "Record not found"}, 404)

    def _page(self, number: str, asked: dict[str, str]) -> Reply:
        user = next(user for user, account in self.accounts.items() if account["id"] == number)
        if self.accounts[user]["suspended"]:
            return json([])
        size, above, below = min(self.page, int(asked["limit"])), asked.get("min_id"), asked.get("max_id")
        own = [post for post in self.posts.values() if post["account"] == user and post["visibility"] in ("public", "unlisted")]
        if above:
            chosen = [post for post in own if int(post["id"]) > int(above)][:size]
        else:
            chosen = [post for post in own if not below or int(post["id"]) < int(below)][-size:]
        return json([self.shown(post) for post in chosen[::-1]], **self._link(number, [post["id"] for post in chosen], size))

    def _link(self, number: str, ids: list[str], size: int) -> dict[str, str]:
        where = f"{self.url}/api/v1/accounts/{number}/statuses?limit={size}"
        following = [f'<{where}&max_id={ids[0]}>; rel="next"'] if len(ids) == size else []
        return {"Link": ", ".join([*following, f'<{where}&min_id={ids[-1]}>; rel="prev"'])} if ids else {}

    def _post(self, number: str, rest: list[str]) -> Reply:
        if number not in self.posts:
            return json({"error": "Record not found"}, 404)
        if rest == ["history"]:
            return json([self.shown(each) for each in self.versions[number]]) if self.has_history else Reply(404)
        if rest == ["context"]:
            above, below = list(self._above(number)), list(self._below(number))
            return json({"ancestors": [self.shown(each) for each in above[::-1]], "descendants": [self.shown(each) for each in below]})
        return json(self.shown(self.posts[number]))

    def _above(self, number: str) -> Iterator[dict[str, Any]]:
        while (number := self.posts[number]["in_reply_to_id"]) in self.posts:
            yield self.posts[number]

    def _below(self, number: str) -> Iterator[dict[str, Any]]:
        for post in self.posts.values():
            if post["in_reply_to_id"] == number:
                yield post
                yield from self._below(post["id"])


@contextmanager
def mastodon() -> Iterator[Site]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            site.asked.append(parts.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            token = self.headers["authorization"]
            told = site.own(parts.path, asked, token) if token else site.answer(parts.path, asked)
            reply = site.answers.get(parts.path) or told
            self.answer(reply.status, reply.headers, reply.body)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"])).decode()
            reply = site.posted(urlsplit(self.path).path, {name: values[0] for name, values in parse_qs(content).items()})
            self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        site = Site(url)
        yield site


def dumps(value: object) -> bytes:
    return orjson.dumps(value)
