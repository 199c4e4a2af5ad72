"""A whole city at its full size: taken in, changed, cut off, looked at."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests import rolls
from tests.desk.conftest import Staff
from tests.people.city import EVERYBODY, a_year_later, city
from tests.people.test_roster import SOURCE, as_csv, numbers, read, take_in

from rostra.core.errors import Forbidden, Invalid
from rostra.core.findings import all_findings
from rostra.people import actions, queries
from rostra.people.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _profile(settings: Any) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})


def test_a_city_of_full_size_comes_changes_and_is_not_ended_by_a_torn_file(
    staff: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = city()
    assert numbers(take_in(people)) == {"joining": EVERYBODY, "new_units": 60}
    # As a server does by itself once rows are committed: on what it knew of empty tables, one query ran for more than half an hour.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    today = queries.city_day()
    categories = Counter(queries.covered_on(today).values_list("position__category", flat=True))
    assert categories == {"staff": 4_100, "elected": 14, "board-member": 600, "volunteer": 6_000}

    # nobody has an account, an address or a sign-in, and nothing is wrong with that
    assert not [finding for finding in all_findings() if finding.subject.startswith("person:")]

    officer = staff.client("communications")
    with django_assert_num_queries(7):
        page = officer.get("/desk/roster").content.decode()
    assert "10,714 appointments" in page
    assert page.count('data-label="Unit"') == 25

    later = read(a_year_later(people))
    assert numbers(later) == {"joining": 100, "moving": 50, "leaving": 100, "changing": 50, "staying": 10_564}
    assert Appointment.objects.filter(ends__isnull=True).count() == EVERYBODY  # only looked at
    actions.apply_import(later, actor=rolls.OPERATOR)
    assert Appointment.objects.filter(ends__isnull=True).count() == EVERYBODY

    whole = as_csv(a_year_later(people))
    with pytest.raises(Invalid, match="breaks off"):
        actions.read_import(whole[: len(whole) // 2], "people.csv", SOURCE, actor=rolls.OPERATOR)
    half = read(a_year_later(people)[:5_000])
    with pytest.raises(Forbidden, match=r"5,714 of 10,714 would leave"):
        actions.apply_import(half, actor=rolls.OPERATOR)
    assert Appointment.objects.filter(ends__isnull=True).count() == EVERYBODY
