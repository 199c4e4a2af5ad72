"""Pages of organisations on LinkedIn, photos on Flickr, and feeds."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from urllib.parse import quote

from tests.capture.scenes.scene import Scene, Stage, nothing
from tests.platforms.flickr import server as flickr
from tests.platforms.linkedin import server as linkedin
from tests.platforms.rss.conftest import Site as FeedSite
from tests.platforms.rss.conftest import entry, feeds, rss

from rostra.core import clock
from rostra.platforms.consent import Tokens
from rostra.platforms.flickr.addresses import comment_uri, photo_uri
from rostra.platforms.flickr.uris import photo_of
from rostra.platforms.linkedin.addresses import comment_uri as linkedin_comment
from rostra.platforms.linkedin.addresses import post_uri

EARLIER = dt.timedelta(hours=11)


class LinkedInScene(Scene):
    """A page of an organisation."""

    network: ClassVar[str] = "linkedin"
    page: ClassVar[int] = 25
    tokens: ClassVar[Tokens] = Tokens(linkedin.TOKEN)

    def __init__(self, stage: Stage) -> None:
        self.site: linkedin.LinkedInSite = stage.stack.enter_context(linkedin.linkedin())
        self.site.start = clock.now() - EARLIER
        self.account = self.follow(stage, linkedin.ACCOUNT, self.site.url)

    def publish(self, text: str) -> str:
        return post_uri(self.site.say(text))

    def edit(self, uri: str, text: str) -> None:
        self.site.edit(self._urn(uri), text)

    def delete(self, uri: str) -> None:
        urn = self._urn(uri)
        del self.site.posts[urn]
        for name in [name for name in self.site.comments if urn.replace("share", "activity") in name]:
            del self.site.comments[name]

    def reply(self, uri: str, text: str) -> str:
        urn = self._urn(uri)
        return linkedin_comment(urn.replace("share", "activity"), self.site.comment(urn, text))

    def ask(self, text: str, options: tuple[str, str]) -> str:
        told = [{"text": option, "voteCount": 0} for option in options]
        return post_uri(self.site.say(text, content={"poll": {"question": "When?", "options": told}}))

    def vote(self, uri: str) -> None:
        self.site.posts[self._urn(uri)]["content"]["poll"]["options"][0]["voteCount"] += 1

    def change_poll(self, uri: str) -> None:
        post = self.site.posts[self._urn(uri)]
        post["content"]["poll"]["options"][1]["text"] = "Eleven"
        self.site.edit(self._urn(uri), post["commentary"])

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        images = [{"id": f"urn:li:image:C4D{number}", **({"altText": alt} if alt else {})} for number, alt in enumerate(alts)]
        return post_uri(self.site.say(text, content={"multiImage": {"images": images}}))

    def quote(self, text: str) -> tuple[str, str]:
        context = {"parent": "urn:li:share:7000000000000000001", "root": "urn:li:share:7000000000000000001"}
        return post_uri(self.site.say(text, reshareContext=context)), post_uri(context["parent"])

    def rename(self, handle: str) -> str:
        self.site.page["vanityName"] = handle
        return handle

    def revoke_between_pages(self) -> None:
        self.site.dies_after = 2  # answers: which page it is, and one page of posts

    def grant(self) -> None:
        self.site.dies_after = 10**9

    def go_blank(self, *, bodiless: bool) -> None:
        empty = nothing({"elements": [], "paging": {"start": 0, "count": 25, "links": []}}, bodiless=bodiless)
        self.site.answers["/rest/posts"] = [empty] * 100
        for urn in self.site.posts:
            self.site.answers[f"/rest/posts/{quote(urn, safe='')}"] = [nothing({}, bodiless=bodiless)] * 100

    def recover(self) -> None:
        self.site.answers.clear()

    def _urn(self, uri: str) -> str:
        return next(urn for urn in self.site.posts if uri == post_uri(urn))


class FlickrScene(Scene):
    """An account on Flickr, read with its holder's consent."""

    network: ClassVar[str] = "flickr"
    describes: ClassVar[bool] = False
    page: ClassVar[int] = 5
    tokens: ClassVar[Tokens] = Tokens(flickr.TOKEN, secret=flickr.SECRET)

    def __init__(self, stage: Stage) -> None:
        self.site: flickr.Site = stage.stack.enter_context(flickr.flickr())
        self.site.start = clock.now() - EARLIER
        self.site.secrets[flickr.TOKEN] = flickr.SECRET
        stage.settings.PLATFORM_APPS = {"flickr": flickr.APP}
        self.account = self.follow(stage, flickr.CITY, self.site.url)

    def publish(self, text: str) -> str:
        return photo_uri(flickr.CITY, self.site.upload(text))

    def edit(self, uri: str, text: str) -> None:
        self.site.edit(photo_of(uri)[1], title=text)

    def delete(self, uri: str) -> None:
        del self.site.photos[photo_of(uri)[1]]

    def reply(self, uri: str, text: str) -> str:
        photo = photo_of(uri)[1]
        return comment_uri(photo, self.site.say(photo, text))

    def rename(self, handle: str) -> str:
        self.site.people[flickr.CITY]["path_alias"] = handle
        return handle

    def suspend(self, *, ended: bool = False) -> None:
        self.site.answers = {} if ended else {"flickr.people.getInfo": flickr.fail(5, "User deleted")}

    def revoke_between_pages(self) -> None:
        self.site.most, pages = self.page, 0

        def second_page() -> None:
            nonlocal pages
            pages += 1
            if pages == 2:
                self.site.secrets.clear()

        self.site.answers["flickr.people.getPhotos"] = second_page

    def grant(self) -> None:
        self.site.answers.clear()
        self.site.secrets[flickr.TOKEN] = flickr.SECRET

    def go_blank(self, *, bodiless: bool) -> None:
        page = {"stat": "ok", "photos": {"page": 1, "pages": 0, "perpage": 100, "total": "0", "photo": []}}
        for name in ("flickr.people.getPhotos", "flickr.people.getPublicPhotos"):
            self.site.answers[name] = nothing(page, bodiless=bodiless)
        self.site.answers["flickr.photos.getInfo"] = nothing({"stat": "ok"}, bodiless=bodiless)

    def recover(self) -> None:
        self.site.answers.clear()


class FeedScene(Scene):
    """A feed, with a page for each entry."""

    network: ClassVar[str] = "rss"
    describes: ClassVar[bool] = False

    def __init__(self, stage: Stage) -> None:
        self.site: FeedSite = stage.stack.enter_context(feeds())
        self.entries: dict[str, str] = {}
        self.title = "City news"
        self._write()
        self.account = self.follow_openly(stage, f"{self.site.url}/feed")

    def publish(self, text: str) -> str:
        uri = self.site.put(f"/n/{len(self.site.pages)}", b"page")
        self.edit(uri, text)
        return uri

    def edit(self, uri: str, text: str) -> None:
        self.entries[uri] = text
        self._write()

    def delete(self, uri: str) -> None:
        del self.entries[uri]
        self.site.put(uri.removeprefix(self.site.url), b"", 410)
        self._write()

    def rename(self, handle: str) -> str:
        self.title = handle
        self._write()
        return f"{self.site.url.partition('://')[2]}/feed"  # a feed is called by its address

    def suspend(self, *, ended: bool = False) -> None:
        self._write()
        if not ended:
            self.site.put("/feed", b"", 410)

    def go_blank(self, *, bodiless: bool) -> None:
        self.site.put("/feed", b"" if bodiless else rss(title=self.title))

    def recover(self) -> None:
        self._write()

    def _write(self) -> None:
        day = clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        shown = [entry(uri, text, "", link=uri, day=day) for uri, text in reversed(self.entries.items())]
        self.site.put("/feed", rss(*shown, title=self.title))
