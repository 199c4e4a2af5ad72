"""What is withheld: the name of somebody who hides, and a telephone number that nobody has decided about yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rostra.archive.actions.classify import classify
from rostra.archive.models import Record, Version
from rostra.archive.rules.classification import Proposed, Target
from rostra.archive.states.spans import occurrences
from rostra.archive.states.withholding import Part
from rostra.config.demo.sign_ins import STAFF
from rostra.core.actor import Actor
from rostra.core.data_class import DataClass
from rostra.people.models import User
from rostra.people.states import Role
from rostra.platforms.base import Kind

NUMBER = "612-555-0143"  # as a resident wrote it (``stories_city``)

Deed = Callable[[], object]


def deeds() -> Iterator[tuple[float, Deed]]:
    """How many days before the last one, and what."""
    yield 60.3, _withholds_a_name
    yield 0.4, _withholds_a_number


def _withholds_a_name() -> None:
    said = Record.objects.filter(official=False, kind=Kind.REPLY).exclude(author_name="").latest("published")
    told = Proposed(DataClass.PRIVATE, "safe-at-home", reason="Asked for on paper.")
    classify(Target(said, Part.NAME), told, actor=_as(Role.CLERK))


def _withholds_a_number() -> None:
    for version in Version.objects.filter(text__contains=NUMBER).select_related("record"):
        for span in occurrences(version.text, NUMBER):
            target = Target(version.record, Part.SPAN, version.number, span=span)
            classify(target, Proposed(DataClass.PRIVATE, "contact-for-notices"), actor=_as(Role.RECORDS_MANAGER))


def _as(role: Role) -> Actor:
    return User.objects.get(person__slug=STAFF[role]).as_actor()
