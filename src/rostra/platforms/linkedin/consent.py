"""Consent on LinkedIn: https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rostra.platforms.base import Refused
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.linkedin.client import Client, Hosts
from rostra.platforms.oauth import CodeFlow, bearer

CONSENT: Final = Consent(
    scopes=(
        Scope("r_organization_social", "The posts of the pages that whoever consents administers, and the comments below them."),
        Scope("r_organization_admin", "Which pages these are, and how each shows itself."),
    ),
    lasts="A consent lasts 60 days, then a page’s administrator has to give it again; for partners of LinkedIn it is renewed for a year.",
)
ROLES = frozenset({"ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"})  # that read posts
_NAMES = tuple(scope.name for scope in CONSENT.scopes)


@dataclass(frozen=True, slots=True)
class PageConsent(Connecting):
    """Consent for pages, by a member who administers them."""

    client: Client

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- LinkedIn asks who they are
        """See ``Connecting.ask``."""
        return self._flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``: the token counts only where its holder administers this page."""
        tokens = self._flow.redeem(self.client.web, app, redirect, answer, kept)
        roles = {role for page, role in self.client.administered(bearer(tokens)) if page == account}
        if not roles & ROLES:
            raise Refused("Whoever consented does not administer this page on LinkedIn: sign in there as somebody who does.")
        return _truly(tokens)

    def renew(self, app: App, account: str, tokens: Tokens) -> Tokens:  # noqa: ARG002 -- the token says whose it is
        """See ``Connecting.renew``: of approved partners only; the year of their refresh token is not begun anew."""
        return _truly(self._flow.renew(self.client.web, app, tokens))

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:
        """See ``Connecting.revoke``: LinkedIn documents no way; a member takes it back in their settings."""

    @property
    def _flow(self) -> CodeFlow:
        return flow(self.client.hosts)


def flow(hosts: Hosts) -> CodeFlow:
    """LinkedIn's way of OAuth: without PKCE for software on a server."""
    return CodeFlow(f"{hosts.login}/oauth/v2/authorization", f"{hosts.login}/oauth/v2/accessToken", scopes=_NAMES, challenges=False)


def _truly(tokens: Tokens) -> Tokens:
    """With its end, where nothing renews it."""
    return tokens if tokens.refresh else replace(tokens, ends=tokens.expires)
