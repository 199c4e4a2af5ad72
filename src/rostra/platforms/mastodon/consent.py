"""Consent on servers with Mastodon's interface: the software makes itself known to each server, whose own OAuth is then used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rostra.platforms.base import Kind, Refused, Unreachable
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.hostile import origin, text_at
from rostra.platforms.mastodon.client import Client
from rostra.platforms.mastodon.parse import id_of
from rostra.platforms.oauth import CodeFlow, bearer
from rostra.platforms.webfinger import MAX_DOCUMENT

CONSENT: Final = Consent(
    scopes=(
        Scope("read:accounts", "Which account it is that consented, and nothing else of it that is private."),
        Scope("read:blocks", "Which accounts the account blocks, and which whole servers."),
        Scope("read:mutes", "Which accounts the account mutes."),
        Scope("read:filters", "Which words the account filters."),
    ),
    lasts="A consent lasts until it is taken back on the server.",
    needed=False,
    registers=True,
    opens=frozenset({Kind.BLOCK, Kind.RESTRICTION}),
)
_NAMES = tuple(scope.name for scope in CONSENT.scopes)


@dataclass(frozen=True, slots=True)
class ServerConsent(Connecting):
    """Consent of accounts, each at its own server."""

    client: Client

    def register_app(self, account: str, name: str, redirect: str) -> App:
        """See ``Connecting.register_app``: POST /api/v1/apps."""
        told = {"client_name": name, "redirect_uris": redirect, "scopes": " ".join(_NAMES)}
        answer = self.client.web.post(f"{origin(account)}/api/v1/apps", told, limit=MAX_DOCUMENT).json()
        app = App(text_at(answer, "client_id"), text_at(answer, "client_secret"))
        if not app.id or not app.secret:
            raise Unreachable(f"{origin(account)} did not answer as a server of this network does when software makes itself known.")
        return app

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:
        """See ``Connecting.ask``."""
        return _flow(account).ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``: the token counts only where the server says that it is this account's."""
        tokens = _flow(account).redeem(self.client.web, app, redirect, answer, kept)
        if self._holder(account, tokens) != self.client.account(account).id:
            raise Refused("Another account consented than the one that is to be connected: sign in on the server as that one.")
        return tokens

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:
        """See ``Connecting.revoke``."""
        _flow(account).revoke(self.client.web, app, tokens)

    def _holder(self, account: str, tokens: Tokens) -> str:
        """The server's own name for whose token it is. Raises Unauthorised."""
        return id_of(self.client.own(origin(account), "v1/accounts/verify_credentials", bearer(tokens))[1].value)


def _flow(account: str) -> CodeFlow:
    server = origin(account)
    return CodeFlow(f"{server}/oauth/authorize", f"{server}/oauth/token", f"{server}/oauth/revoke", _NAMES)
