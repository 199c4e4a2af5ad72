"""Asking servers of strangers: with limits, only where we may, and with what goes wrong as one of our own errors."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

import httpx
import orjson

from rostra.platforms.base import Method, RateLimited, Refused, Source, Unreachable
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import origin, read_time
from rostra.platforms.parts import Part, whole

MAX_REDIRECTS = 3
MAX_ERROR = 16 * 1024  # bytes of an error's text that are read
SECONDS = 30.0  # for one small answer as a whole: a server may drip
SECONDS_LARGE = 900.0  # for a repository or a video
_SECRET = re.compile(r"[^\s\"=,]{8,}=*")  # what stands in an authorization and is no name
_HEADERS_OF_WEIGHT = ("date", "content-type", "content-length", "etag", "last-modified", "link", "atproto-repo-rev")


class WebRefused(Refused):
    """A server understood and said no, with this status. ``body``: the beginning of what it answered; of no error's words.

    ``headers``: all of the answer's, by their names in small letters: some platforms say there how much of a limit is used up.
    """

    def __init__(self, message: str, *, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None, said: str = "") -> None:
        super().__init__(message, said=said)
        self.status = status
        self.body = body
        self.headers = headers or {}


def utc_now() -> dt.datetime:
    """The time now, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whole."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    seen: dt.datetime

    def source(self, method: Method) -> Source:
        """The facts of this answer, to be kept beside what it says."""
        return Source(method, self.url, self.seen, self.status, self.headers, hashlib.sha256(self.body).hexdigest())

    def repeats(self, authorization: str) -> bool:
        """Whether it holds what it was asked with: then nothing of it may be kept."""
        plain = self.body.replace(b"\\/", b"/") + repr(self.headers).encode()
        return any(secret.encode() in plain for secret in _SECRET.findall(authorization))

    def json(self) -> object:
        """The body as JSON. Raises Unreachable where it is none: a broken server, not a message."""
        try:
            value: object = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise Unreachable(f"{self.url} answered something that is not JSON.") from None
        return value

    def part(self) -> Part:
        """The body as JSON, with its own bytes. Raises Unreachable as ``json``."""
        try:
            return whole(self.body)
        except ValueError as error:
            raise Unreachable(f"{self.url} answered something that is not JSON: {str(error)[:100]}.") from None


@dataclass(frozen=True, slots=True)
class Web:
    """Requests over ``http``. Addresses are checked by ``guard`` at every step, redirects too."""

    http: httpx.Client
    guard: Guard = field(default_factory=Guard)
    clock: Callable[[], dt.datetime] = utc_now

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        limit: int,
        seconds: float = SECONDS,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
        authorization: str = "",
    ) -> Answer:
        """Fetch, whole. Raises Unreachable, RateLimited, WebRefused; Refused where the answer is larger than ``limit`` bytes.

        An answer that repeats what it was sent as authorization is Unreachable: nothing of it may be kept.
        """
        whole = _url(url, params)
        with self.open(whole, accept=accept, headers=headers, authorization=authorization) as response:
            return _unrepeated(self._whole(response, whole, limit, seconds), authorization)

    def delete(self, url: str, *, authorization: str) -> None:
        """Ask for something to be deleted, once. No redirect is followed, and no error holds what was answered. Raises as ``get``."""
        self._told("DELETE", url, authorization)

    def put(self, url: str, *, authorization: str) -> None:
        """Ask for something to be looked at again, with nothing more; all else as ``delete``."""
        self._told("PUT", url, authorization)

    def _told(self, method: str, url: str, authorization: str) -> None:
        with self._sent(url, method, {"accept": "application/json", "authorization": authorization}) as response:
            if response.status_code >= 300:
                said = f"{url} answered {response.status_code}."
                self._raise_passing(response, said)
                raise WebRefused(said, status=response.status_code)

    @contextmanager
    def open(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
        authorization: str = "",
    ) -> Iterator[httpx.Response]:
        """An answer that is still to be read with ``pieces``. Raises as ``get``.

        ``authorization`` goes to the server that was asked, to no other that it redirects to, and stands in no error.
        """
        first = target = _url(url, params)
        for _ in range(MAX_REDIRECTS + 1):
            allowed = {"authorization": authorization} if authorization and origin(target) == origin(first) else {}
            with self._sent(target, "GET", {"accept": accept, **(headers or {}), **allowed}) as response:
                if not response.has_redirect_location:
                    self._check(response, target, authorization)
                    yield response
                    return
                target = _following(response, target, authorization)
        raise Refused(f"{url} redirects too often.")

    def post(self, url: str, form: Mapping[str, str], *, limit: int, authorization: str = "", accept: str = "application/json") -> Answer:
        """Send a form, once, and fetch the answer, whole. No redirect is followed, and no error holds what was sent or answered.

        Raises as ``get``; the body of a WebRefused may say more.
        """
        sent = {"accept": accept, "content-type": "application/x-www-form-urlencoded"}
        return self._posted(url, sent, urlencode(form).encode(), limit, authorization)

    def post_json(self, url: str, told: object, *, params: Mapping[str, str] | None = None, limit: int, authorization: str = "") -> Answer:
        """Send JSON; all else as ``post``, and an answer that repeats what it was sent is none, as of ``get``."""
        sent = {"accept": "application/json", "content-type": "application/json"}
        return _unrepeated(self._posted(_url(url, params), sent, orjson.dumps(told), limit, authorization), authorization)

    def _posted(self, url: str, headers: Mapping[str, str], body: bytes, limit: int, authorization: str) -> Answer:
        allowed = {"authorization": authorization} if authorization else {}
        with self._sent(url, "POST", {**headers, **allowed}, body) as response:
            if response.status_code >= 300:
                said = f"{url} answered {response.status_code}"
                self._raise_passing(response, f"{said}.")
                raise WebRefused(f"{said}.", status=response.status_code, body=error_text(response), headers=dict(response.headers))
            return self._whole(response, url, limit, SECONDS)

    def get_struck(self, url: str, params: Mapping[str, str], *, limit: int, authorization: str) -> Answer:
        """Fetch as ``get``, from a platform that writes what it was sent as authorization into its answer: the answer is without it."""
        with self.open(url, params, authorization=authorization) as response:
            return _struck(self._whole(response, _url(url, params), limit, SECONDS), authorization)

    @contextmanager
    def _sent(self, url: str, method: str, headers: Mapping[str, str], body: bytes | None = None) -> Iterator[httpx.Response]:
        """The answer to one request, closed at the end.

        The library's errors are not chained: they hold the request; and of a POST their words are not told: they may be the server's.
        """
        try:
            response = self._send(self._request(url, method, headers, body))
            try:
                yield response
            finally:
                response.close()
        except (httpx.TransportError, httpx.DecodingError) as error:
            words = "" if method == "POST" else str(error)
            raise Unreachable(f"{url} could not be reached: {words.rstrip('.') or type(error).__name__}.") from None
        except httpx.InvalidURL:
            raise Refused("A server redirected to something that is not a URL.") from None

    def _send(self, request: httpx.Request) -> httpx.Response:
        """A GET is sent once more where the connection broke before an answer: one that was kept open may have been closed meanwhile."""
        try:
            return self.http.send(request, stream=True, follow_redirects=False)
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            if request.method != "GET":
                raise
            return self.http.send(request, stream=True, follow_redirects=False)

    def _request(self, url: str, method: str, headers: Mapping[str, str], body: bytes | None) -> httpx.Request:
        """The request to the very address that was checked, so that the name cannot point elsewhere a moment later."""
        self.guard.check(url)
        if self.guard.allow_http:
            return self.http.build_request(method, url, headers=headers, content=body)
        address, _ = self.guard.addresses(url)[0]
        named = httpx.URL(url)
        extensions = {"sni_hostname": named.host, "timeout": self.http.timeout.as_dict()}
        headers = {**headers, "host": named.netloc.decode("ascii")}
        return self.http.build_request(method, named.copy_with(host=address), headers=headers, content=body, extensions=extensions)

    def _whole(self, response: httpx.Response, url: str, limit: int, seconds: float) -> Answer:
        body = b"".join(pieces(response, limit, seconds))
        return Answer(url, response.status_code, _headers(response), body, self.clock())

    def _check(self, response: httpx.Response, url: str, authorization: str) -> None:
        """Raises what the answer says, if it is no success."""
        if response.status_code >= 400:
            body = error_text(response)
            said = _without(body.decode("utf-8", "replace"), authorization)[:300].strip()
            message = f"{_without(url, authorization)} answered {response.status_code}."
            self._raise_passing(response, message, said)
            headers = {name: _without(value, authorization) for name, value in response.headers.items()}
            raise WebRefused(message, status=response.status_code, body=body, headers=headers, said=said)

    def _raise_passing(self, response: httpx.Response, message: str, said: str = "") -> None:
        """Raises what time may mend: RateLimited, Unreachable."""
        if response.status_code == 429:
            raise RateLimited(message, retry_after=self._retry_after(response), said=said)
        if response.status_code >= 500:
            raise Unreachable(message, retry_after=self._retry_after(response), said=said)

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds to wait: ``retry-after`` in seconds, or when the window ends: ``ratelimit-reset`` or ``x-rate-limit-reset`` (Unix time),
        ``x-ratelimit-reset`` (that, or a moment)."""
        headers = response.headers
        seconds = headers.get("retry-after", "")
        reset = headers.get("ratelimit-reset", "") or headers.get("x-rate-limit-reset", "") or headers.get("x-ratelimit-reset", "")
        if seconds.isascii() and seconds.isdigit() and len(seconds) < 9:
            return float(seconds)
        if reset.isascii() and reset.isdigit() and len(reset) < 12:
            return max(0.0, float(reset) - self.clock().timestamp())
        until = read_time(response.headers.get("x-ratelimit-reset", ""))
        return max(0.0, (until - self.clock()).total_seconds()) if until else None


def _unrepeated(answer: Answer, authorization: str) -> Answer:
    """The answer. Raises Unreachable where it holds what it was asked with."""
    if answer.repeats(authorization):
        raise Unreachable(f"{_without(answer.url, authorization)} answered with what it was sent as authorization: nothing of it is kept.")
    return answer


def _without(text: str, authorization: str) -> str:
    """A text that a server answered without any part of what it was sent as authorization."""
    for secret in _SECRET.findall(authorization):
        text = text.replace(secret, "…")
    return text


def _following(response: httpx.Response, url: str, authorization: str) -> str:
    """Where an answer redirects to. Raises Refused where the address holds what was sent as authorization: no error may tell it."""
    target = str(httpx.URL(url).join(response.headers["location"]))
    if _without(target, authorization) != target:
        raise Refused(f"{url} redirected to an address that repeats the authorization.")
    return target


def _struck(answer: Answer, authorization: str) -> Answer:
    """An answer without any part of what was sent as authorization, in its bytes and in its headers."""
    body = answer.body
    for secret in _SECRET.findall(authorization):
        for written in {secret, quote(secret, safe="")}:
            body = body.replace(written.encode(), b"...")
    return replace(answer, body=body, headers=tuple((name, _without(value, authorization)) for name, value in answer.headers))


def error_text(response: httpx.Response) -> bytes:
    """The beginning of what an answer says that is no success."""
    return next(response.iter_bytes(MAX_ERROR), b"")[:MAX_ERROR]


def pieces(response: httpx.Response, limit: int, seconds: float) -> Iterator[bytes]:
    """The body in pieces. Raises Refused beyond ``limit`` bytes, Unreachable beyond ``seconds``."""
    size, end = 0, time.monotonic() + seconds
    for piece in response.iter_bytes(64 * 1024):
        size += len(piece)
        if size > limit:
            raise Refused(f"{response.url} answered with more than {limit} bytes.")
        if time.monotonic() > end:
            raise Unreachable(f"{response.url} took longer than {seconds:.0f} seconds.")
        yield piece


def _url(url: str, params: Mapping[str, str] | None) -> str:
    return str(httpx.URL(url, params=dict(params))) if params else url


def _headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    return tuple((name, response.headers[name]) for name in _HEADERS_OF_WEIGHT if name in response.headers)
