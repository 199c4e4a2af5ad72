"""Consent on X: OAuth 2.0 with PKCE, for an app that the city registers there by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rostra.platforms.base import Kind, Refused
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.oauth import CodeFlow
from rostra.platforms.x.client import Client

CONSENT: Final = Consent(
    scopes=(
        Scope("tweet.read", "The posts that the account can see: of them, its own and what answers them are read."),
        Scope("users.read", "How the account shows itself, and who answered it."),
        Scope("block.read", "Which accounts the account blocks."),
        Scope("mute.read", "Which accounts the account mutes."),
        Scope("offline.access", "That reading goes on without asking again every two hours."),
    ),
    lasts="A consent lasts until it is taken back on X; its tokens last two hours, and are renewed by themselves.",
    opens=frozenset({Kind.BLOCK, Kind.RESTRICTION}),
)


@dataclass(frozen=True, slots=True)
class XConsent(Connecting):
    """Consent of accounts of X."""

    client: Client

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- X asks whoever is signed in
        """See ``Connecting.ask``."""
        return self._flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``: the token counts only where X says that it is this account's."""
        tokens = _ending(self._flow.redeem(self.client.web, app, redirect, answer, kept))
        if self.client.holder(tokens) != account:
            raise Refused("Another account consented than the one that is to be connected: sign in on X as that one.")
        return tokens

    def renew(self, app: App, account: str, tokens: Tokens) -> Tokens:  # noqa: ARG002 -- the token says whose it is
        """See ``Connecting.renew``: those of before are void from then on."""
        return _ending(self._flow.renew(self.client.web, app, tokens))

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:  # noqa: ARG002 -- the token says whose it is
        """See ``Connecting.revoke``: both tokens, for the one does not take the other with it."""
        for token in filter(None, (tokens.refresh, tokens.access)):
            self._flow.revoke(self.client.web, app, Tokens(token))

    @property
    def _flow(self) -> CodeFlow:
        hosts = self.client.hosts
        return CodeFlow(
            f"{hosts.site}/i/oauth2/authorize",
            f"{hosts.api}/2/oauth2/token",
            f"{hosts.api}/2/oauth2/revoke",
            tuple(scope.name for scope in CONSENT.scopes),
            by_header=True,
            void=("invalid_grant", "invalid_request"),
        )


def _ending(tokens: Tokens) -> Tokens:
    """Where X gave nothing to renew with, the consent ends with its token."""
    return tokens if tokens.refresh else replace(tokens, ends=tokens.expires)
