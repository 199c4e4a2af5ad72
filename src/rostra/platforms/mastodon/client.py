"""Asking a server of the network: who an account is, its posts page by page, a post's history and its thread."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from rostra.platforms import live
from rostra.platforms.base import AccountUnknown, Identity, PlatformError, Refused, Unauthorised, Unreachable
from rostra.platforms.hostile import origin, text_at, value_at, web_address
from rostra.platforms.mastodon.addresses import is_id
from rostra.platforms.mastodon.parse import id_of
from rostra.platforms.parts import Part, elements, member, whole
from rostra.platforms.web import Answer, Web, WebRefused
from rostra.platforms.webfinger import LONGEST_IDENTITY, MAX_DOCUMENT, Finger

PAGE = 40  # posts; the interface gives no more at once
MAX_PAGE = 16 * 1024 * 1024  # bytes of a page, a history or a thread
NAMED = dt.timedelta(hours=1)  # for which a name is not asked for again: a server never changes one of its own accord
UNAUTHORISED, NOT_FOUND, GONE = 401, 404, 410

_NEXT = re.compile(r'<([^<>]*)>\s*;\s*rel="?next"?')


@dataclass(frozen=True, slots=True)
class Shown(live.Shown):
    """An account as its own server shows it now. ``id``: the server's own name for it."""

    id: str

    @property
    def server(self) -> str:
        """Where it is asked for."""
        return origin(self.identity.id)

    def called(self, handle: str) -> Shown:
        """The same under its handle."""
        return replace(self, identity=replace(self.identity, handle=handle))


@dataclass(frozen=True, slots=True)
class Page:
    """Posts, the newest first, and the id below which there are more; "" where that was the last."""

    parts: list[Part]
    below: str
    answer: Answer


class _Named(NamedTuple):
    """What an account is called: its name at its own server, and its proven handle."""

    user: str
    handle: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unreachable, RateLimited, WebRefused (with the status), Refused."""

    web: Web
    named: dict[str, _Named] = field(default_factory=dict)  # by the actor's address

    def find(self, address: str) -> str:
        """The actor's address behind what somebody wrote down. Raises AccountUnknown too."""
        try:
            return Finger(self.web).find(address)
        except WebRefused as refused:
            raise _unknown(refused) from refused

    def account(self, actor: str) -> Shown:
        """The account with this actor's address, by its own server. Raises AccountUnknown too; a WebRefused may say that it is gone."""
        if not web_address(actor) or len(actor) > LONGEST_IDENTITY:
            raise AccountUnknown(f"{actor[:200]} is not the address of an account on this network.")
        finger = Finger(self.web)
        try:
            user, host = finger.name(actor)
            shown = self._looked_up(actor, user)
        except WebRefused as refused:
            raise _unknown(refused) from refused
        handle = finger.proven(actor, user, host)
        if handle:
            self.named[actor] = _Named(user, handle, self.web.clock() + NAMED)
        return shown.called(handle)

    def account_again(self, actor: str) -> Shown:
        """As ``account``, in one request of two where it was named within the last hour, and is shown as active under that name."""
        named = self.named.get(actor)
        if named and self.web.clock() < named.until:
            try:
                shown = self._looked_up(actor, named.user)
            except Refused:
                return self.account(actor)
            if shown.status == "active":
                return shown.called(named.handle)
        return self.account(actor)

    def _looked_up(self, actor: str, user: str) -> Shown:
        """The account as its server shows it under this name."""
        answer, part = self._json(f"{origin(actor)}/api/v1/accounts/lookup", {"acct": user}, MAX_DOCUMENT)
        number, name = id_of(part.value), text_at(part.value, "display_name")
        if not number or (text_at(part.value, "uri") or actor) != actor:
            raise Refused(f"{origin(actor)} shows another account where it was asked for {actor}.")
        return Shown(Identity(actor, "", name), part, answer, number, status=_status(part.value))

    def posts(self, shown: Shown, **where: str) -> Page:
        """A page of the account's posts, with ``max_id`` or ``min_id``."""
        url = f"{shown.server}/api/v1/accounts/{shown.id}/statuses"
        answer, part = self._json(url, {"limit": str(PAGE), **where}, MAX_PAGE)
        if not isinstance(part.value, list):
            raise Unreachable(f"{url} answered something else than a list of posts.")
        parts = elements(part)
        return Page(parts, _below(answer, parts), answer)

    def post(self, server: str, number: str) -> tuple[Answer, Part]:
        """One post by its id."""
        return self._json(f"{server}/api/v1/statuses/{number}", {}, MAX_DOCUMENT)

    def history(self, server: str, number: str) -> tuple[Answer, list[Part]]:
        """The versions of a post, the oldest first."""
        answer, part = self._json(f"{server}/api/v1/statuses/{number}/history", {}, MAX_PAGE)
        return answer, elements(part)

    def thread(self, server: str, number: str) -> tuple[Answer, list[Part], list[Part]]:
        """The posts above a post and those below it."""
        answer, part = self._json(f"{server}/api/v1/statuses/{number}/context", {}, MAX_PAGE)
        above, below = (elements(found) if (found := member(part, name)) else [] for name in ("ancestors", "descendants"))
        return answer, above, below

    def own(self, server: str, path: str, authorization: str, **where: str) -> tuple[Answer, Part]:
        """What a server shows to the holder of a token only. Raises Unauthorised where it accepts the token no more."""
        try:
            return self._json(f"{server}/api/{path}", where, MAX_PAGE, authorization)
        except WebRefused as refused:
            if refused.status == UNAUTHORISED:
                raise Unauthorised(f"{server} does not accept the consent of the account's holder any more.") from None
            raise

    def actor_or_post(self, address: str) -> Answer:
        """What lies at an address of the network itself."""
        return Finger(self.web).document(address)

    def _json(self, url: str, params: dict[str, str], limit: int, authorization: str = "") -> tuple[Answer, Part]:
        answer = self.web.get(url, params, limit=limit, authorization=authorization)
        try:
            return answer, whole(answer.body)
        except ValueError as error:
            raise Unreachable(f"{url} answered something that is not JSON: {str(error)[:100]}.") from None


def _status(account: object) -> str:
    """The network's word for how an account stands."""
    if value_at(account, "suspended") is True:
        return "suspended"
    return "moved" if isinstance(value_at(account, "moved"), dict) else "active"


def _below(answer: Answer, parts: list[Part]) -> str:
    """The id of the next page as the Link header has it; of a server without one, the last post's."""
    if "link" not in dict(answer.headers):
        return id_of(parts[-1].value) if parts else ""
    return linked(answer)


def linked(answer: Answer) -> str:
    """The id below which the next page lies, as the Link header has it; "" where it has none."""
    following = _NEXT.search(dict(answer.headers).get("link", ""))
    try:
        ids = parse_qs(urlsplit(following[1]).query).get("max_id", [""]) if following else [""]
    except ValueError:
        return ""
    return ids[0] if is_id(ids[0]) else ""


def _unknown(refused: WebRefused) -> PlatformError:
    """What it means that an account is refused: 404 that there is none; 401 and 403 that it is not shown to strangers."""
    if refused.status == NOT_FOUND:
        return AccountUnknown(str(refused))
    if refused.status in (401, 403):
        return Refused(f"The server shows nothing of this account without a sign-in, so it cannot be captured from it: {refused}")
    return refused
