"""Cases as they are found: by number, by who works on them, by what they repeat."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from rostra.archive.models import Version
from rostra.cases.models import Case, Entry, Participant, Remedy, Step, SubmittedFile
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import CaseState, Outcome
from rostra.cases.states.words import Channel, Track
from rostra.people.models import Person


def cases() -> QuerySet[Case]:
    """Every case, the newest first, with what its line shows."""
    return Case.objects.select_related("respondent", "position__unit", "account", "said_account", "joined")


def case_numbered(number: str) -> Case | None:
    """The case of this number."""
    return cases().filter(number=number).first()


def every_case(*, before: Case | None = None) -> QuerySet[Case]:
    """Every case, the one that came in last first; those that came in ``before`` one."""
    found = Case.objects.select_related("position").order_by("-pk")
    return found.filter(pk__lt=before.pk) if before else found


def closed_under(clause: str) -> QuerySet[Case]:
    """Closed cases that were judged under ``clause``, in whatever version of its document, with what was put right. Two queries.

    A clause is document/version#key; document/key where no version was in force that day.
    """
    document, _, rest = clause.partition("/")
    key = rest.rpartition("#")[2]
    judged = every_case().filter(state=CaseState.CLOSED).exclude(outcome__in=[Outcome.DUPLICATE, Outcome.NO_JURISDICTION])
    found = judged.filter(Q(clause=f"{document}/{key}") | Q(clause__startswith=f"{document}/", clause__endswith=f"#{key}"))
    return found.prefetch_related("remedies")


def matching(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Of ``found`` those that hold ``words`` in their number, in a name, or in what was written; not in the attorney's section."""
    written = Entry.objects.filter(case=OuterRef("pk"), text__icontains=words).exclude(part=CaseField.ADVICE)
    named = Q(number__icontains=words) | Q(clause__icontains=words) | Q(complainant__icontains=words)
    return found.filter(named | Q(respondent__name__icontains=words) | Q(account__name__icontains=words) | Exists(written))


def remedies_open() -> QuerySet[Remedy]:
    """What is to be put right and is not done."""
    return Remedy.objects.filter(done__isnull=True).select_related("case").order_by("due", "pk")


def handed_in_since(moment: dt.datetime) -> int:
    """How many residents handed in by the public form."""
    return Case.objects.filter(channel=Channel.RESIDENT, received__gt=moment).count()


def open_cases() -> QuerySet[Case]:
    """What is not closed."""
    return cases().exclude(state=CaseState.CLOSED)


def overdue_cases(day: dt.date) -> dict[str, int]:
    """How many open cases were due before ``day``: ``untriaged``, and of the others how many on each track. One query."""
    received = Q(state=CaseState.RECEIVED)
    tracks = {track.value: Count("pk", filter=Q(track=track) & ~received) for track in (Track.EMPLOYEE, Track.OFFICIAL)}
    return open_cases().filter(due__lt=day).aggregate(untriaged=Count("pk", filter=received), **tracks)


def part_of(case: Case, person: Person) -> Participant | None:
    """As what ``person`` was added to ``case``; None where they were not, or are no more."""
    return case.participants.filter(person=person, ended__isnull=True).first()


def entries_by_part(case: Case) -> dict[CaseField, list[Entry]]:
    """By part of the case everything that was written, the newest first. One query."""
    found: dict[CaseField, list[Entry]] = {}
    for entry in case.entries.order_by("-at", "-pk"):
        found.setdefault(CaseField(entry.part), []).append(entry)
    return found


def newest_of(case: Case, part: CaseField) -> Entry | None:
    """What stands in a part now."""
    return case.entries.filter(part=part, emptied__isnull=True).last()


def files_by_part(case: Case) -> dict[CaseField, list[SubmittedFile]]:
    """By part of the case what was handed in. One query."""
    found: dict[CaseField, list[SubmittedFile]] = {}
    for file in case.files.order_by("ordinal"):
        found.setdefault(CaseField(file.part), []).append(file)
    return found


def written_parts(case: Case) -> frozenset[CaseField]:
    """Of which parts something was written since the case was opened, or opened again. Two queries."""
    again = case.steps.filter(move="reopen").order_by("at").last()
    written = case.entries.filter(emptied__isnull=True, **({"at__gte": again.at} if again else {}))
    return frozenset(map(CaseField, written.order_by().values_list("part", flat=True).distinct()))


def last_word_by() -> Subquery:
    """Of cases in a query: by whose name the last message with who handed it in was written."""
    written = Entry.objects.filter(case=OuterRef("pk"), part=CaseField.MESSAGES).order_by("-at", "-pk")
    return Subquery(written.values("by_name")[:1])


def steps_of(case: Case) -> QuerySet[Step]:
    """What happened, the newest first."""
    return case.steps.order_by("-at", "-pk")


def word_step_of(case: Case) -> Step | None:
    """The step by which counsel's word stands as it does: said, or taken back with what it was about; None where nothing was said."""
    return case.steps.filter(move__in=("counsel", "triage-again", "reopen")).last()


def may_repeat(case: Case) -> QuerySet[Case]:
    """Other cases about the same thing, or about the same person on the same day."""
    things = case.evidence.filter(version__isnull=False).values("version__record")
    same = Q(evidence__version__record__in=things)
    if case.respondent_id and case.act_day:
        same |= Q(respondent=case.respondent_id, act_day=case.act_day)
    return cases().filter(same).exclude(pk=case.pk).distinct()


def is_evidence(case: Case, version: Version) -> bool:
    """Whether this copy is evidence in the case already."""
    return case.evidence.filter(version=version).exists()


def next_number(day: dt.date) -> str:
    """The number after the year's last: ``2026-0012``. Asked in the transaction that takes it."""
    last = Case.objects.filter(number__startswith=f"{day.year}-").order_by("-number").values_list("number", flat=True).first()
    return f"{day.year}-{int(last.partition('-')[2]) + 1 if last else 1:04}"


def subject_of(case: Case) -> str:
    """A case as the subject of events and looks, and as the matter of a hold: its number, and nothing else."""
    return f"case:{case.number}"
