"""Looking for one record at its author's server: there, proven gone, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rostra.platforms.base import Absence, Certainty, Event, Method, PlatformError, Rejected, Source, Unreachable
from rostra.platforms.bluesky import parse, repo
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.client import Client, XrpcRefused
from rostra.platforms.bluesky.directory import NetworkDirectory
from rostra.platforms.bluesky.ids import RecordUri, read_uri
from rostra.platforms.probing import one_by_one

MAX_PROOF = 32 * 1024 * 1024  # bytes: a record and the blocks above it


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks ``com.atproto.sync.getRecord``, whose answer proves by signature that a record is there, or that it is not."""

    client: Client
    directory: NetworkDirectory
    clock: Callable[[], dt.datetime]

    def look(self, account: str, uris: Sequence[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence: observed where the repository itself is alive, else unknown.

        Raises as ``probing.in_batches``.
        """
        return one_by_one(uris, lambda uri: iter([self._one(account, uri)]), partial(self._unknown, account))

    def _one(self, account: str, uri: str) -> Event:
        address = read_uri(uri)
        if address is None or address.collection not in parse.CAPTURED:
            return self._unknown(account, uri, "This is not the address of a record that is captured.")
        try:
            return self._answered(account, address)
        except XrpcRefused as refused:
            return self._refused(account, address, refused)

    def _answered(self, account: str, uri: RecordUri) -> Event:
        params = {"did": uri.did, "collection": uri.collection, "rkey": uri.rkey}
        answer = self.client.xrpc(self.directory.pds(uri.did), "com.atproto.sync.getRecord", params, limit=MAX_PROOF)
        tree = repo.open_repo(answer.body, uri.did, self.directory)
        try:
            way = tree.find(uri)
        except MalformedError as error:
            raise Unreachable(f"What the server gave does not lead to the record: {error}.") from error
        source = answer.source(Method.PROBE)
        if way.value is None:
            reason, proof = "The signed repository has no such record.", tree.proof(way.path)
            return Absence(str(uri), account, Certainty.OBSERVED, source, reason, tree.commit.rev, answer.body, proof)
        record = tree.blocks.get(way.value)
        if record is None:
            raise Unreachable("What the server gave does not hold the record.")
        try:
            return parse.item(record, parse.signed_origin(tree, uri, way.path, account, self.directory.identity(uri.did), source))
        except MalformedError as error:
            return Rejected(0, f"{uri}: {error}.", record)

    def _refused(self, account: str, uri: RecordUri, refused: XrpcRefused) -> Absence:
        """A server that does not prove absence says "not found": that counts only while the repository itself answers as active."""
        if refused.code != "RecordNotFound" and refused.status != 404:
            return self._unknown(account, str(uri), str(refused), refused.status)
        try:
            active, status = self.directory.repo_status(uri.did)
        except PlatformError as error:
            return self._unknown(account, str(uri), f"Not found, but the repository does not answer: {error}", refused.status)
        if not active:
            return self._unknown(account, str(uri), f"Not found, but the repository is {status}.", refused.status)
        return Absence(str(uri), account, Certainty.OBSERVED, self._source(uri.did, refused.status), "The server has no such record.")

    def _unknown(self, account: str, uri: str, reason: str, status: int | None = None) -> Absence:
        did = uri.removeprefix("at://").partition("/")[0]
        return Absence(uri, account, Certainty.UNKNOWN, self._source(did, status), reason)

    def _source(self, did: str, status: int | None) -> Source:
        return Source(Method.PROBE, f"at://{did}", self.clock(), status)
