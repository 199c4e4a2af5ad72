"""Who is blocked or hidden, and why: the rule, the numbers, every act without the persons, and how it was looked for."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rostra.accounts.queries import official_accounts
from rostra.archive.queries.settings import setting_values
from rostra.capture.queries import checked, network_limits, standing_of
from rostra.capture.queries.lists import newest_complete
from rostra.capture.queries.settings import last_attested
from rostra.moderation.models import Restriction
from rostra.moderation.queries import public
from rostra.moderation.queries.consistency import public_consistency
from rostra.moderation.queries.handling import handling
from rostra.moderation.queries.looks import Export, Way, look_at, looks
from rostra.moderation.queries.rule import rule_on
from rostra.moderation.queries.settings import Known, settings_board
from rostra.people.queries import city_day, city_day_of

PAGE = 25
LARGEST = 1 << 53  # no act has a number beyond it


def moderation(request: HttpRequest) -> HttpResponse:
    """Everything on the first page; on those behind it the acts alone."""
    after = _number(request.GET.get("after", ""))
    found = public.acts(city_day(), after=after, limit=PAGE + 1)
    shown = {"acts": found[:PAGE], "next": found[PAGE - 1].number if len(found) > PAGE else None, "after": after}
    return render(request, "portal/moderation.html", shown if after else {**shown, **_whole()})


def _whole() -> dict[str, object]:
    numbers = public.numbers(city_day())
    terms = settings.PROFILE.moderation
    exports = {account: [Export(*each) for each in of] for account, of in newest_complete().items()}
    success, connected = checked()
    attested = last_attested()
    counted = {each.key: each.count for each in numbers.grounds}
    return {
        "numbers": numbers,
        "handling": handling(city_day()),
        "consistency": public_consistency(),
        "grounds": [(ground, counted[ground.key]) for ground in terms.ground],
        "former": [each for each in numbers.grounds if each.key not in {ground.key for ground in terms.ground}],
        "clause": rule_on(city_day()),
        "looks": looks(success, exports, numbers.lines, attested, connected),
        "ways": list(Way),
        "boards": settings_board(setting_values(), attested, success, exports, connected),
        "known": list(Known),
        "limits": network_limits(),
    }


def act(request: HttpRequest, number: int) -> HttpResponse:
    """One act: its days, its clause, what was done about it, and how its account is looked at."""
    try:
        found = public.act(min(number, LARGEST), city_day())
    except Restriction.DoesNotExist as error:
        raise Http404("no such act") from error
    handed_in = [Export(*each) for each in newest_complete(found.account).get(found.account.pk, ())]
    attested = last_attested(found.account).get(found.account.pk)
    standing = standing_of(found.account)
    look = look_at(found.account, standing.last_success, handed_in, attested=attested, connected=standing.connected)
    clause = rule_on(city_day_of(found.seen))
    return render(request, "portal/moderation-act.html", {"act": found, "steps": public.steps(found), "clause": clause, "look": look})


def settings_of(request: HttpRequest, slug: str) -> HttpResponse:
    """What is set on one account, how that is known, and every value and filter word before."""
    account = get_object_or_404(official_accounts(), slug=slug)
    exports = {account.pk: [Export(*each) for each in newest_complete(account).get(account.pk, ())]}
    success, connected = checked(account)
    (found,) = settings_board(setting_values(account), last_attested(account), success, exports, connected, account)
    return render(request, "portal/moderation-account.html", {"board": found})


def _number(text: str) -> int:
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    return min(wanted, LARGEST)
