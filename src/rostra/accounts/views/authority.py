"""Who may speak for the city on what, by what, from when to when."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import AuthorityForm, EndForm
from rostra.accounts.models import Authority
from rostra.accounts.views.asking import ask, sent
from rostra.core.dates import in_words
from rostra.core.spreadsheets import spreadsheet
from rostra.people.queries import city_day
from rostra.people.views.access import StaffRequest, page, staff

COLUMNS = ("number", "person", "position", "unit", "topic", "basis", "instrument", "section", "evidence", "begins", "ends")


@require_safe
@staff(rules.may_see_authority)
def authority(request: StaffRequest) -> HttpResponse:
    """What is in force today, or on the day that is asked for; and what was before."""
    today = city_day()
    day = _day(request.GET.get("day", "")) or today
    shown = {
        "day": day,
        "today": today,
        "rows": list(queries.authority_on(day)),
        "others": list(queries.authorities().exclude(pk__in=queries.authority_on(day).values("pk"))),
        "may_keep": rules.may_keep_authority(request.actor),
    }
    return page(request, "accounts/authority.html", shown)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
@staff(rules.may_see_authority)
def as_json(_request: StaffRequest) -> HttpResponse:
    """The whole register as JSON."""
    return JsonResponse({"authority": [_row(each) for each in queries.authorities()]})


@require_safe
@staff(rules.may_see_authority)
def as_csv(_request: StaffRequest) -> HttpResponse:
    """The whole register as CSV; a cell that a spreadsheet would run is set off by an apostrophe."""
    return spreadsheet("authority", COLUMNS, ([_row(each)[name] for name in COLUMNS] for each in queries.authorities()))


def _row(each: Authority) -> dict[str, object]:
    return {
        "number": each.pk,
        "person": each.person.slug if each.person else None,
        "position": each.position.slug if each.position else None,
        "unit": each.position.unit.slug if each.position else None,
        "topic": each.topic,
        "basis": each.basis,
        "instrument": each.instrument,
        "section": each.section,
        "evidence": each.evidence,
        "begins": each.begins.isoformat(),
        "ends": each.ends.isoformat() if each.ends else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_keep_authority)
def enter(request: StaffRequest) -> HttpResponse:
    """Enter an authority."""
    form = AuthorityForm(sent(request))

    def act() -> str:
        return f"{actions.enter_authority(form.new_authority(), actor=request.actor)}: it is on record."

    lead = "By an instrument with its section, or by a custom that is persistent and widespread, with what shows it."
    back = reverse("accounts:authority")
    return ask(request, form, act, title="Enter an authority to speak", lead=lead, button="Enter", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_keep_authority)
def end(request: StaffRequest, authority_id: int) -> HttpResponse:
    """End an authority."""
    row = get_object_or_404(queries.authorities(), pk=authority_id)
    form = EndForm(sent(request))

    def act() -> str:
        ended = actions.end_authority(row, ends=form.cleaned_data["ends"] or city_day(), actor=request.actor)
        return f"It ends with {in_words(ended.ends)}."

    back = reverse("accounts:authority")
    return ask(
        request,
        form,
        act,
        title=f"End: {row}",
        lead="It stays on record for the days on which it was in force.",
        button="End",
        back=back,
        grave=True,
    )
