"""X's Activity API on the loopback address: addresses that it makes sure of, subscriptions, calls that it signs, and a line."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import queue
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
from tests.platforms.bluesky.servers import Reply
from tests.platforms.bluesky.servers import json as told

APP_TOKEN = "token-of-the-app"
CONSUMER_SECRET = "consumer-secret-of-nobody"
PRIVATE = ("block.", "mute.")


def signature(message: bytes) -> str:
    """As X signs."""
    return "sha256=" + base64.b64encode(hmac.new(CONSUMER_SECRET.encode(), message, hashlib.sha256).digest()).decode()


@dataclass
class Activity:
    """What was registered, and who listens. ``tokens``: of accounts."""

    tokens: dict[str, str]
    hooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    listeners: list[queue.Queue[bytes | None]] = field(default_factory=list)
    tells_all: bool = True  # else it keeps to itself what is subscribed already, and refuses it as a duplicate
    made: int = 1000

    def answer(self, method: str, path: list[str], body: dict[str, Any], authorization: str) -> Reply:
        """What is answered to a question below ``/2/``."""
        token = authorization.removeprefix("Bearer ")
        match method, path:
            case "POST", ["activity", "subscriptions"]:
                return self._subscribe(body, token)
            case _ if token != APP_TOKEN:
                return told({"title": "Unauthorized", "status": 401}, 401)
            case "GET", ["webhooks"]:
                return told({"data": list(self.hooks.values()), "meta": {"result_count": len(self.hooks)}})
            case "POST", ["webhooks"]:
                return self._register(body["url"])
            case "PUT", ["webhooks", number] if number in self.hooks:
                self.hooks[number]["valid"] = self._is_sure_of(self.hooks[number]["url"])
                return told({"data": {"valid": self.hooks[number]["valid"]}})
            case "GET", ["activity", "subscriptions"]:
                shown = list(self.subscriptions.values()) if self.tells_all else []
                return told({"data": shown, "meta": {"total_subscriptions": len(shown)}})
            case "DELETE", ["activity", "subscriptions", number] if number in self.subscriptions:
                del self.subscriptions[number]
                return told({"data": {"deleted": True}, "meta": {"total_subscriptions": len(self.subscriptions)}})
        return told({"title": "Not Found", "status": 404}, 404)

    def tell(self, kind: str, account: str, payload: object, includes: object = None, *, twice: bool = False) -> bytes:
        """Something happens: it is told wherever it was asked for; the body. ``twice``: as X sometimes does."""
        event = {"event_uuid": str(self._number()), "filter": {"user_id": account}, "event_type": kind, "tag": ""}
        body = json.dumps({"data": {**event, "payload": payload, "includes": includes or {}}}).encode()
        asked = [each for each in self.subscriptions.values() if (each["event_type"], each["filter"]["user_id"]) == (kind, account)]
        for hook in {each["webhook_id"] for each in asked if each.get("webhook_id")}:
            for _ in range(1 + twice):
                httpx.post(
                    self.hooks[hook]["url"], content=body, headers={"x-twitter-webhooks-signature": signature(body)}
                ).raise_for_status()
        for listener in self.listeners if asked else ():
            listener.put(body)
        return body

    def break_line(self) -> None:
        """Everybody who listens is cut off."""
        for listener in self.listeners:
            listener.put(None)

    def speak(self, handler: BaseHTTPRequestHandler) -> None:
        """The line, until it is broken off: an event or a sign of life on each."""
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.end_headers()
        mine: queue.Queue[bytes | None] = queue.Queue()
        self.listeners.append(mine)
        handler.wfile.write(b"\r\n")
        while (body := mine.get(timeout=60)) is not None:
            handler.wfile.write(body + b"\r\n")
        self.listeners.remove(mine)

    def _register(self, url: str) -> Reply:
        if any(each["url"] == url for each in self.hooks.values()):
            return told({"title": "DuplicateUrlFailed", "status": 400}, 400)
        if not self._is_sure_of(url):
            return told({"title": "CrcValidationFailed", "status": 400}, 400)
        number = str(self._number())
        self.hooks[number] = {"id": number, "url": url, "valid": True, "created_at": "2026-07-04T12:00:00.000Z"}
        return told({"data": self.hooks[number]})

    def _is_sure_of(self, url: str) -> bool:
        answer = httpx.get(url, params={"crc_token": "asked"})
        return answer.status_code == 200 and answer.json() == {"response_token": signature(b"asked")}

    def _subscribe(self, body: dict[str, Any], token: str) -> Reply:
        account, kind = body["filter"]["user_id"], body["event_type"]
        if (kind.startswith(PRIVATE) or token != APP_TOKEN) and self.tokens.get(token) != account:
            return told({"title": "Forbidden", "status": 403, "detail": "user context is needed"}, 403)
        if any((each["event_type"], each["filter"]["user_id"]) == (kind, account) for each in self.subscriptions.values()):
            return told({"title": "Invalid Request", "status": 400, "detail": "DuplicateSubscriptionFailed"}, 400)
        number = str(self._number())
        self.subscriptions[number] = {"subscription_id": number, **body}
        return told({"data": [self.subscriptions[number]], "meta": {"total_subscriptions": len(self.subscriptions)}})

    def _number(self) -> int:
        self.made += 1
        return self.made
