"""What one reader gets of a case. Pages and tables print this, and never the case: what is not in it cannot leave by mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.archive.queries.records import with_attachments
from rostra.archive.queries.withheld import as_public, as_staff
from rostra.cases.models import Case, Entry, Evidence, Notice, Participant, Remedy, Step, SubmittedFile
from rostra.cases.queries.notices import notices_by_side
from rostra.cases.queries.register import entries_by_part, files_by_part, steps_of
from rostra.cases.rules.deciding import is_late
from rostra.cases.rules.viewing import Sight
from rostra.cases.states.classes import CaseField, Classified, Viewer
from rostra.cases.states.life import Arbitration, CaseState, Outcome, PublicStatus, public_status
from rostra.cases.states.words import REMEDIES, RemedyKind, Side, Track
from rostra.core.dates import in_words

F = CaseField
ORDER = (
    F.STATEMENT, F.COMPLAINANT, F.RESPONDENT, F.CLAUSE, F.ALLEGATION, F.EVIDENCE, F.RESPONSE, F.FINDINGS, F.REPORT, F.WORKSHEET,
    F.DISPOSITION, F.REASONS, F.DOCUMENTS, F.DISCIPLINE, F.ARBITRATION, F.REMEDIES, F.MESSAGES, F.NOTES, F.PARTICIPANTS, F.ADVICE,
)  # fmt: skip
ADDS_UP = frozenset({F.NOTES, F.MESSAGES, F.RESPONSE, F.ADVICE, F.WORKSHEET})  # one entry after the other; of other parts the newest counts

ARBITRATED = {
    Arbitration.PENDING: gettext_lazy("It was grieved, and is not decided yet."),
    Arbitration.UPHELD: gettext_lazy("It was grieved, and upheld."),
    Arbitration.MODIFIED: gettext_lazy("It was grieved, and modified: what is told as disposition is what it came to."),
    Arbitration.REVERSED: gettext_lazy("It was grieved, and reversed in all aspects: nothing of the discipline stands."),
}
APPEALS_IN = {Side.COMPLAINANT: F.MESSAGES, Side.RESPONDENT: F.RESPONSE}  # in which part each side says that it was wrong
OUTSIDE = {Viewer.PUBLIC, Viewer.RESPONDENT, Viewer.COMPLAINANT}  # who read the archive as everybody does
_SAYS = {Side.COMPLAINANT: F.STATEMENT, Side.RESPONDENT: F.RESPONSE}  # in which part each side says something about itself


@dataclass(frozen=True, slots=True)
class ToldPart:
    """One part that the reader reads, with why it is classed so. ``entries``: the newest first."""

    part: CaseField
    classified: Classified
    lines: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    people: tuple[Participant, ...] = ()
    files: tuple[SubmittedFile, ...] = ()  # submitted evidence
    notices: tuple[Notice, ...] = ()  # what its writer was told before they were asked

    @property
    def adds_up(self) -> bool:
        """Whether every entry counts, and not the newest alone."""
        return self.part in ADDS_UP

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.lines or self.entries or self.evidence or self.people or self.files or self.notices)


@dataclass(frozen=True, slots=True)
class Work:
    """How the city works on it, for who does."""

    state: CaseState
    since: dt.datetime
    due: dt.date
    channel: str
    language: str
    answer_in: str
    received: dt.datetime
    said_account: str  # by who handed it in
    said_day: dt.date | None
    account: str  # as triage found
    act_day: dt.date | None
    track: Track
    kind: str
    outcome: Outcome
    late: bool
    joined: str
    left: dt.date | None
    screened: dt.date | None
    jeopardises: bool
    sources: bool
    civil_action: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What one reader gets. ``number`` is empty where they may not know of it; ``work`` None where they do not work on it."""

    number: str
    status: PublicStatus | None
    parts: tuple[ToldPart, ...]
    work: Work | None


def is_appeal(entry: Entry) -> bool:
    """Whether a side says here that the decision was wrong.

    A message that was sent with the key stands in the complainant's name too, and tells of nobody who sent it; whoever writes down what a
    side says does so in their own name.
    """
    return entry.by_ref != "" and any((entry.part, entry.by_name) == (part, side.in_the_file) for side, part in APPEALS_IN.items())


def told_of(case: Case, sight: Sight) -> Told:
    """What whoever has this ``sight`` gets of ``case``."""
    if not sight.reads(F.EXISTENCE):
        return Told("", None, (), None)
    written, files = entries_by_part(case), files_by_part(case) if sight.viewer is not Viewer.FACTS else {}
    asked = notices_by_side(case) if sight.parts & {*_SAYS.values()} else {}
    notices = {_SAYS[side]: tuple(each) for side, each in asked.items()}
    parts = tuple(
        replace(
            _told_part(case, part, sight, tuple(written.get(part, ()))), files=tuple(files.get(part, ())), notices=notices.get(part, ())
        )
        for part in ORDER
        if sight.reads(part)
    )
    status = public_status(CaseState(case.state)) if sight.reads(F.STATUS) else None
    return Told(case.number, status, parts, _work(case) if sight.reads(F.PARTICIPANTS) else None)


def told_file(case: Case, sight: Sight, ordinal: int) -> SubmittedFile | None:
    """One file, for whoever has this ``sight``; None where they do not read it, or it went.

    What somebody handed in can tell of people: who is asked what was posted does not get it, though they read the evidence of the archive.
    """
    found = case.files.filter(ordinal=ordinal, place__isnull=False).first()
    return found if found and sight.viewer is not Viewer.FACTS and sight.reads(CaseField(found.part)) else None


def _told_part(case: Case, part: CaseField, sight: Sight, entries: tuple[Entry, ...]) -> ToldPart:
    classified = sight.classes[part]
    if part is F.EVIDENCE:
        things = case.evidence.select_related("version__record__account").defer("version__html", "version__context")
        evidence = tuple(things)
        copies = [each.version for each in evidence if each.version]
        with_attachments(as_public(copies) if sight.viewer in OUTSIDE else as_staff(copies))  # what a record withholds, no case shows
        return ToldPart(part, classified, evidence=evidence)
    if part is F.PARTICIPANTS:
        return ToldPart(part, classified, people=tuple(case.participants.select_related("person")))
    return ToldPart(part, classified, tuple(_lines(case, part, sight)), entries)


def _lines(case: Case, part: CaseField, sight: Sight) -> Iterator[str]:
    """What stands in the case's own columns. An address for letters stays private whatever else is opened (Minn. Stat. 13.356)."""
    if part is F.COMPLAINANT:
        contact = case.contact if sight.viewer is Viewer.COMPLAINANT or sight.reads(F.PARTICIPANTS) else ""
        yield from (each for each in (case.complainant, contact) if each)
    if part is F.RESPONDENT and case.respondent:
        told = {"name": case.respondent, "position": case.position or _("no position"), "day": in_words(case.act_day)}
        yield _("%(name)s, %(position)s, on %(day)s") % told
    if part is F.CLAUSE and case.clause:
        yield case.clause
    if part is F.REMEDIES:
        yield from map(_remedy, case.remedies.all())
    if part is F.ARBITRATION and case.arbitration != Arbitration.NONE:
        yield str(ARBITRATED[Arbitration(case.arbitration)])
    if part is F.DISPOSITION and case.measure:
        yield _(settings.PROFILE.cases.measure_name(case.measure))


def _remedy(each: Remedy) -> str:
    what = _(REMEDIES[RemedyKind(each.kind)])
    if each.done:
        return _("%(what)s: done on %(day)s") % {"what": what, "day": in_words(each.done)}
    return _("%(what)s: by %(day)s") % {"what": what, "day": in_words(each.due)}


def _work(case: Case) -> Work:
    is_triaged = case.track != Track.UNDECIDED
    return Work(
        CaseState(case.state), case.since, case.due, case.channel, case.language, case.answer_in, case.received,
        case.said_account.name if case.said_account else "", case.said_day,
        case.account.name if case.account and is_triaged else "", case.act_day if is_triaged else None,
        Track(case.track), case.kind, Outcome(case.outcome), is_late(case), case.joined.number if case.joined else "", case.left,
        case.screened, case.jeopardises, case.sources, case.civil_action, tuple(steps_of(case)),
    )  # fmt: skip
