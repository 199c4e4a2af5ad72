from pathlib import Path
from typing import Any

import pytest

from rostra.platforms.table.mapping import BadMapping, build, load

GOOD: dict[str, Any] = {"network": "chirp", "columns": {"uri": "id", "account": "user"}}
AT: dict[str, Any] = {"column": "at"}


def test_defaults() -> None:
    mapping = build(GOOD)
    assert (mapping.format, mapping.encoding, mapping.delimiter, mapping.evidence) == ("csv", "utf-8", ",", "submitted")
    assert mapping.columns() == {"id", "user"}


def test_every_column_that_is_named_is_required() -> None:
    columns = {"uri": "x{a}{b}", "account": "c", "text": "d", "author": "e", "languages": "f", "reply_to": "g", "thread": "{h}", "url": "i"}
    rule = {"column": "l", "filled": True, "is": "reply"}
    mapping = build(GOOD | {"columns": columns, "published": {"column": "j"}, "media": {"column": "k"}, "kind": [rule], "volatile": ["m"]})
    assert mapping.columns() == set("abcdefghijklm")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"network": ""}, "network is '': a text"),
        ({"colums": {}}, "unknown key colums: allowed are columns, delimiter"),
        ({"columns": {"uri": "id"}}, "columns.account is missing: a text"),
        ({"columns": {"uri": 3, "account": "a"}}, "columns.uri is 3: a text"),
        ({"columns": "id"}, r"columns is 'id': a table \[columns\]"),
        ({"columns": {"uri": "id", "account": "a", "txt": "b"}}, "unknown key columns.txt: allowed are account, author"),
        ({"format": "xlsx"}, "format is 'xlsx': one of 'csv', 'jsonl'"),
        ({"encoding": "utf-16"}, "encoding is 'utf-16': one of 'utf-8', 'ascii'"),
        ({"format": "jsonl", "encoding": "latin-1"}, "encoding is 'latin-1': JSON Lines are always 'utf-8'"),
        ({"delimiter": ",,"}, "delimiter is ',,': one of ',', ';'"),
        ({"evidence": "author-signed"}, "evidence is 'author-signed': one of 'submitted', 'owner-export'"),
        ({"html_entities": "yes"}, "html_entities is 'yes': true or false"),
        ({"volatile": "likes"}, "volatile is 'likes': a list"),
        ({"published": {}}, "published.column is missing"),
        ({"published": AT | {"format": "dd.mm"}}, "published.format is 'dd.mm': 'iso8601', 'unix' or a pattern"),
        ({"published": AT | {"format": "%d.%m.%Y"}}, "published.zone is missing: the times in '%d.%m.%Y' name no zone"),
        ({"published": AT | {"zone": "Mars/Olympus"}}, "published.zone is 'Mars/Olympus': a name of the IANA"),
        ({"published": AT | {"zone": "../etc/passwd"}}, "published.zone is '../etc/passwd'"),
        ({"kind": {}}, r"kind is {}: tables \[\[kind\]\]"),
        ({"kind": [{"column": "a", "is": "post"}]}, r"kind\[1\].equals or starts_with or filled is missing: a rule has one"),
        ({"kind": [{"column": "a", "is": "post", "filled": False}]}, r"kind\[1\].filled is False: true"),
        ({"kind": [{"column": "a", "is": "profile", "equals": "p"}]}, r"kind\[1\].is is 'profile': one of 'post'"),
        ({"kind": [{"column": "a", "is": "post", "equals": 1}]}, r"kind\[1\].equals is 1: a text"),
        ({"media": {"column": "a", "separator": ""}}, "media.separator is ''"),
        ({"format": ["csv"]}, r"format is \['csv'\]: one of"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadMapping, match="^" + message):
        build(GOOD | changes)


def test_the_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text("network = ")
    with pytest.raises(BadMapping, match=r"m.toml: this is not TOML: Invalid value"):
        load(path)
    path.write_text("network = 'x'")
    with pytest.raises(BadMapping, match=r"m.toml: columns is missing"):
        load(path)
    path.write_bytes(b"\xff")
    with pytest.raises(BadMapping, match="not TOML"):
        load(path)
