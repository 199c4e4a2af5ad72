"""Reads of what people handed over."""

from __future__ import annotations

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from rostra.archive.models import Forwarded
from rostra.people.models import Person, View
from rostra.people.states import Function


def forwarded_list() -> QuerySet[Forwarded]:
    """Everything that was handed over, the newest first, without what it is."""
    return Forwarded.objects.select_related("person").defer("text").annotate(number=Count("files"))


def forwarded_unread() -> QuerySet[Forwarded]:
    """What nobody has looked at, the oldest first."""
    looks = View.objects.filter(
        function=Function.RESTRICTED_ARCHIVE, subject=Concat(Value("forwarded:"), Cast(OuterRef("pk"), CharField()))
    )
    return forwarded_list().filter(~Exists(looks)).order_by("received", "pk")


def forwarded_by(person: Person) -> QuerySet[Forwarded]:
    """What this person handed over, the newest first, without what it is."""
    return forwarded_list().filter(person=person)


def forwarded_numbered(pk: int) -> Forwarded | None:
    """One, with its files."""
    return Forwarded.objects.select_related("person").prefetch_related("files").filter(pk=pk).first()
