"""Asking TikTok: who an account is, its videos page by page, and videos by their numbers. Every question takes the holder's token.

TikTok's own codes (https://developers.tiktok.com/doc/tiktok-api-v2-error-handling) decide what an error is, whatever status it comes with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rostra.platforms.base import Identity, PlatformError, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import TokensOf
from rostra.platforms.feed import Page
from rostra.platforms.hostile import int_at, text_at, value_at
from rostra.platforms.live import Shown
from rostra.platforms.oauth import bearer
from rostra.platforms.parts import Part, elements, member, whole
from rostra.platforms.web import Answer, Web, WebRefused

API = "https://open.tiktokapis.com"
LOGIN = "https://www.tiktok.com"
PAGE = 20  # videos; the interface gives no more at once, and looks for no more
MAX_ANSWER = 4 * 1024 * 1024  # bytes
MOST_CURSOR = 10**15  # milliseconds since 1970: a cursor beyond is none
WINDOW = 60.0  # seconds over which TikTok counts requests
SAID_OF_A_VIDEO = "id,create_time,title,video_description,duration,width,height"  # nothing that is counted, nothing that expires
SAID_OF_AN_ACCOUNT = "open_id,username,display_name,bio_description,is_verified,avatar_large_url"

_HANDLE = re.compile(r"[A-Za-z0-9_.]{1,40}")
_CODE = re.compile(r"[a-z_]{1,60}")
_NO_TOKEN = frozenset({"access_token_invalid", "scope_not_authorized", "scope_permission_missed"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where TikTok is: its interface, and where a person consents. One address for both where a gateway stands instead."""

    api: str = API
    login: str = LOGIN


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unauthorised, Unreachable, RateLimited, Refused."""

    web: Web
    hosts: Hosts
    tokens: TokensOf

    def account(self, account: str) -> Shown:
        """The account with this identity. Raises Refused too where the token turns out to be another's."""
        shown = self.holder(bearer(self.tokens(account)))
        if shown.identity.id != account:
            raise Refused(f"TikTok shows another account where it was asked for {account[:200]}.")
        return shown

    def holder(self, authorization: str) -> Shown:
        """Whose token this is."""
        url, asked = f"{self.hosts.api}/v2/user/info/", {"fields": SAID_OF_AN_ACCOUNT}
        answer, part = self._answer(lambda: self.web.get(url, asked, limit=MAX_ANSWER, authorization=authorization))
        user = member(part, "user") or Part(None, b"null")
        handle = text_at(user.value, "username")
        identity = Identity(
            text_at(user.value, "open_id"), handle if _HANDLE.fullmatch(handle) else "", text_at(user.value, "display_name")
        )
        return Shown(identity, user, answer)

    def videos(self, account: str, below: str) -> Page:
        """A page of the videos that everybody may see, from the newest, or from what ``below`` of the last page names."""
        told = {"max_count": PAGE} | ({"cursor": int(below)} if below.isdigit() else {})
        answer, part = self._ask(account, "list", told, SAID_OF_A_VIDEO)
        following = int_at(part.value, "cursor")
        more = value_at(part.value, "has_more") is True and following is not None and 0 < following < MOST_CURSOR
        return Page(_videos(part), str(following) if more else "", answer)

    def find(self, account: str, numbers: Sequence[str], fields: str = SAID_OF_A_VIDEO) -> tuple[Answer, list[Part]]:
        """Those of at most PAGE videos of the account that everybody may see now."""
        answer, part = self._ask(account, "query", {"filters": {"video_ids": list(numbers)}}, fields)
        return answer, _videos(part)

    def _ask(self, account: str, what: str, told: object, fields: str) -> tuple[Answer, Part]:
        url, authorization = f"{self.hosts.api}/v2/video/{what}/", bearer(self.tokens(account))
        asked = {"fields": fields}
        return self._answer(lambda: self.web.post_json(url, told, params=asked, limit=MAX_ANSWER, authorization=authorization))

    def _answer(self, ask: Callable[[], Answer]) -> tuple[Answer, Part]:
        """What lies under ``data``."""
        try:
            answer = ask()
            part = whole(answer.body)
        except WebRefused as refused:
            raise _meant(_code(refused.body), refused.status) from None
        except RateLimited as limited:
            raise RateLimited("TikTok asks for patience.", retry_after=limited.retry_after or WINDOW) from None
        except ValueError:
            raise Unreachable("TikTok answered something that is not JSON.") from None
        if (code := text_at(part.value, "error", "code")) not in ("ok", ""):
            raise _meant(code, answer.status)
        return answer, member(part, "data") or Part(None, b"null")


def _videos(part: Part) -> list[Part]:
    found = member(part, "videos")
    return elements(found) if found else []


def _code(body: bytes) -> str:
    try:
        return text_at(whole(body).value, "error", "code")
    except ValueError:
        return ""


def _meant(code: str, status: int) -> PlatformError:
    """What TikTok's code says; of a code that it does not document, no word is repeated that it did not have the form of one."""
    said = code if _CODE.fullmatch(code) else str(status)
    if code in _NO_TOKEN or (status == 401 and not code):
        return Unauthorised(f"TikTok does not accept the consent of the account's holder ({said}).")
    if code == "rate_limit_exceeded":
        return RateLimited("TikTok asks for patience.", retry_after=WINDOW)
    if code == "internal_error":
        return Unreachable("TikTok is in trouble (internal_error).")
    return Refused(f"TikTok refused ({said}).")
