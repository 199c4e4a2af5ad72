"""A server on the loopback address that speaks OAuth 2.0 with PKCE (RFC 6749, 7636, 7009), and to whose tokens a test may put an end."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.serving import Quiet, serving

REDIRECT = "http://127.0.0.1:8000/desk/connected"


@dataclass
class Authority:
    """Who may read what. ``good``: access token to the account that it is of; ``renewable``: refresh tokens, each good for one renewal."""

    url: str
    client: str = "client-1"
    secret: str = "the-secret-of-the-app"
    rotates: bool = True
    life: int | None = 7200  # seconds of a token
    good: dict[str, str] = field(default_factory=dict)
    renewable: dict[str, str] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # code: account, challenge
    forms: list[dict[str, str]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    instead: Reply | None = None  # what every question is answered
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def consent(self, url: str, account: str) -> dict[str, str]:
        """The holder of ``account`` follows the link and says yes: with what the browser comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{next(self.numbers)}"
        self.codes[code] = (account, asked["code_challenge"])
        return {"code": code, "state": asked["state"]}

    def end(self, account: str, *, refresh: bool = True) -> None:
        """The holder takes the consent back."""
        self.good = {token: whose for token, whose in self.good.items() if whose != account}
        if refresh:
            self.renewable = {token: whose for token, whose in self.renewable.items() if whose != account}

    def account_of(self, authorization: str) -> str:
        """Whose token was sent; "" for none that is good."""
        return self.good.get(authorization.removeprefix("Bearer "), "")

    def answer(self, path: str, form: dict[str, str], headers: Mapping[str, str]) -> Reply:
        """What the software is told."""
        self.forms.append(form)
        self.headers.append(headers)
        if self.instead:
            return self.instead
        if not self._known(form, headers):
            return json({"error": "invalid_client", "error_description": f"of {form.get('client_secret')}"}, 401)
        if path == "/oauth/revoke":
            return self._revoke(form["token"])
        return self._redeem(form) if form["grant_type"] == "authorization_code" else self._renew(form)

    def _known(self, form: dict[str, str], headers: Mapping[str, str]) -> bool:
        basic = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        return form.get("client_secret") == self.secret or headers.get("authorization") == f"Basic {basic}"

    def _redeem(self, form: dict[str, str]) -> Reply:
        account, challenge = self.codes.pop(form["code"], ("", ""))
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if not account or proof != challenge:
            return json({"error": "invalid_grant", "error_description": f"{form['code']} is void"}, 400)
        return self._tokens(account)

    def _renew(self, form: dict[str, str]) -> Reply:
        account = self.renewable.get(form["refresh_token"], "")
        if not account:
            return json({"error": "invalid_grant", "error_description": f"{form['refresh_token']} is void"}, 400)
        if self.rotates:
            del self.renewable[form["refresh_token"]]
        return self._tokens(account)

    def _revoke(self, token: str) -> Reply:
        account = self.good.get(token) or self.renewable.get(token)
        if account:
            self.end(account)
        return json({})

    def _tokens(self, account: str) -> Reply:
        number = next(self.numbers)
        access, refresh = f"access-token-{number}-of-{account}", f"refresh-token-{number}-of-{account}"
        self.good[access] = self.renewable[refresh] = account
        ends = {"expires_in": self.life} if self.life else {}
        return json({"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "scope": "read:posts read:blocks", **ends})


@contextmanager
def authority() -> Iterator[Authority]:
    """A running server."""

    class Answering(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            reply = made.answer(urlsplit(self.path).path, form, {name.lower(): value for name, value in self.headers.items()})
            self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        made = Authority(url)
        yield made


def came_back(url: str, answer: Mapping[str, str]) -> str:
    """The address that the browser comes back to."""
    return f"{urlsplit(url).path}?{urlencode(answer)}"
