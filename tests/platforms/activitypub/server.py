"""A server of the fediverse on the loopback address, after https://www.w3.org/TR/activitypub/, as one who signs nothing sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
PNG = b"\x89PNG\r\n\x1a\nnot really a picture"


@dataclass
class Village:
    """Actors by user name, what they wrote by address, and their outboxes, the oldest first."""

    url: str
    actors: dict[str, dict[str, Any]] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    outboxes: dict[str, list[Any]] = field(default_factory=dict)
    answers: dict[str, list[Reply]] = field(default_factory=dict)  # the next answers of a path, instead of what it would give
    gone: set[str] = field(default_factory=set)  # addresses that answer 410
    page: int = 20
    shown: int = 1 << 30  # so many of the newest an outbox holds
    names_only: bool = False  # outboxes name posts, and do not hold them
    asked: list[str] = field(default_factory=list)
    start: dt.datetime = START
    ticks: int = 0

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def actor(self, user: str) -> str:
        return f"{self.url}/users/{user}"

    def join(self, user: str, **fields: Any) -> str:
        """Somebody has an account from now on; the actor's address."""
        self.actors[user] = {
            "@context": "https://www.w3.org/ns/activitystreams", "id": self.actor(user), "type": "Person", "preferredUsername": user,
            "name": user.title(), "summary": "<p>News of the city</p>", "outbox": f"{self.actor(user)}/outbox",
            "inbox": f"{self.actor(user)}/inbox", "url": f"{self.url}/@{user}",
            "icon": {"type": "Image", "mediaType": "image/png", "url": f"{self.url}/media/{user}.png"},
            "attachment": [{"type": "PropertyValue", "name": "Web", "value": "<a href='https://city.example'>city.example</a>"}], **fields,
        }  # fmt: skip
        self.outboxes[user] = []
        return self.actor(user)

    def say(self, user: str, content: str, **fields: Any) -> str:
        """Post something; its address."""
        published = self._now()
        uri = f"{self.actor(user)}/notes/{self.ticks}"
        to = fields.pop("to", [PUBLIC])
        self.things[uri] = {
            "id": uri, "type": "Note", "attributedTo": self.actor(user), "content": content, "published": published, "to": to, "cc": [],
            "url": f"{self.url}/@{user}/{self.ticks}", "replies": {"id": f"{uri}/replies", "type": "Collection", "items": []}, **fields,
        }  # fmt: skip
        answered = self.things.get(fields.get("inReplyTo", ""))
        if answered:
            answered["replies"]["items"].append(uri)
        self._do(user, {"id": f"{uri}/activity", "type": "Create", "published": published, "to": to, "object": uri})
        return uri

    def repeat(self, user: str, uri: str) -> str:
        published = self._now()
        activity = {
            "id": f"{self.actor(user)}/boosts/{self.ticks}",
            "type": "Announce",
            "published": published,
            "object": uri,
            "to": [PUBLIC],
        }
        self._do(user, activity)
        return str(activity["id"])

    def edit(self, uri: str, content: str) -> None:
        self.things[uri].update(content=content, updated=self._now())

    def delete(self, uri: str, *, tombstone: bool = False) -> None:
        """Take it away: with nothing left (404), or with a word that it was there (410, or 200 with ``tombstone``)."""
        thing = self.things.pop(uri)
        for activities in self.outboxes.values():
            activities[:] = [each for each in activities if each["object"] != uri]
        if tombstone:
            self.things[uri] = {"id": uri, "type": "Tombstone", "formerType": thing["type"], "deleted": self._now()}

    def answer(self, path: str, asked: dict[str, str]) -> Reply:
        """What a stranger is told."""
        address = self.url + path
        if address in self.gone:
            return Reply(410)
        if path == "/.well-known/webfinger":
            return self._finger(asked["resource"])
        if path.startswith("/media/"):
            return Reply(200, PNG, {"content-type": "image/png"})
        user = path.split("/")[2] if path.startswith("/users/") else ""
        if path.endswith("/outbox"):
            return self._outbox(user, asked)
        found = self.actors.get(user) if address == self.actor(user) else self.things.get(address)
        return json(found) if found else Reply(404)

    def _finger(self, resource: str) -> Reply:
        names = {user: f"acct:{actor['preferredUsername']}@{self.host}" for user, actor in self.actors.items()}
        user = next((user for user, name in names.items() if resource in (name, self.actor(user))), "")
        link = {"rel": "self", "type": "application/activity+json", "href": self.actor(user)}
        return json({"subject": names[user], "links": [link]}) if user else Reply(404)

    def _outbox(self, user: str, asked: dict[str, str]) -> Reply:
        address, activities = f"{self.actor(user)}/outbox", self.outboxes[user][::-1][: self.shown]
        if "page" not in asked:
            return json({"id": address, "type": "OrderedCollection", "totalItems": len(activities), "first": f"{address}?page=0"})
        start = int(asked["page"]) * self.page
        more = {"next": f"{address}?page={int(asked['page']) + 1}"} if len(activities) > start + self.page else {}
        held = [self._held(each) for each in activities[start : start + self.page]]
        return json({"id": f"{address}?page={asked['page']}", "type": "OrderedCollectionPage", "orderedItems": held, **more})

    def _held(self, activity: dict[str, Any]) -> dict[str, Any]:
        thing = None if activity["type"] == "Announce" else self.things.get(activity["object"])
        return activity if self.names_only or not thing else {**activity, "object": thing}

    def _do(self, user: str, activity: dict[str, Any]) -> None:
        self.outboxes[user].append({"actor": self.actor(user), **activity})

    def _now(self) -> str:
        self.ticks += 1
        return (self.start + dt.timedelta(minutes=self.ticks)).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def village() -> Iterator[Village]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            site.asked.append(parts.path)
            waiting = site.answers.get(parts.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            reply = waiting.pop(0) if waiting else site.answer(parts.path, asked)
            self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        site = Village(url)
        yield site
