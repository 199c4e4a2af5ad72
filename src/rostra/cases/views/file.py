"""One case: what happened, what is written, who works on it, and what can be done next."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.views.asking import ask, sent
from rostra.archive.queries.copies import copy_at
from rostra.cases.actions.file import UNREAD, add_evidence, add_participant, end_participant, write_entry
from rostra.cases.actions.holding import OFFICE
from rostra.cases.forms import EntryForm, EvidenceForm, ParticipantForm
from rostra.cases.forms.names import FIELDS
from rostra.cases.models import Case
from rostra.cases.queries.notices import respondent_was_told
from rostra.cases.queries.register import may_repeat, newest_of, subject_of
from rostra.cases.rules.deciding import BY_ITSELF, fixed_parts, keeps_nothing, may_advise, may_write, may_write_part
from rostra.cases.rules.moving import Hand, hand_of, steps_for
from rostra.cases.rules.notices import not_to_be_told
from rostra.cases.rules.telling import ADDS_UP, ORDER, told_of
from rostra.cases.rules.viewing import openable_cases, opens_later, sight_of, viewer_of
from rostra.cases.states.classes import CaseField
from rostra.cases.states.titles import step_title
from rostra.cases.states.words import Part, Track
from rostra.cases.views.finding import with_file
from rostra.cases.views.steps import address_of
from rostra.core.errors import Conflict
from rostra.core.permission import Permission
from rostra.people.queries import city_day, own_looks
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.retention.queries.holds import standing_hold_of
from rostra.retention.queries.triggers import kept_until, standing_trigger


@require_safe
@staff(may_enter_desk)
@with_file
def case(request: StaffRequest, found: Case) -> HttpResponse:
    """What happened, who decided, what may I see?"""
    sight = sight_of(viewer_of(request.actor, found), found)
    told = told_of(found, sight)
    hand, advises = hand_of(request.actor, found), may_advise(request.actor, found)
    own = [each for each in told.parts if each.part is not CaseField.ADVICE]
    shown = {
        "told": told,
        "hands_out": True,  # submitted files
        "parts": [each for each in own if not each.is_empty],
        "advice": next((each for each in told.parts if each.part is CaseField.ADVICE), None),
        "moves": _moves(found, hand) if told.work else [],
        "write": _writable(found, hand, {each.part for each in told.parts if each.entries}, advises=bool(advises)),
        "may_write": hand.writes,
        "may_tell": hand.writes and not_to_be_told(found) == "",
        "may_add": hand.writes and not keeps_nothing(found),
        "may_remedy": hand.writes and not keeps_nothing(found) and told.work and told.work.track != Track.UNDECIDED,
        "remedies": list(found.remedies.filter(done__isnull=True)) if hand.writes else [],
        "may_advise": advises,
        "repeats": list(openable_cases(request.actor, exact=True).filter(pk__in=may_repeat(found).values("pk"))) if told.work else [],
        "today": city_day(),
        "read_by_respondent": own_looks(subject_of(found))[:3] if told.work else [],
        "held": standing_hold_of(OFFICE.ref, subject_of(found)) if told.work else None,
        "trigger": (trigger := standing_trigger(subject_of(found)) if told.work else None),
        "kept_until": kept_until(trigger) if trigger else None,
    }
    return page(request, "cases/case.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def write(request: StaffRequest, found: Case, name: str) -> HttpResponse:
    """Write one part. What stood there before stays in its history."""
    if name not in {*CaseField}:
        raise Http404("no such part")
    part = CaseField(name)
    if not (allowed := may_write_part(request.actor, found, part)):
        return refuse(request, allowed)
    form = EntryForm(sent(request))
    newest = None if part in ADDS_UP else newest_of(found, part)
    form.fields["text"].initial, form.fields["read"].initial = (newest.text, newest.pk) if newest else ("", None)

    def step() -> str:
        told = form.cleaned_data
        over = UNREAD if part in ADDS_UP or "read" not in request.POST else found.entries.filter(pk=told["read"]).first()
        try:
            write_entry(found, part, told["text"], over=over, actor=request.actor)
        except Conflict:
            form.data = {**request.POST.dict(), "read": newest.pk if newest else ""}  # what is shown to them now, they have read
            raise
        return _("It is written.")

    held = sight_of(viewer_of(request.actor, found), found).classes[part]
    lead = _("Held as %(class)s, %(basis)s. What stood there before stays in its history.") % {
        "class": held.held_as.value.replace("-", " "),
        "basis": held.basis,
    }
    if opens_later(found, part):
        lead = f"{lead} {_('If it comes to discipline that is final, the law opens it to everybody: name nobody whom it is not about.')}"
    title = f"{FIELDS[part]}: {found}"
    return ask(request, form, step, title=title, lead=lead, button=_("Write it"), back=address_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def participant_add(request: StaffRequest, found: Case) -> HttpResponse:
    """Add one person, with a reason."""
    if not (allowed := may_write(request.actor, found)):
        return refuse(request, allowed)
    form = ParticipantForm(sent(request))

    def step() -> str:
        told = form.cleaned_data
        added = add_participant(found, told["person"], Part(told["part"]), reason=told["reason"], actor=request.actor)
        return _("%(name)s is added.") % {"name": added.person}

    lead = _(
        "They see the file from now on, as far as their part goes. Whoever it is about, and whoever stands above them, cannot be added."
    )
    return ask(request, form, step, title=f"{_('Add somebody')}: {found}", lead=lead, button=_("Add them"), back=address_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def participant_end(request: StaffRequest, found: Case, pk: int) -> HttpResponse:
    """Take somebody out. They see nothing of it from then on; that they did stays."""
    added = found.participants.filter(pk=pk, ended__isnull=True).select_related("person").first()
    if not (allowed := may_write(request.actor, found)):
        return refuse(request, allowed)
    if added is None:
        raise Http404("nobody to take out")
    form = forms.Form(sent(request))

    def step() -> str:
        end_participant(added, actor=request.actor)
        return _("They see nothing of it from now on.")

    lead = _("From now on they see nothing of it. That they took part stays in the file.")
    title = f"{_('Take out')} {added.person}: {found}"
    return ask(request, form, step, title=title, lead=lead, button=_("Take them out"), back=address_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def evidence(request: StaffRequest, found: Case) -> HttpResponse:
    """Link the one thing complained of, as the archive holds it."""
    if not (allowed := may_write(request.actor, found)):
        return refuse(request, allowed)
    form = EvidenceForm(sent(request))

    def step() -> str:
        add_evidence(found, copy_at(form.cleaned_data["copy"]), remark=form.cleaned_data["remark"], actor=request.actor)
        return _("It is linked, with its proof.")

    lead = _("Only the specific thing that is complained of. Nobody’s account is searched, and nothing is copied here.")
    return ask(request, form, step, title=f"{_('Add evidence')}: {found}", lead=lead, button=_("Link it"), back=address_of(found))


def _writable(found: Case, hand: Hand, written: AbstractSet[CaseField], *, advises: bool) -> list[CaseField]:
    """The parts that they may write in."""
    if keeps_nothing(found):
        return [CaseField.MESSAGES] if hand.writes else []
    told, fixed = respondent_was_told(found), fixed_parts(found, written)
    parts = [part for part in ORDER if part not in BY_ITSELF and part not in fixed and (told or part is not CaseField.RESPONSE)]
    return [part for part in parts if (advises if part is CaseField.ADVICE else hand.writes)]


def _moves(found: Case, hand: Hand) -> list[tuple[str, str, str, Permission]]:
    """The steps that the state allows: name, title, address, and whether it may be taken or why not."""
    told = steps_for(found, hand)
    return [(name, step_title(name), reverse("cases:move", args=[found.number, name]), allowed) for name, allowed in told]
