"""A file of covered persons: handed over, looked at as a difference, then applied or dropped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal
from rostra.people import actions, rules
from rostra.people.forms import FileForm, LeavingForm
from rostra.people.models import RosterImport
from rostra.people.views.access import StaffRequest, page, staff

SHOWN = 20  # files read before


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_roster)
def upload(request: StaffRequest) -> HttpResponse:
    """Hand over a file; nothing is changed by it yet."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            source = rules.roster_source(form.cleaned_data["source"])
            made = actions.read_import(file.read(), file.name, source, actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            return redirect("roster:difference", made.pk)
    return page(request, "people/import.html", {"form": form, "imports": RosterImport.objects.defer("content")[:SHOWN]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_roster)
def difference(request: StaffRequest, import_id: int) -> HttpResponse:
    """What the file would change; and, once somebody has looked, the change."""
    found = get_object_or_404(RosterImport, pk=import_id)
    form, stale = LeavingForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            actions.apply_import(found, actor=request.actor, leaving_accepted=form.cleaned_data["leaving"])
        except RostraError as error:
            stale = isinstance(error, Conflict)
            show_refusal(form, error)
        else:
            messages.success(request, "The roster is changed as shown.")
            return redirect("roster:difference", found.pk)
    numbers = found.difference["numbers"]
    held = numbers["staying"] + numbers["leaving"] + numbers.get("moving", 0)  # files read before moves were told apart have none
    many = rules.may_end_so_many(numbers["leaving"], held, None).reason
    shown = {"imported": found, "waits": bool(found.content), "stale": stale, "many": many, "form": form}
    return page(request, "people/difference.html", shown)


@require_POST
@staff(rules.may_change_roster)
def again(request: StaffRequest, import_id: int) -> HttpResponse:
    """Read a file that waits once more, against the roster of now."""
    found = get_object_or_404(RosterImport, pk=import_id)
    try:
        made = actions.reread_import(found, actor=request.actor)
    except RostraError as error:
        messages.error(request, str(error))
        return redirect("roster:import")
    messages.success(request, "The file was read again. Look at what it would change now.")
    return redirect("roster:difference", made.pk)


@require_POST
@staff(rules.may_change_roster)
def drop(request: StaffRequest, import_id: int) -> HttpResponse:
    """Leave the roster as it is."""
    found = get_object_or_404(RosterImport, pk=import_id)
    try:
        actions.drop_import(found, actor=request.actor)
        messages.success(request, "The file was dropped; the roster is as it was.")
    except RostraError as error:
        messages.error(request, str(error))
    return redirect("roster:import")
