"""What holds nothing new is counted the short way, to the same end as the long one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, event, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.archive.items import NOW, absence, item, source

from rostra.accounts.models import Account
from rostra.archive.actions.intake import Captured, FetchedMedium, take_in
from rostra.archive.actions.known import see_again
from rostra.archive.models import Entry, Record, Version
from rostra.core.actor import system
from rostra.platforms.base import Absence, Certainty, Evidence, Item, MediaRef, Method

ACTOR = system("test")
TEXTS = ("The library opens at nine.", "The library opens at ten.")
REVISIONS = ("", "r1", "r2")
METHODS = (Method.POLL, Method.STREAM, Method.IMPORT)
LATER = NOW + dt.timedelta(hours=2)


def told(seen: dt.datetime) -> st.SearchStrategy[Item | Absence]:
    items = st.builds(
        lambda text, number, revision, evidence, method: item(
            text, number, revision=revision, evidence=evidence, source=source(method, seen), raw=text.encode()
        ),
        *map(st.sampled_from, (TEXTS, (1, 2), REVISIONS, (Evidence.AUTHOR_SIGNED, Evidence.PLATFORM_API), METHODS)),
    )
    gone = st.builds(
        lambda certainty, revision: absence(certainty=certainty, revision=revision), *map(st.sampled_from, (Certainty, REVISIONS))
    )
    return st.one_of(items, items, items, gone)


def seen_later(told: Item | Absence) -> Item | Absence:
    return replace(told, source=source(told.source.method, LATER))


def rows() -> list[Any]:
    return [list(Record.objects.order_by("id").values()), list(Version.objects.order_by("id").values()), Entry.objects.count()]


def keep(mayor: Account, events: list[Item | Absence]) -> int:
    captured = [Captured(event) if isinstance(event, Item) else event for event in events]
    return take_in(captured, accounts={mayor.identity: mayor}, actor=ACTOR).kept


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(before=[item(), absence()], picks=[(0, item())]).via("it came back")
@example(before=[item("B", revision="r4"), item("A")], picks=[(9, item("A", revision="r5"))]).via("it reads as it once read")
@example(before=[item("A", revision="r4"), item("B")], picks=[(1, item())]).via("an old version is told of again")
@given(before=st.lists(told(NOW), max_size=4), picks=st.lists(st.tuples(st.integers(0, 5), told(LATER)), min_size=1, max_size=2))
def test_it_is_what_taking_it_in_would_come_to(
    mayor: Account, before: list[Item | Absence], picks: list[tuple[int, Item | Absence]]
) -> None:
    again = [seen_later(before[number]) if number < len(before) else other for number, other in picks]
    with transaction.atomic():
        for each in before:
            keep(mayor, [each])
        held = rows()
        mark = transaction.savepoint()
        short = see_again(again, {mayor.identity: mayor})
        counted = rows()
        transaction.savepoint_rollback(mark)
        event(f"the short way: {short}")
        if short:
            assert keep(mayor, again) == 0
            assert counted == rows()
        else:
            assert counted == held
        transaction.set_rollback(True)


def test_a_page_that_stands_as_it_stood_takes_three_queries(mayor: Account) -> None:
    posts = [item(number=number) for number in range(40)]
    keep(mayor, list(posts))
    with CaptureQueriesContext(connection) as asked:
        assert see_again(posts, {mayor.identity: mayor})
    assert len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]) == 3
    assert set(Version.objects.values_list("sightings", flat=True)) == {2}


def test_only_a_look_at_what_is_held_takes_the_long_way_for_a_medium(mayor: Account) -> None:
    """It asks for what could not be had, and a file is taken in; the others count a sighting."""
    ref = MediaRef("blob:1", "image/png")
    post = item(media=(ref,))
    take_in([Captured(post, (FetchedMedium(ref, missing="503", again=True),))], accounts={mayor.identity: mayor}, actor=ACTOR)
    seen = {method: see_again([replace(post, source=source(method, LATER))], {mayor.identity: mayor}) for method in Method}
    assert [method for method, short in seen.items() if not short] == [Method.PROBE, Method.IMPORT]
    assert Version.objects.get().sightings == len(Method) - 1


def test_what_belongs_to_nobody_or_has_no_sound_address_is_none(mayor: Account) -> None:
    keep(mayor, [item()])
    assert see_again([item()], {mayor.identity: mayor})
    assert not see_again([item()], {"did:plc:other": mayor})
    assert not see_again([item(uri="at://\x00")], {mayor.identity: mayor})
    assert not see_again([item(uri="at://\ud800")], {mayor.identity: mayor})
