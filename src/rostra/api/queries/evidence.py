"""What the city's records say about clauses of its policy, as the public interface answers it: the same figures as on the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404

from rostra.api.queries import addresses
from rostra.api.queries import evidence_shapes as shapes
from rostra.core import measures


def evidence() -> shapes.Evidence:
    """Every number that stands beside a clause."""
    return shapes.Evidence(settings.PROFILE.city.government, [_figure(each) for each in measures.figures()])


def about(document: str) -> list[shapes.EvidenceFigure]:
    """The numbers that stand beside the clauses of a document, each once."""
    found = {each.measure.name: each for figures in measures.figures_about(document).values() for each in figures}
    return [_figure(each) for each in found.values()]


def of_measure(name: str) -> shapes.EvidenceList:
    """A number with the list behind it. Raises Http404."""
    found = measures.figure(name)
    if found is None:
        raise Http404("no such measure, or no clause that it is tied to")
    return shapes.EvidenceList(_figure(found), [_row(each) for each in found.rows])


def _figure(of: measures.Figure) -> shapes.EvidenceFigure:
    return shapes.EvidenceFigure(
        measure=of.measure.name,
        counts=of.measure.counts,
        among=of.measure.among,
        count=of.count,
        of=of.of,
        of_people=of.measure.of_people,
        at=of.at,
        clauses=[addresses.absolute(f"policy/{clause.replace('/', '#')}") for clause in of.clauses],
        url=addresses.absolute(of.path),
    )


def _row(of: measures.Row) -> shapes.EvidenceRow:
    return shapes.EvidenceRow(of.name, of.told, of.count, of.of, addresses.absolute(of.path) if of.path else "")
