"""The addresses of this front. ``api`` answers every page's ``.json``, every list's ``.csv`` and ``.atom``, proofs, bytes and media."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from rostra.portal.views import (
    accounts,
    blocked,
    case_intake,
    case_register,
    case_return,
    case_sent,
    checks,
    evidence,
    home,
    ledger,
    moderation,
    platforms,
    policy,
    records,
    report_sent,
    reported,
    reporting,
    reports,
    search,
    texts,
)  # fmt: skip
from rostra.portal.views.methods import read_only


def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """The address of a page that only reads."""
    return path(route, read_only(view), name=name)


app_name = "portal"
urlpatterns: list[URLPattern] = [
    page("", home.home, name="home"),
    page("search", search.search, name="search"),
    page("record/<int:record_id>", records.record, name="record"),
    page("record/<int:record_id>/v/<int:number>", records.record, name="version"),
    page("record/<int:record_id>/v/<int:number>.txt", records.text, name="version-text"),
    page("accounts", accounts.directory, name="directory"),
    page("account/<slug:slug>", accounts.account, name="account"),
    page("account/<slug:slug>/profile", accounts.profile, name="profile"),
    page("account/<slug:slug>/badge", accounts.badge, name="badge"),
    page("unit/<slug:slug>", accounts.unit, name="unit"),
    page("official/<slug:slug>", accounts.official, name="official"),
    page("coverage", accounts.coverage, name="coverage"),
    page("coverage/gaps", ledger.gaps, name="gaps"),
    page("coverage/months/<slug:month>", ledger.month, name="coverage-month"),
    page("account/<slug:slug>/coverage", ledger.account, name="account-coverage"),
    page("coverage/platforms", platforms.platforms, name="platforms"),
    page("coverage/platforms/<slug:name>", platforms.platform, name="platform"),
    path("report/blocked", reporting.report, name="report-blocked"),
    path("report/blocked/check", reporting.check, name="report-blocked-check"),
    path("report/blocked/sent", report_sent.sent, name="report-blocked-sent"),
    path("report/blocked/drop", reporting.drop, name="report-blocked-drop"),
    path("report/blocked/status", reported.status, name="report-blocked-status"),
    path("report/blocked/message", reported.write, name="report-blocked-message"),
    path("report/blocked/withdraw", reported.withdraw, name="report-blocked-withdraw"),
    path("report/blocked/leave", reported.leave, name="report-blocked-leave"),
    path("report/case", case_intake.report, name="report-case"),
    path("report/case/check", case_intake.check, name="report-case-check"),
    path("report/case/sent", case_sent.sent, name="report-case-sent"),
    path("report/case/drop", case_intake.drop, name="report-case-drop"),
    path("report/case/status", case_return.status, name="report-case-status"),
    path("report/case/message", case_return.write, name="report-case-message"),
    path("report/case/appeal", case_return.appeal, name="report-case-appeal"),
    path("report/case/leave", case_return.leave, name="report-case-leave"),
    page("cases", case_register.cases, name="cases"),
    page("cases/years", case_register.years, name="case-years"),
    page("cases/<slug:number>", case_register.case, name="case"),
    path("blocked/report", reporting.from_inquiry, name="blocked-report"),
    page("moderation", moderation.moderation, name="moderation"),
    page("moderation/<int:number>", moderation.act, name="moderation-act"),
    page("moderation/settings/<slug:slug>", moderation.settings_of, name="moderation-settings"),
    path("report/impersonation", reports.impersonation, name="report-impersonation"),
    path("report/impersonation/<str:reference>", reports.sent, name="impersonation-sent"),
    path("blocked", blocked.blocked, name="blocked"),
    path("blocked/proof", blocked.proof, name="blocked-proof"),
    path("blocked/answer", blocked.answer, name="blocked-answer"),
    path("blocked/end", blocked.end, name="blocked-end"),
    path("verify", checks.verify, name="verify"),
    page("how-it-works", texts.how_it_works, name="how-it-works"),
    page("accessibility", texts.accessibility, name="accessibility"),
    page("policy", policy.policy, name="policy"),
    page("policy/<slug:slug>", policy.document, name="policy-document"),
    page("policy/<slug:slug>/<int:number>", policy.version, name="policy-version"),
    page("policy/<slug:slug>/<int:number>.md", policy.source, name="policy-source"),
    page("policy/<slug:slug>/<int:number>/since/<int:since>", policy.changes, name="policy-changes"),
    page("personal-accounts", policy.line, name="line"),
    page("evidence", evidence.evidence, name="evidence"),
    page("evidence/<slug:name>", evidence.of_measure, name="evidence-list"),
    page("data", texts.data, name="data"),
    page("data/inventory", texts.not_public, name="inventory"),
    page("favicon.ico", texts.favicon, name="favicon"),
]
