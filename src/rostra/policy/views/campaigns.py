"""The staff's pages on campaigns: all of them; one with its figures; writing, opening and closing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.queries import city_day, units_headed_by
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.policy.actions import campaigns as acts
from rostra.policy.actions.campaigns import Plan
from rostra.policy.forms.asking import CampaignForm, proposed, written
from rostra.policy.models import Campaign
from rostra.policy.queries import asking as queries
from rostra.policy.queries.audiences import Wanted, members, why_nobody
from rostra.policy.rules import asking as rules
from rostra.policy.states.asking import CampaignState, said
from rostra.policy.states.quiz import parse

_STEPS = {
    "open": (
        "Open",
        "From now on everybody of the audience is asked, also who joins later. Nothing of the campaign can be changed any more.",
        acts.open_campaign,
    ),
    "close": ("Close", "No more answers are taken, and nobody is reminded. What was answered stays on record.", acts.close_campaign),
}


def find_campaign(campaign_id: int) -> Campaign:
    """The campaign. Raises Http404."""
    return get_object_or_404(queries.campaigns(), pk=campaign_id)


def readable_units(request: StaffRequest) -> set[int] | None:
    """The units whose answers the person may read: None for all, else those that they head."""
    if rules.may_read_answers(request.actor, request.user.person, None):
        return None
    return units_headed_by(request.user.person, city_day())


@require_safe
@staff(rules.may_see_campaigns)
def campaigns(request: StaffRequest) -> HttpResponse:
    """Every campaign."""
    return page(
        request, "policy/asking/campaigns.html", {"campaigns": queries.campaigns(), "may_run": rules.may_run_campaigns(request.actor)}
    )


@require_safe
@staff(rules.may_see_campaigns)
def campaign(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """One campaign: how it stands, by unit."""
    found, today, within = find_campaign(campaign_id), city_day(), readable_units(request)
    rows = queries.dashboard(found, today, within)
    shown: dict[str, object] = {
        "campaign": found,
        "rows": rows,
        "total": queries.total(rows),
        "steps": [(name, _STEPS[name][0]) for name in _STEPS if rules.may_move_campaign(request.actor, found, name)],
        "over": found.state != CampaignState.DRAFT and not rules.asks_for_valid_text(found.version, today),
        "may_run": rules.may_run_campaigns(request.actor),
        "may_edit": rules.may_edit_campaign(request.actor, found),
        "audience": _told(found),
        "questions": len(parse(found.quiz)),
    }
    return page(request, "policy/asking/campaign.html", shown | (_mail_of(found) if within is None else {}))


def _told(campaign: Campaign) -> dict[str, object]:
    return {"units": campaign.units.all(), "positions": campaign.positions.select_related("unit")}


def _mail_of(campaign: Campaign) -> dict[str, object]:
    return {
        "left": queries.count_left(campaign),
        "mail": queries.mail_figures(campaign),
        "returned": queries.not_reached(campaign),
        "exceptions": queries.count_exceptions(campaign),
        "events": queries.history_of_campaign(campaign),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_run_campaigns)
def add(request: StaffRequest) -> HttpResponse:
    """Begin a campaign; with a preview of how many it asks."""
    form = CampaignForm(request.POST or None, initial=proposed() | {"version": request.GET.get("version")})
    return _written(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_run_campaigns)
def edit(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Change a campaign that is not open yet."""
    found = find_campaign(campaign_id)
    allowed = rules.may_edit_campaign(request.actor, found)
    if not allowed:
        return refuse(request, allowed)
    form = CampaignForm(request.POST or None, initial=written(found))
    form.fields["version"].disabled = True
    return _written(request, form, found)


def _written(request: StaffRequest, form: CampaignForm, campaign: Campaign | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        version = told.pop("version")
        try:
            plan = Plan(**told)
            if "preview" in request.POST:
                acts.require_sound(plan)
                return page(request, "policy/asking/write.html", {"form": form, "campaign": campaign, **_preview(told)})
            made = (
                acts.edit_campaign(campaign, plan, actor=request.actor)
                if campaign
                else acts.add_campaign(version, plan, actor=request.actor)
            )
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "The campaign is saved. Nobody is asked before it is opened.")
            return redirect("asking:campaign", made.pk)
    return page(request, "policy/asking/write.html", {"form": form, "campaign": campaign})


def _preview(told: dict[str, Any]) -> dict[str, object]:
    """How many would be asked today, or why nobody."""
    units, positions = tuple(unit.pk for unit in told["units"]), tuple(position.pk for position in told["positions"])
    wanted = Wanted(tuple(category.value for category in told["categories"]), units, positions)
    return {"preview": True, "nobody": why_nobody(wanted, city_day()), "asked": len(members(wanted, city_day()))}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_run_campaigns)
def step(request: StaffRequest, campaign_id: int, name: str) -> HttpResponse:
    """Open or close, after a page that says what it means."""
    found = find_campaign(campaign_id)
    if name not in _STEPS:
        raise Http404("no such step")
    allowed = rules.may_move_campaign(request.actor, found, name)
    if not allowed:
        return refuse(request, allowed)
    title, text, act = _STEPS[name]
    problem = ""
    if request.method == "POST":
        try:
            moved = act(found, actor=request.actor)
        except RostraError as error:
            problem = str(error)
        else:
            messages.success(request, f"The campaign is now {said(moved.state)}.")
            return redirect("asking:campaign", found.pk)
    shown = {"campaign": found, "title": title, "text": text, "problem": problem}
    return page(request, "policy/asking/step.html", shown, status=422 if problem else 200)
