"""Staff who may sign in to the example city, one for each role."""

from __future__ import annotations

import secrets
from pathlib import Path

from rostra.config.demo.people import DOMAIN
from rostra.core.actor import Actor
from rostra.people.actions import add_user, grant_role
from rostra.people.models import Person
from rostra.people.states import Role

FILE = "demo-sign-in.txt"
STAFF = {
    Role.ADMINISTRATOR: "greta-odum",
    Role.SOCIAL_MEDIA_OFFICER: "kwabena-ostrander",
    Role.COMMUNICATIONS_DIRECTOR: "solveig-amadi",
    Role.MODERATOR: "nadira-holmqvist",
    Role.CLERK: "ingeborg-achterberg",
    Role.RECORDS_MANAGER: "devika-ramanayake",
    Role.HR: "hassan-willoughby",
    Role.CITY_ATTORNEY: "leopold-anyango",
    Role.ETHICS_OFFICER: "clementine-brask",
    Role.AUDITOR: "cornelius-tapp",
}


def enter_sign_ins(persons: dict[str, Person], operator: Actor, folder: Path) -> Path:
    """Let one person of each role sign in. Addresses and password stand in a file that only its owner may read, and nowhere else."""
    password = secrets.token_urlsafe(12)
    path = folder / FILE
    path.touch(mode=0o600)
    lines = [f"{role.value:<24} {_address(slug)}" for role, slug in STAFF.items()]
    path.write_text(
        "\n".join(["Sign in to the example city at /desk/", *lines, f"password (all)           {password}", ""]), encoding="utf-8"
    )
    users = {role: add_user(persons[slug], email=_address(slug), password=password, actor=operator) for role, slug in STAFF.items()}
    grant_role(users[Role.ADMINISTRATOR], Role.ADMINISTRATOR, actor=operator)
    administrator = users[Role.ADMINISTRATOR].as_actor()
    for role in list(STAFF)[1:]:
        grant_role(users[role], role, actor=administrator)
    return path


def _address(slug: str) -> str:
    return f"{slug}@{DOMAIN}"
