"""The inventory of what is not public (Minn. Stat. 13.025): which kinds of data, of which class, on which law, and how many records."""

from __future__ import annotations

from dataclasses import dataclass

from rostra.archive.queries.bases import basis_of, held_kinds
from rostra.archive.queries.classifications import classes_by_law
from rostra.core.data_class import DataClass
from rostra.people.queries import city_day


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of data that is not public. ``records``: of how many published records something is withheld so; None: never published."""

    name: str
    held_as: DataClass
    law: str
    words: str
    records: int | None


def inventory() -> list[Line]:
    """What nobody gets by default, then what is withheld of records now. One query."""
    return [
        *(Line(each.name, DataClass(each.held_as), each.law, each.words, None) for each in held_kinds()),
        *(_withheld(*row) for row in classes_by_law(city_day())),
    ]


def _withheld(held_as: str, key: str, law: str, number: int) -> Line:
    known = basis_of(key)
    return Line("Parts of records", DataClass(held_as), law, known.words if known else "", number)
