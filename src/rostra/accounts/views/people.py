"""Who has which part in an account, who holds its keys, what was attested, who comes next."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import AttestForm, EndForm, PartForm, ProvisionForm, SuccessorForm
from rostra.accounts.models import Account, Custody
from rostra.accounts.states import Attested, Part
from rostra.accounts.views.asking import ask, sent
from rostra.accounts.views.finding import find_account
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.permission import Permission
from rostra.people.queries import city_day
from rostra.people.states import Function, Relation
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import asked_what_for, note_look
from rostra.policy.queries.training import lapsed_among


def _may_attest_something(actor: Actor, account: Account) -> Permission:
    also = queries.relations(actor, account)
    found = [rules.may_attest(actor, kind, also) for kind in (Attested.IN_ORDER, Attested.HOLDS_CHECKED)]
    return found[0] or found[1]


def _may_give_a_part(actor: Actor, account: Account, also: Collection[Relation]) -> Permission:
    found = [rules.may_assign(actor, account, part, also=also) for part in (Part.POSTER, Part.STEWARD)]
    return found[0] or found[1]


def _back(account: Account) -> str:
    return reverse("accounts:people", args=[account.slug])


@require_safe
@staff(rules.may_see_register)
def people(request: StaffRequest, slug: str) -> HttpResponse:
    """Who answers, who looks after, who posts, who holds the keys; and what was attested, by whom."""
    account = find_account(request, slug)
    also, rows = queries.relations(request.actor, account), list(queries.parts_of(account))
    shown = {
        "account": account,
        "today": city_day(),
        "parts": [(row, rules.may_assign(request.actor, account, Part(row.part), also=also)) for row in rows],
        "suspended": lapsed_among([row.person_id for row in rows if row.part == Part.POSTER and row.ends is None], city_day()),
        "keys": queries.keys_of(account),
        "sees_escrow": rules.may_see_escrow(request.actor, also),
        "may_change_keys": rules.may_change_keys(request.actor, account),
        "may_assign": _may_give_a_part(request.actor, account, also),
        "may_attest": _may_attest_something(request.actor, account),
        "may_name_successor": rules.may_name_successor(request.actor, account),
        "attestations": account.attestations.order_by("-at"),
    }
    return page(request, "accounts/people.html", shown)


@require_safe
@staff(rules.may_see_register)
def escrow(request: StaffRequest, slug: str) -> HttpResponse:
    """Where the credentials lie, now and before. Each look is written down, with what for."""
    account = find_account(request, slug)
    rules.may_see_escrow(request.actor, queries.relations(request.actor, account)).require()
    if asked := asked_what_for(request, Function.ESCROW):
        return asked
    note_look(request, Function.ESCROW, rules.subject(account))
    return page(request, "accounts/escrow.html", {"account": account, "provisions": queries.provisions_of(account)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_see_register)
def assign(request: StaffRequest, slug: str) -> HttpResponse:
    """Give somebody a part."""
    account = find_account(request, slug)
    allowed = _may_give_a_part(request.actor, account, queries.relations(request.actor, account))
    if not allowed:
        return refuse(request, allowed)
    form = PartForm(sent(request))

    def act() -> str:
        told = form.cleaned_data
        row = actions.assign_part(
            account, Part(told["part"]), told["person"], begins=told["begins"], ends=told["ends"], actor=request.actor
        )
        return f"{row.person} is {row.part.replace('-', ' ')}."

    lead = "Steward and backup take over today from whoever it was. Any number of people may post."
    return ask(request, form, act, title=f"Give a part: {account}", lead=lead, button="Give", back=_back(account))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_see_register)
def take(request: StaffRequest, custody_id: int) -> HttpResponse:
    """End a part."""
    row = get_object_or_404(Custody.objects.select_related("account", "person"), pk=custody_id)
    rules.may_see_account(request.actor, row.account).require()
    allowed = rules.may_assign(request.actor, row.account, Part(row.part), also=queries.relations(request.actor, row.account))
    if not allowed:
        return refuse(request, allowed)
    form = EndForm(sent(request))

    def act() -> str:
        ended = actions.take_part(row, ends=form.cleaned_data["ends"], actor=request.actor)
        return f"{ended.person} is {ended.part.replace('-', ' ')} until {in_words(ended.ends)}."

    lead = "It stays on record who had it, and from when to when."
    title = f"{row.person} is no longer {row.part.replace('-', ' ')}"
    return ask(request, form, act, title=title, lead=lead, button="End", back=_back(row.account), grave=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_see_register)
def keys(request: StaffRequest, slug: str) -> HttpResponse:
    """Who holds the keys from now on."""
    account = find_account(request, slug)
    allowed = rules.may_change_keys(request.actor, account)
    if not allowed:
        return refuse(request, allowed)
    form = ProvisionForm(sent(request))

    def act() -> str:
        actions.change_keys(account, form.provisioning(), actor=request.actor)
        return "It is on record who holds the keys from now on."

    lead = "Two people in office, one of them of communications. Only the place where the credentials lie is written down here."
    return ask(request, form, act, title=f"Who holds the keys: {account}", lead=lead, button="Enter", back=_back(account))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_see_register)
def attest(request: StaffRequest, slug: str) -> HttpResponse:
    """Put one's name to something that was seen to."""
    account = find_account(request, slug)
    allowed = _may_attest_something(request.actor, account)
    if not allowed:
        return refuse(request, allowed)
    form = AttestForm(sent(request))

    def act() -> str:
        told = form.cleaned_data
        actions.attest(account, Attested(told["kind"]), statement=told["statement"], actor=request.actor)
        return "It is attested in your name."

    lead = "No program can look this up: a person says it, by name, and it stays on record."
    return ask(request, form, act, title=f"Attest: {account}", lead=lead, button="Attest", back=_back(account))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_register)
def successor(request: StaffRequest, slug: str) -> HttpResponse:
    """Who comes after the custodian."""
    account = find_account(request, slug)
    form = SuccessorForm(sent(request))

    def act() -> str:
        told = form.cleaned_data
        actions.name_successor(account, told["successor"], told["begins"], actor=request.actor)
        return f"Custody moves to {told['successor']} on {in_words(told['begins'])}."

    lead = "Custody moves by itself on that day. Then the credentials are rotated, and the account is handed over."
    return ask(request, form, act, title=f"Name a successor: {account}", lead=lead, button="Name", back=_back(account))
