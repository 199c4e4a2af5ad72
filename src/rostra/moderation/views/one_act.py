"""One act: why this comment was hidden, whether the copy is kept, what can be done with it, and what happened."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.queries import relations
from rostra.accounts.views.asking import ask, sent
from rostra.core.actor import Actor
from rostra.core.audit import history
from rostra.core.dates import in_words
from rostra.core.permission import Permission
from rostra.moderation.actions.acts import keep_act, move_act, review_emergency
from rostra.moderation.actions.explaining import reference
from rostra.moderation.forms import ReasonForm
from rostra.moderation.forms.acts import KeepForm
from rostra.moderation.models import ModerationAct
from rostra.moderation.queries.acts import comparables
from rostra.moderation.queries.samples import closed_to
from rostra.moderation.rules.acts import ground_of, latest_review, may_keep_act, may_move_act, may_review_act
from rostra.moderation.rules.appeals import may_enter_appeal, may_give_notice
from rostra.moderation.states.acts import ACT_LIFE, BEFORE, ActState
from rostra.moderation.views.acts import visible_acts
from rostra.people.queries import city_day
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import note_look, with_purpose

TITLES = {
    "approve": ("Approve", "You are the second person: the ground’s test is met, and the opposite opinion would be treated alike."),
    "leave-up": ("Leave it up", "Nothing is done. It stays on record, so that alike can be compared with alike."),
    "apply": ("I did it", "It is done on the network. The person must be told next."),
    "take-back": ("Take it back", "It was wrong, or is no longer needed. What stands on the network is to be undone."),
    "restore": ("It is restored", "Say what you did. Where the network still shows it, nobody’s word counts."),
}
WITHOUT_REASON = frozenset({"apply"})


@require_safe
@staff(may_enter_desk)
@with_purpose(Function.MODERATION_ACT)
def act(request: StaffRequest, number: int) -> HttpResponse:
    """One act. Each look is written down."""
    found = find_act(request.actor, number)
    note_look(request, Function.MODERATION_ACT, reference(found))
    also = relations(request.actor, found.account)
    shown = {
        "act": found, "ground": ground_of(found.ground), "moves": _moves(request.actor, found),
        "may_notice": found.state not in BEFORE and may_give_notice(request.actor, found, also=also),
        "may_keep": may_keep_act(request.actor, found), "notices": found.notices.all(),
        "may_enter": found.state == ActState.NOTICED and may_enter_appeal(request.actor),
        "may_review_emergency": found.emergency and not found.reviewer and may_review_act(request.actor, found),
        "restrictions": found.restrictions.all(), "events": history(reference(found)), "today": city_day(),
        "compared": comparables([found.ground], apart_from=[found.pk, *closed_to(request.actor)]).get(found.ground, []),
    }  # fmt: skip
    return page(request, "moderation/act.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """One step."""
    found = find_act(request.actor, number)
    if name not in TITLES:
        raise Http404("no such step")
    if not (allowed := may_move_act(request.actor, found, name, also=relations(request.actor, found.account))):
        return refuse(request, allowed)
    form = ReasonForm(sent(request))
    form.fields["reason"].required = name not in WITHOUT_REASON

    def step() -> str:
        moved = move_act(found, name, reason=form.cleaned_data["reason"], actor=request.actor)
        return f"Act {moved.pk} is now {moved.get_state_display()}."

    title, lead = TITLES[name]
    return ask(request, form, step, title=f"{title}: act {found.pk}", lead=lead, button=title, back=_back(found), grave=name == "approve")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def keep(request: StaffRequest, number: int) -> HttpResponse:
    """Another look: it stays until another day."""
    found = find_act(request.actor, number)
    if not (allowed := may_keep_act(request.actor, found)):
        return refuse(request, allowed)
    form = KeepForm(sent(request), initial={"until": latest_review(city_day())})

    def step() -> str:
        kept = keep_act(found, actor=request.actor, **form.cleaned_data)
        return f"Act {kept.pk} stays until {in_words(kept.review_on)}."

    lead = "Without another look it lapses on its last day, and is to be undone."
    return ask(request, form, step, title=f"Keep it: act {found.pk}", lead=lead, button="Keep it", back=_back(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def emergency_reviewed(request: StaffRequest, number: int) -> HttpResponse:
    """A second person looked at what was done without a copy."""
    found = find_act(request.actor, number)
    if not (allowed := may_review_act(request.actor, found)):
        return refuse(request, allowed)
    form = ReasonForm(sent(request))

    def step() -> str:
        reviewed = review_emergency(found, actor=request.actor, reason=form.cleaned_data["reason"])
        return "It is on record" + (", and the archive has a copy by now." if reviewed.version_id else ". The archive has no copy.")

    lead = "It could not wait for a copy. If that was wrong, take the act back instead."
    title = f"It was an emergency: act {found.pk}"
    return ask(request, form, step, title=title, lead=lead, button="It was an emergency", back=_back(found))


def find_act(actor: Actor, number: int) -> ModerationAct:
    """One that the actor may see. Raises Http404: who may not see it does not learn that it exists."""
    found = visible_acts(actor).filter(pk=number).first()
    if found is None:
        raise Http404("no such act")
    return found


def _moves(actor: Actor, found: ModerationAct) -> list[tuple[str, str, Permission]]:
    also = relations(actor, found.account)
    names = [each.name for each in ACT_LIFE.moves_from(ActState(found.state)) if each.name in TITLES]
    return [(name, TITLES[name][0], may_move_act(actor, found, name, also=also)) for name in names]


def _back(found: ModerationAct) -> str:
    return reverse("moderation:act", args=[found.pk])
