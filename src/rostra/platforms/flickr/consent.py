"""Consent at Flickr, by OAuth 1.0a: one permission, that only reads, for as long as the holder does not take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

import orjson

from rostra.platforms.base import Refused, Unreachable
from rostra.platforms.consent import App, Asked, Connecting, Consent, Scope, Tokens
from rostra.platforms.flickr.client import Client
from rostra.platforms.flickr.signing import signed
from rostra.platforms.hostile import text_at
from rostra.platforms.oauth import MAX_ANSWER, is_token
from rostra.platforms.web import WebRefused

CONSENT: Final = Consent(
    scopes=(
        Scope(
            "read",
            "Public photos that Flickr shows only to who is signed in, because they are marked as moderate or restricted. It only reads; "
            "private photos, which it opens too, are never taken.",
        ),
    ),
    lasts="A consent lasts until it is taken back at Flickr.",
    needed=False,
    keyed=True,
)


@dataclass(frozen=True, slots=True)
class AccountConsent(Connecting):
    """Consent of the holder of an account."""

    client: Client

    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:  # noqa: ARG002 -- whoever is signed in is asked
        """See ``Connecting.ask``: Flickr gives a token for the question first, which is kept with its secret."""
        joint = "&" if "?" in redirect else "?"
        told = self._exchanged("request_token", app, callback=f"{redirect}{joint}{urlencode({'state': state})}")
        token, secret = told.get("oauth_token", ""), told.get("oauth_token_secret", "")
        if not is_token(token) or not is_token(secret) or told.get("oauth_callback_confirmed") != "true":
            raise Unreachable("Flickr gave no token to ask the holder with.")
        url = f"{self.client.host}/services/oauth/authorize?{urlencode({'oauth_token': token, 'perms': 'read'})}"
        return Asked(url, orjson.dumps({"token": token, "secret": secret}).decode())

    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:  # noqa: ARG002 -- not sent again
        """See ``Connecting.redeem``: the token counts only where Flickr says that it is this account's."""
        asked = orjson.loads(kept)
        verifier = answer.get("oauth_verifier", "")
        if not is_token(verifier) or answer.get("oauth_token") != text_at(asked, "token"):
            raise Refused("Consent was not given, so nothing was connected.")
        told = self._exchanged("access_token", app, Tokens(text_at(asked, "token"), secret=text_at(asked, "secret")), verifier=verifier)
        token, secret = told.get("oauth_token", ""), told.get("oauth_token_secret", "")
        if not is_token(token) or not is_token(secret):
            raise Unreachable("Flickr answered without a token.")
        if told.get("user_nsid") != account:
            raise Refused("Another account consented than the one that is to be connected: sign in at Flickr as that one.")
        return Tokens(token, secret=secret, scopes=("read",))

    def revoke(self, app: App, account: str, tokens: Tokens) -> None:
        """See ``Connecting.revoke``: Flickr has no way for it but the holder's own settings."""

    def _exchanged(self, step: str, app: App, tokens: Tokens | None = None, *, callback: str = "", verifier: str = "") -> dict[str, str]:
        """What Flickr answers to one step. Raises Refused, Unreachable, RateLimited."""
        url = f"{self.client.host}/services/oauth/{step}"
        authorization = signed(url, {}, app, tokens, callback=callback, verifier=verifier)
        try:
            answer = self.client.web.post(url, {}, limit=MAX_ANSWER, authorization=authorization, accept="*/*")
        except WebRefused as refused:
            raise Refused(f"{url} refused ({refused.status}).") from None
        return {name: values[0] for name, values in parse_qs(answer.body.decode("ascii", "replace")).items()}
