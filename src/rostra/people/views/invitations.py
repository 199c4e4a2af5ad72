"""Inviting somebody on the roster to their own pages: the link and the code are shown once, and the link is mailed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people import actions, rules
from rostra.people.actions.invitations import address_of
from rostra.people.forms import InviteForm
from rostra.people.models import Invitation, Person
from rostra.people.states.codes import printed
from rostra.people.views.access import StaffRequest, page, staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_invite)
def invite(request: StaffRequest, slug: str) -> HttpResponse:
    """A link and a code. They stand in this one answer and nowhere else: not in a message, a session or a log."""
    found = get_object_or_404(Person, slug=slug)
    rules.may_see_person(request.actor, found).require()
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"by_mail": bool(found.email)})
    if request.method == "POST" and form.is_valid():
        try:
            issued = actions.issue_invitation(found, by_mail=form.cleaned_data["by_mail"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            shown = {"person": found, "issued": issued, "address": address_of(issued), "code": printed(issued.code), **form.cleaned_data}
            return page(request, "people/invited.html", shown)
    return page(request, "people/invite.html", {"person": found, "form": form})


@require_POST
@staff(rules.may_invite)
def end(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Let nobody in by it any more; who is in is out."""
    found = get_object_or_404(Invitation.objects.select_related("person"), pk=invitation_id)
    actions.end_invitation(found, actor=request.actor)
    messages.success(request, "The invitation lets nobody in any more.")
    return redirect("roster:person", found.person.slug)
