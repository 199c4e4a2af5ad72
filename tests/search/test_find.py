from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests.factories import NOON, make_account, make_gone, make_record, make_unit
from tests.search.test_language import texts

from rostra.accounts.models import Handle
from rostra.archive.models import Record
from rostra.search.actions import follow
from rostra.search.queries import Facet, Sort, all_ids, find

pytestmark = pytest.mark.django_db


@pytest.fixture
def records() -> list[Record]:
    """Six records, oldest first."""
    city = make_unit("city")
    streets = make_unit("streets", city)
    parking = make_unit("parking", streets)
    mayor = make_account("mayor", unit=city)
    roads = make_account("roads", unit=streets, network="mastodon")
    meters = make_account("meters", unit=parking)
    hour = dt.timedelta(hours=1)
    found = [
        make_record("The budget hearing is at the town hall", account=mayor, published=NOON),
        make_record("Main Street is closed for repairs", account=roads, published=NOON + hour),
        make_record("Budget budget budget", account=roads, published=NOON + 2 * hour),
        make_record("Parking meters are free on holidays", account=meters, published=NOON + 3 * hour),
        make_record("Why is the hall in this town closed?", account=mayor, published=NOON + 4 * hour, kind="reply", official=False),
        make_record("市議会は予算を可決しました", account=mayor, published=dt.datetime(2024, 6, 30, 23, 59, 59, tzinfo=dt.UTC)),
    ]
    make_gone(found[1])
    follow()
    return found


def facet(text: str, name: str) -> dict[str, int]:
    [found] = [facet for facet in find(text).facets if facet.name == name]
    return {value.value: value.count for value in found.values}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [4, 3, 2, 1, 0, 5]),
        ("budget", [2, 0]),
        ("#BUDGET", [2, 0]),
        ("budget hall", [0]),
        ('"town hall"', [0]),
        ("town hall", [4, 0]),
        ("budget -hall", [2]),
        ("-budget", [4, 3, 1, 5]),
        ("park*", [3]),
        ("par", []),
        ('"main str"', []),
        ('"main street is"', [1]),
        ("from:mayor", [4, 0, 5]),
        ("from:@roads.exampleville.example", [2, 1]),
        ("from:mayor from:meters", [4, 3, 0, 5]),
        ("-from:mayor", [3, 2, 1]),
        ("unit:streets", [3, 2, 1]),
        ("unit:city", [4, 3, 2, 1, 0, 5]),
        ("-unit:city", []),
        ("unit:streets closed", [1]),
        ("platform:mastodon", [2, 1]),
        ("is:gone", [1]),
        ("closed -is:gone", [4]),
        ("is:gone is:reply", []),
        ("by:public", [4]),
        ("is:reply by:official", []),
        ("lang:en", [4, 3, 2, 1, 0, 5]),
        ("lang:fr", []),
        ("after:2026", [4, 3, 2, 1, 0]),
        ("before:2026-03", [5]),
        ("after:2024-06-30 before:2024-07-01", [5]),
        ("before:2024-06-30", []),
        ("-after:2026-03-01", [5]),
        ("年", []),
        ("議会", [5]),
        ("議", [5]),
        ("た", [5]),
        ("予算", [5]),
        ("算予", []),
        ("from:nobody", []),
        ("-from:nobody budget", [2, 0]),
    ],
)
def test_what_is_found(records: list[Record], text: str, numbers: list[int]) -> None:
    results = find(text)
    assert results.record_ids == [records[number].id for number in numbers]
    assert (results.count, results.count_is_exact, results.next) == (len(numbers), True, "")


def test_names_that_nobody_has_are_said(records: list[Record]) -> None:
    assert find("from:nobody").problems == ("No official account is called “nobody”.",)
    assert find("unit:moon").problems == ("There is no unit “moon”.",)
    assert find("platform:myspace").problems == ("No official account is on “myspace”. Platforms are: bluesky, mastodon.",)


def test_a_handle_stands_for_its_account_after_it_was_changed(records: list[Record]) -> None:
    Handle.objects.create(account=records[0].account, handle="old.Example", first_seen=NOON, last_seen=NOON)
    assert find("from:old.example").query.text == "from:mayor"


def test_facets(records: list[Record]) -> None:
    assert facet("", "from") == {"mayor": 3, "roads": 2, "meters": 1}
    assert facet("", "unit") == {"city": 6, "streets": 3, "parking": 1}
    assert facet("budget", "platform") == {"bluesky": 1, "mastodon": 1}
    assert list(facet("", "year").items()) == [("2026", 5), ("2024", 1)]
    assert facet("", "is") == {"gone": 1, "reply": 1}
    assert facet("", "by") == {"official": 5, "public": 1}
    assert facet("hall is:gone", "is") == {"gone": 0}


def test_every_facet_value_leads_to_as_many_results(records: list[Record]) -> None:
    def check(text: str, facets: tuple[Facet, ...]) -> None:
        for value in (value for facet in facets for value in facet.values if not value.active):
            assert find(value.toggled).count == value.count, (text, value)

    for text in ("", "budget", "town"):
        check(text, find(text).facets)
    [active] = [value for facet in find("town from:mayor").facets for value in facet.values if value.active]
    assert (active.value, active.label, active.toggled) == ("mayor", "Mayor", "town")


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_join_to_the_whole(records: list[Record], sort: Sort) -> None:
    whole = find("", sort=sort).record_ids
    paged: list[int] = []
    after, pages = "", 0
    while pages == 0 or after:
        results = find("", sort=sort, limit=4, after=after)
        assert results.count == 6
        paged, after, pages = paged + results.record_ids, results.next, pages + 1
    assert (paged, pages) == (whole, 2)


@pytest.mark.parametrize("text", ["", "budget", "-budget", "from:nobody"])
def test_an_export_has_every_result(records: list[Record], text: str) -> None:
    assert list(all_ids(text, batch=2)) == find(text).record_ids


def test_a_page_has_at_least_one_result_and_at_most_a_thousand(records: list[Record]) -> None:
    assert len(find("", limit=0).record_ids) == 1
    assert len(find("", limit=10**9).record_ids) == 6


def test_orders(records: list[Record]) -> None:
    assert find("town hall", sort=Sort.OLDEST).record_ids == [records[0].id, records[4].id]
    assert find("budget", sort=Sort.RELEVANCE).record_ids == [records[2].id, records[0].id]
    assert find("town hall", sort=Sort.RELEVANCE).record_ids == [records[0].id, records[4].id], "side by side first"
    assert find("from:roads", sort=Sort.RELEVANCE).record_ids == [records[2].id, records[1].id]


@pytest.mark.parametrize("after", ["x", "-1", "²", "9" * 40, "1;DROP TABLE x", "0"])
@pytest.mark.parametrize("sort", list(Sort))
def test_a_made_up_cursor_is_harmless(records: list[Record], after: str, sort: Sort) -> None:
    find("budget", after=after, sort=sort)


def test_a_crowded_second_does_not_blur_the_days(records: list[Record]) -> None:
    """Identifiers spill into later seconds; dates go by the time of publication."""
    last = dt.datetime(2025, 1, 1, 5, 59, 59, tzinfo=dt.UTC)  # the last second of 2024 in Exampleville
    spilt = make_record("crowded", account=records[0].account, published=last)
    Record.objects.filter(id=spilt.id).update(published=last - dt.timedelta(hours=12))
    follow()
    assert find("crowded before:2024-12-31").record_ids == []
    assert find("crowded after:2024-12-31 before:2025").record_ids == [spilt.id]
    assert find("crowded after:2025").record_ids == []


def test_times_before_identifiers_begin(records: list[Record]) -> None:
    old = make_record("ancient", account=records[0].account, published=dt.datetime(1999, 5, 5, tzinfo=dt.UTC))
    future = make_record("stardate", account=records[0].account, published=dt.datetime(2999, 5, 5, tzinfo=dt.UTC))
    follow()
    assert find("before:2000").record_ids == find("after:1999-05-04 before:1999-05-06").record_ids == [old.id]
    assert find("after:2999").record_ids == find("year:2999").record_ids == [future.id]


def test_the_number_of_queries(records: list[Record], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        find("town hall unit:city")


@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=texts, sort=st.sampled_from(Sort))
@example("a " * 40, Sort.NEWEST)
@example('"' + "b " * 400 + '"', Sort.RELEVANCE)
@example(" ".join(f"-w{n}" for n in range(40)), Sort.NEWEST)
def test_whatever_is_typed_is_answered(records: list[Record], text: str, sort: Sort) -> None:
    results = find(text, sort=sort)
    assert results.count <= 6
    assert len(results.record_ids) == min(results.count, 20)
