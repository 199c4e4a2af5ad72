"""A whole invented city on one list: 4,100 employees, 14 elected, 600 members of boards, 6,000 volunteers."""

from __future__ import annotations

from tests.people.test_roster import person

COUNTS = {"Regular": 4_100, "elected": 14, "board-member": 600, "volunteer": 6_000}
EVERYBODY = 10_714


def city() -> list[dict[str, str]]:
    """A row for each of them: only employees have a superior, nobody has an address."""
    kinds = [kind for kind, count in COUNTS.items() for _ in range(count)]
    return [_row(number, kind) for number, kind in enumerate(kinds)]


def _row(number: int, kind: str) -> dict[str, str]:
    boss = str(number % 100) if kind == "Regular" and number >= 100 else ""
    titles = {
        "Regular": f"Officer {number % 200}",
        "elected": f"Council Member {number}",
        "board-member": "Member",
        "volunteer": "Volunteer",
    }
    return person(number, Kind=kind, Boss=boss, Title=titles[kind], Department=f"Department {number % 60}")


def a_year_later(people: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same city after 300 changes: a hundred left, a hundred came, a hundred have another title or name."""
    later = [dict(each) for each in people[100:]]
    for each in later[:50]:
        each["Title"] = "Chief"
    for each in later[50:100]:
        each["Name"] += " Changed"
    return later + [person(number) for number in range(20_000, 20_100)]
