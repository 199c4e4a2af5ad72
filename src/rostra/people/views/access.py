"""Who may see a staff page: one decorator, made of the ``may_*`` rules; and how a page is drawn. The pages of every app use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from rostra.core.actor import Actor
from rostra.core.errors import Forbidden
from rostra.core.permission import Permission
from rostra.people.models import User
from rostra.people.rules import may_enter_desk
from rostra.people.views.factors import lacks_second_factor

P = ParamSpec("P")
Rule = Callable[[Actor], Permission]
INVALID, REFUSED, NOT_NOW, MISSING = 422, 403, 409, 404


class StaffRequest(HttpRequest):
    """A request by somebody who signed in and whom the page's rule lets in."""

    actor: Actor
    user: User


Page = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def staff(rule: Rule) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let in who satisfies ``rule``: others get the sign-in page, or 403 with the reason. Nothing of the desk is cached anywhere."""

    def decorate(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            response = _answer(request, rule, lambda: view(request, *args, **kwargs))  # type: ignore[arg-type] # made one in _answer
            add_never_cache_headers(response)
            return response

        checked.rule = rule  # type: ignore[attr-defined] # the tests read it: no page without a rule
        return checked

    return decorate


def _answer(request: HttpRequest, rule: Rule, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if (actor := known(request)) is None:
        return redirect_to_login(request.get_full_path())
    if lacks_second_factor(request, actor):
        return redirect("mfa_index")
    allowed = may_enter_desk(actor) and rule(actor)
    try:
        return view() if allowed else refuse(request, allowed)
    except Http404:  # on the staff's own page: the public's tells of records that were never captured
        return page(request, "desk/missing.html", {}, status=MISSING)
    except Forbidden as error:  # the page's rule lets them in; that of the one thing that they ask for does not
        return refuse(request, Permission(str(error)))


def known(request: HttpRequest) -> Actor | None:
    """Who signed in; from then on it is a ``StaffRequest``. None: nobody did."""
    if not isinstance(request.user, User):
        return None
    actor: Actor = request.user.as_actor()
    request.actor = actor  # type: ignore[attr-defined]
    return actor


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in who signed in, also without a second factor: the pages on which one is set up. Nothing of them is cached anywhere."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs) if known(request) else redirect_to_login(request.get_full_path())
        add_never_cache_headers(response)
        return response

    return checked


def refuse(request: HttpRequest, permission: Permission) -> HttpResponse:
    """403 with the reason; 409 where the person might, but not as things stand. Whoever was invited goes back to their own pages."""
    template = "people/refused.html" if hasattr(request, "invited") else "desk/refused.html"
    shown = {"permission": permission, "home": settings.INVITED_HOME}
    return page(request, template, shown, status=NOT_NOW if permission.later else REFUSED)


def page(request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    """A staff page. A form that was refused makes it 422."""
    form = context.get("form")
    if status == 200 and getattr(form, "is_bound", False) and getattr(form, "errors", None):
        status = INVALID
    return render(request, template, context, status=status)
