"""Submitted evidence: add a file that came otherwise, and hand one out to who reads it. Each is written down."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.views.asking import ask, sent
from rostra.archive.forms import handed
from rostra.archive.views.sealed import hand_out
from rostra.cases.actions.files import Hand, submit_file
from rostra.cases.forms import SubmitForm
from rostra.cases.models import Case
from rostra.cases.queries.files import path_of_file
from rostra.cases.rules.deciding import may_write
from rostra.cases.rules.telling import told_file
from rostra.cases.rules.viewing import sight_of, viewer_of
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import Channel
from rostra.cases.views.finding import looked_at, with_file
from rostra.cases.views.steps import address_of
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, refuse, staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def submit(request: StaffRequest, found: Case) -> HttpResponse:
    """Add a file that came by mail or otherwise."""
    if not (allowed := may_write(request.actor, found)):
        return refuse(request, allowed)
    form = SubmitForm(sent(request), request.FILES or None)

    def step() -> str:
        told = form.cleaned_data
        hand = Hand(CaseField(told["part"]), Channel(told["channel"]), request.actor.ref, request.actor.name)
        made = submit_file(
            found, handed(told["file"], settings.PROFILE.residents.largest_file), hand, remark=told["remark"], actor=request.actor
        )
        return _("It is kept as file %(n)s.") % {"n": made.ordinal}

    lead = _("It is kept as submitted evidence: we did not capture it, and it never becomes a record of the archive.")
    return ask(request, form, step, title=f"{_('Add a file')}: {found}", lead=lead, button=_("Add it"), back=address_of(found))


@require_safe
@staff(may_enter_desk)
@with_file
def file(request: StaffRequest, found: Case, ordinal: int) -> HttpResponse:
    """A file of it, to be saved."""
    kept = told_file(found, sight_of(viewer_of(request.actor, found), found), ordinal)
    if kept is None or kept.place is None:
        raise Http404("no such file")
    looked_at(request, found, f"file:{ordinal}")
    return hand_out(path_of_file(kept.place).read_bytes(), kept.media_type, f"case-{found.number}-{ordinal}")
