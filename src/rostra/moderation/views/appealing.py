"""How does somebody appeal, without a sign-in? By the code of the notice; on its page they also see what became of it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rostra.core.actor import PUBLIC
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.core.tallies import count_one
from rostra.moderation.actions.appeals import receive_appeal
from rostra.moderation.forms.appeals import AppealForm, CodeForm
from rostra.moderation.models import Appeal, BlockException, ModerationAct
from rostra.moderation.queries.acts import told_until
from rostra.moderation.queries.codes import code_of, thing_by_code
from rostra.moderation.rules.acts import ground_of
from rostra.moderation.rules.appeals import may_appeal
from rostra.people.queries import city_day

NOT_FOUND, INVALID, TOO_MANY = 404, 422, 429
_UNKNOWN = "We know no such code. Look at the notice again: it has letters and digits, with dashes between."
_FLOOD = "Many codes were tried from here within an hour. Try again later, or write or call."


@csrf_exempt  # no session is known and no cookie is set: whoever has the code may appeal, whoever has not cannot
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code of a notice."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _enter(request, form, INVALID if form.is_bound else 200)
    if _is_flood(request):
        form.add_error(None, _FLOOD)
        return _enter(request, form, TOO_MANY)
    if (thing := thing_by_code(form.cleaned_data["code"])) is not None:
        return redirect("appeal:appeal", code_of(thing))
    form.add_error("code", _UNKNOWN)
    return _enter(request, form, INVALID)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, code: str) -> HttpResponse:
    """What was done and why, and the appeal. Opening it does nothing. Every code that is not known gets the same answer."""
    thing = thing_by_code(code)
    if (thing is None or request.method == "POST") and _is_flood(request):
        return _enter(request, CodeForm(), TOO_MANY, _FLOOD)
    if thing is None:
        return _enter(request, CodeForm(), NOT_FOUND, _UNKNOWN)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, thing, form, INVALID if form.is_bound else 200)
    try:
        receive_appeal(thing, form.said(), actor=PUBLIC)
    except RostraError as error:
        show_refusal(form, error)
        return _page(request, thing, form, INVALID)
    return redirect("appeal:appeal", code_of(thing))


def _page(request: HttpRequest, thing: ModerationAct | BlockException, form: AppealForm, status: int) -> HttpResponse:
    made = Appeal.objects.filter(**{"act" if isinstance(thing, ModerationAct) else "exception": thing}).first()
    until = told_until(thing)
    shown = {
        "thing": thing, "form": form, "appeal": made, "until": until, "ground": ground_of(thing.ground), "code": code_of(thing),
        "when": thing.applied if isinstance(thing, ModerationAct) else thing.since, "allowed": may_appeal(thing, until, city_day()),
        "terms": settings.PROFILE.moderation,
    }  # fmt: skip
    return _without_trace(render(request, "moderation/appealing.html", shown, status=status))


def _enter(request: HttpRequest, form: CodeForm, status: int, trouble: str = "") -> HttpResponse:
    shown = {"form": form, "trouble": trouble, "terms": settings.PROFILE.moderation}
    return _without_trace(render(request, "moderation/appealing-code.html", shown, status=status))


def _without_trace(response: HttpResponse) -> HttpResponse:
    """The address holds the code: it goes to no other site and into no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _is_flood(request: HttpRequest) -> bool:
    """Whether this network address has tried more than its share within the hour. Only a keyed hash is remembered, and only so long."""
    key = "appeal-" + salted_hmac("appeal", request.META.get("REMOTE_ADDR", ""), algorithm="sha256").hexdigest()
    return count_one(key) > settings.PROFILE.moderation.appeals_an_hour_each
