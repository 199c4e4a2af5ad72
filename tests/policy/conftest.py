"""People who work on a policy, and the server and browser of the desk's tests."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from tests import rolls
from tests.desk.conftest import browser_type_launch_args, server

from rostra.people import actions
from rostra.people.models import Person, User
from rostra.people.states import Category, Role

__all__ = ["browser_type_launch_args", "server"]


@dataclass(frozen=True)
class Staff:
    """One user of each role, one who only holds a position, and one without anything."""

    users: dict[str, User]

    def client(self, name: str) -> Client:
        """A browser in which that person signed in; a stranger's where there is no such person."""
        client = Client()
        if name != "stranger":
            client.force_login(self.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def person(self, name: str) -> Person:
        """The person behind a user."""
        return self.users[name].person


ROLES = {
    "administrator": Role.ADMINISTRATOR, "officer": Role.SOCIAL_MEDIA_OFFICER, "director": Role.COMMUNICATIONS_DIRECTOR,
    "attorney": Role.CITY_ATTORNEY, "clerk": Role.CLERK, "auditor": Role.AUDITOR, "moderator": Role.MODERATOR,
    "records": Role.RECORDS_MANAGER, "hr": Role.HR, "ethics": Role.ETHICS_OFFICER,
}  # fmt: skip


@pytest.fixture
def staff(db: None) -> Staff:
    """A user of each of the ten roles; the moderator alone holds a position, and so is covered."""
    users = {name: rolls.user(f"{name}-sample", role) for name, role in ROLES.items()}
    users["nobody"] = rolls.user("nobody-sample")
    unit = rolls.unit("communications", "Communications")
    post = actions.add_position("moderator-post", "Moderator", unit, Category.STAFF, actor=rolls.OPERATOR)
    actions.appoint(users["moderator"].person, post, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    return Staff(users)
