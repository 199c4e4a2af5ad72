"""My sign-in: second factors, open sessions, the password. Each sees and changes their own alone."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.audit import history
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people import actions, queries, rules
from rostra.people.forms import PasswordForm
from rostra.people.views.access import StaffRequest, page, signed_in
from rostra.people.views.factors import lacks_second_factor

_NEWEST = 20


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """What I sign in with, and where I am signed in."""
    factors = list(queries.factors_of(request.user))
    context = {
        "lacking": lacks_second_factor(request, request.actor),
        "totp": next((factor for factor in factors if factor.type == "totp"), None),
        "passkeys": [factor for factor in factors if factor.type == "webauthn"],
        "codes": next((len(factor.wrap().get_unused_codes()) for factor in factors if factor.type == "recovery_codes"), None),
        "sessions": queries.sessions_of(request.user),
        "current": request.session.session_key,
        "events": history(rules.reference(request.user))[:_NEWEST],
        "looks": queries.looks_about(request.user.person)[:_NEWEST],
    }
    return page(request, "mfa/index.html", context)


@require_safe
@signed_in
def typing(_request: StaffRequest) -> HttpResponse:
    """Somebody types, which is not being idle: asking keeps the session, within its terms (``SessionTerms``), and does nothing else."""
    return HttpResponse(status=204)


@require_POST
@signed_in
def end_session(request: StaffRequest, session_id: int) -> HttpResponse:
    """End one of my sessions at once."""
    actions.end_session(get_object_or_404(UserSession, pk=session_id, user=request.user), actor=request.actor)
    messages.success(request, "The session has ended.")
    return redirect("mfa_index")


@require_POST
@signed_in
def end_others(request: StaffRequest) -> HttpResponse:
    """End all my sessions but this one."""
    ended = actions.end_sessions(request.user, actor=request.actor, but=request.session.session_key or "")
    messages.success(request, f"Sessions ended: {ended}.")
    return redirect("mfa_index")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required(app="rostra")  # type: ignore[untyped-decorator] # allauth has no types
def password(request: StaffRequest) -> HttpResponse:
    """Give myself a new password; my other sessions end."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(request.user, password=form.cleaned_data["password"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            update_session_auth_hash(request, request.user)
            UserSession.objects.create_from_request(request)
            messages.success(request, "You have a new password. Your other sessions have ended.")
            return redirect("mfa_index")
    return page(request, "account/password_change.html", {"form": form})
