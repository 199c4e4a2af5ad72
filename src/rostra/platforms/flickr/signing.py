"""Requests that are signed, after OAuth 1.0a (RFC 5849), as Flickr alone still asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from oauthlib import oauth1

from rostra.platforms.consent import App, Tokens

FORM = "application/x-www-form-urlencoded"


def signed(url: str, form: Mapping[str, str], app: App, tokens: Tokens | None = None, *, callback: str = "", verifier: str = "") -> str:
    """What a POST of this form is sent with as authorization, once. ``tokens``: those of the holder, or of the question to them."""
    client = oauth1.Client(
        app.id, app.secret, resource_owner_key=tokens.access if tokens else None, resource_owner_secret=tokens.secret if tokens else None,
        callback_uri=callback or None, verifier=verifier or None,
    )  # fmt: skip
    _, headers, _ = client.sign(url, "POST", body=dict(form), headers={"Content-Type": FORM})
    return str(headers["Authorization"])
