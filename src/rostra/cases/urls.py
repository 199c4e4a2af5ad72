"""The pages of cases, below ``desk/``."""

from django.urls import URLPattern, path

from rostra.cases.views import file, lists, noticing, own, precedents, remedies, steps, submitted

app_name = "cases"
urlpatterns: list[URLPattern] = [
    path("cases", lists.cases, name="cases"),
    path("cases.csv", lists.as_csv, name="cases-csv"),
    path("cases.json", lists.as_json, name="cases-json"),
    path("cases/enter", lists.enter, name="enter"),
    path("cases/entered", lists.entered, name="entered"),
    path("case/<slug:number>", file.case, name="case"),
    path("case/<slug:number>/write/<slug:name>", file.write, name="write"),
    path("case/<slug:number>/evidence", file.evidence, name="evidence"),
    path("case/<slug:number>/submit", submitted.submit, name="submit"),
    path("case/<slug:number>/file/<int:ordinal>", submitted.file, name="file"),
    path("case/<slug:number>/add", file.participant_add, name="participant-add"),
    path("case/<slug:number>/take-out/<int:pk>", file.participant_end, name="participant-end"),
    path("case/<slug:number>/remedy", remedies.order, name="remedy"),
    path("case/<slug:number>/remedy/<int:pk>/done", remedies.done, name="remedy-done"),
    path("case/<slug:number>/own", own.own, name="own"),
    path("case/<slug:number>/own/appeal", own.own_appeal, name="own-appeal"),
    path("case/<slug:number>/for/<slug:name>", own.for_side, name="for-side"),
    path("case/<slug:number>/precedents", precedents.precedents, name="precedents"),
    path("case/<slug:number>/precedents.csv", precedents.as_csv, name="precedents-csv"),
    path("case/<slug:number>/precedents.json", precedents.as_json, name="precedents-json"),
    path("case/<slug:number>/notice", noticing.tell, name="notice"),
    path("case/<slug:number>/counsel", steps.counsel, name="counsel"),
    path("case/<slug:number>/worksheet", steps.worksheet, name="worksheet"),
    path("case/<slug:number>/step/<slug:name>", steps.move, name="move"),
]
