"""Looks at what is not public. A look is a row of its own, not an audit event: events are leaves of the public log."""

from __future__ import annotations

from collections.abc import Sequence

from rostra.core import clock
from rostra.people.models import Person, User, View
from rostra.people.states import Function


def record_look(user: User, function: Function, subject: str, *, purpose: str, about: Person | None = None) -> View:
    """Write down who looked at what, whose data it is, and what for. The table takes no change and no removal."""
    return View.objects.create(at=clock.now(), user=user, function=function, subject=subject, purpose=purpose, about=about)


def record_looks(user: User, function: Function, subject: str, *, purpose: str, about: Sequence[Person | None]) -> list[View]:
    """The same for several people at once: a list on which their data stand. One query."""
    now = clock.now()
    return View.objects.bulk_create(
        View(at=now, user=user, function=function, subject=subject[:200], purpose=purpose, about=person) for person in about
    )
