"""A server on the loopback address that speaks the documented interface of Flickr, and checks signatures by itself (RFC 5849)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving
from tests.platforms.spoiling import spoil

from rostra.platforms.base import Unauthorised
from rostra.platforms.consent import App, Tokens

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
CITY, RESIDENT = "12037949754@N01", "35468159852@N01"
APP = App("key-of-the-city", "planted-app-secret")
TOKEN, SECRET = "72157-planted-token", "planted-token-secret"
JPEG = b"\xff\xd8\xff\xe0 not really a picture"
SIZES = (("Square", 75, "photo"), ("Original", "50", "photo"), ("Site MP4", 10, "video"), ("Large", 1024, "photo"))
_PART = re.compile(r'(\w+)="([^"]*)"')


def fail(code: int, words: str = "no") -> Reply:
    """How Flickr says no: with status 200."""
    return json({"stat": "fail", "code": code, "message": words})


@dataclass
class Site:
    """Flickr: people, photos in the order in which they came, comments below them."""

    url: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    photos: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)  # of each token that counts
    holder: str = CITY
    connected: bool = False
    answers: dict[str, Reply | Callable[[], Reply | None]] = field(default_factory=dict)  # instead of what a method would give
    spoiling: tuple[Collection[str], Any] = ((), None)  # names of fields, and what stands under them
    most: int = 100
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    start: dt.datetime = START - dt.timedelta(hours=10)
    ticks: int = 0

    def join(self, number: str, name: str) -> str:
        self.people[number] = {
            "id": number, "nsid": number, "iconserver": "0", "iconfarm": 0, "path_alias": name.lower(),
            "username": {"_content": name},
            "realname": {"_content": f"City of {name}"}, "location": {"_content": ""},
            "description": {"_content": "Photos of <b>the city</b>"},
        }  # fmt: skip
        return number

    def upload(self, title: str, *, public: int = 1, safe: bool = True, **fields: Any) -> str:
        """A photo of the city; its number."""
        number, at = str(5000 + self.ticks), self.now()
        self.photos[number] = {
            "id": number, "owner": CITY, "title": title, "description": "", "tags": "", "posted": at, "updated": at, "media": "photo",
            "public": public, "safe": safe, **fields,
        }  # fmt: skip
        return number

    def edit(self, photo: str, **fields: Any) -> None:
        self.photos[photo] |= {"updated": self.now(), **fields}

    def say(self, photo: str, text: str, *, by: str = RESIDENT) -> str:
        """A comment; the last part of its id."""
        number, at = str(72157000000 + self.ticks), self.now()
        self.comments.setdefault(photo, []).append({
            "id": f"6065-{photo}-{number}", "author": by, "authorname": "Somebody", "realname": "", "path_alias": None, "datecreate": at,
            "permalink": f"https://www.flickr.com/photos/x/{photo}/#comment{number}", "_content": text,
        })  # fmt: skip
        if photo in self.photos:
            self.photos[photo]["updated"] = at
        return number

    def now(self) -> str:
        self.ticks += 1
        return str(int((self.start + dt.timedelta(minutes=self.ticks)).timestamp()))

    def tokens(self, account: str) -> Tokens:
        if not self.connected:
            raise Unauthorised("not connected")
        return Tokens(TOKEN, secret=SECRET)

    def answer(self, form: dict[str, str], told: dict[str, str]) -> Reply:
        """What whoever asks with this form, signed so or not at all, is told."""
        if told:
            if told["oauth_token"] not in self.secrets:
                return fail(98, f"Invalid auth token {told['oauth_token']}")
        elif form.get("api_key") != APP.id:
            return fail(100, "Invalid API Key")
        name = form["method"].replace(".", "_")
        return getattr(self, f"_{name}")(form, signed=bool(told))

    def _flickr_urls_lookupUser(self, form: dict[str, str], *, signed: bool) -> Reply:
        found = next(
            (n for n, person in self.people.items() if form["url"] == f"https://www.flickr.com/photos/{person['path_alias']}/"), ""
        )
        return json({"stat": "ok", "user": {"id": found, "username": {"_content": "x"}}}) if found else fail(1, "User not found")

    def _flickr_test_login(self, form: dict[str, str], *, signed: bool) -> Reply:
        return json({"stat": "ok", "user": {"id": self.holder}})

    def _flickr_people_getInfo(self, form: dict[str, str], *, signed: bool) -> Reply:
        person = self.people.get(form["user_id"])
        return json({"stat": "ok", "person": person}) if person else fail(5, "User deleted")

    def _flickr_people_getPublicPhotos(self, form: dict[str, str], *, signed: bool) -> Reply:
        return self._page([photo for photo in self.photos.values() if photo["public"] and photo["safe"]], form)

    def _flickr_people_getPhotos(self, form: dict[str, str], *, signed: bool) -> Reply:
        return self._page([photo for photo in self.photos.values() if photo["public"]], form) if signed else fail(99)

    def _page(self, found: list[dict[str, Any]], form: dict[str, str]) -> Reply:
        size, page = min(self.most, int(form["per_page"])), int(form["page"])
        shown = [self._listed(photo) for photo in found[::-1][(page - 1) * size : page * size]]
        told = {"page": page, "pages": -(-len(found) // size), "perpage": size, "total": str(len(found)), "photo": shown}
        return json({"stat": "ok", "photos": told})

    def _listed(self, photo: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": photo["id"], "owner": photo["owner"], "secret": "s", "server": "1", "farm": 1, "title": photo["title"],
            "ispublic": photo["public"], "description": {"_content": photo["description"]}, "dateupload": photo["posted"],
            "lastupdate": photo["updated"], "tags": photo["tags"], "media": photo["media"],
        }  # fmt: skip

    def _flickr_photos_getInfo(self, form: dict[str, str], *, signed: bool) -> Reply:
        photo = self._seen(form, signed=signed)
        if photo is None:
            return fail(1, "Photo not found")
        told = {
            "id": photo["id"], "owner": {"nsid": photo["owner"]}, "title": {"_content": photo["title"]},
            "description": {"_content": photo["description"]}, "visibility": {"ispublic": photo["public"]},
            "dates": {"posted": photo["posted"], "lastupdate": photo["updated"]}, "media": photo["media"],
            "tags": {"tag": [{"_content": tag, "raw": tag.title()} for tag in photo["tags"].split()]},
            "comments": {"_content": str(len(self.comments.get(photo["id"], [])))},
        }  # fmt: skip
        return json({"stat": "ok", "photo": told})

    def _flickr_photos_comments_getList(self, form: dict[str, str], *, signed: bool) -> Reply:
        if self._seen(form, signed=signed) is None:
            return fail(1, "Photo not found")
        found = self.comments.get(form["photo_id"], [])
        return json({"stat": "ok", "comments": {"photo_id": form["photo_id"], **({"comment": found} if found else {})}})

    def _flickr_photos_getSizes(self, form: dict[str, str], *, signed: bool) -> Reply:
        if self._seen(form, signed=signed) is None:
            return fail(1, "Photo not found")
        sizes = [
            {"label": label, "width": width, "height": "80", "source": f"{self.url}/files/{label[:4]}", "media": media}
            for label, width, media in SIZES
            if media == "photo" or self.photos[form["photo_id"]]["media"] == "video"
        ]
        return json({"stat": "ok", "sizes": {"candownload": 1, "size": sizes}})

    def _seen(self, form: dict[str, str], *, signed: bool) -> dict[str, Any] | None:
        found = self.photos.get(form["photo_id"])
        return found if found and (found["public"] or signed) else None

    def consent(self, step: str, told: dict[str, str]) -> Reply:
        """Flickr's side of OAuth."""
        if step == "request_token":
            self.secrets["question"] = "planted-question-secret"
            answer = {"oauth_callback_confirmed": "true", "oauth_token": "question", "oauth_token_secret": self.secrets["question"]}
            return Reply(200, urlencode(answer).encode())
        if told.get("oauth_verifier") != "said-yes":
            return Reply(401, b"oauth_problem=verifier_invalid")
        self.secrets[TOKEN] = SECRET
        answer = {"fullname": "x", "oauth_token": TOKEN, "oauth_token_secret": SECRET, "user_nsid": self.holder, "username": "x"}
        return Reply(200, urlencode(answer).encode())

    def is_signed(self, path: str, form: dict[str, str], told: dict[str, str]) -> bool:
        """Whether the signature is that of the app and the token for this very request (RFC 5849, 3.4)."""
        pairs = {**form, **{name: value for name, value in told.items() if name not in ("realm", "oauth_signature")}}
        text = "&".join(f"{_escaped(name)}={_escaped(pairs[name])}" for name in sorted(pairs))
        base = "&".join(_escaped(part) for part in ("POST", f"{self.url}{path}", text))
        key = f"{_escaped(APP.secret)}&{_escaped(self.secrets.get(told.get('oauth_token', ''), ''))}"
        expected = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
        return told["oauth_consumer_key"] == APP.id and told["oauth_signature"] == expected


def _escaped(text: str) -> str:
    return quote(text, safe="~")


@contextmanager
def flickr() -> Iterator[Site]:
    """A running server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            self.answer(200, {"content-type": "image/jpeg"}, JPEG + self.path.encode())

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["content-length"])).decode(), keep_blank_values=True))
            told = {name: unquote(value) for name, value in _PART.findall(self.headers.get("authorization", ""))}
            site.asked.append(self.path)
            site.forms.append(form)
            reply = self._reply(form, told)
            self.answer(reply.status, reply.headers, reply.body)

        def _reply(self, form: dict[str, str], told: dict[str, str]) -> Reply:
            found = site.answers.get(form.get("method", ""))
            if reply := found() if callable(found) else found:
                return reply
            if told.get("oauth_token", "") in ("", *site.secrets) and told and not site.is_signed(self.path, form, told):
                return fail(96, "Invalid signature")
            if self.path.startswith("/services/oauth/"):
                return site.consent(self.path.rpartition("/")[2], told)
            return spoil(site.answer(form, told), *site.spoiling)

    with serving(Answering) as url:
        site = Site(url)
        site.join(CITY, "Exampleville")
        yield site
