"""Asking servers of the network: XRPC, with the protocol's own names of what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import orjson

from rostra.platforms.base import Refused
from rostra.platforms.hostile import text_at
from rostra.platforms.web import SECONDS, Answer, Web, WebRefused, error_text

_CODE = re.compile(r"[A-Za-z]{1,60}")
_CODES = frozenset({"InvalidSwap", "AccountTakedown", "AuthFactorTokenRequired"})  # that are told of an answer to a secret


class XrpcRefused(WebRefused):
    """A server understood and said no: with the protocol's own name for why."""

    def __init__(self, message: str, *, status: int, code: str, said: str = "") -> None:
        super().__init__(message, status=status, said=said)
        self.code = code


@dataclass(frozen=True, slots=True)
class Client(Web):
    """Requests of the protocol; an answer that is no success raises XrpcRefused where that is none that time may mend."""

    def xrpc(self, server: str, method: str, params: Mapping[str, str], *, limit: int = 1_000_000, seconds: float = SECONDS) -> Answer:
        """Call a query of the protocol. Raises as ``get``."""
        return self.get(f"{server}/xrpc/{method}", params, limit=limit, seconds=seconds)

    def call(self, server: str, method: str, content: object = None, *, token: str = "", limit: int = 1_000_000) -> Answer:
        """Call a procedure of the protocol, once. What is sent is secret: it follows no redirect, and errors hold no word of the server's.

        Raises as ``get``; an XrpcRefused has its code only where that is one of a few known ones.
        """
        url = f"{server}/xrpc/{method}"
        body = None if content is None else orjson.dumps(content)
        headers = {"content-type": "application/json"} if body else {}
        if token:
            headers["authorization"] = f"Bearer {token}"
        with self._sent(url, "POST", headers, body) as response:
            if response.is_redirect:
                raise Refused(f"{url} redirects; what is secret is sent nowhere else.")
            self._check_secret(response, url)
            return self._whole(response, url, limit, SECONDS)

    def _check(self, response: httpx.Response, url: str, authorization: str = "") -> None:  # noqa: ARG002 -- a GET of this platform has none
        """Raises what the answer says, if it is no success."""
        if response.status_code >= 400:
            code, message = _error(error_text(response))
            self._refuse(response, url, code, message)

    def _check_secret(self, response: httpx.Response, url: str) -> None:
        """As ``_check``, of a request that was secret, without the answer's words: a server may repeat what it was sent."""
        if response.status_code >= 400:
            code, _ = _error(error_text(response))
            self._refuse(response, url, code if code in _CODES else "", "")

    def _refuse(self, response: httpx.Response, url: str, code: str, message: str) -> None:
        told, said = f"{url} answered {response.status_code} {code if _CODE.fullmatch(code) else ''}".rstrip() + ".", message[:300]
        self._raise_passing(response, told, said)
        raise XrpcRefused(told, status=response.status_code, code=code, said=said)


def _error(text: bytes) -> tuple[str, str]:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        return "", text.decode("utf-8", "replace")
    return text_at(content, "error"), text_at(content, "message")
