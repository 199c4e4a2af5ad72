"""The parts of a case in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rostra.cases.states.classes import CaseField

F = CaseField
FIELDS = {
    F.EXISTENCE: _("That there is a case"),
    F.STATUS: _("How it stands"),
    F.RESPONDENT: _("Who is complained of"),
    F.ALLEGATION: _("What is alleged"),
    F.CLAUSE: _("Clause"),
    F.EVIDENCE: _("Evidence"),
    F.RESPONSE: _("What the person says"),
    F.FINDINGS: _("Findings"),
    F.REPORT: _("Report of the investigation"),
    F.DISPOSITION: _("Disposition"),
    F.REASONS: _("Reasons"),
    F.DOCUMENTS: _("Documents it rests on"),
    F.DISCIPLINE: _("Discipline: where its file is"),
    F.ARBITRATION: _("Arbitration"),
    F.REMEDIES: _("Remedies"),
    F.WORKSHEET: _("In which capacity it was said"),
    F.NOTES: _("Notes"),
    F.PARTICIPANTS: _("Who works on it"),
    F.COMPLAINANT: _("Who complains"),
    F.STATEMENT: _("What was handed in"),
    F.MESSAGES: _("Messages with who complains"),
    F.ADVICE: _("Attorney’s section"),
}
