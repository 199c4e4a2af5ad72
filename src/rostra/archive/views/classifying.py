"""Withhold something, confirm it, open it again, and look for the same elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from rostra.accounts.views.asking import Act, answer, sent
from rostra.archive.actions.classify import classify as withhold
from rostra.archive.actions.classify import classify_elsewhere, confirm_classification, leave_open, lift_classification
from rostra.archive.forms.classified import LEAVE, ClassifyForm, ElsewhereForm, LiftForm
from rostra.archive.models import Classification, Version
from rostra.archive.queries.classifications import classification_numbered, record_whole, words_of
from rostra.archive.queries.elsewhere import MOST_ELSEWHERE, same_elsewhere
from rostra.archive.rules.classification import (
    may_be_classified,
    may_classify,
    may_confirm_classification,
    may_lift_classification,
    may_see_classifications,
)
from rostra.archive.views.looking import looked_at
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import asked_what_for, with_purpose


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_classify)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def classify(request: StaffRequest, record_id: int, number: int) -> HttpResponse:
    """Choose what, as what, on which law. Nothing of the content stands in an address."""
    found = looked_at(request, record_whole(record_id), "record")
    version = found.all_versions.filter(number=number).first()
    if version is None:
        raise Http404("no such version")
    if not (allowed := may_be_classified(found)):
        return refuse(request, allowed)
    form = ClassifyForm(sent(request), version, _proposal(request, version))
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                made = [withhold(target, form.proposed(), actor=request.actor) for target in form.targets(found)]
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "It is withheld. Search forgets it within seconds.")
            return _onward(made[-1])
    return page(request, "archive/classify.html", {"record": found, "version": version, "form": form})


def _proposal(request: StaffRequest, version: Version) -> dict[str, Any]:
    """What a suggestion proposes: a range of the text and a law."""
    start, end = (request.GET.get(name, "") for name in ("start", "end"))
    if not (start.isdecimal() and end.isdecimal() and len(start + end) < 18):
        return {"what": "span"} if version.text else {}
    words = version.text[int(start) : int(end)]
    places = [f"{version.record_id}-{version.number}-{int(start)}-{int(end)}"]
    return {"what": "span", "words": words, "places": places, "basis": request.GET.get("basis", ""), "held_as": "private"}


def _onward(row: Classification) -> HttpResponse:
    """To the same elsewhere, if it stands anywhere."""
    if same_elsewhere(row):
        return redirect("classified:elsewhere", row.pk)
    return redirect("classified:record", row.record_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_classify)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def elsewhere(request: StaffRequest, pk: int) -> HttpResponse:
    """The same in other versions and other records: somebody says where it is withheld too, and where it was seen and stays open."""
    row = _numbered(pk)
    found = same_elsewhere(row)
    if not found:
        return page(request, "archive/nothing-elsewhere.html", _about(request, row))
    form = ElsewhereForm(sent(request), found)

    def act() -> str:
        if form.cleaned_data["answer"] == LEAVE:
            left = leave_open(row, form.chosen(), form.cleaned_data["reason"], actor=request.actor)
            return f"It stays open in {_places(len(left))}, and is not asked again."
        return f"It is withheld in {_places(len(classify_elsewhere(row, form.chosen(), actor=request.actor)), 'more ')}."

    return _ask(request, row, form, act, title="The same elsewhere", lead=_lead(len(found)), button="Do so")


def _ask(request: StaffRequest, row: Classification, form: forms.Form, act: Act, **shown: object) -> HttpResponse:
    """One question about what is withheld, which stands above it."""
    return answer(request, request.actor, form, act, "archive/classified-step.html", shown | _about(request, row))


def _about(request: StaffRequest, row: Classification) -> dict[str, object]:
    """The record and the words; the look at them is written down."""
    record = looked_at(request, row.record, "record")
    back = reverse("classified:record", args=[record.pk])
    versions = record.all_versions.filter(number=row.version) if row.version else ()
    return {"row": row, "words": words_of(row, versions), "back": back}


def _places(number: int, more: str = "") -> str:
    return f"{number} {more}place{'s' if number != 1 else ''}"


def _lead(found: int) -> str:
    told = "What is withheld in one place tells nothing, as long as it can be read in another. Mark the places that you have looked at."
    return f"{told} These are the first {found}: answer them, then look again." if found == MOST_ELSEWHERE else told


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_classifications)
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide that it stands."""
    row = _numbered(pk)
    if not (allowed := may_confirm_classification(request.actor, row)):
        return refuse(request, allowed)
    if (asked := asked_what_for(request, Function.RESTRICTED_ARCHIVE)) is not None:
        return asked

    def act() -> str:
        confirm_classification(row, actor=request.actor)
        return "It is confirmed."

    lead = f"{row.by_name} withheld it on {row.law}. Look at the record first."
    return _ask(request, row, forms.Form(sent(request)), act, title="Confirm", lead=lead, button="Confirm")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_classifications)
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """Open it again."""
    row = _numbered(pk)
    if not (allowed := may_lift_classification(request.actor, row)):
        return refuse(request, allowed)
    if (asked := asked_what_for(request, Function.RESTRICTED_ARCHIVE)) is not None:
        return asked
    form = LiftForm(sent(request))

    def act() -> str:
        lift_classification(row, form.cleaned_data["reason"], actor=request.actor)
        return "It is open again: everybody sees it."

    lead = "Everybody will see it again: pages, search, files and feeds."
    return _ask(request, row, form, act, title="Open it again", lead=lead, button="Open it", grave=True)


def _numbered(pk: int) -> Classification:
    row = classification_numbered(pk)
    if row is None:
        raise Http404("no such classification")
    return row
