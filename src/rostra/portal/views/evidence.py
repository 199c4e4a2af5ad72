"""Clause by clause: what the city's records say about its policy, and the list behind each number."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from rostra.core.measures import figure, figures
from rostra.people.queries import city_day
from rostra.policy.queries import clauses_in_force


def evidence(request: HttpRequest) -> HttpResponse:
    """Every number that stands beside a clause."""
    found = figures()
    named = [clause for each in found for clause in each.clauses]
    return render(request, "portal/evidence.html", {"figures": found, "clauses": clauses_in_force(named, city_day())})


def of_measure(request: HttpRequest, name: str) -> HttpResponse:
    """The list behind one number."""
    found = figure(name)
    if found is None:
        raise Http404("no such measure, or no clause that it is tied to")
    context = {"figure": found, "counted": any(row.is_group for row in found.rows), "clauses": clauses_in_force(found.clauses, city_day())}
    return render(request, "portal/evidence-list.html", context)
