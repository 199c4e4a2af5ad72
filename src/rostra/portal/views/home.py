"""What has my government posted?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rostra.accounts.queries import official_accounts
from rostra.archive.queries.display import kept_back
from rostra.archive.queries.holdings import counted
from rostra.capture.queries.coverage import last_check
from rostra.moderation.queries.register import counts
from rostra.people.queries import city_day
from rostra.portal.queries import latest


def home(request: HttpRequest) -> HttpResponse:
    """The front door."""
    shown = {
        "holdings": counted(),
        "kept_back": kept_back(),
        "accounts": official_accounts().count(),
        "last_check": last_check(),
        "latest": latest(6),
        "restrictions": counts(city_day()),
    }
    return render(request, "portal/home.html", shown)
