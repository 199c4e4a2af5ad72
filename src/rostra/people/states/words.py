"""The words for units, categories of covered persons, and roles."""

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
    CONTRACTOR = "contractor"  # or consultant
    OTHER = "other"  # who works on official accounts on the city's behalf


class OfficeAttribute(StrEnum):
    """What a position is before the law. Set by counsel, dated: what may be seen of a case depends on it."""

    ELECTED = "elected"
    APPOINTED = "appointed"  # to a public body
    PUBLIC_OFFICIAL = "public-official"  # Minn. Stat. 13.43 subd. 2(e)
    ORDINARY = "ordinary"  # employee
    VOLUNTEER = "volunteer"
    CONTRACTOR = "contractor"


class Role(StrEnum):
    """What a person who signs in may be. Granted by an administrator, ended, never deleted."""

    ADMINISTRATOR = "administrator"  # of the system
    SOCIAL_MEDIA_OFFICER = "social-media-officer"
    COMMUNICATIONS_DIRECTOR = "communications-director"
    MODERATOR = "moderator"
    CLERK = "clerk"  # the responsible authority for government data
    RECORDS_MANAGER = "records-manager"
    HR = "hr"
    CITY_ATTORNEY = "city-attorney"
    ETHICS_OFFICER = "ethics-officer"
    AUDITOR = "auditor"


class Relation(StrEnum):
    """What somebody is without a grant: by the roster, or to the one thing that is looked at."""

    PUBLIC = "public"
    COVERED_PERSON = "covered-person"  # holds a position today
    STEWARD = "steward"  # of the account, or its backup
    CUSTODIAN = "custodian"  # of the account: who answers for it
    DEPARTMENT_HEAD = "department-head"  # of the unit that the thing belongs to


WITHOUT_GRANT = (Relation.STEWARD, Relation.CUSTODIAN, Relation.DEPARTMENT_HEAD)  # who has one of these signs in, of the one thing alone
