"""A server on the loopback address that speaks Meta's Graph API as it is documented: fields, pages by cursors, errors by code, tokens.

It shows only the fields that were asked for, refuses those that the reference does not name, and writes the token into the address of the
next page, as Meta does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
JPEG = b"\xff\xd8\xffnot really a picture"
TOKEN = "EAABsecretOfTheAccount0123456789"  # what nothing may hold
APP_SECRET = "secretOfTheApplication42"
GONE = {"message": "Unsupported get request. Object does not exist, or missing permissions", "code": 100, "error_subcode": 33}


def error(code: int, subcode: int | None = None, status: int = 400, **headers: str) -> Reply:
    told = {"message": f"says no to {TOKEN}", "type": "OAuthException", "code": code, "fbtrace_id": "x"}
    return json({"error": {**told, **({"error_subcode": subcode} if subcode else {})}}, status, **headers)


@dataclass
class Meta:
    """One network: things by id with all their fields, and lists of ids by "id/edge", the newest first."""

    url: str
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    documented: dict[str, set[str]] = field(default_factory=dict)  # fields by sort of thing
    tokens: dict[str, str] = field(default_factory=dict)  # to the account, "" for a person
    answers: dict[str, Reply] = field(default_factory=dict)  # instead of what the path would give
    dies_after: int = 10**9  # answers until the token is taken back
    asked: list[str] = field(default_factory=list)  # paths
    addresses: list[str] = field(default_factory=list)  # whole, as a server on the way would write them down
    sent: list[dict[str, str]] = field(default_factory=list)  # forms
    ticks: int = 0
    start: dt.datetime = START - dt.timedelta(hours=6)

    def now(self) -> str:
        """A minute later each time, as Meta writes it."""
        self.ticks += 1
        return (self.start + dt.timedelta(minutes=self.ticks)).strftime("%Y-%m-%dT%H:%M:%S+0000")

    def add(self, sort: str, number: str, *lists: str, first: bool = True, **fields: Any) -> str:
        """A thing, in these lists; its number."""
        self.things[number] = {"_sort": sort, "id": number, **fields}
        for name in lists:
            known = self.lists.setdefault(name, [])
            known.insert(0, number) if first else known.append(number)
        return number

    def delete(self, number: str) -> None:
        """Somebody deletes it."""
        del self.things[number]
        for listed in self.lists.values():
            listed[:] = [each for each in listed if each != number]

    def photo(self, number: str) -> str:
        """Where a picture lies for the moment."""
        return f"{self.url}/cdn/{number}.jpg?oh=signed&oe={self.ticks}"

    def answer(self, path: str, asked: dict[str, str], token: str) -> Reply:
        """What is told to whoever has this token."""
        self.dies_after -= 1
        if path.startswith("/cdn/"):
            return Reply(200, JPEG, {"content-type": "image/jpeg"})
        if token not in self.tokens or self.dies_after < 0:
            return error(190, 460, 401)
        parts = [self.tokens[token] if part == "me" else part for part in path.strip("/").split("/")]
        if path.strip("/") == "":
            found = {number: self._shown(number, asked["fields"]) for number in asked["ids"].split(",") if number in self.things}
            return json(found) if found else json({"error": GONE}, 400)
        if len(parts) == 2:
            return self._list(parts, asked, token)
        return self._node(parts[0], asked.get("fields", "id"))

    def _node(self, number: str, fields: str) -> Reply:
        if number not in self.things:
            return json({"error": GONE}, 400)
        wrong = self._unknown(self.things[number]["_sort"], fields)
        return error(100) if wrong else json(self._shown(number, fields))

    def _list(self, parts: list[str], asked: dict[str, str], token: str) -> Reply:
        if parts[0] not in self.things:
            return json({"error": GONE}, 400)
        listed = self.lists.get("/".join(parts), [])
        if any(self._unknown(self.things[number]["_sort"], asked["fields"]) for number in listed):
            return error(100)
        first, size = int(asked.get("after", "c0")[1:]), int(asked["limit"])
        shown = [self._shown(number, asked["fields"]) for number in listed[first : first + size]]
        following = f"{self.url}/{'/'.join(parts)}?access_token={token}&after=c{first + size}"
        paging: dict[str, Any] = {"cursors": {"before": "c0", "after": f"c{first + size}"}}
        return json(
            {"data": shown, "paging": {**paging, **({"next": following} if first + size < len(listed) else {})}} if shown else {"data": []}
        )

    def _unknown(self, sort: str, fields: str) -> list[str]:
        return [name for name in _names(fields) if name not in self.documented[sort]]

    def _shown(self, number: str, fields: str) -> dict[str, Any]:
        thing = self.things[number]
        shown = {name: thing[name] for name in _names(fields) if thing.get(name) is not None}
        return {**shown, **({"id": number} if "id" in thing else {})}


def _names(fields: str) -> list[str]:
    """The names of a question, of the outermost braces."""
    names, depth = [], 0
    for part in re.split(r"([{}(),])", fields):
        if depth == 0 and part and part[0] not in "{}(),.":
            names.append(part.partition(".")[0])
        depth += (part in ("{", "(")) - (part in ("}", ")"))
    return names


@contextmanager
def graph() -> Iterator[Meta]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            self.addresses()
            parts = urlsplit(self.path)
            self.reply(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})

        def do_POST(self) -> None:
            self.addresses()
            content = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(content).items()}
            site.sent.append(form)
            self.reply(urlsplit(self.path).path, form)

        def addresses(self) -> None:
            site.addresses.append(self.path)

        def reply(self, path: str, asked: dict[str, str]) -> None:
            path = path.removeprefix("/v26.0").removeprefix("/v1.0")
            site.asked.append(path)
            token = self.headers.get("authorization", "").removeprefix("Bearer ")
            found = site.answers.get(path)
            reply = found if found is not None else site.answer(path, asked, token)
            self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        site = Meta(url)
        yield site


def client() -> httpx.Client:
    return httpx.Client(timeout=5)
