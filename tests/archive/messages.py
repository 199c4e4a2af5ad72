"""Direct messages to test with: an archive of X with a conversation of two and a group in it. Everybody in it is invented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.platforms.x.archives import OWNER, files, pack, script, tweet

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.capture.actions.imports import take_in_file
from rostra.capture.models import Import
from rostra.core import clock
from rostra.core.actor import system
from rostra.platforms.base import Kind, Method, Source
from rostra.platforms.x import XExport

RESIDENT, VENDOR = "700001", "700002"
TWO = f"{RESIDENT}-{OWNER}"
GROUP = "9001"
PICTURE = b"\xff\xd8 a letter of a resident"


def message(number: str, text: str, sender: str = RESIDENT, **more: Any) -> dict[str, Any]:
    """A message as X writes it."""
    minute = int(number) % 60 if number.isdigit() else 0
    return {
        "messageCreate": {
            "recipientId": OWNER if sender != OWNER else RESIDENT, "reactions": [], "urls": [], "text": text, "mediaUrls": [],
            "senderId": sender, "id": number, "createdAt": f"2026-02-03T10:{minute:02}:00.000Z", "editHistory": [], **more,
        }
    }  # fmt: skip


def conversation(*messages: Mapping[str, Any], of: str = TWO) -> dict[str, Any]:
    return {"dmConversation": {"conversationId": of, "messages": list(messages)}}


def archive_with(*conversations: Mapping[str, Any], groups: tuple[Mapping[str, Any], ...] = (), **more: bytes) -> dict[str, bytes]:
    """An archive of X, by member. ``more``: other members of ``data/``, see ``archives.files``."""
    held = {"direct_messages": script("direct_messages", conversations), "direct_messages_group": script("direct_messages_group", groups)}
    return files(tweet("30", "The pool opens."), **held, **more)


def take_in_messages(folder: Path, members: Mapping[str, bytes], *, messages: bool = True, name: str = "twitter.zip") -> Import:
    path = folder / name
    path.write_bytes(pack(members))
    platform = XExport(Source(Method.IMPORT, name, clock.now()), messages=messages)
    return take_in_file(platform, path, actor=system("tests"))


def on_x(account: Account) -> Account:
    """The account, as the one whose archive this is."""
    account.network, account.identity = "x", OWNER
    account.save()
    return account


def held() -> list[Record]:
    """The messages in the archive, as they were written."""
    return list(Record.objects.filter(kind=Kind.MESSAGE).order_by("published"))


def everything_in(members: Mapping[str, bytes]) -> str:
    return json.dumps({name: content.decode("latin-1") for name, content in members.items()})
