"""Comment moderation: what was done, why, by whom, and whether it is kept; and the one page on which an act is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.models import Account
from rostra.accounts.queries import official_accounts, relations
from rostra.archive.models import Record, Version
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal
from rostra.moderation.actions.acts import record_act
from rostra.moderation.forms.acts import ActForm, EmergencyForm, FindForm, acts_on, grounds_of
from rostra.moderation.models import ModerationAct
from rostra.moderation.queries.acts import (
    accounts_of_steward,
    acts,
    acts_of_stewards,
    comparables,
    current_version,
    emergencies,
    open_appeals,
    record_at,
    replies_to,
    standing_of_subject,
    to_restore,
    without_notice,
)
from rostra.moderation.queries.samples import closed_to
from rostra.moderation.rules.acts import NewAct, may_record_act, may_see_acts, subject_of_act
from rostra.moderation.rules.samples import may_see_consistency
from rostra.moderation.states.acts import RECORDED, ActState
from rostra.moderation.views.restrictions import find_restriction
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import note_look, with_purpose
from rostra.platforms.base import Act, Kind

AT_ONCE = 50
Told = Callable[[], NewAct]
LATEST = 50  # comments to an account
CONFLICT = 409
_HERE = re.compile(r"(?:^|/)record/(\d{1,16})|^(\d{1,16})$")


@require_safe
@staff(may_enter_desk)
def register(request: StaffRequest) -> HttpResponse:
    """Every act, those first with which something is to be done; stewards see those of their accounts."""
    visible = visible_acts(request.actor)
    state, ground = request.GET.get("state", ""), request.GET.get("ground", "")
    chosen = visible.filter(state=state) if state in {*ActState} else visible
    chosen = chosen.filter(ground=ground) if ground else chosen
    turned = Paginator(chosen, AT_ONCE).get_page(request.GET.get("page"))
    shown = {
        "turned": turned, "state": state, "ground": ground, "states": list(ActState), "grounds": settings.PROFILE.moderation.ground,
        "waiting": visible.filter(state=ActState.PROPOSED)[:AT_ONCE], "approved": visible.filter(state=ActState.APPROVED)[:AT_ONCE],
        "emergencies": emergencies() & visible, "unnoticed": (without_notice() & visible)[:AT_ONCE], "restore": to_restore() & visible,
        "appeals": open_appeals().count() if may_see_acts(request.actor) else 0,
        "sees_consistency": bool(may_see_consistency(request.actor)),
    }  # fmt: skip
    return page(request, "moderation/acts.html", shown)


@require_safe
@staff(may_enter_desk)
@with_purpose(Function.MODERATION_ACT)
def find(request: StaffRequest) -> HttpResponse:
    """A comment by its address, or the latest comments to an account: the way to record an act."""
    form = FindForm(request.GET or None, accounts=accounts_for(request.actor))
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if asked.get("q"):
        record = _record_of(asked["q"].strip())
        if record is not None:
            return redirect("moderation:act-new", record.pk)
    account: Account | None = asked.get("account")
    if account is not None:
        note_look(request, Function.MODERATION_ACT, f"account:{account.slug}")
    comments = replies_to(account, LATEST) if account is not None else ()
    shown = {"form": form, "comments": comments, "account": account, "unknown": asked.get("q", "")}
    return page(request, "moderation/find.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_purpose(Function.MODERATION_ACT)
def new(request: StaffRequest, number: int) -> HttpResponse:
    """The comment as captured, the grounds with test, example and counter-example, the question, and one button."""
    record = Record.objects.filter(pk=number).exclude(kind=Kind.MESSAGE).select_related("account").first()
    if record is None or closed_to(request.actor).filter(act__version__record=record).exists():
        raise Http404("no such record")
    if not (allowed := may_record_act(request.actor, alone=True, also=relations(request.actor, record.account))):
        return refuse(request, allowed)
    note_look(request, Function.MODERATION_ACT, f"record:{record.pk}")
    version = _version_looked_at(request, record)
    possible = acts_on(version)
    if not possible:
        return page(request, "moderation/act-none.html", {"version": version})
    grounds = grounds_of(possible)
    found = comparables([each.key for each in grounds], apart_from=closed_to(request.actor))
    compared = [(each, found[each.key]) for each in grounds if each.key in found]
    form = ActForm(request.POST if request.method == "POST" else None, acts=possible, initial=_asked(request))
    shown = {"form": form, "version": version, "shows": _shown_now(version, possible), "compared": compared}
    return _recorded(request, form, "moderation/act-new.html", shown, lambda: form.new_act(version))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_purpose(Function.MODERATION_ACT)
def emergency(request: StaffRequest) -> HttpResponse:
    """An act without a captured copy: only as a declared emergency, with its reason."""
    accounts = accounts_for(request.actor)
    if not (allowed := may_record_act(request.actor, alone=True)) and not accounts.exists():
        return refuse(request, allowed)
    if not settings.PROFILE.moderation.ground:
        return page(request, "moderation/act-none.html", {})
    form = EmergencyForm(request.POST if request.method == "POST" else None, accounts=accounts, initial=_asked(request))
    return _recorded(request, form, "moderation/act-emergency.html", {"form": form}, form.new_act)


@require_safe
@staff(may_enter_desk)
@with_purpose(Function.MODERATION_ACT)
def explain(request: StaffRequest, number: int) -> HttpResponse:
    """From what was seen to the page on which its act is recorded."""
    found = find_restriction(request.actor, number)
    note_look(request, Function.MODERATION_ACT, f"restriction:{found.pk}")
    record = found.record if found.record.kind == Kind.SETTING else record_at(found.subject)
    if found.act not in {*RECORDED}:
        raise Http404("such an act is not recorded here")
    if record is not None and record.account_id == found.account_id:
        return redirect(f"{reverse('moderation:act-new', args=[record.pk])}?act={found.act}")
    return redirect(f"{reverse('moderation:act-emergency')}?restriction={found.pk}")


def visible_acts(actor: Actor) -> QuerySet[ModerationAct]:
    """Those that the actor may see: not the one that they look at blinded."""
    seen = acts() if may_see_acts(actor) else acts_of_stewards(actor)
    return seen.exclude(pk__in=closed_to(actor))


def accounts_for(actor: Actor) -> QuerySet[Account]:
    """The accounts on which the actor may record acts."""
    return official_accounts() if may_record_act(actor, alone=True) else accounts_of_steward(actor)


def _recorded(request: StaffRequest, form: ActForm, template: str, shown: dict[str, object], told: Told) -> HttpResponse:
    """Record what was sent; without a copy, or where it is on record already, the answer is 409."""
    if request.method != "POST" or not form.is_valid():
        return page(request, template, shown)
    try:
        made = record_act(told(), actor=request.actor, leave_up=request.POST.get("decide") == "leave-up")
    except RostraError as error:
        show_refusal(form, error)
        return page(request, template, shown, status=CONFLICT if isinstance(error, Conflict) else 200)
    messages.success(request, _SAID[ActState(made.state)])
    return redirect("moderation:act", made.pk)


_SAID = {
    ActState.PROPOSED: "It is on record. A second person looks at it before anything is done.",
    ActState.APPROVED: "It is on record. Do it on the network now.",
    ActState.APPLIED: "It is on record, and explains what the network shows. Tell the person.",
    ActState.LEFT_UP: "It stays up, and is on record for comparison.",
}


def _asked(request: StaffRequest) -> dict[str, object]:
    """What the way here says already."""
    told: dict[str, object] = {"act": request.GET["act"]} if request.GET.get("act") in {*RECORDED} else {}
    number = request.GET.get("restriction", "")
    if number.isdigit():
        found = find_restriction(request.actor, int(number))
        told |= {"act": found.act, "account": found.account.slug, "subject": found.subject}
    return told


def _version_looked_at(request: StaffRequest, record: Record) -> Version:
    """The copy that was on the page when the form was sent: if there is a newer one now, the act is refused."""
    number = request.POST.get("version", "")
    newest = current_version(record)
    if not number.isdigit() or int(number) == newest.number:
        return newest
    return Version.objects.select_related("record__account").filter(record=record, number=int(number)).first() or newest


def _shown_now(version: Version, possible: list[Act]) -> bool:
    return any(standing_of_subject(version.record.account, act, subject_of_act(act, version)).exists() for act in possible)


def _record_of(address: str) -> Record | None:
    here = _HERE.search(address)
    if here is not None:
        return Record.objects.filter(pk=int(here[1] or here[2])).first()
    return record_at(address)
