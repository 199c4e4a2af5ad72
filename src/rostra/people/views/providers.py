"""Identity providers: the tokens that let them in, and how many people they ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people import actions, rules
from rostra.people.forms import LeavingAllowanceForm, TokenForm
from rostra.people.models import ScimToken
from rostra.people.queries.provisions import leaving_now, left_lately
from rostra.people.views.access import StaffRequest, page, staff

SHOWN = 200  # people who left lately


@require_safe
@staff(rules.may_see_roster)
def providers(request: StaffRequest) -> HttpResponse:
    """Who is let in to keep the roster, and what they did lately."""
    leaving = leaving_now()
    shown = {
        "address": _address(request),
        "tokens": ScimToken.objects.order_by("ended", "made"),
        "leaving": leaving,
        "most": max(rules.most_leaving(leaving.held), leaving.allowed),
        "left": left_lately()[:SHOWN],
        "may_keep_tokens": rules.may_keep_tokens(request.actor),
        "may_allow_leaving": rules.may_allow_leaving(request.actor),
    }
    return page(request, "people/providers.html", shown)


def _address(request: StaffRequest) -> str:
    return request.build_absolute_uri(reverse("scim:config")).rpartition("/")[0]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_keep_tokens)
def token(request: StaffRequest) -> HttpResponse:
    """Make a token. It stands in this one answer and nowhere else: not in a message, a session or a log."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            made = actions.make_token(name, actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            return page(request, "people/token-made.html", {"name": name, "token": made, "address": _address(request)})
    return page(request, "people/token.html", {"form": form})


@require_POST
@staff(rules.may_keep_tokens)
def end_token(request: StaffRequest, name: str) -> HttpResponse:
    """Let nobody in by a token any more."""
    try:
        actions.end_token(name, actor=request.actor)
        messages.success(request, f"Nobody is let in by the token “{name}” any more.")
    except RostraError as error:
        messages.error(request, str(error))
    return redirect("roster:providers")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_allow_leaving)
def leaving(request: StaffRequest) -> HttpResponse:
    """Let providers end so many people within a day, having looked."""
    form = LeavingAllowanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.allow_leaving(form.cleaned_data["leaving"], actor=request.actor)
        messages.success(request, f"Identity providers may end {form.cleaned_data['leaving']:,} people within a day from now.")
        return redirect("roster:providers")
    return page(request, "people/leaving.html", {"form": form, "leaving": leaving_now()})
