"""The one table of what is answered where. The addresses and the OpenAPI document are made from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from rostra.accounts.queries.register import ORDERS as REGISTER_ORDERS
from rostra.accounts.states import AccountState
from rostra.api.queries import (
    case_shapes,
    cases,
    coverage,
    coverage_shapes,
    evidence,
    evidence_shapes,
    handling,
    handling_shapes,
    inventory,
    ledger,
    ledger_shapes,
    lookup_shapes,
    moderation,
    moderation_settings,
    moderation_shapes,
    overview,
    policies,
    policy_shapes,
    profiles,
    records,
    register,
    shapes,
)
from rostra.api.views import files, lists
from rostra.api.views.answers import BRIEFLY, REVALIDATE, View, as_json
from rostra.capture.queries.coverage import ORDERS, SHOWN
from rostra.capture.states import GapState

Read = Callable[..., object]
_VARIABLE = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[a-z-]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may stand behind the question mark."""

    name: str
    told: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """An address, what is there, and its view. ``shape`` is None where the answer is not JSON."""

    path: str  # as Django writes it
    summary: str
    media_type: str
    view: View
    shape: type[object] | None = None
    parameters: tuple[Parameter, ...] = ()
    called: str = ""  # where the words of its path are those of another one

    @property
    def name(self) -> str:
        """The name of its address: the words of the path (``search-csv``, ``record-v-tlog-proof``)."""
        return self.called or "-".join(_WORD.findall(_VARIABLE.sub("", self.path)))


def of_shape(
    path: str,
    summary: str,
    read: Read,
    shape: type[object],
    parameters: tuple[Parameter, ...] = (),
    called: str = "",
    cache: str = REVALIDATE,
) -> Resource:
    """A resource that answers one shape as JSON. ``read`` takes the request and what the path tells."""

    def view(request: HttpRequest, **place: object) -> HttpResponse:
        return as_json(read(request, **place), cache)

    return Resource(path, summary, "application/json", view, shape, parameters, called)


WHOLE = (Parameter("q", "A query in the search language; empty for everything."),)
PAGED = (
    Parameter("sort", "newest (default), oldest or relevance; by relevance at most the newest 1,000 records come."),
    Parameter("after", "The cursor of a page, as the address in next has it."),
    Parameter("limit", "Records a page, 1 to 100; 20 if it is not told."),
)
NARROWED = (
    Parameter("find", "Words that stand in an account’s name, handle, alias or unit."),
    Parameter("network", "The network of an account."),
    Parameter("unit", "The slug of an account’s unit."),
)
REGISTER_NARROWED = (
    *NARROWED,
    Parameter("state", f"Where an account stands in its life: {', '.join(AccountState)}."),
    Parameter("sort", f"In which order: {', '.join(REGISTER_ORDERS)}; unit if it is not told."),
)
STANDINGS_NARROWED = (
    *NARROWED,
    Parameter("standing", f"How capture stands: {', '.join(SHOWN)}."),
    Parameter("sort", f"In which order: {', '.join(ORDERS)}; name if it is not told."),
)
GAPS_NARROWED = (*NARROWED, Parameter("state", f"How a gap stands: {', '.join(GapState)}."))
CSV, JSON_LINES, ATOM = "text/csv", "application/jsonl", "application/atom+xml"
POLICY, POLICY_TEXT = "policy/<slug:slug>", "policy/<slug:slug>/<int:number>"
MEASURE = "evidence/<slug:name>"
MONTH = "coverage/months/<slug:month>"
RECORD, VERSION = "record/<int:record_id>", "record/<int:record_id>/v/<int:number>"

RESOURCES = (
    of_shape("index.json", "The archive in numbers", lambda _: overview.home(), shapes.Home),
    of_shape("search.json", "Search the records", lists.found, shapes.Found, WHOLE + PAGED),
    Resource("search.csv", "All records of a search, newest first, as a table", CSV, lists.as_csv(lists.search), None, WHOLE),
    Resource(
        "search.jsonl",
        "All records of a search, newest first, one a line",
        JSON_LINES,
        lists.as_json_lines(lists.search),
        shapes.Record,
        WHOLE,
    ),
    Resource("search.atom", "The newest records of a search, as a feed", ATOM, lists.as_feed(lists.search), None, WHOLE + PAGED),
    of_shape(f"{RECORD}.json", "A record in its newest version", lambda _, record_id: records.record(record_id), shapes.Record),
    of_shape(f"{VERSION}.json", "A record in one version", lambda _, record_id, number: records.record(record_id, number), shapes.Record),
    Resource(f"{VERSION}.tlog-proof", "The offline proof of a version (c2sp.org/tlog-proof)", "text/plain", files.proof),
    Resource(f"{VERSION}/bytes", "An item's own bytes, exactly as received", "application/octet-stream", files.item),
    Resource("media/<slug:name>", "A picture, video or sound", "*/*", files.medium),
    of_shape(
        "accounts.json",
        "The register of official accounts; with q also the answer to whether an account is official",
        lambda request: register.directory(request.GET),
        lookup_shapes.Directory,
        (Parameter("q", "A handle, address or identity to be looked for."), *REGISTER_NARROWED),
    ),
    of_shape(
        "api/v1/accounts/verify",
        "Is this account official?",
        lambda request: register.checked(request.GET.get("url", "")),
        lookup_shapes.Checked,
        (Parameter("url", "A web address, a handle, an identity, or one of our own names such as mayor.", required=True),),
        cache=BRIEFLY,
    ),
    Resource(
        ".well-known/official-accounts.note",
        "The register as a list that is signed with the log's key",
        "text/plain",
        files.signed_register,
    ),
    of_shape(
        "account/<slug:slug>/profile.json",
        "How an account showed itself, and when that changed",
        lambda _, slug: profiles.profile(slug),
        lookup_shapes.ProfileHistory,
    ),
    Resource("account/<slug:slug>/profile.csv", "The same, as a table", CSV, lists.profile_csv),
    Resource("account/<slug:slug>/badge.svg", "A badge for the city's own pages", "image/svg+xml", files.badge),
    of_shape(".well-known/official-accounts.json", "The register", lambda _: register.whole_register(), lookup_shapes.Directory),
    Resource("accounts.csv", "The register, as a table", CSV, lists.accounts_csv, None, REGISTER_NARROWED),
    of_shape("account/<slug:slug>.json", "An official account", lambda _, slug: register.account_page(slug), coverage_shapes.AccountPage),
    Resource("account/<slug:slug>.csv", "All records of an account, as a table", CSV, lists.as_csv(lists.of_account)),
    Resource("account/<slug:slug>.atom", "The newest records of an account, as a feed", ATOM, lists.as_feed(lists.of_account), None, PAGED),
    of_shape("unit/<slug:slug>.json", "A department, office or board", lambda _, slug: register.unit(slug), shapes.Unit),
    Resource("unit/<slug:slug>.csv", "All records of a unit, as a table", CSV, lists.as_csv(lists.of_unit)),
    Resource("unit/<slug:slug>.atom", "The newest records of a unit, as a feed", ATOM, lists.as_feed(lists.of_unit), None, PAGED),
    of_shape("official/<slug:slug>.json", "An official", lambda _, slug: register.official(slug), shapes.Official),
    of_shape(
        "coverage.json",
        "How capture of each account stands",
        lambda request: coverage.coverage(request.GET),
        coverage_shapes.Coverage,
        STANDINGS_NARROWED,
    ),
    Resource("coverage.csv", "The same of each account, as a table", CSV, lists.standings_csv, None, STANDINGS_NARROWED),
    of_shape(
        "coverage/gaps.json",
        "Gaps, newest first, then the time before each account’s first look, or in which nobody looks at it",
        lambda request: coverage.gaps(request.GET),
        coverage_shapes.Gaps,
        (*GAPS_NARROWED, Parameter("after", "The place of the last gap of the page before, as the address in next has it.")),
    ),
    Resource("coverage/gaps.csv", "All of them, as a table", CSV, lists.gaps_csv, None, GAPS_NARROWED),
    of_shape("coverage/platforms.json", "What can be captured where", lambda _: coverage.platforms(), coverage_shapes.Platforms),
    Resource("coverage/platforms.csv", "The same, as a table", CSV, lists.platforms_csv),
    of_shape(
        "coverage/platforms/<slug:name>.json",
        "One platform, and how capture of the city’s accounts there stands",
        lambda _, name: coverage.platform(name),
        coverage_shapes.PlatformPage,
        called="coverage-platform-json",
    ),
    of_shape(
        f"{MONTH}.json",
        "The monthly report: what is known of all accounts in a month of the city’s calendar",
        lambda _, month: ledger.monthly_report(month),
        ledger_shapes.MonthlyReport,
        called="monthly-report-json",
    ),
    Resource(
        f"{MONTH}.csv",
        "The same, as a table: together, by platform, by account",
        CSV,
        lists.monthly_report_csv,
        called="monthly-report-csv",
    ),
    of_shape(
        "account/<slug:slug>/coverage.json",
        "The ledger of an account: what is known of it in each month",
        lambda _, slug: ledger.account_ledger(slug),
        ledger_shapes.AccountLedger,
    ),
    Resource("account/<slug:slug>/coverage.csv", "The same, a month a row", CSV, lists.ledger_csv),
    of_shape("policy.json", "The written policies and their procedures", lambda _: policies.policies(), policy_shapes.Policies),
    Resource("policy.csv", "Every published version of them, as a table", CSV, lists.policies_csv),
    of_shape(
        f"{POLICY}.json",
        "A policy, or procedures, with the text in force",
        lambda request, slug: policies.document(slug, request.GET.get("on", "")),
        policy_shapes.PolicyPage,
        (Parameter("on", "The day on which the text was in force, as 2026-01-31; today if it is not told."),),
        called="policy-document-json",
    ),
    of_shape(
        f"{POLICY_TEXT}.json",
        "One version of a policy",
        lambda _, slug, number: policies.version(slug, number),
        policy_shapes.PolicyText,
        called="policy-version-json",
    ),
    Resource(f"{POLICY_TEXT}.csv", "The clauses of a version, as a table", CSV, lists.clauses_csv, called="policy-version-csv"),
    of_shape(
        f"{POLICY_TEXT}/since/<int:since>.json",
        "What changed between two versions",
        lambda _, slug, number, since: policies.changes(slug, number, since),
        policy_shapes.PolicyChanges,
    ),
    of_shape("evidence.json", "What the records say about clauses of the policy", lambda _: evidence.evidence(), evidence_shapes.Evidence),
    Resource("evidence.csv", "The same, as a table", CSV, lists.evidence_csv),
    of_shape(
        f"{MEASURE}.json",
        "A number beside a clause, with the list behind it",
        lambda _, name: evidence.of_measure(name),
        evidence_shapes.EvidenceList,
        called="evidence-list-json",
    ),
    Resource(f"{MEASURE}.csv", "The list behind a number, as a table", CSV, lists.evidence_list_csv, called="evidence-list-csv"),
    of_shape(
        "moderation.json",
        "Who is blocked or hidden: every act, without the persons",
        lambda request: moderation.board(request.GET),
        moderation_shapes.ModerationBoard,
        (Parameter("after", "The number of the last act of the page before, as the address in next has it."),),
    ),
    Resource("moderation.csv", "All of them, as a table", CSV, lists.acts_csv),
    Resource("moderation.atom", "The newest of them, as a feed", ATOM, lists.acts_feed),
    of_shape(
        "moderation/numbers.json",
        "The rule, how the acts stand in numbers, and how it was looked for",
        lambda _: moderation.numbers(),
        moderation_shapes.ModerationNumbers,
    ),
    of_shape(
        "moderation/handling.json",
        "How acts of moderation and appeals are handled, in numbers",
        lambda _: handling.handling(),
        handling_shapes.Handling,
    ),
    Resource("moderation/handling.csv", "The same, one number a row", CSV, lists.handling_csv),
    of_shape(
        "moderation/settings.json",
        "What is set on each account in use, how that is known, and what was set before; filter words",
        lambda _: moderation_settings.board(),
        moderation_shapes.ModerationSettingsBoard,
    ),
    Resource("moderation/settings.csv", "The same, as a table", CSV, lists.settings_csv),
    of_shape(
        "moderation/settings/<slug:slug>.json",
        "The same of one account",
        lambda _, slug: moderation_settings.of_account(slug),
        moderation_shapes.ModerationSettings,
        called="moderation-settings-account-json",
    ),
    of_shape(
        "moderation/<int:act_id>.json",
        "One act, and what was done about it",
        lambda _, act_id: moderation.act(act_id),
        moderation_shapes.ModerationActPage,
        called="moderation-act-json",
    ),
    of_shape(
        "cases.json",
        "What was brought to light, and how it stands",
        lambda request: cases.register(request.GET.get("after", "")),
        case_shapes.CaseRegister,
        (Parameter("after", "The number of the last case of the page before, as the address in next has it."),),
    ),
    Resource("cases.csv", "All of it, as a table", CSV, lists.cases_csv),
    of_shape(
        "cases/years.json",
        "How many cases there were each year, and what they came to",
        lambda _: cases.in_numbers(),
        case_shapes.CaseYears,
    ),
    Resource("cases/years.csv", "The same, a year a row", CSV, lists.case_years_csv),
    of_shape(
        "cases/<slug:number>.json",
        "One case, with what the law has opened of it",
        lambda _, number: cases.case(number),
        case_shapes.CasePage,
        called="case-json",
    ),
    of_shape("data/inventory.json", "What is held and not public, and why", lambda _: inventory.answer(), inventory.Inventory),
    Resource("data/inventory.csv", "The same, as a table", CSV, lists.inventory_csv),
    of_shape(
        "verify.json",
        "What is held under a SHA-256",
        lambda request: overview.verification(request.GET.get("digest", "")),
        shapes.Verification,
        (Parameter("digest", "64 hexadecimal digits.", required=True),),
    ),
    Resource("tlog/key", "The log's public key, as a verifier key", "text/plain", files.key),
    Resource("tlog/policy.txt", "The log and its witnesses (c2sp.org/tlog-policy)", "text/plain", files.policy),
    Resource("tlog/<path:path>", "The log's files: checkpoint, tiles, entries (c2sp.org/tlog-tiles)", "*/*", files.log_file),
)
