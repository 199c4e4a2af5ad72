"""The page on which a covered person comments on a clause: the same for everybody, whatever way they came; and drafts without a sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.core.actor import Actor
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.models import Person
from rostra.people.views.access import page, refuse
from rostra.people.views.guests import InvitedRequest, invited
from rostra.policy import queries, rules
from rostra.policy.actions import comments
from rostra.policy.forms import CommentForm
from rostra.policy.models import Version
from rostra.policy.views.finding import find_document


@dataclass(frozen=True, slots=True)
class Commenter:
    """Who comments, on which page, and where they go from it."""

    person: Person
    actor: Actor
    template: str
    done: str  # an address


def comment_page(request: HttpRequest, version: Version, key: str, who: Commenter) -> HttpResponse:
    """Show the clause with the form, or take the comment. That they may read the version was made sure of by the caller."""
    clause = version.clauses.filter(key=key).first()
    if clause is None:
        raise Http404("no such clause")
    if not (allowed := rules.may_comment(who.person, version)):
        return refuse(request, allowed)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            comments.comment_on(version, key, form.cleaned_data["text"], person=who.person, actor=who.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Your comment on {clause} is kept.")
            return redirect(who.done)
    return page(request, who.template, {"version": version, "document": version.document, "clause": clause, "form": form, "back": who.done})


@require_safe
@invited
def draft(request: InvitedRequest, slug: str, number: int) -> HttpResponse:
    """A draft that is laid before covered persons, and what I said of it."""
    found, person = _laid_before(request, slug, number), request.invited.person
    shown = {
        "version": found,
        "document": found.document,
        "clauses": found.clauses.all(),
        "comments": queries.comments_on(found).filter(person=person),
        "may_comment": rules.may_comment(person, found),
        "comment_address": "invited:comment",
    }
    return page(request, "policy/asking/draft.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@invited
def comment(request: InvitedRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Comment on a clause, as who was invited."""
    found, session = _laid_before(request, slug, number), request.invited
    done = reverse("invited:draft", args=[slug, number])
    return comment_page(request, found, key, Commenter(session.person, session.actor, "policy/asking/comment.html", done))


def _laid_before(request: InvitedRequest, slug: str, number: int) -> Version:
    found = queries.version_numbered(find_document(slug), number)
    if found is None or not rules.may_read_version(request.invited.actor, request.invited.person, found):
        raise Http404("no such version")
    return found
