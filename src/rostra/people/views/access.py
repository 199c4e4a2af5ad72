"""Who may see a staff page: one decorator, made of the ``may_*`` rules; and how a page is drawn. The pages of every app use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from rostra.core.actor import Actor
from rostra.core.permission import Permission
from rostra.people.models import User
from rostra.people.rules import may_enter_desk

P = ParamSpec("P")
Rule = Callable[[Actor], Permission]
INVALID, REFUSED = 422, 403


class StaffRequest(HttpRequest):
    """A request by somebody who signed in and whom the page's rule lets in."""

    actor: Actor
    user: User


Page = Callable[Concatenate[StaffRequest, P], HttpResponse]


def staff(rule: Rule) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let in who satisfies ``rule``: others get the sign-in page, or 403 with the reason. Nothing of the desk is cached anywhere."""

    def decorate(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = _answer(request, rule, lambda: view(request, *args, **kwargs))  # type: ignore[arg-type] # made one in _answer
            add_never_cache_headers(response)
            return response

        checked.rule = rule  # type: ignore[attr-defined] # the tests read it: no page without a rule
        return checked

    return decorate


def _answer(request: HttpRequest, rule: Rule, view: Callable[[], HttpResponse]) -> HttpResponse:
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    request.actor = request.user.as_actor()  # type: ignore[attr-defined] # from here on it is a StaffRequest
    allowed = may_enter_desk(request.actor) and rule(request.actor)  # type: ignore[attr-defined]
    return view() if allowed else refuse(request, allowed)


def refuse(request: HttpRequest, permission: Permission) -> HttpResponse:
    """403, with the reason."""
    return page(request, "desk/refused.html", {"reason": permission.reason}, status=REFUSED)


def page(request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    """A staff page. A form that was refused makes it 422."""
    form = context.get("form")
    if status == 200 and getattr(form, "is_bound", False) and getattr(form, "errors", None):
        status = INVALID
    return render(request, template, context, status=status)
