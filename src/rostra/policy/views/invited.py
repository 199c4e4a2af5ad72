"""Without a sign-in: by a mailed link, by a code from a letter, at a kiosk. Who holds the code is taken for the person it was given to."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core import clock
from rostra.people.models import Person
from rostra.people.views.access import StaffRequest, page, staff
from rostra.policy.actions.acknowledging import as_person
from rostra.policy.forms.asking import CodeForm, KioskForm
from rostra.policy.models import Recipient
from rostra.policy.queries.codes import code_of, recipient_by_code
from rostra.policy.rules.asking import may_run_campaigns
from rostra.policy.states.asking import Route
from rostra.policy.views.answering import Way, answer_page

_KIOSK, _AT_KIOSK = "kiosk_until", "kiosk_code"  # names in the session
_LAST_CALL = 30  # seconds; at least 20 (WCAG 2.2.1)
_UNKNOWN = "This code is not known, or its campaign is closed. Look at your letter again, or ask whoever gave it to you."
_NOT_YOURS = "Number or name and code do not belong together. Look at your letter again, or ask whoever gave it to you."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code of a letter."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recipient = recipient_by_code(form.cleaned_data["code"])
        if recipient:
            return redirect("invited:answer", code_of(recipient))
        form.add_error("code", _UNKNOWN)
    return page(request, "policy/asking/enter.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Read the text and answer, by a link. Opening it does nothing: mail programs open links too."""
    recipient = recipient_by_code(code)
    if recipient is None:
        return page(request, "policy/asking/enter.html", {"form": CodeForm(), "unknown": _UNKNOWN}, status=404)
    way = Way(Route.LINK, as_person(recipient.person), "policy/asking/invited.html", reverse("invited:answer", args=[code_of(recipient)]))
    return answer_page(request, recipient, way)


@require_POST
@staff(may_run_campaigns)
def open_kiosk(request: StaffRequest) -> HttpResponse:
    """Make this device a kiosk for some hours. Whoever opens it is signed out: nobody at the kiosk is in anybody's name."""
    term = dt.timedelta(hours=settings.PROFILE.acknowledgement.kiosk_hours)
    until = clock.now() + term
    logout(request)
    request.session.set_expiry(term)
    request.session[_KIOSK] = clock.stamp(until)
    return redirect("invited:kiosk")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """Say who one is, by number or name and code. Nothing of the person before is left."""
    _require_kiosk(request)
    request.session.pop(_AT_KIOSK, None)
    form = KioskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recipient = recipient_by_code(form.cleaned_data["code"])
        if recipient and _is_called(recipient.person, form.cleaned_data["who"]):
            request.session[_AT_KIOSK] = code_of(recipient)
            return redirect("invited:kiosk-answer")
        form.add_error(None, _NOT_YOURS)
    return page(request, "policy/asking/kiosk.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk_answer(request: HttpRequest) -> HttpResponse:
    """Read the text and answer, at the kiosk."""
    _require_kiosk(request)
    recipient: Recipient | None = recipient_by_code(request.session.get(_AT_KIOSK, ""))
    if recipient is None:
        return redirect("invited:kiosk")
    way = Way(Route.KIOSK, as_person(recipient.person), "policy/asking/kiosk-answer.html", reverse("invited:kiosk"))
    return answer_page(request, recipient, way, {"idle": settings.PROFILE.acknowledgement.kiosk_idle_seconds})


@never_cache
@require_safe
def kiosk_still(request: HttpRequest) -> HttpResponse:
    """Nobody gave a sign for some time: say so, or the page of whoever was there is left. It names nobody."""
    _require_kiosk(request)
    return page(request, "policy/asking/kiosk-still.html", {"seconds": _LAST_CALL})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_run_campaigns)
def close_kiosk(request: StaffRequest) -> HttpResponse:
    """Let the device be no kiosk any more: staff sign in for it, and are signed out again."""
    if request.method != "POST":
        return page(request, "policy/asking/kiosk-close.html", {})
    logout(request)
    return redirect("portal:home")


def _require_kiosk(request: HttpRequest) -> None:
    """Raises Http404 where the device is none. Where somebody signed in it is none any more: nobody at a kiosk is in anybody's name."""
    if request.user.is_authenticated:
        request.session.pop(_KIOSK, None)
    told = request.session.get(_KIOSK, "")
    if not told or clock.parse_stamp(told) < clock.now():
        raise Http404("this device is no kiosk")


def _is_called(person: Person, told: str) -> bool:
    names = {name.casefold() for name in (person.name, person.slug, person.number or "") if name}
    return " ".join(told.split()).casefold() in names
