"""Meta's Graph API, as Facebook, Instagram and Threads speak it: lists in pages, errors by code, and how much of a limit is used up.

An answer is never trusted to be about what was asked, and never holds the token it was asked with: Meta writes that into the addresses of
further pages, so pages are asked for by their cursors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from rostra.platforms.base import PlatformError, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import Tokens, TokensOf
from rostra.platforms.hostile import int_at, list_at, maps_in, text_at, value_at
from rostra.platforms.oauth import bearer
from rostra.platforms.parts import Part, elements, member, whole
from rostra.platforms.web import Answer, Web, WebRefused

MAX_ANSWER = 8 * 1024 * 1024  # bytes
WINDOW = 3600.0  # seconds over which Meta counts requests; what is told to wait where it does not say how long

# https://developers.facebook.com/docs/graph-api/guides/error-handling and .../overview/rate-limiting
DEAD_TOKEN: Final = frozenset({102, 190})
LIMITED: Final = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
PASSING: Final = frozenset({1, 2})
INACTIVE: Final = frozenset({25, 368})  # the account is restricted, or blocked for a while, by the platform
NOT_THERE: Final = frozenset({(100, 33), (803, 0), (803, None)})

_ID = re.compile(r"[0-9]{1,40}(?:_[0-9]{1,40})?")
_CURSOR = re.compile(r"[\x21-\x7e]{1,1000}")


class Missing(Refused):
    """There is no such thing, or this token may not see it: the interface does not say which of the two."""


class Inactive(Refused):
    """The account is restricted or blocked by the platform itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. ``after``: where the next one begins; "" where this was the last."""

    parts: list[Part]
    after: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Graph:
    """Questions to the interface at ``base``, each with a fresh token of the account that it is about.

    All raise Unauthorised, Missing, Inactive, Refused, RateLimited, Unreachable.
    """

    web: Web
    base: str
    tokens: TokensOf

    def node(self, account: str, path: str, fields: str) -> tuple[Answer, Part]:
        """One thing with its fields."""
        answer = self._asked(account, path, {"fields": fields})
        return answer, _part(answer)

    def several(self, account: str, ids: list[str], fields: str) -> Mapping[str, object]:
        """Things by their ids, those that can be had; at most 50 at once."""
        found = _part(self._asked(account, "", {"ids": ",".join(ids), "fields": fields})).value
        return found if isinstance(found, dict) else {}

    def page(self, account: str, path: str, params: Mapping[str, str], after: str = "") -> Page:
        """A page of a list."""
        answer = self._asked(account, path, {**params, **({"after": after} if after else {})})
        part = _part(answer)
        listed = member(part, "data")
        if listed is None or not isinstance(listed.value, list):
            raise Unreachable(f"{_where(answer)} answered something else than a list.")
        return Page(elements(listed), _after(part.value, after), answer)

    def pages(self, account: str, path: str, params: Mapping[str, str], most: int, after: str = "") -> Iterator[Page]:
        """The pages of a list from ``after`` on, at most so many. One that was cut short still says that there are more."""
        for _ in range(most):
            page = self.page(account, path, params, after)
            yield page
            after = page.after
            if not after:
                return

    def _asked(self, account: str, path: str, params: Mapping[str, str]) -> Answer:
        return asked(self.web, f"{self.base}/{path}", params, self.tokens(account))


def asked(web: Web, url: str, params: Mapping[str, str], tokens: Tokens) -> Answer:
    """A question with a token, which the answer is without."""
    try:
        return web.get_struck(url, params, limit=MAX_ANSWER, authorization=bearer(tokens))
    except WebRefused as refused:
        raise failure(url, refused.body, refused.status, refused.headers) from None


def is_id(text: str) -> bool:
    """Whether this can name a thing at the interface."""
    return _ID.fullmatch(text) is not None


def id_at(value: object, *path: str) -> str:
    """The id under these names, which Meta writes as a text, as a number, or as an object with it; "" where there is none that is sound."""
    found = value_at(value, *path)
    if isinstance(found, dict):
        found = found.get("id")
    text = str(found) if type(found) is int else found
    return text if isinstance(text, str) and is_id(text) else ""


def below(value: object, *path: str) -> list[dict[str, object]]:
    """The objects of a list within an answer: Meta wraps each list in an object with ``data``."""
    return list(maps_in(list_at(value, *path, "data")))


def failure(url: str, body: bytes, status: int, headers: Mapping[str, str]) -> PlatformError:
    """What a refusal means, by Meta's own code. None of its words are told: they may hold anything."""
    code, subcode, passing = _code(body)
    said = f"{url.partition('?')[0]} refused ({f'code {code}, subcode {subcode or 0}' if code is not None else f'status {status}'})."
    if code in DEAD_TOKEN or (status == 401 and code not in LIMITED):
        return Unauthorised(f"The platform does not accept the token any more (code {code or status}, subcode {subcode or 0}).")
    if code in LIMITED:
        return RateLimited(said, retry_after=regained(headers))
    if code in PASSING or passing:
        return Unreachable(said)
    if (code, subcode) in NOT_THERE or status == 404:
        return Missing(said)
    return Inactive(f"restricted by the platform (code {code})") if code in INACTIVE else Refused(said)


def regained(headers: Mapping[str, str]) -> float:
    """Seconds until requests are answered again, as the header tells in minutes; else as long as Meta counts them."""
    told = _json(headers.get("x-business-use-case-usage", "").encode())
    uses = maps_in(use for uses in (told.values() if isinstance(told, dict) else ()) if isinstance(uses, list) for use in uses)
    minutes = max((int_at(use, "estimated_time_to_regain_access") or 0 for use in uses), default=0)
    return min(minutes * 60.0, 24 * WINDOW) if minutes > 0 else WINDOW


def _code(body: bytes) -> tuple[int | None, int | None, bool]:
    """Code, subcode, and whether it passes; None where it tells none."""
    told = value_at(_json(body), "error")
    return int_at(told, "code"), int_at(told, "error_subcode"), value_at(told, "is_transient") is True


def _json(body: bytes) -> object:
    try:
        found: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found


def _part(answer: Answer) -> Part:
    """An answer as JSON. Raises what it says where it is an error with a good status."""
    try:
        part = whole(answer.body)
    except ValueError as error:
        raise Unreachable(f"{_where(answer)} answered something that is not JSON: {str(error)[:100]}.") from None
    if not isinstance(part.value, dict):
        raise Unreachable(f"{_where(answer)} answered something that is no object.")
    if isinstance(part.value.get("error"), dict):
        raise failure(answer.url, answer.body, answer.status, {})
    return part


def _where(answer: Answer) -> str:
    """What was asked, without the fields that it was asked for."""
    return answer.url.partition("?")[0]


def _after(value: object, before: str) -> str:
    """Where the next page begins. Meta names a cursor on the last page too, but no address of a next one."""
    after = text_at(value, "paging", "cursors", "after") if text_at(value, "paging", "next") else ""
    return after if _CURSOR.fullmatch(after) and after != before else ""
