"""The networks of Meta, all by one server that speaks the Graph API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any, ClassVar, Literal

from tests.capture.scenes.scene import Scene, Stage, nothing
from tests.platforms.facebook import server as facebook
from tests.platforms.graph.server import TOKEN, Meta, error, graph
from tests.platforms.instagram import server as instagram
from tests.platforms.threads import server as threads

from rostra.core import clock
from rostra.platforms.consent import Tokens
from rostra.platforms.facebook.answers import HOME as FACEBOOK
from rostra.platforms.instagram.answers import HOME as INSTAGRAM
from rostra.platforms.threads.answers import HOME as THREADS


class MetaScene(Scene):
    """What the three have in common."""

    version: ClassVar[str]
    number: ClassVar[str]
    opened: ClassVar[Callable[[Meta], Meta]]
    words: ClassVar[str]  # the field with the text of a post
    lists: ClassVar[tuple[str, ...]]
    handle: ClassVar[str] = "username"
    page: ClassVar[int] = 50
    tokens: ClassVar[Tokens] = Tokens(TOKEN)

    def __init__(self, stage: Stage) -> None:
        self.site: Meta = type(self).opened(stage.stack.enter_context(graph()))
        self.site.start = clock.now() - dt.timedelta(hours=11)
        self.numbers = count(1)
        self.account = self.follow(stage, self.number, f"{self.site.url}/{self.version}")

    def id_of(self, uri: str) -> str:
        """What the interface calls it."""
        return uri.rpartition("/")[2]

    def thing(self, uri: str) -> dict[str, Any]:
        return self.site.things[self.id_of(uri)]

    def edit(self, uri: str, text: str) -> None:
        self.thing(uri)[self.words] = text

    def delete(self, uri: str) -> None:
        number = self.id_of(uri)
        for below in [each for path, listed in self.site.lists.items() if path.startswith(f"{number}/") for each in listed]:
            self.site.things.pop(below, None)
        self.site.delete(number)

    def end_stories(self) -> None:
        for number in list(self.site.lists[f"{self.number}/stories"]):
            self.site.delete(number)

    def rename(self, handle: str) -> str:
        self.site.things[self.number][self.handle] = handle
        return handle

    def suspend(self, *, ended: bool = False) -> None:
        self.site.answers = {} if ended else dict.fromkeys((f"/{self.number}", "/me"), error(368))

    def revoke_between_pages(self) -> None:
        self.site.dies_after = 2  # answers: who the account is, and one page

    def grant(self) -> None:
        self.site.dies_after = 10**9

    def go_blank(self, *, bodiless: bool) -> None:
        for path in self.lists:
            self.site.answers[f"/{self.number}/{path}"] = nothing({"data": []}, bodiless=bodiless)
        for number, thing in self.site.things.items():
            if thing["_sort"] in ("post", "media"):
                self.site.answers[f"/{number}"] = nothing({}, bodiless=bodiless)

    def recover(self) -> None:
        self.site.answers.clear()


class FacebookScene(MetaScene):
    """A Page."""

    network: ClassVar[str] = "facebook"
    version: ClassVar[str] = "v26.0"
    number: ClassVar[str] = facebook.PAGE
    opened: ClassVar[Callable[[Meta], Meta]] = staticmethod(facebook.page)
    words: ClassVar[str] = "message"
    lists: ClassVar[tuple[str, ...]] = ("published_posts", "visitor_posts", "tagged", "stories", "blocked")

    def publish(self, text: str) -> str:
        return f"{FACEBOOK}/{facebook.post(self.site, next(self.numbers), text)}"

    def edit(self, uri: str, text: str) -> None:
        super().edit(uri, text)
        self.thing(uri)["updated_time"] = self.site.now()

    def reply(self, uri: str, text: str) -> str:
        return f"{FACEBOOK}/{facebook.comment(self.site, self.id_of(uri), next(self.numbers), text)}"

    def story(self, number: int) -> str:
        self.site.add("photo", f"7{number}", alt_text="", images=[{"width": 9, "source": self.site.photo(f"7{number}")}])
        told = {"status": "PUBLISHED", "creation_time": str(int(self.site.start.timestamp())), "media_type": "photo"}
        self.site.things[f"story{number}"] = {"_sort": "story", "post_id": str(number), "media_id": f"7{number}", **told}
        self.site.lists.setdefault(f"{self.number}/stories", []).insert(0, f"story{number}")
        return f"{FACEBOOK}/{self.number}/stories/{number}"

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        shown = facebook.album(self.site, *((f"50{number}", alt) for number, alt in enumerate(alts, 1)))
        for number, alt in enumerate(alts, 1):
            self.site.things[f"50{number}"]["alt_text"] = alt  # that of the machine, which stands in for none
        return f"{FACEBOOK}/{facebook.post(self.site, next(self.numbers), text, attachments=shown)}"

    def quote(self, text: str) -> tuple[str, str]:
        told = {"parent_id": "700_8", "status_type": "shared_story"}
        return f"{FACEBOOK}/{facebook.post(self.site, next(self.numbers), text, **told)}", f"{FACEBOOK}/700_8"

    def hide(self, reply: str, *, by_filter: bool) -> None:
        self.thing(reply)["is_hidden"] = True

    def unhide(self, reply: str) -> None:
        self.thing(reply)["is_hidden"] = False


class InstagramScene(MetaScene):
    """A professional account."""

    network: ClassVar[str] = "instagram"
    version: ClassVar[str] = "v26.0"
    number: ClassVar[str] = instagram.ACCOUNT
    opened: ClassVar[Callable[[Meta], Meta]] = staticmethod(instagram.account)
    words: ClassVar[str] = "caption"
    lists: ClassVar[tuple[str, ...]] = ("media", "stories")
    filters: ClassVar[Literal["shown", "kept back", "none"]] = "kept back"

    def publish(self, text: str) -> str:
        return self._uri(instagram.media(self.site, next(self.numbers), text))

    def delete(self, uri: str) -> None:
        super().delete(uri)
        self.site.things[self.number]["media_count"] -= 1

    def reply(self, uri: str, text: str) -> str:
        return f"{INSTAGRAM}/comments/{instagram.comment(self.site, self.id_of(uri), 1000 + next(self.numbers), text)}"

    def story(self, number: int) -> str:
        told = instagram.media(self.site, number, "", edge="stories", media_product_type="STORY")
        return f"{INSTAGRAM}/{self.number}/stories/{told}"

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        shown = [
            {"id": str(number), "media_type": "IMAGE", "media_url": self.site.photo(str(number)), **({"alt_text": alt} if alt else {})}
            for number, alt in enumerate(alts, 901)
        ]
        told = {"media_type": "CAROUSEL_ALBUM", "children": {"data": shown}}
        return self._uri(instagram.media(self.site, next(self.numbers), text, **told))

    def hide(self, reply: str, *, by_filter: bool) -> None:
        if by_filter:
            self.site.delete(self.id_of(reply))  # what a filter keeps back Instagram does not show
        else:
            self.thing(reply)["hidden"] = True

    def unhide(self, reply: str) -> None:
        self.thing(reply)["hidden"] = False

    def _uri(self, number: str) -> str:
        return f"{INSTAGRAM}/{self.number}/media/{number}"


class ThreadsScene(MetaScene):
    """An account of Threads."""

    network: ClassVar[str] = "threads"
    version: ClassVar[str] = "v1.0"
    number: ClassVar[str] = threads.ACCOUNT
    opened: ClassVar[Callable[[Meta], Meta]] = staticmethod(threads.account)
    words: ClassVar[str] = "text"
    lists: ClassVar[tuple[str, ...]] = ("threads", "replies", "ghost_posts")
    counts_votes: ClassVar[bool] = True
    page: ClassVar[int] = 100

    def publish(self, text: str) -> str:
        return f"{THREADS}/{threads.post(self.site, next(self.numbers), text)}"

    def reply(self, uri: str, text: str) -> str:
        return f"{THREADS}/{threads.reply(self.site, self.id_of(uri), 1000 + next(self.numbers), text)}"

    def story(self, number: int) -> str:
        told = {"ghost_post_status": "ACTIVE", "ghost_post_expiration_timestamp": (clock.now() + dt.timedelta(days=1)).isoformat()}
        threads.post(self.site, number, "", edge="ghost_posts", **told)
        self.site.lists[f"{self.number}/threads"].insert(0, str(number))  # among all posts, too
        return f"{THREADS}/ghost_posts/{number}"

    def end_stories(self) -> None:
        for number in list(self.site.lists[f"{self.number}/ghost_posts"]):
            self.site.delete(number)

    def ask(self, text: str, options: tuple[str, str]) -> str:
        ends = (clock.now() + dt.timedelta(days=1)).isoformat()
        told = dict(zip(("option_a", "option_b"), options, strict=True)) | {"total_votes": 0, "option_a_votes_percentage": 0.0}
        return f"{THREADS}/{threads.post(self.site, next(self.numbers), text, poll_attachment={**told, 'expiration_timestamp': ends})}"

    def vote(self, uri: str) -> None:
        self.thing(uri)["poll_attachment"] |= {"total_votes": 1, "option_a_votes_percentage": 1.0}

    def change_poll(self, uri: str) -> None:
        self.thing(uri)["poll_attachment"]["expiration_timestamp"] = (clock.now() - dt.timedelta(seconds=1)).isoformat()

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        shown = [
            {"id": str(number), "media_type": "IMAGE", "media_url": self.site.photo(str(number)), **({"alt_text": alt} if alt else {})}
            for number, alt in enumerate(alts, 901)
        ]
        told = {"media_type": "CAROUSEL_ALBUM", "children": {"data": shown}}
        return f"{THREADS}/{threads.post(self.site, next(self.numbers), text, **told)}"

    def quote(self, text: str) -> tuple[str, str]:
        told = {"is_quote_post": True, "quoted_post": {"id": "900"}}
        return f"{THREADS}/{threads.post(self.site, next(self.numbers), text, **told)}", f"{THREADS}/900"

    def reply_elsewhere(self, text: str) -> tuple[str, str]:
        told = {"is_reply": True, "root_post": {"id": "800"}, "replied_to": {"id": "801"}}
        return f"{THREADS}/{threads.post(self.site, next(self.numbers), text, edge='replies', **told)}", f"{THREADS}/801"

    def hide(self, reply: str, *, by_filter: bool) -> None:
        self.thing(reply)["hide_status"] = "COVERED" if by_filter else "HIDDEN"

    def unhide(self, reply: str) -> None:
        self.thing(reply)["hide_status"] = "UNHUSHED"
