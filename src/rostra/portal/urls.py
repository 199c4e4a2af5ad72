"""The addresses of this front. ``api`` answers every page's ``.json``, every list's ``.csv`` and ``.atom``, proofs, bytes and media."""

from django.urls import URLPattern, path

from rostra.portal.views import accounts, blocked, checks, evidence, home, policy, records, reported, reporting, reports, search, texts

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("record/<int:record_id>", records.record, name="record"),
    path("record/<int:record_id>/v/<int:number>", records.record, name="version"),
    path("record/<int:record_id>/v/<int:number>.txt", records.text, name="version-text"),
    path("accounts", accounts.directory, name="directory"),
    path("account/<slug:slug>", accounts.account, name="account"),
    path("account/<slug:slug>/profile", accounts.profile, name="profile"),
    path("account/<slug:slug>/badge", accounts.badge, name="badge"),
    path("unit/<slug:slug>", accounts.unit, name="unit"),
    path("official/<slug:slug>", accounts.official, name="official"),
    path("coverage", accounts.coverage, name="coverage"),
    path("report/blocked", reporting.report, name="report-blocked"),
    path("report/blocked/check", reporting.check, name="report-blocked-check"),
    path("report/blocked/drop", reporting.drop, name="report-blocked-drop"),
    path("report/blocked/status", reported.status, name="report-blocked-status"),
    path("report/blocked/message", reported.write, name="report-blocked-message"),
    path("report/blocked/withdraw", reported.withdraw, name="report-blocked-withdraw"),
    path("report/blocked/leave", reported.leave, name="report-blocked-leave"),
    path("blocked/report", reporting.from_inquiry, name="blocked-report"),
    path("report/impersonation", reports.impersonation, name="report-impersonation"),
    path("report/impersonation/<int:number>", reports.sent, name="impersonation-sent"),
    path("blocked", blocked.blocked, name="blocked"),
    path("blocked/proof", blocked.proof, name="blocked-proof"),
    path("blocked/answer", blocked.answer, name="blocked-answer"),
    path("blocked/end", blocked.end, name="blocked-end"),
    path("verify", checks.verify, name="verify"),
    path("how-it-works", texts.how_it_works, name="how-it-works"),
    path("accessibility", texts.accessibility, name="accessibility"),
    path("policy", policy.policy, name="policy"),
    path("policy/<slug:slug>", policy.document, name="policy-document"),
    path("policy/<slug:slug>/<int:number>", policy.version, name="policy-version"),
    path("policy/<slug:slug>/<int:number>.md", policy.source, name="policy-source"),
    path("policy/<slug:slug>/<int:number>/since/<int:since>", policy.changes, name="policy-changes"),
    path("personal-accounts", policy.line, name="line"),
    path("evidence", evidence.evidence, name="evidence"),
    path("evidence/<slug:name>", evidence.of_measure, name="evidence-list"),
    path("data", texts.data, name="data"),
    path("favicon.ico", texts.favicon, name="favicon"),
]
