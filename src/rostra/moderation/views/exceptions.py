"""Exceptions from the rule that nobody is blocked: asked for, recommended, decided by counsel."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.queries import relations
from rostra.accounts.views.asking import ask as ask_form
from rostra.accounts.views.asking import sent
from rostra.core.actor import Actor
from rostra.core.audit import history
from rostra.core.permission import Permission
from rostra.moderation.actions.exceptions import Wanted, move_exception, permission, request_exception
from rostra.moderation.forms import ExceptionForm, ReasonForm
from rostra.moderation.models import BlockException
from rostra.moderation.queries.register import exceptions as every_exception
from rostra.moderation.rules.appeals import may_give_notice
from rostra.moderation.rules.rights import may_request_exception, may_see_restrictions
from rostra.moderation.states.exceptions import EXCEPTION_LIFE, ExceptionState
from rostra.moderation.views.restrictions import find_restriction
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import note_look, with_purpose
from rostra.platforms.base import Act

SHOWN = 200  # of those that are decided
TITLES = {
    "recommend": ("Send to counsel", "Communications has looked at it; counsel decides."),
    "allow": (
        "Allow it",
        "The block stands until the last day, and then is to be undone. It is counted on the public page with its ground.",
    ),
    "refuse": ("Refuse it", "What stands is to be undone."),
    "end": ("End it early", "What stands is to be undone again."),
}


@require_safe
@staff(may_see_restrictions)
def exceptions(request: StaffRequest) -> HttpResponse:
    """Every exception, those that wait for somebody first."""
    waits = {"state__in": (ExceptionState.REQUESTED, ExceptionState.PENDING_COUNSEL)}
    groups = [
        ("Somebody has to decide", every_exception().filter(**waits), "waiting"),
        ("Decided", every_exception().exclude(**waits)[:SHOWN], "decided"),
    ]
    return page(request, "moderation/exceptions.html", {"groups": groups, "rule": settings.PROFILE.moderation.blocking})


@require_safe
@staff(may_see_restrictions)
@with_purpose(Function.BLOCK_EXCEPTION)
def exception(request: StaffRequest, number: int) -> HttpResponse:
    """One: against whom, on which ground, on what it rests. Each look is written down."""
    found = get_object_or_404(every_exception().select_related("appeal").prefetch_related("relied_on"), pk=number)
    subject = f"exception:{found.pk}"
    note_look(request, Function.BLOCK_EXCEPTION, subject)
    ground = next((each for each in settings.PROFILE.moderation.ground if each.key == found.ground), None)
    shown: dict[str, object] = {"exception": found, "ground": ground, "moves": _moves(request.actor, found), "events": history(subject)}
    shown |= {"notices": found.notices.all(), "may_notice": may_give_notice(request.actor, found)}
    return page(request, "moderation/exception.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_purpose(Function.BLOCK_EXCEPTION)
def ask(request: StaffRequest, number: int) -> HttpResponse:
    """Ask counsel for an exception for what stands."""
    found = find_restriction(request.actor, number)
    if not (allowed := may_request_exception(request.actor, also=relations(request.actor, found.account))):
        return refuse(request, allowed)
    form = ExceptionForm(sent(request), act=found.act)

    def act() -> str:
        made = request_exception(
            Wanted(account=found.account, act=Act(found.act), subject=found.subject, **form.cleaned_data), actor=request.actor
        )
        return f"Exception {made.pk} is asked for. Until counsel allows it, the block is to be undone."

    lead = (
        "The rule is that nobody is blocked. Counsel can allow it for a time, on a ground of the closed list, for what the archive holds."
    )
    title, back = f"Ask for an exception: number {found.pk}", reverse("moderation:restriction", args=[found.pk])
    return ask_form(request, form, act, title=title, lead=lead, button="Ask for it", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_restrictions)
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """One step."""
    found = get_object_or_404(BlockException.objects.select_related("account"), pk=number)
    if name not in TITLES:
        raise Http404("no such step")
    if not (allowed := permission(request.actor, found, name)):
        return refuse(request, allowed)
    form = ReasonForm(sent(request))

    def act() -> str:
        moved = move_exception(found, name, reason=form.cleaned_data["reason"], actor=request.actor)
        return f"Exception {moved.pk} is now {moved.get_state_display()}."

    title, lead = TITLES[name]
    back = reverse("moderation:exception", args=[found.pk])
    return ask_form(request, form, act, title=f"{title}: exception {found.pk}", lead=lead, button=title, back=back, grave=name == "allow")


def _moves(actor: Actor, found: BlockException) -> list[tuple[str, str, Permission]]:
    moves = [each.name for each in EXCEPTION_LIFE.moves_from(ExceptionState(found.state)) if each.name in TITLES]
    return [(name, TITLES[name][0], permission(actor, found, name)) for name in moves]
