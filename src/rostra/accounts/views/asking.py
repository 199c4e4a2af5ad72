"""One way for every page that asks one thing and then does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.forms.naming import let_choose
from rostra.people.views.access import StaffRequest, page

Act = Callable[[], str]  # does it with the form's clean values, and tells what to say then


def ask(
    request: StaffRequest, form: forms.Form, act: Act, *, title: str, lead: str, button: str, back: str, grave: bool = False
) -> HttpResponse:
    """Show ``form``; when it is sent and valid, ``act``, say so, and go ``back``. A refusal stands on the form."""
    let_choose(form, request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            said = act()
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, said)
            return redirect(back)
    shown = {"form": form, "title": title, "lead": lead, "button": button, "back": back, "grave": grave}
    return page(request, "accounts/ask.html", shown)


def sent(request: StaffRequest) -> Any:
    """The form's values, or None where nothing was sent."""
    return request.POST if request.method == "POST" else None
