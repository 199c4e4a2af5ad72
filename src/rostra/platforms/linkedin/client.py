"""Asking LinkedIn: a page, its posts, what answers them, and media by their names.

Every question takes a token of who administers the page.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import quote

from rostra.platforms.base import Identity, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import TokensOf
from rostra.platforms.feed import Page
from rostra.platforms.hostile import int_at, list_at, maps_in, text_at
from rostra.platforms.live import Shown
from rostra.platforms.oauth import bearer
from rostra.platforms.parts import Part, elements, member, whole
from rostra.platforms.web import Answer, Web, WebRefused

VERSION = "202610"  # of the interface, YYYYMM: LinkedIn answers to one for about a year
ANSWERED_UNTIL = dt.date(2027, 10, 15)
API = "https://api.linkedin.com"
LOGIN = "https://www.linkedin.com"
PAGE = 100  # entries; the interface gives no more at once
POSTS = 25  # of one page: each has comments to be asked for, and what stands before a Mark is not asked for again when a limit was reached
OVERLAP = 5  # entries that a page shares with the one before: so many may be deleted between two questions and none is passed over
MAX_ANSWER = 16 * 1024 * 1024  # bytes
NOT_FOUND, GONE, OUTDATED = 404, 410, 426
DAY = dt.timedelta(days=1)

_ORGANISATION = re.compile(r"urn:li:organization:(?P<number>[0-9]{1,20})")
_CODE = re.compile(r"[A-Z][A-Z_]{0,60}")
_KINDS = {"image": "images", "video": "videos", "document": "documents"}
_MEDIUM = re.compile(r"urn:li:(?P<kind>image|video|document):[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where LinkedIn is: its interface, and where a person consents. One address for both where a gateway stands instead."""

    api: str = API
    login: str = LOGIN


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unauthorised, Unreachable, RateLimited, Refused; WebRefused with the status."""

    web: Web
    hosts: Hosts
    tokens: TokensOf

    def page(self, account: str) -> Shown:
        """The page with this name. A WebRefused may say that it is gone."""
        answer, part = self._ask(account, f"organizations/{number_in(account)}")
        if int_at(part.value, "id") != int(number_in(account)):
            raise Refused(f"LinkedIn shows another page where it was asked for {account}.")
        return Shown(Identity(account, text_at(part.value, "vanityName"), text_at(part.value, "localizedName")), part, answer)

    def posts(self, account: str, below: str) -> Page:
        """Posts of a page, those first that were changed last. ``below``: at which of them to begin."""
        asked = {"q": "author", "author": account, "sortBy": "LAST_MODIFIED"}
        return self._list(account, "posts", asked, below, POSTS)

    def post(self, account: str, urn: str) -> tuple[Answer, Part]:
        """One post by its name."""
        return self._ask(account, f"posts/{quote(urn, safe='')}")

    def comments(self, account: str, urn: str, below: str = "") -> Page:
        """What answers a post, or a comment."""
        return self._list(account, f"socialActions/{quote(urn, safe='')}/comments", {}, below)

    def comment(self, account: str, thread: str, number: str) -> tuple[Answer, Part]:
        """One comment."""
        return self._ask(account, f"socialActions/{quote(thread, safe='')}/comments/{number}")

    def address_of(self, account: str, urn: str) -> str:
        """Where the bytes of a medium lie for now; "" where LinkedIn tells no such place. Raises Refused for what is no medium."""
        found = _MEDIUM.fullmatch(urn)
        if found is None:
            raise Refused(f"{urn[:200]} does not name a medium.")
        _, part = self._ask(account, f"{_KINDS[found['kind']]}/{quote(urn, safe='')}")
        return text_at(part.value, "downloadUrl")

    def administered(self, authorization: str) -> list[tuple[str, str]]:
        """The pages in which the holder of this token has a role that counts now, and which."""
        found: list[tuple[str, str]] = []
        for start in range(0, 10 * PAGE, PAGE):
            asked = {"q": "roleAssignee", "state": "APPROVED", "start": str(start), "count": str(PAGE)}
            _, part = self._sent("organizationAcls", asked, authorization)
            told = list(maps_in(list_at(part.value, "elements")))
            approved = (each for each in told if text_at(each, "state") == "APPROVED")
            found += [(text_at(each, "organization") or text_at(each, "organizationTarget"), text_at(each, "role")) for each in approved]
            if not told:
                break
        return found

    def _list(self, account: str, path: str, asked: dict[str, str], below: str, size: int = PAGE) -> Page:
        start = int(below) if below.isdigit() else 0
        answer, part = self._ask(account, path, {**asked, "start": str(start), "count": str(size)})
        found = member(part, "elements")
        parts = elements(found) if found else []
        return Page(parts, str(start + size - OVERLAP) if _goes_on(part.value, start, len(parts), size) else "", answer)

    def _ask(self, account: str, path: str, asked: dict[str, str] | None = None) -> tuple[Answer, Part]:
        number_in(account)
        return self._sent(path, asked or {}, bearer(self.tokens(account)))

    def _sent(self, path: str, asked: dict[str, str], authorization: str) -> tuple[Answer, Part]:
        url, headers = f"{self.hosts.api}/rest/{path}", {"linkedin-version": VERSION, "x-restli-protocol-version": "2.0.0"}
        try:
            answer = self.web.get(url, asked, limit=MAX_ANSWER, headers=headers, authorization=authorization)
            part = whole(answer.body)
        except WebRefused as refused:
            raise _meant(refused) from None
        except RateLimited as limited:
            raise RateLimited("LinkedIn asks for patience.", retry_after=limited.retry_after or self._until_renewed(limited)) from None
        except ValueError:
            raise Unreachable("LinkedIn answered something that is not JSON.") from None
        return answer, part

    def _until_renewed(self, limited: RateLimited) -> float | None:
        """LinkedIn counts by day, and begins again at midnight UTC; it says so in words only."""
        if "DAY limit" not in limited.said:
            return None
        now = self.web.clock()
        return ((now + DAY).replace(hour=0, minute=0, second=0, microsecond=0) - now).total_seconds()


def number_in(account: str) -> str:
    """The number of a page. Raises Refused for what is the name of none."""
    found = _ORGANISATION.fullmatch(account)
    if found is None:
        raise Refused(f"{account[:200]} is no page of LinkedIn: its name is urn:li:organization: and a number.")
    return found["number"]


def _goes_on(answer: object, start: int, count: int, size: int) -> bool:
    """Whether there is more, by the link or the total that LinkedIn states; a full page otherwise."""
    if any(text_at(link, "rel") == "next" for link in maps_in(list_at(answer, "paging", "links"))):
        return True
    total = int_at(answer, "paging", "total")
    return start + size < total if total else count >= size


def _meant(refused: WebRefused) -> Refused:
    """What LinkedIn's refusal says, by its status and code; of its words none."""
    try:
        told = text_at(whole(refused.body).value, "code")
    except ValueError:
        told = ""
    code = told if _CODE.fullmatch(told) else str(refused.status)
    if refused.status == 401:
        return Unauthorised(f"LinkedIn does not accept the consent of who administers the page ({code}).")
    if refused.status == OUTDATED:
        return Refused(
            f"LinkedIn does not answer to version {VERSION} of its interface any more: a newer release of this software is needed."
        )
    return WebRefused(f"LinkedIn refused ({code}).", status=refused.status, body=refused.body)
