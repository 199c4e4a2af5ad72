"""Two who write at once: what touches different paragraphs is brought together, and nothing that was saved is out of reach."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import given as when
from hypothesis import settings
from hypothesis import strategies as st
from tests.policy import texts as given
from tests.policy.texts import DIRECTOR, FIRST, OFFICER

from rostra.policy.actions import texts
from rostra.policy.actions.texts import EditedMeanwhile
from rostra.policy.models import Revision, Version
from rostra.policy.states.merging import Clash, clashes, joined, merge

PARAGRAPHS = st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four,\nand five.", "Ünï 漢字"]), max_size=6).map("\n\n".join)
PLACES = 5


def settled(text: str) -> str:
    return text.rstrip("\n") + "\n\n" if text.strip() else ""


@settings(deadline=None)
@when(PARAGRAPHS, PARAGRAPHS)
def test_where_one_alone_wrote_their_text_stands(base: str, text: str) -> None:
    for theirs, mine in ((base, text), (text, base), (text, text)):
        parts = merge(base, theirs, mine)
        assert clashes(parts) == []
        assert joined(parts) == settled(text)


@settings(deadline=None)
@when(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_each_paragraph_that_somebody_wrote_stands_in_the_text_or_in_a_clash(base: str, theirs: str, mine: str) -> None:
    parts = merge(base, theirs, mine)
    shown = "\n\n".join(f"{part.theirs}\n\n{part.mine}" if isinstance(part, Clash) else part for part in parts)
    written = ({*theirs.split("\n\n")} | {*mine.split("\n\n")}) - {*base.split("\n\n")}
    assert written <= {*shown.split("\n\n"), ""}
    assert [type(part) for part in merge(base, mine, theirs)] == [type(part) for part in parts]


def test_neighbours_are_both_changed_and_one_paragraph_is_not() -> None:
    base = "One.\n\nTwo.\n\nThree.\n"
    assert joined(merge(base, "First.\n\nTwo.\n\nThree.\n", "One.\n\nSecond.\n\nThree.\n")) == "First.\n\nSecond.\n\nThree.\n\n"
    assert joined(merge(base, "One.\n\nThree.\n", "One.\n\nTwo.\n\nThree.\n\nFour.\n")) == "One.\n\nThree.\n\nFour.\n\n"
    parts = merge(base, "One.\n\nTwo, theirs.\n\nThree.\n", "One.\n\nTwo, mine.\n\nThree.\n")
    assert parts == ["One.\n\n", Clash("Two.\n\n", "Two, theirs.\n\n", "Two, mine.\n\n"), "Three.\n\n"]
    assert clashes(merge(base, "One.\n\nThree.\n", "One.\n\nTwo, mine.\n\nThree.\n")), "what one took out and the other changed"


def text_of(paragraphs: list[str]) -> str:
    return "## Rules {#rules}\n\n" + "\n\n".join(paragraphs) + "\n"


def paragraphs_of(source: str) -> list[str]:
    return source.strip().split("\n\n")[1:]


WRITES = st.tuples(st.just("write"), st.sampled_from([0, 1]), st.integers(0, PLACES - 1))
SAVES = st.tuples(st.sampled_from(["save", "save", "open", "replace", "restore"]), st.sampled_from([0, 1]), st.integers(0, PLACES - 1))


@pytest.mark.django_db
@settings(deadline=None, max_examples=40)
@when(st.lists(st.one_of(WRITES, SAVES), min_size=6, max_size=24))
def test_whatever_two_editors_do_no_paragraph_that_somebody_saved_is_out_of_reach(acts: list[tuple[str, int, int]]) -> None:
    """They open, write, save, replace all by a file, go back to a saved text; who is told of a clash presses Save again."""
    with transaction.atomic():
        version = given.draft(source=text_of([f"Began {place}." for place in range(PLACES)]))
        actors, saved = (OFFICER, DIRECTOR), {*paragraphs_of(version.source)}
        desks = [(paragraphs_of(version.source), version.edits, paragraphs_of(version.source)) for _ in actors]
        for count, (act, who, place) in enumerate(acts):
            mine, began, base = desks[who]
            now = Version.objects.get(pk=version.pk)
            theirs = paragraphs_of(now.source)
            if act == "open":
                desks[who] = (theirs, now.edits, theirs)
            elif act == "write":
                desks[who] = ([*mine[:place], f"Written {count} by {who}.", *mine[place + 1 :]], began, base)
            elif act == "replace":
                desks[who] = ([f"Filed {count}.{n}." for n in range(PLACES)], began, base)
            elif act == "restore":
                desks[who] = (paragraphs_of(Revision.objects.order_by("number")[place % (now.edits + 1)].source), now.edits, theirs)
            else:
                clashing = any(m != b != t != m for m, b, t in zip(mine, base, theirs, strict=True))
                try:
                    kept = texts.edit_version(version, text_of(mine), edits=began, actor=actors[who])
                    assert not clashing
                    expected = [m if m != b else t for m, b, t in zip(mine, base, theirs, strict=True)]
                    assert paragraphs_of(kept.source) == expected, "what each wrote alone is in it"
                except EditedMeanwhile as clash:
                    assert clashing
                    assert Version.objects.get(pk=version.pk).source == now.source
                    kept = texts.edit_version(version, clash.text, edits=clash.edits, actor=actors[who])
                saved |= {*paragraphs_of(kept.source)}
                desks[who] = (paragraphs_of(kept.source), kept.edits, paragraphs_of(kept.source))
            reachable = {each for revision in Revision.objects.filter(version=version) for each in paragraphs_of(revision.source)}
            assert saved <= reachable
            newest, current = Revision.objects.latest("number"), Version.objects.get(pk=version.pk)
            assert (newest.source, newest.number) == (current.source, current.edits)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_two_that_together_make_no_text_are_laid_side_by_side() -> None:
    version = given.draft()
    texts.edit_version(version, FIRST + "\n## 4 More {#more}\n\nTheirs.\n", edits=0, actor=DIRECTOR)
    with pytest.raises(EditedMeanwhile) as refused:
        texts.edit_version(version, "## 0 More {#more}\n\nMine.\n\n" + FIRST, edits=0, actor=OFFICER)
    (clash,) = refused.value.clashing
    assert "Theirs." in clash.theirs
    assert "Mine." in clash.mine
