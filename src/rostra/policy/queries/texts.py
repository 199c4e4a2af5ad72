"""Reads of documents and versions. Which version is in force on a day follows from days alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from rostra.policy.models import Adoption, Clause, Comment, Comparison, Document, Revision, Version
from rostra.policy.states.days import in_force
from rostra.policy.states.difference import Block
from rostra.policy.states.life import DocumentKind, PolicyState


def documents() -> QuerySet[Document]:
    """Every document, by title, with its unit and its policy."""
    return Document.objects.select_related("unit", "policy")


def document_by_slug(slug: str) -> Document | None:
    """The document with this name in addresses."""
    return documents().filter(slug=slug).first()


def versions_of(document: Document) -> QuerySet[Version]:
    """All versions of a document, the newest first, without their texts."""
    return Version.objects.filter(document=document).defer("source").order_by("-number")


def revisions_of(version: Version) -> QuerySet[Revision]:
    """Every text of a version that somebody saved, the newest first, without the texts."""
    return Revision.objects.filter(version=version).defer("source").order_by("-number")


def version_numbered(document: Document, number: int) -> Version | None:
    """Version ``number`` of a document, with the act by which it was adopted."""
    acts = Version.objects.filter(document=document, number=number).select_related("document__unit", "document__policy")
    return acts.prefetch_related(Prefetch("adoption", Adoption.objects.prefetch_related("repeals"))).first()


@dataclass(frozen=True, slots=True)
class History:
    """A document's adopted versions, the newest first, and which of them is in force on a day."""

    document: Document
    day: dt.date
    in_force: Version | None
    published: list[Version]  # what the public reads


def history_of(document: Document, day: dt.date) -> History:
    """The versions of a document that the public reads, with their acts and without their texts. Three queries."""
    acts = Prefetch("adoption", Adoption.objects.prefetch_related("repeals"))
    adopted = list(versions_of(document).filter(effective__isnull=False).prefetch_related(acts))
    return History(document, day, in_force(adopted, day), [version for version in adopted if version.published])


def version_in_force(document: Document, day: dt.date) -> Version | None:
    """The version of ``document`` in force on ``day``: from its effective day until the day before the next one's. One query."""
    return in_force(Version.objects.filter(document=document, effective__isnull=False).order_by("number"), day)


def effective_versions(day: dt.date) -> list[Version]:
    """The version in force on ``day`` of every document that has one, by title. Two queries."""
    dated = Version.objects.filter(effective__isnull=False).order_by("number").defer("source").select_related("document")
    return [version for document in Document.objects.prefetch_related(Prefetch("versions", dated)) if (version := _of(document, day))]


def clauses_in_force(named: Collection[str], day: dt.date) -> dict[str, Clause]:
    """Those of the clauses ``named`` ("document/key") that a text in force on ``day`` has. Three queries, or none."""
    if not named:
        return {}
    found = Clause.objects.filter(version__in=effective_versions(day), key__in=[each.partition("/")[2] for each in named])
    return {name: each for each in found.select_related("version__document") if (name := reference(each)) in named}


def effective_clauses(day: dt.date) -> list[tuple[Version, list[Clause]]]:
    """By document the version in force on ``day``, and its clauses in their order. Three queries."""
    versions = effective_versions(day)
    prefetch_related_objects(versions, Prefetch("clauses", Clause.objects.defer("text", "html")))
    return [(version, list(version.clauses.all())) for version in versions]


def cited(named: str, day: dt.date) -> str:
    """The clause that a profile names "document/key", as an act of ``day`` cites it: "document/2#key", of the version in force then.

    What no text in force that day has stays as it is named, and so does what is named in other words. Three queries, or none.
    """
    found = clauses_in_force([named] if named else [], day)
    return citation(found[named]) if named in found else named


def cited_clause(slug: str, number: int, key: str) -> Clause | None:
    """The clause that an act cites, in the version that it cites, where everybody reads that. One query."""
    return Clause.objects.filter(version__document__slug=slug, version__number=number, version__published__isnull=False, key=key).first()


def citation(clause: Clause) -> str:
    """A clause of one version: ``social-media/2#no-blocking``."""
    return f"{clause.version.document.slug}/{clause.version.number}#{clause.key}"


def reference(clause: Clause) -> str:
    """A clause as the city's profile names it: the same in every version."""
    return f"{clause.version.document.slug}/{clause.key}"


def _of(document: Document, day: dt.date) -> Version | None:
    return in_force(document.versions.all(), day)


def public_histories(day: dt.date, kind: DocumentKind, policy: Document | None = None) -> list[History]:
    """The histories of the documents of a kind (of ``policy``, if one is told) that the public reads. Four queries at most."""
    acts = Prefetch("adoption", Adoption.objects.prefetch_related("repeals"))
    adopted = Version.objects.filter(effective__isnull=False).order_by("-number").defer("source").prefetch_related(acts)
    wanted = documents().filter(kind=kind, versions__published__isnull=False).distinct().prefetch_related(Prefetch("versions", adopted))
    return [_history(document, day) for document in (wanted.filter(policy=policy) if policy else wanted)]


def _history(document: Document, day: dt.date) -> History:
    adopted = list(document.versions.all())
    return History(document, day, in_force(adopted, day), [version for version in adopted if version.published])


def comparison(before: Version, after: Version) -> list[Block]:
    """What changed from one version to another one of the same document, as it was computed when they were saved.

    Raises Comparison.DoesNotExist.
    """
    return list(Comparison.objects.get(before=before, after=after).blocks)


def drafts_laid_before(day: dt.date) -> QuerySet[Version]:
    """The drafts on which covered persons may comment on ``day``, the one that closes first at the top, without their texts. One query."""
    found = Version.objects.filter(state=PolicyState.CIRCULATED, comments_close__gte=day).select_related("document")
    return found.defer("source").order_by("comments_close", "pk")


def drafts_before(version: Version) -> list[Version]:
    """The versions between the last published one and this one, the newest first, without their texts. Two queries."""
    earlier = versions_of(version.document).filter(number__lt=version.number)
    published = earlier.filter(published__isnull=False).first()
    return list(earlier.filter(number__gt=published.number if published else 0))


def comments_on(version: Version) -> QuerySet[Comment]:
    """The comments on a version, oldest first, with who made them."""
    return version.comments.select_related("person")


def unresolved(version: Version) -> QuerySet[Comment]:
    """The comments on a version that have no answer yet."""
    return comments_on(version).filter(answered__isnull=True)


def keys_ever_used(document: Document) -> frozenset[str]:
    """Every key that a clause of the document ever had: none is given to another clause."""
    return frozenset(Clause.objects.filter(version__document=document).values_list("key", flat=True))


@dataclass(frozen=True, slots=True)
class Row:
    """A document in the staff's list."""

    document: Document
    version: Version | None  # in force today
    newest: Version | None
    unresolved: int


def rows(day: dt.date) -> list[Row]:
    """Every document with the version in force on ``day`` and the newest one. Two queries."""
    counted = Count("comments", filter=Q(comments__answered__isnull=True))
    listed = Version.objects.defer("source").annotate(waiting=counted).order_by("number")
    return [_row(document, list(document.versions.all()), day) for document in documents().prefetch_related(Prefetch("versions", listed))]


def _row(document: Document, versions: Sequence[Version], day: dt.date) -> Row:
    waiting = sum(version.waiting for version in versions)  # type: ignore[attr-defined] # annotated so
    return Row(document, in_force(versions, day), versions[-1] if versions else None, waiting)
