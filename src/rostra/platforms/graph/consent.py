"""Consent at Meta: a code gives a token of an hour, which is exchanged for one of 60 days. No error holds a code, a token or a secret.

Meta's documentation shows each exchange as a GET with the secrets in its address. They are sent as a form instead, with ``method=get``, by
which the Graph API takes a POST for a GET: an address stands in the logs of whoever is on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import orjson

from rostra.platforms.base import Refused, Unreachable
from rostra.platforms.consent import App, Asked, Connecting, Tokens
from rostra.platforms.graph.client import asked, failure, id_at
from rostra.platforms.hostile import int_at, list_at, maps_in, text_at, value_at
from rostra.platforms.oauth import MAX_ANSWER, CodeFlow, after
from rostra.platforms.web import Answer, Web, WebRefused


@dataclass(frozen=True)
class MetaFlow(CodeFlow):
    """OAuth as Meta has it: no PKCE, scopes with commas, and Instagram's answer in a list."""

    separator: str = ","
    challenges: bool = False

    def tokens(self, web: Web, answer: Answer, before: Tokens | None = None) -> Tokens:
        """See ``CodeFlow.tokens``. What was granted stands under ``permissions``, as a text or a list."""
        told = answer.json()
        found = next(maps_in(list_at(told, "data")), told if isinstance(told, dict) else {})
        granted = [
            *filter(None, [text_at(found, "permissions")]),
            *(name for name in list_at(found, "permissions") if isinstance(name, str)),
        ]
        flat = {"access_token": text_at(found, "access_token"), "scope": ",".join(granted), "expires_in": value_at(found, "expires_in")}
        return super().tokens(web, replace(answer, body=orjson.dumps(flat)), before)


@dataclass(frozen=True, slots=True)
class UserConsent(Connecting):
    """Consent of an account of Instagram or Threads. Its token is renewed by itself, as long as it is renewed in time."""

    web: Web
    flow: CodeFlow
    exchange: str
    refresh: str
    grant: str  # what the names of the exchanges begin with
    me: str  # where a token says whose it is
    id_name: str

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- the platform asks whoever is signed in
        """See ``Connecting.ask``."""
        return self.flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``: the token counts only where the platform says that it is this account's."""
        short = self.flow.redeem(self.web, app, redirect, answer, kept)
        form = {"grant_type": f"{self.grant}_exchange_token", "client_secret": app.secret, "access_token": short.access}
        tokens = long_lived(self.web, exchanged(self.web, self.exchange, form), short)
        told = asked(self.web, self.me, {"fields": f"{self.id_name},username"}, tokens).json()
        if id_at(told, self.id_name) != account:
            raise Refused(f"Another account consented than the one that is to be connected: {_whose(told, self.id_name)}.")
        return tokens

    def renew(self, app: App, account: str, tokens: Tokens) -> Tokens:  # noqa: ARG002 -- the token says all
        """See ``Connecting.renew``. A token that is younger than a day is refused, and renewed later."""
        form = {"grant_type": f"{self.grant}_refresh_token", "access_token": tokens.access}
        return long_lived(self.web, exchanged(self.web, self.refresh, form), tokens)

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:
        """See ``Connecting.revoke``: Meta has no way for it here; the holder takes the app away in the settings of the account."""


def exchanged(web: Web, url: str, form: Mapping[str, str], authorization: str = "") -> object:
    """The answer to an exchange. Raises Unauthorised where the token is void; Refused, RateLimited, Unreachable."""
    try:
        return web.post(url, {**form, "method": "get"}, limit=MAX_ANSWER, authorization=authorization).json()
    except WebRefused as refused:
        raise failure(url, refused.body, refused.status, refused.headers) from None


def long_lived(web: Web, told: object, before: Tokens) -> Tokens:
    """The token of an exchange. Raises Unreachable where it holds none."""
    access = text_at(told, "access_token")
    if not access.isascii() or not access.isprintable() or not 0 < len(access) <= 8192 or " " in access:
        raise Unreachable("The platform answered an exchange without a token.")
    return Tokens(access, expires=after(web, int_at(told, "expires_in")), scopes=before.scopes)


def _whose(told: object, id_name: str) -> str:
    """The account that consented, so that a person can see what went wrong; of no error's words but its number and handle."""
    handle = text_at(told, "username")
    sound = handle.isascii() and handle.replace(".", "").replace("_", "").isalnum() and len(handle) <= 60
    return f"number {id_at(told, id_name) or 'unknown'}{f', called {handle}' if sound else ''}"
