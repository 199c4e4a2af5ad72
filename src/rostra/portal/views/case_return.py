"""What became of it? With the number of a case and the key that was shown once, and with nothing else."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rostra.cases.actions.cases import appeal_case
from rostra.cases.actions.intake import write_as_complainant
from rostra.cases.models import Case, Entry
from rostra.cases.queries.register import cases
from rostra.cases.rules.deciding import keeps_nothing
from rostra.cases.rules.returning import case_by_key, key_of, may_be_appealed, may_write_back, own_appeal_decided
from rostra.cases.rules.telling import Told, is_appeal, told_of
from rostra.cases.rules.viewing import sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.words import COMPLAINANT, Side
from rostra.core.actor import PUBLIC
from rostra.core.errors import RostraError
from rostra.core.languages import address
from rostra.core.refusals import show_refusal
from rostra.core.tickets import give_ticket, private, take_ticket, ticket_of
from rostra.portal.forms.cases import CaseAppealForm, CaseReturnForm, CaseWordForm
from rostra.portal.views.case_sent import forget_key
from rostra.portal.views.floods import count_wrong, is_flood_of_all
from rostra.portal.views.guesses import why_not_guess
from rostra.portal.views.handing import TOO_LARGE, handed_files, is_too_large, take_into_memory, too_large
from rostra.portal.views.languages import in_chosen_language

COOKIE, PLACE = "case", "/report/case"
GUESSES = "case-key"
GUESSED = _("Too many wrong keys were given for this case within an hour. Try again later, or call or write to us.")
WRONG_KEY = _("This is not the key of this case.")
OPENS_NONE = _("Number and key do not open a case. Look at both again. We cannot give out another key.")
MINUTES = 30
MESSAGE, APPEAL = "message", "appeal"  # as the address of the page says what was just sent
INVALID, TOO_MANY = 422, 429
_SIGNER = TimestampSigner(salt="rostra.portal.case")


@csrf_exempt  # another site cannot send the ticket, nor know a key
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def status(request: HttpRequest) -> HttpResponse:
    """Number and key; then where it stands."""
    if request.method == "POST":
        return _opened(request)
    case = _opened_before(request)
    return _page(request, case) if case else _door(request, CaseReturnForm())


def _opened(request: HttpRequest) -> HttpResponse:
    form = CaseReturnForm(request.POST)
    if flood := why_not_guess(request, GUESSES):
        form.add_error(None, flood)
        return _door(request, form, TOO_MANY)
    if not form.is_valid():
        return _door(request, form, INVALID)
    case = case_by_key(form.cleaned_data["number"], form.cleaned_data["key"])
    if case is None:
        count_wrong(request, GUESSES)
        form.add_error(None, OPENS_NONE)
        return _door(request, form, INVALID)
    return private(give_ticket(_there(), COOKIE, _SIGNER.sign(str(case.pk)), path=PLACE, minutes=MINUTES))


@csrf_exempt  # another site cannot send the ticket
@require_POST
@in_chosen_language
def write(request: HttpRequest) -> HttpResponse:
    """A word to the city, files, or both."""
    take_into_memory(request)
    case = _opened_before(request)
    if case is None:
        return private(_there())
    if is_too_large(request):
        return _page(request, case, word=_refused(too_large()), status=TOO_LARGE)
    form = CaseWordForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, word=form, status=INVALID)
    try:
        write_as_complainant(case, form.cleaned_data["words"], handed_files(request))
    except RostraError as error:
        show_refusal(form, error)
        return _page(request, case, word=form, status=INVALID)
    return private(_there(sent=MESSAGE))


def _refused(why: str) -> CaseWordForm:
    form = CaseWordForm({}, {})
    form.full_clean()
    form.add_error("files", why)
    return form


@csrf_exempt  # another site cannot send the ticket, nor know the key
@require_POST
@in_chosen_language
def appeal(request: HttpRequest) -> HttpResponse:
    """The decision was wrong. It takes the key once more: whoever sits at this browser later does not appeal.

    Whoever comes here has shown the key: wrong ones of others in the same network do not stop them, those for this case do.
    """
    case = _opened_before(request)
    if case is None:
        return private(_there())
    form = CaseAppealForm(request.POST)
    if is_flood_of_all(_guesses_of(case), settings.PROFILE.residents.keys_an_hour_each):
        form.add_error(None, GUESSED)
        return _page(request, case, objection=form, status=TOO_MANY)
    if not form.is_valid():
        return _page(request, case, objection=form, status=INVALID)
    return _appealed(request, case, form)


def _appealed(request: HttpRequest, case: Case, form: CaseAppealForm) -> HttpResponse:
    told = form.cleaned_data
    if not (allowed := may_be_appealed(case)):
        form.add_error(None, allowed.reason)
        return _page(request, case, objection=form, status=INVALID)
    if case_by_key(case.number, told["key"]) is None:
        count_wrong(request, GUESSES)
        count_wrong(request, _guesses_of(case))
        form.add_error("key", WRONG_KEY)
        return _page(request, case, objection=form, status=INVALID)
    try:
        appeal_case(case, told["text"].replace("\r\n", "\n"), Side.COMPLAINANT, actor=PUBLIC, key=key_of(told["key"]))
    except RostraError as error:
        show_refusal(form, error)
        return _page(request, case, objection=form, status=INVALID)
    return private(_there(sent=APPEAL))


def _guesses_of(case: Case) -> str:
    return f"{GUESSES}-{case.pk}"


@csrf_exempt  # another site cannot send the ticket
@require_POST
@in_chosen_language
def leave(_request: HttpRequest) -> HttpResponse:
    """Close it in this browser."""
    return private(forget_key(take_ticket(_there(), COOKIE, path=PLACE)))


def _opened_before(request: HttpRequest) -> Case | None:
    try:
        number = _SIGNER.unsign(ticket_of(request, COOKIE), max_age=MINUTES * 60)
    except BadSignature:
        return None
    return cases().filter(pk=number).first()


def _page(
    request: HttpRequest, case: Case, *, word: CaseWordForm | None = None, objection: CaseAppealForm | None = None, status: int = 200
) -> HttpResponse:
    """Exactly what who handed it in may be told."""
    told = told_of(case, sight_of(Viewer.COMPLAINANT, case))
    form, objecting = word or CaseWordForm(), objection or CaseAppealForm()
    shown = {
        "told": told, "parts": [each for each in told.parts if not each.is_empty], "form": form, "objection": objecting,
        "wrong": bool(form.errors or objecting.errors), "may_write": bool(told.number) and bool(may_write_back(case)),
        "appeal_until": case.due if told.status and may_be_appealed(case) else None, "complainant": COMPLAINANT,
        "receipt": _receipt(request, told), "appeal_decided": own_appeal_decided(case), "not_ours": bool(keeps_nothing(case)),
    }  # fmt: skip
    return private(render(request, "portal/case/status.html", shown, status=status))


def _door(request: HttpRequest, form: CaseReturnForm, status: int = 200) -> HttpResponse:
    return private(render(request, "portal/case/return.html", {"form": form}, status=status))


def _receipt(request: HttpRequest, told: Told) -> Entry | None:
    """What they have just sent, where the address says so and it is the newest message: a made-up address confirms nothing."""
    messages = next((each.entries for each in told.parts if each.part is CaseField.MESSAGES), ())
    if not messages or messages[0].by_name != COMPLAINANT:
        return None
    wanted = APPEAL if is_appeal(messages[0]) else MESSAGE
    return messages[0] if request.GET.get("sent") == wanted else None


def _there(**asked: str) -> HttpResponse:
    return redirect(address("portal:report-case-status", **asked))
