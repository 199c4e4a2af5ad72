"""The words for units, positions and roles."""

from enum import StrEnum


class UnitKind(StrEnum):
    """What sort of organisation unit."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    OFFICE = "office"  # of an elected official
    BOARD = "board"  # or commission


class Category(StrEnum):
    """The policy's own categories of covered persons."""

    STAFF = "staff"
    ELECTED = "elected"
    BOARD_MEMBER = "board-member"
    VOLUNTEER = "volunteer"
    INTERN = "intern"
    CONTRACTOR = "contractor"


class Role(StrEnum):
    """What a person who signs in may be."""

    ADMINISTRATOR = "administrator"
    COMMUNICATIONS = "communications"
    RECORDS = "records"
    AUDITOR = "auditor"
