"""Reads of units, positions, persons and users; of files of covered persons; and the difference between the two."""

from rostra.people.queries.rolls import (
    UnitNode,
    administrators,
    appointments_on,
    attributes_of,
    city_day,
    covered_on,
    holders_of,
    holds_office,
    open_grants,
    persons_in_office,
    positions_of,
    units_on,
    units_tree,
    user_by_email,
    users_with_roles,
)

__all__ = [
    "UnitNode",
    "administrators",
    "appointments_on",
    "attributes_of",
    "city_day",
    "covered_on",
    "holders_of",
    "holds_office",
    "open_grants",
    "persons_in_office",
    "positions_of",
    "units_on",
    "units_tree",
    "user_by_email",
    "users_with_roles",
]
