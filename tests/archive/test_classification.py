"""Withholding, confirming and opening again: who may, what it needs, and that its history stays."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests.policy.conftest import Staff, staff
from tests.records import make_account, make_medium, make_record, publish_log
from tests.withheld import PNG

from rostra.archive.actions.classify import classify, classify_elsewhere, confirm_classification, leave_open, lift_classification
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Classification, LeftOpen, Record, Statement
from rostra.archive.queries.elsewhere import come_back, same_elsewhere
from rostra.archive.queries.records import current_versions_of
from rostra.archive.queries.suggestions import suggestions_in
from rostra.archive.queries.withheld import standing_of
from rostra.archive.rules.classification import Order, Proposed, Target, classifications_waiting, may_classify_again
from rostra.archive.states.withholding import Part, Standing
from rostra.archive.urls.classified import urlpatterns
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.data_class import DataClass
from rostra.core.errors import Conflict, Forbidden, Invalid, Misconfigured
from rostra.core.models import Event
from rostra.core.profile import Basis, ClassificationTerms, load_profile
from rostra.people.models import View
from rostra.people.queries import city_day
from rostra.people.states import Function
from rostra.people.templatetags.functions import FUNCTIONS
from rostra.platforms.base import Evidence, Identity, Kind, Span
from rostra.search.actions import follow

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
SSN = "078-05-1120"
TEXT = f"My number is {SSN}, please help."
ON_LAW = Proposed(DataClass.PRIVATE, "social-security-number")
WRITERS, DECIDERS = {"clerk", "records", "attorney"}, {"clerk", "attorney"}


def span_of(record: Record, words: str = SSN, version: int = 1) -> Target:
    text = record.all_versions.get(number=version).text
    start = text.index(words)
    return Target(record, Part.SPAN, version, span=(start, start + len(words)))


@pytest.fixture
def comment(staff: Staff, archive: Path) -> Record:
    """A resident's comment with a social security number in it."""
    return make_record(make_account(), TEXT, author=Identity("did:plc:resident", "nadia.example", "Nadia"), kind=Kind.REPLY)


def by(staff: Staff, who: str) -> Any:
    return staff.users[who].as_actor()


def shown(record: Record) -> str:
    return current_versions_of([record.pk])[0].text


# who


@pytest.mark.parametrize("who", ["administrator", "officer", "director", "moderator", "hr", "ethics", "auditor", "nobody"])
def test_who_does_not_work_on_redactions_withholds_nothing(who: str, staff: Staff, comment: Record) -> None:
    with pytest.raises(Forbidden):
        classify(span_of(comment), ON_LAW, actor=by(staff, who))
    assert shown(comment) == TEXT


@pytest.mark.parametrize(("who", "standing"), [("clerk", "withheld"), ("attorney", "withheld"), ("records", "unconfirmed")])
def test_it_is_withheld_at_once_and_counts_as_decided_where_they_may_decide(who: str, standing: str, staff: Staff, comment: Record) -> None:
    row = classify(span_of(comment), ON_LAW, actor=by(staff, who))
    assert standing_of(row) == standing
    assert shown(comment) == "My number is [withheld: Minn. Stat. 13.355], please help."


def test_another_person_who_decides_confirms_it_once(staff: Staff, comment: Record) -> None:
    row = classify(span_of(comment), ON_LAW, actor=by(staff, "records"))
    with pytest.raises(Forbidden):
        confirm_classification(row, actor=by(staff, "records"))
    later = confirm_classification(row, actor=by(staff, "attorney"))
    assert standing_of(later) == Standing.WITHHELD
    assert (later.since, later.law, later.start, later.end) == (row.since, row.law, row.start, row.end)
    with pytest.raises(Conflict):
        confirm_classification(row, actor=by(staff, "clerk"))


def test_opening_it_again_is_for_who_decides_and_for_who_set_it_while_nobody_has(staff: Staff, comment: Record) -> None:
    first = classify(span_of(comment), ON_LAW, actor=by(staff, "records"))
    with pytest.raises(Invalid):
        lift_classification(first, " ", actor=by(staff, "records"))
    lift_classification(first, "A mistake.", actor=by(staff, "records"))
    assert shown(comment) == TEXT
    second = classify(span_of(comment), ON_LAW, actor=by(staff, "records"))
    third = confirm_classification(second, actor=by(staff, "clerk"))
    with pytest.raises(Forbidden):
        lift_classification(third, "A mistake.", actor=by(staff, "records"))
    opened = lift_classification(third, "It is a number of the city's.", actor=by(staff, "attorney"))
    assert standing_of(opened) == Standing.OPEN
    assert shown(comment) == TEXT
    rows = Classification.objects.order_by("pk")
    assert [(row.step, row.replaces_id) for row in rows] == [
        ("set", None), ("lifted", first.pk), ("set", first.pk + 1), ("confirmed", second.pk), ("lifted", third.pk),
    ]  # fmt: skip


def test_the_same_again_replaces_what_stood_and_keeps_since_when(staff: Staff, comment: Record) -> None:
    first = classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    second = classify(span_of(comment), Proposed(DataClass.PRIVATE, "health"), actor=by(staff, "clerk"))
    assert (second.replaces_id, second.since) == (first.pk, first.since)
    assert shown(comment) == "My number is [withheld: Minn. Stat. 13.384], please help."


def test_what_was_decided_is_not_replaced_by_who_may_only_propose(staff: Staff, comment: Record) -> None:
    first = classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    for told in (ON_LAW, Proposed(DataClass.PRIVATE, "temporary", until=city_day())):
        with pytest.raises(Conflict, match="only who decides"):
            classify(span_of(comment), told, actor=by(staff, "records"))
    assert [row.pk for row in Classification.objects.all()] == [first.pk]
    classify(span_of(comment), ON_LAW, actor=by(staff, "attorney"))
    lift_classification(Classification.objects.latest("pk"), "A mistake.", actor=by(staff, "attorney"))
    again = classify(span_of(comment), ON_LAW, actor=by(staff, "records"))
    lift_classification(again, "A mistake of my own.", actor=by(staff, "records"))
    assert shown(comment) == TEXT


def test_who_set_it_again_does_not_open_what_was_once_decided(staff: Staff, comment: Record) -> None:
    classify(span_of(comment), Proposed(DataClass.PRIVATE, "temporary", until=city_day()), actor=by(staff, "clerk"))
    with clock.frozen(clock.now() + dt.timedelta(days=2)):
        again = classify(span_of(comment), ON_LAW, actor=by(staff, "records"))
        assert not again.confirmed
        with pytest.raises(Conflict, match="only who decides"):
            classify(span_of(comment), Proposed(DataClass.PRIVATE, "temporary", until=city_day()), actor=by(staff, "records"))
        with pytest.raises(Forbidden):
            lift_classification(again, "A mistake.", actor=by(staff, "records"))


# what it needs


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Proposed(DataClass.PUBLIC, "health"), "held_as"),
        (Proposed(DataClass.PRIVATE, "no-such-law"), "basis"),
        (Proposed(DataClass.CONFIDENTIAL, "health"), "held_as"),
        (Proposed(DataClass.PRIVATE, ""), "law"),
        (Proposed(DataClass.PRIVATE, "", "Minn. Stat. 13.40"), "reason"),
        (Proposed(DataClass.PRIVATE, "", "x" * 201, "Why"), "law"),
        (Proposed(DataClass.PRIVATE, "temporary"), "until"),
        (Proposed(DataClass.PRIVATE, "temporary", until=dt.date(2020, 1, 1)), "until"),
        (Proposed(DataClass.PRIVATE, "court-order"), "order"),
        (Proposed(DataClass.PRIVATE, "court-order", order=Order("27-CV-1", "District Court", dt.date(2999, 1, 1))), "ordered"),
    ],
)
def test_what_it_rests_on_must_be_whole(told: Proposed, field: str, staff: Staff, comment: Record) -> None:
    with pytest.raises(Invalid) as caught:
        classify(span_of(comment), told, actor=by(staff, "clerk"))
    assert field in caught.value.problems
    assert not Classification.objects.exists()


@pytest.mark.parametrize(
    ("part", "version", "ordinal", "span", "field"),
    [
        (Part.SPAN, 1, None, (0, 99), "words"),
        (Part.SPAN, 1, None, (5, 5), "words"),
        (Part.SPAN, 1, None, (-2, 5), "words"),
        (Part.SPAN, 1, None, None, "words"),
        (Part.SPAN, None, None, (0, 5), "part"),
        (Part.SPAN, 7, None, (0, 5), "part"),
        (Part.ATTACHMENT, 1, 3, None, "part"),
        (Part.NAME, 1, None, None, "part"),
    ],
)
def test_what_is_withheld_must_be_there(
    part: Part, version: int | None, ordinal: int | None, span: tuple[int, int] | None, field: str, staff: Staff, comment: Record
) -> None:
    with pytest.raises(Invalid) as caught:
        classify(Target(comment, part, version, ordinal, span), ON_LAW, actor=by(staff, "clerk"))
    assert set(caught.value.problems) == {field}


def test_an_order_is_cited_with_court_number_and_day(staff: Staff, comment: Record) -> None:
    order = Order("27-CV-26-1", "District Court", city_day())
    row = classify(span_of(comment), Proposed(DataClass.CONFIDENTIAL, "court-order", order=order), actor=by(staff, "clerk"))
    assert row.law == f"order of a court (District Court, 27-CV-26-1, {city_day().isoformat()})"
    assert (row.order, row.court, row.ordered) == ("27-CV-26-1", "District Court", city_day())


def test_lists_and_settings_are_not_classified(staff: Staff, archive: Path) -> None:
    block = make_record(make_account(), "", kind=Kind.BLOCK, subject="did:plc:somebody")
    with pytest.raises(Forbidden, match="never shown"):
        classify(Target(block, Part.WHOLE), ON_LAW, actor=by(staff, "clerk"))


def test_a_city_adds_a_law_and_changes_a_delivered_one(staff: Staff, comment: Record, settings: Settings) -> None:
    own = [
        Basis(key="loans", law="City Code 7", words="Loans.", classes=["private"]),
        Basis(key="health", law="Minn. Stat. 144", words="Health.", classes=["confidential"]),
    ]
    settings.PROFILE = settings.PROFILE.model_copy(update={"classification": ClassificationTerms(basis=own)})
    row = classify(span_of(comment), Proposed(DataClass.PRIVATE, "loans"), actor=by(staff, "clerk"))
    assert row.law == "City Code 7"
    assert classify(span_of(comment), Proposed(DataClass.CONFIDENTIAL, "health"), actor=by(staff, "clerk")).law == "Minn. Stat. 144"


def test_a_wrong_law_or_pattern_in_the_profile_stops_the_start(tmp_path: Path) -> None:
    example = (Path(__file__).parents[2] / "src/rostra/config/example.toml").read_text()
    for wrong, told in (
        ('[[classification.pattern]]\nkey = "x"\nname = "X"\nexpression = "(("\n', "not a regular expression"),
        ('[[classification.basis]]\nkey = "x"\nlaw = "L"\nwords = "W"\nclasses = ["secret"]\n', "classes"),
        ('[[classification.held]]\nkey = "x"\nname = "N"\nheld_as = "private"\nlaw = "L"\nwords = "W"\n' * 2, "two have the key"),
    ):
        path = tmp_path / "city.toml"
        path.write_text(example + "\n" + wrong)
        with pytest.raises(Misconfigured, match=told) as caught:
            load_profile(path)
        assert caught.value.id == "core.E004"


# that it stays, and what the log says


def test_a_row_is_never_changed_whoever_asks_the_database(staff: Staff, comment: Record) -> None:
    classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Classification.objects.update(held_as="public")


def test_the_log_learns_that_it_was_classified_on_which_law_and_never_what(staff: Staff, comment: Record) -> None:
    told = Proposed(DataClass.PRIVATE, "", "Minn. Stat. 13.40", f"It quotes {SSN}.")
    row = classify(span_of(comment), told, actor=by(staff, "records"))
    confirmed = confirm_classification(row, actor=by(staff, "attorney"))
    lift_classification(confirmed, f"{SSN} is no number.", actor=by(staff, "clerk"))
    while follow_events():
        pass
    said = [each.values for each in Statement.objects.order_by("pk") if each.values[1].startswith("archive.classification.")]
    assert [(values[0], values[1]) for values in said] == [
        (f"record:{comment.pk}", f"archive.classification.{step}") for step in ("set", "confirmed", "lifted")
    ]
    assert said[0][3] == {"class": "private", "law": "Minn. Stat. 13.40", "until": "", "confirmed": "False"}
    assert SSN not in json.dumps([each.values for each in Statement.objects.all()])
    assert not [event for event in Event.objects.all() if SSN in json.dumps(event.facts)]


def test_it_outlives_the_tables_that_are_made_again(staff: Staff, comment: Record) -> None:
    classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    while follow_events():
        pass
    publish_log()
    rebuild(actor=system("test"))
    assert SSN not in shown(comment)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="what lies in SQLite's file")
@pytest.mark.django_db(transaction=True)
def test_the_index_forgets_the_words_on_the_disk_too(staff: Staff, archive: Path) -> None:
    comment = make_record(make_account(), "The word xylophagous stands here.")
    publish_log()
    while follow():
        pass
    assert _index_holds("xylophagous")
    classify(span_of(comment, "xylophagous"), ON_LAW, actor=by(staff, "clerk"))
    while follow():
        pass
    assert not _index_holds("xylophagous")


def _index_holds(word: str) -> bool:
    """FTS5 writes a word after what it shares with the one before it: its end is enough."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM search_words_data")
        return any(word[2:].encode() in bytes(row[0]) for row in cursor.fetchall())


# the same words, and what looks as if


def test_the_same_words_are_offered_in_other_versions_answers_and_quotes(staff: Staff, comment: Record) -> None:
    account = comment.account
    make_record(account, f"Again {SSN} and {SSN}", uri=comment.uri, revision="b", author=Identity("did:plc:resident", "nadia.example", "N"))
    answer = make_record(account, f"You wrote {SSN}.", kind=Kind.REPLY, reply_to=comment.uri, thread=comment.uri)
    quote = make_record(account, f"Look: {SSN}", kind=Kind.QUOTE, quotes=comment.uri)
    make_record(account, f"Elsewhere {SSN}")
    row = classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    found = same_elsewhere(row)
    assert [(each.version.record_id, each.version.number) for each in found] == [
        (comment.pk, 2), (comment.pk, 2), (answer.pk, 1), (quote.pk, 1)
    ]  # fmt: skip
    made = classify_elsewhere(row, found[:3], actor=by(staff, "clerk"))
    assert {each.law for each in made} == {row.law}
    assert [each.version.record_id for each in same_elsewhere(row)] == [quote.pk]
    assert SSN not in shown(comment) + shown(answer)


def test_an_order_of_a_court_on_another_law_is_cited_once_elsewhere_too(staff: Staff, comment: Record) -> None:
    make_record(comment.account, f"You wrote {SSN}.", kind=Kind.REPLY, reply_to=comment.uri, thread=comment.uri)
    told = Proposed(DataClass.PRIVATE, "", "City Code 7", "It says so.", order=Order("27-CV-26-1", "District Court", city_day()))
    row = classify(span_of(comment), told, actor=by(staff, "clerk"))
    [made] = classify_elsewhere(row, same_elsewhere(row), actor=by(staff, "clerk"))
    assert made.law == row.law == f"City Code 7 (District Court, 27-CV-26-1, {city_day().isoformat()})"


def test_a_hostile_text_is_looked_through_in_bounded_time() -> None:
    began = time.perf_counter()
    for piece in ("1-", "a@", "1 A ", "born on ", "A.", "plate: A", "٣٤٥-", "+1 ("):
        suggestions_in(piece * (300_000 // len(piece)))
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (TEXT, ["Social security number"]),
        ("Write to ada@exampleville.example.", ["E-mail address"]),
        ("I live at 1420 North Harbor Avenue, Apt 3.", ["Street address"]),
        ("Call 612-673-3000 or +44 20 7946 0958", ["Telephone number", "Telephone number"]),
        ("Born on 3/14/1990 in town", ["Date of birth"]),
        ("The car with license plate ABC 123 again", ["Licence plate"]),
        ("The bridge is open again, budget 2026-27: 1,000 trees.", []),
        ("000-12-3456 666-12-3456 123-45-67890", []),
    ],
)
def test_what_looks_as_if_it_should_be_withheld_is_proposed(text: str, names: list[str]) -> None:
    found = suggestions_in(text)
    assert [each.name for each in found] == names
    assert all(text[each.start : each.end] == each.words for each in found)


# My work


def test_my_work_tells_what_is_to_be_confirmed_and_what_ends_soon(staff: Staff, comment: Record) -> None:
    def waits(who: str) -> dict[str, int]:
        return {found.name: found.total for found in classifications_waiting(by(staff, who)) if found.total}

    classify(span_of(comment), ON_LAW, actor=by(staff, "records"))
    soon = Proposed(DataClass.PRIVATE, "temporary", until=city_day() + dt.timedelta(days=10))
    classify(Target(comment, Part.NAME), soon, actor=by(staff, "clerk"))
    assert waits("attorney") == {"classifications to confirm": 1, "classifications that end soon": 1}
    assert waits("records") == {"classifications that end soon": 1}
    assert waits("moderator") == {}
    with clock.frozen(clock.now() + dt.timedelta(days=12)):
        assert waits("records") == {}


def test_my_work_tells_when_withheld_words_come_back_in_an_edit(
    staff: Staff, comment: Record, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def waits() -> list[str]:
        return [
            each.address for found in classifications_waiting(by(staff, "records")) if "came back" in found.name for each in found.first
        ]

    row = classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    assert waits() == []
    author = Identity("did:plc:resident", "nadia.example", "Nadia")
    make_record(comment.account, "I took the number out.", uri=comment.uri, revision="b", author=author)
    assert waits() == []
    make_record(comment.account, f"Here it is: {SSN}", uri=comment.uri, revision="c", author=author)
    assert waits() == [f"/desk/classifications/{row.pk}/elsewhere"]
    with django_assert_num_queries(5):  # the last: what was left open
        come_back(city_day())
    classify_elsewhere(row, same_elsewhere(row), actor=by(staff, "clerk"))
    assert waits() == []


def indexed() -> None:
    publish_log()
    while follow():
        pass


OTHER = {"author": Identity("did:plc:other", "sam.example", "Sam Else"), "kind": Kind.REPLY}
HERS = {"author": Identity("did:plc:resident", "nadia.example", "Nadia Sample"), "kind": Kind.REPLY}


def places_of(row: Classification) -> set[tuple[int, int | None, str]]:
    return {(each.version.record_id, each.number, each.part) for each in same_elsewhere(row)}


def test_the_same_is_found_in_records_of_whatever_account(staff: Staff, archive: Path) -> None:
    account, another = make_account(), make_account("parks")
    picture = make_medium(PNG, alt="A wall")
    record = make_record(account, TEXT, media=[picture], **HERS)
    words = make_record(another, f"Somebody posted {SSN}!", **OTHER)
    same = make_record(another, TEXT, media=[], raw=b"same", **OTHER)
    shows = make_record(account, "Look.", media=[picture], **OTHER)
    make_record(another, f"Not 1{SSN}, nor {SSN[:-1]}.", **OTHER)
    gone = make_record(another, f"{SSN} was here.", **OTHER)
    classify(span_of(gone), ON_LAW, actor=by(staff, "clerk"))
    indexed()
    clerk = by(staff, "clerk")
    assert places_of(classify(span_of(record), ON_LAW, actor=clerk)) == {(words.pk, 1, "span"), (same.pk, 1, "span")}
    assert places_of(classify(Target(record, Part.TEXT, 1), ON_LAW, actor=clerk)) == {(same.pk, 1, "text")}
    assert places_of(classify(Target(record, Part.ATTACHMENT, 1, 0), ON_LAW, actor=clerk)) == {(shows.pk, 1, "attachment")}
    assert places_of(classify(Target(record, Part.WHOLE, 1), ON_LAW, actor=clerk)) == {(same.pk, 1, "whole"), (shows.pk, 1, "whole")}
    whole = classify(Target(record, Part.WHOLE), ON_LAW, actor=clerk)
    assert places_of(whole) == {(same.pk, None, "whole"), (shows.pk, None, "whole")}
    made = classify_elsewhere(whole, same_elsewhere(whole), actor=clerk)
    assert [(each.part, each.version, bool(each.uri)) for each in made] == [("whole", None, True)] * 2
    assert same_elsewhere(whole) == []


@pytest.mark.parametrize(
    ("part", "said", "named"),
    [
        (Part.AUTHOR, {"again", "renamed"}, {"did:plc:resident", "nadia.example", "Nadia Sample"}),
        (Part.HANDLE, {"again"}, {"nadia.example"}),
        (Part.NAME, {"again"}, {"Nadia Sample"}),
        (Part.ADDRESS, set(), {"at://did:plc:resident/1"}),
    ],
)
def test_a_withheld_author_is_found_in_what_else_they_said_and_where_texts_name_them(
    part: Part, said: set[str], named: set[str], staff: Staff, archive: Path
) -> None:
    account, another = make_account(), make_account("parks")
    record = make_record(account, "Said.", uri="at://did:plc:resident/1", **HERS)
    others = {
        "again": make_record(another, "Said again.", **HERS),
        "renamed": make_record(another, "And again.", author=Identity("did:plc:resident", "new.example", "N. S."), kind=Kind.REPLY),
    }
    text = "Thanks to Nadia Sample, @nadia.example, did:plc:resident. See at://did:plc:resident/1!"
    mention = make_record(another, text, **OTHER)
    make_record(another, "Thanks, Nadia, and other residents.", **OTHER)
    indexed()
    row = classify(Target(record, part), ON_LAW, actor=by(staff, "clerk"))
    found = same_elsewhere(row)
    assert {each.version.record_id for each in found if each.every} == {others[name].pk for name in said}
    assert {text[each.start : each.end] for each in found if each.version.record_id == mention.pk} == named
    classify_elsewhere(row, found, actor=by(staff, "clerk"))
    assert same_elsewhere(row) == []
    assert not any(name in shown(mention) for name in named)


def test_an_account_that_stands_for_everybody_is_no_author_elsewhere(staff: Staff, archive: Path) -> None:
    account = make_account()
    said = {"author": Identity(account.identity, account.handle, "Nadia"), "kind": Kind.REPLY}
    record, _other = make_record(account, "From a table.", **said), make_record(account, "Another’s.", **said)
    indexed()
    assert same_elsewhere(classify(Target(record, Part.AUTHOR), ON_LAW, actor=by(staff, "clerk"))) == []


def test_what_was_seen_and_left_open_is_not_asked_again_while_both_stay_as_they_are(staff: Staff, archive: Path) -> None:
    account = make_account()
    record = make_record(account, TEXT, **HERS)
    other = make_record(account, f"Court notice: {SSN}", uri="at://did:plc:other/1", **OTHER)
    make_record(account, f"Sorry. {TEXT}", uri=record.uri, revision="b", **HERS)
    indexed()
    row = classify(span_of(record), ON_LAW, actor=by(staff, "records"))
    assert come_back(city_day()) == [row]
    client, page = with_purpose(staff, "records"), reverse("classified:elsewhere", args=[row.pk])
    places = [each.key for each in same_elsewhere(row)]
    assert len(places) == 2
    refused = client.post(page, {"places": places, "answer": "leave", "reason": " "})
    assert (refused.status_code, LeftOpen.objects.count()) == (422, 0)
    assert "Say why it stays open there" in refused.content.decode()
    assert client.post(page, {"places": places, "answer": "leave", "reason": "A court published it."}).status_code == 302
    assert come_back(city_day()) == same_elsewhere(row) == []
    confirmed = confirm_classification(row, actor=by(staff, "attorney"))
    assert same_elsewhere(confirmed) == []
    told = client.get(reverse("classified:record", args=[record.pk])).content.decode()
    assert [words in told for words in ("left open there", "A court published it.", "Records Sample")] == [True] * 3
    assert SSN in shown(other)  # it stays open
    make_record(account, f"Court notice again: {SSN}", uri=other.uri, revision="b", **OTHER)
    indexed()
    assert [(each.version.record_id, each.number) for each in same_elsewhere(confirmed)] == [(other.pk, 2)]


def test_the_answer_is_kept_by_who_may_and_the_public_log_learns_nothing_of_it(staff: Staff, comment: Record) -> None:
    other = make_record(comment.account, f"You wrote {SSN}.", kind=Kind.REPLY, reply_to=comment.uri, thread=comment.uri)
    row = classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    with pytest.raises(Forbidden):
        leave_open(row, same_elsewhere(row), "No.", actor=by(staff, "auditor"))
    [made] = leave_open(row, same_elsewhere(row), "Known to all.", actor=by(staff, "clerk"))
    assert (made.record_id, made.by_name) == (other.pk, "Clerk Sample")
    event = Event.objects.latest("pk")
    assert (event.action, event.subject) == ("archive.elsewhere.left-open", f"record:{comment.pk}")
    while follow_events():
        pass
    told = list(Statement.objects.filter(event__isnull=False).values_list("event", flat=True))
    assert told  # of the classification
    assert event.pk not in told
    with pytest.raises(DatabaseError), transaction.atomic():
        LeftOpen.objects.update(reason="x")


def test_what_is_read_for_it_is_bounded_and_what_is_behind_comes_next(
    staff: Staff, archive: Path, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    account = make_account()
    record = make_record(account, TEXT, **HERS)
    found = [make_record(account, f"{number}: {SSN}", **OTHER).pk for number in range(9)]
    indexed()
    row = classify(span_of(record), ON_LAW, actor=by(staff, "clerk"))
    monkeypatch.setattr("rostra.archive.queries.elsewhere.MOST_ELSEWHERE", 4)
    monkeypatch.setattr("rostra.archive.queries.elsewhere._AT_ONCE", 2)
    with django_assert_max_num_queries(20):
        first = same_elsewhere(row)
    assert [each.version.record_id for each in first] == [found[8], found[7], found[6], found[5]]
    leave_open(row, first, "Seen.", actor=by(staff, "clerk"))
    assert len({each.version.record_id for each in same_elsewhere(row)} - {each.version.record_id for each in first}) == 4
    monkeypatch.setattr("rostra.archive.queries.elsewhere.MOST_READ", 3)
    assert same_elsewhere(row) == []  # the newest three are answered


@pytest.mark.parametrize("part", [Part.TEXT, Part.LINKS, Part.ATTACHMENT, Part.WHOLE])
@pytest.mark.parametrize("edited", [False, True], ids=["captured again", "edited"])
def test_any_part_of_a_version_that_comes_back_in_another_is_told_and_offered(
    part: Part, edited: bool, staff: Staff, archive: Path, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account, text = make_account(), "My house: https://house.example/"
    said = {"spans": (Span(10, len(text), "https://house.example/"),), "evidence": Evidence.SUBMITTED}
    record = make_record(account, text, media=[make_medium(PNG)], **said)
    row = classify(Target(record, part, 1, 0 if part is Part.ATTACHMENT else None), ON_LAW, actor=by(staff, "clerk"))
    assert come_back(city_day()) == same_elsewhere(row) == []
    again = {**said, "evidence": Evidence.PLATFORM_API, "revision": "b"}
    make_record(account, text, uri=record.uri, media=[make_medium(PNG, alt="edited" if edited else "")], **again)
    assert record.all_versions.count() == 2
    with django_assert_num_queries(5):
        assert come_back(city_day()) == [row]
    page = with_purpose(staff, "clerk").get(reverse("classified:elsewhere", args=[row.pk])).content.decode()
    [place] = same_elsewhere(row)
    assert f'value="{place.key}"' in page
    [made] = classify_elsewhere(row, [place], actor=by(staff, "clerk"))
    assert (made.part, made.version, made.ordinal) == (part, 2, row.ordinal)
    assert come_back(city_day()) == same_elsewhere(row) == []
    if part in {Part.ATTACHMENT, Part.WHOLE}:
        medium = record.all_versions.get(number=2).attachments.get().medium
        assert medium is not None
        assert client.get(f"/media/{medium.name}").status_code == 404


# pages


LIST, WHOLE, WORK = {"clerk", "records", "attorney", "auditor"}, {"clerk", "records", "attorney"}, {"clerk", "records", "attorney"}
PAGES = {
    "list": LIST, "list-csv": LIST, "list-json": LIST, "record": WHOLE, "attachment": WHOLE, "classify": WORK, "elsewhere": WORK,
    "confirm": {"clerk", "attorney"}, "lift": {"clerk", "records", "attorney"},
}  # fmt: skip


def address(name: str, row: Classification) -> str:
    places = {"record": [row.record_id], "classify": [row.record_id, 1], "attachment": [row.record_id, 1, 0]}
    return reverse(f"classified:{name}", args=[] if name.startswith("list") else places.get(name, [row.pk]))


def with_purpose(staff: Staff, who: str) -> Client:
    client = staff.client(who)
    client.post("/desk/auth/purpose/restricted-archive", {"purpose": "A request for records"})
    return client


@pytest.fixture
def withheld(staff: Staff, archive: Path) -> Classification:
    """Words of a comment with a picture, withheld by the records manager and to be confirmed."""
    record = make_record(make_account(), TEXT, media=[make_medium(PNG, alt="A wall")])
    return classify(span_of(record), ON_LAW, actor=by(staff, "records"))


def test_every_address_is_tried() -> None:
    assert {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_only_whose_work_it_is_opens_a_page(name: str, staff: Staff, withheld: Classification) -> None:
    assert Client().get(address(name, withheld)).status_code == 302
    for who in staff.users:
        expected = 200 if who in PAGES[name] else 403
        assert with_purpose(staff, who).get(address(name, withheld)).status_code == expected, who


@pytest.mark.parametrize("name", ["record", "attachment", "classify", "elsewhere", "confirm", "lift"])
def test_what_is_withheld_is_seen_with_a_purpose_and_each_look_is_written_down(name: str, staff: Staff, withheld: Classification) -> None:
    client = staff.client("clerk")
    asked = client.get(address(name, withheld))
    assert asked.status_code == 302
    assert asked.url.startswith("/desk/auth/purpose/restricted-archive")  # type: ignore[attr-defined]
    assert not View.objects.exists()
    with_purpose(staff, "clerk").get(address(name, withheld))
    assert [(view.subject, view.purpose) for view in View.objects.all()] == [(f"record:{withheld.record_id}", "A request for records")]


def test_what_for_is_asked_in_words_and_promises_what_is_true(staff: Staff) -> None:
    asked = staff.client("clerk").get("/desk/auth/purpose/restricted-archive").content.decode()
    assert "what is kept and not public" in asked
    assert "restricted" not in asked.split("<h1>")[1].split("</h1>")[1]
    assert "whose data it is may see it" not in asked
    assert set(FUNCTIONS) == set(Function)


@pytest.mark.parametrize("named", ["abc", "/record/", "1.5", "12 13", "99", f"{2**53}", f"{2**70}", f"/record/{2**70}", "9" * 299, ""])
def test_a_record_that_is_not_there_is_said_so_and_nothing_is_lost(named: str, staff: Staff, withheld: Classification) -> None:
    answer = staff.client("clerk").get(reverse("classified:list"), {"record": named})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "names no record" in page or "no record of this number" in page or not named
    assert f'value="{named}"' in page or not named
    assert "Minn. Stat. 13.355" in page  # the list stands there all the same


@pytest.mark.parametrize("here", ["{}", "/record/{}", "https://archive.example/record/{}/v/1?x=1", " {} "])
def test_a_record_is_found_by_its_number_and_by_its_address(here: str, staff: Staff, withheld: Classification) -> None:
    answer = staff.client("clerk").get(reverse("classified:list"), {"record": here.format(withheld.record_id)})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/classifications/record/{withheld.record_id}")


@pytest.mark.parametrize("number", [99, 2**63, 2**70])
@pytest.mark.parametrize("where", ["record/{}", "record/{}/v/1", "record/{}/v/1/attachment/0", "{}/confirm", "{}/lift", "{}/elsewhere"])
def test_an_address_of_nothing_is_answered_on_a_page_of_the_staff(where: str, number: int, staff: Staff, archive: Path) -> None:
    answer = with_purpose(staff, "clerk").get(f"/desk/classifications/{where.format(number)}")
    assert answer.status_code == 404
    assert "compare it with the one on the list" in answer.content.decode()


def test_a_refusal_names_every_role_that_may(staff: Staff, withheld: Classification) -> None:
    for who, name in (("moderator", "classify"), ("auditor", "record"), ("auditor", "elsewhere"), ("hr", "attachment")):
        refused = with_purpose(staff, who).get(address(name, withheld)).content.decode()
        assert "Only clerk or records manager or city attorney may do this." in refused, (who, name)
    refused = may_classify_again(by(staff, "records"), confirm_classification(withheld, actor=by(staff, "attorney"))).reason
    assert "Only clerk or city attorney may do this." in refused


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["list", "list-csv", "list-json"])
def test_the_list_takes_as_many_queries_for_three_rows_as_for_one_and_quotes_nothing(
    rows: int, name: str, staff: Staff, archive: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        classify(span_of(make_record(make_account(), f"{TEXT} {number}")), ON_LAW, actor=by(staff, "records"))
    client = staff.client("auditor")
    client.get("/desk/")
    with django_assert_num_queries({"list": 6}.get(name, 5)):
        answer = client.get(reverse(f"classified:{name}"))
    text = answer.content.decode()
    assert text.count("Minn. Stat. 13.355") >= rows
    assert SSN not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_record_takes_as_many_queries_for_three_versions_as_for_one(
    rows: int, staff: Staff, archive: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = make_account()
    record = make_record(account, TEXT, media=[make_medium(PNG)])
    for number in range(1, rows):
        make_record(account, f"{TEXT} {number}", uri=record.uri, revision=str(number), media=[make_medium(PNG)])
    for number in range(rows):
        classify(span_of(record, version=number + 1), ON_LAW, actor=by(staff, "records"))
    client = with_purpose(staff, "clerk")
    with django_assert_num_queries(12):  # one for what was left open elsewhere
        page = client.get(reverse("classified:record", args=[record.pk])).content.decode()
    assert page.count(SSN) >= rows


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("?shown=unconfirmed", 1), ("?shown=ending", 1), ("?shown=open", 0), ("?held_as=confidential", 1), ("?basis=temporary", 1)],
)
def test_the_list_is_narrowed(query: str, found: int, staff: Staff, withheld: Classification) -> None:
    soon = Proposed(DataClass.CONFIDENTIAL, "temporary", until=city_day() + dt.timedelta(days=3))
    classify(Target(withheld.record, Part.NAME), soon, actor=by(staff, "clerk"))
    rows = staff.client("auditor").get(f"/desk/classifications.json{query}").json()["classifications"]
    assert len(rows) == found


def test_words_are_withheld_by_quoting_them_and_the_place_is_asked_where_they_stand_twice(staff: Staff, archive: Path) -> None:
    record = make_record(make_account(), "Call 555, not 555!\nCall 555.")
    client, place = with_purpose(staff, "clerk"), reverse("classified:classify", args=[record.pk, 1])
    form = {"what": "span", "words": "555", "held_as": "private", "basis": "social-security-number"}
    asked = client.post(place, form)
    assert asked.status_code == 422
    assert "mark those that are meant" in asked.content.decode()
    assert client.post(place, {**form, "words": "556"}).status_code == 422
    assert client.post(place, {**form, "words": "555!\r\nCall"}).status_code == 302  # lines as forms send them
    answer = client.post(place, {**form, "places": [f"{record.pk}-1-5-8"]})
    assert answer.url == f"/desk/classifications/{Classification.objects.latest('pk').pk}/elsewhere"  # type: ignore[attr-defined]
    assert shown(record) == "Call [withheld: Minn. Stat. 13.355], not [withheld: Minn. Stat. 13.355] 555."


def test_a_suggestion_leads_to_the_form_without_a_word_in_the_address(staff: Staff, comment: Record) -> None:
    client = with_purpose(staff, "clerk")
    page = client.get(reverse("classified:record", args=[comment.pk])).content.decode()
    start = TEXT.index(SSN)
    link = f"?start={start}&amp;end={start + len(SSN)}&amp;basis=social-security-number"
    assert link in page
    asked = client.get(reverse("classified:classify", args=[comment.pk, 1]) + link.replace("&amp;", "&")).content.decode()
    assert f">\n{SSN}</textarea>" in asked


def test_confirming_and_opening_again_on_the_pages(staff: Staff, withheld: Classification) -> None:
    assert with_purpose(staff, "attorney").post(reverse("classified:confirm", args=[withheld.pk])).status_code == 302
    latest, clerk = Classification.objects.latest("pk"), with_purpose(staff, "clerk")
    assert latest.confirmed
    assert clerk.post(reverse("classified:lift", args=[latest.pk]), {"reason": ""}).status_code == 422
    assert clerk.post(reverse("classified:lift", args=[latest.pk]), {"reason": "Not his."}).status_code == 302
    assert clerk.get(reverse("classified:lift", args=[latest.pk])).status_code == 200
    assert shown(withheld.record) == TEXT


def test_two_places_of_one_text_are_told_apart(staff: Staff, archive: Path) -> None:
    record = make_record(make_account(), "Call <b>555</b>, or Nadia.")
    first, second = (classify(span_of(record, words), ON_LAW, actor=by(staff, "records")) for words in ("<b>555", "Nadia"))
    listed = staff.client("auditor").get(reverse("classified:list")).content.decode()
    assert "characters 6–11 (version 1)" in listed
    assert "characters 21–25 (version 1)" in listed
    clerk = with_purpose(staff, "clerk")
    whole = clerk.get(reverse("classified:record", args=[record.pk])).content.decode()
    assert "“<bdi>&lt;b&gt;555</bdi>”" in whole
    assert "“<bdi>Nadia</bdi>”" in whole
    for name in ("confirm", "lift", "elsewhere"):
        page = clerk.get(address(name, second)).content.decode()
        assert "“<bdi>Nadia</bdi>”" in page, name
        assert "555" not in page.split("<main")[1], name
        assert f'href="/desk/classifications/record/{record.pk}"' in page, name
        assert record.account.name in page, name
    assert "“<bdi>&lt;b&gt;555</bdi>”" in clerk.get(address("lift", first)).content.decode()


def test_nothing_left_elsewhere_is_said_and_nothing_is_asked(staff: Staff, withheld: Classification) -> None:
    clerk = with_purpose(staff, "clerk")
    page = clerk.get(address("elsewhere", withheld)).content.decode().split("<main")[1]
    assert "Nothing is left to answer" in page
    assert not {each for each in ("It stands here too", "Do so", "<form") if each in page}
    assert clerk.post(address("elsewhere", withheld), {"answer": "withhold"}).status_code == 200


def test_the_record_says_what_is_withheld_on_which_law_and_how_to_ask(staff: Staff, withheld: Classification, client: Client) -> None:
    page = " ".join(client.get(f"/record/{withheld.record_id}").content.decode().split())
    for words in ("Something here is not public", "Some words of the text", "private, Minn. Stat. 13.355", "you may ask to see"):
        assert words in page
    told = client.get(f"/record/{withheld.record_id}.json").json()["withheld"]
    assert [(each["part"], each["held_as"], each["law"], each["until"]) for each in told] == [
        ("span", "private", "Minn. Stat. 13.355", None)
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inventory_counts_records_by_law(
    rows: int, staff: Staff, archive: Path, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        classify(span_of(make_record(make_account(), f"{TEXT} {number}")), ON_LAW, actor=by(staff, "clerk"))
    with django_assert_num_queries(1):
        assert "Minn. Stat. 13.355" in client.get("/data/inventory").content.decode()
    lines = client.get("/data/inventory.json").json()["lines"]
    assert [(each["held_as"], each["law"], each["records"]) for each in lines if each["records"]] == [
        ("private", "Minn. Stat. 13.355", rows)
    ]  # fmt: skip
    assert {"confidential", "protected-nonpublic", "nonpublic"} <= {each["held_as"] for each in lines}
    assert b"13.355" in b"".join(client.get("/data/inventory.csv").streaming_content)


def test_a_browser_that_kept_the_page_gets_the_new_one(staff: Staff, comment: Record, client: Client) -> None:
    publish_log()
    first = client.get(f"/record/{comment.pk}")
    kept = {"HTTP_IF_NONE_MATCH": first["ETag"], "HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    assert client.get(f"/record/{comment.pk}", **kept).status_code == 304
    with clock.frozen(clock.now() + dt.timedelta(days=1)):
        row = classify(span_of(comment), ON_LAW, actor=by(staff, "clerk"))
    since = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    second = client.get(f"/record/{comment.pk}", **since)
    assert second.status_code == 200
    with clock.frozen(clock.now() + dt.timedelta(days=2)):
        lift_classification(row, "A mistake.", actor=by(staff, "clerk"))
    assert client.get(f"/record/{comment.pk}", HTTP_IF_MODIFIED_SINCE=second["Last-Modified"]).status_code == 200


# no outlet goes around it


def test_no_front_reads_versions_by_itself() -> None:
    source = Path(__file__).parents[2] / "src" / "rostra"
    reads = ("Version.objects", "Attachment.objects", "Medium.objects", ".all_versions", "committed_values", "members_of")
    found = {
        path.relative_to(source).as_posix()
        for front in ("portal", "api", "desk")
        for path in (source / front).rglob("*.py")
        if any(each in path.read_text() for each in reads) and "policy.models" not in path.read_text()
    }
    # The one compares a removed post with later ones, as everybody gets them; the other lists numbers, and digests of what is whole.
    assert found <= {"portal/queries.py", "api/queries/records.py"}
