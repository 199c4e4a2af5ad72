"""A look at one thing that is not public: it is there, or it is not; and the look is written down."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model
from django.http import Http404

from rostra.people.models import Person
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest
from rostra.people.views.purpose import note_look

M = TypeVar("M", bound=Model)


def looked_at(request: StaffRequest, found: M | None, kind: str, *, about: Person | None = None) -> M:
    """What was found; the look at it is written down, with whose data it is. Raises Http404 where nothing was found."""
    if found is None:
        raise Http404(f"there is no {kind} of this number")
    note_look(request, Function.RESTRICTED_ARCHIVE, f"{kind}:{found.pk}", about=about)
    return found
