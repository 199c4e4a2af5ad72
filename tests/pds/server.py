"""A real Bluesky PDS and a PLC directory, driven from Python: for tests only, on the loopback address only."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).parent
PASSWORD = "a-password-for-tests"
NOT_INSTALLED = "The PDS that the tests run against is not installed ({what} is missing). Run: make test-tools"


class NotInstalledError(Exception):
    """Node or the PDS is not installed; the message says what to run."""


def check_installed() -> str:
    """The path of node. Raises NotInstalledError when it, or the PDS, is missing."""
    node = shutil.which("node")
    if node is None:
        raise NotInstalledError(NOT_INSTALLED.format(what="node"))
    if not (HERE / "node_modules" / "@atproto" / "pds").is_dir():
        raise NotInstalledError(NOT_INSTALLED.format(what="tests/pds/node_modules"))
    return node


@dataclass(frozen=True, slots=True)
class Ref:
    """A strong reference: a record's address and the identity of its content."""

    uri: str
    cid: str

    def link(self) -> dict[str, str]:
        """As it stands inside a record."""
        return {"uri": self.uri, "cid": self.cid}


@dataclass(frozen=True, slots=True)
class Account:
    """One account on the PDS, signed in."""

    http: httpx.Client
    did: str
    handle: str
    token: str

    def call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call a procedure (POST) and return what it answers."""
        return self._send(method, json=body)

    def create(self, collection: str, record: dict[str, Any], rkey: str | None = None) -> Ref:
        """Create a record; ``$type`` is added."""
        body: dict[str, Any] = {"repo": self.did, "collection": collection, "record": {"$type": collection, **record}}
        return _ref(self.call("com.atproto.repo.createRecord", body if rkey is None else {**body, "rkey": rkey}))

    def put(self, collection: str, rkey: str, record: dict[str, Any]) -> Ref:
        """Create or overwrite a record."""
        body = {"repo": self.did, "collection": collection, "rkey": rkey, "record": {"$type": collection, **record}}
        return _ref(self.call("com.atproto.repo.putRecord", body))

    def delete(self, uri: str) -> None:
        """Delete a record of this account."""
        collection, rkey = uri.split("/")[3:5]
        self.call("com.atproto.repo.deleteRecord", {"repo": self.did, "collection": collection, "rkey": rkey})

    def apply_writes(self, writes: list[dict[str, Any]]) -> None:
        """Up to 200 writes in one commit: ``{"$type": "com.atproto.repo.applyWrites#create", "collection": …, "value": …}``."""
        self.call("com.atproto.repo.applyWrites", {"repo": self.did, "writes": writes})

    def post(self, text: str, created: str = "2026-07-01T12:00:00.000Z", **more: Any) -> Ref:
        """Publish a post; ``more`` are further fields of the record."""
        return self.create("app.bsky.feed.post", {"text": text, "createdAt": created, **more})

    def reply(self, text: str, parent: Ref, root: Ref | None = None) -> Ref:
        """Answer a post."""
        return self.post(text, reply={"root": (root or parent).link(), "parent": parent.link()})

    def block(self, did: str) -> Ref:
        """Block an account."""
        return self.create("app.bsky.graph.block", {"subject": did, "createdAt": "2026-07-01T12:00:00.000Z"})

    def upload(self, content: bytes, media_type: str) -> dict[str, Any]:
        """Upload a blob; returns the blob as it stands inside a record."""
        blob: dict[str, Any] = self._send("com.atproto.repo.uploadBlob", content=content, headers={"content-type": media_type})["blob"]
        return blob

    def deactivate(self) -> None:
        """Deactivate this account."""
        self.call("com.atproto.server.deactivateAccount", {})

    def activate(self) -> None:
        """Activate this account again."""
        self._send("com.atproto.server.activateAccount")

    def _send(self, method: str, headers: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        authorization = {"authorization": f"Bearer {self.token}"}
        return _answer(self.http.post(f"/xrpc/{method}", headers={**authorization, **(headers or {})}, **body))


@dataclass(slots=True)
class Pds:
    """A PDS in ``data``, stopped until ``start``. It ends with ``close``, or by itself when this process dies."""

    data: Path
    url: str = ""
    plc: str = ""
    _node: subprocess.Popen[str] | None = None
    _http: httpx.Client = field(default_factory=httpx.Client)

    def start(self, backfill_ms: int = 86_400_000) -> None:
        """Start, or start again on the same port with the same content. ``backfill_ms``: how far back the stream can be replayed."""
        if self._node is None:
            self._node = self._spawn()
        answer = self._do({"do": "start", "backfillLimitMs": backfill_ms})
        self.url, self.plc = answer["pds"], answer["plc"]
        self._http = httpx.Client(base_url=self.url, timeout=30)

    def stop(self) -> None:
        """Stop the PDS; the PLC directory goes on."""
        self._http.close()
        self._do({"do": "stop"})

    def restart(self, backfill_ms: int = 86_400_000) -> None:
        """Stop and start on the same port."""
        self.stop()
        self.start(backfill_ms)

    def account(self, name: str) -> Account:
        """Create an account with the handle ``name.test``."""
        body = {"handle": f"{name}.test", "email": f"{name}@example.com", "password": PASSWORD}
        made = _answer(self._http.post("/xrpc/com.atproto.server.createAccount", json=body))
        return Account(self._http, made["did"], made["handle"], made["accessJwt"])

    def signed_in(self, account: Account) -> Account:
        """The same account with a connection and a token that work after a restart."""
        body = {"identifier": account.did, "password": PASSWORD}
        made = _answer(self._http.post("/xrpc/com.atproto.server.createSession", json=body))
        return Account(self._http, made["did"], made["handle"], made["accessJwt"])

    def close(self) -> None:
        """End node and wait for it."""
        self._http.close()
        if self._node is None or self._node.stdin is None:
            return
        self._node.stdin.close()
        try:
            self._node.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._node.kill()
        self._node = None

    def _spawn(self) -> subprocess.Popen[str]:
        command = [check_installed(), str(HERE / "pds.mjs"), str(self.data)]
        environment = {"LOG_ENABLED": "false", "NODE_ENV": "production", "PATH": "/usr/bin:/bin"}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=HERE, env=environment)

    def _do(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._node is not None
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(command) + "\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        if not line:
            raise RuntimeError(f"The PDS ended ({self._node.wait(timeout=10)}); what it said stands in the captured standard error.")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _answer(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise RuntimeError(f"{response.request.url}: {response.status_code} {response.text}")
    answer: dict[str, Any] = response.json() if response.content else {}
    return answer


def _ref(answer: dict[str, Any]) -> Ref:
    return Ref(answer["uri"], answer["cid"])
