"""Consent on TikTok (Login Kit for the web): https://developers.tiktok.com/doc/oauth-user-access-token-management."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rostra.platforms.base import Refused
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.oauth import CodeFlow, bearer
from rostra.platforms.tiktok.client import Client, Hosts

CONSENT: Final = Consent(
    scopes=(
        Scope("user.info.basic", "Which account it is that consented, its name and its picture."),
        Scope("user.info.profile", "What its profile shows to everybody: handle, description, whether it is verified."),
        Scope("video.list", "The videos that it shows to everybody, with their descriptions."),
    ),
    lasts="A consent lasts 365 days and is renewed by itself every two hours; then its holder has to give it again.",
)
_NAMES = tuple(scope.name for scope in CONSENT.scopes)


@dataclass(frozen=True, slots=True)
class TikTokConsent(Connecting):
    """Consent of accounts, all at TikTok."""

    client: Client

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- TikTok asks who they are
        """See ``Connecting.ask``."""
        return self._flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``. Where it is another account, the refusal tells its identity: nobody else can."""
        tokens = self._flow.redeem(self.client.web, app, redirect, answer, kept)
        holder = self.client.holder(bearer(tokens)).identity
        if holder.id != account:
            named = f"@{holder.handle} ({holder.id[:100]})" if holder.handle else holder.id[:100]
            raise Refused(f"Another account consented than the one that is to be connected: {named}. Sign in on TikTok as that one.")
        return tokens

    def renew(self, app: App, account: str, tokens: Tokens) -> Tokens:  # noqa: ARG002 -- the token says whose it is
        """See ``Connecting.renew``: TikTok gives a new refresh token each time, and voids the old one."""
        return self._flow.renew(self.client.web, app, tokens)

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:  # noqa: ARG002 -- the token says whose it is
        """See ``Connecting.revoke``."""
        self._flow.revoke(self.client.web, app, tokens)

    @property
    def _flow(self) -> CodeFlow:
        return flow(self.client.hosts)


def flow(hosts: Hosts) -> CodeFlow:
    """TikTok's way of OAuth: its own name for the client, commas, and no PKCE on the web."""
    return CodeFlow(
        f"{hosts.login}/v2/auth/authorize/",
        f"{hosts.api}/v2/oauth/token/",
        f"{hosts.api}/v2/oauth/revoke/",
        _NAMES,
        separator=",",
        id_name="client_key",
        challenges=False,
        returns_access=True,
    )
