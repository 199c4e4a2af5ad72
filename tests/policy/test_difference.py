"""What differs between two texts: both can be had back from it, and it takes a bounded time."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.texts import long_text

from rostra.policy.states.difference import ADDED, KEPT, REMOVED, compare, likeness, text_of, words_of

PARAGRAPHS = st.lists(
    st.sampled_from(["One two three.", "One two four!", "", "\n", "Somebody — else, entirely.", "ünï 漢字 🏛"]), max_size=12
)
TEXTS = st.one_of(st.text(max_size=300), PARAGRAPHS.map("\n\n".join))


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_the_blocks_give_back_both_texts(before: str, after: str) -> None:
    blocks = compare(before, after)
    assert text_of(blocks, REMOVED) == before
    assert text_of(blocks, ADDED) == after


@settings(deadline=None)
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(kind == KEPT for block in compare(text, text) for kind, _ in block)


def test_a_changed_word_is_all_that_is_marked() -> None:
    before = "Nobody is blocked.\n\nEverything is kept.\n"
    blocks = compare(before, before.replace("blocked", "muted").replace("Everything", "All of it"))
    marked = [(kind, text) for block in blocks for kind, text in block if kind != KEPT]
    assert marked[:2] == [(REMOVED, "blocked"), (ADDED, "muted")]
    assert [text for kind, text in marked[2:]] == ["Everything", "All of it"]


def test_a_paragraph_put_in_between_moves_no_other() -> None:
    before = "The mayor speaks for the city.\n\nThe clerk keeps the records.\n"
    after = "The mayor speaks for the city.\n\nThe council sets the rules.\n\nThe clerk keeps all the records.\n"
    blocks = compare(before, after)
    assert [(ADDED, "The council sets the rules.\n\n")] in blocks
    assert [text for block in blocks for kind, text in block if kind == REMOVED] == []


def test_likeness_is_a_share() -> None:
    assert likeness(words_of("a b"), words_of("A, b!")) == 1
    assert likeness(words_of("a b"), words_of("c")) == 0
    assert likeness(words_of(""), words_of("")) == 1


def test_texts_of_8000_words_however_made_are_compared_in_under_two_seconds() -> None:
    dice = random.Random(7)
    text = long_text(8_000)
    changed = " ".join(word if dice.random() > 0.05 else f"x{word}" for word in text.split(" "))
    one_paragraph, few_words = text.replace("\n\n", " "), " ".join(dice.choice("abc") for _ in range(40_000))
    pairs = [
        (text, changed), (text, long_text(8_000, 2)), (text, one_paragraph), (one_paragraph, changed.replace("\n\n", " ")),
        (few_words, few_words[::-1]), (few_words.replace("c ", "c. "), few_words[::-1].replace("c ", "c. ")),
        (few_words.replace("c ", "c\n\n"), few_words[::-1].replace("b ", "b\n\n")),
    ]  # fmt: skip
    for before, after in pairs:
        begun = time.process_time()
        blocks = compare(before, after)
        took = time.process_time() - begun
        assert took < 2, f"compared in {took:.2f} s"
        assert (text_of(blocks, REMOVED), text_of(blocks, ADDED)) == (before, after)
