"""The staff's pages on training."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.queries import city_day
from rostra.people.views.access import StaffRequest, page, staff
from rostra.policy.actions import training as acts
from rostra.policy.actions.training import NewModule
from rostra.policy.forms.training import CompletionsForm, ModuleForm, proposed
from rostra.policy.models import Module
from rostra.policy.queries import training as queries
from rostra.policy.rules import training as rules
from rostra.policy.views.campaigns import readable_units

_LISTED = 200


@require_safe
@staff(rules.may_see_training)
def modules(request: StaffRequest) -> HttpResponse:
    """Every module, with how many are up to date."""
    within = readable_units(request)
    rows = queries.module_rows(city_day(), within)
    shown = {"rows": rows, "within": within is not None, "may_keep": rules.may_keep_training(request.actor)}
    return page(request, "policy/training/modules.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_keep_training)
def add(request: StaffRequest) -> HttpResponse:
    """Enter a module."""
    form = ModuleForm(request.POST or None, initial=proposed())
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.add_module(NewModule(**form.cleaned_data), actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{made} is entered.")
            return redirect("asking:module", made.slug)
    return page(request, "policy/training/add.html", {"form": form})


def _find(slug: str) -> Module:
    return get_object_or_404(Module, slug=slug)


@require_safe
@staff(rules.may_see_training)
def module(request: StaffRequest, slug: str) -> HttpResponse:
    """One module: whose training has lapsed, and who is due next."""
    found, today, within = _find(slug), city_day(), readable_units(request)
    due = (each for each in queries.trainings([found], today)[found] if each.due and (within is None or each.unit in within))
    open_ones = sorted(due, key=lambda each: each.due or today)
    listed = open_ones[:_LISTED]
    people, units = queries.names_of(listed)
    shown = {
        "module": found,
        "rows": [(people[each.person], units[each.unit], each, each.lapsed(today)) for each in listed],
        "lapsed": sum(each.lapsed(today) for each in open_ones),
        "within": within is not None,
        "more": len(open_ones) - len(listed),
        "may_keep": rules.may_keep_training(request.actor),
    }
    return page(request, "policy/training/module.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_keep_training)
def complete(request: StaffRequest, slug: str) -> HttpResponse:
    """Record who completed a module: all of them, or none."""
    found, form = _find(slug), CompletionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            people = acts.people_named(told["people"])
            made = acts.record_completions(found, people, day=told["day"], evidence=told["evidence"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Entered: {len(made):,}.")
            return redirect("asking:module", slug)
    return page(request, "policy/training/complete.html", {"module": found, "form": form})


@require_POST
@staff(rules.may_keep_training)
def end(request: StaffRequest, slug: str) -> HttpResponse:
    """Nobody needs the module any more."""
    found = _find(slug)
    try:
        acts.end_module(found, actor=request.actor)
    except RostraError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Nobody needs {found} any more.")
    return redirect("asking:module", slug)
