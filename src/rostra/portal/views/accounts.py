"""The directory, one account, one unit, one official, and what may have been missed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from rostra.accounts.forms import RegisterForm
from rostra.accounts.queries import account_by_slug, check_address, official_accounts, passed_on, question_problem
from rostra.archive.queries.display import kept_back
from rostra.archive.queries.holdings import counted, holdings_by_account, posts_by_day
from rostra.archive.queries.profiles import profile_history
from rostra.capture.forms import CoverageForm, GapForm
from rostra.capture.queries.coverage import SHOWN, coverage_overview, gaps, last_check, network_limits, network_word, standing_of
from rostra.capture.queries.ledger import months_of_all
from rostra.capture.queries.reconciling import newest_counts, unreconciled
from rostra.core import clock
from rostra.moderation.queries.register import counts
from rostra.people.models import Unit
from rostra.people.queries import city_day
from rostra.platforms.base import Cause
from rostra.portal.queries import latest, office_of, public_official
from rostra.portal.views.years import chosen_year

GAPS_SHOWN = 100
NEWEST_GAPS = 5
MONTHS_SHOWN = 24
ON_A_PAGE = 25
INVALID = 422


def directory(request: HttpRequest) -> HttpResponse:
    """Is this account official? And all that are, closed ones too: without a question, a page of them."""
    asked = request.GET.get("q", "").strip()
    if problem := question_problem(asked):
        return render(request, "portal/directory.html", {"problem": problem, **_listed(request), "as_of": clock.now()}, status=INVALID)
    shown = {"answer": check_address(asked)} if asked else _listed(request)
    return render(request, "portal/directory.html", {**shown, "as_of": clock.now()})


def _listed(request: HttpRequest) -> dict[str, object]:
    filters = RegisterForm(request.GET)
    accounts = Paginator(filters.listed(), ON_A_PAGE).get_page(request.GET.get("page"))
    return {"filters": filters, "wanted": filters.wanted(), "sort": filters.chosen_order(), "accounts": accounts}


def account(request: HttpRequest, slug: str) -> HttpResponse:
    """What an account said, how much of it changed, and what may be missing."""
    found = account_by_slug(slug)
    if found is None:
        raise Http404("no such account")
    held = counted(found)
    years = _years(held.first, held.last)
    year = chosen_year(request.GET.get("year", ""), years)
    shown = {"account": found, "holdings": held, "years": years, "year": year, "gaps": gaps(found)[:GAPS_SHOWN], "latest": latest(5, found)}
    shown["kept_back"] = kept_back(found)
    shown["restrictions"] = counts(city_day(), found.restrictions.all())
    shown |= {
        "handles": found.handles.all(),
        "handle_passed_on": found.pk in passed_on(),
        "network_word": network_word(found),
        "capture": standing_of(found),
        "counts": newest_counts(found),
    }
    per_day = posts_by_day(found, year, settings.TIME_ZONE) if years else {}
    return render(request, "portal/account.html", {**shown, "per_day": per_day})


def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The badge of an account, and what to copy."""
    found = account_by_slug(slug)
    if found is None:
        raise Http404("no such account")
    verify = settings.ROSTRA_URL + reverse("portal:directory") + f"?{urlencode({'q': found.url or found.identity})}"
    image = f"{settings.ROSTRA_URL}/account/{found.slug}/badge.svg"
    return render(request, "portal/badge.html", {"account": found, "verify": verify, "image": image})


def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """How the account showed itself, and when that changed."""
    found = account_by_slug(slug)
    if found is None:
        raise Http404("no such account")
    return render(request, "portal/profile.html", {"account": found, "history": profile_history(found)})


def _years(first: object, last: object) -> list[int]:
    """The years between two moments, newest first."""
    return [] if first is None or last is None else list(range(last.year, first.year - 1, -1))  # type: ignore[attr-defined]


def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """An office or department: its accounts and who leads it."""
    found = get_object_or_404(Unit.objects.select_related("parent"), slug=slug)
    accounts = Paginator(official_accounts().filter(unit=found), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"unit": found, "office": office_of(found), "accounts": accounts, "held": holdings_by_account(accounts)}
    return render(request, "portal/unit.html", shown)


def official(request: HttpRequest, slug: str) -> HttpResponse:
    """An official: positions, now and past, and the accounts they answer for."""
    person = public_official(slug)
    if person is None:
        raise Http404("no such official")
    accounts = Paginator(person.accounts_in_custody.select_related("unit"), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"person": person, "accounts": accounts, "held": holdings_by_account(accounts)}
    return render(request, "portal/official.html", {**shown, "appointments": person.appointments.select_related("position__unit")})


def coverage(request: HttpRequest) -> HttpResponse:
    """What we may have missed."""
    filters, overview = CoverageForm(request.GET), coverage_overview()
    rows = Paginator(filters.listed(overview), ON_A_PAGE).get_page(request.GET.get("page"))
    occurring = {each.shown for each in overview}
    shown = {"overview": rows, "filters": filters, "wanted": filters.wanted(), "sort": filters.chosen_order()}
    shown |= {"standings": [each for each in SHOWN if each in occurring], "last_check": last_check()}
    shown |= {
        "gaps": GapForm(request.GET).listed().gaps[:NEWEST_GAPS],
        "limits": network_limits({each.account.network for each in overview}),
        "as_of": clock.now(),
    }
    shown |= {"counts": unreconciled()[:GAPS_SHOWN], "months": months_of_all()[:MONTHS_SHOWN], "causes": list(Cause)}
    return render(request, "portal/coverage.html", shown)
