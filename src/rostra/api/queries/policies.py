"""The written policy as the public gets it: what is published, and nothing before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings

from rostra.api.queries import addresses, evidence
from rostra.api.queries import policy_shapes as shapes
from rostra.core.errors import Invalid
from rostra.people.queries import city_day
from rostra.policy.models import Clause, Document, Version
from rostra.policy.queries import History, comparison, document_by_slug, history_of, public_histories
from rostra.policy.states import DocumentKind
from rostra.policy.states.difference import ADDED, KEPT, REMOVED

_CHANGES = {KEPT: "kept", REMOVED: "removed", ADDED: "added"}


def policies() -> shapes.Policies:
    """Every policy with its procedures, and the versions of each. Eight queries at most."""
    today = city_day()
    histories = [history for kind in DocumentKind for history in public_histories(today, kind)]
    return shapes.Policies(settings.PROFILE.city.government, [_document(history) for history in histories])


def document(slug: str, on: str = "") -> shapes.PolicyPage:
    """A document, and the text in force on the day ``on`` (today if none is told). Raises Invalid, Document.DoesNotExist."""
    day = _day(on) if on else city_day()
    history = _history(slug, day)
    clauses = history.in_force.clauses.all() if history.in_force else []
    measured = evidence.about(slug) if history.in_force and day == city_day() else []
    return shapes.PolicyPage(_document(history), day, [_clause(clause) for clause in clauses], measured)


def version(slug: str, number: int) -> shapes.PolicyText:
    """One version with its clauses. Raises Document.DoesNotExist, Version.DoesNotExist."""
    history = _history(slug, city_day())
    found = _numbered(history, number)
    return shapes.PolicyText(history.document.slug, _version(history, found), [_clause(clause) for clause in found.clauses.all()])


def changes(slug: str, number: int, since: int) -> shapes.PolicyChanges:
    """What changed from one version to another one. Raises an ObjectDoesNotExist."""
    history = _history(slug, city_day())
    blocks = comparison(_numbered(history, since), _numbered(history, number))
    return shapes.PolicyChanges(slug, since, number, [[shapes.PolicyPart(_CHANGES[kind], text) for kind, text in each] for each in blocks])


def every_version() -> Iterator[shapes.PolicyVersion]:
    """Every published version of every document."""
    for each in policies().documents:
        yield from each.versions


def clauses_of(slug: str, number: int) -> list[shapes.PolicyClause]:
    """The clauses of a version. Raises Document.DoesNotExist, Version.DoesNotExist."""
    return version(slug, number).clauses


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid({"on": "not a day"}, hint="write it as 2026-01-31") from None


def _history(slug: str, day: dt.date) -> History:
    found = document_by_slug(slug)
    history = history_of(found, day) if found else None
    if history is None or not history.published:
        raise Document.DoesNotExist
    return history


def _numbered(history: History, number: int) -> Version:
    found = next((each for each in history.published if each.number == number), None)
    if found is None:
        raise Version.DoesNotExist
    return found


def _document(history: History) -> shapes.PolicyDocument:
    told = history.document
    return shapes.PolicyDocument(
        slug=told.slug,
        title=told.title,
        kind=told.kind,
        policy=told.policy.slug if told.policy else None,
        unit=told.unit.slug,
        url=addresses.absolute(f"policy/{told.slug}"),
        in_force=history.in_force.number if history.in_force else None,
        versions=[_version(history, each) for each in history.published],
    )


def _version(history: History, each: Version) -> shapes.PolicyVersion:
    act = getattr(each, "adoption", None)
    return shapes.PolicyVersion(
        document=history.document.slug,
        number=each.number,
        url=addresses.absolute(f"policy/{history.document.slug}/{each.number}"),
        sha256=each.digest,
        approved=each.approved,
        signed=each.signed,
        published=each.published,
        effective=each.effective,
        superseded=each.superseded,
        body=act.body if act else "",
        file_number=act.file_number if act else "",
        vote=act.vote if act else "",
        repealed=_names(act.repeals.all()) if act else [],
    )


def _names(repeals: Iterable[object]) -> list[str]:
    return [str(repeal) for repeal in repeals]


def _clause(clause: Clause) -> shapes.PolicyClause:
    return shapes.PolicyClause(clause.key, clause.label, clause.title, clause.text, clause.html)
