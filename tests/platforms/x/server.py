"""A server on the loopback address that speaks X's API v2 as its published documentation has it, for accounts that have consented."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving
from tests.platforms.x.activity import APP_TOKEN, Activity

from rostra.platforms.x.addresses import id_at, moment_of

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
PNG = b"\x89PNG\r\n\x1a\nnot really a picture"
WINDOW = dt.timedelta(hours=1)  # in which a post may be edited
APP = ("app-id", "app-secret")

_PAGED = {"max_results", "tweet.fields", "expansions", "media.fields", "poll.fields", "user.fields", "pagination_token"}
_KNOWN = {
    "me": set(), "user": {"user.fields"}, "tweets": _PAGED | {"since_id", "until_id"},
    "people": {"max_results", "pagination_token", "user.fields"},
    "search": _PAGED | {"since_id", "until_id", "query", "sort_order"}, "lookup": (_PAGED | {"ids"}) - {"max_results", "pagination_token"},
}  # fmt: skip


def problem(kind: str, status: int, detail: str = "") -> Reply:
    told = {"title": kind, "detail": detail, "type": f"https://api.x.com/2/problems/{kind}", "status": status}
    return json(told, status)


def missing(parameter: str, resource: str, number: str, kind: str, detail: str) -> dict[str, str]:
    """A part of an answer that X does not give."""
    return {
        "resource_type": resource, "parameter": parameter, "resource_id": number, "value": number, "detail": detail,
        "title": "Not Found Error", "type": f"https://api.twitter.com/2/problems/{kind}",
    }  # fmt: skip


@dataclass
class Site:
    """X: people by number, versions of posts by id, and which of them are shown."""

    url: str
    now: dt.datetime = START
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    polls: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # token: number of its account
    refreshing: dict[str, str] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)  # posts that nobody is authorised to see
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"blocking": [], "muting": []})
    answers: dict[str, Reply] = field(default_factory=dict)  # instead of what the path would give
    after: dict[int, Any] = field(default_factory=dict)  # what happens before the so manieth question, from 1
    page: int = 100
    reach: int = 3200
    repeating: bool = False  # pages overlap by one, and stand in disorder
    asked: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    sent: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    _made: int = 0

    def __post_init__(self) -> None:
        self.activity = Activity(self.tokens)

    def join(self, handle: str, **fields: Any) -> str:
        """Somebody has an account, and a token; the number."""
        number = str(9_000 + len(self.people))
        self.people[number] = {
            "id": number, "username": handle, "name": handle.title(), "description": "News of Exampleville", "protected": False,
            "location": "Exampleville", "url": "", "profile_image_url": f"{self.url}/media/{handle}_normal.png",
            **fields,
        }  # fmt: skip
        self.tokens[f"token-of-{handle}"] = number
        return number

    def say(self, author: str, text: str, **fields: Any) -> str:
        """Post something; its id."""
        number = self._id()
        until = self.now + WINDOW
        self.posts[number] = {
            "id": number, "author_id": author, "text": text, "created_at": _stamp(self.now), "edit_history_tweet_ids": [number],
            "conversation_id": number, "lang": "en", "public_metrics": {"like_count": 0}, "reply_settings": "everyone",
            "edit_controls": {"is_edit_eligible": True, "editable_until": _stamp(until), "edits_remaining": 5}, **fields,
        }  # fmt: skip
        return number

    def answer_to(self, parent: str, author: str, text: str, **fields: Any) -> str:
        """Reply to a post; its id."""
        above = self.posts[parent]
        place = {"in_reply_to_user_id": above["author_id"], "conversation_id": above["conversation_id"]}
        return self.say(author, text, **{**place, "referenced_tweets": [{"type": "replied_to", "id": parent}], **fields})

    def edit(self, number: str, text: str, **fields: Any) -> str:
        """Change a post: it has a new id from now on."""
        before, new = self.posts[number], self._id()
        history = [*before["edit_history_tweet_ids"], new]
        self.posts[new] = {**before, "id": new, "text": text, "created_at": _stamp(self.now), **fields}
        for each in history:
            self.posts[each]["edit_history_tweet_ids"] = history
        return new

    def delete(self, number: str) -> None:
        """Take a post away, in all its versions."""
        for each in self.posts[number]["edit_history_tweet_ids"]:
            del self.posts[each]

    def attach(self, key: str, kind: str = "photo", **fields: Any) -> str:
        """A medium that posts may show; its key."""
        self.media[key] = {"media_key": key, "type": kind, **fields}
        return key

    def pass_time(self, **amount: float) -> None:
        self.now += dt.timedelta(**amount)

    def _id(self) -> str:
        self._made += 1
        self.now += dt.timedelta(milliseconds=1)
        return str(int(id_at(self.now)) + self._made % 4096)

    def answer(self, path: str, asked: dict[str, str], authorization: str) -> Reply:
        """What the holder of a token is told."""
        if path.startswith("/media/"):
            return Reply(200, PNG, {"content-type": "image/png"})
        account = self.tokens.get(authorization.removeprefix("Bearer "))
        if account is None:
            return json({"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}, 401)
        match path.strip("/").split("/")[1:]:
            case ["users", "me"]:
                return self._checked("me", asked) or json({"data": self.people[account]})
            case ["users", number, *rest]:
                return self._of_user(number, "".join(rest), asked, own=number == account)
            case ["tweets", "search", "recent"]:
                return self._checked("search", asked) or self._search(asked)
            case ["tweets"]:
                return self._checked("lookup", asked) or self._lookup(asked["ids"].split(","))
        return problem("resource-not-found", 404)

    def _of_user(self, number: str, name: str, asked: dict[str, str], *, own: bool) -> Reply:
        if not name:
            return self._checked("user", asked) or self._person(number)
        if name == "tweets":
            return self._checked("tweets", asked) or self._listed(self._current(number)[: self.reach], asked)
        if name in self.lists and own:
            return self._checked("people", asked) or self._people(name, asked)
        return problem("client-forbidden", 403)

    def _checked(self, kind: str, asked: dict[str, str]) -> Reply | None:
        """The refusal of what the documentation does not have."""
        size, query = int(asked.get("max_results", 10)), asked.get("query", "")
        most = 1000 if kind == "people" else 100
        if set(asked) - _KNOWN[kind] or not 5 <= size <= most or len(query) > 512 or len(asked.get("ids", "").split(",")) > 100:
            return problem("invalid-request", 400, f"{sorted(set(asked) - _KNOWN[kind])} {size} {len(query)}")
        early = [
            asked[name] for name in ("since_id", "until_id") if name in asked and moment_of(asked[name]) < self.now - dt.timedelta(days=7)
        ]
        if kind == "search" and early:
            return problem("invalid-request", 400, "'since_id' must be a tweet id created after 7 days ago")
        return None

    def _person(self, number: str) -> Reply:
        if number in self.suspended:
            return json({"errors": [missing("id", "user", number, "resource-not-found", f"User has been suspended: [{number}].")]})
        if number not in self.people:
            return json({"errors": [missing("id", "user", number, "resource-not-found", f"Could not find user with id: [{number}].")]})
        return json({"data": {"public_metrics": {"tweet_count": len(self._current(number)), "followers_count": 3}, **self.people[number]}})

    def _current(self, author: str) -> list[dict[str, Any]]:
        """What an account's timeline shows: of each post the last version, the newest first."""
        own = [post for post in self.posts.values() if post["author_id"] == author and post["edit_history_tweet_ids"][-1] == post["id"]]
        return sorted(own, key=lambda post: -int(post["id"]))

    def _search(self, asked: dict[str, str]) -> Reply:
        wanted = {name: set(re.findall(rf"(?<![-\w]){name}:(\d+)", asked["query"])) for name in ("to", "conversation_id")}
        not_to, not_from = (set(re.findall(rf"-{name}:(\d+)", asked["query"])) for name in ("to", "from"))
        recent = [post for post in self.posts.values() if moment_of(post["id"]) > self.now - dt.timedelta(days=7)]
        found = [
            post
            for post in recent
            if (post.get("in_reply_to_user_id") in wanted["to"] or post["conversation_id"] in wanted["conversation_id"])
            and post.get("in_reply_to_user_id") not in not_to
            and post["author_id"] not in not_from
        ]
        return self._listed(sorted(found, key=lambda post: -int(post["id"])), asked)

    def _listed(self, posts: list[dict[str, Any]], asked: dict[str, str]) -> Reply:
        since, until = int(asked.get("since_id", 0)), int(asked.get("until_id", 1 << 63))
        chosen = [post for post in posts if since < int(post["id"]) < until and post["id"] not in self.hidden]
        start, size = _offset(asked.get("pagination_token", "")), min(self.page, int(asked["max_results"]))
        shown = chosen[start : start + size]
        more = {"next_token": _token(start + size)} if start + size < len(chosen) else {}
        if self.repeating and shown:
            shown = [shown[-1], *shown[:-1], *chosen[start - 1 : start][: start and 1]]
        meta = {"result_count": len(shown), **more}
        return json({**self._with_includes(shown), "meta": meta} if shown else {"meta": meta})

    def _lookup(self, ids: list[str]) -> Reply:
        given = [self.posts[number] for number in ids if number in self.posts and number not in self.hidden]
        errors = [
            missing("ids", "tweet", number, "not-authorized-for-resource", f"Sorry, you are not authorized to see the Tweet: [{number}].")
            if number in self.hidden
            else missing("ids", "tweet", number, "resource-not-found", f"Could not find tweet with ids: [{number}].")
            for number in ids
            if number not in self.posts or number in self.hidden
        ]
        return json({**(self._with_includes(given) if given else {}), **({"errors": errors} if errors else {})})

    def _with_includes(self, posts: list[dict[str, Any]]) -> dict[str, Any]:
        named = [each["id"] for post in posts for each in post.get("referenced_tweets", [])]
        keys = [key for post in posts for key in post.get("attachments", {}).get("media_keys", [])]
        polls = [number for post in posts for number in post.get("attachments", {}).get("poll_ids", [])]
        includes = {
            "users": [self.people[number] for number in dict.fromkeys(post["author_id"] for post in posts)],
            "tweets": [self.posts[number] for number in dict.fromkeys(named) if number in self.posts],
            "media": [self.media[key] for key in dict.fromkeys(keys) if key in self.media],
            "polls": [self.polls[number] for number in dict.fromkeys(polls) if number in self.polls],
        }
        return {"data": posts, "includes": {kind: each for kind, each in includes.items() if each}}

    def _people(self, name: str, asked: dict[str, str]) -> Reply:
        start, size = _offset(asked.get("pagination_token", "")), min(self.page, int(asked["max_results"]))
        shown = self.lists[name][start : start + size]
        more = {"next_token": _token(start + size)} if start + size < len(self.lists[name]) else {}
        meta = {"result_count": len(shown), **more}
        return json({"data": shown, "meta": meta} if shown else {"meta": meta})

    def take(self, path: str, form: dict[str, str], authorization: str) -> Reply:
        """Give tokens, or take them back."""
        self.sent.append((path, form, authorization))
        if authorization != "Basic " + base64.b64encode(":".join(APP).encode()).decode():
            return json({"error": "unauthorized_client", "error_description": "Missing valid authorization header"}, 401)
        if path == "/2/oauth2/revoke":
            self.tokens.pop(form["token"], None)
            self.refreshing.pop(form["token"], None)
            return json({"revoked": True})
        code = form.get("code") or form.get("refresh_token", "")
        account = self.refreshing.pop(code, "")
        if not account:
            return json({"error": "invalid_request", "error_description": "Value passed for the token was invalid."}, 400)
        self._made += 1
        self.tokens[f"access-{self._made}"], self.refreshing[f"refresh-{self._made}"] = account, account
        told = {"token_type": "bearer", "expires_in": 7200, "access_token": f"access-{self._made}", "scope": "tweet.read users.read"}
        return json(told | ({"refresh_token": f"refresh-{self._made}"} if code != "once" else {}))


def _stamp(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _token(offset: int) -> str:
    return f"7140dibdnow{offset}"


def _offset(token: str) -> int:
    return int(token.removeprefix("7140dibdnow") or 0)


class _Answering(Quiet):
    site: Site

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.site.asked.append(parts.path)
        self.site.urls.append(self.path)
        happens = self.site.after.pop(len(self.site.asked), None)
        if happens:
            happens()
        if parts.path == "/2/activity/stream" and self.headers.get("authorization") == f"Bearer {APP_TOKEN}":
            self.site.activity.speak(self)
            return
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        reply = self.site.answers.get(parts.path) or self.of_activity({})
        self.send(reply or self.site.answer(parts.path, asked, self.headers.get("authorization", "")))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if reply := self.of_activity(orjson.loads(body) if body.startswith(b"{") else {}):
            self.send(reply)
            return
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.send(self.site.take(urlsplit(self.path).path, form, self.headers.get("authorization", "")))

    def do_PUT(self) -> None:
        self.send(self.of_activity({}) or problem("resource-not-found", 404))

    do_DELETE = do_PUT  # noqa: N815 -- the name that the library gives it

    def of_activity(self, body: dict[str, Any]) -> Reply | None:
        path = urlsplit(self.path).path.strip("/").split("/")[1:]
        if path[:1] not in (["webhooks"], ["activity"]):
            return None
        return self.site.activity.answer(self.command, path, body, self.headers.get("authorization", ""))

    def send(self, reply: Reply) -> None:
        self.answer(reply.status, reply.headers, reply.body)


@contextmanager
def x() -> Iterator[Site]:
    """A running server."""

    class Answering(_Answering):
        pass

    with serving(Answering) as url:
        Answering.site = Site(url)
        yield Answering.site
