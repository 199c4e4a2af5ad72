"""X."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from tests.capture.scenes.scene import Scene, Stage, nothing
from tests.platforms.x.server import Site, x

from rostra.core import clock
from rostra.platforms.consent import Tokens
from rostra.platforms.x.addresses import number_in, post_uri

TOKEN = "token-of-exampleville"


class XScene(Scene):
    """An account on X, and a resident."""

    network: ClassVar[str] = "x"
    keeps_each_edit: ClassVar[bool] = True
    counts_votes: ClassVar[bool] = True
    page: ClassVar[int] = 5
    tokens: ClassVar[Tokens] = Tokens(TOKEN)

    def __init__(self, stage: Stage) -> None:
        self.site: Site = stage.stack.enter_context(x())
        self.site.now = clock.now() - dt.timedelta(minutes=10)
        self.city, self.resident = self.site.join("exampleville"), self.site.join("resident")
        self.account = self.follow(stage, self.city, self.site.url)

    def publish(self, text: str) -> str:
        return post_uri(self.site.say(self.city, text))

    def edit(self, uri: str, text: str) -> None:
        self.site.edit(number_in(uri), text)

    def delete(self, uri: str) -> None:
        self.site.delete(number_in(uri))

    def reply(self, uri: str, text: str) -> str:
        return post_uri(self.site.answer_to(number_in(uri), self.resident, text))

    def ask(self, text: str, options: tuple[str, str]) -> str:
        told = [{"position": number, "label": option, "votes": 0} for number, option in enumerate(options, 1)]
        self.site.polls["77"] = {"id": "77", "options": told, "voting_status": "open"}
        return post_uri(self.site.say(self.city, text, attachments={"poll_ids": ["77"]}))

    def vote(self, uri: str) -> None:
        self.site.polls["77"]["options"][0]["votes"] += 1

    def change_poll(self, uri: str) -> None:
        self.site.polls["77"]["voting_status"] = "closed"

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        keys = [
            self.site.attach(f"3_{number}", url=f"{self.site.url}/media/{number}.jpg", alt_text=alt) for number, alt in enumerate(alts, 1)
        ]
        return post_uri(self.site.say(self.city, text, attachments={"media_keys": keys}))

    def quote(self, text: str) -> tuple[str, str]:
        theirs = self.site.say(self.resident, "Is it open?")
        return post_uri(self.site.say(self.city, text, referenced_tweets=[{"type": "quoted", "id": theirs}])), post_uri(theirs)

    def reply_elsewhere(self, text: str) -> tuple[str, str]:
        theirs = self.site.say(self.resident, "Is it open?")
        return post_uri(self.site.answer_to(theirs, self.city, text)), post_uri(theirs)

    def rename(self, handle: str) -> str:
        self.site.people[self.city]["username"] = handle
        return handle

    def suspend(self, *, ended: bool = False) -> None:
        self.site.suspended = set() if ended else {self.city}

    def revoke_between_pages(self) -> None:
        self.site.page = self.page
        self.site.after[len(self.site.asked) + 3] = self.site.tokens.clear  # it asks who the account is, and for a page before

    def grant(self) -> None:
        self.site.tokens[TOKEN] = self.city

    def go_blank(self, *, bodiless: bool) -> None:
        for path in (f"/2/users/{self.city}/tweets", "/2/tweets/search/recent"):
            self.site.answers[path] = nothing({"meta": {"result_count": 0}}, bodiless=bodiless)
        self.site.answers["/2/tweets"] = nothing({}, bodiless=bodiless)

    def recover(self) -> None:
        self.site.answers.clear()
