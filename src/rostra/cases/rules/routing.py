"""Which office decides: by what the respondent was, before the law, on the day of the act."""

from __future__ import annotations

import datetime as dt

from rostra.cases.states.classes import RespondentKind
from rostra.cases.states.words import Track
from rostra.people.models import Position
from rostra.people.queries import attributes_of
from rostra.people.states import Category, OfficeAttribute

_BY_ATTRIBUTE = (  # counsel's word, the weightiest first
    (OfficeAttribute.ELECTED, RespondentKind.ELECTED),
    (OfficeAttribute.APPOINTED, RespondentKind.APPOINTEE),
    (OfficeAttribute.PUBLIC_OFFICIAL, RespondentKind.PUBLIC_OFFICIAL),
    (OfficeAttribute.CONTRACTOR, RespondentKind.CONTRACTOR),
    (OfficeAttribute.VOLUNTEER, RespondentKind.VOLUNTEER),
    (OfficeAttribute.ORDINARY, RespondentKind.EMPLOYEE),
)
_BY_CATEGORY = {
    Category.STAFF: RespondentKind.EMPLOYEE,
    Category.ELECTED: RespondentKind.ELECTED,
    Category.BOARD_MEMBER: RespondentKind.APPOINTEE,
    Category.VOLUNTEER: RespondentKind.VOLUNTEER,
    Category.INTERN: RespondentKind.EMPLOYEE,
    Category.CONTRACTOR: RespondentKind.CONTRACTOR,
    Category.OTHER: RespondentKind.VOLUNTEER,
}
OFFICIALS = frozenset({RespondentKind.ELECTED, RespondentKind.APPOINTEE})


def kind_of(position: Position | None, day: dt.date) -> RespondentKind:
    """What who holds ``position`` is on ``day``: what counsel has set, else what the category of the roster says."""
    if position is None:
        return RespondentKind.NOBODY
    said = attributes_of(position, day)
    by_counsel = next((kind for attribute, kind in _BY_ATTRIBUTE if attribute.value in said), None)
    return by_counsel or _BY_CATEGORY[Category(position.category)]


def track_of(position: Position | None, kind: RespondentKind) -> Track:
    """Who decides: the ethics officer where somebody elected, appointed, or at the head of a unit is complained of; else HR."""
    heads = position is not None and position.heads_unit
    return Track.OFFICIAL if heads or kind in OFFICIALS else Track.EMPLOYEE
