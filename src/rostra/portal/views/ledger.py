"""The ledger: what is known of an account in each month, and of all accounts in one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from rostra.accounts.queries import account_by_slug
from rostra.capture.forms import GapForm
from rostra.capture.queries import inactivities
from rostra.capture.queries.ledger import account_ledger, monthly_report, months_of, this_month
from rostra.core import clock
from rostra.core.months import Month
from rostra.platforms.base import Cause
from rostra.portal.views.years import chosen_year

ON_A_PAGE = 50
GAPS_SHOWN = 100


def account(request: HttpRequest, slug: str) -> HttpResponse:
    """One account, the months of a year."""
    found = account_by_slug(slug)
    if found is None:
        raise Http404("no such account")
    months = months_of(found)
    years = sorted({month.year for month in months}, reverse=True)
    year = chosen_year(request.GET.get("year", ""), years)
    told = account_ledger(found, [month for month in months if month.year == year])
    causes = {gap.cause for line in told.lines for gap in line.gaps}
    counts = [count for line in told.lines for count in line.counts]
    beside = {"missed": [cause for cause in Cause if cause in causes], "counts": counts}
    away = list(inactivities(found)[: GAPS_SHOWN + 1])
    beside |= {"inactivities": away[:GAPS_SHOWN], "more_inactivities": len(away) > GAPS_SHOWN}
    shown = {**beside, "account": found, "lines": told.lines, "years": years, "year": year, "as_of": clock.now(), "running": this_month()}
    return render(request, "portal/account-coverage.html", shown)


def gaps(request: HttpRequest) -> HttpResponse:
    """Every gap of all accounts, or of those that are asked for, and the times before their first looks."""
    filters = GapForm(request.GET)
    times = Paginator(filters.listed(), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"times": times, "filters": filters, "wanted": filters.wanted(), "causes": list(Cause), "as_of": clock.now()}
    return render(request, "portal/coverage-gaps.html", shown)


def month(request: HttpRequest, month: str) -> HttpResponse:
    """All accounts in a month."""
    wanted = _month(month)
    report = monthly_report(wanted)
    lines = Paginator(report.lines, ON_A_PAGE).get_page(request.GET.get("page"))
    gaps = [gap for line in report.lines for gap in line.gaps if gap.is_interruption]
    causes = [cause for cause in Cause if report.total[f"{cause} gaps"]]
    later = wanted.next if wanted < this_month() else None
    shown = {
        "report": report,
        "lines": lines,
        "gaps": gaps[:GAPS_SHOWN],
        "more_gaps": len(gaps) > GAPS_SHOWN,
        "causes": causes,
        "later": later,
        "earlier": wanted.before,
        "as_of": clock.now(),
    }
    return render(request, "portal/coverage-month.html", shown)


def _month(text: str) -> Month:
    try:
        wanted = Month.parse(text)
    except ValueError as error:
        raise Http404(str(error)) from error
    if wanted > this_month():
        raise Http404("it has not begun")
    return wanted
