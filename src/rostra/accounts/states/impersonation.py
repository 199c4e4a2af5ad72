"""What becomes of a report that an account pretends to be the city's."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class ReportState(StrEnum):
    """Where a report of an impersonation stands."""

    RECEIVED = "received"
    CHECKED = "checked"  # somebody looked: it does pretend to be the city's
    REPORTED = "reported-to-platform"
    TAKEN_DOWN = "taken-down"
    NOT_REMOVED = "not-removed"  # the network said no, or nothing
    NOT_IMPERSONATION = "not-impersonation"  # nothing is kept of it but this, and on which ground


class Ground(StrEnum):
    """Why it is no impersonation. Words of our own, because free ones could name whose account it is."""

    PERSONAL = "personal"  # somebody's own account, and it does not claim to be the city's
    COMMENT = "comment"  # satire or criticism that nobody takes for the city
    NAMESAKE = "namesake"  # another place or person of that name
    GONE = "gone"  # it could not be found
    MISTAKE = "mistake"


_SAID = {
    ReportState.RECEIVED: "waiting to be looked at",
    ReportState.CHECKED: "checked and not yet reported to the network",
    ReportState.REPORTED: "with the network",
    ReportState.TAKEN_DOWN: "closed: the account was taken down",
    ReportState.NOT_REMOVED: "still open: the network did not remove the account",
    ReportState.NOT_IMPERSONATION: "closed: it is no impersonation",
}


def said(state: str) -> str:
    """A state as it goes into a sentence: "The report is …"."""
    return _SAID[ReportState(state)]


REPORT_LIFE = StateGraph(
    ReportState,
    initial=ReportState.RECEIVED,
    moves=[
        Move.of("check", [ReportState.RECEIVED], ReportState.CHECKED),
        Move.of("report", [ReportState.CHECKED], ReportState.REPORTED),
        Move.of("report-again", [ReportState.NOT_REMOVED], ReportState.REPORTED),
        Move.of("found-removed", [ReportState.CHECKED, ReportState.REPORTED, ReportState.NOT_REMOVED], ReportState.TAKEN_DOWN),
        Move.of("not-removed", [ReportState.REPORTED], ReportState.NOT_REMOVED),
        Move.of(
            "dismiss",
            [ReportState.RECEIVED, ReportState.CHECKED, ReportState.REPORTED, ReportState.NOT_REMOVED],
            ReportState.NOT_IMPERSONATION,
        ),
    ],
    terminal=[ReportState.TAKEN_DOWN, ReportState.NOT_IMPERSONATION],
)
