"""Consistency: samples of decided acts, looked at again without the decision, and how the answers compare."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.accounts.views.asking import sent
from rostra.archive.queries.withheld import staff_copy
from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal
from rostra.moderation.actions.samples import answer_blind_review, give_back, take_blind_review
from rostra.moderation.forms.samples import BlindForm
from rostra.moderation.models import BlindReview
from rostra.moderation.queries.consistency import consistency as in_numbers
from rostra.moderation.queries.samples import answered, blind_reviews, closed_to, drawings, own_words_of, reference_of, taken_by, waiting_to
from rostra.moderation.rules.acts import ground_of
from rostra.moderation.rules.masking import masked
from rostra.moderation.rules.samples import (
    may_answer_blind_review,
    may_see_comparison,
    may_see_consistency,
    may_take_blind_review,
)
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff
from rostra.people.views.purpose import note_look, with_purpose

LATEST = 50  # comparisons that are listed


@require_safe
@staff(may_see_consistency)
def consistency(request: StaffRequest) -> HttpResponse:
    """How second looks compare with what was decided, sample by sample; and the way to the next one."""
    may_take = may_take_blind_review(request.actor)
    shown = {
        "numbers": in_numbers(), "drawings": drawings(), "compared": answered().exclude(act__in=closed_to(request.actor))[:LATEST],
        "mine": taken_by(request.actor), "waiting": waiting_to(request.actor).count() if may_take else 0, "may_take": may_take,
    }  # fmt: skip
    return page(request, "moderation/consistency.html", shown)


@require_POST
@staff(may_take_blind_review)
def take(request: StaffRequest) -> HttpResponse:
    """The next one: nobody chooses which."""
    try:
        taken = take_blind_review(actor=request.actor)
    except Conflict as error:
        messages.info(request, f"{error}.")
        return redirect("moderation:consistency")
    return redirect("moderation:blind-review", taken.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_consistency)
@with_purpose(Function.CONSISTENCY)
def blind_review(request: StaffRequest, number: int) -> HttpResponse:
    """The text, and the closed list; once it is answered, how it compares. Nobody else learns that it is there."""
    found = blind_reviews().filter(pk=number).first()
    if found is None:
        raise Http404("no such second look")
    if may_answer_blind_review(request.actor, found):
        note_look(request, Function.CONSISTENCY, reference_of(found))
        return _answering(request, found)
    if not may_see_comparison(request.actor, found) or found.act_id in closed_to(request.actor):
        raise Http404("not answered, or not for you")
    note_look(request, Function.CONSISTENCY, reference_of(found))
    shown = {"review": found, "ground": ground_of(found.ground), "decided": ground_of(found.act.ground)}
    return page(request, "moderation/comparison.html", shown)


@require_POST
@staff(may_take_blind_review)
def back(request: StaffRequest, number: int) -> HttpResponse:
    """Whoever knows this one gives it back."""
    found = blind_reviews().filter(pk=number).first()
    if found is None or not may_answer_blind_review(request.actor, found):
        raise Http404("no such second look")
    give_back(found, actor=request.actor)
    messages.success(request, "It waits for somebody else.")
    return redirect("moderation:consistency")


def _answering(request: StaffRequest, found: BlindReview) -> HttpResponse:
    form, version = BlindForm(sent(request)), found.act.version
    if form.is_bound and form.is_valid():
        try:
            answer_blind_review(found, *form.answered(), actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "It is answered, and compared below.")
            return redirect("moderation:blind-review", found.pk)
    shown = {
        "review": found, "form": form, "text": masked(staff_copy(version).text, own_words_of(found)) if version else "",
        "languages": version.languages if version else "", "pictures": version.attachments.count() if version else 0,
    }  # fmt: skip
    return page(request, "moderation/blind-review.html", shown)
