"""Documents, versions and their texts: entered, imported, edited without losing anybody's work, compared with the other versions."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, IllegalMove, Invalid
from rostra.core.refusals import problems_of
from rostra.core.text_files import text_of
from rostra.people.models import Unit
from rostra.people.queries import city_day
from rostra.policy import rules
from rostra.policy.models import Clause, Comparison, Document, Revision, Version
from rostra.policy.queries import keys_ever_used, versions_of
from rostra.policy.states.difference import compare, words_of
from rostra.policy.states.life import DocumentKind, life_of, said
from rostra.policy.states.markdown import LONGEST, Piece, canonical, digest, keys_for, marked, outline, pieces, readable
from rostra.policy.states.merging import Clash, clashes, joined, merge
from rostra.policy.states.word import from_docx


class EditedMeanwhile(Conflict):
    """Somebody else saved the text first, and changed what the writer changed too.

    ``text`` holds what both did, with the writer's own words where they clash; ``edits`` is the count from which to go on.
    """

    def __init__(self, text: str, clashing: list[Clash], edits: int) -> None:
        super().__init__("Somebody else changed the same paragraphs while you did.", hint="bring both together, then save again")
        self.text, self.clashing, self.edits = text, clashing, edits


@transaction.atomic
def add_document(slug: str, title: str, kind: DocumentKind, unit: Unit, *, actor: Actor, policy: Document | None = None) -> Document:
    """Enter a policy, or the procedures of ``policy``. Raises Forbidden, Invalid."""
    rules.may_write(actor).require()
    document = Document(slug=slug, title=title.strip(), kind=kind, unit=unit, policy=policy)
    try:
        document.full_clean()
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None
    document.save()
    facts = {"kind": kind, "unit": unit.slug, "of": policy.slug if policy else ""}
    record_event(actor=actor, action="policy.document.added", subject=rules.subject(document), facts=facts)
    return document


@transaction.atomic
def add_version(document: Document, source: str, *, actor: Actor) -> Version:
    """A new draft with this text. Raises Forbidden; Invalid, with the line, for a text that cannot be taken."""
    rules.may_write(actor).require()
    Document.objects.select_for_update().get(pk=document.pk)  # numbers are given one after another
    number = (versions_of(document).aggregate(last=Max("number"))["last"] or 0) + 1
    now = clock.now()
    state = life_of(document.kind).initial
    version = Version(document=document, number=number, state=state, created=now, edited=now)
    previous = Version.objects.filter(document=document).order_by("-number").first()
    _write(version, source, previous)
    _keep(version, actor)
    _record("policy.version.added", version, actor)
    return version


@transaction.atomic
def edit_version(version: Version, source: str, *, edits: int, actor: Actor) -> Version:
    """Put another text in the place of the one that had been edited ``edits`` times when the writer began.

    Who was first stays in the text, where both changed different paragraphs. Raises Forbidden; Invalid, with the line; IllegalMove for
    a text that is fixed; EditedMeanwhile when somebody else was first and changed the same paragraphs.
    """
    row = Version.objects.select_for_update().select_related("document").get(pk=version.pk)
    if not row.is_open:
        raise IllegalMove(f"the text is {said(row.state)}: it is never changed again", hint="begin a new version")
    rules.may_edit(actor, row).require()
    text = source if row.edits == edits else _merged(row, canonical(source), edits)
    before = row.digest
    row.edits, row.edited = row.edits + 1, clock.now()
    _write(row, text, row)
    _keep(row, actor)
    _record("policy.version.edited", row, actor, {"before": before})
    return row


def _merged(row: Version, mine: str, edits: int) -> str:
    """What was saved since the count ``edits``, and what the writer did to the text of that count. Raises EditedMeanwhile."""
    base = Revision.objects.filter(version=row, number=edits).first()
    parts = merge(base.source if base else "", row.source, mine)
    text = joined(parts)
    if clashing := clashes(parts) or _unreadable(text, row.source, mine):
        raise EditedMeanwhile(text, clashing, row.edits)
    return text


def _unreadable(text: str, theirs: str, mine: str) -> list[Clash]:
    """Nothing, unless the two together make no text: a marker that both put in stands in it twice."""
    try:
        pieces(canonical(text))
    except Invalid:
        return [Clash("", theirs, mine)]
    return []


def _keep(version: Version, actor: Actor) -> None:
    """What is saved stays, whatever is written over it."""
    Revision.objects.create(version=version, number=version.edits, source=version.source, at=version.edited, by=actor.name[:200])


def text_of_file(name: str, content: bytes) -> str:
    """The Markdown in a file: DOCX by its name, or Markdown in UTF-8. Raises Invalid."""
    if PurePath(name).suffix.lower() == ".docx":
        return from_docx(content)
    if len(content) > 4 * LONGEST:
        raise Invalid({"file": f"The file is too large: at most {LONGEST:,} characters are taken."})
    return text_of(content, hint="save it as a Word document (DOCX), or as plain text in UTF-8")


@transaction.atomic
def confirm_text(document: Document, *, actor: Actor) -> Document:
    """Record that the policy in force was reviewed today and stays as it is. Raises Forbidden."""
    rules.may_confirm(actor).require()
    document.reviewed = city_day()
    document.save(update_fields=["reviewed"])
    facts = {"day": document.reviewed.isoformat()}
    record_event(actor=actor, action="policy.document.reviewed", subject=rules.subject(document), facts=facts)
    return document


def _write(version: Version, source: str, previous: Version | None) -> None:
    """The text with a marker for each clause, its digest, its clauses, and what differs from the other versions."""
    text = canonical(source)
    found = pieces(text)
    words = {clause.key: words_of(f"{clause.title}\n{clause.text}") for clause in previous.clauses.all()} if previous else {}
    keys = keys_for(found, words, keys_ever_used(version.document))
    version.source = canonical(marked(text, keys))
    version.digest = digest(version.source)
    version.save()
    _replace_clauses(version, found, keys)
    _compare(version)


def _replace_clauses(version: Version, found: list[Piece], keys: list[str]) -> None:
    version.clauses.all().delete()
    Clause.objects.bulk_create(
        Clause(
            version=version,
            key=key,
            ordinal=number,
            label=piece.label[:40],
            title=piece.title[:400],
            level=level,
            text=piece.text,
            html=piece.html,
        )
        for number, (piece, key, level) in enumerate(zip(found, keys, outline([piece.level for piece in found]), strict=True), 1)
    )


def _compare(version: Version) -> None:
    """With every version of the document, so that no page ever has to."""
    Comparison.objects.filter(after=version).delete()
    Comparison.objects.filter(before=version).delete()
    mine = readable(version.source)
    for other in Version.objects.filter(document=version.document).exclude(pk=version.pk):
        pair = [(other, readable(other.source)), (version, mine)]
        (before, old), (after, new) = sorted(pair, key=lambda each: each[0].number)
        Comparison.objects.create(before=before, after=after, blocks=compare(old, new))


def _record(action: str, version: Version, actor: Actor, more: dict[str, object] | None = None) -> None:
    facts = {"version": version.number, "digest": version.digest, **(more or {})}
    record_event(actor=actor, action=action, subject=rules.subject(version.document), facts=facts)


def days_of(version: Version) -> dict[str, str]:
    """The days of a version that are known, as facts of an event."""
    names = ("approved", "signed", "published", "effective", "superseded")
    days: dict[str, dt.date | None] = {name: getattr(version, name) for name in names}
    return {name: day.isoformat() for name, day in days.items() if day}
