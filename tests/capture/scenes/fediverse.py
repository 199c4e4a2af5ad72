"""Servers of the fediverse: by Mastodon's interface, and by their outboxes."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from urllib.parse import urlsplit

from tests.capture.scenes.scene import Scene, Stage, nothing
from tests.platforms.activitypub.server import Village, village
from tests.platforms.mastodon.server import Site, mastodon

from rostra.capture.actions.consent import kept_tokens
from rostra.capture.models import Connection
from rostra.capture.states import ConnectionState
from rostra.core import clock
from rostra.platforms.consent import Tokens

EARLIER = dt.timedelta(hours=11)  # so that what happens, a minute apart, has happened by now


class MastodonScene(Scene):
    """An account on Mastodon, and a resident of the same server."""

    network: ClassVar[str] = "mastodon"
    keeps_each_edit: ClassVar[bool] = True
    page: ClassVar[int] = 5
    blocked: ClassVar[int] = 10
    tokens: ClassVar[Tokens] = Tokens("the-token")

    def __init__(self, stage: Stage) -> None:
        self.site: Site = stage.stack.enter_context(mastodon())
        self.site.start = clock.now() - EARLIER
        self.site.join("city")
        self.site.join("resident")
        self.account = self.follow_openly(stage, self.site.actor("city"))

    def publish(self, text: str) -> str:
        return self.site.say("city", f"<p>{text}</p>")

    def edit(self, uri: str, text: str) -> None:
        self.site.edit(uri, f"<p>{text}</p>")

    def delete(self, uri: str) -> None:
        self.site.delete(uri)

    def reply(self, uri: str, text: str) -> str:
        return self.site.say("resident", f"<p>{text}</p>", in_reply_to_id=self.site.find(uri)["id"])

    def ask(self, text: str, options: tuple[str, str]) -> str:
        told = [{"title": option, "votes_count": 0} for option in options]
        return self.site.say("city", f"<p>{text}</p>", poll={"id": "1", "expired": False, "votes_count": 0, "options": told})

    def vote(self, uri: str) -> None:
        poll = self.site.find(uri)["poll"]
        poll["votes_count"] += 1
        poll["options"][0]["votes_count"] += 1

    def change_poll(self, uri: str) -> None:
        post = self.site.find(uri)
        options = [*post["poll"]["options"][:-1], {"title": "Eleven", "votes_count": 0}]
        self.site.edit(uri, post["content"], poll={**post["poll"], "options": options})

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        shown = [
            {"id": str(number), "type": "image", "url": f"{self.site.url}/media/{number}.png", "description": alt or None}
            for number, alt in enumerate(alts, 1)
        ]
        return self.site.say("city", f"<p>{text}</p>", media_attachments=shown)

    def quote(self, text: str) -> tuple[str, str]:
        theirs = self.site.say("resident", "<p>Is it open?</p>")
        quoted = {"state": "accepted", "quoted_status": self.site.shown(self.site.find(theirs))}
        return self.site.say("city", f"<p>{text}</p>", quote=quoted), theirs

    def reply_elsewhere(self, text: str) -> tuple[str, str]:
        theirs = self.site.say("resident", "<p>Is it open?</p>")
        return self.site.say("city", f"<p>{text}</p>", in_reply_to_id=self.site.find(theirs)["id"]), theirs

    def rename(self, handle: str) -> str:
        self.site.accounts["city"].update(username=handle, acct=handle)
        return f"{handle}@{self.site.host}"

    def suspend(self, *, ended: bool = False) -> None:
        self.site.accounts["city"]["suspended"] = not ended

    def revoke_between_pages(self) -> None:
        """Of the list of those whom the account blocks, for posts are read without the token."""
        self.grant()
        now = clock.now()
        facts = {**kept_tokens(self.tokens), "state": ConnectionState.CONNECTED, "granted": now, "since": now}
        Connection.objects.create(account=self.account, by_ref="person:ada-example", by_name="Ada Example", **facts)
        self.site.page, self.site.revoke_at = self.page, 3  # questions: whose token it is, and a page before

    def grant(self) -> None:
        self.site.tokens[self.tokens.access] = "city"
        blocks = [{"acct": f"troll{number}@else.example"} for number in range(self.blocked)]
        self.site.lists = {"/api/v1/blocks": blocks, "/api/v1/mutes": [], "/api/v2/filters": []}

    def go_blank(self, *, bodiless: bool) -> None:
        self.site.answers[f"/api/v1/accounts/{self.site.accounts['city']['id']}/statuses"] = nothing([], bodiless=bodiless)
        for number, post in self.site.posts.items():
            for path in (f"/api/v1/statuses/{number}", f"/api/v1/statuses/{number}/context", urlsplit(post["uri"]).path):
                self.site.answers[path] = nothing({}, bodiless=bodiless)

    def recover(self) -> None:
        self.site.answers.clear()


class ActivityPubScene(Scene):
    """An actor with an outbox, and a resident of the same server."""

    network: ClassVar[str] = "activitypub"

    def __init__(self, stage: Stage) -> None:
        self.site: Village = stage.stack.enter_context(village())
        self.site.start = clock.now() - EARLIER
        self.site.join("city")
        self.site.join("resident")
        self.account = self.follow_openly(stage, self.site.actor("city"))

    def publish(self, text: str) -> str:
        return self.site.say("city", f"<p>{text}</p>")

    def edit(self, uri: str, text: str) -> None:
        self.site.edit(uri, f"<p>{text}</p>")

    def delete(self, uri: str) -> None:
        self.site.delete(uri)

    def reply(self, uri: str, text: str) -> str:
        return self.site.say("resident", f"<p>{text}</p>", inReplyTo=uri)

    def ask(self, text: str, options: tuple[str, str]) -> str:
        told = [{"type": "Note", "name": option, "replies": {"type": "Collection", "totalItems": 0}} for option in options]
        return self.site.say("city", f"<p>{text}</p>", type="Question", oneOf=told)

    def vote(self, uri: str) -> None:
        self.site.things[uri]["oneOf"][0]["replies"]["totalItems"] += 1

    def change_poll(self, uri: str) -> None:
        self.site.things[uri]["oneOf"][1]["name"] = "Eleven"
        self.site.edit(uri, self.site.things[uri]["content"])

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        shown = [
            {"type": "Document", "mediaType": "image/png", "url": f"{self.site.url}/media/{number}.png", "name": alt or None}
            for number, alt in enumerate(alts, 1)
        ]
        return self.site.say("city", f"<p>{text}</p>", attachment=shown)

    def quote(self, text: str) -> tuple[str, str]:
        theirs = self.site.say("resident", "<p>Is it open?</p>")
        return self.site.say("city", f"<p>{text}</p>", quoteUri=theirs), theirs

    def reply_elsewhere(self, text: str) -> tuple[str, str]:
        theirs = self.site.say("resident", "<p>Is it open?</p>")
        return self.site.say("city", f"<p>{text}</p>", inReplyTo=theirs), theirs

    def rename(self, handle: str) -> str:
        self.site.actors["city"]["preferredUsername"] = handle
        return f"{handle}@{self.site.host}"

    def suspend(self, *, ended: bool = False) -> None:
        self.site.actors["city"]["suspended"] = not ended

    def go_blank(self, *, bodiless: bool) -> None:
        outbox = {"id": f"{self.site.actor('city')}/outbox", "type": "OrderedCollection", "totalItems": 0, "orderedItems": []}
        self.site.answers["/users/city/outbox"] = [nothing(outbox, bodiless=bodiless)] * 100
        for uri in self.site.things:
            self.site.answers[urlsplit(uri).path] = [nothing({}, bodiless=bodiless)] * 100

    def recover(self) -> None:
        self.site.answers.clear()
