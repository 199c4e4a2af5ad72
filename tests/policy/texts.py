"""Texts, actors and whole lives of versions to test with; everything is done by the real actions."""

from __future__ import annotations

import datetime as dt
import random

from tests import rolls

from rostra.core import clock
from rostra.core.actor import Actor, ActorKind
from rostra.people.models import Unit
from rostra.people.states import Role
from rostra.policy.actions import moves, texts
from rostra.policy.actions.moves import Act
from rostra.policy.models import Document, Version
from rostra.policy.states import DocumentKind

FIRST = """## 1 Purpose {#purpose}

The city speaks on social media through official accounts.

## 2 Blocking {#no-blocking}

Nobody is blocked for an opinion.

A threat may be hidden.

## 3 Archive {#archive}

Everything is kept.
"""
SECOND = (
    FIRST.replace("for an opinion", "for an opinion or for who they are") + "\n## 4 Personal accounts\n\nPersonal accounts stay personal.\n"
)
JULY, JANUARY = dt.date(2019, 7, 25), dt.date(2020, 1, 1)


def actor(*roles: Role) -> Actor:
    """Somebody who signed in with these roles."""
    return Actor(ActorKind.PERSON, "user:1", "Robin Sample", frozenset(role.value for role in roles))


OFFICER, DIRECTOR = actor(Role.SOCIAL_MEDIA_OFFICER), actor(Role.COMMUNICATIONS_DIRECTOR)
ATTORNEY, CLERK, AUDITOR = actor(Role.CITY_ATTORNEY), actor(Role.CLERK), actor(Role.AUDITOR)


def noon(day: dt.date) -> dt.datetime:
    """A moment of a day, in every zone that the tests use the same day."""
    return dt.datetime(day.year, day.month, day.day, 18, tzinfo=dt.UTC)


def document(slug: str = "social-media", kind: DocumentKind = DocumentKind.POLICY, policy: Document | None = None) -> Document:
    """A document of a unit that is made where there is none."""
    unit = Unit.objects.first() or rolls.unit("communications", "Communications")
    return texts.add_document(slug, slug.replace("-", " ").title(), kind, unit, policy=policy, actor=OFFICER)


def draft(of: Document | None = None, source: str = FIRST) -> Version:
    """A new draft."""
    return texts.add_version(of or document(), source, actor=OFFICER)


def circulated(of: Document | None = None, source: str = FIRST, closes: dt.date | None = None) -> Version:
    """A draft that the attorney approved and that covered persons read."""
    version = moves.review_version(draft(of, source), actor=OFFICER)
    return moves.circulate_version(version, closes=closes, actor=ATTORNEY)


def in_committee(of: Document | None = None, source: str = FIRST) -> Version:
    """A draft before the committee."""
    return moves.submit_version(circulated(of, source), actor=DIRECTOR)


def adopted(of: Document, source: str, day: dt.date, effective: dt.date, repeals: tuple[str, ...] = ()) -> Version:
    """A version on the day of its adoption."""
    with clock.frozen(noon(day)):
        act = Act("City Council", f"{day.year}-0616", "11 to 0, 2 absent", day, repeals)
        return moves.adopt_version(in_committee(of, source), act, effective=effective, actor=CLERK)


def published(of: Document, source: str, day: dt.date, effective: dt.date, repeals: tuple[str, ...] = ()) -> Version:
    """A version that was adopted, signed and published on one day."""
    version = adopted(of, source, day, effective, repeals)
    with clock.frozen(noon(day)):
        version = moves.sign_version(version, day=day, actor=CLERK)
        return moves.publish_version(version, day=day, actor=DIRECTOR)


def policy_of_two() -> Document:
    """A policy in force since 2011, and its successor: adopted in July 2019, in force from 2020 on."""
    found = document()
    published(found, FIRST, dt.date(2011, 8, 19), dt.date(2011, 8, 19))
    published(found, SECOND, JULY, JANUARY, ("Resolution 2006-298",))
    return found


def long_text(words: int, seed: int = 1) -> str:
    """A policy of so many words, in clauses of several paragraphs."""
    dice, parts, count = random.Random(seed), [], 0
    while count < words:
        size = dice.randint(20, 120)
        parts.append(" ".join(f"word{dice.randrange(900)}" for _ in range(size)) + ".")
        count += size
    return "\n\n".join(f"## {number} Clause {number}\n\n{part}" if number % 4 == 0 else part for number, part in enumerate(parts, 4))
