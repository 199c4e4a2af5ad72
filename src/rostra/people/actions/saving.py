"""Saving a row of the rolls by its own constraints."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from rostra.core.errors import Invalid
from rostra.core.refusals import problems_of
from rostra.people.models import Appointment, Person, Position, Provision, Unit


def save_checked(row: Unit | Person | Position | Appointment | Provision) -> None:
    """Check by the model's own constraints, then save. Raises Invalid."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None
    row.save()
