"""Take over business of the city that came to somebody's own account: as they hand it over, and nothing else of that account."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from rostra.archive.actions.sealed import Bared, bared, place
from rostra.archive.models import Forwarded, ForwardedFile
from rostra.archive.queries.stores import submitted_path
from rostra.archive.rules.forwarded import Forwarding, digest_of, due_day, forwarding_problems, may_forward
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Forbidden, Invalid
from rostra.people.models import Person
from rostra.people.queries import city_day


def forward(told: Forwarding, *, person: Person, actor: Actor) -> Forwarded:
    """Keep what ``person`` hands over, sealed; its digest goes into the log. Durable when it returns.

    Raises Forbidden; Invalid, also where it was no business of the city, and for a file that is of no kind that is taken.
    """
    if not (allowed := may_forward(person)):
        raise Forbidden(allowed.reason)
    if problems := forwarding_problems(told):
        raise Invalid(problems)
    files = [bared(content, f"File {number}") for number, content in enumerate(told.files, 1)]
    for file in files:
        place(file, submitted_path(file.digest))
    return _enter(told, files, person, actor)


def _enter(told: Forwarding, files: Sequence[Bared], person: Person, actor: Actor) -> Forwarded:
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
            ForwardedFile(forwarded=made, ordinal=number, **file.columns) for number, file in enumerate(files, 1)
        )
        facts = {"digest": digest, "files": len(files), "in_time": city_day() <= due}
        record_event(actor=actor, action="archive.forwarded.received", subject=f"forwarded:{made.pk}", facts=facts)
        return made
