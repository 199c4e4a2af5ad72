"""DID documents: what an account says of itself, read with care."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.ids import is_did, is_handle
from rostra.platforms.bluesky.keys import did_key


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of a DID document that matter here, with its exact bytes."""

    did: str
    key: str  # did:key of the key that signs the repository
    pds: str  # URL of the server that keeps the repository, without a slash at the end; "" where there is none
    claimed_handle: str  # as the account says: to be checked against the handle's own answer
    raw: bytes


def read_document(raw: bytes, did: str) -> Document:
    """Read the DID document of ``did``. Raises MalformedError: wrong identity, no signing key, not JSON."""
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise MalformedError("a DID document is not JSON") from None
    if not is_did(did) or not isinstance(content, dict) or content.get("id") != did:
        raise MalformedError("a DID document is not that of the account")
    return Document(did, _key(content, did), _pds(content, did), _handle(content), raw)


def _maps(content: dict[str, object], name: str) -> list[dict[str, object]]:
    found = content.get(name)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _key(content: dict[str, object], did: str) -> str:
    for method in _maps(content, "verificationMethod"):
        kind, value = method.get("type"), method.get("publicKeyMultibase")
        if method.get("id") in ("#atproto", f"{did}#atproto") and isinstance(kind, str) and isinstance(value, str):
            return did_key(kind, value)
    raise MalformedError("a DID document names no signing key for the network")


def _pds(content: dict[str, object], did: str) -> str:
    for service in _maps(content, "service"):
        endpoint = service.get("serviceEndpoint")
        if service.get("id") in ("#atproto_pds", f"{did}#atproto_pds") and isinstance(endpoint, str):
            return endpoint.rstrip("/")
    return ""


def _handle(content: dict[str, object]) -> str:
    names = content.get("alsoKnownAs")
    for name in names if isinstance(names, list) else []:
        if isinstance(name, str) and name.startswith("at://") and is_handle(name[5:]):
            return name[5:].lower()
    return ""
