"""A hub (WebSub) on the loopback address: it asks back before it agrees, signs what it sends, and forgets when the lease ends."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import httpx
from tests.platforms.serving import Quiet, serving


@dataclass
class Hub:
    """``subscribers``: topic to callback and secret. ``lease``: seconds that it grants. ``denies``: it will not tell."""

    url: str
    subscribers: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    lease: int = 86_400
    denies: bool = False

    def take(self, form: dict[str, str]) -> int:
        """Somebody asks; the status. Who asks is asked back, at once."""
        self.asked.append(form)
        callback, topic, mode = form["hub.callback"], form["hub.topic"], form["hub.mode"]
        if self.denies:
            httpx.get(callback, params={"hub.mode": "denied", "hub.topic": topic, "hub.reason": "no"})
            return 202
        told = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": "c-1", "hub.lease_seconds": str(self.lease)}
        answer = httpx.get(callback, params=told)
        if answer.status_code == 200 and answer.text == "c-1":
            self.subscribers.pop(topic, None)
            if mode == "subscribe":
                self.subscribers[topic] = (callback, form["hub.secret"])
        return 202

    def publish(self, topic: str, body: bytes, *, secret: str = "") -> httpx.Response:
        """Send what is new; the answer. ``secret``: of a stranger, instead of that which was agreed on."""
        callback, agreed = self.subscribers[topic]
        signature = hmac.new((secret or agreed).encode(), body, hashlib.sha256).hexdigest()
        return httpx.post(
            callback, content=body, headers={"x-hub-signature": f"sha256={signature}", "content-type": "application/atom+xml"}
        )


@contextmanager
def hub() -> Iterator[Hub]:
    """A running hub."""

    class Answering(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self.answer(made.take({name: values[0] for name, values in parse_qs(body).items()}), {}, b"")

    with serving(Answering) as url:
        made = Hub(url)
        yield made
