"""The pages of moderation, below ``desk/``; ``public`` holds those on which speakers appeal."""

from django.urls import URLPattern, path

from rostra.moderation.views import acts, appeals, exceptions, filters, one_act, reports, restrictions, samples

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("restrictions", restrictions.register, name="restrictions"),
    path("restriction/<int:number>", restrictions.restriction, name="restriction"),
    path("restriction/<int:number>/whom", restrictions.whom, name="whom"),
    path("restriction/<int:number>/undone", restrictions.undone, name="undone"),
    path("restriction/<int:number>/exception", exceptions.ask, name="exception-ask"),
    path("restriction/<int:number>/act", acts.explain, name="explain"),
    path("block-reports", reports.reports, name="reports"),
    path("block-report/<int:number>", reports.report, name="report"),
    path("block-report/<int:number>/answer", reports.answer, name="report-answer"),
    path("block-report/<int:number>/file/<int:ordinal>", reports.file, name="report-file"),
    path("block-report/<int:number>/<slug:name>", reports.move, name="report-move"),
    path("exceptions", exceptions.exceptions, name="exceptions"),
    path("exception/<int:number>", exceptions.exception, name="exception"),
    path("exception/<int:number>/notice", appeals.notice_new, {"kind": "exception"}, name="exception-notice"),
    path("exception/<int:number>/appeal", appeals.enter, {"kind": "exception"}, name="exception-appeal"),
    path("exception/<int:number>/<slug:name>", exceptions.move, name="exception-move"),
    path("acts", acts.register, name="acts"),
    path("acts/find", acts.find, name="find"),
    path("acts/new/<int:number>", acts.new, name="act-new"),
    path("acts/emergency", acts.emergency, name="act-emergency"),
    path("act/<int:number>", one_act.act, name="act"),
    path("act/<int:number>/keep", one_act.keep, name="act-keep"),
    path("act/<int:number>/emergency", one_act.emergency_reviewed, name="act-emergency-reviewed"),
    path("act/<int:number>/notice", appeals.notice_new, {"kind": "act"}, name="act-notice"),
    path("act/<int:number>/appeal", appeals.enter, {"kind": "act"}, name="act-appeal"),
    path("act/<int:number>/<slug:name>", one_act.move, name="act-move"),
    path("notice/<int:number>", appeals.notice, name="notice"),
    path("appeals", appeals.appeals, name="appeals"),
    path("appeal/<int:number>", appeals.appeal, name="appeal"),
    path("appeal/<int:number>/<slug:name>", appeals.decide, name="appeal-decide"),
    path("consistency", samples.consistency, name="consistency"),
    path("consistency/next", samples.take, name="blind-review-take"),
    path("consistency/<int:number>", samples.blind_review, name="blind-review"),
    path("consistency/<int:number>/give-back", samples.back, name="blind-review-back"),
    path("filters", filters.filters, name="filters"),
    path("filters/new", filters.new, name="filter-new"),
    path("filter/<int:number>", filters.filter_term, name="filter"),
    path("filter/<int:number>/<slug:name>", filters.move, name="filter-move"),
]
