"""Consent for a Page: who manages it signs in at Facebook, and of what they consent to only the token of this Page is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rostra.platforms.base import Refused, Unreachable
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.graph.client import asked, below, id_at
from rostra.platforms.graph.consent import MetaFlow, exchanged, long_lived
from rostra.platforms.hostile import int_at, list_at, text_at, value_at
from rostra.platforms.web import Web

CONSENT: Final = Consent(
    scopes=(
        Scope("pages_show_list", "Which Pages the person manages, so that the one that is to be connected can be picked out."),
        Scope("pages_read_engagement", "What the Page itself posts, with pictures, videos and stories, its profile, and whom it blocks."),
        Scope("pages_read_user_content", "What others write on the Page: comments, hidden ones too, and posts of visitors."),
    ),
    lasts=(
        "A consent lasts until it is taken back at Facebook, or the person loses the Page or changes their password;"
        " after 90 days Facebook wants it to be given again."
    ),
)
NAMES: Final = tuple(scope.name for scope in CONSENT.scopes)
MAX_PAGES = 50  # of the Pages that one person manages, 100 each


@dataclass(frozen=True, slots=True)
class PageConsent(Connecting):
    """Consent by Facebook Login. ``base``: the interface, with its version; ``dialog``: where the person consents."""

    web: Web
    base: str
    dialog: str

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- the person picks the Page there
        """See ``Connecting.ask``."""
        return self._flow.ask(app, redirect, state)

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """See ``Connecting.redeem``: of all Pages that the person manages, the token of this one, which is not renewed."""
        short = self._flow.redeem(self.web, app, redirect, answer, kept)
        form = {"grant_type": "fb_exchange_token", "client_id": app.id, "client_secret": app.secret, "fb_exchange_token": short.access}
        person = long_lived(self.web, exchanged(self.web, f"{self.base}/oauth/access_token", form), short)
        page = next((page for page in self._pages(person) if id_at(page, "id") == account), None)
        if page is None:
            raise Refused("Whoever consented does not manage this Page, or did not choose it in the dialog: begin again, and choose it.")
        return self._examined(app, account, long_lived(self.web, page, short))

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:
        """See ``Connecting.revoke``: a Page's token cannot do it; the person takes the app away under Business Integrations."""

    @property
    def _flow(self) -> MetaFlow:
        return MetaFlow(self.dialog, f"{self.base}/oauth/access_token", scopes=NAMES)

    def _pages(self, person: Tokens) -> Iterator[dict[str, object]]:
        """The Pages that a person manages and chose, each with a token of its own."""
        after = ""
        for _ in range(MAX_PAGES):
            params = {"fields": "id,access_token", "limit": "100", **({"after": after} if after else {})}
            told = asked(self.web, f"{self.base}/me/accounts", params, person).json()
            yield from below({"accounts": told}, "accounts")
            after = text_at(told, "paging", "cursors", "after") if text_at(told, "paging", "next") else ""
            if not after:
                return

    def _examined(self, app: App, account: str, tokens: Tokens) -> Tokens:
        """The token with its ends and scopes, as Facebook says them. Raises Unreachable where it says that it is void, or another's."""
        form = {"input_token": tokens.access}
        told = value_at(exchanged(self.web, f"{self.base}/debug_token", form, f"Bearer {app.id}|{app.secret}"), "data")
        if value_at(told, "is_valid") is not True or id_at(told, "profile_id") not in (account, ""):
            raise Unreachable("Facebook does not accept the token that it has just given.")
        ends = [moment for name in ("expires_at", "data_access_expires_at") if (moment := _moment(int_at(told, name)))]
        granted = tuple(name for name in list_at(told, "scopes") if isinstance(name, str) and name in NAMES)
        return Tokens(tokens.access, expires=_moment(int_at(told, "expires_at")), ends=min(ends, default=None), scopes=granted)


def _moment(seconds: int | None) -> dt.datetime | None:
    """A moment in seconds since 1970; Meta writes 0 where there is none."""
    if seconds is None or not 0 < seconds < 1 << 33:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
