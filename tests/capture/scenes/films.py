"""Networks of videos: YouTube, Vimeo, TikTok. What an account posts is a video, and its words are the title."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from tests.capture.scenes.scene import Scene, Stage, nothing
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.tiktok import server as tiktok
from tests.platforms.vimeo import server as vimeo
from tests.platforms.youtube import server as youtube

from rostra.core import clock
from rostra.platforms.consent import Tokens
from rostra.platforms.vimeo.uris import comment_uri as vimeo_comment
from rostra.platforms.vimeo.uris import numbers_in
from rostra.platforms.vimeo.uris import video_uri as vimeo_video
from rostra.platforms.youtube.addresses import comment_uri, video_uri
from rostra.platforms.youtube.consent import COMMENTS, READ
from rostra.platforms.youtube.uris import ids_in

EARLIER = dt.timedelta(hours=11)


class YouTubeScene(Scene):
    """A channel."""

    network: ClassVar[str] = "youtube"
    describes: ClassVar[bool] = False
    page: ClassVar[int] = 5
    tokens: ClassVar[Tokens] = Tokens(youtube.TOKEN)

    def __init__(self, stage: Stage) -> None:
        self.site: youtube.Site = stage.stack.enter_context(youtube.youtube())
        self.site.start = clock.now() - EARLIER
        self.account = self.follow(stage, youtube.CITY, self.site.url)

    def publish(self, text: str) -> str:
        return video_uri(self.site.upload(text))

    def edit(self, uri: str, text: str) -> None:
        self.site.videos[ids_in(uri)[0]]["snippet"]["title"] = text

    def delete(self, uri: str) -> None:
        video = ids_in(uri)[0]
        del self.site.videos[video]
        for number in [number for number, comment in self.site.comments.items() if comment["snippet"]["videoId"] == video]:
            del self.site.comments[number]

    def reply(self, uri: str, text: str) -> str:
        return comment_uri(uri, self.site.say(ids_in(uri)[0], text))

    def rename(self, handle: str) -> str:
        self.site.channels[youtube.CITY]["snippet"]["customUrl"] = f"@{handle}"
        return f"@{handle}"

    def suspend(self, *, ended: bool = False) -> None:
        self.site.answers = {} if ended else {"channels": youtube.refusal(403, "channelSuspended")}

    def revoke_between_pages(self) -> None:
        self.site.page = self.page

        def second_page(asked: dict[str, str]) -> Reply | None:
            if "pageToken" in asked:
                self.site.scopes.clear()
            return None

        self.site.answers["playlistItems"] = second_page

    def grant(self) -> None:
        self.site.answers.clear()
        self.site.scopes[youtube.TOKEN] = (READ, COMMENTS)

    def hide(self, reply: str, *, by_filter: bool) -> None:
        self.site.comments[ids_in(reply)[1]]["snippet"]["moderationStatus"] = "likelySpam" if by_filter else "heldForReview"

    def unhide(self, reply: str) -> None:
        self.site.comments[ids_in(reply)[1]]["snippet"]["moderationStatus"] = "published"

    def go_blank(self, *, bodiless: bool) -> None:
        for name in ("playlistItems", "videos", "commentThreads", "comments"):
            self.site.answers[name] = nothing({"items": []}, bodiless=bodiless)

    def recover(self) -> None:
        self.site.answers.clear()


class VimeoScene(Scene):
    """An account on Vimeo."""

    network: ClassVar[str] = "vimeo"
    describes: ClassVar[bool] = False
    page: ClassVar[int] = 5
    tokens: ClassVar[Tokens] = Tokens(vimeo.TOKEN)

    def __init__(self, stage: Stage) -> None:
        self.site: vimeo.Site = stage.stack.enter_context(vimeo.vimeo())
        self.site.start = clock.now() - EARLIER
        self.account = self.follow(stage, vimeo.CITY, self.site.url)

    def publish(self, text: str) -> str:
        return vimeo_video(self.site.upload(text))

    def edit(self, uri: str, text: str) -> None:
        self.site.edit(numbers_in(uri)[0], name=text)

    def delete(self, uri: str) -> None:
        del self.site.videos[numbers_in(uri)[0]]

    def reply(self, uri: str, text: str) -> str:
        return vimeo_comment(numbers_in(uri)[0], self.site.say(numbers_in(uri)[0], text))

    def rename(self, handle: str) -> str:
        self.site.users[vimeo.CITY]["link"] = f"https://vimeo.com/{handle}"
        return handle

    def suspend(self, *, ended: bool = False) -> None:
        self.site.answers = {} if ended else {f"/users/{vimeo.CITY}": json(vimeo.ERROR, 404)}

    def revoke_between_pages(self) -> None:
        self.site.most, path, pages = self.page, f"/users/{vimeo.CITY}/videos", 0

        def second_page() -> None:
            nonlocal pages
            pages += 1
            if pages == 2:
                self.site.tokens_of.clear()

        self.site.answers[path] = second_page

    def grant(self) -> None:
        self.site.answers.clear()
        self.site.tokens_of[vimeo.TOKEN] = vimeo.CITY

    def go_blank(self, *, bodiless: bool) -> None:
        empty = nothing({"total": 0, "page": 1, "per_page": 25, "paging": {"next": None}, "data": []}, bodiless=bodiless)
        self.site.answers[f"/users/{vimeo.CITY}/videos"] = empty
        self.site.answers |= {f"/videos/{number}": nothing({}, bodiless=bodiless) for number in self.site.videos}

    def recover(self) -> None:
        self.site.answers.clear()


class TikTokScene(Scene):
    """An account on TikTok."""

    network: ClassVar[str] = "tiktok"
    describes: ClassVar[bool] = False
    page: ClassVar[int] = 20
    tokens: ClassVar[Tokens] = Tokens(tiktok.TOKEN)

    def __init__(self, stage: Stage) -> None:
        self.site: tiktok.TikTokSite = stage.stack.enter_context(tiktok.tiktok())
        self.site.start = clock.now() - EARLIER
        self.account = self.follow(stage, tiktok.ACCOUNT, self.site.url)

    def publish(self, text: str) -> str:
        return self.site.post(text)

    def edit(self, uri: str, text: str) -> None:
        self.site.find(uri).update(title=text, video_description=text)

    def delete(self, uri: str) -> None:
        self.site.delete(uri)

    def rename(self, handle: str) -> str:
        self.site.user["username"] = handle
        return handle

    def revoke_between_pages(self) -> None:
        self.site.dies_after = 2  # answers: who the account is, and one page

    def grant(self) -> None:
        self.site.dies_after = 10**9

    def go_blank(self, *, bodiless: bool) -> None:
        empty = nothing({"data": {"videos": [], "cursor": 0, "has_more": False}, "error": tiktok.OK}, bodiless=bodiless)
        self.site.answers |= {path: [empty] * 100 for path in ("/v2/video/list/", "/v2/video/query/")}

    def recover(self) -> None:
        self.site.answers.clear()
