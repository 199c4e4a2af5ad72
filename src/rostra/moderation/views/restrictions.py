"""What was done against somebody's speech, what stands, and whom it is against."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.accounts.views.asking import ask, sent
from rostra.core.actor import Actor
from rostra.core.audit import history
from rostra.moderation.actions.following import subject_of
from rostra.moderation.actions.undoing import say_undone
from rostra.moderation.forms import FilterForm, StatementForm
from rostra.moderation.models import Restriction
from rostra.moderation.queries.observed import can_lift
from rostra.moderation.queries.register import counts, restrictions, restrictions_of_own, unexplained
from rostra.moderation.queries.reports import reports_about
from rostra.moderation.queries.rule import rule_cited
from rostra.moderation.queries.samples import closed_to
from rostra.moderation.rules.acts import may_record_act
from rostra.moderation.rules.rights import may_request_exception, may_see_restrictions, may_see_whom, may_undo
from rostra.moderation.states.acts import RECORDED
from rostra.moderation.states.standing import Standing
from rostra.people.queries import city_day, city_day_of
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import note_look, with_purpose

AT_ONCE = 50


@require_safe
@staff(may_enter_desk)
def register(request: StaffRequest) -> HttpResponse:
    """Everything, or the restrictions of one standing or account; stewards see those of their accounts."""
    visible = _visible(request.actor)
    filters = FilterForm(request.GET, Account.objects.filter(pk__in=visible.values("account")))
    chosen = {name: value for name, value in filters.cleaned_data.items() if value} if filters.is_valid() else {}
    turned = Paginator(_urgent_first(visible.filter(**chosen), chosen.get("standing", "")), AT_ONCE).get_page(request.GET.get("page"))
    shown = {"turned": turned, "counts": counts(city_day(), visible), "today": city_day(), "filters": filters}
    shown["unexplained"] = list(unexplained().filter(pk__in=visible.values("pk"))[:AT_ONCE])
    return page(request, "moderation/register.html", shown)


@require_safe
@staff(may_enter_desk)
def restriction(request: StaffRequest, number: int) -> HttpResponse:
    """One: what is known, what happened, what can be done. Not whom it is against."""
    found = find_restriction(request.actor, number)
    also = relations(request.actor, found.account)
    shown = {
        "restriction": found,
        "today": city_day(),
        "clause": rule_cited(city_day_of(found.begun)),
        "lifts": can_lift(found.account.network, found.act),
        "events": history(subject_of(found)),
        "reported": reports_about(found) if may_see_restrictions(request.actor) else (),
        "may_see_whom": bool(may_see_whom(request.actor, also=also)),
        "may_undo": bool(may_undo(request.actor, found, also=also)),
        "may_record": found.standing == Standing.OPEN
        and found.act in {*RECORDED}
        and bool(may_record_act(request.actor, alone=True, also=also)),
        "may_ask": found.standing == Standing.OPEN and bool(may_request_exception(request.actor, also=also)),
    }
    return page(request, "moderation/restriction.html", shown)


@require_safe
@staff(may_enter_desk)
@with_purpose(Function.BLOCK_EXCEPTION)
def whom(request: StaffRequest, number: int) -> HttpResponse:
    """Whom or what it is against. Each look is written down."""
    found = find_restriction(request.actor, number)
    if not (allowed := may_see_whom(request.actor, also=relations(request.actor, found.account))):
        return refuse(request, allowed)
    note_look(request, Function.BLOCK_EXCEPTION, subject_of(found))
    return page(request, "moderation/whom.html", {"restriction": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def undone(request: StaffRequest, number: int) -> HttpResponse:
    """Somebody undid it on the network by hand, and says so."""
    found = find_restriction(request.actor, number)
    form = StatementForm(sent(request))

    def act() -> str:
        say_undone(found, statement=form.cleaned_data["statement"], actor=request.actor)
        return "It is on record. It counts as undone when the network, or its next list, shows it."

    lead = "It stays open until the network itself shows that it is gone: nobody’s word closes it."
    title, back = f"Undone by hand: number {found.pk}", reverse("moderation:restriction", args=[found.pk])
    return ask(request, form, act, title=title, lead=lead, button="Put on record", back=back)


def find_restriction(actor: Actor, number: int) -> Restriction:
    """One that the actor may see. Raises Http404: who may not see it does not learn that it exists."""
    found = _visible(actor).select_related("record").filter(pk=number).first()
    if found is None:
        raise Http404("no such restriction")
    return found


def _visible(actor: Actor) -> QuerySet[Restriction]:
    seen = restrictions() if may_see_restrictions(actor) else restrictions_of_own(actor)
    return seen.exclude(explained_by__in=closed_to(actor))


def _urgent_first(chosen: QuerySet[Restriction], standing: str) -> QuerySet[Restriction]:
    return chosen.order_by("due", "pk") if standing == Standing.OPEN else chosen
