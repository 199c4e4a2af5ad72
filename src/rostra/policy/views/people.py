"""The people of a campaign: listed, exported, their answers, decisions about exceptions; sheets, letters, and signed paper."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.core.spreadsheets import spreadsheet
from rostra.people.models import Unit
from rostra.people.queries import city_day
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import asked_what_for, note_list, note_look
from rostra.policy.actions import acknowledging, campaigns
from rostra.policy.actions.acknowledging import Given
from rostra.policy.actions.letters import address_of
from rostra.policy.forms.asking import ExceptionForm, FilterForm, SheetForm
from rostra.policy.models import Campaign, Recipient
from rostra.policy.queries import asking as queries
from rostra.policy.queries.codes import code_of
from rostra.policy.rules import asking as rules
from rostra.policy.states.asking import REASONED, CampaignState, Route, Standing
from rostra.policy.views.campaigns import find_campaign, readable_units

ON_A_PAGE = 50
PRIVATE = Function.ACKNOWLEDGEMENT  # answers by name, and reasons, are data about personnel


@require_safe
@staff(rules.may_see_campaigns)
def people(request: StaffRequest, campaign_id: int, kind: str = "") -> HttpResponse:
    """Who is asked, and what each answered; as a table too. Whose reasoned answer stands on it, finds the look written down."""
    found = find_campaign(campaign_id)
    within = readable_units(request)
    form = FilterForm(found, within, request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    unit: Unit | None = told.get("unit")
    allowed = rules.may_read_answers(request.actor, request.user.person, unit)
    if not allowed and unit is not None:
        return refuse(request, allowed)
    if question := asked_what_for(request, PRIVATE):
        return question
    standing = queries.standing_of(told["standing"]) if told.get("standing") else None
    listed = queries.recipients_of(found, city_day(), unit=unit, standing=standing, within=within)
    if kind:
        _note(request, listed.filter(answer__in=REASONED))
        return spreadsheet("people", ["name", "number", "unit", "answer", "due", "answered"], _lines(listed))
    shown = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    _note(request, [each for each in shown if each.answer in REASONED])
    return page(request, "policy/asking/people.html", {"campaign": found, "filters": form, "recipients": shown, "today": city_day()})


def _note(request: StaffRequest, named: Iterable[Recipient]) -> None:
    note_list(request, PRIVATE, request.get_full_path().removeprefix("/desk/"), [each.person for each in named])


def _lines(listed: QuerySet[Recipient]) -> Iterable[list[str]]:
    for each in listed:
        answered = each.answered.isoformat(timespec="seconds") if each.answered else ""
        yield [each.person.name, each.person.number or "", each.unit.name, each.answer, each.due.isoformat(), answered]


@require_safe
@staff(rules.may_see_campaigns)
def figures(request: StaffRequest, campaign_id: int, kind: str) -> HttpResponse:
    """How a campaign stands, by unit, for machines. Within the house: small numbers are told."""
    found, today = find_campaign(campaign_id), city_day()
    rows = queries.dashboard(found, today, readable_units(request))
    if kind == "csv":
        cells = [[row.unit.name if row.unit else "", str(row.asked), *(str(row.standings[each]) for each in Standing)] for row in rows]
        return spreadsheet("units", ["unit", "asked", *(each.value for each in Standing)], cells)
    units = [
        {"unit": row.unit.slug if row.unit else "", "asked": row.asked, **{each.value: row.standings[each] for each in Standing}}
        for row in rows
    ]
    version = found.version
    told = {"document": version.document.slug, "version": version.number, "digest": version.digest, "due": found.due, "day": today}
    return JsonResponse({**told, "state": found.state, "units": units})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_see_campaigns)
def person(request: StaffRequest, campaign_id: int, slug: str) -> HttpResponse:
    """What one person answered, with the reason; a decision about an exception. Each look is written down."""
    recipient = _recipient(find_campaign(campaign_id), slug)
    allowed = rules.may_read_answers(request.actor, request.user.person, recipient.unit)
    if not allowed:
        return refuse(request, allowed)
    if question := asked_what_for(request, PRIVATE):
        return question
    may_decide = rules.may_decide_exception(request.actor, recipient, "grant")
    if request.method == "POST" and not may_decide:
        return refuse(request, may_decide)
    form = ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = acknowledging.decide_exception(recipient, actor=request.actor, **form.cleaned_data)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"The exception of {kept.person} is {'granted' if kept.until else 'declined'}.")
            return redirect("asking:person", campaign_id, slug)
    answers = queries.answers_in(recipient.campaign, recipient.person)
    note_look(request, PRIVATE, f"acknowledgements/{campaign_id}/person/{slug}", about=recipient.person)
    shown = {"recipient": recipient, "campaign": recipient.campaign, "answers": answers, "may_decide": may_decide, "form": form}
    return page(request, "policy/asking/person.html", shown)


def _recipient(campaign: Campaign, slug: str) -> Recipient:
    asked = Recipient.objects.select_related("person__user", "unit", "campaign__version__document")
    return get_object_or_404(asked, campaign=campaign, person__slug=slug)


def _open_one(campaign_id: int) -> Campaign:
    found = find_campaign(campaign_id)
    if found.state != CampaignState.OPEN:
        raise Http404("the campaign is not open")
    return found


@require_safe
@staff(rules.may_run_campaigns)
def sheet(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """The text with a table to sign, of a unit, or of those who cannot be written to."""
    found = _open_one(campaign_id)
    unit = Unit.objects.filter(slug=request.GET.get("unit", "")).first()
    listed = (
        queries.recipients_of(found, city_day(), unit=unit).filter(answered__isnull=True) if unit else queries.on_paper(found, city_day())
    )
    clauses = found.version.clauses.all()
    return page(request, "policy/asking/sheet.html", {"campaign": found, "unit": unit, "recipients": listed, "clauses": clauses})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_run_campaigns)
def letters(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Letters with codes, for those who cannot be written to by mail. That they were shown is on record, so a reload shows none."""
    if request.method != "POST":
        return redirect("asking:campaign", campaign_id)
    found = _open_one(campaign_id)
    unit = Unit.objects.filter(slug=request.POST.get("unit", "")).first()
    listed = list(
        queries.recipients_of(found, city_day(), unit=unit).exclude(answer="acknowledged") if unit else queries.on_paper(found, city_day())
    )
    campaigns.note_codes_printed(found, len(listed), actor=request.actor)
    shown = {"campaign": found, "letters": [(each, code_of(each), address_of(each)) for each in listed]}
    return page(request, "policy/asking/letters.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_run_campaigns)
def paper(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Enter signed sheets: many people at once, all of them or none."""
    found = _open_one(campaign_id)
    form = SheetForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            signers = acknowledging.recipients_named(found, told["people"])
            given = Given(
                Route.PAPER, told["digest"], reason=told["reason"] if told["refused"] else "", signed=told["signed"], scan=told["scan"]
            )
            kept = acknowledging.enter_sheets(signers, given, refused=told["refused"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Entered: {len(kept):,}.")
            return redirect("asking:campaign", found.pk)
    return page(request, "policy/asking/paper.html", {"campaign": found, "form": form})
