"""Lists in every form: a page as JSON, everything as CSV or JSON Lines, the newest as a feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse

from rostra.accounts.models import Account
from rostra.accounts.queries import account_by_slug
from rostra.api.forms import ask_of
from rostra.api.queries import (
    cases,
    evidence,
    handling,
    inventory,
    ledger,
    moderation,
    moderation_settings,
    policies,
    profiles,
    register,
    shapes,
)
from rostra.api.queries.addresses import absolute
from rostra.api.queries.coverage import gap_rows, platforms, standings
from rostra.api.queries.display import kept_back
from rostra.api.queries.records import records
from rostra.api.queries.results import Ask, everything, facet, page, understood
from rostra.api.views import tables
from rostra.api.views.answers import REVALIDATE
from rostra.api.views.feeds import as_atom, of_acts
from rostra.search.queries import Sort


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of records: what it is called, the page it belongs to, and what is searched for."""

    title: str
    path: str  # of the page, without suffix
    ask: Ask
    given: str = ""  # the text as it stands in the page's address, if that takes one

    def address(self, suffix: str = "", after: str = "") -> str:
        """Its address with a suffix (".atom"), going on after a cursor."""
        sort = "" if self.ask.sort is Sort.NEWEST else self.ask.sort.value
        query = urlencode({name: value for name, value in (("q", self.given), ("sort", sort), ("after", after)) if value})
        return absolute(f"{self.path}{suffix}{'?' if query else ''}{query}")


def search(request: HttpRequest) -> Listing:
    """The search that an address tells. Raises Invalid."""
    ask = ask_of(request.GET)
    return Listing(f"Search: {ask.text}" if ask.text else "All records", "search", ask, ask.text)


def of_account(request: HttpRequest, slug: str) -> Listing:
    """The records of an account. Raises Account.DoesNotExist."""
    account = account_by_slug(slug)
    if account is None:
        raise Account.DoesNotExist
    return Listing(account.name, f"account/{slug}", replace(ask_of(request.GET), text=f"from:{slug}"))


def of_unit(request: HttpRequest, slug: str) -> Listing:
    """The records of a unit and all below it. Raises Unit.DoesNotExist."""
    return Listing(register.unit_name(slug), f"unit/{slug}", replace(ask_of(request.GET), text=f"unit:{slug}"))


Find = Callable[..., Listing]


def found(request: HttpRequest) -> shapes.Found:
    """A page of search results."""
    listing = search(request)
    results = page(listing.ask)
    return shapes.Found(
        query=results.query.text,
        sort=listing.ask.sort.value,
        count=results.count,
        count_is_exact=results.count_is_exact,
        problems=list(results.problems),
        records=records(results.record_ids),
        facets=[facet(each) for each in results.facets],
        next=listing.address(".json", results.next) if results.next else None,
        kept_back=kept_back(),
    )


def as_csv(find: Find) -> Callable[..., StreamingHttpResponse]:
    """The view of a whole list as CSV."""

    def view(request: HttpRequest, **place: str) -> StreamingHttpResponse:
        listing = find(request, **place)
        return tables.as_csv(tables.RECORD_COLUMNS, everything(listing.ask.text), listing.path.replace("/", "-"))

    return view


def as_json_lines(find: Find) -> Callable[..., StreamingHttpResponse]:
    """The view of a whole list as JSON Lines: one record a line, as in the JSON of a record."""

    def view(request: HttpRequest, **place: str) -> StreamingHttpResponse:
        listing = find(request, **place)
        name = listing.path.replace("/", "-")
        headers = {"Content-Disposition": f'attachment; filename="{name}.jsonl"', "Cache-Control": REVALIDATE}
        body = (shapes.encoded(record) + b"\n" for record in everything(listing.ask.text))
        return StreamingHttpResponse(body, content_type="application/jsonl", headers=headers)

    return view


def as_feed(find: Find) -> Callable[..., HttpResponse]:
    """The view of a list's newest records as a feed."""

    def view(request: HttpRequest, **place: str) -> HttpResponse:
        listing = find(request, **place)
        results = understood(page(listing.ask))
        links = {"alternate": listing.address(), "self": listing.address(".atom", listing.ask.after)}
        if results.next:
            links["next"] = listing.address(".atom", results.next)
        title = f"{listing.title} – {settings.PROFILE.city.government}"
        return as_atom(title, links, records(results.record_ids))

    return view


def accounts_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The register as CSV: the accounts that the address asks for."""
    return tables.as_csv(tables.ACCOUNT_COLUMNS, register.listed(request.GET), "accounts")


def gaps_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The gaps as CSV, and the times before a first look: those that the address asks for."""
    return tables.as_csv(tables.GAP_COLUMNS, gap_rows(request.GET), "coverage-gaps")


def standings_csv(request: HttpRequest) -> StreamingHttpResponse:
    """How capture of each account stands, as CSV: of those that the address asks for."""
    return tables.as_csv(tables.STANDING_COLUMNS, standings(request.GET), "coverage")


def moved_standings(request: HttpRequest) -> HttpResponse:
    """Where that table stood once."""
    return HttpResponsePermanentRedirect(request.get_full_path().replace("/coverage/accounts.csv", "/coverage.csv", 1))


def ledger_csv(_request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The ledger of an account as CSV."""
    return tables.as_csv(tables.LEDGER_COLUMNS, ledger.ledger_rows(slug), f"coverage-{slug}")


def monthly_report_csv(_request: HttpRequest, month: str) -> StreamingHttpResponse:
    """The monthly report as CSV."""
    return tables.as_csv(tables.LEDGER_COLUMNS, list(ledger.report_rows(month)), f"coverage-{month}")


def platforms_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """What can be captured where, as CSV."""
    return tables.as_csv(tables.PLATFORM_COLUMNS, platforms().platforms, "platforms")


def policies_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Every published version of every policy as CSV."""
    return tables.as_csv(tables.POLICY_COLUMNS, policies.every_version(), "policy")


def clauses_csv(_request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    """The clauses of a version as CSV."""
    return tables.as_csv(tables.CLAUSE_COLUMNS, policies.clauses_of(slug, number), f"policy-{slug}-{number}")


def evidence_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Every number that stands beside a clause as CSV."""
    return tables.as_csv(tables.FIGURE_COLUMNS, evidence.evidence().figures, "evidence")


def evidence_list_csv(_request: HttpRequest, name: str) -> StreamingHttpResponse:
    """The list behind a number as CSV."""
    return tables.as_csv(tables.EVIDENCE_COLUMNS, evidence.of_measure(name).rows, f"evidence-{name}")


def profile_csv(_request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The versions of a profile as CSV."""
    return tables.as_csv(tables.PROFILE_COLUMNS, profiles.profile(slug).history, f"profile-{slug}")


def acts_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Every act against somebody's speech as CSV."""
    return tables.as_csv(tables.ACT_COLUMNS, moderation.every_act(), "moderation")


def handling_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """How acts of moderation and appeals are handled as CSV."""
    return tables.as_csv(tables.HANDLING_COLUMNS, handling.figures(), "moderation-handling")


def settings_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """What is set on each account, and was before, as CSV."""
    return tables.as_csv(tables.SETTING_COLUMNS, moderation_settings.rows(), "settings")


def case_years_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Cases in numbers as CSV."""
    return tables.as_csv(tables.CASE_YEAR_COLUMNS, cases.years(), "case-years")


def cases_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Every case of which everybody may know as CSV."""
    return tables.as_csv(tables.CASE_COLUMNS, cases.every_case(), "cases")


def inventory_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """What is held and not public as CSV."""
    return tables.as_csv(tables.INVENTORY_COLUMNS, inventory.lines(), "inventory")


def acts_feed(_request: HttpRequest) -> HttpResponse:
    """The newest acts as a feed."""
    links = {"alternate": absolute("moderation"), "self": absolute("moderation.atom")}
    return of_acts(f"Who is blocked or hidden – {settings.PROFILE.city.government}", links, moderation.newest())
