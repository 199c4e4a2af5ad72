"""Writes to the rolls. Each checks its rule, runs in one transaction and writes one audit event."""

from __future__ import annotations

import datetime as dt

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.audit import record_event
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Invalid
from rostra.people import rules
from rostra.people.actions.saving import save_checked
from rostra.people.actions.sign_in import forget_sessions
from rostra.people.models import Appointment, Person, Position, RoleGrant, Unit, User
from rostra.people.queries.leaving import endings_of, what_hangs_on
from rostra.people.queries.rolls import city_day, free_position_slug, user_by_email
from rostra.people.states import Category, Role, UnitKind


@transaction.atomic
def add_unit(
    slug: str,
    name: str,
    kind: UnitKind,
    *,
    actor: Actor,
    parent: Unit | None = None,
    begins: dt.date | None = None,
    ends: dt.date | None = None,
) -> Unit:
    """Enter an organisation unit. Raises Forbidden, Invalid."""
    rules.may_change_roster(actor).require()
    unit = Unit(slug=slug, name=name, kind=kind, parent=parent, begins=begins, ends=ends)
    save_checked(unit)
    record_event(actor=actor, action="people.unit.added", subject=f"unit:{slug}", facts={"kind": kind})
    return unit


@transaction.atomic
def add_person(slug: str, name: str, *, actor: Actor, email: str = "") -> Person:
    """Enter a person. Raises Forbidden, Invalid."""
    rules.may_change_roster(actor).require()
    person = Person(slug=slug, name=name, email=email)
    save_checked(person)
    record_event(actor=actor, action="people.person.added", subject=f"person:{slug}")
    return person


@transaction.atomic
def add_position(slug: str, title: str, unit: Unit, category: Category, *, actor: Actor) -> Position:
    """Enter a position in ``unit``. Raises Forbidden, Invalid."""
    rules.may_change_roster(actor).require()
    position = Position(slug=slug, title=title, unit=unit, category=category)
    save_checked(position)
    record_event(actor=actor, action="people.position.added", subject=f"position:{slug}", facts={"unit": unit.slug, "category": category})
    return position


@transaction.atomic
def position_of(unit: Unit, title: str, category: Category, *, actor: Actor) -> Position:
    """The position of this title in ``unit``, entered where there is none. Raises Forbidden, Invalid."""
    held = Position.objects.filter(unit=unit, title__iexact=title.strip()).first()
    return held or add_position(free_position_slug(unit, title), title.strip(), unit, category, actor=actor)


@transaction.atomic
def appoint(
    person: Person,
    position: Position,
    *,
    begins: dt.date,
    actor: Actor,
    ends: dt.date | None = None,
    supervisor: Person | None = None,
    on_official_accounts: bool = False,
    source: str = "",
) -> Appointment:
    """Put ``person`` into ``position`` from ``begins`` until ``ends`` (inclusive). ``source``: what looks after it, "" for a hand.

    Raises Forbidden, Invalid.
    """
    rules.may_change_roster(actor).require()
    _require_order(begins, ends)
    appointment = Appointment(
        person=person,
        position=position,
        begins=begins,
        ends=ends,
        supervisor=supervisor,
        on_official_accounts=on_official_accounts,
        source=source,
    )
    save_checked(appointment)
    _record_appointment("people.appointment.made", appointment, actor)
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, ends: dt.date, actor: Actor, moves_to: Position | None = None) -> Appointment:
    """Let ``appointment`` end on ``ends`` (the last day in office); ``moves_to``: the position that is taken up instead.

    While something hangs on it, a day to come is noted (``leaves``) and nothing ends: ``complete_leavings`` does that. Raises Forbidden,
    Invalid, Conflict while something hangs on an appointment that is to end by today.
    """
    rules.may_change_roster(actor).require()
    _require_order(appointment.begins, ends)
    hanging = _what_hangs(appointment, ends, moves_to)
    if hanging and appointment.ends is None and ends > city_day():
        return _plan_to_leave(appointment, ends, actor)
    if hanging:
        raise Conflict(f"{appointment.person} cannot leave yet: {hanging}.", hint="hand it over first, then end the appointment")
    return _end(appointment, ends, actor)


def complete_leavings() -> int:
    """End every appointment whose planned last day has passed and on which nothing hangs any more; how many. Safe to do again."""
    over = list(Appointment.objects.filter(ends__isnull=True, leaves__lt=city_day()).order_by("pk"))
    return sum(_complete(each, system(rules.KEEPER)) for each in over)


@transaction.atomic
def _complete(appointment: Appointment, actor: Actor) -> bool:
    rules.may_complete_leaving(actor).require()
    row = Appointment.objects.select_for_update(of=("self",)).select_related("person", "position").get(pk=appointment.pk)
    if row.ends is not None or row.leaves is None or _what_hangs(row, row.leaves, None):
        return False
    _end(row, row.leaves, actor)
    return True


def _plan_to_leave(appointment: Appointment, day: dt.date, actor: Actor) -> Appointment:
    if day < appointment.begins:
        raise Invalid({"ends": "The last day lies before the first."})
    appointment.leaves = day
    save_checked(appointment)
    facts = {"position": appointment.position.slug, "leaves": day.isoformat()}
    record_event(actor=actor, action="people.appointment.leaving", subject=f"person:{appointment.person.slug}", facts=facts)
    return appointment


def _end(appointment: Appointment, ends: dt.date, actor: Actor) -> Appointment:
    appointment.ends, appointment.leaves = ends, None
    save_checked(appointment)
    _record_appointment("people.appointment.ended", appointment, actor)
    return appointment


def _require_order(begins: dt.date, ends: dt.date | None) -> None:
    if ends is not None and ends < begins:
        raise Invalid({"ends": f"The last day is not before the first, {in_words(begins)}."})


def _what_hangs(appointment: Appointment, ends: dt.date, moves_to: Position | None) -> str:
    """Why the person cannot leave then; "" where they can. A term that is made longer lets nobody leave."""
    if appointment.ends is not None and appointment.ends <= ends:
        return ""
    joining = {appointment.person_id: frozenset([moves_to.unit_id])} if moves_to else {}
    return what_hangs_on(endings_of({appointment.pk: ends}, joining)).get(appointment.pk, "")


def _record_appointment(action: str, appointment: Appointment, actor: Actor) -> None:
    facts = {
        "position": appointment.position.slug,
        "begins": appointment.begins.isoformat(),
        "ends": appointment.ends.isoformat() if appointment.ends else None,
    }
    record_event(actor=actor, action=action, subject=f"person:{appointment.person.slug}", facts=facts)


@transaction.atomic
def add_user(person: Person, *, email: str, password: str, actor: Actor) -> User:
    """Let ``person`` sign in, with no role yet. Raises Forbidden, Invalid (address or password), Conflict (taken)."""
    rules.may_change_sign_in(actor).require()
    if held := User.objects.filter(person=person).first():
        raise _has_one(held)
    if user_by_email(email):
        raise Conflict(f"{email} signs in already", hint="use another address")
    user = User(person=person, email=email)
    _use_password(user, password)
    user.save()
    record_event(actor=actor, action="people.user.added", subject=rules.reference(user), facts={"person": person.slug})
    return user


def _has_one(user: User) -> Conflict:
    if user.is_active:
        return Conflict(f"{user.person} signs in already", hint="a person has one sign-in; grant further roles to it")
    return Conflict(f"{user.person} has a sign-in that is closed, {user.email}", hint="open it again under People and roles")


@transaction.atomic
def set_password(user: User, *, password: str, actor: Actor) -> None:
    """Give ``user`` a new password; their other sessions end. Raises Forbidden, Invalid."""
    rules.may_set_password(actor, user).require()
    _use_password(user, password)
    user.save(update_fields=["password"])
    forget_sessions(UserSession.objects.filter(user=user))
    record_event(actor=actor, action="people.password.set", subject=rules.reference(user))


def _use_password(user: User, password: str) -> None:
    problems = {}
    try:
        validate_email(user.email)
    except ValidationError:
        problems["email"] = "This is not an e-mail address."
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems["password"] = " ".join(error.messages)
    if problems:
        raise Invalid(problems)
    user.set_password(password)


@transaction.atomic
def grant_role(user: User, role: Role, *, actor: Actor) -> RoleGrant:
    """Give ``user`` a role. Raises Forbidden; Conflict when they hold it."""
    _lock_administrators()
    rules.may_grant(actor, user, role).require()
    if user.grants.filter(role=role, ended__isnull=True).exists():
        raise Conflict(f"{user} is {role.value} already")
    grant = RoleGrant.objects.create(user=user, role=role, granted=clock.now())
    record_event(actor=actor, action="people.role.granted", subject=rules.reference(user), facts={"role": role})
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, actor: Actor) -> RoleGrant:
    """Take a role back from now on. Raises Forbidden; Conflict when it was ended before."""
    _lock_administrators()
    grant.refresh_from_db()
    if grant.ended:
        raise Conflict("this role was ended before")
    rules.may_end_role(actor, grant.user, grant.role).require()
    grant.ended = clock.now()
    grant.save(update_fields=["ended"])
    record_event(actor=actor, action="people.role.ended", subject=rules.reference(grant.user), facts={"role": grant.role})
    return grant


@transaction.atomic
def close_user(user: User, *, actor: Actor) -> None:
    """Let ``user`` no longer sign in, and end all their roles. Raises Forbidden."""
    _lock_administrators()
    rules.may_close_user(actor, user).require()
    user.grants.filter(ended__isnull=True).update(ended=clock.now())
    user.is_active = False
    user.save(update_fields=["is_active"])
    forget_sessions(UserSession.objects.filter(user=user))
    record_event(actor=actor, action="people.user.closed", subject=rules.reference(user))


@transaction.atomic
def reopen_user(user: User, *, actor: Actor) -> None:
    """Let ``user`` sign in again, with the password and the second factors of before and without a role. Raises Forbidden."""
    rules.may_reopen_user(actor, user).require()
    user.is_active = True
    user.save(update_fields=["is_active"])
    record_event(actor=actor, action="people.user.reopened", subject=rules.reference(user))


def _lock_administrators() -> None:
    """Let no two administrators end each other at once: grants of the role are decided one after another."""
    list(RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR, ended__isnull=True).values_list("pk"))
