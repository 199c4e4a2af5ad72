"""Pages that are text: how it works, accessibility, data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static

from rostra.archive.queries.holdings import counted
from rostra.archive.queries.inventory import inventory
from rostra.archive.queries.records import log_size


def how_it_works(request: HttpRequest) -> HttpResponse:
    """How a post becomes a record, and what a record does not prove."""
    return render(request, "portal/how-it-works.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what was not, and whom to ask for another format."""
    return render(request, "portal/accessibility.html")


def data(request: HttpRequest) -> HttpResponse:
    """Every page for machines, and all of it at once."""
    return render(request, "portal/data.html", {"holdings": counted(), "log_size": log_size()})


def not_public(request: HttpRequest) -> HttpResponse:
    """What is held and not public, of which class, and on which law."""
    return render(request, "portal/inventory.html", {"lines": inventory()})


def favicon(_request: HttpRequest) -> HttpResponse:
    """Where browsers look without being told."""
    return HttpResponsePermanentRedirect(static("portal/favicon.svg"))
