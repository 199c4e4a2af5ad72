"""Units as a tree, positions, and what counsel says of them: now, and in the course of time."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.audit import history
from rostra.core.dates import in_words
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people import actions, queries, rules
from rostra.people.forms import AttributeForm, DayForm, EndForm, UnitChangeForm, UnitForm
from rostra.people.models import Position, PositionAttribute, Unit
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff
from rostra.people.views.purpose import note_look, with_purpose

ON_A_PAGE = 50
NAMED = 5  # present heads who are named
_ATTRIBUTE = "people.attribute."  # how the events about what a position is before the law begin


@require_safe
@staff(rules.may_see_roster)
def units(request: StaffRequest) -> HttpResponse:
    """How is the city made up, today or on another day?"""
    form = DayForm(request.GET)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or queries.city_day()
    shown = {"filters": form, "tree": queries.units_tree(day), "day": day, "may_change": rules.may_change_roster(request.actor)}
    return page(request, "people/units.html", shown)


@require_safe
@staff(rules.may_see_roster)
def unit(request: StaffRequest, slug: str) -> HttpResponse:
    """One unit: what it is and was called, where it stands and stood, and its positions."""
    found = _unit(slug)
    shown = {
        "unit": found,
        "below": found.children.order_by("name"),
        "in_time": queries.places_of(found),
        "positions": queries.positions_in(found, queries.city_day()),
        "events": history(f"unit:{slug}"),
        "may_change": rules.may_change_roster(request.actor),
    }
    return page(request, "people/unit.html", shown)


def _unit(slug: str) -> Unit:
    return get_object_or_404(Unit.objects.select_related("parent"), slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_roster)
def add(request: StaffRequest) -> HttpResponse:
    """Enter a unit."""
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        slug = queries.free_unit_slug(told["name"])
        try:
            actions.add_unit(slug, told["name"], told["kind"], parent=told["parent"], begins=told["begins"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{told['name']} is on the roster.")
            return redirect("roster:unit", slug)
    return page(request, "people/unit-add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_roster)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    """Let a unit have another name or stand below another one, from a day on."""
    found = _unit(slug)
    form = UnitChangeForm(request.POST or None, initial={"name": found.name, "parent": found.parent})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.change_unit(found, name=told["name"], parent=told["parent"], since=told["since"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{told['name']} since {in_words(told['since'])}; what was before stays on record.")
            return redirect("roster:unit", slug)
    return page(request, "people/unit-change.html", {"unit": found, "form": form})


@require_safe
@staff(rules.may_see_roster)
def position(request: StaffRequest, slug: str) -> HttpResponse:
    """One position: who holds and held it. What counsel says of it stands on a page of its own."""
    found = _position(slug)
    held = found.appointments.select_related("person", "supervisor").order_by("-begins", "-pk")
    shown = {
        "position": found,
        "appointments": Paginator(held, ON_A_PAGE).get_page(request.GET.get("page")),
        "may_see_attributes": rules.may_see_attributes(request.actor),
        "may_change": rules.may_change_roster(request.actor),
        "events": history(f"position:{slug}").exclude(action__startswith=_ATTRIBUTE),
    }
    return page(request, "people/position.html", shown)


@require_POST
@staff(rules.may_change_roster)
def head(request: StaffRequest, slug: str) -> HttpResponse:
    """Who holds the position heads its unit from now on, or does not."""
    found, heads = _position(slug), request.POST.get("heads") == "yes"
    if heads and not found.heads_unit and "sure" not in request.POST and (told := _before_heading(found)):
        shown = {"title": f"{found.title}: it heads the unit", "lead": told, "button": "It heads the unit"}
        kept = {"heads": "yes", "sure": "yes"}
        return page(request, "people/confirm.html", shown | {"kept": kept, "back": reverse("roster:position", args=[slug])})
    try:
        actions.mark_head(found, heads=heads, actor=request.actor)
    except RostraError as error:
        messages.error(request, f"Nothing was changed: {error}.")
    else:
        messages.success(request, f"{found.title} {'heads' if heads else 'does not head'} {found.unit.name} now.")
    return redirect("roster:position", slug)


def _before_heading(position: Position) -> str:
    """What to say before a position heads its unit: how many hold it, and who heads the unit; empty where one is the only head."""
    today, told = queries.city_day(), []
    holders, heads = len(queries.holders_of(position, today)), queries.heads_of(position.unit, today)
    if holders > 1:
        told.append(f"{holders:,} people hold this position today: each of them heads {position.unit.name} then.")
    if heads:
        named = ", ".join(person.name for person in heads[:NAMED]) + (f" and {len(heads) - NAMED:,} more" if len(heads) > NAMED else "")
        told.append(f"{position.unit.name} has a head already, who stays one: {named}.")
    return " ".join(told)


@require_safe
@staff(rules.may_see_attributes)
@with_purpose(Function.POSITION_ATTRIBUTES)
def attributes(request: StaffRequest, slug: str) -> HttpResponse:
    """What counsel says a position is before the law, with the reason. Each look is written down, with what for."""
    found = _position(slug)
    note_look(request, Function.POSITION_ATTRIBUTES, f"position:{slug}")
    shown = {
        "position": found,
        "attributes": found.attributes.order_by("-begins"),
        "events": history(f"position:{slug}").filter(action__startswith=_ATTRIBUTE),
        "may_set": rules.may_set_attributes(request.actor),
    }
    return page(request, "people/attributes.html", shown)


def _position(slug: str) -> Position:
    return get_object_or_404(Position.objects.select_related("unit"), slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_set_attributes)
def set_attribute(request: StaffRequest, slug: str) -> HttpResponse:
    """Counsel says what a position is before the law."""
    found, form = _position(slug), AttributeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.set_attribute(found, told["attribute"], begins=told["begins"], reason=told["reason"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{found.title}: {told['attribute'].replace('-', ' ')} since {in_words(told['begins'])}.")
            return redirect("roster:position", slug)
    return page(request, "people/attribute.html", {"position": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_set_attributes)
@with_purpose(Function.POSITION_ATTRIBUTES)
def end_attribute(request: StaffRequest, attribute_id: int) -> HttpResponse:
    """Counsel says until when it held."""
    found = get_object_or_404(PositionAttribute.objects.select_related("position__unit"), pk=attribute_id)
    note_look(request, Function.POSITION_ATTRIBUTES, f"position:{found.position.slug}")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_attribute(found, ends=form.cleaned_data["ends"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"It held until {in_words(form.cleaned_data['ends'])}.")
            return redirect("roster:position", found.position.slug)
    return page(request, "people/attribute-end.html", {"attribute": found, "position": found.position, "form": form})
