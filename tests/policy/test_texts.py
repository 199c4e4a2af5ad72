"""Documents, drafts and edits: nothing is lost, keys last, comparisons stand ready, fixed texts stay."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from tests.policy import texts as given
from tests.policy.texts import ATTORNEY, AUDITOR, DIRECTOR, FIRST, OFFICER, SECOND, document, draft, long_text, policy_of_two
from tests.rolls import OPERATOR

from rostra.core.actor import Actor
from rostra.core.errors import Forbidden, IllegalMove, Invalid
from rostra.core.models import Event
from rostra.people.models import Unit
from rostra.policy.actions import texts
from rostra.policy.actions.texts import EditedMeanwhile
from rostra.policy.models import Clause, Comparison, Document, Version
from rostra.policy.queries import comparison
from rostra.policy.states import DocumentKind
from rostra.policy.states.difference import ADDED, REMOVED, text_of
from rostra.policy.states.markdown import digest, readable

pytestmark = pytest.mark.django_db


def test_a_draft_has_a_digest_a_number_and_clauses_with_keys_that_its_author_sees() -> None:
    version = draft(source="# 1 Purpose\n\nOfficial accounts.\n\n## 1.1 Who\n\nEverybody.\n")
    assert (version.number, version.state, version.edits) == (1, "draft", 0)
    assert version.source == "# 1 Purpose {#purpose}\n\nOfficial accounts.\n\n## 1.1 Who {#who}\n\nEverybody.\n"
    assert version.digest == digest(version.source)
    assert list(version.clauses.values_list("key", "label", "title", "ordinal")) == [
        ("purpose", "1", "Purpose", 1),
        ("who", "1.1", "Who", 2),
    ]


def test_events_hold_digests_and_never_texts() -> None:
    version = draft()
    texts.edit_version(version, SECOND, edits=0, actor=OFFICER)
    events = Event.objects.filter(subject="policy:social-media")
    assert [event.action for event in events] == ["policy.document.added", "policy.version.added", "policy.version.edited"]
    assert events[2].facts["before"] == version.digest
    assert "opinion" not in str([event.facts for event in events])


@pytest.mark.parametrize("who", [ATTORNEY, AUDITOR, given.CLERK])
def test_who_may_not_write_does_not(who: Actor) -> None:
    version = draft()
    for attempt in (
        lambda: texts.add_document("x", "X", DocumentKind.POLICY, Unit.objects.get(), actor=who),
        lambda: texts.add_version(version.document, FIRST, actor=who),
        lambda: texts.edit_version(version, SECOND, edits=0, actor=who),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert Version.objects.get().source == version.source


def test_the_command_line_writes_drafts_and_decides_nothing() -> None:
    version = texts.add_version(document(), FIRST, actor=OPERATOR)
    with pytest.raises(Forbidden):
        given.moves.withdraw_version(version, reason="x", actor=OPERATOR)


def test_procedures_belong_to_a_policy() -> None:
    policy = document()
    assert document("social-media-procedures", DocumentKind.PROCEDURES, policy).policy == policy
    for kind, of in ((DocumentKind.PROCEDURES, None), (DocumentKind.POLICY, policy)):
        with pytest.raises(Invalid):
            document("other", kind, of)
    with pytest.raises(Invalid):
        document("social-media")
    with pytest.raises(Invalid):
        document("Not a slug")


def test_two_who_edit_at_once_lose_nothing() -> None:
    version = draft()
    mine, theirs = FIRST.replace("official", "registered"), FIRST.replace("Everything", "All of it")
    texts.edit_version(version, theirs, edits=0, actor=OFFICER)
    both = texts.edit_version(version, mine, edits=0, actor=DIRECTOR)
    assert (both.source, both.edits) == (theirs.replace("official", "registered"), 2)
    with pytest.raises(EditedMeanwhile) as refused:
        texts.edit_version(version, FIRST.replace("kept", "archived"), edits=0, actor=OFFICER)
    error = refused.value
    assert [(each.theirs.strip(), each.mine.strip()) for each in error.clashing] == [("All of it is kept.", "Everything is archived.")]
    assert (error.text.strip(), error.edits) == (mine.replace("kept", "archived").strip(), 2)
    assert Version.objects.get().source == both.source
    assert texts.edit_version(version, error.text, edits=error.edits, actor=OFFICER).edits == 3
    assert [(each.number, each.by, each.source) for each in version.revisions.all()][1:] == [
        (2, DIRECTOR.name, both.source), (1, OFFICER.name, theirs), (0, OFFICER.name, FIRST),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_who_save_in_the_same_moment_lose_nothing() -> None:
    """Two transactions on two connections. Whoever is second is handed both texts, and brings them together."""
    version = draft()
    outcomes: list[object] = []
    begin = threading.Barrier(2)

    def save(text: str) -> None:
        begin.wait(10)
        try:
            outcomes.append(texts.edit_version(version, text, edits=0, actor=OFFICER))
        except EditedMeanwhile as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(FIRST.replace("kept", word),)) for word in ("stored", "saved")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clash, saved = sorted(outcomes, key=lambda outcome: type(outcome).__name__)
    assert isinstance(clash, EditedMeanwhile)
    assert isinstance(saved, Version)
    (clashing,) = clash.clashing
    assert Version.objects.get().source == saved.source
    assert clashing.theirs.strip() in saved.source
    assert {clashing.theirs.strip(), clashing.mine.strip()} == {"Everything is stored.", "Everything is saved."}
    both = texts.edit_version(version, FIRST.replace("kept", "stored and saved"), edits=clash.edits, actor=OFFICER)
    assert (both.edits, Event.objects.filter(action="policy.version.edited").count()) == (2, 2)


def test_a_text_that_cannot_be_taken_changes_nothing() -> None:
    version = draft()
    with pytest.raises(Invalid, match="stands on line"):
        texts.edit_version(version, "## A {#a}\n\n## B {#a}\n", edits=0, actor=OFFICER)
    row = Version.objects.get()
    assert (row.edits, row.digest, row.clauses.count()) == (0, version.digest, 3)


def test_keys_last_from_version_to_version_and_none_is_given_twice() -> None:
    version = draft()
    edited = texts.edit_version(version, FIRST.replace("## 2 Blocking {#no-blocking}", "## 7 On blocking people"), edits=0, actor=OFFICER)
    assert list(edited.clauses.values_list("key", "label")) == [("purpose", "1"), ("no-blocking", "7"), ("archive", "3")]
    without = texts.add_version(version.document, FIRST.split("## 3")[0], actor=OFFICER)
    assert not without.clauses.filter(key="archive").exists()
    third = texts.add_version(
        version.document, FIRST.split("## 3")[0] + "## Archive\n\nQuite another rule about old paper files.\n", actor=OFFICER
    )
    assert list(third.clauses.values_list("key", flat=True)) == ["purpose", "no-blocking", "archive-2"]


def test_what_changed_stands_ready_for_every_two_versions() -> None:
    of = document()
    versions = [draft(of), draft(of, SECOND), draft(of, SECOND + "\n## 5 More\n\nMore.\n")]
    assert Comparison.objects.count() == 3
    texts.edit_version(versions[1], SECOND.replace("stay", "remain"), edits=0, actor=OFFICER)
    assert Comparison.objects.count() == 3
    for before, after in ((0, 1), (0, 2), (1, 2)):
        first, second = (Version.objects.get(pk=versions[number].pk) for number in (before, after))
        blocks = comparison(first, second)
        assert (text_of(blocks, REMOVED), text_of(blocks, ADDED)) == (readable(first.source), readable(second.source))
    with pytest.raises(Comparison.DoesNotExist):
        comparison(versions[2], versions[0])


def test_a_policy_of_8000_words_is_saved_with_its_comparison_in_under_two_seconds() -> None:
    of = document()
    draft(of, long_text(8_000))
    begun = time.process_time()
    version = draft(of, long_text(8_000).replace("word7 ", "changed "))
    took = time.process_time() - begun
    assert took < 2, f"saved in {took:.2f} s"
    assert version.comparisons.count() == 1


def test_what_was_adopted_is_never_changed_whoever_asks() -> None:
    of = policy_of_two()
    version = Version.objects.get(document=of, number=2)
    with pytest.raises(IllegalMove, match="never changed again"):
        texts.edit_version(version, FIRST, edits=0, actor=OFFICER)
    rows, clauses = Version.objects.filter(pk=version.pk), Clause.objects.filter(version=version)
    attempts = [
        lambda: rows.update(source="x"),
        lambda: rows.update(digest="x"),
        lambda: rows.update(number=F("number") + 5),
        lambda: rows.update(state="draft"),
        lambda: rows.update(state="withdrawn"),
        lambda: clauses.update(text="x"),
        clauses.delete,
        lambda: Clause.objects.create(version=version, key="new", ordinal=99, level=2),
        rows.delete,
    ]
    for attempt in attempts:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            attempt()
    assert Version.objects.get(pk=version.pk).source == version.source


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "nowhere"},
        {"signed": dt.date(2019, 7, 1)},
        {"published": dt.date(2019, 7, 1)},
        {"effective": dt.date(2019, 7, 1)},
        {"superseded": given.JANUARY},
        {"effective": dt.date(2011, 8, 19), "approved": None, "signed": None, "published": None},
        {"state": "effective", "published": None},
    ],
)
def test_the_database_refuses_days_and_states_that_cannot_be(wrong: dict[str, object]) -> None:
    of = policy_of_two()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(document=of, number=2).update(**wrong)


def test_only_one_version_is_effective() -> None:
    of = policy_of_two()
    Version.objects.filter(document=of, number=1).update(state="effective")
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(document=of, number=2).update(state="effective")


def test_a_review_without_a_change_is_recorded() -> None:
    of = document()
    with pytest.raises(Forbidden):
        texts.confirm_text(of, actor=OFFICER)
    texts.confirm_text(of, actor=DIRECTOR)
    assert Document.objects.get().reviewed is not None
    assert Event.objects.filter(action="policy.document.reviewed").count() == 1
