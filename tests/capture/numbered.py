"""An account on each network whose exports state the number of a post: as its interface shows it, and as its export tells it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tests.capture.conftest import OPERATOR, Register
from tests.platforms.bluesky import repos
from tests.platforms.bluesky.servers import Reply, Web, web
from tests.platforms.bluesky.test_export import post as bluesky_post
from tests.platforms.flickr import exports as flickr_exports
from tests.platforms.flickr import server as flickr_server
from tests.platforms.linkedin import archives as linkedin_archives
from tests.platforms.linkedin import server as linkedin_server
from tests.platforms.mastodon import archives as mastodon_archives
from tests.platforms.mastodon import server as mastodon_server
from tests.platforms.x import archives as x_archives
from tests.platforms.x import server as x_server
from tests.platforms.x.conftest import connected as connected_to_x
from tests.platforms.youtube import server as youtube_server
from tests.platforms.youtube import takeouts

from rostra.accounts.models import Account
from rostra.archive.actions.intake import Captured, Receipt, take_in
from rostra.capture.actions.imports import take_in_file
from rostra.capture.models import Import
from rostra.core import clock
from rostra.platforms import EXPORTS
from rostra.platforms.base import Item, Method, Platform, Source
from rostra.platforms.bluesky import Bluesky, parse
from rostra.platforms.flickr import Flickr
from rostra.platforms.linkedin import LinkedIn
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.youtube import YouTube

NETWORKS = ("bluesky", "flickr", "linkedin", "mastodon", "x", "youtube")
AT = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)


@dataclass
class Place:
    """One account with one post. ``say`` publishes a text, or changes the post to it; ``packed`` is the export of this moment."""

    account: Account
    platform: Platform
    say: Callable[[str], object]
    packed: Callable[[], bytes]
    folder: Path

    def look(self) -> Receipt:
        """Take in what the interface shows now."""
        items = [event for event in self.platform.poll(self.account.identity, "") if isinstance(event, Item)]
        return take_in([Captured(item) for item in items], accounts={self.account.identity: self.account}, actor=OPERATOR)

    def hand_over(self, raw: bytes = b"") -> Import:
        """Take in the export of this moment, or an older one."""
        path = self.folder / f"export-{len(list(self.folder.iterdir()))}"
        path.write_bytes(raw or self.packed())
        told = self.account.identity if self.account.network == "linkedin" else ""
        export = EXPORTS[self.account.network](Source(Method.IMPORT, path.name, clock.now()), told)
        return take_in_file(export, path, actor=OPERATOR, told=self.account if told else None, again=True)


class Places:
    """Makes them, on servers that run as long as ``running`` is open."""

    def __init__(self, running: ExitStack, register: Register, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._running = running
        self._register = register
        self._folder = folder
        self._patch = patch
        self._http = running.enter_context(httpx.Client(timeout=5))

    def of(self, network: str) -> Place:
        """That of this network."""
        made: Place = getattr(self, f"_{network}")()
        return made

    def _place(self, network: str, identity: str, platform: Platform, say: Callable[[str], object], packed: Callable[[], bytes]) -> Place:
        made = self._register(network, network=network, state="active")  # type: ignore[call-arg] # the fixture takes them
        Account.objects.filter(pk=made.pk).update(identity=identity, handle="exampleville")
        made.refresh_from_db()
        return Place(made, platform, say, packed, self._folder)

    def _bluesky(self) -> Place:
        site, made = self._running.enter_context(web()), repos.Repo()

        def say(text: str) -> None:
            made.records[f"{parse.POST}/3mptbyoeyc222"] = bluesky_post(text)
            made.revision = repos.REVISIONS[repos.REVISIONS.index(made.revision) + 1 if made.revision else 0]
            _serve(site, made)

        return self._place("bluesky", repos.CITY, Bluesky(self._http, plc=site.url, allow_http=True), say, made.car)

    def _flickr(self) -> Place:
        site = self._running.enter_context(flickr_server.flickr())
        site.connected, site.secrets[flickr_server.TOKEN] = True, flickr_server.SECRET

        def say(text: str) -> None:
            if site.photos:
                site.edit(*site.photos, title=text)
            else:
                site.upload(text, tags="snowplow")

        def packed() -> bytes:
            photos = [
                flickr_exports.photo(number, name=photo["title"], description="", tags=[{"tag": "Snow plow"}])
                for number, photo in site.photos.items()
            ]
            members = flickr_exports.files(photos)
            members["account_profile.json"] = json.dumps(flickr_exports.profile(flickr_server.CITY)).encode()
            return x_archives.pack(members)

        platform = Flickr(
            self._http, api=site.url, allow_http=True, clock=lambda: AT, tokens=site.tokens, app=flickr_server.APP
        )  # fmt: skip
        return self._place("flickr", flickr_server.CITY, platform, say, packed)

    def _linkedin(self) -> Place:
        site = self._running.enter_context(linkedin_server.linkedin())

        def say(text: str) -> None:
            if site.posts:
                site.edit(*site.posts, text)
            else:
                site.say(text)

        def packed() -> bytes:
            shares = [linkedin_archives.share(urn, post["commentary"]) for urn, post in site.posts.items()]
            return x_archives.pack(linkedin_archives.files(shares))

        platform = LinkedIn(self._http, api=site.url, allow_http=True, clock=lambda: AT, tokens=linkedin_server.connected)
        return self._place("linkedin", linkedin_server.ACCOUNT, platform, say, packed)

    def _mastodon(self) -> Place:
        site = self._running.enter_context(mastodon_server.mastodon())
        city = site.join("city")
        self._patch.setattr(mastodon_archives, "ACTOR", city)

        def say(text: str) -> None:
            if site.posts:
                site.edit(next(iter(site.posts.values()))["uri"], f"<p>{text}</p>")
            else:
                site.say("city", f"<p>{text}</p>", created_at="2026-07-04T12:00:00.123Z")

        def packed() -> bytes:
            """An archive tells whole seconds."""
            told = [
                mastodon_archives.create(number, post["content"], **({"updated": post["edited_at"]} if post["edited_at"] else {}))
                for number, post in site.posts.items()
            ]
            shown = mastodon_archives.actor(id=city, icon=None, summary="<p>News of the city</p>", attachment=[], name="City")
            return mastodon_archives.zipped({"outbox.json": mastodon_archives.outbox(told), "actor.json": shown})

        return self._place("mastodon", city, Mastodon(self._http, allow_http=True, clock=lambda: AT), say, packed)

    def _x(self) -> Place:
        site = self._running.enter_context(x_server.x())
        city = site.join("exampleville")

        def say(text: str) -> None:
            if site.posts:
                site.edit(list(site.posts)[-1], text)
            else:
                site.say(city, text)

        def packed() -> bytes:
            """Of an edited post an archive holds the last version."""
            number, post = list(site.posts.items())[-1]
            ids = post["edit_history_tweet_ids"]
            edits = {"edit_info": {"initial": {"editTweetIds": ids}}} if ids[0] == number else {
                "edit_info": {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": ids}}}
            }  # fmt: skip
            cut = post["text"] if len(post["text"]) <= 280 else f"{post['text'][:276]}… https://t.co/AbC"
            tweet = x_archives.tweet(number, cut, created_at="Sat Jul 04 12:00:00 +0000 2026", **edits)
            said = {"bio": "News of Exampleville", "website": "", "location": "Exampleville"}
            members = x_archives.files(tweet, profile=x_archives.script("profile", [{"profile": {"description": said}}]))
            made = x_archives.manifest(city)
            return x_archives.pack({**members, "data/account.js": x_archives.account(city), "data/manifest.js": made})

        return self._place("x", city, connected_to_x(site, self._http), say, packed)

    def _youtube(self) -> Place:
        site = self._running.enter_context(youtube_server.youtube())

        def say(text: str) -> None:
            if site.videos:
                next(iter(site.videos.values()))["snippet"]["title"] = text
            else:
                site.upload(text, description="Filmed by the city")

        def packed() -> bytes:
            videos = [takeouts.video(number, video["snippet"]["title"], text="Filmed by the city") for number, video in site.videos.items()]
            members = takeouts.files(videos)
            theirs = (takeouts.CHANNEL.encode(), youtube_server.CITY.encode())
            return x_archives.pack({name: content.replace(*theirs) for name, content in members.items()})

        platform = YouTube(self._http, api=site.url, allow_http=True, clock=lambda: AT, tokens=site.tokens)
        return self._place("youtube", youtube_server.CITY, platform, say, packed)


def _serve(site: Web, made: repos.Repo) -> None:
    """What directory and server of a repository tell of it."""
    document = made.document.raw.replace(b"https://pds.example", site.url.encode())
    site.answers[f"/{made.did}"] = Reply(200, document)
    site.answers["/xrpc/com.atproto.sync.getRepo"] = Reply(200, made.car())
