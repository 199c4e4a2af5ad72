"""One way for every page that asks one thing and then does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rostra.core.actor import Actor
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.forms.naming import let_choose
from rostra.people.views.access import StaffRequest, page

Act = Callable[[], str]  # does it with the form's clean values, and tells what to say then


def ask(
    request: StaffRequest, form: forms.Form, act: Act, *, title: str, lead: str, button: str, back: str, grave: bool = False
) -> HttpResponse:
    """Show ``form``; when it is sent and valid, ``act``, say so, and go ``back``. A refusal stands on the form."""
    shown = {"title": title, "lead": lead, "button": button, "back": back, "grave": grave}
    return answer(request, request.actor, form, act, "accounts/ask.html", shown)


def answer(request: HttpRequest, actor: Actor, form: forms.Form, act: Act, template: str, shown: Mapping[str, object]) -> HttpResponse:
    """The same on any page that shows ``back``, by whoever acts."""
    let_choose(form, actor)
    if request.method == "POST" and form.is_valid():
        try:
            said = act()
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, said)
            return redirect(str(shown["back"]))
    return page(request, template, {"form": form, **shown})


def sent(request: HttpRequest) -> Any:
    """The form's values, or None where nothing was sent."""
    return request.POST if request.method == "POST" else None
