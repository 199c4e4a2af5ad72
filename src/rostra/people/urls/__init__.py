"""The roster's pages, below ``desk/roster``."""

from django.urls import URLPattern, path

from rostra.people.views import imports, roster

app_name = "roster"
urlpatterns: list[URLPattern] = [
    path("", roster.roster, name="roster"),
    path("/add", roster.add, name="add"),
    path("/import", imports.upload, name="import"),
    path("/import/<int:import_id>", imports.difference, name="difference"),
    path("/import/<int:import_id>/drop", imports.drop, name="drop"),
    path("/person/<slug:slug>", roster.person, name="person"),
    path("/person/<slug:slug>/appoint", roster.appoint, name="appoint"),
    path("/appointment/<int:appointment_id>/end", roster.end, name="end"),
]
