"""An account on each network whose exports state no numbers: as its interface shows it, and as its export tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.capture.conftest import OPERATOR, Register
from tests.platforms.facebook import server as facebook
from tests.platforms.graph.conftest import make
from tests.platforms.graph.server import graph
from tests.platforms.instagram import server as instagram
from tests.platforms.meta.exports import AT, INSTAGRAM, PAGE, facebook_post, instagram_post, thread, threads, written
from tests.platforms.threads import server as threads_server
from tests.platforms.tiktok import exports as tiktok_exports
from tests.platforms.tiktok.server import ACCOUNT as TIKTOK_ACCOUNT
from tests.platforms.tiktok.server import connected, tiktok
from tests.platforms.x.archives import pack

from rostra.accounts.models import Account, Handle
from rostra.archive.actions.intake import Captured, Receipt, take_in
from rostra.capture.actions.imports import take_in_file
from rostra.capture.models import Import
from rostra.core import clock
from rostra.platforms.base import Item, Method, Platform, Source
from rostra.platforms.facebook import Facebook, FacebookExport
from rostra.platforms.files.exported import Exported
from rostra.platforms.instagram import Instagram, InstagramExport
from rostra.platforms.threads import Threads, ThreadsExport
from rostra.platforms.tiktok import TikTok, TikTokExport

POSTS = f"{PAGE}/posts/profile_posts_1.json"

Told = list[tuple[str, int]]  # texts with their seconds


def moment(at: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(at, dt.UTC)


def stamp(at: int) -> str:
    """A moment as Meta's interface writes it."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%S+0000")


@dataclass
class Place:
    """One account. ``post`` publishes a number, a text, at a second."""

    account: Account
    platform: Platform
    post: Callable[..., Any]
    export: type[Exported]
    packed: Callable[[Told], bytes]
    folder: Path
    site: Any = field(default=None)

    def look(self) -> Receipt:
        """Take in what the interface shows now."""
        items = [event for event in self.platform.poll(self.account.identity, "") if isinstance(event, Item)]
        return take_in([Captured(item) for item in items], accounts={self.account.identity: self.account}, actor=OPERATOR)

    def hand_over(self, *told: tuple[str, int], raw: bytes = b"", name: str = "export.zip", **how: Any) -> Import:
        """Take in an export that tells this."""
        path = self.folder / name
        path.write_bytes(raw or self.packed(list(told)))
        return take_in_file(self.opened(name), path, actor=OPERATOR, told=self.account, **how)

    def opened(self, name: str) -> Exported:
        return self.export(Source(Method.IMPORT, name, clock.now()), self.account.identity)


def of_facebook(told: Told) -> bytes:
    return pack({POSTS: written([facebook_post(text, at) for text, at in told])})


def of_instagram(told: Told) -> bytes:
    posts = [instagram_post(text, at, f"media/posts/202311/{number}.jpg") for number, (text, at) in enumerate(told)]
    return pack({f"{INSTAGRAM}/media/posts_1.json": written(posts)})


def of_threads(told: Told) -> bytes:
    return pack({f"{INSTAGRAM}/threads/threads_and_replies.json": threads(*(thread(text, at) for text, at in told))})


def of_tiktok(told: Told) -> bytes:
    """The links lead to files that are signed and tell no number."""
    facts = ((text, f"{moment(at):%Y-%m-%d %H:%M:%S}", f"https://v16m.tiktokcdn.example/video/{at}.mp4") for text, at in told)
    return tiktok_exports.export([tiktok_exports.post(Title=text, Date=date, Link=link) for text, date, link in facts])


class Places:
    """Makes them, on servers that run as long as ``running`` is open."""

    def __init__(self, running: ExitStack, register: Register, folder: Path) -> None:
        self._running = running
        self._register = register
        self._folder = folder
        self._http = running.enter_context(httpx.Client(timeout=5))

    def of(self, network: str) -> Place:
        """That of this network."""
        made: Place = getattr(self, f"_{network}")()
        return made

    def _account(self, network: str, identity: str) -> Account:
        made = self._register(network, network=network, state="active")  # type: ignore[call-arg] # the fixture takes them
        Account.objects.filter(pk=made.pk).update(identity=identity, handle="exampleville")
        Handle.objects.create(account=made, handle=tiktok_exports.HANDLE, first_seen=clock.now(), last_seen=clock.now())
        made.refresh_from_db()
        return made

    def _facebook(self) -> Place:
        site = facebook.page(self._running.enter_context(graph()))

        def post(number: int, text: str, at: int = AT, **more: Any) -> str:
            return facebook.post(site, number, text, **{"created_time": stamp(at), "updated_time": stamp(at), **more})

        account = self._account("facebook", facebook.PAGE)
        return Place(account, make(Facebook, site, self._http), post, FacebookExport, of_facebook, self._folder, site)

    def _instagram(self) -> Place:
        site = instagram.account(self._running.enter_context(graph()))

        def post(number: int, text: str, at: int = AT, **more: Any) -> str:
            return instagram.media(site, number, text, timestamp=stamp(at), **more)

        account = self._account("instagram", instagram.ACCOUNT)
        return Place(account, make(Instagram, site, self._http), post, InstagramExport, of_instagram, self._folder, site)

    def _threads(self) -> Place:
        site = threads_server.account(self._running.enter_context(graph()))

        def post(number: int, text: str, at: int = AT, **more: Any) -> str:
            return threads_server.post(site, number, text, timestamp=stamp(at), **more)

        account = self._account("threads", threads_server.ACCOUNT)
        return Place(account, make(Threads, site, self._http), post, ThreadsExport, of_threads, self._folder, site)

    def _tiktok(self) -> Place:
        site = self._running.enter_context(tiktok())

        def post(number: int, text: str, at: int = AT) -> str:
            return site.post(text, create_time=at, id=str(7_000_000_000_000_000_000 + number))

        platform = TikTok(self._http, api=site.url, allow_http=True, tokens=connected)
        return Place(self._account("tiktok", TIKTOK_ACCOUNT), platform, post, TikTokExport, of_tiktok, self._folder, site)
