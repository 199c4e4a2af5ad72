"""Whether the people of an account know the policy and were trained: what the register asks before it lets them have a part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from rostra.accounts.models import AccountRequest
from rostra.accounts.rules.clauses import clause_of
from rostra.core.profile import AccountTopic
from rostra.people.models import Person
from rostra.people.queries import city_day
from rostra.policy.models import Version
from rostra.policy.queries import cited
from rostra.policy.queries.asking import asked_among, not_acknowledged
from rostra.policy.queries.training import lapsed_among
from rostra.policy.rules.asking import policies_on
from rostra.policy.rules.training import named


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at before an account may exist. ``blocks``: without it nobody can approve."""

    topic: AccountTopic
    text: str
    passed: bool
    blocks: bool

    @property
    def clause(self) -> str:
        """What it serves in the city's own policy; "" where the profile names nothing."""
        return clause_of(self.topic)

    @property
    def reason(self) -> str:
        """Why it stands in the way, with the clause as it reads today; "" where it does not."""
        if self.passed or not self.blocks:
            return ""
        return f"{self.text} ({cited(self.clause, city_day())})" if self.clause else self.text


def readiness(people: Mapping[Person, str]) -> Iterator[Check]:
    """Of everybody who is to have a part, as told in words, whether they have acknowledged what is demanded and training has lapsed.

    Demanded are the policies in force that ``registry.policies`` names, and those that a campaign asks them about.

    A fixed number of queries, however many they are.
    """
    today = city_day()
    keys, terms = [person.pk for person in people], settings.PROFILE.registry
    policies = policies_on(today)
    silent = _missing(keys, policies, today) if policies else {}
    if not policies:
        yield Check("acknowledgement", "No policy is in force that could be acknowledged.", passed=True, blocks=False)
    for person, parts in people.items() if policies else ():
        missing = ", ".join(map(str, silent[person.pk]))
        text = (
            f"{person}, {parts}, has not acknowledged: {missing}."
            if missing
            else f"{person}, {parts}, has acknowledged the policy in force."
        )
        yield Check("acknowledgement", text, not missing, terms.acknowledgement == "required")
    lapsed = lapsed_among(keys, today)
    for person, parts in people.items():
        late = named(lapsed.get(person.pk, ()))
        text = f"{person}, {parts}: training has lapsed: {late}." if late else f"{person}, {parts}: no training has lapsed."
        yield Check("training", text, not late, terms.training == "required")


def _missing(people: Sequence[int], policies: Sequence[Version], day: dt.date) -> dict[int, list[Version]]:
    """By person, the policies that are demanded of them and that they have not acknowledged. Three queries."""
    named = {version for version in policies if version.document.slug in settings.PROFILE.registry.policies}
    silent, asked = not_acknowledged(people, policies, day), asked_among(people, policies)
    return {person: [each for each in silent[person] if each in named or each in asked[person]] for person in people}


def unready_problem(person: Person, part: str) -> str:
    """Why the city does not let ``person`` have the part yet, by the checks of a request for an account; "" when it does."""
    return " ".join(check.reason for check in readiness({person: part}) if check.reason)


def named_in(request: AccountRequest) -> dict[Person, str]:
    """Everybody who is to have a part, once, with their parts in words."""
    found: dict[Person, str] = {}
    for part, person in (("custodian", request.custodian), ("steward", request.steward), ("backup steward", request.backup)):
        if person is not None:
            found[person] = f"{found[person]} and {part}" if person in found else part
    return found
