"""By which list somebody came on to the roster, who was not entered by hand."""

from __future__ import annotations

from rostra.people.models import Person, RosterImport


def brought_by(person: Person) -> RosterImport | None:
    """The first list that brought this person, as far as its lines are kept; None for whoever came otherwise. Two queries at most."""
    if not person.number:
        return None
    sources = set(person.appointments.exclude(source="").values_list("source", flat=True))
    if not sources:
        return None
    applied = RosterImport.objects.filter(source__in=sources, applied__isnull=False).defer("content").order_by("applied", "pk")
    return next((each for each in applied.iterator() if _joined(each, person.number)), None)


def _joined(imported: RosterImport, number: str) -> bool:
    return any(line[0] == number for line in imported.difference["lines"]["joining"])
