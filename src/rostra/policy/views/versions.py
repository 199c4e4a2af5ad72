"""One version: its text with the comments on it, its steps, what differs from another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.core.actor import Actor
from rostra.core.errors import RostraError
from rostra.core.permission import Permission
from rostra.core.refusals import show_refusal
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.policy import queries, rules
from rostra.policy.actions import comments, moves
from rostra.policy.actions.moves import Act
from rostra.policy.forms import (
    AdoptForm,
    AnswerForm,
    CirculateForm,
    DayForm,
    EffectiveForm,
    RepealForm,
    WithdrawForm,
)
from rostra.policy.models import Comment, Comparison, Version
from rostra.policy.states.life import BY_THE_DAY, life_of, said
from rostra.policy.views.commenting import Commenter, comment_page
from rostra.policy.views.finding import find_document, find_version


def _adopt(version: Version, *, effective: Any, repeals: list[str], actor: Actor, **told: Any) -> Version:
    return moves.adopt_version(version, Act(**told, repeals=tuple(repeals)), effective=effective, actor=actor)


def _repeal(version: Version, *, actor: Actor, **told: Any) -> Version:
    return moves.repeal_version(version, Act(**told), actor=actor)


# move: what its button says, what it means, the form it needs, the action
STEPS: dict[str, tuple[str, str, type[forms.Form], Callable[..., Version]]] = {
    "review": ("Hand to legal review", "The city attorney looks at the text.", forms.Form, moves.review_version),
    "circulate": (
        "Approve and circulate",
        "You approve the text as it reads now. Covered persons read it, and comment on its clauses.",
        CirculateForm,
        moves.circulate_version,
    ),
    "submit": (
        "Submit to the committee",
        "The comment period is over. The committee and the council decide.",
        forms.Form,
        moves.submit_version,
    ),
    "adopt": (
        "Record the adoption",
        "From now on the text can never be changed.",
        AdoptForm,
        _adopt,
    ),
    "sign": ("Record the signature", "The mayor signed.", DayForm, moves.sign_version),
    "publish": ("Publish", "Everybody can read the version, under an address that never changes.", DayForm, moves.publish_version),
    "repeal": ("Record a repeal", "The policy ends without a successor.", RepealForm, _repeal),
    "withdraw": ("Withdraw", "The version is given up. It stays in the history.", WithdrawForm, moves.withdraw_version),
    "approve": (
        "Approve the procedures",
        "They are published at once. From now on the text can never be changed.",
        EffectiveForm,
        moves.approve_procedures,
    ),
}


@require_safe
@staff(may_enter_desk)
def version(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """One version: text, days, steps, comments."""
    found = find_version(request, slug, number)
    said, clauses = list(queries.comments_on(found)), list(found.clauses.all())
    others = [each for each in queries.versions_of(found.document) if rules.may_read_version(request.actor, request.user.person, each)]
    shown = {
        "version": found,
        "document": found.document,
        "clauses": clauses,
        "warning": rules.division_warning(len(clauses)) if found.is_open else "",
        "moves": [(move, STEPS[move][0], rules.may_move(request.actor, found, move)) for move in _moves_of(found)],
        "comments": [(comment, rules.may_resolve(request.actor, comment)) for comment in said],
        "revisions": queries.revisions_of(found) if rules.may_see_policies(request.actor) else [],
        "earlier": [each for each in others if each.number < found.number],
        "may_comment": rules.may_comment(request.user.person, found),
        "may_edit": rules.may_edit(request.actor, found),
        "may_clear": found.is_open and found.reviewed_digest != found.digest and rules.may_clear(request.actor, found),
        "may_put_off": rules.may_put_off(request.actor, found),
    }
    return page(request, "policy/version.html", shown)


def _moves_of(version: Version) -> list[str]:
    life = life_of(version.document.kind)
    return [move.name for move in life.moves_from(life.states(version.state)) if move.name not in BY_THE_DAY]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def move(request: StaffRequest, slug: str, number: int, name: str) -> HttpResponse:
    """A step, after a page that says what it means."""
    found = find_version(request, slug, number)
    if name not in STEPS:
        raise Http404("no such step")
    allowed: Permission = rules.may_move(request.actor, found, name)
    if not allowed:
        return refuse(request, allowed)
    title, text, kind, act = STEPS[name]
    warning = rules.division_warning(found.clauses.count()) if found.is_open and name != "withdraw" else ""
    return _asked(request, found, kind, act, {"title": title, "text": text, "name": name, "warning": warning})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def put_off(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """Let an adopted version take effect later."""
    found = find_version(request, slug, number)
    allowed = rules.may_put_off(request.actor, found)
    if not allowed:
        return refuse(request, allowed)
    told = {"title": "Put off", "text": "It was not published in time. The version before stays in force until then.", "name": "put-off"}
    return _asked(request, found, EffectiveForm, moves.put_off, told)


def _asked(
    request: StaffRequest, version: Version, kind: type[forms.Form], act: Callable[..., Version], told: dict[str, str]
) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = kind(given)
    if request.method == "POST" and form.is_valid():
        try:
            moved = act(version, actor=request.actor, **form.cleaned_data)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Version {moved.number} is now {said(moved.state)}.")
            return redirect("policy:version", version.document.slug, version.number)
    return page(request, "policy/move.html", {"version": version, "document": version.document, "form": form, **told})


@require_POST
@staff(may_enter_desk)
def clear(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """The city attorney approves the text as it reads now."""
    found = find_version(request, slug, number)
    allowed = rules.may_clear(request.actor, found)
    if not allowed:
        return refuse(request, allowed)
    moves.clear_text(found, actor=request.actor)
    messages.success(request, f"The text of {found} is approved as it reads now.")
    return redirect("policy:version", slug, number)


@require_safe
@staff(may_enter_desk)
def changes(request: StaffRequest, slug: str, number: int, since: int) -> HttpResponse:
    """What differs between two versions."""
    before, after = find_version(request, slug, since), find_version(request, slug, number)
    try:
        blocks = queries.comparison(before, after)
    except Comparison.DoesNotExist:
        raise Http404("these two are not compared") from None
    return page(request, "policy/changes.html", {"document": after.document, "before": before, "after": after, "blocks": blocks})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def comment(request: StaffRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Comment on a clause, as oneself."""
    found = find_version(request, slug, number)
    done = reverse("policy:version", args=[slug, number])
    return comment_page(request, found, key, Commenter(request.user.person, request.actor, "policy/comment.html", done))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def resolve(request: StaffRequest, slug: str, comment_id: int) -> HttpResponse:
    """Answer a comment."""
    found = get_object_or_404(
        Comment.objects.select_related("person", "version__document"), pk=comment_id, version__document=find_document(slug)
    )
    if not rules.may_read_version(request.actor, request.user.person, found.version):
        raise Http404("no such comment")
    allowed = rules.may_resolve(request.actor, found)
    if not allowed:
        return refuse(request, allowed)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            comments.resolve_comment(found, form.cleaned_data["answer"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"The comment of {found.person} is answered.")
            return redirect("policy:version", slug, found.version.number)
    return page(
        request, "policy/resolve.html", {"comment": found, "version": found.version, "document": found.version.document, "form": form}
    )
