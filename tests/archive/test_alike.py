"""What counts as the same words by two routes, and what does not."""

from __future__ import annotations

import pytest

from rostra.archive.states.alike import same_words, says_the_same
from rostra.platforms.base import Kind

LINK = "https://example.org/snow"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Snow tonight", " Snow\n\ntonight\u00a0", True),
        ("Ra\u0308umdienst", "R\u00e4umdienst", True),
        ("Snow", f"Snow\n\n{LINK}", True),
        (LINK, LINK, True),
        ("", "", True),
        ("Snow", "snow", False),
        ("Snow", "Snow.", False),
        ("", LINK, False),
        ("Snow", LINK, False),
        (f"Snow {LINK}", "Snow https://sho.rt/1", False),
        (f"{LINK} Snow", "Snow", False),
        ("Snow", f"Snow {LINK} {LINK}", False),
    ],
)
def test_same_words(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same_words(other, one) is same


@pytest.mark.parametrize(("told", "same"), [("", True), (LINK, True), ("Words of its own", False)])
def test_the_words_of_a_repost_are_the_networks(told: str, same: bool) -> None:
    assert says_the_same([told], Kind.REPOST.value, ["City of Exampleville shared a post."]) is same


def test_any_version_may_say_it() -> None:
    assert says_the_same(["new"], Kind.POST.value, ["old", "new"])
    assert not says_the_same(["new"], Kind.POST.value, [])
