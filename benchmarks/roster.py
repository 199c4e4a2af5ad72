"""A city of 10,714 covered persons: taken in from one list, read anew as a difference, and its pages in one process, one after another.

The size is a city's, whatever ``--records`` says, unless that is smaller.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from tests.people.city import a_year_later, city
from tests.people.test_roster import SOURCE, as_csv
from tests.rolls import signed_in

from benchmarks import installation
from benchmarks.measure import Figure, latencies, spent, timed
from rostra.core.actor import system
from rostra.people.actions import add_person, add_user, apply_import, grant_role, read_import
from rostra.people.models import User
from rostra.people.states import Role

WORK = "roster"
ACTOR = system("command line")
TIMES = 100
PAGES = {
    "roster": "/desk/roster",
    "roster, last page": "/desk/roster?page=9999",
    "roster, by a name": "/desk/roster?q=person+4242",
    "unit": "/desk/roster/unit/department-7",
    "person": "/desk/roster/person/person-4242",
    "public directory": "/accounts",
}


def run(records: int, _folder: Path) -> list[Figure]:
    installation.begin()
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    people = city()[:records]
    with spent() as first:
        _take_in(people)
    with spent() as second:
        _take_in(a_year_later(people))
    figures = [Figure(WORK, f"{len(people):,} persons", first.wall, "s"), Figure(WORK, "the next list", second.wall, "s")]
    browser = signed_in(_administrator())
    drawn = {name: timed([_ask(browser, path)] * (TIMES + 1))[1:] for name, path in PAGES.items()}  # the first one loads templates
    return [*figures, *(figure for name, values in drawn.items() for figure in latencies(WORK, name, values))]


def _take_in(people: list[dict[str, str]]) -> None:
    read = read_import(as_csv(people), "people.csv", SOURCE, actor=ACTOR)
    apply_import(read, actor=ACTOR, leaving_accepted=read.difference["numbers"]["leaving"])


def _administrator() -> User:
    person = add_person("kim-example", "Kim Example", actor=ACTOR)
    made = add_user(person, email="kim@exampleville.example", password="a long sentence for tests 7", actor=ACTOR)
    grant_role(made, Role.ADMINISTRATOR, actor=ACTOR)
    return made


def _ask(browser: Client, path: str) -> Callable[[], Any]:
    def ask() -> None:
        answer = browser.get(path)
        if answer.status_code not in {200, 404}:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return ask
