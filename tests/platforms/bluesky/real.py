"""The real frames and the real repository that lie beside the checkout, and how another implementation read them."""

from __future__ import annotations

import base64
import os
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import libipld
import orjson
import pytest
import zstandard

from rostra.platforms.base import AccountUnknown, Identity
from rostra.platforms.bluesky.documents import Document, read_document


def _places() -> list[Path]:
    named = [Path(os.environ["ROSTRA_SHARED"]) / "data"] if "ROSTRA_SHARED" in os.environ else []
    return named + [parent / "shared" / "data" for parent in Path(__file__).resolve().parents]


@cache
def folder() -> Path:
    """Where the data lies; skips the test where it does not."""
    found = next((place / "atproto" for place in _places() if (place / "atproto" / "manifest.json").is_file()), None)
    if found is None:
        pytest.skip("the real data (shared/data/atproto) does not lie beside the checkout")
    return found


def _unpacked(name: str) -> bytes:
    with (folder() / name).open("rb") as packed:
        return zstandard.ZstdDecompressor().stream_reader(packed).read()


@cache
def frames() -> tuple[bytes, ...]:
    """The frames, in order."""
    content, at, found = _unpacked("frames.bin.zst"), 0, []
    while at < len(content):
        (size,) = struct.unpack_from("<I", content, at)
        found.append(content[at + 4 : at + 4 + size])
        at += 4 + size
    return tuple(found)


@cache
def documents() -> dict[str, Document]:
    """The DID document of every account in the frames."""
    return {did: read_document(orjson.dumps(content), did) for did, content in orjson.loads(_unpacked("did_docs.json.zst")).items()}


@cache
def expected() -> tuple[dict[str, Any], ...]:
    """What another implementation made of the same frames."""
    return tuple(from_json(orjson.loads(line)) for line in (folder() / "expected_v1.jsonl").read_bytes().splitlines())


def from_json(value: Any) -> Any:
    """The JSON form of the data model as the decoder gives it: links and bytes as bytes."""
    if isinstance(value, list):
        return [from_json(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$link"}:
        return libipld.decode_multibase(value["$link"])[1]
    if value.keys() == {"$bytes"}:
        return base64.b64decode(value["$bytes"] + "==")
    return {name: from_json(entry) for name, entry in value.items()}


@dataclass
class KnownDirectory:
    """A directory of accounts that are known beforehand."""

    known: dict[str, Document]

    def document(self, did: str, *, fresh: bool = False) -> Document:
        if did not in self.known:
            raise AccountUnknown(did)
        return self.known[did]

    def identity(self, did: str) -> Identity:
        return Identity(did, self.known[did].claimed_handle if did in self.known else "")

    def repo_status(self, did: str) -> tuple[bool, str]:
        return True, "active"

    def forget(self, did: str) -> None:
        """Nothing is remembered."""
