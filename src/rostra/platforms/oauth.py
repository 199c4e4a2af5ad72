"""OAuth 2.0 by authorization code with PKCE (RFC 6749, 7636, 7009), as platforms speak it. No error holds a code, a token or a secret."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from rostra.platforms.base import Refused, Unauthorised, Unreachable
from rostra.platforms.consent import App, Asked, Tokens
from rostra.platforms.hostile import int_at, text_at
from rostra.platforms.web import Answer, Web, WebRefused

MAX_ANSWER = 64 * 1024  # bytes
LONGEST_LIFE = 10 * 366 * 86_400  # seconds: an end that lies further off is none

_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")  # RFC 6749, A.12
_ERROR = re.compile(r"[a-zA-Z0-9_.-]{1,60}")


@dataclass(frozen=True, slots=True)
class CodeFlow:
    """How one platform has it. What differs from the standard stands here, by name."""

    authorize: str
    token: str
    revocation: str = ""
    scopes: tuple[str, ...] = ()
    separator: str = " "  # between scopes
    id_name: str = "client_id"
    by_header: bool = False  # the app says who it is by HTTP Basic, not in the form
    challenges: bool = True  # whether the platform knows PKCE
    more: tuple[tuple[str, str], ...] = ()  # further parameters of the question
    returns_access: bool = False  # it is the access token that is given back, not the refresh token
    void: tuple[str, ...] = ("invalid_grant",)  # errors that say that a code or token is worth nothing

    def ask(self, app: App, redirect: str, state: str) -> Asked:
        """Where the holder consents; ``kept`` is the PKCE verifier."""
        verifier = secrets.token_urlsafe(48)
        told = {"response_type": "code", self.id_name: app.id, "redirect_uri": redirect, "state": state, **dict(self.more)}
        if self.scopes:
            told["scope"] = self.separator.join(self.scopes)
        if self.challenges:
            told |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        joint = "&" if "?" in self.authorize else "?"
        return Asked(f"{self.authorize}{joint}{urlencode(told)}", verifier)

    def redeem(self, web: Web, app: App, redirect: str, answer: Mapping[str, str], verifier: str) -> Tokens:
        """Tokens for the code that came back. Raises Refused where consent was denied; Unreachable, RateLimited."""
        form = {"grant_type": "authorization_code", "code": code_in(answer), "redirect_uri": redirect}
        if self.challenges:
            form["code_verifier"] = verifier
        return self.tokens(web, self._sent(web, self.token, app, form))

    def renew(self, web: Web, app: App, tokens: Tokens) -> Tokens:
        """Fresh tokens. Raises Unauthorised where there is nothing to renew with, or it is void; Unreachable, RateLimited."""
        if not tokens.refresh:
            raise Unauthorised("This consent cannot be renewed: it has to be given again.")
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        return self.tokens(web, self._sent(web, self.token, app, form), before=tokens)

    def revoke(self, web: Web, app: App, tokens: Tokens) -> None:
        """Give them back; nothing where the platform has no way for it. Raises Refused, Unreachable, RateLimited."""
        if self.revocation:
            given = tokens.access if self.returns_access else tokens.refresh or tokens.access
            self._sent(web, self.revocation, app, {"token": given})

    def tokens(self, web: Web, answer: Answer, before: Tokens | None = None) -> Tokens:
        """The tokens of an answer; what it does not say is as ``before``.

        Raises Unreachable where it holds none; as a refusal where it says so with status 200, as TikTok does.
        """
        told = answer.json()
        access, refresh = text_at(told, "access_token"), text_at(told, "refresh_token")
        if not access and (error := error_in(answer.body)):
            raise self._refusal(self.token, error)
        if not _TOKEN.fullmatch(access) or (refresh and not _TOKEN.fullmatch(refresh)):
            raise Unreachable(f"{self.token} answered without a token.")
        granted = tuple(scope for scope in re.split(r"[\s,]+", text_at(told, "scope")) if scope)[:50]
        return Tokens(
            access,
            refresh or (before.refresh if before else ""),
            expires=after(web, int_at(told, "expires_in")),
            ends=after(web, ends_in) if (ends_in := _refresh_life(told)) else before.ends if before else None,
            scopes=granted or (before.scopes if before else self.scopes),
        )

    def _sent(self, web: Web, url: str, app: App, form: Mapping[str, str]) -> Answer:
        """Raises Unauthorised where the code or token is void, Refused for everything else that is refused."""
        if self.by_header and app.secret:
            authorization = "Basic " + base64.b64encode(f"{app.id}:{app.secret}".encode()).decode()
            told = {**form, self.id_name: app.id}
        else:
            authorization, told = "", {**form, self.id_name: app.id, **({"client_secret": app.secret} if app.secret else {})}
        try:
            return web.post(url, told, limit=MAX_ANSWER, authorization=authorization)
        except WebRefused as refused:
            raise self._refusal(url, error_in(refused.body) or str(refused.status)) from None

    def _refusal(self, url: str, error: str) -> Refused:
        if error in self.void:
            return Unauthorised(f"{url} says that this consent is void ({error}): it has to be given again.")
        return Refused(f"{url} refused ({error}).")


def code_in(answer: Mapping[str, str]) -> str:
    """The code with which the holder came back. Raises Refused where there is none: they said no, or something failed."""
    code = answer.get("code", "")
    if _TOKEN.fullmatch(code):
        return code
    error = answer.get("error", "")
    if error == "access_denied":
        raise Refused("Consent was not given, so nothing was connected.")
    raise Refused(f"The platform sent no code ({error if _ERROR.fullmatch(error) else 'and no reason'}): begin again.")


def error_in(body: bytes) -> str:
    """The error code of a refusal (RFC 6749, 5.2); "" where it has none. Never the server's words."""
    found = re.search(rb'"error"\s*:\s*"([a-zA-Z0-9_.-]{1,60})"', body)
    return found[1].decode() if found else ""


def is_token(text: str) -> bool:
    """Whether this can be a token, or its secret."""
    return _TOKEN.fullmatch(text) is not None


def after(web: Web, seconds: int | None) -> dt.datetime | None:
    """The moment so many seconds from now; None where none are stated, or none that mean something."""
    if seconds is None or not 0 < seconds < LONGEST_LIFE:
        return None
    return web.clock() + dt.timedelta(seconds=seconds)


def bearer(tokens: Tokens) -> str:
    """What a request is sent with (RFC 6750)."""
    return f"Bearer {tokens.access}"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _refresh_life(told: object) -> int | None:
    """How long the refresh token lives: no standard has it, TikTok, LinkedIn and Google each a name."""
    return next((found for name in ("refresh_expires_in", "refresh_token_expires_in") if (found := int_at(told, name))), None)
