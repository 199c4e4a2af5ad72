"""The addresses of this front. ``api`` answers every page's ``.json``, every list's ``.csv`` and ``.atom``, proofs, bytes and media."""

from django.urls import URLPattern, path

from rostra.portal.views import accounts, checks, evidence, home, policy, records, reports, search, texts

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
    path("report/impersonation", reports.impersonation, name="report-impersonation"),
    path("report/impersonation/<str:reference>", reports.sent, name="impersonation-sent"),
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
