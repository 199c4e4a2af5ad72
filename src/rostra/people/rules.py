"""Who may change units, persons, users and roles; and what is out of order among them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.conf import settings

from rostra.core.actor import Actor
from rostra.core.errors import Invalid
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.core.profile import RosterSource
from rostra.people.models import Person, User
from rostra.people.queries import administrators, city_day, units_headed_by, user_of
from rostra.people.queries.provisions import leaving_now
from rostra.people.states import Category, Function, Matrix, Relation, Right, Role
from rostra.people.states.matrix import defaults

OPERATOR = "command line"  # whoever has a shell on the server
PROVIDER = "scim"  # an identity provider that showed a token; these two are the only parts of the system that may change the rolls
KEEPER = "roster"  # what ends an appointment on its planned last day, and does nothing else


def is_operator(actor: Actor) -> bool:
    """Whether the command line acts."""
    return actor.is_system and actor.ref == OPERATOR


def is_provider(actor: Actor) -> bool:
    """Whether an identity provider acts."""
    return actor.is_system and actor.ref == PROVIDER


@cache
def matrix() -> Matrix:
    """Who may do what here: the defaults with the city's changes. Checked at start (``config.settings``)."""
    return Matrix(defaults(), settings.PROFILE.permissions)


_ELSEWHERE = {
    Relation.STEWARD.value: "Looking after an account allows it for that account alone.",
    Relation.CUSTODIAN.value: "Answering for an account allows it for that account alone.",
    Relation.DEPARTMENT_HEAD.value: "Heading a unit allows it for that unit alone.",
}


def may(
    actor: Actor, right: Right, function: Function, *, also: Iterable[str] = (), assigned: bool = False, without: Iterable[str] = ()
) -> Permission:
    """Whether the matrix gives ``actor`` the right, by a role, or by what they are to the thing (``also``), or being assigned to it.

    ``without``: roles that do not count here, whatever the matrix gives them. A refusal never names what the actor is.
    """
    held = {*actor.roles, *also, Relation.PUBLIC} - {*without}
    if matrix().allows(held, right, function, assigned=assigned):
        return ALLOWED
    return Permission(_only([role for role in matrix().roles_with(right, function) if role not in {*without}], actor))


def has_one_of(actor: Actor, *cells: tuple[Right, Function]) -> Permission:
    """Whether the matrix gives ``actor`` one of these rights. A refusal names every role that has one of them."""
    if any(may(actor, right, function) for right, function in cells):
        return ALLOWED
    having = {role for right, function in cells for role in matrix().roles_with(right, function)}
    return Permission(_only([role for role in (*Role, *Relation) if role in having], actor))


def _only(allowed: list[str], actor: Actor) -> str:
    """Who may, to somebody who may not: what they are to another thing than this does not help, and is said so."""
    others = " or ".join(role.replace("-", " ") for role in allowed if role not in actor.relations)
    told = [f"Only {others} may do this."] if others else []
    told += [_ELSEWHERE[role] for role in allowed if role in actor.relations]
    return " ".join(told) or "Nobody may do this here."


def may_enter_desk(actor: Actor) -> Permission:
    """Anyone who holds a role, looks after an account, or heads a unit. Who may not does not get to sign in."""
    if actor.has_role(*Role) or actor.relations:
        return ALLOWED
    return Permission("No role is granted to you, and you look after no account and head no unit. Ask an administrator for a role.")


def may_see_own_roster(actor: Actor) -> Permission:
    """The roster, or of it the people of the units that one heads (``roster_in_sight``)."""
    return may(actor, Right.READ, Function.ROSTER, also=actor.relations)


def may_see_person(actor: Actor, person: Person) -> Permission:
    """What the roster says of one person: who sees it whole, and the head of a unit in which they hold or held a position."""
    whole, units = may_see_roster(actor), roster_in_sight(actor)
    return ALLOWED if units and person.appointments.filter(position__unit__in=units).exists() else whole


def roster_in_sight(actor: Actor) -> set[int] | None:
    """The units whose people the actor sees: None for all, else those that they head, with all below them."""
    if may_see_roster(actor):
        return None
    user = user_of(actor)
    return units_headed_by(user.person, city_day()) if user else set()


def may_see_people(actor: Actor) -> Permission:
    """Who may sign in, and as what."""
    return may(actor, Right.READ, Function.SIGN_IN)


def may_change_roster(actor: Actor) -> Permission:
    """Units, persons, positions and appointments; the command line and an identity provider too."""
    return ALLOWED if is_operator(actor) or is_provider(actor) else may(actor, Right.WRITE, Function.ROSTER)


def may_complete_leaving(actor: Actor) -> Permission:
    """End an appointment whose planned last day has passed: only the part of the system that looks after that."""
    return ALLOWED if actor.is_system and actor.ref == KEEPER else Permission("An appointment is ended with its last day.")


def may_provision(actor: Actor) -> Permission:
    """Persons as an identity provider keeps them: that provider alone."""
    return ALLOWED if is_provider(actor) else Permission("Only the identity provider changes what it looks after.")


def may_keep_tokens(actor: Actor) -> Permission:
    """By which an identity provider is let in: whoever says who may sign in, for a provider ends that; the command line too."""
    return may_change_sign_in(actor)


def may_allow_leaving(actor: Actor) -> Permission:
    """How many an identity provider may end within a day: whoever keeps the roster, never the provider itself; the command line too."""
    return ALLOWED if is_operator(actor) else may(actor, Right.WRITE, Function.ROSTER)


def may_see_roster(actor: Actor) -> Permission:
    """Covered persons, positions and units, with what only staff see of them."""
    return may(actor, Right.READ, Function.ROSTER)


def may_see_attributes(actor: Actor) -> Permission:
    """What an office is before the law, with counsel's reason."""
    return may(actor, Right.READ, Function.POSITION_ATTRIBUTES)


def may_set_attributes(actor: Actor) -> Permission:
    """What an office is before the law: counsel."""
    return may(actor, Right.APPROVE, Function.POSITION_ATTRIBUTES)


def may_end_so_many(leaving: int, held: int, accepted: int | None) -> Permission:
    """Whether a file may end ``leaving`` of the ``held`` appointments of its list: one that was cut off must not end the city.

    ``accepted``: how many leave, said again by somebody who has looked.
    """
    if leaving <= most_leaving(held) or accepted == leaving:
        return ALLOWED
    return Permission(
        f"{leaving:,} of {held:,} would leave, more than {settings.PROFILE.roster.most_leaving:.0%}. Is the file whole? "
        f"If it is, say again how many leave: {leaving}."
    )


def most_leaving(held: int) -> int:
    """How many of the ``held`` people of one source may leave at once, or within a day, without anybody looking."""
    terms = settings.PROFILE.roster
    return max(terms.always_leaving, int(terms.most_leaving * held))


def may_leave_too(leaving: int, held: int, allowed: int) -> Permission:
    """Whether identity providers may end ``leaving`` of the ``held`` within a day. ``allowed``: so many may: somebody looked."""
    if leaving <= max(most_leaving(held), allowed):
        return ALLOWED
    return Permission(
        f"{leaving - 1:,} of {held:,} have left within a day by what the identity provider says, and no more may without somebody looking. "
        "If it is right, say how many may: on the desk, Roster, Identity providers, or 'rostra people scim-leaving N'."
    )


def category_of(user_type: str) -> Category:
    """The category of whoever an identity provider calls so. Raises Invalid where the profile names one that there is not."""
    terms = settings.PROFILE.scim
    named = terms.categories.get(user_type, terms.category)
    if named not in set(Category):
        raise Invalid({"userType": f"the profile makes it {named!r}; allowed: {', '.join(Category)}"}, hint="[scim] in the city's profile")
    return Category(named)


def roster_source(name: str) -> RosterSource:
    """The list of this name in the city's profile. Raises Invalid."""
    sources = {source.name: source for source in settings.PROFILE.roster_source}
    if name not in sources:
        known = ", ".join(sources) or "none"
        raise Invalid(
            {"source": f"the profile has no [[roster_source]] named {name!r}; it has: {known}"}, hint="docs/how-to/keep-the-roster.md"
        )
    return sources[name]


def may_change_sign_in(actor: Actor) -> Permission:
    """Users: who may sign in; the command line too."""
    return ALLOWED if is_operator(actor) else may(actor, Right.WRITE, Function.SIGN_IN)


def may_set_password(actor: Actor, user: User) -> Permission:
    """One's own, and an administrator or the command line anyone's; of a sign-in that is closed nobody."""
    if not user.is_active:
        return not_now("This sign-in is closed: a new password would let nobody in. Open it again first.")
    return ALLOWED if actor.ref == reference(user) else may_change_sign_in(actor)


def may_end_session(actor: Actor, user: User) -> Permission:
    """One's own, and an administrator anyone's."""
    return ALLOWED if actor.ref == reference(user) else may_change_sign_in(actor)


def may_reset_factors(actor: Actor, user: User) -> Permission:
    """An administrator another's, who lost theirs; the command line too. Nobody their own: that would need no factor."""
    if actor.ref == reference(user):
        return Permission("Remove one of your own after you have added another. Lost all of them? Ask another administrator.")
    return may_change_sign_in(actor)


def may_read_audit(actor: Actor) -> Permission:
    """What was done, by whom, about what; and who looked at what is not public."""
    return may(actor, Right.READ, Function.AUDIT_LOG)


def may_see_that_audited(actor: Actor) -> Permission:
    """That something was done, and when: also without seeing about whom or what."""
    return has_one_of(actor, (Right.EXISTS, Function.AUDIT_LOG), (Right.READ, Function.AUDIT_LOG))


def may_invite(actor: Actor) -> Permission:
    """A link or code for somebody who only acknowledges: whoever runs acknowledgements; parts of the system, which send reminders."""
    return ALLOWED if actor.is_system else may(actor, Right.WRITE, Function.ACKNOWLEDGEMENT)


def needs_second_factor(held: Iterable[str]) -> bool:
    """Whether one of these roles and relations asks for more than a password: each does, but for those that the city's profile names."""
    return bool(set(held) - set(settings.PROFILE.sign_in.password_alone))


def may_grant(actor: Actor, user: User, role: Role) -> Permission:
    """Administrators, never to themselves. The command line only makes an administrator, and only while there is none."""
    if is_operator(actor):
        return _may_found(role)
    if actor.ref == reference(user):
        return Permission("Nobody grants a role to themself. Ask another administrator.")
    if not user.is_active:
        return Permission("This person can no longer sign in, so no role is granted.")
    return may(actor, Right.APPROVE, Function.SIGN_IN)


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
    return may(actor, Right.APPROVE, Function.SIGN_IN)


def may_close_user(actor: Actor, user: User) -> Permission:
    """Administrators, but never the last administrator; an identity provider anyone's: who has left must not get in (see W001)."""
    if is_provider(actor):
        return ALLOWED
    return may_end_role(actor, user, Role.ADMINISTRATOR if administrators().filter(pk=user.pk).exists() else "")


def may_reopen_user(actor: Actor, user: User) -> Permission:
    """Administrators: let somebody sign in again whose sign-in was closed, with no role."""
    return may(actor, Right.APPROVE, Function.SIGN_IN) and not_now("This sign-in is open." if user.is_active else "")


def reference(user: User) -> str:
    """The reference of ``user`` as an actor and as the subject of an event."""
    return f"user:{user.pk}"


@finding_source
def findings() -> Iterable[Finding]:
    """W001: nobody can administer. W002: only one person can. W004: a role is open to a password alone."""
    count = administrators().count()
    if count == 0:
        hint = "Run 'rostra people add NAME EMAIL --administrator' on the server to make the first one."
        yield Finding("people.W001", Level.ERROR, "There is no administrator.", hint)
    if count == 1:
        hint = "Grant the role to a second person: nobody grants a role to themself, so one alone can be locked out."
        yield Finding("people.W002", Level.WARNING, "There is only one administrator.", hint)
    if alone := settings.PROFILE.sign_in.password_alone:
        text = f"A password alone opens the desk to: {', '.join(role.replace('-', ' ') for role in alone)}."
        yield Finding("people.W004", Level.WARNING, text, "Take the roles out of sign_in.password_alone in the city's profile.")


@finding_source
def provider_findings() -> Iterable[Finding]:
    """W003: identity providers have ended as many people within a day as they may."""
    now = leaving_now()
    if now.left and not may_leave_too(now.left + 1, now.held, now.allowed):
        yield Finding(
            "people.W003",
            Level.WARNING,
            f"{now.left:,} of {now.held:,} people left within a day by what an identity provider says; more are refused.",
            "See who left on the desk, Roster, Identity providers. If it is right, say there how many may leave; if not, end the token.",
        )
