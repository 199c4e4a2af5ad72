"""Consent at Google: two permissions, of which the holder may leave out the second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rostra.platforms.base import Kind, Refused
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.oauth import CodeFlow
from rostra.platforms.youtube.client import Client, Hosts

READ = "https://www.googleapis.com/auth/youtube.readonly"
COMMENTS = "https://www.googleapis.com/auth/youtube.force-ssl"

CONSENT: Final = Consent(
    scopes=(
        Scope(READ, "Which channel it is that consented, and its videos. It can only read."),
        Scope(
            COMMENTS,
            "Comments, and which of them are held back. Google lets nobody read comments with a smaller permission: this one could also "
            "write and delete, and nothing here ever does. It may be left out at Google; then no comments are archived.",
        ),
    ),
    lasts="A consent lasts until it is taken back at Google, and is renewed by itself; Google ends one that is not used for six months.",
    opens=frozenset({Kind.RESTRICTION}),
)


@dataclass(frozen=True, slots=True)
class ChannelConsent(Connecting):
    """Consent of the holder of a channel."""

    client: Client
    hosts: Hosts

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- Google lets the holder choose the channel
        """See ``Connecting.ask``: offline, so that it can be renewed, and asked anew each time, so that it surely can."""
        return self._flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``: the tokens count only where YouTube says that they are this channel's."""
        tokens = _ended(self._flow.redeem(self.client.web, app, redirect, answer, kept))
        if READ not in tokens.scopes:
            raise Refused("Google did not give the permission to read the channel: begin again, and leave it ticked.")
        if account not in self.client.holders(tokens):
            raise Refused("Another channel consented than the one that is to be connected: choose that one at Google.")
        return tokens

    def renew(self, app: App, account: str, tokens: Tokens) -> Tokens:  # noqa: ARG002 -- the token says whose it is
        """See ``Connecting.renew``."""
        return _ended(self._flow.renew(self.client.web, app, tokens))

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:  # noqa: ARG002 -- as above
        """See ``Connecting.revoke``."""
        self._flow.revoke(self.client.web, app, tokens)

    @property
    def _flow(self) -> CodeFlow:
        return CodeFlow(
            f"{self.hosts.accounts}/o/oauth2/v2/auth", f"{self.hosts.tokens}/token", f"{self.hosts.tokens}/revoke", (READ, COMMENTS),
            more=(("access_type", "offline"), ("prompt", "consent"), ("include_granted_scopes", "false")),
        )  # fmt: skip


def _ended(tokens: Tokens) -> Tokens:
    """Without a token to renew with, the consent ends with the token itself."""
    return tokens if tokens.refresh else replace(tokens, ends=tokens.expires)
