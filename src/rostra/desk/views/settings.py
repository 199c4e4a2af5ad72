"""Settings that no interface shows: read off step by step, with pictures, and what was read off before."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.accounts.rules import may_see_register
from rostra.accounts.views.finding import find_account
from rostra.archive.queries.settings import values_now
from rostra.archive.views.sealed import hand_out
from rostra.capture.actions import attest_settings
from rostra.capture.models import AttestedFile
from rostra.capture.queries.settings import attestations_of, picture, steps_of
from rostra.capture.rules import may_attest_settings
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, RostraError
from rostra.core.permission import Permission
from rostra.core.refusals import show_refusal
from rostra.desk.forms import SettingsForm
from rostra.people.views.access import NOT_NOW, StaffRequest, page, refuse, staff

SHOWN = 20  # attestations before


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_register)
def settings(request: StaffRequest, slug: str) -> HttpResponse:
    """The way through the settings of one account, and what was read off before."""
    account = find_account(request, slug)
    allowed = _allowed(request.actor, account)
    if request.method == "POST" and not allowed:
        return refuse(request, allowed)
    form = SettingsForm(request.POST or None, request.FILES or None, steps=steps_of(account), now=values_now(account))
    if request.method == "POST" and form.is_valid():
        try:
            made = attest_settings(account, form.told(), actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _said(len(made.changed)))
            return redirect("desk:settings", slug)
    shown = {"account": account, "form": form, "allowed": allowed, "before": attestations_of(account)[:SHOWN]}
    return page(request, "desk/settings.html", shown)


@require_safe
@staff(may_see_register)
def file(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """A picture that came with an attestation. It is handed out to be saved, and cannot run here."""
    account = find_account(request, slug)
    if not (allowed := _allowed(request.actor, account)):
        return refuse(request, allowed)
    kept = get_object_or_404(_files(account), pk=number)
    try:
        content = picture(kept)
    except Conflict as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=NOT_NOW)
    return hand_out(content, kept.media_type, f"settings-{account.slug}-{kept.pk}")


def _allowed(actor: Actor, account: Account) -> Permission:
    return may_attest_settings(actor, account, also=relations(actor, account))


def _files(account: Account) -> QuerySet[AttestedFile]:
    return AttestedFile.objects.filter(attestation__account=account)


def _said(changed: int) -> str:
    if not changed:
        return "It is on record. Nothing differs from what was read off before."
    return f"It is on record. {changed} of the settings differ from before; each is a new version in the archive."
