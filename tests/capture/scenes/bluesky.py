"""Bluesky, on a real server: what an account does is heard on its stream, and looked at besides.

A real server is never empty by mistake: for that one there is a server of our own, with a repository that we sign ourselves.
"""

from __future__ import annotations

import base64
import datetime as dt
import threading
from collections.abc import Callable
from typing import ClassVar, Literal

import orjson
import pytest
from tests.capture.conftest import OPERATOR
from tests.capture.following import look_again
from tests.capture.scenes.scene import LOOKS, Scene, Stage
from tests.pds.server import Account as Resident
from tests.pds.server import Pds, Ref
from tests.platforms.bluesky.repos import CITY, REVISIONS, Repo
from tests.platforms.bluesky.servers import Reply, Web, json, web

from rostra.accounts.models import Account
from rostra.capture import actions
from rostra.capture.actions.streams import follow
from rostra.capture.models import StreamSource
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Work
from rostra.core import clock
from rostra.core.profile.capture import BlueskyTerms
from rostra.platforms.bluesky import car
from rostra.platforms.bluesky.cursor import read_cursor

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg+M/wHwAEAQH/VscvDQAAAABJRU5ErkJggg==")
POST = "app.bsky.feed.post"


class Until(threading.Event):
    """Set once something is so; it is asked by who follows a stream, after each batch."""

    def __init__(self, so: Callable[[], bool]) -> None:
        super().__init__()
        self._so = so

    def is_set(self) -> bool:
        return super().is_set() or self._so()


class BlueskyScene(Scene):
    """An account on a real PDS, and a resident there."""

    network: ClassVar[str] = "bluesky"
    keeps_each_edit: ClassVar[bool] = True
    sees_the_brief: ClassVar[bool] = True
    says_gone: ClassVar[str] = "asserted"
    filters: ClassVar[Literal["shown", "kept back", "none"]] = "none"

    def __init__(self, stage: Stage, pds: Pds, city: Resident, resident: Resident) -> None:
        self.city, self.resident, self.refs = city, resident, dict[str, Ref]()
        self.liked = resident.post("Good morning")
        self.account = follow_on(stage, BlueskyTerms(plc=pds.plc, resolver=pds.url, allow_http=True), city.did)
        for place in ("platforms.bluesky.stream.MARK_EVERY", "platforms.bluesky.stream.QUIET", "capture.actions.streams.WAIT"):
            stage.stack.enter_context(pytest.MonkeyPatch.context()).setattr(f"rostra.{place}", 0.05)
        self._hear()

    def look(self, *works: Work) -> None:
        """The worker hears what the stream has, and then looks at the account."""
        self._hear()
        look_again(self.account, *(works or LOOKS))

    def _hear(self) -> None:
        """Follow the stream up to something that happens once it is followed."""
        StreamSource.objects.update(retry=None, claimed_until=None)
        begun: dt.datetime | None = None

        def heard() -> bool:
            nonlocal begun
            source = StreamSource.objects.get()
            cursor = read_cursor(source.cursor)
            if source.connected and begun is None:
                begun = clock.now()
                self.resident.create("app.bsky.feed.like", {"subject": self.liked.link(), "createdAt": "2026-07-01T12:00:00.000Z"})
            return bool(begun and cursor and cursor.seq and cursor.time and cursor.time >= begun)

        assert follow(StreamSource.objects.get(), Connections(), Until(heard))

    def publish(self, text: str) -> str:
        return self._kept(self.city.post(text))

    def edit(self, uri: str, text: str) -> None:
        self.city.put(POST, uri.rpartition("/")[2], {"text": text, "createdAt": "2026-07-01T12:00:00.000Z"})

    def delete(self, uri: str) -> None:
        self.city.delete(uri)

    def reply(self, uri: str, text: str) -> str:
        return self.resident.reply(text, self.refs[uri]).uri

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        images = [{"image": self.city.upload(PNG + bytes([number]), "image/png"), "alt": alt} for number, alt in enumerate(alts)]
        return self.city.post(text, embed={"$type": "app.bsky.embed.images", "images": images}).uri

    def quote(self, text: str) -> tuple[str, str]:
        theirs = self.resident.post("Is it open?")
        return self.city.post(text, embed={"$type": "app.bsky.embed.record", "record": theirs.link()}).uri, theirs.uri

    def reply_elsewhere(self, text: str) -> tuple[str, str]:
        theirs = self.resident.post("Is it open?")
        return self.city.reply(text, theirs).uri, theirs.uri

    def rename(self, handle: str) -> str:
        self.city.call("com.atproto.identity.updateHandle", {"handle": f"{handle}.test"})
        return f"{handle}.test"

    def suspend(self, *, ended: bool = False) -> None:
        self.city.activate() if ended else self.city.deactivate()

    def hide(self, reply: str, *, by_filter: bool) -> None:
        if not by_filter:  # there are none that hide for everybody
            self._gate([reply])

    def unhide(self, reply: str) -> None:
        self._gate([])

    def _gate(self, hidden: list[str]) -> None:
        post = next(iter(self.refs))
        gate = {"post": post, "hiddenReplies": hidden, "createdAt": "2026-07-01T12:00:00.000Z"}
        self.city.put("app.bsky.feed.threadgate", post.rpartition("/")[2], gate)

    def _kept(self, ref: Ref) -> str:
        self.refs[ref.uri] = ref
        return ref.uri


class RepositoryScene(Scene):
    """An account whose repository lies on a server of our own, and is only looked at."""

    network: ClassVar[str] = "bluesky"

    def __init__(self, stage: Stage) -> None:
        self.site: Web = stage.stack.enter_context(web())
        self.repo = Repo()
        services = [{"id": "#atproto_pds", "serviceEndpoint": self.site.url}]
        self.site.answers[f"/{CITY}"] = json({**orjson.loads(self.repo.document.raw), "service": services})
        self.site.xrpc("com.atproto.identity.resolveHandle", json({"did": CITY}))
        self.account = follow_on(stage, BlueskyTerms(plc=self.site.url, resolver=self.site.url, allow_http=True), CITY)

    def publish(self, text: str) -> str:
        key = f"{POST}/{REVISIONS[len(self.repo.records)]}"
        self.repo.change("create", key, {"$type": POST, "text": text, "createdAt": "2026-07-01T12:00:00.000Z"})
        self.recover()
        return f"at://{CITY}/{key}"

    def go_blank(self, *, bodiless: bool) -> None:
        nothing = Reply(200, b"" if bodiless else car.write([], []))
        for name in ("sync.getRepo", "sync.getRecord", "repo.getRecord"):
            self.site.xrpc(f"com.atproto.{name}", nothing)

    def recover(self) -> None:
        for name in ("sync.getRepo", "sync.getRecord"):
            self.site.xrpc(f"com.atproto.{name}", Reply(200, self.repo.car()))


def follow_on(stage: Stage, terms: BlueskyTerms, did: str) -> Account:
    """The account, followed on the servers that these terms name."""
    stage.settings.PROFILE = stage.settings.PROFILE.model_copy(update={"bluesky": terms})
    made: Account = stage.register("city", network="bluesky", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=did)
    made.refresh_from_db()
    return actions.connect(made, actor=OPERATOR)
