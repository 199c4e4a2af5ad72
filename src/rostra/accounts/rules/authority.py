"""Who sees and who keeps the register of authority to speak, and what an entry needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rostra.accounts.states.requests import Basis
from rostra.core.actor import Actor
from rostra.core.permission import Permission
from rostra.people.models import Person, Position
from rostra.people.rules import may
from rostra.people.states import Function, Right


@dataclass(frozen=True, slots=True)
class NewAuthority:
    """That a person, or whoever holds a position, may speak for the city on ``topic``."""

    topic: str
    basis: Basis
    begins: dt.date
    person: Person | None = None
    position: Position | None = None
    instrument: str = ""
    section: str = ""
    evidence: str = ""
    ends: dt.date | None = None


def may_see_authority(actor: Actor) -> Permission:
    """The register of who may speak for the city on what."""
    return may(actor, Right.READ, Function.AUTHORITY)


def may_keep_authority(actor: Actor) -> Permission:
    """Enter an authority, and end one."""
    return may(actor, Right.WRITE, Function.AUTHORITY)


def authority_problems(new: NewAuthority) -> dict[str, str]:
    """What is missing, by field: exactly one of person and position; a topic; an instrument with its section, or a custom's evidence."""
    checks = {
        "position": "" if (new.person is None) != (new.position is None) else "Choose a person or a position: one of the two.",
        "topic": "" if new.topic.strip() else "Say on what.",
        **_ground_problems(new),
        "ends": "The last day lies before the first." if new.ends is not None and new.ends < new.begins else "",
    }
    return {field: problem for field, problem in checks.items() if problem}


def _ground_problems(new: NewAuthority) -> dict[str, str]:
    if new.basis is Basis.CUSTOM:
        return {"evidence": "" if new.evidence.strip() else "Say what shows the custom: by whom, since when, how often."}
    return {
        "instrument": "" if new.instrument.strip() else "Name the statute, charter, ordinance, resolution or delegation.",
        "section": "" if new.section.strip() else "Name the section that gives the authority.",
    }
