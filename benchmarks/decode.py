"""Frames of the firehose: ours are found by one pass over the bytes, decoded, and their signatures checked. Peer: the atproto SDK decodes.

The frames are signed by repositories of our own making, one in a thousand by an official account; the real frames are used as well where
they lie beside the checkout.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from atproto import CAR, firehose_models, parse_subscribe_repos_message  # type: ignore[import-untyped]  # it has none
from atproto_client.models import ComAtprotoSyncSubscribeRepos as Messages  # type: ignore[import-untyped]  # it has none
from tests.platforms.bluesky import real, repos

from benchmarks.measure import Figure, peak_megabytes, spent
from rostra.platforms.base import AccountUnknown, Evidence, Identity, Item
from rostra.platforms.bluesky.cursor import Cursor
from rostra.platforms.bluesky.documents import Document
from rostra.platforms.bluesky.reader import FrameReader

WORK = "decode"
OF_OURS = 1000  # one frame in so many
OLD_POSTS = 8  # in each repository: makes frames of the size that the network's have (4 to 5 KB)
DIFFERENT = 18  # frames of each repository: as many as there are revisions to give


class Directory:
    """Answers for the repositories that were made here."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self._documents = documents

    def document(self, did: str, *, fresh: bool = False) -> Document:  # noqa: ARG002 -- the interface has it
        if did not in self._documents:
            raise AccountUnknown(did)
        return self._documents[did]

    def forget(self, did: str) -> None:
        """Nothing is remembered."""

    def identity(self, did: str) -> Identity:
        return Identity(did)

    def repo_status(self, did: str) -> tuple[bool, str]:  # noqa: ARG002 -- the interface has it
        return True, "active"


def run(records: int, folder: Path) -> list[Figure]:  # noqa: ARG001 -- every benchmark is given one
    city, resident = repos.Repo(repos.CITY), repos.Repo(repos.RESIDENT)
    own, others = _frames(city), _frames(resident)
    stream = [own[number // OF_OURS % DIFFERENT] if number % OF_OURS == 0 else others[number % DIFFERENT] for number in range(records)]
    documents = {repos.CITY: city.document, repos.RESIDENT: resident.document}
    with spent() as time:
        read = _read(stream, documents)
    with spent() as each:
        verified = _read(own * 20, documents)
    if min(read, verified) == 0:
        raise RuntimeError("no frame of ours was read and verified")
    sample = stream[: max(100, min(records // 20, 2000))]
    with spent() as peer:
        for frame in sample:
            _peer(frame)
    return [
        Figure(WORK, "frames, one in 1,000 ours", records / time.cpu, "frames/s per core"),
        Figure(WORK, "frames, all ours: decoded and verified", len(own) * 20 / each.cpu, "frames/s per core"),
        Figure(WORK, "peak memory", peak_megabytes(), "MB"),
        Figure(WORK, "frames, decoded", len(sample) / peer.cpu, "frames/s per core", "atproto SDK"),
        Figure(WORK, "times as fast", (records / time.cpu) / (len(sample) / peer.cpu), "×"),
        *_real(),
    ]


def _real() -> list[Figure]:
    """The same with real frames, none of them ours, where they lie beside the checkout."""
    try:
        frames = list(real.frames()) * 100
    except pytest.skip.Exception:
        return []
    with spent() as time:
        _read(frames, {})
    with spent() as peer:
        for frame in frames[:1000]:
            _peer(frame)
    return [
        Figure(WORK, "real frames, none ours", len(frames) / time.cpu, "frames/s per core"),
        Figure(WORK, "real frames, decoded", 1000 / peer.cpu, "frames/s per core", "atproto SDK"),
    ]


def _frames(repo: repos.Repo) -> list[bytes]:
    """A post a frame, in a repository that has grown a little."""
    for number in range(OLD_POSTS):
        repo.records[f"app.bsky.feed.post/3k{number:011d}".translate(str.maketrans("0189", "abcd"))] = repos.encode(
            _post(f"Old post {number}")
        )
    return [
        repo.change(
            "create", f"app.bsky.feed.post/3m{'abcdefghijklmnopqrstuvwxyz'[number] * 11}", _post("Snow " * 20), blobs=[], rebase=False
        )
        for number in range(DIFFERENT)
    ]


def _post(text: str) -> dict[str, object]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-07-04T14:38:00.000Z", "langs": ["en"]}


def _read(stream: list[bytes], documents: dict[str, Document]) -> int:
    """How many items came out, each signed by its author."""
    reader = FrameReader([repos.CITY], Directory(documents), Cursor("wss://stream.example", 0, dt.datetime.now(dt.UTC)))
    items = 0
    for frame in stream:
        for event in reader.events(frame):
            items += isinstance(event, Item) and event.evidence is Evidence.AUTHOR_SIGNED
    return items


def _peer(frame: bytes) -> None:
    message = parse_subscribe_repos_message(firehose_models.MessageFrame.from_bytes(frame))
    if isinstance(message, Messages.Commit) and isinstance(message.blocks, bytes):
        CAR.from_bytes(message.blocks)
