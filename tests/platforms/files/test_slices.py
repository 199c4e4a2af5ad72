"""Objects cut out of a stream: whatever they hold and wherever the stream is cut into pieces, and nothing else."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.platforms.base import BadSource
from rostra.platforms.files.exported import Element
from rostra.platforms.files.slices import LIMIT, found_at, slices

HEAD = re.compile(rb"\s*x = \[")
NAMED = re.compile(rb'\s*(?:\{\s*"(?P<of>\w+)"\s*:\s*)?\[')
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(['"', "\\", '\\"', "]}", "[{", "};", "],"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.lists(st.dictionaries(st.text() | st.just("}{"), VALUES, max_size=5), max_size=6)


def cut(text: bytes, size: int = 7) -> list[bytes]:
    return [found.raw for found in slices((text[at : at + size] for at in range(0, len(text), size)), HEAD)]


@given(found=OBJECTS, size=st.integers(1, 90), indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_every_object_comes_out_as_it_went_in(found: list[dict[str, Any]], size: int, indent: int | None, ascii_only: bool) -> None:
    text = b"x = " + json.dumps(found, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass") + b"\n;\n"
    raws = cut(text, size)
    assert [json.loads(raw.decode("utf-8", "surrogatepass")) for raw in raws] == found
    assert all(raw in text for raw in raws)


@given(found=OBJECTS, at=st.integers(0, 400), size=st.integers(1, 90))
def test_what_is_cut_off_is_never_taken_for_whole(found: list[dict[str, Any]], at: int, size: int) -> None:
    text = b"x = " + json.dumps(found).encode()
    if at < len(text) - 1:
        with pytest.raises(BadSource):
            cut(text[:at], size)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_are_cut_or_refused(text: bytes, size: int) -> None:
    for before in (b"", b"x = [", b"x = [{"):
        with suppress(BadSource):
            assert all(raw.startswith(b"{") for raw in cut(before + text, size))


def test_one_that_is_no_json_spoils_itself_alone() -> None:
    assert cut(b'x = [{"a": 1}, {"b": nonsense}, {"d": 4}]') == [b'{"a": 1}', b'{"b": nonsense}', b'{"d": 4}']


def test_brackets_that_do_not_fit_lose_what_stands_behind_them_and_nothing_before() -> None:
    cutting = slices([b'x = [{"a": 1}, {"b": ]}, {"c": 3}]'], HEAD)
    assert [next(cutting).raw, next(cutting).raw] == [b'{"a": 1}', b'{"b": ]']
    with pytest.raises(BadSource, match="element 3 is no object"):
        next(cutting)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "does not begin"),
        (b"y = [{}]", "does not begin"),
        (b"x = [{}, 5]", "element 2 is no object"),
        (b'x = [{}, "a"]', "element 2 is no object"),
        (b"x = [{}", "cut off behind element 1"),
        (b'x = [{}, {"a": 1', "cut off in element 2"),
        (b"x = [{}]; alert(1)", "something follows"),
        (b"x = [{}][0]", "something follows"),
        (b"x = [] + []", "something follows"),
        (b'x = [{"a": "' + b"a" * (LIMIT + 100) + b'"}]', "longer than 1,048,576 bytes"),
        (b"x = [" + b'{"a":' * (LIMIT // 5 + 100), "longer than 1,048,576 bytes"),
        (b"x = []" + b" " * (LIMIT + 100) + b"x", "something follows"),
    ],
)
def test_what_is_no_such_list_is_refused(text: bytes, why: str) -> None:
    with pytest.raises(BadSource, match=why):
        cut(text, 1 << 16)


def test_a_byte_order_mark_and_a_stream_of_single_bytes_are_read() -> None:
    assert cut(b'\xef\xbb\xbf x = [ {"a": "\\"}"} , {} ]', 1) == [b'{"a": "\\"}"}', b"{}"]


def test_no_more_is_held_than_one_object() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        yield b"x = ["
        for number in range(10_000):
            taken = number
            yield b'{"a": "' + b"b" * 500 + b'"},'

    for found in slices(pieces(), HEAD):
        assert taken - found.number <= 3
        if found.number == 9_000:
            break


@given(lists=st.dictionaries(st.from_regex(r"[a-z_]{1,80}", fullmatch=True), OBJECTS, min_size=1, max_size=4), size=st.integers(1, 90))
def test_arrays_in_one_object_come_out_one_after_the_other(lists: dict[str, list[dict[str, Any]]], size: int) -> None:
    text = json.dumps(lists, indent=1).encode("ascii")
    found = list(slices((text[at : at + size] for at in range(0, len(text), size)), NAMED))
    assert [(element.of, json.loads(element.raw)) for element in found] == [(of, value) for of, values in lists.items() for value in values]
    assert [element.number for element in found] == list(range(1, len(found) + 1))
    assert all(text[: element.end].endswith(element.raw) for element in found)


def test_an_array_in_no_object_has_no_name() -> None:
    assert [element.of for element in slices([b"[{}]"], NAMED)] == [""]


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": [{}], "b": 5}',
        b'{"a": [{}], "b": {"c": [{}]}}',
        b'{"a": [{}], [{}]}',
        b'{"a": [{}]',
        b'{"a": [{}]]',
        b'{"a": [{}]};',
        b'{"a": [{}], "b": [{',
        b'[{}], "b": [{}]',
        b"[{}]}",
        b'{"a": [{}], "' + b"b" * 81 + b'": [{}]}',
    ],
)
def test_what_else_stands_in_the_object_is_not_read(text: bytes) -> None:
    cutting = slices([text], NAMED)
    assert next(cutting).raw == b"{}"
    with pytest.raises(BadSource):
        next(cutting)


PATHS = [("Post", "Posts", "VideoList"), ("Profile", "Map")]


def walk(text: bytes, size: int = 7, paths: list[tuple[str, ...]] = PATHS) -> list[Element]:
    return list(found_at((text[at : at + size] for at in range(0, len(text), size)), paths))


@given(found=OBJECTS, other=VALUES, size=st.integers(1, 90), indent=st.sampled_from([None, 2]))
def test_what_lies_at_a_path_is_found_among_everything_else(
    found: list[dict[str, Any]], other: object, size: int, indent: int | None
) -> None:
    whole = {
        "Activity": {"Posts": {"VideoList": [{"private": 1}]}, "else": other},
        "Post": {"Drafts": {"VideoList": [{"private": 2}]}, "Posts": {"other": other, "VideoList": found}},
        "Profile": {"Map": {"userName": "exampleville"}},
    }
    *listed, profile = walk(json.dumps(whole, indent=indent).encode(), size)
    assert [json.loads(element.raw) for element in listed] == found
    assert {element.of for element in listed} <= {"Post/Posts/VideoList"}
    assert (json.loads(profile.raw), profile.of) == ({"userName": "exampleville"}, "Profile/Map")
    assert [element.number for element in [*listed, profile]] == list(range(1, len(found) + 2))


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_are_walked_or_refused(text: bytes, size: int) -> None:
    for before in (b"", b"{", b'{"Post": {"Posts": {"VideoList": ['):
        with suppress(BadSource):
            assert all(element.raw for element in walk(before + text, size))


def test_what_is_no_object_in_such_a_list_is_handed_out_too() -> None:
    text = b'{"Post": {"Posts": {"VideoList": [5, "a, b", null, [1], {"a": 1}]}}, "Profile": {"Map": null}}'
    assert [element.raw for element in walk(text)] == [b"5", b'"a, b"', b"null", b"[1]", b'{"a": 1}']


def test_a_list_by_itself_is_walked() -> None:
    assert [element.raw for element in walk(b' [{"a": 1}, {"b": 2}] ', paths=[(), ("comments",)])] == [b'{"a": 1}', b'{"b": 2}']
    assert [element.raw for element in walk(b'{"comments": [{"a": 1}]}', paths=[(), ("comments",)])] == [b'{"a": 1}']


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "does not begin"),
        (b"5", "does not begin"),
        (b"{", "cut off behind element 0"),
        (b'{"Post": {"Posts": {"VideoList": [{"a": 1}, {"b":', "cut off in element 2"),
        (b'{"Post": {"Posts": {"VideoList": [{"a": 1}]', "cut off behind element 1"),
        (b'{"Post" {}}', "no JSON"),
        (b"{Post: {}}", "no JSON"),
        (b'{"else": "' + b"a" * (2 * LIMIT) + b'"}', "longer than 1,048,576 bytes"),
        (b'{"else": [' + b"1," * LIMIT + b"]}", "longer than 1,048,576 bytes"),
        (b'{"a": 1} {"b": 2}', "something follows"),
    ],
)
def test_what_is_no_such_value_is_refused(text: bytes, why: str) -> None:
    with pytest.raises(BadSource, match=why):
        walk(text, 1 << 16)


def test_of_what_is_passed_over_nothing_is_held() -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"else": ['
        for _ in range(3000):
            yield b'{"a": "' + b"b" * 5000 + b'"},'
        yield b'{}], "Post": {"Posts": {"VideoList": [{"a": 1}]}}}'

    tracemalloc.start()
    assert [element.raw for element in found_at(pieces(), PATHS)] == [b'{"a": 1}']
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()
