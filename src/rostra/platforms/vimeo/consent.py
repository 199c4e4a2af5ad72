"""Consent at Vimeo: one permission, that only reads, for as long as the holder does not take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rostra.platforms.base import Refused
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.oauth import CodeFlow, bearer
from rostra.platforms.vimeo.client import Client

CONSENT: Final = Consent(
    scopes=(Scope("public", "Which account it is that consented, and what everybody may see of it. It can only read."),),
    lasts="A consent lasts until it is taken back at Vimeo.",
)


@dataclass(frozen=True, slots=True)
class AccountConsent(Connecting):
    """Consent of the holder of an account."""

    client: Client

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- whoever is signed in is asked
        """See ``Connecting.ask``."""
        return self._flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``: the token counts only where Vimeo says that it is this account's."""
        tokens = self._flow.redeem(self.client.web, app, redirect, answer, kept)
        if self.client.holder(tokens) != account:
            raise Refused("Another account consented than the one that is to be connected: sign in at Vimeo as that one.")
        return tokens

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:  # noqa: ARG002 -- the token says whose it is
        """See ``Connecting.revoke``: DELETE /tokens."""
        self.client.web.delete(f"{self.client.api}/tokens", authorization=bearer(tokens))

    @property
    def _flow(self) -> CodeFlow:
        scopes = tuple(scope.name for scope in CONSENT.scopes)
        at = f"{self.client.api}/oauth"
        return CodeFlow(f"{at}/authorize", f"{at}/access_token", scopes=scopes, by_header=True, challenges=False)
