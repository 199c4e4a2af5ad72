"""The pages of moderation, below ``desk/``."""

from django.urls import URLPattern, path

from rostra.moderation.views import exceptions, reports, restrictions

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("restrictions", restrictions.register, name="restrictions"),
    path("restriction/<int:number>", restrictions.restriction, name="restriction"),
    path("restriction/<int:number>/whom", restrictions.whom, name="whom"),
    path("restriction/<int:number>/undone", restrictions.undone, name="undone"),
    path("restriction/<int:number>/exception", exceptions.ask, name="exception-ask"),
    path("block-reports", reports.reports, name="reports"),
    path("block-report/<int:number>", reports.report, name="report"),
    path("block-report/<int:number>/answer", reports.answer, name="report-answer"),
    path("block-report/<int:number>/file/<int:ordinal>", reports.file, name="report-file"),
    path("block-report/<int:number>/<slug:name>", reports.move, name="report-move"),
    path("exceptions", exceptions.exceptions, name="exceptions"),
    path("exception/<int:number>", exceptions.exception, name="exception"),
    path("exception/<int:number>/<slug:name>", exceptions.move, name="exception-move"),
]
