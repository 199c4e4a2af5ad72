"""Hand over business of the city; and the records staff's list of what was handed over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.archive.actions.forwarded import forward as keep
from rostra.archive.forms import ForwardForm
from rostra.archive.models import Forwarded
from rostra.archive.queries.forwarded import forwarded_by, forwarded_list, forwarded_numbered
from rostra.archive.queries.stores import submitted_path
from rostra.archive.rules.forwarded import may_forward, may_see_forwarded
from rostra.archive.views.looking import looked_at
from rostra.archive.views.sealed import hand_out
from rostra.core.actor import Actor
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.models import Person
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.guests import InvitedRequest, invited
from rostra.people.views.purpose import with_purpose
from rostra.policy.views.mine import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def forward(request: StaffRequest) -> HttpResponse:
    """Hand over what came to me."""
    return _forward(request, request.user.person, request.actor, "archive/forward.html")


@require_http_methods(["GET", "HEAD", "POST"])
@invited
def invited_forward(request: InvitedRequest) -> HttpResponse:
    """The same for somebody without a sign-in, who was let in by a link or a code."""
    return _forward(request, request.invited.person, request.invited.actor, "archive/invited-forward.html")


def _forward(request: HttpRequest, person: Person, actor: Actor, template: str) -> HttpResponse:
    if not (allowed := may_forward(person)):
        return refuse(request, allowed)
    form = ForwardForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = keep(form.told(), person=person, actor=actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Kept under number {made.pk}. You need do nothing more.")
            return redirect(request.path)
    return page(request, template, {"form": form, "own": forwarded_by(person)})


@require_safe
@staff(may_see_forwarded)
def forwarded(request: StaffRequest) -> HttpResponse:
    """What was handed over, when, and whether in time; not what it is."""
    return page(request, "archive/forwarded.html", {"rows": forwarded_list()})


@require_safe
@staff(may_see_forwarded)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def item(request: StaffRequest, number: int) -> HttpResponse:
    """One, as it was handed over. Each look is written down."""
    found = _looked_at(request, number)
    return page(request, "archive/forwarded-item.html", {"item": found, "files": found.files.all()})


@require_safe
@staff(may_see_forwarded)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def file(request: StaffRequest, number: int, ordinal: int) -> HttpResponse:
    """A file of it. It is handed out to be saved, and cannot run here."""
    found = _looked_at(request, number)
    kept = next((each for each in found.files.all() if each.ordinal == ordinal), None)
    if kept is None:
        raise Http404("no such file")
    return hand_out(submitted_path(bytes(kept.digest)).read_bytes(), kept.media_type, f"forwarded-{found.pk}-{ordinal}")


def _looked_at(request: StaffRequest, number: int) -> Forwarded:
    found = forwarded_numbered(number)
    return looked_at(request, found, "forwarded", about=found.person if found else None)
