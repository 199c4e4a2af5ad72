"""A step that cannot be taken: why not, what was written for it, to be copied, and the way back."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse

from rostra.core.permission import Permission
from rostra.people.views.access import NOT_NOW, REFUSED, page

Written = list[tuple[str, str]]  # what it is, and the text
CSRF = "csrfmiddlewaretoken"


def refuse_step(request: HttpRequest, permission: Permission, written: Written, *, title: str, back: str) -> HttpResponse:
    """409 where it is not possible as things stand, as where somebody was faster; else 403. What was ``written`` for it is given back."""
    shown = {"permission": permission, "title": title, "back": back, "written": written}
    return page(request, "cases/refused.html", shown, status=NOT_NOW if permission.later else REFUSED)


def written_in(form: forms.Form) -> Written:
    """What somebody wrote into it, by label; not what they chose out of a list."""
    asked = [each for each in form.visible_fields() if form.is_bound and not isinstance(each.field, forms.ChoiceField | forms.BooleanField)]
    told = [(each.label, each.value()) for each in asked]
    lines = [(str(label), str(value[0] if isinstance(value, tuple) else value or "").strip()) for label, value in told]
    return [(label, line) for label, line in lines if line]


def written_unread(request: HttpRequest) -> Written:
    """All that was sent, where it is not known yet into which form."""
    told = [(name.replace("_", " ").capitalize(), str(value).strip()) for name, value in request.POST.items() if name != CSRF]
    return [(label, line) for label, line in told if line]
