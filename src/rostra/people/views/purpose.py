"""Looking at what is not public: the purpose is asked once a session and kind of thing, and each look is written down with it.

A page: ``@staff(rule)``, below it ``@with_purpose(Function.X)``, and in it ``note_look(request, Function.X, "case:7", about=person)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from rostra.people.actions.looks import record_look, record_looks
from rostra.people.forms import PurposeForm
from rostra.people.models import Person
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff

P = ParamSpec("P")
Page = Callable[Concatenate[StaffRequest, P], HttpResponse]
_PURPOSES = "purposes"  # in the session: function: what for


def with_purpose(function: Function) -> Callable[[Page[P]], Page[P]]:
    """Ask what for, before the first look of this session at a thing of this kind."""

    def decorate(view: Page[P]) -> Page[P]:
        @wraps(view)
        def checked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            return asked_what_for(request, function) or view(request, *args, **kwargs)

        checked.purpose = function  # type: ignore[attr-defined] # tests read it: no page of what is not public without one
        return checked

    return decorate


def asked_what_for(request: StaffRequest, function: Function) -> HttpResponse | None:
    """The way to the question, while nothing was said in this session; for a page that first looks whether somebody may see it at all."""
    if function in request.session.get(_PURPOSES, {}):
        return None
    return redirect(f"{reverse('auth_purpose', args=[function.value])}?{urlencode({'next': request.get_full_path()})}")


def note_look(request: StaffRequest, function: Function, subject: str, *, about: Person | None = None) -> None:
    """Write down that this thing was looked at, whose data it is, and what for."""
    record_look(request.user, function, subject, purpose=request.session[_PURPOSES][function], about=about)


def note_list(request: StaffRequest, function: Function, subject: str, about: Iterable[Person]) -> None:
    """The same for a list: one look for each person whose data stand on it, and one about nobody where none do."""
    purpose = request.session[_PURPOSES][function]
    record_looks(request.user, function, subject, purpose=purpose, about=list(about) or [None])


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def ask(request: StaffRequest, name: str) -> HttpResponse:
    """What for?"""
    if name not in {*Function}:
        raise Http404
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[_PURPOSES] = {**request.session.get(_PURPOSES, {}), name: form.cleaned_data["purpose"]}
        return redirect(_onward(request))
    return page(request, "people/purpose.html", {"form": form, "function": name})


def _onward(request: HttpRequest) -> str:
    """Where the look was meant to go, on this site alone."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else reverse("mfa_index")
