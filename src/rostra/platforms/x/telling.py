"""Asking X to tell what happens (X Activity API): at an address of ours, and on a line that we listen on.

With the app's own bearer token; for what only the account may see, with the account's. Source: docs.x.com, "X Activity API: Quickstart",
"Webhooks: Quickstart", and X's OpenAPI. Whether a subscription is there already is not always told: so one that is refused as a
duplicate is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import httpx

from rostra.platforms.base import PlatformError, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import Tokens
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at
from rostra.platforms.oauth import bearer
from rostra.platforms.web import WebRefused
from rostra.platforms.x.activity import TOLD
from rostra.platforms.x.client import MAX_ANSWER, Client

LONGEST_LINE = 1024 * 1024  # bytes of one event

_PRIVATE: Final = ("block.", "mute.")  # of these, X tells an app only with the account's own token
_NO_TOKEN = "X is asked to tell with the app’s bearer token: bearer_file of [[platform_app]] names none."  # noqa: S105 -- a sentence


@dataclass(frozen=True, slots=True)
class Telling:
    """What X is asked so that it tells. ``token``: the app's bearer token. All raise PlatformError; Refused without a token."""

    client: Client
    token: str = field(repr=False)

    def begin(self, account: str, callback: str) -> None:
        """Let X tell all that is taken of this account: to ``callback``, or on the line alone where that is empty."""
        hook = self._hook(callback) if callback else ""
        there = {kind for kind, told_to, _ in self._subscriptions(account) if told_to in (hook, "") or not hook}
        for kind in TOLD:
            if kind not in there:
                self._subscribe(account, kind, hook)

    def end(self, account: str) -> None:
        """Let X tell nothing more of this account."""
        for _, _, number in self._subscriptions(account):
            self.client.web.delete(self._address(f"activity/subscriptions/{number}"), authorization=self._app)

    @contextmanager
    def line(self) -> Iterator[Iterator[bytes]]:
        """The events of all accounts as they happen, and empty ones as a sign of life. Raises Unreachable where it breaks off."""
        with self.client.web.open(self._address("activity/stream"), authorization=self._app) as response:
            yield _lines(response)

    @property
    def _app(self) -> str:
        if not self.token:
            raise Refused(_NO_TOKEN)
        return bearer(Tokens(self.token))

    def _hook(self, callback: str) -> str:
        """The number under which X knows an address of ours: registered, or found valid again, at this moment."""
        known = [each for each in self._listed("webhooks") if text_at(each, "url") == callback]
        found = known[0] if known else self._posted("webhooks", {"url": callback}, self._app)
        if known and value_at(found, "valid") is not True:
            self.client.web.put(self._address(f"webhooks/{text_at(found, 'id')}"), authorization=self._app)
        number = text_at(found, "id")
        if not number.isdecimal():
            raise Unreachable("X does not say under which number it knows the address.")
        return number

    def _subscriptions(self, account: str) -> Iterator[tuple[str, str, str]]:
        """Kind of event, number of the address and number of each subscription of an account."""
        for each in self._listed("activity/subscriptions"):
            number = text_at(each, "subscription_id")
            if text_at(each, "filter", "user_id") == account and number.isdecimal():
                yield text_at(each, "event_type"), text_at(each, "webhook_id"), number

    def _subscribe(self, account: str, kind: str, hook: str) -> None:
        where = {"webhook_id": hook} if hook else {}
        token = bearer(self.client.tokens(account)) if kind.startswith(_PRIVATE) else self._app
        try:
            self._posted("activity/subscriptions", {"event_type": kind, "filter": {"user_id": account}, **where}, token)
        except WebRefused as refused:
            if refused.status != HTTPStatus.CONFLICT and b"uplicate" not in refused.body:
                raise

    def _listed(self, path: str) -> Iterator[dict[str, object]]:
        answer = self.client.web.get(self._address(path), limit=MAX_ANSWER, authorization=self._app)
        return maps_in(list_at(answer.json(), "data"))

    def _posted(self, path: str, told: object, authorization: str) -> object:
        try:
            answer = self.client.web.post_json(self._address(path), told, limit=MAX_ANSWER, authorization=authorization)
        except WebRefused as refused:
            raise _meant(refused) from None
        return value_at(answer.json(), "data")

    def _address(self, path: str) -> str:
        return self.client.address(path)


def _meant(refused: WebRefused) -> PlatformError:
    return Unauthorised(str(refused)) if refused.status == HTTPStatus.UNAUTHORIZED else refused


def _lines(response: httpx.Response) -> Iterator[bytes]:
    """Lines that end with a line feed, without what ends them. Raises Unreachable."""
    kept = b""
    for piece in response.iter_bytes():
        *whole, kept = (kept + piece).split(b"\n")
        if len(kept) > LONGEST_LINE:
            break
        yield from (line.strip() for line in whole)
    raise Unreachable("The line of X broke off.")
