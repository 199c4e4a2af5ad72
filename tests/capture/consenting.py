"""The network in memory, as one that is read by consent: a server that speaks OAuth hands the tokens out, and takes them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import httpx
from tests.capture.network import MemoryPlatform
from tests.platforms.authority import Authority

from rostra.core import clock
from rostra.platforms.base import Capabilities, Event, Method, Refused, Unauthorised
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens, TokensOf
from rostra.platforms.guard import Guard
from rostra.platforms.oauth import CodeFlow, bearer
from rostra.platforms.web import Web

CONSENT = Consent((Scope("read:posts", "What the account posts."),), "Sixty days.")


@dataclass
class ByCode(Connecting):
    """Consent by code."""

    web: Web
    authority: Authority

    @property
    def flow(self) -> CodeFlow:
        url = self.authority.url
        return CodeFlow(f"{url}/oauth/authorize", f"{url}/oauth/token", f"{url}/oauth/revoke", ("read:posts",))

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:
        return self.flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        tokens = self.flow.redeem(self.web, app, redirect, answer, kept)
        if self.authority.account_of(bearer(tokens)) != account:
            raise Refused("Another account consented.")
        return tokens

    def renew(self, app: App, account: str, tokens: Tokens) -> Tokens:
        return self.flow.renew(self.web, app, tokens)

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:
        self.flow.revoke(self.web, app, tokens)


class ConsentingPlatform(MemoryPlatform):
    """A test makes a subclass with an authority of its own."""

    capabilities: ClassVar[Capabilities] = Capabilities(methods=frozenset({Method.POLL}))
    consent: ClassVar[Consent] = CONSENT
    authority: ClassVar[Authority]

    def __init__(self, http: httpx.Client, *, tokens: TokensOf) -> None:
        super().__init__(http)
        self.connecting = ByCode(Web(http, Guard(allow_http=True), clock.now), self.authority)
        self._tokens = tokens

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        for event in super().poll(account, cursor):
            if self.authority.account_of(bearer(self._tokens(account))) != account:
                raise Unauthorised("401: the token was revoked")
            yield event
