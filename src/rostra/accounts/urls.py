"""The register's own pages, below ``desk/``; and what people without a sign-in asked for, below ``me/``."""

from django.urls import URLPattern, path

from rostra.accounts.views import authority, found, impersonation, inventory, own, people, requests

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("requests", requests.requests, name="requests"),
    path("requests/new", requests.new, name="request-new"),
    path("request/<int:request_id>", requests.request_page, name="request"),
    path("request/<int:request_id>/<slug:name>", requests.move, name="request-move"),
    path("found", found.found, name="found"),
    path("found/<int:found_id>/personal", found.personal, name="found-personal"),
    path("found/<int:found_id>/<slug:name>", found.take, name="found-take"),
    path("impersonations", impersonation.reports, name="impersonations"),
    path("impersonation/<int:report_id>", impersonation.report, name="impersonation"),
    path("impersonation/<int:report_id>/contact", impersonation.contact, name="impersonation-contact"),
    path("impersonation/<int:report_id>/<slug:name>", impersonation.move, name="impersonation-move"),
    path("account/<slug:slug>/people", people.people, name="people"),
    path("account/<slug:slug>/people/give", people.assign, name="assign"),
    path("account/<slug:slug>/escrow", people.escrow, name="escrow"),
    path("account/<slug:slug>/keys", people.keys, name="keys"),
    path("account/<slug:slug>/attest", people.attest, name="attest"),
    path("account/<slug:slug>/successor", people.successor, name="successor"),
    path("part/<int:custody_id>/end", people.take, name="part-end"),
    path("accounts/inventory", inventory.inventory, name="inventory"),
    path("authority", authority.authority, name="authority"),
    path("authority.json", authority.as_json, name="authority-json"),
    path("authority.csv", authority.as_csv, name="authority-csv"),
    path("authority/enter", authority.enter, name="authority-enter"),
    path("authority/<int:authority_id>/end", authority.end, name="authority-end"),
]

own_requests: list[URLPattern] = [
    path("requests", own.own, name="list"),
    path("requests/new", own.new, name="new"),
    path("request/<int:request_id>", own.one, name="one"),
    path("request/<int:request_id>/<slug:name>", own.move, name="move"),
]
