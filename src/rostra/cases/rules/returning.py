"""Who handed a case in comes back with its number and the return key, and may write and appeal."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from rostra.cases.models import Case, Step
from rostra.cases.queries.register import case_numbered
from rostra.cases.rules.deciding import keeps_nothing
from rostra.cases.rules.moving import digest_of_key, obstacle
from rostra.cases.states.life import CaseState
from rostra.cases.states.words import COMPLAINANT
from rostra.core.permission import Permission, not_now
from rostra.people.states.codes import read_code


def key_of(typed: str) -> str:
    """A return key as it was typed, as it was given out; "" for what cannot be one."""
    try:
        return read_code(typed)
    except ValueError:
        return ""


def case_by_key(number: str, typed: str) -> Case | None:
    """The case that number and return key open together. A wrong number takes as long as a wrong key."""
    digest = digest_of_key(key_of(typed))
    found = case_numbered(number.strip()[:20])
    kept = found.key if found and found.key else "0" * 64
    return found if constant_time_compare(kept, digest) else None


def may_write_back(case: Case) -> Permission:
    """Whether who handed it in may write: until it is closed, and as long as anything of it is kept."""
    if case.state == CaseState.CLOSED:
        return not_now(_("It is closed."))
    return not_now(keeps_nothing(case))


def own_appeal_decided(case: Case) -> Step | None:
    """The step by which the complainant's own appeal was decided; None where they made none, or it waits."""
    appealed = case.steps.filter(move="appeal", by_name=COMPLAINANT).order_by("at", "pk").last()
    return case.steps.filter(move__in=("uphold", "reopen"), at__gte=appealed.at).order_by("at", "pk").first() if appealed else None


def may_be_appealed(case: Case) -> Permission:
    """Whether a side may appeal today, whoever asks."""
    return not_now(obstacle(case, "appeal") if case.state == CaseState.CLOSED else _("It is not closed."))
