"""Who, or which position, is meant by what somebody wrote."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, Q, QuerySet

from rostra.people.models import Appointment, Person, Position, Unit
from rostra.people.queries.rolls import appointments_on

MOST = 20  # so many are shown to choose among; of more, a longer name is asked


def persons_meant(text: str, among: QuerySet[Person]) -> list[Person]:
    """The one among them with this number or alias; where nobody has it, those with exactly this name, but no more than ``MOST`` + 1."""
    one = among.filter(Q(number=text) | Q(slug=text.casefold())).first()
    return [one] if one else list(among.filter(name__iexact=text)[: MOST + 1])


def persons_like(text: str, among: QuerySet[Person]) -> list[Person]:
    """Those among them in whose name every word stands, by name, but no more than ``MOST`` + 1."""
    for word in text.replace(",", " ").split():
        among = among.filter(name__icontains=word)
    return list(among.order_by("name", "pk")[: MOST + 1])


def in_words(persons: list[Person], day: dt.date) -> list[tuple[str, str]]:
    """The alias of each, and what tells namesakes apart: name, positions on ``day`` with their units, number or alias. Two queries."""
    held = appointments_on(day).select_related("position__unit").order_by("pk")
    found = Person.objects.filter(pk__in=[each.pk for each in persons]).prefetch_related(Prefetch("appointments", held, to_attr="now"))
    return [(each.slug, " · ".join([each.name, *_places(each), each.number or each.slug])) for each in found.order_by("name", "pk")]


def _places(person: Person) -> list[str]:
    posts = [each.position for each in person.now]  # type: ignore[attr-defined] # set by the prefetch above
    return [f"{post.title} · {post.unit.name}" for post in posts]


def namesakes(name: str, unit: Unit, title: str, day: dt.date) -> list[str]:
    """Who of exactly this name holds the position of this title in ``unit`` on ``day`` or later, each told apart. Three queries."""
    held = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), position__unit=unit, position__title__iexact=title.strip())
    found = Person.objects.filter(name__iexact=name.strip(), appointments__in=held).distinct()
    return [told for _, told in in_words(list(found[:MOST]), day)]


def positions_meant(text: str, among: QuerySet[Position]) -> list[Position]:
    """The one among them with this alias; where none has it, all with exactly this title, but no more than ``MOST`` + 1."""
    one = among.filter(slug=text.casefold()).first()
    return [one] if one else list(among.filter(title__iexact=text)[: MOST + 1])


def positions_like(text: str, among: QuerySet[Position]) -> list[Position]:
    """Those among them in whose title, or the name of whose unit, every word stands, but no more than ``MOST`` + 1."""
    for word in text.replace(",", " ").split():
        among = among.filter(Q(title__icontains=word) | Q(unit__name__icontains=word))
    return list(among[: MOST + 1])
