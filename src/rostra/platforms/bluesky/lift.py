"""Undoing what a record of an account restricts: a session at the account's own server, one write, and the session is ended.

The secret is asked for only when there is something to undo, goes to that one server, and stands in no error, whatever the server answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from rostra.platforms.base import Act, PlatformError, Refused, Restriction, Unreachable
from rostra.platforms.bluesky import parse
from rostra.platforms.bluesky.client import Client, XrpcRefused
from rostra.platforms.bluesky.directory import NetworkDirectory
from rostra.platforms.bluesky.ids import RecordUri, read_uri
from rostra.platforms.hostile import list_at, text_at, value_at

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,8192}")
_BARE = frozenset({"$type", "post", "createdAt"})  # what every gate has, and what restricts nothing
_NO_SESSION = {
    "AuthFactorTokenRequired": "asks for a second factor: give an app password, not the account's own",
    "AccountTakedown": "says that the account is taken down",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A record as its server has it now."""

    cid: str
    value: dict[str, object]


@dataclass(frozen=True, slots=True)
class Lifter:
    """Undoes one restriction; asks the account's own server alone."""

    client: Client
    directory: NetworkDirectory

    def lift(self, account: str, secret: str, uri: str, restriction: Restriction) -> None:
        """See ``Platform.lift``. Raises Refused, AccountUnknown, Unreachable, RateLimited."""
        address = read_uri(uri)
        if address is None or address.did != account:
            raise Refused(f"{uri[:200]} is not the address of a record of {account[:200]}.")
        if not secret or not secret.isprintable():
            raise Refused("What was given cannot be an app password.")
        self.directory.document(account, fresh=True)  # the secret goes to the server that is the account's now, not an hour ago
        server = self.directory.pds(account)
        found = self._read(server, address)
        if found is None or restriction not in parse.restrictions(address, found.value):
            return
        left = without(address.collection, found.value, restriction)
        with self._session(server, account, secret) as token:
            self._write(server, token, address, found.cid, left)

    def _read(self, server: str, address: RecordUri) -> _Found | None:
        params = {"repo": address.did, "collection": address.collection, "rkey": address.rkey}
        try:
            answer = self.client.xrpc(server, "com.atproto.repo.getRecord", params).json()
        except XrpcRefused as refused:
            if refused.code == "RecordNotFound":
                return None
            raise
        cid, value = text_at(answer, "cid"), value_at(answer, "value")
        if not cid or not isinstance(value, dict):
            raise Unreachable(f"{server} answered something that is not a record.")
        return _Found(cid, value)

    @contextmanager
    def _session(self, server: str, account: str, secret: str) -> Iterator[str]:
        """The token of a session, which is ended in any case; where that fails it ends by itself within hours."""
        answer = self._signed_in(server, account, secret)
        access, refresh = text_at(answer, "accessJwt"), text_at(answer, "refreshJwt")
        try:
            if text_at(answer, "did") != account or not _TOKEN.fullmatch(access):
                raise Refused(f"{server} did not answer with a session of {account}.")
            yield access
        finally:
            with suppress(PlatformError):
                if _TOKEN.fullmatch(refresh):
                    self.client.call(server, "com.atproto.server.deleteSession", token=refresh)

    def _signed_in(self, server: str, account: str, secret: str) -> object:
        try:
            return self.client.call(server, "com.atproto.server.createSession", {"identifier": account, "password": secret}).json()
        except XrpcRefused as refused:
            if refused.status != 401:
                raise
            raise Refused(f"The server of {account} {_NO_SESSION.get(refused.code, 'did not accept the app password')}.") from None

    def _write(self, server: str, token: str, address: RecordUri, cid: str, left: dict[str, object] | None) -> None:
        """Put what is left, or delete, if the record is still the one that was read. It is not validated: what was there may stay there."""
        place = {"repo": address.did, "collection": address.collection, "rkey": address.rkey, "swapRecord": cid}
        method, content = ("deleteRecord", place) if left is None else ("putRecord", {**place, "record": left, "validate": False})
        try:
            self.client.call(server, f"com.atproto.repo.{method}", content, token=token)
        except XrpcRefused as refused:
            if refused.code != "InvalidSwap":
                raise
            raise Refused(f"{address} has changed meanwhile: look at what it restricts now, and try again.") from None


def without(collection: str, record: dict[str, object], restriction: Restriction) -> dict[str, object] | None:
    """What is left of a record once it restricts this no longer, all else as it was; None where nothing is. Pure."""
    gate = parse.GATES.get(collection)
    if gate is None:
        return None
    if restriction.act is Act.HIDE:
        return {**record, gate.hidden: [entry for entry in list_at(record, gate.hidden) if entry != restriction.subject]}
    left = {name: value for name, value in record.items() if name != gate.rules}
    says = [name for name, value in left.items() if name not in _BARE and (name, value) != (gate.hidden, [])]
    return left if says else None
