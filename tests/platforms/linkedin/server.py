"""LinkedIn on the loopback address, as its versioned interface is documented: https://learn.microsoft.com/linkedin/marketing/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving

from rostra.platforms.base import Unauthorised
from rostra.platforms.consent import Tokens

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
ACCOUNT = "urn:li:organization:2414183"
RESIDENT = "urn:li:person:a1B2c3D4e5"
TOKEN = "AQXplantedTokenOfExampleville"  # planted: looked for where it must not be
JPEG = b"\xff\xd8\xff\xe0not really a picture"


@dataclass
class LinkedInSite:
    """One page with its posts and comments, and the tokens that are good."""

    url: str
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)  # by name
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)  # by name
    page: dict[str, Any] = field(default_factory=dict)
    roles: list[dict[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    renewable: bool = False
    dies_after: int = 10**9  # answers until the token is taken back
    answers: dict[str, list[Reply]] = field(default_factory=dict)  # the next answers of a path, instead of what it would give
    asked: list[str] = field(default_factory=list)  # paths with their queries
    start: dt.datetime = START
    ticks: int = 0

    def say(self, words: str, **fields: Any) -> str:
        """Publish a post; its name."""
        at = self._now()
        urn = f"urn:li:share:{7_000_000_000_000_000_000 + self.ticks}"
        self.posts[urn] = {
            "id": urn, "author": ACCOUNT, "commentary": words, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED", "createdAt": at,
            "publishedAt": at, "lastModifiedAt": at, "lifecycleStateInfo": {"isEditedByAuthor": False}, "isReshareDisabledByAuthor": False,
            "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []}, **fields,
        }  # fmt: skip
        return urn

    def edit(self, urn: str, words: str) -> None:
        self.posts[urn].update(commentary=words, lastModifiedAt=self._now(), lifecycleStateInfo={"isEditedByAuthor": True})

    def comment(self, urn: str, words: str, *, actor: str = RESIDENT, above: str = "", **fields: Any) -> str:
        """Write below a post, or below the comment ``above``; the comment's name."""
        at, activity = self._now(), urn.replace("share", "activity")
        number = str(6_000_000_000_000_000_000 + self.ticks)
        name = f"urn:li:comment:({activity},{number})"
        self.comments[name] = {
            "id": number, "commentUrn": name, "object": activity, "actor": actor, "message": {"attributes": [], "text": words},
            "created": {"actor": actor, "time": at}, "lastModified": {"actor": actor, "time": at},
            **({"parentComment": above} if above else {}), **fields,
        }  # fmt: skip
        return name

    def answer(self, path: str, query: dict[str, str], token: str) -> Reply:
        """What LinkedIn says. ``path``: below /rest/, its parts not yet decoded."""
        if path.startswith("media/"):
            return Reply(401) if token else Reply(200, JPEG, {"content-type": "image/jpeg"})
        self.dies_after -= 1
        if token.removeprefix("Bearer ") not in self.tokens or self.dies_after < 0:
            return refusal(401, "REVOKED_ACCESS_TOKEN", f"The token {token} used in the request has been revoked by the user")
        parts = [unquote(part) for part in path.removeprefix("rest/").split("/")]
        if parts[0] == "organizations":
            return json(self.page) if parts[1] == str(self.page.get("id")) else refusal(404, "NOT_FOUND")
        if parts[0] == "organizationAcls":
            return json(self._page(self.roles, query))
        if parts[0] == "posts":
            return self._posts(parts[1:], query)
        if parts[0] == "socialActions":
            return self._comments(parts[1], parts[3:], query)
        if parts[0] in ("images", "videos", "documents"):
            return json({"id": parts[1], "status": "AVAILABLE", "downloadUrl": f"{self.url}/media/{parts[1]}?e=1&t=signed"})
        return refusal(404, "RESOURCE_NOT_FOUND")

    def _posts(self, rest: list[str], query: dict[str, str]) -> Reply:
        if rest:
            return json(self.posts[rest[0]]) if rest[0] in self.posts else refusal(404, "NOT_FOUND")
        assert (query["q"], query["author"], query["sortBy"]) == ("author", ACCOUNT, "LAST_MODIFIED")
        return json(self._page(sorted(self.posts.values(), key=lambda post: -int(post["lastModifiedAt"])), query))

    def _comments(self, urn: str, rest: list[str], query: dict[str, str]) -> Reply:
        if rest:
            found = self.comments.get(f"urn:li:comment:({urn},{rest[0]})")
            return json(self._told(found)) if found else refusal(404, "NOT_FOUND")
        activity = urn.replace("share", "activity")
        below = urn if urn.startswith("urn:li:comment:") else None
        shown = [
            self._told(each) for each in self.comments.values() if each.get("parentComment") == below and each["object"] in (activity, urn)
        ]
        if below:
            shown = [self._told(each) for each in self.comments.values() if each.get("parentComment") == below]
        return json(self._page(shown, query))

    def _told(self, comment: dict[str, Any]) -> dict[str, Any]:
        count = sum(each.get("parentComment") == comment["commentUrn"] for each in self.comments.values())
        return {**comment, **({"commentsSummary": {"aggregatedTotalComments": count}} if count else {})}

    def _page(self, things: list[Any], query: dict[str, str]) -> dict[str, Any]:
        start, count = int(query.get("start", 0)), int(query.get("count", 10))
        links = (
            [{"rel": "next", "type": "application/json", "href": f"/rest/x?start={start + count}"}] if len(things) > start + count else []
        )
        return {"elements": things[start : start + count], "paging": {"start": start, "count": count, "links": links}}

    def token(self, sent: dict[str, str]) -> Reply:
        if sent.get("code", sent.get("refresh_token")) not in ("the-code", "AQrefresh") or sent["client_secret"] != "app-secret":
            return json({"error": "invalid_grant", "error_description": f"Unable to retrieve access token of {sent}"}, 400)
        self.ticks += 1
        access = f"AQaccess{self.ticks}"
        self.tokens.add(access)
        more = {"refresh_token": "AQrefresh", "refresh_token_expires_in": 31536000} if self.renewable else {}
        return json({"access_token": access, "expires_in": 5184000, "scope": "r_organization_admin,r_organization_social", **more})

    def _now(self) -> int:
        self.ticks += 1
        return int((self.start + dt.timedelta(minutes=self.ticks)).timestamp() * 1000)


def refusal(status: int, code: str, message: str = "") -> Reply:
    return json({"status": status, "serviceErrorCode": 100, "code": code, "message": message}, status)


@contextmanager
def linkedin() -> Iterator[LinkedInSite]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            site.asked.append(self.path)
            if parts.path.startswith("/rest/"):
                assert len(self.headers["linkedin-version"]) == 6
                assert self.headers["x-restli-protocol-version"] == "2.0.0"
            waiting = site.answers.get(parts.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            reply = waiting.pop(0) if waiting else site.answer(parts.path[1:], query, self.headers["authorization"] or "")
            self.answer(reply.status, reply.headers, reply.body)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"])).decode()
            reply = site.token({name: values[0] for name, values in parse_qs(content).items()})
            self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        site = LinkedInSite(url)
        site.page = {
            "id": 2414183, "vanityName": "exampleville", "localizedName": "City of Exampleville",
            "localizedDescription": "News of the city",
            "localizedWebsite": "https://exampleville.example/", "organizationType": "GOVERNMENT_AGENCY",
            "logoV2": {"original": "urn:li:digitalmediaAsset:C4D0BAQlogo", "cropped": "urn:li:digitalmediaAsset:C4D0BAQcropped"},
        }  # fmt: skip
        site.roles = [{"role": "ADMINISTRATOR", "organization": ACCOUNT, "roleAssignee": RESIDENT, "state": "APPROVED"}]
        yield site


def connected(account: str) -> Tokens:
    """The tokens of the page, as capture hands them out."""
    if account != ACCOUNT:
        raise Unauthorised("not connected")
    return Tokens(TOKEN)
