"""The roster: whom the policy covers, in which position, since when."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.core.audit import history
from rostra.core.dates import in_words
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people import actions, queries, rules
from rostra.people.forms import AppointForm, EndForm, NewcomerForm, RosterForm
from rostra.people.forms.naming import let_choose
from rostra.people.models import Appointment, Person
from rostra.people.queries.origin import brought_by
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff
from rostra.people.views.purpose import asked_what_for, note_look

ON_A_PAGE = 25


@require_safe
@staff(rules.may_see_own_roster)
def roster(request: StaffRequest) -> HttpResponse:
    """Who is covered by the policy?"""
    within = rules.roster_in_sight(request.actor)
    form = RosterForm(within, request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.in_office(queries.city_day(), text=wanted.get("q", ""), unit=wanted.get("unit"), category=wanted.get("category", ""))
    found = found if within is None else found.filter(position__unit__in=within)
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"filters": form, "appointments": shown, "whole": within is None, "may_change": rules.may_change_roster(request.actor)}
    return page(request, "people/roster.html", told)


@require_safe
@staff(rules.may_see_own_roster)
def person(request: StaffRequest, slug: str) -> HttpResponse:
    """One person: positions now and before, and what happened."""
    found = _find(slug)
    rules.may_see_person(request.actor, found).require()
    shown = {
        "person": found,
        "appointments": found.appointments.select_related("position__unit", "supervisor").order_by("-begins"),
        "events": history(f"person:{found.slug}"),
        "brought_by": brought_by(found),
        "may_change": rules.may_change_roster(request.actor),
        "may_invite": rules.may_invite(request.actor),
        "invitations": queries.invitations_open(found) if rules.may_invite(request.actor) else (),
        "today": queries.city_day(),
    }
    return page(request, "people/person.html", shown)


@require_safe
@staff(rules.may_see_own_roster)
def address(request: StaffRequest, slug: str) -> HttpResponse:
    """The e-mail address on the roster. Each look is written down, with what for."""
    found = _find(slug)
    rules.may_see_person(request.actor, found).require()
    if asked := asked_what_for(request, Function.ROSTER):
        return asked
    note_look(request, Function.ROSTER, f"person:{found.slug}", about=found)
    return page(request, "people/address.html", {"person": found})


def _find(slug: str) -> Person:
    return get_object_or_404(Person, slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_roster)
def add(request: StaffRequest) -> HttpResponse:
    """Enter somebody whom no list brings: a volunteer, a board member."""
    form = NewcomerForm(request.POST or None)
    let_choose(form, request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = _enter(request, form)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{made} is on the roster.")
            return redirect("roster:person", made.slug)
    return page(request, "people/add.html", {"form": form})


@transaction.atomic
def _enter(request: StaffRequest, form: NewcomerForm) -> Person:
    told = form.cleaned_data
    made = actions.add_person(queries.free_slug(told["name"]), told["name"], email=told["email"], actor=request.actor)
    _appoint(request, made, form)
    return made


def _appoint(request: StaffRequest, found: Person, form: AppointForm) -> Appointment:
    told = form.cleaned_data
    position = actions.position_of(told["unit"], told["title"], told["category"], actor=request.actor)
    return actions.appoint(
        found,
        position,
        begins=told["begins"],
        ends=told["ends"],
        supervisor=told["supervisor"],
        on_official_accounts=told["on_official_accounts"],
        actor=request.actor,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_roster)
def appoint(request: StaffRequest, slug: str) -> HttpResponse:
    """Put a person into a position."""
    found, form = _find(slug), AppointForm(request.POST or None)
    let_choose(form, request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = _appoint(request, found, form)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{found} is {made.position.title}, {made.position.unit}.")
            return redirect("roster:person", slug)
    return page(request, "people/appoint.html", {"person": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_roster)
def end(request: StaffRequest, appointment_id: int) -> HttpResponse:
    """Let somebody leave a position."""
    found = get_object_or_404(Appointment.objects.select_related("person", "position__unit"), pk=appointment_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_appointment(found, ends=form.cleaned_data["ends"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _until(found))
            return redirect("roster:person", found.person.slug)
    return page(request, "people/end.html", {"appointment": found, "form": form})


def _until(found: Appointment) -> str:
    if found.ends is None:
        told = "An account is in their hands: until that is handed over the appointment does not end."
        return f"{in_words(found.leaves)} is noted as the last day of {found.person}. {told}"
    return f"{found.person} holds the position until {in_words(found.ends)}."
