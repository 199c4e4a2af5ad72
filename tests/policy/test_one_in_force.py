"""Whatever is done, in whatever order, by the real actions: on any day one version is in force, and it stays the one to cite."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.policy import texts
from tests.policy.texts import CLERK, DIRECTOR, noon

from rostra.core import clock
from rostra.core.errors import RostraError
from rostra.policy.actions import moves
from rostra.policy.actions.moves import Act
from rostra.policy.models import Document, Version
from rostra.policy.queries import version_in_force

A_DAY = dt.timedelta(days=1)
FOUNDED = dt.date(2019, 7, 25)
SHORT = "Accounts are official.\n"


@dataclass
class City:
    """A policy, today, which version was in force on each day that is over, and what was repealed when."""

    policy: Document
    today: dt.date = FOUNDED
    past: dict[dt.date, int | None] = field(default_factory=dict)
    repealed: dict[int, dt.date] = field(default_factory=dict)

    def wait(self, _which: int, days: int) -> None:
        """Days go by. The worker looks in on the last of them, or stands still."""
        for _ in range(days):
            self.past[self.today] = self.answer(self.today)
            self.today += A_DAY
        if days % 3:
            with clock.frozen(noon(self.today)):
                moves.bring_into_line()
            self.follows()

    def adopt(self, _which: int, days: int) -> None:
        texts.adopted(self.policy, SHORT, self.today, self.today + days * A_DAY)

    def publish(self, which: int, _days: int) -> None:
        version = self.chosen(which, "adopted")
        moves.publish_version(moves.sign_version(version, day=self.today, actor=CLERK), day=self.today, actor=DIRECTOR)

    def put_off(self, which: int, days: int) -> None:
        version = self.chosen(which, "adopted")
        moves.put_off(version, effective=(version.effective or self.today) + days * A_DAY, actor=CLERK)

    def repeal(self, which: int, _days: int) -> None:
        version = self.chosen(which, "effective")
        moves.repeal_version(version, Act("City Council", "9", "7 to 6", self.today), actor=CLERK)
        self.repealed[version.number] = self.today

    def chosen(self, which: int, state: str) -> Version:
        """One of the versions in a state. Raises RostraError where there is none."""
        found = list(Version.objects.filter(document=self.policy, state=state).order_by("number"))
        if not found:
            raise RostraError("none")
        return found[which % len(found)]

    def answer(self, day: dt.date) -> int | None:
        version = version_in_force(self.policy, day)
        return version.number if version else None

    def expected(self, day: dt.date) -> int | None:
        """The published version whose first day was the last one to come, unless it was repealed by then."""
        begun = Version.objects.filter(document=self.policy, published__isnull=False, effective__lte=day).order_by("-effective").first()
        return begun.number if begun and day < self.repealed.get(begun.number, dt.date.max) else None

    def follows(self) -> None:
        """The states say of today what the days say."""
        in_force = self.answer(self.today)
        rows = Version.objects.filter(document=self.policy, state="effective").values_list("number", flat=True)
        assert list(rows) == ([in_force] if in_force else [])


ACTS: tuple[Callable[[City, int, int], None], ...] = (City.wait, City.adopt, City.publish, City.put_off, City.repeal)


@pytest.mark.django_db
@settings(deadline=None, max_examples=25)
@example([(City.adopt, 0, 2), (City.adopt, 0, 5), (City.put_off, 0, 4)])  # past the one after it
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 9)), min_size=4, max_size=14))
def test_exactly_one_version_is_in_force_on_any_day(acts: list[tuple[Callable[[City, int, int], None], int, int]]) -> None:
    with transaction.atomic():
        with clock.frozen(noon(FOUNDED)):
            city = City(texts.document())
            texts.published(city.policy, SHORT, FOUNDED, FOUNDED)
            moves.bring_into_line()
        for act, which, days in acts:
            with clock.frozen(noon(city.today)), contextlib.suppress(RostraError):
                act(city, which, days)
            for day in {FOUNDED - A_DAY, city.today, city.today + 3 * A_DAY, city.today + 40 * A_DAY}:
                assert city.answer(day) == city.expected(day)
        assert {day: city.answer(day) for day in city.past} == city.past
        transaction.set_rollback(True)
