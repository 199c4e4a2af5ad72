"""All documents; one document with its versions; a new one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.audit import history
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.queries import city_day
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, page, staff
from rostra.policy import queries, rules
from rostra.policy.actions import texts
from rostra.policy.forms import DocumentForm
from rostra.policy.states import DocumentKind
from rostra.policy.states.days import in_force
from rostra.policy.views.finding import find_document

CAMPAIGNS = Q(action__startswith="policy.campaign.") | Q(action__startswith="policy.acknowledgement.")  # stand on the campaign's page


@require_safe
@staff(may_enter_desk)
def documents(request: StaffRequest) -> HttpResponse:
    """Every policy and its procedures, with what is in force and what is being written."""
    may_see = rules.may_see_policies(request.actor)
    return page(
        request,
        "policy/documents.html",
        {"rows": queries.rows(city_day()), "may_write": rules.may_write(request.actor), "may_see": may_see},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_write)
def add(request: StaffRequest) -> HttpResponse:
    """Enter a document."""
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        kind = DocumentKind.PROCEDURES if told["policy"] else DocumentKind.POLICY
        try:
            made = texts.add_document(told["slug"], told["title"], kind, told["unit"], policy=told["policy"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{made} is entered. Now write its first version.")
            return redirect("policy:new", made.slug)
    return page(request, "policy/add.html", {"form": form})


@require_safe
@staff(may_enter_desk)
def document(request: StaffRequest, slug: str) -> HttpResponse:
    """One document: its versions, and what happened to it."""
    found = find_document(slug)
    versions = list(queries.versions_of(found))
    person = request.user.person
    shown = {
        "document": found,
        "versions": [version for version in versions if rules.may_read_version(request.actor, person, version)],
        "in_force": in_force(versions, city_day()),
        "may_write": rules.may_write(request.actor),
        "may_confirm": rules.may_confirm(request.actor),
    }
    events = history(rules.subject(found)).exclude(CAMPAIGNS) if rules.may_see_policies(request.actor) else None
    return page(request, "policy/document.html", {**shown, "events": events})


@require_POST
@staff(rules.may_confirm)
def confirm(request: StaffRequest, slug: str) -> HttpResponse:
    """Record that the policy was reviewed and stays as it is."""
    found = texts.confirm_text(find_document(slug), actor=request.actor)
    messages.success(request, f"{found} was reviewed today and stays as it is.")
    return redirect("policy:document", slug)
