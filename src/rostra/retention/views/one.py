"""One hold: what it covers, why it stands, and what is done about it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.views.asking import ask, sent
from rostra.core.permission import Permission
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.retention.actions.holds import extend_hold, move_hold, place_hold
from rostra.retention.forms import MoveForm, PlaceForm, ThingsForm
from rostra.retention.models import Hold
from rostra.retention.queries.holds import hold_numbered, steps_of, things_of
from rostra.retention.rules.holding import may_extend_hold, may_move_hold, may_place_hold, may_see_holds
from rostra.retention.rules.matters import told_holds
from rostra.retention.states import HOLD_LIFE, HoldState

L = gettext_lazy
TITLES: dict[str, tuple[Promise, Promise]] = {
    "request-release": (L("Ask for its release"), L("Counsel says whether it ends. Until then it stands.")),
    "release": (
        L("Release it"),
        L("What it covers follows its schedule again, unless another hold stands on it. It cannot be undone: another hold can be placed."),
    ),
    "keep": (L("Keep it"), L("It stands as before, and the request is done with.")),
}


@require_safe
@staff(may_see_holds)
def hold(request: StaffRequest, number: int) -> HttpResponse:
    """What does it cover, why, and what can be done?"""
    found = _found(number)
    told = told_holds(request.actor, [found])[0]
    shown = {
        "told": told,
        "things": list(things_of(found)) if told.whole else [],
        "steps": list(steps_of(found)) if told.whole else [],
        "moves": _moves(request, found) if told.whole else [],
        "may_extend": told.whole and may_extend_hold(request.actor, found),
    }
    return page(request, "retention/hold.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_place_hold)
def place(request: StaffRequest) -> HttpResponse:
    """Place one by hand."""
    form = PlaceForm(sent(request))

    def step() -> str:
        told = form.cleaned_data
        made = place_hold(told["matter"], form.things(), reason=told["reason"], actor=request.actor)
        return _("%(hold)s is placed.") % {"hold": made}

    lead = _("Nothing that it covers can be destroyed, whatever the schedule says, until counsel releases it.")
    return ask(request, form, step, title=_("Place a hold"), lead=lead, button=_("Place it"), back=reverse("retention:holds"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_holds)
def extend(request: StaffRequest, number: int) -> HttpResponse:
    """Let it cover more."""
    found = _found(number)
    if not (allowed := may_extend_hold(request.actor, found)):
        return refuse(request, allowed)
    form = ThingsForm(sent(request))

    def step() -> str:
        extend_hold(found, form.things(), actor=request.actor)
        return _("It covers more from now on.")

    lead = _("What it covers stays covered.")
    return ask(request, form, step, title=f"{_('Extend')}: {found}", lead=lead, button=_("Extend it"), back=_address_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_holds)
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """Ask for its release, release it, or keep it."""
    found = _found(number)
    if name not in TITLES:
        raise Http404("no such step")
    if not (allowed := may_move_hold(request.actor, found, name)):
        return refuse(request, allowed)
    form = MoveForm(sent(request))

    def step() -> str:
        move_hold(found, name, reason=form.cleaned_data["reason"], actor=request.actor)
        return _("Done: %(step)s.") % {"step": TITLES[name][0]}

    title, lead = (str(told) for told in TITLES[name])
    grave = name == "release"
    return ask(request, form, step, title=f"{title}: {found}", lead=lead, button=title, back=_address_of(found), grave=grave)


def _found(number: int) -> Hold:
    found = hold_numbered(number)
    if found is None:
        raise Http404("no such hold")
    return found


def _address_of(found: Hold) -> str:
    return reverse("retention:hold", args=[found.pk])


def _moves(request: StaffRequest, found: Hold) -> list[tuple[str, str, Permission]]:
    """The steps that the state allows: title, address, and whether it may be taken or why not."""
    names = [move.name for move in HOLD_LIFE.moves_from(HoldState(found.state))]
    return [
        (str(TITLES[name][0]), reverse("retention:move", args=[found.pk, name]), may_move_hold(request.actor, found, name))
        for name in names
    ]
