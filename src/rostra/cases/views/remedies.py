"""What is put right after a case: ordered with a day, and noted when it is done."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rostra.accounts.views.asking import ask, sent
from rostra.cases.actions.remedies import note_remedy_done, order_remedy
from rostra.cases.forms import RemedyDoneForm, RemedyForm
from rostra.cases.models import Case
from rostra.cases.rules.deciding import may_write
from rostra.cases.states.words import REMEDIES, RemedyKind
from rostra.cases.views.finding import with_file
from rostra.cases.views.steps import address_of
from rostra.people.queries import city_day
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, refuse, staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def order(request: StaffRequest, found: Case) -> HttpResponse:
    """Say what is to be put right, and by when."""
    if not (allowed := may_write(request.actor, found)):
        return refuse(request, allowed)
    form = RemedyForm(sent(request))

    def step() -> str:
        told = form.cleaned_data
        order_remedy(found, RemedyKind(told["kind"]), due=told["due"], actor=request.actor)
        return _("It is ordered, and stands on My work until it is done.")

    lead = _("Whoever was at fault: what was posted, blocked, hidden or never taught can be put right. Why stands under Remedies.")
    return ask(request, form, step, title=f"{_('Order a remedy')}: {found}", lead=lead, button=_("Order it"), back=address_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def done(request: StaffRequest, found: Case, pk: int) -> HttpResponse:
    """Note that it is done."""
    if not (allowed := may_write(request.actor, found)):
        return refuse(request, allowed)
    remedy = found.remedies.filter(pk=pk, done__isnull=True).select_related("case").first()
    if remedy is None:
        raise Http404("nothing to be done")
    form = RemedyDoneForm(sent(request), initial={"done": city_day()})

    def step() -> str:
        note_remedy_done(remedy, form.cleaned_data["done"], actor=request.actor)
        return _("It is noted.")

    title = f"{REMEDIES[RemedyKind(remedy.kind)]}: {found}"
    return ask(request, form, step, title=title, lead=_("Only once it is done."), button=_("It is done"), back=address_of(found))
