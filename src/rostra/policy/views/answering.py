"""The page on which a person reads a text and answers: the same for everybody, whatever way they came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from rostra.core.actor import Actor
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.views.access import page
from rostra.policy.actions import acknowledging
from rostra.policy.actions.acknowledging import Given
from rostra.policy.forms.asking import ACKNOWLEDGE, ASK, REFUSE, OwnAnswerForm
from rostra.policy.models import Acknowledgement, Recipient
from rostra.policy.queries.asking import answers_in
from rostra.policy.states.asking import AnswerState, Route

_THANKS = {
    ACKNOWLEDGE: "Thank you. It is on record that you have read and acknowledged the text.",
    REFUSE: "It is on record that you refuse, with your reason. You may still acknowledge the text later.",
    ASK: "It is on record that you ask for an exception. You will be told what is decided.",
}


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody came to the page, and where they go from it."""

    route: Route
    actor: Actor
    template: str
    done: str  # an address


def answer_page(request: HttpRequest, recipient: Recipient, way: Way, more: Mapping[str, object] | None = None) -> HttpResponse:
    """Show the text with the form, or take the answer. Who the person is was made sure of by the caller. ``more``: for the template."""
    form = OwnAnswerForm(recipient, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _take(recipient, form, way)
        except RostraError as error:
            recipient.refresh_from_db(fields=["answer", "attempts"])
            show_refusal(form, error)
        else:
            messages.success(request, _THANKS[form.cleaned_data["answer"]])
            return HttpResponseRedirect(way.done)
    campaign = recipient.campaign
    shown = {
        "recipient": recipient,
        "campaign": campaign,
        "version": campaign.version,
        "document": campaign.version.document,
        "clauses": campaign.version.clauses.all(),
        "answers": answers_in(campaign, recipient.person),
        "final": recipient.answer == AnswerState.ACKNOWLEDGED,
        "form": form,
    }
    return page(request, way.template, {**shown, **(more or {})})


def _take(recipient: Recipient, form: OwnAnswerForm, way: Way) -> Acknowledgement:
    told = form.cleaned_data
    given = Given(way.route, told["digest"], reason=told["reason"] if told["answer"] != ACKNOWLEDGE else "")
    if told["answer"] == ACKNOWLEDGE:
        return acknowledging.acknowledge(recipient, given, picked=form.picked(), actor=way.actor)
    acts: dict[str, Callable[..., Acknowledgement]] = {REFUSE: acknowledging.refuse, ASK: acknowledging.ask_exception}
    return acts[told["answer"]](recipient, given, actor=way.actor)
