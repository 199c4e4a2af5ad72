"""Cases as the public interface answers them: from the same rules as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.conf import settings

from rostra.api.queries import addresses
from rostra.api.queries import case_shapes as shapes
from rostra.cases.models import Case
from rostra.cases.rules.public import PublicLine, public_case, public_lines
from rostra.cases.rules.report import report
from rostra.cases.rules.telling import ToldPart
from rostra.cases.states.life import PublicStatus
from rostra.core.errors import Invalid

PAGE = 100


def register(after: str) -> shapes.CaseRegister:
    """A page of cases; ``after``: the number of the last one of the page before. One query, two with a number. Raises Invalid."""
    try:
        found = list(islice(public_lines(after[:20]), PAGE + 1))
    except Case.DoesNotExist as error:
        raise Invalid({"after": "it must be the number of a case"}) from error
    following = addresses.absolute(f"cases.json?after={found[PAGE - 1].number}") if len(found) > PAGE else None
    return shapes.CaseRegister(settings.PROFILE.city.government, [_line(each) for each in found[:PAGE]], following)


def every_case() -> Iterator[shapes.CaseLine]:
    """All of them, the newest first. One query."""
    return (_line(each) for each in public_lines())


def case(number: str) -> shapes.CasePage:
    """One case. Raises Case.DoesNotExist, also where nobody may know of it."""
    found = public_case(number)
    return shapes.CasePage(_line(found.line), [_part(each) for each in found.told.parts if not each.is_empty])


def years() -> list[shapes.CaseYear]:
    """Cases in numbers. One query."""
    return [
        shapes.CaseYear(
            each.year, each.total, list(each.quarters), each.statuses[PublicStatus.OPEN], each.statuses[PublicStatus.UNDER_REVIEW],
            each.statuses[PublicStatus.CLOSED], _counts(each.outcomes), _counts(each.offices),
        )
        for each in report()
    ]  # fmt: skip


def in_numbers() -> shapes.CaseYears:
    """The same with the city's name."""
    return shapes.CaseYears(settings.PROFILE.city.government, settings.PROFILE.cases.smallest_number, years())


def _counts(told: dict[str, int] | None) -> list[shapes.CaseCount] | None:
    return None if told is None else [shapes.CaseCount(name, count) for name, count in told.items()]


def _line(of: PublicLine) -> shapes.CaseLine:
    return shapes.CaseLine(of.number, addresses.absolute(f"cases/{of.number}"), of.received, of.status.value if of.status else None)


def _part(of: ToldPart) -> shapes.CasePart:
    written = of.entries if of.adds_up else of.entries[:1]
    records = [
        addresses.version_url(each.version.record_id, each.version.number) for each in of.evidence if each.version
    ]  # fmt: skip
    texts = [shapes.CaseText(each.at, each.text) for each in written]
    files = [shapes.CaseFile(each.ordinal, each.media_type, each.size, each.at) for each in of.files]
    return shapes.CasePart(of.part.value, of.classified.basis, list(of.lines), texts, records, files)
