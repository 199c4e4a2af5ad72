"""Who is who: DID documents, handles, and whether a repository is alive. Asked of the network, remembered for a time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote

from rostra.platforms.base import AccountUnknown, Identity, PlatformError, RateLimited, Refused, Unreachable
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.client import Client, XrpcRefused
from rostra.platforms.bluesky.documents import Document, read_document
from rostra.platforms.bluesky.ids import is_did
from rostra.platforms.hostile import text_at, value_at

MAX_DOCUMENT = 64 * 1024  # bytes
MAX_REMEMBERED = 10_000  # accounts
REMEMBER_SECONDS = 3600.0
REFRESH_SECONDS = 30.0  # a document younger than this is not fetched again even when something does not fit it


class Directory(Protocol):
    """What the reading of frames asks of the network about accounts."""

    def document(self, did: str, *, fresh: bool = False) -> Document:
        """The account's DID document. ``fresh``: not an old copy. Raises AccountUnknown, Unreachable, Refused."""
        ...

    def identity(self, did: str) -> Identity:
        """The account with its handle where the handle points back to it. Never raises: without an answer, without a handle."""
        ...

    def repo_status(self, did: str) -> tuple[bool, str]:
        """Whether the repository is active, and the network's word for its state. Raises as ``document``."""
        ...

    def forget(self, did: str) -> None:
        """Ask the network again next time."""
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    document: Document
    handle: str  # checked; "" where it does not point back
    since: float


@dataclass(frozen=True, slots=True)
class NetworkDirectory:
    """The directory behind a PLC server, the accounts' own web servers (did:web), and a resolver of handles."""

    client: Client
    plc: str
    resolver: str
    monotonic: Callable[[], float] = time.monotonic
    known: OrderedDict[str, _Known] = field(default_factory=OrderedDict)

    def document(self, did: str, *, fresh: bool = False) -> Document:
        """See ``Directory``."""
        return self._known(did, REFRESH_SECONDS if fresh else REMEMBER_SECONDS).document

    def identity(self, did: str) -> Identity:
        """See ``Directory``."""
        try:
            return Identity(did, self._known(did, REMEMBER_SECONDS).handle)
        except PlatformError:
            return Identity(did)

    def repo_status(self, did: str) -> tuple[bool, str]:
        """See ``Directory``."""
        answer = self.client.xrpc(self.pds(did), "com.atproto.sync.getRepoStatus", {"did": did}).json()
        active = value_at(answer, "active") is True
        return active, text_at(answer, "status") or ("active" if active else "inactive")

    def pds(self, did: str) -> str:
        """The server that keeps the account's repository. Raises Refused where its document names none, and as ``document``."""
        server = self.document(did).pds
        if not server:
            raise Refused(f"The DID document of {did} names no server that keeps its repository.")
        return server

    def resolve(self, handle: str) -> str:
        """The DID that a handle points to. Raises AccountUnknown, Unreachable."""
        try:
            answer = self.client.xrpc(self.resolver, "com.atproto.identity.resolveHandle", {"handle": handle}).json()
        except XrpcRefused as refused:
            raise AccountUnknown(f"There is no account with the handle {handle}: {refused}") from refused
        did = text_at(answer, "did")
        if not is_did(did):
            raise AccountUnknown(f"The handle {handle} points to no account.")
        return did

    def forget(self, did: str) -> None:
        """See ``Directory``."""
        self.known.pop(did, None)

    def _known(self, did: str, age: float) -> _Known:
        found = self.known.get(did)
        if found is None or self.monotonic() - found.since > age:
            document = self._fetch(did)
            found = self._with_handle(document)
            self.known.pop(did, None)
            self.known[did] = found  # the newest stands last, whatever other threads do
            if len(self.known) > MAX_REMEMBERED:
                self.known.popitem(last=False)
        return found

    def _fetch(self, did: str) -> Document:
        url = self._document_url(did)
        try:
            return read_document(self.client.get(url, limit=MAX_DOCUMENT).body, did)
        except XrpcRefused as refused:
            if refused.status in (404, 410):
                raise AccountUnknown(f"There is no account {did}: {refused}") from refused
            raise
        except MalformedError as error:
            raise Refused(f"{url}: {error}.") from error

    def _document_url(self, did: str) -> str:
        if not is_did(did):
            raise AccountUnknown(f"{did[:200]} is not an identity of this network.")
        if did.startswith("did:plc:"):
            return f"{self.plc}/{did}"
        scheme = "http" if self.client.guard.allow_http else "https"
        return f"{scheme}://{unquote(did.removeprefix('did:web:'))}/.well-known/did.json"

    def _with_handle(self, document: Document) -> _Known:
        """The document with its handle, if that points back; where it could not be asked now, it is asked again soon."""
        handle, now = document.claimed_handle, self.monotonic()
        try:
            points_back = handle != "" and self.resolve(handle) == document.did
        except (AccountUnknown, Refused):
            points_back = False
        except (Unreachable, RateLimited):
            return _Known(document, "", now - REMEMBER_SECONDS + REFRESH_SECONDS)
        return _Known(document, handle if points_back else "", now)
