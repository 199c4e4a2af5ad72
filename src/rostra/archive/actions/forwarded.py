"""Take over business of the city that came to somebody's own account: as they hand it over, and nothing else of that account."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from rostra.archive.models import Forwarded, ForwardedFile
from rostra.archive.queries.stores import incoming_directory, submitted_path
from rostra.archive.rules.forwarded import Forwarding, digest_of, due_day, forwarding_problems, may_forward
from rostra.archive.states.bare import bare, kind_of
from rostra.archive.states.submitted import FileKind
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Forbidden, Invalid
from rostra.people.models import Person
from rostra.people.queries import city_day
from rostra.warc.segment import sync_folder


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: FileKind
    came_as: bytes  # SHA-256
    content: bytes

    @property
    def digest(self) -> bytes:
        return sha256(self.content).digest()


def forward(told: Forwarding, *, person: Person, actor: Actor) -> Forwarded:
    """Keep what ``person`` hands over, sealed; its digest goes into the log. Durable when it returns.

    Raises Forbidden; Invalid, also where it was no business of the city, and for a file that is of no kind that is taken.
    """
    if not (allowed := may_forward(person)):
        raise Forbidden(allowed.reason)
    if problems := forwarding_problems(told):
        raise Invalid(problems)
    files = [_bare(content, number) for number, content in enumerate(told.files, 1)]
    for file in files:
        _place(file)
    return _enter(told, files, person, actor)


def _bare(content: bytes, number: int) -> _Kept:
    kind = kind_of(content)
    if kind is None:
        raise Invalid({"files": f"File {number} is none that is taken."}, hint="JPEG, PNG, PDF or plain text; make a picture of the screen")
    try:
        return _Kept(kind, sha256(content).digest(), bare(content, kind))
    except ValueError as error:
        raise Invalid({"files": f"File {number} cannot be read: {error}."}, hint="make a picture of the screen") from None


def _place(file: _Kept) -> None:
    """Write a file durably where it stays. A death before the row is written leaves a file that ``fsck`` names."""
    target, coming = submitted_path(file.digest), incoming_directory() / secrets.token_hex(16)
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


def _enter(told: Forwarding, files: Sequence[_Kept], person: Person, actor: Actor) -> Forwarded:
    came, kept = [file.came_as for file in files], [file.digest for file in files]
    digest = digest_of(told.written, told.business, told.text, came, kept)
    due = due_day(told.written)
    with transaction.atomic():
        made = Forwarded.objects.create(
            person=person,
            written=told.written,
            due=due,
            received=clock.now(),
            business=told.business,
            text=told.text,
            digest=digest,
        )
        ForwardedFile.objects.bulk_create(
            ForwardedFile(
                forwarded=made, ordinal=number, media_type=file.kind, size=len(file.content), digest=file.digest, came_as=file.came_as
            )
            for number, file in enumerate(files, 1)
        )
        facts = {"digest": digest, "files": len(files), "in_time": city_day() <= due}
        record_event(actor=actor, action="archive.forwarded.received", subject=f"forwarded:{made.pk}", facts=facts)
        return made
