"""The pages of breaches, below ``desk/``."""

from django.urls import URLPattern, path

from rostra.archive.views import breaches

app_name = "breaches"
urlpatterns: list[URLPattern] = [
    path("breaches", breaches.listed, name="list"),
    path("breaches.csv", breaches.as_csv, name="list-csv"),
    path("breaches.json", breaches.as_json, name="list-json"),
    path("breaches/enter", breaches.enter, name="enter"),
    path("breaches/<int:pk>", breaches.breach, name="breach"),
    path("breaches/<int:pk>/step/<slug:name>", breaches.move, name="move"),
]
