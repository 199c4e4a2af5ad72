"""People without a sign-in: a link or a printed code opens a session that carries the person and nothing else.

It is no session of Django's: a signed cookie below ``/me`` that names the invitation. No staff page knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core import ratelimit
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.actor import Actor
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.actions.invitations import end_invitation, guest, mail_links, redeem_code, redeem_link
from rostra.people.forms import AddressForm, CodeForm
from rostra.people.models import Invitation, Person
from rostra.people.queries import looks_about
from rostra.people.views.access import REFUSED, page

P = ParamSpec("P")
COOKIE, PLACE = "invited", "/me"
_SIGNER = TimestampSigner(salt="rostra.people.invited")


@dataclass(frozen=True, slots=True)
class InvitedSession:
    """Who is in, and by which invitation."""

    person: Person
    invitation: Invitation

    @property
    def actor(self) -> Actor:
        """With no role."""
        return guest(self.person)


class InvitedRequest(HttpRequest):
    """A request by somebody who was invited."""

    invited: InvitedSession


Page = Callable[Concatenate[InvitedRequest, P], HttpResponse]


def invited(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in who was invited: ``request.invited.person``. Others get the page for the code. The page must stand below ``/me``."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        session = session_of(request)
        request.invited = session  # type: ignore[attr-defined] # from here on it is an InvitedRequest
        response = view(request, *args, **kwargs) if session else redirect("own")  # type: ignore[arg-type]
        add_never_cache_headers(response)
        return response

    return checked


def session_of(request: HttpRequest) -> InvitedSession | None:
    """The narrow session of this request, if its cookie is ours, young enough, and the invitation was not ended. One query."""
    try:
        key = _SIGNER.unsign(request.COOKIES.get(COOKIE, ""), max_age=settings.PROFILE.sign_in.invited_minutes * 60)
    except BadSignature:
        return None
    found = Invitation.objects.filter(pk=key, redeemed__isnull=False, ended=None).select_related("person").first()
    return InvitedSession(found.person, found) if found else None


def _let_in(invitation: Invitation) -> HttpResponse:
    response = redirect(settings.INVITED_HOME)
    response.set_cookie(
        COOKIE,
        _SIGNER.sign(str(invitation.pk)),
        max_age=settings.PROFILE.sign_in.invited_minutes * 60,
        path=PLACE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code of a letter."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and (late := ratelimit.consume_or_429(request, action="invited")):
        return late  # type: ignore[no-any-return] # allauth has no types
    if request.method == "POST" and form.is_valid():
        try:
            return _let_in(redeem_code(form.cleaned_data["code"]))
        except RostraError as error:
            show_refusal(form, error)
    return page(request, "people/code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Have a link sent to the address that the roster has of me. The answer is one and the same for every address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and (late := ratelimit.consume_or_429(request, action="invited")):
        return late  # type: ignore[no-any-return] # allauth has no types
    if request.method == "POST" and form.is_valid():
        mail_links(form.cleaned_data["address"])
        return page(request, "people/send.html", {"sent": True})
    return page(request, "people/send.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail. Opening it does nothing, because mail scanners open links: a button does."""
    if request.method != "POST":
        return page(request, "people/link.html", {})
    try:
        return _let_in(redeem_link(token))
    except RostraError as error:
        return page(request, "people/link.html", {"refused": error}, status=REFUSED)


@require_safe
@invited
def looks(request: InvitedRequest) -> HttpResponse:
    """Who looked at what is not public about me, and what for."""
    return page(request, "people/looks.html", {"looks": looks_about(request.invited.person), "home": settings.INVITED_HOME})


@require_POST
@invited
def leave(request: InvitedRequest) -> HttpResponse:
    """End the session."""
    end_invitation(request.invited.invitation, actor=request.invited.actor)
    response = redirect("own")
    response.delete_cookie(COOKIE, path=PLACE)
    return response
