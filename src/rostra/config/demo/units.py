"""The city's organisation."""

from __future__ import annotations

from rostra.core.actor import Actor
from rostra.people.actions import add_unit
from rostra.people.models import Unit
from rostra.people.states import UnitKind

TOP = "city"

# alias, name, kind
UNITS: tuple[tuple[str, str, UnitKind], ...] = (
    ("mayor", "Office of the Mayor", UnitKind.OFFICE),
    *((f"ward-{number}", f"Council Ward {number}", UnitKind.OFFICE) for number in range(1, 6)),
    ("clerk", "Office of the City Clerk", UnitKind.OFFICE),
    ("parks", "Parks and Recreation", UnitKind.DEPARTMENT),
    ("library", "Exampleville Public Library", UnitKind.DEPARTMENT),
    ("police", "Police Department", UnitKind.DEPARTMENT),
    ("fire", "Fire Department", UnitKind.DEPARTMENT),
    ("public-works", "Public Works", UnitKind.DEPARTMENT),
    ("water", "Water Utility", UnitKind.DEPARTMENT),
    ("health", "Public Health", UnitKind.DEPARTMENT),
    ("transit", "Exampleville Transit", UnitKind.DEPARTMENT),
    ("planning", "Planning and Zoning", UnitKind.DEPARTMENT),
    ("communications", "Communications", UnitKind.DEPARTMENT),
    ("attorney", "Office of the City Attorney", UnitKind.DEPARTMENT),
    ("human-resources", "Human Resources", UnitKind.DEPARTMENT),
    ("information-technology", "Information Technology", UnitKind.DEPARTMENT),
    ("library-board", "Library Board", UnitKind.BOARD),
    ("heritage", "Heritage Preservation Commission", UnitKind.BOARD),
)


def enter_units(actor: Actor) -> dict[str, Unit]:
    """Enter the units; by alias."""
    top = add_unit(TOP, "City of Exampleville", UnitKind.GOVERNMENT, actor=actor)
    council = add_unit("council", "City Council", UnitKind.OFFICE, parent=top, actor=actor)
    units = {TOP: top, "council": council}
    for slug, name, kind in UNITS:
        parent = council if slug.startswith("ward-") else units.get(slug.removesuffix("-board"), top)
        units[slug] = add_unit(slug, name, kind, parent=parent, actor=actor)
    return units
