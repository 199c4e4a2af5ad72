"""Text that others wrote, on our pages: nothing runs, nothing hides, nothing is lost."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import example, given
from hypothesis import strategies as st
from tests.portal.conftest import City
from tests.records import START, make_record

from rostra.archive.models import Version
from rostra.portal.templatetags.ledger import minutes
from rostra.portal.templatetags.portal import duration, moment, size
from rostra.portal.templatetags.texts import DANGEROUS, PAGE_LIMIT, difference, excerpt, plain, revealed

SPANS = re.compile(r'<span class="control" data-code="([0-9A-F]+)"[^>]*>U\+[0-9A-F]+</span>')


class Reader(HTMLParser):
    """The text of a piece of HTML, by which version of a difference it belongs to, and the tags in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.old = self.new = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append("words" if ("class", "usa-sr-only") in attrs else tag)

    def handle_endtag(self, tag: str) -> None:
        self.tags.pop()

    def handle_data(self, data: str) -> None:
        if "words" in self.tags:
            return
        self.old += "" if "ins" in self.tags else data
        self.new += "" if "del" in self.tags else data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(SPANS.sub(lambda match: f"&#x{match[1]};" if int(match[1], 16) > 159 else "\ufffd", html))
    reader.close()
    return reader


@given(st.text())
@example("one\r\ntwo\rthree")
def test_revealed_text_holds_no_markup_and_no_dangerous_character(text: str) -> None:
    html = revealed(text)
    assert not DANGEROUS.search(html)
    assert "<" not in SPANS.sub("", html)
    assert len(SPANS.findall(html)) == len(DANGEROUS.findall(text.replace("\r\n", "\n")))  # the two are one end of a line


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cf"]), max_size=300), st.text(alphabet="ab <>&\n", max_size=300))
def test_a_difference_holds_both_texts_whole(before: str, after: str) -> None:
    reader = read(difference(before, after))
    assert DANGEROUS.sub("", reader.old) == DANGEROUS.sub("", before)
    assert DANGEROUS.sub("", reader.new) == DANGEROUS.sub("", after)


def test_every_bidirectional_override_is_dangerous_and_honest_joiners_are_not() -> None:
    for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        assert unicodedata.bidirectional(chr(code)) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        assert DANGEROUS.fullmatch(chr(code))
    assert not DANGEROUS.search("👩‍🚒 क्‍ष \u200e\u200f\t\n")


def test_hostile_text_is_shown_and_not_run_on_every_page_that_shows_it(city: City, client: Client) -> None:
    pages = [reverse("portal:record", args=[city.hostile.pk]), reverse("portal:search"), reverse("portal:account", args=["mayor"])]
    for address in [*pages, reverse("portal:home"), f"{reverse('portal:search')}?q=%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE"]:
        page = client.get(address).content.decode()
        assert "<script>" not in page, address
        assert not DANGEROUS.search(page), address
    record = client.get(pages[0]).content.decode()
    assert "&lt;script&gt;" in record
    assert "U+202E" in record


def test_ten_million_characters_are_shown_in_part_with_a_way_to_the_whole(city: City, client: Client) -> None:
    big = make_record(city.mayor, "minutes " * 1_250_000)
    answer = client.get(reverse("portal:record", args=[big.pk]))
    page = answer.content.decode()
    assert len(page) < 3 * PAGE_LIMIT
    assert "This text has 10,000,000 characters." in page
    whole = client.get(reverse("portal:version-text", args=[big.pk, 1]))
    assert whole.content.decode() == Version.objects.get(record=big).text
    assert whole["Content-Type"] == "text/plain; charset=utf-8"
    assert whole["X-Content-Type-Options"] == "nosniff"
    assert len(client.get(reverse("portal:search")).content) < 100_000


def test_two_very_long_versions_are_compared_in_part_only(city: City, client: Client) -> None:
    record = make_record(city.mayor, " ".join(f"a{n}" for n in range(20_000)))
    make_record(city.mayor, " ".join(f"b{n}" for n in range(20_000)), uri=record.uri, revision="b")
    page = client.get(reverse("portal:record", args=[record.pk])).content.decode()
    assert "Only the beginning of a long text is compared here." in page


def test_excerpts_end_between_words_and_plain_text_fits_a_title() -> None:
    assert excerpt("word " * 200).endswith("word…")
    assert excerpt("x" * 1000).endswith("x…")
    assert plain("a\u202eb") == "a\ufffdb"


def test_moments_are_told_by_the_citys_clock_and_in_utc() -> None:
    assert moment(START) == (
        '<time datetime="2026-03-14T14:30:00Z">March 14, 2026, 9:30 a.m. CDT <span class="utc">(2026-03-14 14:30:00 UTC)</span></time>'
    )
    assert moment(None) == ""


def test_durations_and_sizes_are_in_units_that_people_use() -> None:
    assert duration(START, START + dt.timedelta(hours=2, minutes=5, seconds=9)) == "2 hours 5 minutes"
    assert duration(START, START + dt.timedelta(days=1)) == "1 day"
    assert duration(START, START + dt.timedelta(hours=5, seconds=18)) == "5 hours"
    assert duration(START, START + dt.timedelta(days=2, minutes=18)) == "2 days"
    assert duration(START, START) == "less than a second"
    assert [strip_tags(minutes(Counter(x=many), "x")) for many in (0, 1, 1_440)] == ["0 minutes", "1 minute", "1,440 minutes"]
    assert [size(999), size(1_500), size(2_000_000), size(3_100_000_000_000)] == ["999 bytes", "1.5 kB", "2.0 MB", "3,100.0 GB"]
