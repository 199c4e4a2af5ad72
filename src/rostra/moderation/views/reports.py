"""What residents report: what waits, what was said, and what is done about it. Who reported is shown for a purpose alone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.queries import relations
from rostra.accounts.views.asking import ask, sent
from rostra.archive.views.sealed import hand_out
from rostra.core.actor import Actor
from rostra.core.audit import history
from rostra.core.permission import Permission
from rostra.moderation.actions.reports import answer_report, move_block_report, subject_of_report
from rostra.moderation.forms import ConfirmForm, WordsForm
from rostra.moderation.models import BlockReport
from rostra.moderation.queries.reports import open_reports, path_of_file, unanswered, what_it_may_be
from rostra.moderation.queries.reports import reports as every_report
from rostra.moderation.rules.reports import may_follow_block_report, may_see_block_reports, tells_outcome
from rostra.moderation.states.reports import BLOCK_REPORT_LIFE, OPEN, BlockReportState
from rostra.people.queries import city_day
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import note_look, with_purpose

SHOWN = 200  # of those that are decided
TITLES = {
    "look-into": ("Look into it", "Say that you have begun, and what you look at."),
    "confirm": ("It is so", "Choose which entry of the register it is about."),
    "not-found": ("Nothing was found", "Say where you looked, and what could not be seen."),
    "look-again": ("Look again", "Say why."),
    "close": ("Close it", "After some time everything that was said is deleted."),
}
UNPROVEN = (
    "Who reported has not proven that the handle is theirs: do not write who is blocked, and who is not. They are shown that it was "
    "decided, and led to the page on which the handle is proven."
)
READ = "Who reported reads what you write here."


@require_safe
@staff(may_see_block_reports)
def reports(request: StaffRequest) -> HttpResponse:
    """Every report, those about which something is to be done first. Not who reported."""
    decided = every_report().exclude(state__in=OPEN)[:SHOWN]
    waiting = {word.report_id for word in unanswered()}
    shown = {
        "groups": [("To be decided", open_reports(), "waiting"), ("Decided", decided, "decided")],
        "today": city_day(),
        "wrote": waiting,
    }
    return page(request, "moderation/reports.html", shown)


@require_safe
@staff(may_see_block_reports)
@with_purpose(Function.BLOCK_EXCEPTION)
def report(request: StaffRequest, number: int) -> HttpResponse:
    """One: who reported as far as they said, what they said, what it may be about. Each look is written down."""
    found = _looked_at(request, number)
    shown = {
        "report": found, "today": city_day(), "messages_": found.messages.all(), "files": found.files.all(),
        "may_be": what_it_may_be(found)[:20], "moves": _moves(request.actor, found), "may_answer": _may_answer(request.actor, found),
        "events": history(subject_of_report(found)), "tells_outcome": tells_outcome(found),
    }  # fmt: skip
    return page(request, "moderation/report.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_block_reports)
@with_purpose(Function.BLOCK_EXCEPTION)
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """One step."""
    found = _looked_at(request, number)
    if name not in TITLES:
        raise Http404("no such step")
    if not (allowed := _allowed(request.actor, found)):
        return refuse(request, allowed)
    form = ConfirmForm(sent(request), among=what_it_may_be(found)) if name == "confirm" else WordsForm(sent(request))

    def act() -> str:
        given = form.cleaned_data
        moved = move_block_report(found, name, words=given["words"], restriction=given.get("restriction"), actor=request.actor)
        return f"Report {moved.pk} is now {moved.get_state_display()}."

    title, lead = TITLES[name]
    back = reverse("moderation:report", args=[found.pk])
    told = f"{lead} {READ}" if tells_outcome(found) else f"{lead} {READ} {UNPROVEN}"
    return ask(request, form, act, title=f"{title}: report {found.pk}", lead=told, button=title, back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_block_reports)
@with_purpose(Function.BLOCK_EXCEPTION)
def answer(request: StaffRequest, number: int) -> HttpResponse:
    """Write to who reported."""
    found = _looked_at(request, number)
    if not (allowed := _allowed(request.actor, found)):
        return refuse(request, allowed)
    form = WordsForm(sent(request))

    def act() -> str:
        answer_report(found, words=form.cleaned_data["words"], actor=request.actor)
        return "Sent: they read it when they come back with their key."

    lead = READ if tells_outcome(found) else f"{READ} {UNPROVEN}"
    back = reverse("moderation:report", args=[found.pk])
    return ask(request, form, act, title=f"Write to who sent report {found.pk}", lead=lead, button="Send", back=back)


@require_safe
@staff(may_see_block_reports)
@with_purpose(Function.BLOCK_EXCEPTION)
def file(request: StaffRequest, number: int, ordinal: int) -> HttpResponse:
    """A file of it. It is handed out to be saved, and cannot run here."""
    found = _looked_at(request, number)
    kept = get_object_or_404(found.files, pk=ordinal)
    return hand_out(path_of_file(kept.place).read_bytes(), kept.media_type, f"report-{found.pk}-{kept.pk}")


def _looked_at(request: StaffRequest, number: int) -> BlockReport:
    found: BlockReport = get_object_or_404(every_report(), pk=number)
    note_look(request, Function.BLOCK_EXCEPTION, subject_of_report(found))
    return found


def _allowed(actor: Actor, found: BlockReport) -> Permission:
    return may_follow_block_report(actor, also=relations(actor, found.account))


def _may_answer(actor: Actor, found: BlockReport) -> bool:
    return found.state != BlockReportState.CLOSED and bool(_allowed(actor, found))


def _moves(actor: Actor, found: BlockReport) -> list[tuple[str, str, Permission]]:
    allowed = _allowed(actor, found)
    moves = [move.name for move in BLOCK_REPORT_LIFE.moves_from(BlockReportState(found.state)) if move.name in TITLES]
    return [(name, TITLES[name][0], allowed) for name in moves]
