"""Answers of a server that are sound but for some values, wherever they stand."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from tests.platforms.bluesky.servers import Reply


def nested(levels: int) -> Any:
    """A list in a list, so many of them."""
    made: Any = "deep"
    for _ in range(levels):
        made = [made]
    return made


def spoiled(value: Any, names: Collection[str], by: Any) -> Any:
    """The same with ``by`` under each of these names, at any depth."""
    if isinstance(value, dict):
        return {name: by if name in names else spoiled(each, names, by) for name, each in value.items()}
    return [spoiled(each, names, by) for each in value] if isinstance(value, list) else value


def spoil(reply: Reply, names: Collection[str], by: Any) -> Reply:
    """An answer in JSON, spoiled so; any other as it is."""
    if not names or not reply.body.startswith((b"{", b"[")):
        return reply
    return Reply(reply.status, json.dumps(spoiled(json.loads(reply.body), names, by)).encode(), reply.headers)
