"""Nobody leaves with an account in their hands (policy: the account is the city's)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from rostra.accounts.models import Account, Custody
from rostra.accounts.queries.custody import keys_now
from rostra.accounts.states.life import AccountState, Part
from rostra.people.queries import city_day
from rostra.people.queries.leaving import Ending, obstacle_to_leaving

Held = tuple[Account, str, Custody | None]  # what somebody has in an account, in words, until when


@obstacle_to_leaving
def accounts_in_hand(endings: Sequence[Ending]) -> Mapping[int, str]:
    """Which of these appointments cannot end, because the person would leave with a part in an account, or with its keys."""
    held = _held_by({each.person for each in endings})
    told = {each.appointment: _left_behind(each, held.get(each.person, ())) for each in endings}
    return {appointment: reason for appointment, reason in told.items() if reason}


def _held_by(persons: Collection[int]) -> Mapping[int, Sequence[Held]]:
    found: defaultdict[int, list[Held]] = defaultdict(list)
    rows = Custody.objects.filter(person__in=persons).exclude(account__state=AccountState.ARCHIVED).select_related("account")
    for row in rows:
        found[row.person_id].append((row.account, f"is {row.part.replace('-', ' ')} of", row))
    for account, person in keys_now():
        if person in persons:
            found[person].append((account, "holds keys of", None))
    return found


def _left_behind(ending: Ending, held: Sequence[Held]) -> str:
    return "; ".join(dict.fromkeys(_told(ending, held)))


def _told(ending: Ending, held: Sequence[Held]) -> Iterator[str]:
    for account, what, row in held:
        passed_on = row is not None and _passes_on(account, row, ending)
        of_the_unit = account.unit_id == ending.unit and account.unit_id not in ending.remaining
        if not passed_on and (of_the_unit or not ending.remaining):
            yield f"{what} {account} ({account.slug})"


def _passes_on(account: Account, row: Custody, ending: Ending) -> bool:
    """Whether the part is over by the last day (or by today, where that lies in the past), or a successor is named from the day after."""
    if row.ends is not None:
        return row.ends <= max(ending.last_day, city_day())
    next_day = ending.last_day + dt.timedelta(days=1)
    return row.part == Part.CUSTODIAN and account.successor_from is not None and account.successor_from <= next_day
