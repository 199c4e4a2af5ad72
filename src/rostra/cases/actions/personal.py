"""What is kept of a case that is none of the city's: the decision."""

from __future__ import annotations

from rostra.cases.actions.files import let_go
from rostra.cases.actions.holding import hold_evidence
from rostra.cases.actions.letters import forget_letters
from rostra.cases.models import Case
from rostra.core import clock


def keep_only_the_decision(row: Case) -> None:
    """Empty everything that was said, and let go of what was linked and handed in; that there was something, and by whom, stays.

    The respondent stays: who may never have the file must stay known. The caller saves ``row``.
    """
    hold_evidence(row)  # whose hold ends: as long as it stands, nothing can be emptied
    now = clock.now()
    row.entries.filter(emptied__isnull=True).update(text="", emptied=now)
    row.evidence.filter(emptied__isnull=True).update(version=None, note="", emptied=now)
    row.steps.filter(emptied__isnull=True).update(reason="", emptied=now)
    row.participants.filter(emptied__isnull=True).update(reason="", emptied=now)
    let_go(row)
    forget_letters(row)
    row.said_day, row.said_account = None, None
    row.account, row.clause, row.complainant, row.contact, row.capacity, row.answer_in = None, "", "", "", "", ""
