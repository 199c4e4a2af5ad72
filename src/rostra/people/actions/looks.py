"""Looks at what is not public. A look is a row of its own, not an audit event: events are leaves of the public log."""

from __future__ import annotations

from rostra.core import clock
from rostra.people.models import Person, User, View
from rostra.people.states import Function


def record_look(user: User, function: Function, subject: str, *, purpose: str, about: Person | None = None) -> View:
    """Write down who looked at what, whose data it is, and what for. The table takes no change and no removal."""
    return View.objects.create(at=clock.now(), user=user, function=function, subject=subject, purpose=purpose, about=about)
