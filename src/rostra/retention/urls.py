"""The pages of holds, below ``desk/``."""

from django.urls import URLPattern, path

from rostra.retention.views import lists, one

app_name = "retention"
urlpatterns: list[URLPattern] = [
    path("holds", lists.holds, name="holds"),
    path("holds.csv", lists.as_csv, name="holds-csv"),
    path("holds.json", lists.as_json, name="holds-json"),
    path("holds/place", one.place, name="place"),
    path("hold/<int:number>", one.hold, name="hold"),
    path("hold/<int:number>/extend", one.extend, name="extend"),
    path("hold/<int:number>/step/<slug:name>", one.move, name="move"),
]
