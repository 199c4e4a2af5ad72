"""What a person is asked, what they answered, which training they need. The pages take a person: the door makes sure of who it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from rostra.people.models import Person, User
from rostra.people.queries import city_day
from rostra.people.views.access import StaffRequest, page
from rostra.people.views.guests import InvitedRequest, invited
from rostra.policy.models import Recipient, Version
from rostra.policy.queries.asking import answers_of, asked_of
from rostra.policy.queries.codes import code_of
from rostra.policy.queries.texts import drafts_laid_before
from rostra.policy.queries.training import completions_of, trainings_of
from rostra.policy.rules import may_comment
from rostra.policy.states.asking import Route
from rostra.policy.views.answering import Way, answer_page

P = ParamSpec("P")


def signed_in(view: Callable[Concatenate[StaffRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in everybody who signed in, whatever their roles: it is about themselves. Others get the sign-in page."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if isinstance(request.user, User):
            request.actor = request.user.as_actor()  # type: ignore[attr-defined] # from here on it is a StaffRequest
            response = view(request, *args, **kwargs)  # type: ignore[arg-type] # as above
        else:
            response = redirect_to_login(request.get_full_path())
        add_never_cache_headers(response)
        return response

    checked.rule = None  # type: ignore[attr-defined] # the tests read it: needs no role
    return checked


@require_safe
@signed_in
def mine(request: StaffRequest) -> HttpResponse:
    """What am I asked, and what did I answer?"""
    ways = Ways(lambda asked: reverse("asking:answer", args=[asked.campaign_id]), "policy:version")
    return _own(request, request.user.person, "policy/asking/mine.html", ways)


@require_safe
@invited
def invited_mine(request: InvitedRequest) -> HttpResponse:
    """The same for somebody without a sign-in, who was let in by a link or a code."""
    ways = Ways(lambda asked: reverse("invited:answer", args=[code_of(asked)]), "invited:draft")
    return _own(request, request.invited.person, "policy/asking/invited-mine.html", ways)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a person reads what they are asked, and the drafts that they may comment on."""

    answer: Callable[[Recipient], str]
    draft: str  # the name of a page


def _own(request: HttpRequest, person: Person, template: str, ways: Ways) -> HttpResponse:
    today = city_day()
    shown = {
        "asked": [(asked, ways.answer(asked)) for asked in asked_of(person)],
        "drafts": [(draft, reverse(ways.draft, args=[draft.document.slug, draft.number])) for draft in _open_to(person, today)],
        "answers": answers_of(person),
        "trainings": trainings_of(person, today),
        "completions": completions_of(person),
        "today": today,
    }
    return page(request, template, shown)


def _open_to(person: Person, day: dt.date) -> list[Version]:
    return [draft for draft in drafts_laid_before(day) if may_comment(person, draft)]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Read one text and answer."""
    recipient = get_object_or_404(asked_of(request.user.person), campaign=campaign_id)
    way = Way(Route.PAGE, request.actor, "policy/asking/answer.html", reverse("asking:mine"))
    return answer_page(request, recipient, way)
