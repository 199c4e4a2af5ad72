"""Asking Vimeo: an account, its videos, comments and replies, pictures and text tracks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rostra.platforms.base import Identity, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import Tokens, TokensOf
from rostra.platforms.hostile import int_at, list_at, maps_in, text_at, web_address
from rostra.platforms.live import Shown
from rostra.platforms.newest import Page
from rostra.platforms.oauth import bearer
from rostra.platforms.parts import Part, elements, member
from rostra.platforms.vimeo.uris import user_in, user_uri
from rostra.platforms.web import Answer, Web, WebRefused

API = "https://api.vimeo.com"
PAGE = 25  # videos
MOST = 100  # comments of a page; the interface gives no more at once
MAX_ANSWER = 32 * 1024 * 1024  # bytes
NOT_FOUND, GONE = 404, 410
FORM = "application/vnd.vimeo.*+json;version=3.4"


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unreachable, RateLimited, Unauthorised, WebRefused (with the status)."""

    web: Web
    api: str
    tokens: TokensOf

    def user(self, account: str) -> Shown:
        """The account by its number; a WebRefused may say that it is gone."""
        answer, part = self._one(account, f"/users/{account}")
        if user_in(text_at(part.value, "uri")) != account:
            raise Unreachable(f"Vimeo answered something else than the account {user_uri(account)}.")
        handle = text_at(part.value, "link").removeprefix("https://vimeo.com/")[:100]
        return Shown(Identity(account, handle, text_at(part.value, "name")[:200]), part, answer)

    def holder(self, tokens: Tokens) -> str:
        """The number of the account whose holder gave these tokens."""
        return user_in(text_at(self._get("/me", {}, tokens).part().value, "uri"))

    def videos(self, account: str, page: str) -> Page:
        """A page of the account's videos, those that were changed last at first."""
        return self._page(account, f"/users/{account}/videos", page, PAGE, sort="modified_time", direction="desc")

    def video(self, account: str, number: str) -> tuple[Answer, Part]:
        """One video."""
        return self._one(account, f"/videos/{number}")

    def comments(self, account: str, video: str, page: str) -> Page:
        """A page of the comments on a video."""
        return self._page(account, f"/videos/{video}/comments", page, MOST)

    def replies(self, account: str, video: str, comment: str, page: str) -> Page:
        """A page of the replies to a comment."""
        return self._page(account, f"/videos/{video}/comments/{comment}/replies", page, MOST)

    def comment(self, account: str, video: str, number: str) -> tuple[Answer, Part]:
        """One comment."""
        return self._one(account, f"/videos/{video}/comments/{number}")

    def tracks(self, account: str, video: str) -> list[Part]:
        """The subtitles and captions of a video."""
        return self._page(account, f"/videos/{video}/texttracks", "", MOST).parts

    def link(self, account: str, ref: str) -> str:
        """Where the bytes of a picture or text track lie at this moment. Raises Refused where Vimeo names none."""
        _, part = self._one(account, ref)
        sizes = sorted(maps_in(list_at(part.value, "sizes")), key=lambda size: int_at(size, "width") or 0)
        found = web_address(text_at(sizes[-1], "link") if sizes else text_at(part.value, "link"))
        if not found:
            raise Refused(f"Vimeo names no place where {ref[:100]} lies.")
        return found

    def _one(self, account: str, path: str) -> tuple[Answer, Part]:
        answer = self._get(path, {}, self.tokens(account))
        return answer, answer.part()

    def _page(self, account: str, path: str, page: str, size: int, **asked: str) -> Page:
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        answer = self._get(path, {**asked, "page": str(number), "per_page": str(size)}, self.tokens(account))
        told = answer.part()
        found = member(told, "data") if isinstance(told.value, dict) else None
        following = str(number + 1) if text_at(told.value, "paging", "next") else ""
        return Page(elements(found) if found else [], following, answer, int_at(told.value, "total"))

    def _get(self, path: str, asked: Mapping[str, str], tokens: Tokens) -> Answer:
        try:
            return self.web.get(f"{self.api}{path}", asked, limit=MAX_ANSWER, accept=FORM, authorization=bearer(tokens))
        except WebRefused as refused:
            if refused.status == 401:
                raise Unauthorised("Vimeo does not accept the token any more: the holder of the account has to consent again.") from None
            raise
