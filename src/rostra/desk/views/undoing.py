"""Undo a block or limit through the network's own interface, with a secret that is used once."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rostra.accounts.queries import relations
from rostra.accounts.views.asking import ask, sent
from rostra.capture.queries.platforms import Connections
from rostra.moderation.actions.undoing import undo
from rostra.moderation.forms import UndoForm
from rostra.moderation.rules.rights import may_undo
from rostra.moderation.views.restrictions import find_restriction
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, refuse, staff


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def through_the_network(request: StaffRequest, number: int) -> HttpResponse:
    """Ask for the secret, undo it, and let the next look prove it."""
    found = find_restriction(request.actor, number)
    if not (allowed := may_undo(request.actor, found, also=relations(request.actor, found.account))):
        return refuse(request, allowed)
    form = UndoForm(sent(request))

    def act() -> str:
        undo(found, Connections().platform(found.account.network), form.cleaned_data["secret"], actor=request.actor)
        return "The network has undone it. It counts as undone when the archive has seen it."

    lead = "Rostra signs in as the account once, undoes this one thing, and signs out."
    back = reverse("moderation:restriction", args=[found.pk])
    return ask(request, form, act, title=f"Undo on the network: number {found.pk}", lead=lead, button="Undo it now", back=back, grave=True)
