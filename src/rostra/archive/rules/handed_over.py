"""What people handed over against what the log says of it. The rows live in the database alone: a loss must be seen."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.archive.models import Forwarded, Statement
from rostra.archive.rules.flaws import Flaw
from rostra.archive.rules.forwarded import digest_of
from rostra.core.models import Event

_RECEIVED = "archive.forwarded.received"


def handed_over_flaws() -> Iterator[Flaw]:
    """Items that are gone, altered, or of which nothing tells."""
    told, held = _told(), set()
    for item in Forwarded.objects.prefetch_related("files").order_by("pk").iterator(chunk_size=500):
        place = f"forwarded:{item.pk}"
        held.add(place)
        if place not in told:
            yield Flaw("archive.E307", place, "no event tells that it was handed over")
        elif told[place] != _digest(item):
            yield Flaw("archive.E306", place, "its day, words or files are not those that were handed over")
    for place in sorted(told.keys() - held):
        yield Flaw("archive.E305", place, "it was handed over, and nothing is held of it")


def _told() -> dict[str, str]:
    """By item, the digest that the log tells; of the newest the audit event, until the log has it."""
    events = Event.objects.filter(action=_RECEIVED).values_list("subject", "facts__digest")
    statements = Statement.objects.filter(values__1=_RECEIVED).values_list("values__0", "values__3__digest")
    return {**dict(events), **dict(statements)}


def _digest(item: Forwarded) -> str:
    files = list(item.files.all())
    return digest_of(
        item.written, item.business, item.text, [bytes(file.came_as) for file in files], [bytes(file.digest) for file in files]
    )
