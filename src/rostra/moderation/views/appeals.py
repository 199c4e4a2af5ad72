"""Notices and appeals, for staff: tell the person, enter what came on paper, decide."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.queries import relations
from rostra.accounts.views.asking import ask, sent
from rostra.core.dates import in_words
from rostra.moderation.actions.appeals import decide_appeal, enter_appeal
from rostra.moderation.actions.notices import give_notice
from rostra.moderation.forms import ReasonForm
from rostra.moderation.forms.appeals import AppealForm, NoticeForm
from rostra.moderation.models import Appeal, BlockException, ModerationAct, Notice
from rostra.moderation.queries import acts as queries
from rostra.moderation.queries.codes import code_of
from rostra.moderation.queries.samples import closed_to
from rostra.moderation.rules.acts import ground_of
from rostra.moderation.rules.appeals import may_decide_appeal, may_enter_appeal, may_give_notice, may_see_appeals
from rostra.moderation.rules.rights import may_see_restrictions
from rostra.moderation.states.appeals import AppealState, Route
from rostra.moderation.views.acts import visible_acts
from rostra.people.queries import city_day
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import note_look, with_purpose

SHOWN = 200  # of those that are decided
TITLES = {
    "grant": ("Grant the appeal", "What was done is to be undone, with a day. The person reads your reasons."),
    "uphold": ("Uphold what was done", "It stands. The person reads your reasons."),
}
_DONE_BY = {Route.MAIL: "It is on its way by e-mail.", Route.NOT_POSSIBLE: "That nobody can be told is on record."}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def notice_new(request: StaffRequest, kind: str, number: int) -> HttpResponse:
    """Tell the person of an act or an exception."""
    thing = _thing(request, kind, number)
    if not (allowed := may_give_notice(request.actor, thing, also=relations(request.actor, thing.account))):
        return refuse(request, allowed)
    form = NoticeForm(sent(request))

    def step() -> str:
        made = give_notice(thing, form.way(), actor=request.actor)
        return _DONE_BY.get(Route(made.route), "Its text stands under Notices: post it, send it or print it.")

    lead = "The notice says what was done, on which rule and ground, how to appeal and until when. Its text is kept word for word."
    return ask(request, form, step, title=f"Give notice: {thing}", lead=lead, button="Give notice", back=_back(thing))


@require_safe
@staff(may_enter_desk)
@with_purpose(Function.MODERATION_ACT)
def notice(request: StaffRequest, number: int) -> HttpResponse:
    """The text of a notice, to be posted, sent or printed."""
    found = get_object_or_404(Notice.objects.select_related("act__account", "exception__account"), pk=number)
    thing = _about(found)
    if isinstance(thing, ModerationAct):
        _thing(request, "act", thing.pk)
    elif not may_see_restrictions(request.actor):
        raise Http404("no such notice")
    note_look(request, Function.MODERATION_ACT, f"notice:{found.pk}")
    return page(request, "moderation/notice.html", {"notice": found, "thing": thing, "back": _back(thing)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_appeal)
def enter(request: StaffRequest, kind: str, number: int) -> HttpResponse:
    """An appeal that came on paper, or was said."""
    thing = _thing(request, kind, number)
    form = AppealForm(sent(request))
    form.fields["text"].label = "What the person says"
    form.fields["text"].help_text = "Their own words. Whoever enters an appeal does not decide it."

    def step() -> str:
        made = enter_appeal(thing, form.said(), actor=request.actor)
        return f"Appeal {made.pk} is entered. It is to be decided by {in_words(made.due)}: tell the person that number and that day."

    lead = f"The person’s code is {code_of(thing)}. With it they see what becomes of it."
    return ask(request, form, step, title=f"Enter an appeal: {thing}", lead=lead, button="Enter it", back=_back(thing))


@require_safe
@staff(may_see_appeals)
def appeals(request: StaffRequest) -> HttpResponse:
    """Every appeal, those that wait first."""
    decided = queries.appeals().exclude(state=AppealState.RECEIVED)[:SHOWN]
    return page(request, "moderation/appeals.html", {"waiting": queries.open_appeals(), "decided": decided, "today": city_day()})


@require_safe
@staff(may_see_appeals)
@with_purpose(Function.MODERATION_ACT)
def appeal(request: StaffRequest, number: int) -> HttpResponse:
    """One: what was done, what the person says, who may decide. Each look is written down."""
    found = get_object_or_404(queries.appeals().select_related("act__version__record", "act__account", "exception__account"), pk=number)
    thing = _about(found)
    if found.act_id in closed_to(request.actor):
        raise Http404("looked at blinded")
    note_look(request, Function.MODERATION_ACT, f"appeal:{found.pk}")
    shown = {
        "appeal": found, "thing": thing, "back": _back(thing), "ground": ground_of(thing.ground), "today": city_day(),
        "may_decide": may_decide_appeal(request.actor, found), "titles": TITLES,
    }  # fmt: skip
    return page(request, "moderation/appeal.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_appeals)
def decide(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """Grant or uphold."""
    found = get_object_or_404(queries.appeals(), pk=number)
    if name not in TITLES:
        raise Http404("no such step")
    if not (allowed := may_decide_appeal(request.actor, found)):
        return refuse(request, allowed)
    form = ReasonForm(sent(request))
    form.fields["reason"].help_text = "In plain words: the person reads them."

    def step() -> str:
        decided = decide_appeal(found, name, reason=form.cleaned_data["reason"], actor=request.actor)
        return f"Appeal {decided.pk} is decided: {decided.state}."

    title, lead = TITLES[name]
    back = reverse("moderation:appeal", args=[found.pk])
    return ask(request, form, step, title=f"{title}: appeal {found.pk}", lead=lead, button=title, back=back)


def _thing(request: StaffRequest, kind: str, number: int) -> ModerationAct | BlockException:
    """An act or exception that the actor may see. Raises Http404."""
    found: ModerationAct | BlockException | None
    if kind == "act":
        found = visible_acts(request.actor).filter(pk=number).first()
    else:
        seen = bool(may_see_restrictions(request.actor))
        found = BlockException.objects.filter(pk=number).select_related("account").first() if seen else None
    if found is None:
        raise Http404("no such thing")
    return found


def _about(found: Notice | Appeal) -> ModerationAct | BlockException:
    thing = found.act or found.exception
    if thing is None:
        raise Http404("about nothing")
    return thing


def _back(thing: ModerationAct | BlockException) -> str:
    return reverse("moderation:act" if isinstance(thing, ModerationAct) else "moderation:exception", args=[thing.pk])
