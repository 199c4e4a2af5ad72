"""The words for how a case comes in and for what somebody does in it."""

from enum import StrEnum


class Channel(StrEnum):
    """How it came in."""

    RESIDENT = "resident"  # by the public form
    MEDIA = "media"
    WARD = "ward"  # by the office of a council member
    STAFF = "staff"
    FINDING = "finding"  # the system's own
    PHONE = "phone"  # entered for the caller
    PAPER = "paper"


class Track(StrEnum):
    """Which office decides: it says which row of the permissions a case falls under."""

    UNDECIDED = "undecided"  # until it is triaged: the office that it may be about must not have it before
    EMPLOYEE = "employee"  # the department with HR
    OFFICIAL = "official"  # the ethics officer


class Part(StrEnum):
    """What somebody who was added does in a case."""

    LEAD = "lead"
    INVESTIGATOR = "investigator"
    DEPARTMENT = "department"
    ATTORNEY = "attorney"
    FACTS = "facts"  # communications: what was posted where, and nothing about the person
    SAMPLE = "sample"  # drawn for an auditor


class RemedyKind(StrEnum):
    """What is put right, whoever was at fault."""

    CORRECT = "correct"  # the post
    MOVE = "move"  # it belongs on an official account
    LIFT = "lift"  # the block
    RESTORE = "restore"  # the comment
    TRAIN = "train"
    REFER = "refer"  # to another office


REMEDIES = {
    RemedyKind.CORRECT: "Correct the post",
    RemedyKind.MOVE: "Move it to an official account",
    RemedyKind.LIFT: "Lift the block",
    RemedyKind.RESTORE: "Restore the comment",
    RemedyKind.TRAIN: "Train the person",
    RemedyKind.REFER: "Refer it to another office",
}


class Side(StrEnum):
    """Who says that a decision was wrong."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"

    @property
    def in_the_file(self) -> str:
        """As the file names them."""
        return f"the {self.value}"


COMPLAINANT = Side.COMPLAINANT.in_the_file
"""As the file names whoever handed it in."""


class NoticeWay(StrEnum):
    """How somebody was told what for they are asked about themself."""

    PAGE = "page"  # it stood on the page on which they wrote
    TALK = "talk"
    TELEPHONE = "telephone"
    LETTER = "letter"
    MAIL = "mail"  # by e-mail


class Capacity(StrEnum):
    """In which capacity something was said, as counsel finds it (Lindke v. Freed, 601 U.S. 187)."""

    OFFICIAL = "official"
    PERSONAL = "personal"
    MIXED = "mixed"
    UNDECIDED = "undecided"
