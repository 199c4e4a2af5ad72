"""Lists that an account's owner exported: handed over, looked at as a difference, then taken in or dropped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from rostra.capture.actions import drop_export, read_export, take_export
from rostra.capture.queries.lists import exports_of
from rostra.capture.rules import may_capture, may_end_so_many, may_steer
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.desk.forms import EndingForm, ExportForm
from rostra.desk.views.accounts import find
from rostra.people.views.access import StaffRequest, page, staff

SHOWN = 20  # exports handed over before


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_steer)
def lists(request: StaffRequest, slug: str) -> HttpResponse:
    """Hand over an export; nothing is changed by it yet."""
    account = find(slug)
    form = ExportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = read_export(account, file.read(), file.name, form.declared(), actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            return redirect("desk:list", slug, made.pk)
    facts = {"account": account, "form": form, "exports": exports_of(account)[:SHOWN], "allowed": may_capture(account)}
    return page(request, "desk/lists.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_steer)
def difference(request: StaffRequest, slug: str, export_id: int) -> HttpResponse:
    """What the export would change; and, once somebody has looked, the change."""
    account = find(slug)
    found = get_object_or_404(exports_of(account), pk=export_id)
    form = EndingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_export(found, actor=request.actor, ending_accepted=form.cleaned_data["ending"])
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "The list is taken in as shown.")
            return redirect("desk:list", slug, found.pk)
    many = not may_end_so_many(found.difference["numbers"]["gone"], found.difference["held"], None)
    return page(request, "desk/list.html", {"account": account, "export": found, "asks_how_many": many, "form": form})


@require_POST
@staff(may_steer)
def drop(request: StaffRequest, slug: str, export_id: int) -> HttpResponse:
    """Leave the list as it is held."""
    found = get_object_or_404(exports_of(find(slug)), pk=export_id)
    try:
        drop_export(found, actor=request.actor)
        messages.success(request, "The export was dropped; the list is as it was.")
    except RostraError as error:
        messages.error(request, str(error))
    return redirect("desk:lists", slug)
