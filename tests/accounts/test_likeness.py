"""Handles that a person may take for one another."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rostra.accounts.states.likeness import DECEPTIVE, Likeness, difference, fold, is_one_edit, skeleton

HOMOGLYPHS = {"a": "аα", "e": "е", "o": "оο", "p": "рρ", "c": "сϲ", "x": "х", "y": "у", "i": "іι", "s": "ѕ", "k": "кκ", "h": "һ", "v": "ν"}
DIGITS = {"o": "0", "l": "1", "i": "1", "e": "3", "s": "5", "b": "8", "g": "9"}
handles = st.from_regex(r"[a-z][a-z0-9._-]{0,30}", fullmatch=True)
# without letters that pairs are made of ("rn" and "m"), so that one change is one change
plain = st.text("abefghijklopstuxyz", min_size=5, max_size=30)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_compared_without_complaint_and_both_ways_alike(one: str, other: str) -> None:
    there, back = difference(one, other), difference(other, one)
    assert (there and there.likeness) == (back and back.likeness)


@given(handles)
def test_case_and_at_sign_make_no_other_handle(handle: str) -> None:
    found = difference(f"@{handle.upper()}", handle)
    assert found
    assert found.likeness is Likeness.SAME


@given(plain, st.data())
def test_a_letter_of_another_script_is_found_and_named(handle: str, data: st.DataObject) -> None:
    places = [n for n, letter in enumerate(handle) if letter in HOMOGLYPHS]
    assume(places)
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from(HOMOGLYPHS[handle[place]]))
    found = difference(handle[:place] + other + handle[place + 1 :], handle)
    assert found
    assert found.likeness is Likeness.SCRIPT
    assert "CYRILLIC" in found.detail or "GREEK" in found.detail
    assert skeleton(handle) == skeleton(handle[:place] + other + handle[place + 1 :])


@given(plain, st.data())
def test_a_digit_for_a_letter_is_found(handle: str, data: st.DataObject) -> None:
    places = [n for n, letter in enumerate(handle) if letter in DIGITS]
    assume(places)
    place = data.draw(st.sampled_from(places))
    found = difference(handle[:place] + DIGITS[handle[place]] + handle[place + 1 :], handle)
    assert found
    assert found.likeness is Likeness.SHAPE


@given(plain, st.data())
def test_a_doubled_letter_is_found(handle: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(handle) - 1))
    found = difference(handle[:place] + handle[place] + handle[place:], handle)
    assert found
    assert found.likeness is Likeness.DOUBLED


@given(st.permutations("abefghkopstuxyz"), st.integers(6, 15), st.integers(0, 5), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
def test_one_edit_away_is_found(letters: list[str], length: int, place: int, letter: str) -> None:
    handle = "".join(letters[:length])
    front, back = handle[:place], handle[place:]
    for edited in (front + letter + back, front + back[1:], front + letter + back[1:], front + back[1::-1] + back[2:]):
        assert difference(edited, handle), edited


@given(st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_one_edit_agrees_with_its_definition(one: str, other: str) -> None:
    near = {one[:n] + letter + one[n:] for n in range(len(one) + 1) for letter in "ab"}
    near |= {one[:n] + one[n + 1 :] for n in range(len(one))}
    near |= {one[:n] + letter + one[n + 1 :] for n in range(len(one)) for letter in "ab"}
    near |= {one[:n] + one[n + 1] + one[n] + one[n + 2 :] for n in range(len(one) - 1)}
    assert is_one_edit(one, other) == (other in near - {one})


@pytest.mark.parametrize(
    ("asked", "ours", "likeness", "words"),
    [
        ("exampleviIle", "exampleville", Likeness.SHAPE, "“i” instead of “l”"),
        ("rnayor", "mayor", Likeness.SHAPE, "“rn” instead of “m”"),
        ("example-ville", "exampleville", Likeness.SEPARATORS, "with “-” more"),
        ("examplevile", "exampleville", Likeness.DOUBLED, "without “l”"),
        ("exampelville", "exampleville", Likeness.ONE_EDIT, "“el” instead of “le”"),
        ("mаyor", "mayor", Likeness.SCRIPT, "CYRILLIC SMALL LETTER A"),
        ("ma\u200byor", "mayor", Likeness.SCRIPT, "ZERO WIDTH SPACE"),
        ("máyor", "mayor", Likeness.SCRIPT, "LATIN SMALL LETTER A WITH ACUTE"),
        ("ｍayor", "mayor", Likeness.SAME, ""),
    ],
)
def test_what_differs_is_said_in_words(asked: str, ours: str, likeness: Likeness, words: str) -> None:
    found = difference(asked, ours)
    assert found
    assert found.likeness is likeness
    assert words in str(found)


@pytest.mark.parametrize(("one", "other"), [("epd", "efd"), ("mayor", "police"), ("parks", "parking"), ("...", "---"), ("", "")])
def test_other_names_are_not_look_alikes(one: str, other: str) -> None:
    assert difference(one, other) is None


def test_only_script_and_shape_are_chosen_to_be_mistaken() -> None:
    assert {Likeness.SCRIPT, Likeness.SHAPE} == DECEPTIVE
    assert fold(" @Mayor ") == "mayor"
