"""HTML to plain text: what people read comes out, and nothing that is sent breaks it or takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rostra.platforms.base import Span
from rostra.platforms.text import Text, joined, plain

PIECES = st.sampled_from(
    ["<p>", "</p>", "<br />", '<a href="https://city.example/a">', "<a href='javascript:x'>", "</a>", "<script>", "</script>", "<!--",
     "-->", "<", ">", "&amp;", "&#0;", "&#xd800;", "&lt;b&gt;", " ",
     "\n", "\u00a0", "word", "ä", '<span class="invisible">', "</span>", "<a", "\x00"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
        ("Pool  is\n open <b>now</b> !", "Pool is open now !"),
        ("in<b>fix</b>", "infix"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("a<script>alert('<p>')</script>b", "ab"),
        ("<style>p { color: red }</style><p>:pool: open</p>", ":pool: open"),
        ("5 < 6 and <nobody", "5 < 6 and <nobody"),
        ("<!-- a note --><p>Open</p>", "Open"),
        ("<br><br>Open<br>", "Open"),
        ("<p>&#" + "9" * 5000 + ";</p>", "&#" + "9" * 5000 + ";"),
        ("", ""),
    ],
)
def test_what_people_read(html: str, text: str) -> None:
    assert plain(html).text == text


def test_links_are_spans() -> None:
    html = (
        '<p>See <a href="https://city.example/pool?a=1&amp;b=2" rel="nofollow"><span class="invisible">https://</span>'
        '<span class="ellipsis">city.example/pool</span></a>, <a class="mention" href=\'https://social.example/@parks\'>@<span>parks</span></a>'
        ' <a href="javascript:alert(1)">here</a> <a href="https://city.example/x">open to the end</p>'
    )
    found = plain(html)
    assert found.text == "See https://city.example/pool, @parks here open to the end"
    assert [(found.text[span.start : span.end], span.href) for span in found.spans] == [
        ("https://city.example/pool", "https://city.example/pool?a=1&b=2"),
        ("@parks", "https://social.example/@parks"),
        ("open to the end", "https://city.example/x"),
    ]


def test_joined_texts_keep_their_links() -> None:
    link = Text("site", (Span(0, 4, "https://city.example"),))
    assert joined([Text(""), Text("Web"), link], ": ") == Text("Web: site", (Span(5, 9, "https://city.example"),))


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80))
@example("<a href=https://city.example>x")
@settings(max_examples=500, deadline=None)
def test_whatever_is_sent_is_text_with_sound_spans(html: str) -> None:
    found = plain(html)
    assert found == plain(html)
    ends = 0
    for span in found.spans:
        assert ends <= span.start < span.end <= len(found.text)
        assert found.text[span.start : span.end].strip(" \n")
        assert span.href.startswith(("https://", "http://"))
        ends = span.end
    assert found.text == found.text.strip(" \n")
    assert "\n\n\n" not in found.text


@given(st.lists(st.text(alphabet="abc <&>äö\u2028", min_size=1, max_size=12), max_size=6))
def test_escaped_words_come_back(words: list[str]) -> None:
    escaped = [word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for word in words]
    read = plain("".join(f"<p>{word}</p>" for word in escaped)).text
    assert read.split() == [part for word in words for part in word.split()]


@pytest.mark.parametrize("piece", ["<", "<a ", "<a", "<!--", "</", "<a href='", "&", "&#", "<script>", "<p>", "<a href=x> ", "a "])
def test_no_text_takes_long(piece: str) -> None:
    began = time.process_time()
    plain(piece * (500_000 // len(piece)))
    assert time.process_time() - began < 5
