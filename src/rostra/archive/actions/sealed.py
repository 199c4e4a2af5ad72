"""Files that people hand over: without what tells of their device and place, and durably where nothing public leads."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from rostra.archive.actions.documents import bare_document_apart
from rostra.archive.actions.scanning import scan
from rostra.archive.queries.stores import incoming_directory
from rostra.archive.states.bare import bare, kind_of
from rostra.archive.states.submitted import FileKind
from rostra.core.errors import Invalid
from rostra.warc.segment import sync_folder


@dataclass(frozen=True, slots=True)
class Bared:
    """A file as it is kept, and the SHA-256 of how it came."""

    kind: FileKind
    came_as: bytes
    content: bytes = field(repr=False)
    scanned: dt.datetime | None = None  # when a virus scanner found nothing in it; None: there is none

    @property
    def digest(self) -> bytes:
        """SHA-256 of what is kept."""
        return sha256(self.content).digest()

    @property
    def columns(self) -> dict[str, Any]:
        """What a row tells of it."""
        return {"media_type": self.kind.value, "size": len(self.content), "digest": self.digest, "came_as": self.came_as}


def bared(content: bytes, name: str, *, nameless: bool = False) -> Bared:
    """The file without what is no picture; where nobody has to say who they are (``nameless``) documents without their authors too.

    Raises Invalid for ``files``, with ``name`` as people are to read it.
    """
    kind = kind_of(content)
    if kind is None:
        text, hint = _("%(name)s is none that is taken."), _("JPEG, PNG, PDF or plain text; make a picture of the screen")
        raise Invalid({"files": text % {"name": name}}, hint=hint)
    scanned = scan(content, name)
    try:
        clean = bare_document_apart(content) if nameless and kind is FileKind.PDF else bare(content, kind)
    except ValueError as error:
        text = _("%(name)s cannot be read: %(why)s.") % {"name": name, "why": _(str(error))}
        raise Invalid({"files": text}, hint=_("make a picture of the screen")) from None
    return Bared(kind, sha256(content).digest(), clean, scanned)


def place(file: Bared, target: Path) -> None:
    """Write a file durably where it stays. A death before its row is written leaves a file that no row refers to."""
    coming = incoming_directory() / secrets.token_hex(16)
    if target.exists():
        return
    for folder in (coming.parent, target.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with coming.open("xb") as out:
        out.write(file.content)
        out.flush()
        os.fsync(out.fileno())
    coming.chmod(0o400)
    coming.rename(target)
    sync_folder(target.parent)
