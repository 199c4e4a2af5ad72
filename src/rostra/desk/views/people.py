"""Who may sign in, and as what: for administrators; auditors read."""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.audit import history
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people import actions, queries, rules
from rostra.people.forms import PasswordForm, RoleForm, UserForm
from rostra.people.forms.naming import let_choose
from rostra.people.models import Person, RoleGrant, User
from rostra.people.states import Role
from rostra.people.views.access import StaffRequest, page, refuse, staff


@require_safe
@staff(rules.may_see_people)
def people(request: StaffRequest) -> HttpResponse:
    """Everybody who may sign in, with their roles."""
    return page(request, "desk/people.html", {"users": queries.users_with_roles(), "may_change": rules.may_change_sign_in(request.actor)})


@require_safe
@staff(rules.may_see_people)
def user(request: StaffRequest, user_id: int) -> HttpResponse:
    """One person who signs in: roles now and before, what may be done, what happened."""
    return _user_page(request, _find(user_id), RoleForm())


def _find(user_id: int) -> User:
    return get_object_or_404(User.objects.select_related("person"), pk=user_id)


def _user_page(request: StaffRequest, found: User, form: forms.Form) -> HttpResponse:
    grants = [(grant, rules.may_end_role(request.actor, found, grant.role)) for grant in found.grants.order_by("granted")]
    context = {
        "shown": found,
        "form": form,
        "grants": grants,
        "enters_by": "" if grants else _enters_by(found),
        "may_grant": rules.may_grant(request.actor, found, Role.AUDITOR),
        "may_change": rules.may_change_sign_in(request.actor),
        "may_close": rules.may_close_user(request.actor, found),
        "may_reopen": rules.may_reopen_user(request.actor, found),
        "may_set_password": rules.may_set_password(request.actor, found),
        "may_end_session": rules.may_end_session(request.actor, found),
        "may_reset": rules.may_reset_factors(request.actor, found),
        "sessions": queries.sessions_of(found),
        "current": request.session.session_key,
        "factors": queries.factors_of(found),
        "identities": queries.identities_of(found),
        "positions": queries.positions_of(found.person, queries.city_day()),
        "events": history(rules.reference(found)),
    }
    return page(request, "desk/user.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_sign_in)
def add(request: StaffRequest) -> HttpResponse:
    """Let somebody sign in; roles are granted on the next page."""
    form = UserForm(request.POST or None)
    let_choose(form, request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = _add(request, form)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{made} may sign in. {_what_now(made)}")
            return redirect("desk:user", made.pk)
    return page(request, "desk/user-add.html", {"form": form})


def _what_now(made: User) -> str:
    if by := _enters_by(made):
        return f"The desk is open to them as {by}; grant a role if they need more."
    return "Grant a role now: without one the desk stays closed to them."


def _enters_by(found: User) -> str:
    """What lets somebody enter the desk without a role, in words; empty where nothing does."""
    return " and ".join(sorted(each.replace("-", " ") for each in found.as_actor().relations))


@transaction.atomic
def _add(request: StaffRequest, form: UserForm) -> User:
    told = form.cleaned_data
    person: Person = told["person"] or actions.add_person(
        queries.free_slug(told["name"]), told["name"], email=told["email"], actor=request.actor
    )
    return actions.add_user(person, email=told["email"], password=told["password"], actor=request.actor)


@require_POST
@staff(rules.may_change_sign_in)
def grant(request: StaffRequest, user_id: int) -> HttpResponse:
    """Grant a role."""
    found, form = _find(user_id), RoleForm(request.POST)
    if form.is_valid():
        try:
            actions.grant_role(found, Role(form.cleaned_data["role"]), actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{found} is {form.cleaned_data['role']} now.")
            return redirect("desk:user", user_id)
    return _user_page(request, found, form)


@require_POST
@staff(rules.may_change_sign_in)
def end(request: StaffRequest, grant_id: int) -> HttpResponse:
    """End a role."""
    found = get_object_or_404(RoleGrant.objects.select_related("user__person"), pk=grant_id)
    return _act(request, found.user, lambda: actions.end_role(found, actor=request.actor), f"{found.user} is no longer {found.role}.")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_sign_in)
def close(request: StaffRequest, user_id: int) -> HttpResponse:
    """Let somebody no longer sign in, after a page that says what it means."""
    found = _find(user_id)
    if request.method != "POST":
        return _ask_to_close(request, found)
    return _act(request, found, lambda: actions.close_user(found, actor=request.actor), f"{found} can no longer sign in.")


def _ask_to_close(request: StaffRequest, found: User) -> HttpResponse:
    allowed = rules.may_close_user(request.actor, found)
    if not allowed:
        return refuse(request, allowed)
    lead = (
        f"{found} is signed out at once and can no longer sign in; all their roles end. "
        "An administrator can open the sign-in again; the roles are then granted anew."
    )
    shown = {"title": f"Close the sign-in of {found}", "lead": lead, "button": "Close the sign-in", "grave": True}
    return page(request, "people/confirm.html", shown | {"back": reverse("desk:user", args=[found.pk])})


@require_POST
@staff(rules.may_change_sign_in)
def reopen(request: StaffRequest, user_id: int) -> HttpResponse:
    """Let somebody sign in again whose sign-in was closed."""
    found = _find(user_id)
    done = f"{found} can sign in again, with the password of before and without a role."
    return _act(request, found, lambda: actions.reopen_user(found, actor=request.actor), done)


@require_POST
@staff(rules.may_change_sign_in)
def end_sessions(request: StaffRequest, user_id: int) -> HttpResponse:
    """End every session of somebody at once."""
    found = _find(user_id)
    return _act(request, found, lambda: actions.end_sessions(found, actor=request.actor), f"{found} is signed in nowhere any more.")


@require_POST
@staff(rules.may_change_sign_in)
def reset_factors(request: StaffRequest, user_id: int) -> HttpResponse:
    """Remove the second factors of somebody who lost them."""
    found = _find(user_id)
    return _act(request, found, lambda: actions.reset_factors(found, actor=request.actor), f"{found} sets up a new second factor.")


@require_POST
@staff(rules.may_change_sign_in)
def unlink(request: StaffRequest, link_id: int) -> HttpResponse:
    """Forget that an identity provider knows somebody."""
    link = get_object_or_404(SocialAccount, pk=link_id)
    found = _find(link.user_id)
    return _act(request, found, lambda: actions.unlink_identity(link, actor=request.actor), f"{found} is linked anew by the next sign-in.")


def _act(request: StaffRequest, found: User, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except RostraError as error:
        messages.error(request, str(error))
    return redirect("desk:user", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_change_sign_in)
def password(request: StaffRequest, user_id: int) -> HttpResponse:
    """Give somebody a new password; their sessions end."""
    found, form = _find(user_id), PasswordForm(request.POST or None)
    allowed = rules.may_set_password(request.actor, found)
    if not allowed:
        return refuse(request, allowed)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(found, password=form.cleaned_data["password"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{found} has a new password.")
            return redirect("desk:user", user_id)
    return page(request, "desk/password.html", {"shown": found, "form": form})
