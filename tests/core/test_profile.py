"""A wrong value in the city's profile is named with its line, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rostra.config import settings as product
from rostra.core.errors import Misconfigured
from rostra.core.profile import load_profile

EXAMPLE = Path(product.__file__).with_name("example.toml")


def refused(tmp_path: Path, old: str, new: str) -> str:
    path = tmp_path / "city.toml"
    path.write_text(EXAMPLE.read_text().replace(old, new))
    with pytest.raises(Misconfigured) as caught:
        load_profile(path)
    return f"{caught.value.id} {caught.value}"


def test_the_example_is_sound() -> None:
    assert load_profile(EXAMPLE).city.government == "City of Exampleville"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("America/Chicago", "America/Chikago", "city.toml, line 8: city.zone = 'America/Chikago': not a time zone"),
        ('subdivision = "MN"', 'subdivision = "ZZ"', "subdivision 'ZZ' is unknown; allowed: "),
        ("poll_every = 300", "poll_every = 1", "line 26: capture.poll_every = 1: Input should be greater than or equal to 5"),
        ("poll_every = 300", "pol_every = 300", "line 26: capture.pol_every = 300: Extra inputs are not permitted"),
        ('name = "Exampleville"\n', "", "city.name: is missing"),
        ('zone = "America/Chicago"', "zone = America", "core.E003"),
        ("# [display.removed]\n", '[display.removed]\nx = "fact"\n', "removed.x is 'fact', and no reason is given"),
        ("# [display.removed]\n", '[display.removed]\nx = "hidden"\n', "display.removed.x = 'hidden': Input should be 'full', 'fact' or"),
        ("# [display.removed]\n", '[display.removed]\nmyspace = "full"\n', "there is no network 'myspace' in registry.networks"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refused(tmp_path, old, new)


def test_a_missing_profile_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no city profile at"):
        load_profile(tmp_path / "city.toml")


def test_a_profile_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="not UTF-8"):
        load_profile(tmp_path / "city.toml")
