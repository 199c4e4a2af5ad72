"""What whoever is complained of is told before they are asked: to be read out, printed or sent, and then noted."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rostra.accounts.views.asking import answer, sent
from rostra.cases.actions.notices import note_told
from rostra.cases.forms import NoticeForm
from rostra.cases.models import Case
from rostra.cases.rules.notices import may_tell, notice_lines
from rostra.cases.states.words import NoticeWay, Side
from rostra.cases.views.finding import with_file
from rostra.cases.views.steps import address_of
from rostra.core import clock
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, refuse, staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def tell(request: StaffRequest, found: Case) -> HttpResponse:
    """Read it to them, or hand it over; then note when and how."""
    if not (allowed := may_tell(request.actor, found)):
        return refuse(request, allowed)
    form = NoticeForm(sent(request))

    def step() -> str:
        note_told(found, NoticeWay(form.cleaned_data["way"]), form.cleaned_data["told"] or clock.now(), actor=request.actor)
        return _("It is noted, with these words. What they say can be written now.")

    shown = {"number": found.number, "lines": notice_lines(Side.RESPONDENT), "back": address_of(found)}
    return answer(request, request.actor, form, step, "cases/notice.html", shown)
