"""The pages of classifications, below ``desk/``."""

from django.urls import URLPattern, path

from rostra.archive.views import classified, classifying

app_name = "classified"
urlpatterns: list[URLPattern] = [
    path("classifications", classified.classifications, name="list"),
    path("classifications.csv", classified.as_csv, name="list-csv"),
    path("classifications.json", classified.as_json, name="list-json"),
    path("classifications/record/<int:record_id>", classified.record, name="record"),
    path("classifications/record/<int:record_id>/v/<int:number>", classifying.classify, name="classify"),
    path("classifications/record/<int:record_id>/v/<int:number>/attachment/<int:ordinal>", classified.attachment, name="attachment"),
    path("classifications/<int:pk>/confirm", classifying.confirm, name="confirm"),
    path("classifications/<int:pk>/lift", classifying.lift, name="lift"),
    path("classifications/<int:pk>/elsewhere", classifying.elsewhere, name="elsewhere"),
]
