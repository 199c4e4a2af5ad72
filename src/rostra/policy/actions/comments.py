"""Comments of covered persons on clauses, and their answers."""

from __future__ import annotations

from django.db import transaction

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Invalid
from rostra.people.models import Person
from rostra.policy import rules
from rostra.policy.models import Comment, Version

LONGEST = 4_000  # characters


@transaction.atomic
def comment_on(version: Version, key: str, text: str, *, person: Person, actor: Actor) -> Comment:
    """Say something about the clause ``key``, as ``person``. Raises Forbidden outside the comment period, Invalid."""
    row = Version.objects.select_for_update(of=("self",)).select_related("document").get(pk=version.pk)
    rules.may_comment(person, row).require()
    clause = row.clauses.filter(key=key).first()
    if clause is None:
        raise Invalid({"": f"There is no clause {key!r} in this version."})
    said = _written("text", text)
    about = f"{clause}\n{clause.text}".strip()
    comment = Comment.objects.create(version=row, key=key, about=about, person=person, at=clock.now(), text=said)
    facts = {"version": row.number, "digest": row.digest, "clause": key, "person": person.slug}
    record_event(actor=actor, action="policy.comment.made", subject=rules.subject(row.document), facts=facts)
    return comment


@transaction.atomic
def resolve_comment(comment: Comment, answer: str, *, actor: Actor) -> Comment:
    """Answer a comment, once. Raises Forbidden, Invalid without an answer."""
    row = Comment.objects.select_for_update(of=("self",)).select_related("version__document").get(pk=comment.pk)
    rules.may_resolve(actor, row).require()
    row.answer, row.answered, row.answered_by = _written("answer", answer), clock.now(), actor.name[:200]
    row.save(update_fields=["answer", "answered", "answered_by"])
    facts = {"version": row.version.number, "clause": row.key, "comment": row.pk}
    record_event(actor=actor, action="policy.comment.resolved", subject=rules.subject(row.version.document), facts=facts)
    return row


def _written(field: str, text: str) -> str:
    written = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not written:
        raise Invalid({field: "Write something."})
    if len(written) > LONGEST:
        raise Invalid({field: f"At most {LONGEST:,} characters are taken."})
    return written
