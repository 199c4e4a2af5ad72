"""Who may change units, persons, users and roles; and what is out of order among them."""

from __future__ import annotations

from collections.abc import Iterable

from rostra.core.actor import Actor
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import ALLOWED, Permission, only_for
from rostra.people.models import User
from rostra.people.queries import administrators
from rostra.people.states import Role

OPERATOR = "command line"  # whoever has a shell on the server; the only part of the system that may change the rolls


def is_operator(actor: Actor) -> bool:
    """Whether the command line acts."""
    return actor.is_system and actor.ref == OPERATOR


def may_enter_desk(actor: Actor) -> Permission:
    """Anyone who holds a role."""
    return ALLOWED if actor.has_role(*Role) else Permission("No role is granted to you. Ask an administrator for one.")


def may_see_people(actor: Actor) -> Permission:
    """Administrators, and auditors, who see everything."""
    return only_for(actor, Role.ADMINISTRATOR, Role.AUDITOR)


def may_change_rolls(actor: Actor) -> Permission:
    """Units, persons, positions, appointments and users: administrators and the command line."""
    return ALLOWED if is_operator(actor) else only_for(actor, Role.ADMINISTRATOR)


def may_set_password(actor: Actor, user: User) -> Permission:
    """One's own, and an administrator or the command line anyone's."""
    return ALLOWED if actor.ref == reference(user) else may_change_rolls(actor)


def may_grant(actor: Actor, user: User, role: Role) -> Permission:
    """Administrators, never to themselves. The command line only makes an administrator, and only while there is none."""
    if is_operator(actor):
        return _may_found(role)
    if actor.ref == reference(user):
        return Permission("Nobody grants a role to themself. Ask another administrator.")
    if not user.is_active:
        return Permission("This person can no longer sign in, so no role is granted.")
    return only_for(actor, Role.ADMINISTRATOR)


def _may_found(role: Role) -> Permission:
    if role != Role.ADMINISTRATOR:
        return Permission("The command line grants no role but the first administrator's. An administrator grants the others.")
    if administrators().exists():
        return Permission("There is an administrator already, and the command line makes only the first. Ask them.")
    return ALLOWED


def may_end_role(actor: Actor, user: User, role: str) -> Permission:
    """Administrators, also their own, but never the last administrator's."""
    if role == Role.ADMINISTRATOR and not administrators().exclude(pk=user.pk).exists():
        return Permission("This is the last administrator. Make another one first.")
    return only_for(actor, Role.ADMINISTRATOR)


def may_close_user(actor: Actor, user: User) -> Permission:
    """Administrators, but never the last administrator."""
    return may_end_role(actor, user, Role.ADMINISTRATOR if administrators().filter(pk=user.pk).exists() else "")


def reference(user: User) -> str:
    """The reference of ``user`` as an actor and as the subject of an event."""
    return f"user:{user.pk}"


@finding_source
def findings() -> Iterable[Finding]:
    """W001: nobody can administer. W002: only one person can."""
    count = administrators().count()
    if count == 0:
        yield Finding(
            "people.W001", Level.ERROR, "There is no administrator.", "Run 'rostra user add' on the server to make the first one."
        )
    if count == 1:
        yield Finding(
            "people.W002",
            Level.WARNING,
            "There is only one administrator.",
            "Grant the role to a second person: nobody grants a role to themself, so one alone can be locked out.",
        )
