"""Counts for an hour, in all processes together."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from rostra.core import clock
from rostra.core.models import Tally
from rostra.core.tallies import HOUR, count_one, counted, forget_tallies
from rostra.portal.views.floods import count_wrong, is_flood, is_flood_of_all, was_flood

NOON = dt.datetime(2026, 3, 4, 18, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_count_begins_anew_an_hour_after_its_first_and_nothing_of_it_stays() -> None:
    for minute, number in ((0, 1), (30, 2), (59, 3), (60, 1)):
        with clock.frozen(NOON + dt.timedelta(minutes=minute)):
            assert count_one("a") == number
    with clock.frozen(NOON + 2 * HOUR):
        assert counted("a") == 0
        assert forget_tallies() == 1
    assert not Tally.objects.exists()


@pytest.mark.django_db
def test_one_address_does_not_use_up_what_another_has_and_is_not_written_down() -> None:
    here, there = (RequestFactory(REMOTE_ADDR=address).post("/") for address in ("192.0.2.7", "192.0.2.8"))
    assert [is_flood(here, "ask", 2) for _ in range(3)] == [False, False, True]
    assert not is_flood(there, "ask", 2)
    assert not was_flood(here, "report", 1)
    count_wrong(here, "key")
    count_wrong(there, "key")
    assert was_flood(here, "key", 1)
    assert not was_flood(here, "key", 2)
    assert is_flood_of_all("key", 2)
    assert not [key for key in Tally.objects.values_list("key", flat=True) if "192.0" in key]


@pytest.mark.django_db(transaction=True)
def test_whatever_one_process_remembers_by_itself_all_count_together() -> None:
    """Each thread has a connection of its own, as each process has."""

    def count() -> None:
        for _ in range(5):
            cache.clear()
            count_one("together")
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted("together") == 20
