"""An archive with a few records, and whoever places holds and releases them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests import records, rolls

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.core.actor import Actor
from rostra.people.models import User
from rostra.people.states import Role
from rostra.retention.actions.holds import place_hold
from rostra.retention.models import Hold
from rostra.retention.rules.holding import Things


@dataclass
class Office:
    """Its people, each made when they are first asked for."""

    users: dict[Role, User] = field(default_factory=dict)

    def user(self, role: Role) -> User:
        """Somebody in this role."""
        if role not in self.users:
            self.users[role] = rolls.user(f"the-{role.value}", role)
        return self.users[role]

    def actor(self, role: Role) -> Actor:
        """The same, as an actor."""
        return self.user(role).as_actor()

    def hold(self, *recorded: Record, accounts: tuple[Account, ...] = (), matter: str = "Flood of 2026") -> Hold:
        """A hold that the clerk placed."""
        return place_hold(matter, Things(recorded, accounts), reason="There will be a claim.", actor=self.actor(Role.CLERK))


@pytest.fixture
def office(db: None, data_directory: Path) -> Office:
    """The records office and counsel of a city with an archive."""
    return Office()


@pytest.fixture
def record(office: Office) -> Record:
    """A post with a picture, in two versions, that went."""
    uri = "at://did:plc:mayor/post/held"
    made = records.make_record(
        text="The rink opens on Saturday.", media=[records.make_medium(b"a picture of the rink")], uri=uri, revision="20260314000001"
    )
    records.make_record(
        text="The rink opens on Sunday.", media=[records.make_medium(b"a picture of the rink")], uri=uri, revision="20260314000002"
    )
    records.make_gone(made, at=records.START.replace(month=4))
    made.refresh_from_db()
    return made
