"""Some characters of a text: what stands around them stays, character for character."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rostra.archive.queries.render import links_in, marked, to_html
from rostra.archive.states.spans import Span, blacked, merged, moved, occurrences, whole_characters

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=60)
PLACES = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=5)
LABELS = ("[a]", "[longer label]", "")


def spans_of(places: list[tuple[int, int]], length: int) -> list[Span]:
    return merged((Span(*sorted(place), LABELS[number % 3]) for number, place in enumerate(places)), length)


@given(TEXTS, PLACES)
def test_everything_outside_stays_and_nothing_inside(text: str, places: list[tuple[int, int]]) -> None:
    spans = spans_of(places, len(text))
    kept = [place for place in range(len(text)) if not any(span.start <= place < span.end for span in spans)]
    plain = blacked(text, [Span(start, end, "") for start, end, _ in spans])
    assert plain == "".join(text[place] for place in kept)
    assert {place for start, end in map(sorted, places) for place in range(start, min(end, len(text)))} == set(range(len(text))) - set(kept)


@given(TEXTS, PLACES, st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_a_link_outside_goes_on_marking_the_same_words(text: str, places: list[tuple[int, int]], ends: list[int]) -> None:
    cut = sorted({min(end, len(text)) for end in ends})
    links = [(start, stop, f"https://e.example/{start}") for start, stop in zip(cut[::2], cut[1::2], strict=False) if start < stop]
    spans = spans_of(places, len(text))
    shown = blacked(text, spans)
    kept = [link for link in links if not any(link[0] < span.end and span.start < link[1] for span in spans)]
    assert [shown[start:stop] for start, stop, _ in moved(links, spans)] == [text[start:stop] for start, stop, _ in kept]


@given(TEXTS, st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_links_are_read_back_out_of_the_html_that_was_made(text: str, ends: list[int]) -> None:
    cut = sorted({min(end, len(text)) for end in ends})
    links = [(start, stop, f"https://e.example/?a=<&\"'{start}") for start, stop in zip(cut[::2], cut[1::2], strict=False) if start < stop]
    assert links_in(marked(text, links)) == links
    assert marked(text, links_in(to_html(text, []))) == to_html(text, [])


@given(st.text(st.sampled_from("ae\u0301\u0308👩\u200d💻🏽🇺🇸\ufe0f\u0915\u094d\u0937"), min_size=1, max_size=30), st.data())
def test_no_character_is_cut_from_its_accents(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    first, last = whole_characters(text, start, data.draw(st.integers(start + 1, len(text))))
    assert first == 0 or not unicodedata.combining(text[first])
    assert last == len(text) or not unicodedata.combining(text[last])
    assert "\u200d" not in {text[first - 1 : first], text[last : last + 1]}
    assert whole_characters(text, first, last) == (first, last)


@given(TEXTS, TEXTS)
def test_words_are_found_wherever_they_stand_exactly_so(text: str, words: str) -> None:
    places = occurrences(text, words)
    assert all(words in text[start:end] for start, end in places)
    assert bool(places) == bool(words and words in text)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
