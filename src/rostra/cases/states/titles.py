"""How a case stands, and each of its steps, in the words of the pages: names of states and moves are for the log alone."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rostra.cases.states.life import CaseState

STATES = {
    CaseState.RECEIVED: _("received, not triaged"),
    CaseState.TRIAGED: _("triaged"),
    CaseState.NO_JURISDICTION: _("no jurisdiction"),
    CaseState.REFERRED: _("referred"),
    CaseState.DUPLICATE: _("repeats another case"),
    CaseState.RESOLVED_INFORMALLY: _("settled informally"),
    CaseState.INVESTIGATING: _("under investigation"),
    CaseState.FINDINGS: _("findings handed in"),
    CaseState.NOT_SUSTAINED: _("not sustained"),
    CaseState.DISPOSITION_PENDING: _("sustained, disposition pending"),
    CaseState.NO_DISCIPLINE: _("no discipline"),
    CaseState.DISCIPLINE_DECIDED: _("discipline decided, not final"),
    CaseState.GRIEVED: _("grieved"),
    CaseState.ARBITRATION: _("in arbitration"),
    CaseState.FINAL_DISPOSITION: _("final disposition"),
    CaseState.CLOSED: _("closed"),
    CaseState.APPEALED: _("appealed"),
}
TITLES: dict[str, tuple[Promise, Promise]] = {  # what stands on its button, and what follows from it
    "triage": (
        _("Triage it"),
        _("The office that decides follows from what the person was on that day. Then they have it, and you keep it."),
    ),
    "triage-again": (_("Take triage back"), _("Whose it is gets open again, and nobody but counsel has it meanwhile.")),
    "find-no-jurisdiction": (
        _("No jurisdiction"),
        _("A personal account, or nothing of the city’s. All that was said is emptied for good: only this decision stays."),
    ),
    "refer": (_("Refer it"), _("Somebody else decides. Say who, and how they were told.")),
    "join": (_("It repeats another case"), _("It goes on there.")),
    "resolve": (_("Settle it informally"), _("A correction, a move to an official account, an unblocking, training. Say what was done.")),
    "investigate": (_("Investigate"), _("Somebody looks into it from now on.")),
    "hand-in-findings": (_("Hand in the findings"), _("They are judged next.")),
    "send-back": (_("Send the findings back"), _("Something is missing. Say what.")),
    "not-sustain": (_("Not sustained"), _("It was not so, or cannot be shown. For most people the file stays closed to the public.")),
    "sustain": (_("Sustained"), _("It was so. What follows is decided next.")),
    "decide-no-discipline": (_("No discipline"), _("The reasons stand in the file.")),
    "decide-discipline": (_("Discipline"), _("It is final only after its time, or after arbitration. Until then nobody is told.")),
    "grieve": (_("It is grieved"), _("Nothing is opened while it is.")),
    "arbitrate": (_("It goes to arbitration"), _("Nothing is opened until the arbitrator has decided.")),
    "finish": (_("The disposition is final"), _("From now on the law opens what it opens. What is reversed in all aspects opens nothing.")),
    "close": (_("Close it"), _("Both sides can appeal for a time.")),
    "appeal": (_("Enter an appeal"), _("What came on paper, or was said.")),
    "uphold": (
        _("Uphold the decision"),
        _("It stands. Who appealed reads that it does; write to them why, under Messages."),
    ),
    "reopen": (_("Open it again"), _("It begins after triage, and what was opened to the public is closed again.")),
}
BESIDE = {"counsel": _("Counsel’s word")}  # what stands among the steps, and moves nothing


def step_title(move: str) -> str:
    """A step, as its button says it."""
    return str(BESIDE[move] if move in BESIDE else TITLES[move][0])
