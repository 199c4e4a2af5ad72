"""Who acts. Every write names one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """A person who signed in, a part of the system, or a member of the public."""

    PERSON = "person"
    SYSTEM = "system"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which roles. ``ref`` is stable: a user's id, a part's name."""

    kind: ActorKind
    ref: str
    name: str
    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()  # what they are to some thing, without a grant; to which one, its own rule asks

    def has_role(self, *roles: str) -> bool:
        """Whether the actor holds any of ``roles``. The system holds none: rules name it where it may act."""
        return bool(self.roles.intersection(roles))

    @property
    def is_system(self) -> bool:
        """Whether a part of the system acts, not a person."""
        return self.kind is ActorKind.SYSTEM


def system(part: str) -> Actor:
    """The part of the system named ``part`` ("capture", "command line") as an actor."""
    return Actor(ActorKind.SYSTEM, part, part)


PUBLIC = Actor(ActorKind.PUBLIC, "public", "the public")
