"""What an identity provider says of a person, brought to the roster: entered, changed, ended. Nobody is ever deleted."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.people import rules
from rostra.people.actions.rolls import add_person, add_unit, appoint, close_user, end_appointment, position_of
from rostra.people.actions.saving import save_checked
from rostra.people.models import Appointment, LeavingAllowance, Person, Position, Provision, ScimToken, Unit, User
from rostra.people.queries.provisions import Told, leaving_now, person_known_as, person_told_as, provisions, user_named
from rostra.people.queries.rolls import city_day, free_slug, free_unit_slug, unit_called
from rostra.people.states import UnitKind

SOURCE = rules.PROVIDER  # of the appointments that a provider looks after
_SAID = (
    "user_name", "external_id", "display_name", "formatted", "given", "family", "title", "department", "user_type", "active",
)  # fmt: skip
_OFFICE = frozenset({"title", "department", "user_type", "manager", "active"})  # what a position is made of


@transaction.atomic
def provide(told: Told, *, actor: Actor) -> Provision:
    """Let a provider look after a person: somebody known by number or from before, or somebody new. Raises Forbidden, Invalid, Conflict."""
    rules.may_provision(actor).require()
    if provisions().filter(user_named(told.user_name)).exists():
        raise Conflict(f"userName {told.user_name} is looked after already", hint="change that user")
    now = clock.now()
    person = person_known_as(told) or add_person(free_slug(told.name), told.name, email=told.email, actor=actor)
    made = Provision(person=person, made=now, changed=now)
    _write(made, told)
    record_event(actor=actor, action="people.provision.made", subject=_subject(made), facts={"id": str(made.key)})
    _settle(made, actor)
    return made


@transaction.atomic
def change_provision(provision: Provision, told: Told, *, actor: Actor) -> Provision:
    """What the provider says now; what stays the same is not written again. Raises Forbidden, Invalid, Conflict."""
    rules.may_provision(actor).require()
    if provisions().filter(user_named(told.user_name)).exclude(pk=provision.pk).exists():
        raise Conflict(f"userName {told.user_name} is looked after already", hint="give another one")
    changed = _write(provision, told)
    if changed:
        record_event(actor=actor, action="people.provision.changed", subject=_subject(provision), facts={"changed": ", ".join(changed)})
    if _OFFICE.intersection(changed):
        _settle(provision, actor)
    return provision


@transaction.atomic
def end_provision(provision: Provision, *, actor: Actor) -> None:
    """The provider looks after the person no more: they leave, and stay on record. Raises Forbidden."""
    rules.may_provision(actor).require()
    if provision.active:
        _leave(provision, actor)
    provision.ended = clock.now()
    provision.save(update_fields=["ended"])
    record_event(actor=actor, action="people.provision.ended", subject=_subject(provision))


@transaction.atomic
def allow_leaving(leaving: int, *, actor: Actor) -> None:
    """Somebody has looked: within a day from now, providers may end so many people. Raises Forbidden."""
    rules.may_allow_leaving(actor).require()
    LeavingAllowance.objects.create(made=clock.now(), leaving=leaving)
    record_event(actor=actor, action="people.leaving.allowed", subject="scim", facts={"leaving": leaving})


def _subject(provision: Provision) -> str:
    return f"person:{provision.person.slug}"


def _write(provision: Provision, told: Told) -> list[str]:
    """The names of what was changed on the person and on what the provider said of them."""
    person = provision.person
    if told.number and Person.objects.filter(number=told.number).exclude(pk=person.pk).exists():
        raise Conflict(f"employeeNumber {told.number} is another person's", hint="a number belongs to one person")
    changed = _set(person, {"name": told.name, "email": told.email, "number": told.number or person.number})
    if changed:
        save_checked(person)
    said = {name: getattr(told, name) for name in _SAID}
    changed += _set(provision, {**said, "manager": person_told_as(told.manager)})
    if changed:
        provision.changed = clock.now()
        save_checked(provision)
    return changed


def _set(row: Person | Provision, values: dict[str, object]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _settle(provision: Provision, actor: Actor) -> None:
    """The person holds the position that the provider says, and no other of its positions; or none at all and cannot sign in.

    A provider that gives no department says nothing about positions: nobody leaves by a mapping that was lost.
    """
    if not provision.active:
        _leave(provision, actor)
    elif provision.department:
        wanted = _position(provision, actor)
        for appointment in _held(provision.person).exclude(position=wanted):
            _move(appointment, wanted, actor)
        _hold(provision, wanted, actor)


def _position(provision: Provision, actor: Actor) -> Position:
    unit = unit_called(provision.department) or _new_unit(provision.department, actor)
    return position_of(unit, provision.title or settings.PROFILE.scim.position, rules.category_of(provision.user_type), actor=actor)


def _new_unit(name: str, actor: Actor) -> Unit:
    if not settings.PROFILE.scim.new_units:
        raise Invalid(
            {"department": f"there is no unit {name!r} on the roster"}, hint="enter it, or set new_units in [scim] of the profile"
        )
    top = Unit.objects.filter(parent__isnull=True, kind=UnitKind.GOVERNMENT).first()
    return add_unit(free_unit_slug(name), name, UnitKind.DEPARTMENT, parent=top, actor=actor)


def _hold(provision: Provision, position: Position, actor: Actor) -> None:
    """In this position from today on: unless they hold it already, whoever entered that; again, where it ended today."""
    today = city_day()
    on_record = provision.person.appointments.filter(position=position)
    held = on_record.filter(ends__isnull=True).first()
    again = on_record.filter(ends=today, source=SOURCE).first()
    if held is None and again is None:
        appoint(provision.person, position, begins=today, supervisor=provision.manager, source=SOURCE, actor=actor)
    elif held is None and again:
        _change(again, {"ends": None, "supervisor": provision.manager}, actor)
    elif held and held.source == SOURCE and held.supervisor != provision.manager:
        _change(held, {"supervisor": provision.manager}, actor)


def _change(appointment: Appointment, values: dict[str, object], actor: Actor) -> None:
    for name, value in values.items():
        setattr(appointment, name, value)
    appointment.save(update_fields=list(values))
    facts = {"position": appointment.position.slug, "changed": ", ".join(values)}
    record_event(actor=actor, action="people.appointment.changed", subject=f"person:{appointment.person.slug}", facts=facts)


def _leave(provision: Provision, actor: Actor) -> None:
    """Today is the last day in the positions that the provider looks after; from now on nobody signs in as this person."""
    list(ScimToken.objects.select_for_update())  # who leaves is counted one after another
    provision.active, provision.left = False, clock.now()
    provision.save(update_fields=["active", "left"])
    leaving = leaving_now()
    rules.may_leave_too(leaving.left, leaving.held, leaving.allowed).require()
    for appointment in _held(provision.person):
        end_appointment(appointment, ends=max(appointment.begins, city_day()), actor=actor)
    user = User.objects.filter(person=provision.person, is_active=True).first()
    if user:
        close_user(user, actor=actor)


def _move(appointment: Appointment, wanted: Position, actor: Actor) -> None:
    """What was told today is mended; who held it before held it until yesterday."""
    today = city_day()
    if appointment.begins < today:
        end_appointment(appointment, ends=today - dt.timedelta(days=1), moves_to=wanted, actor=actor)
    elif _held(appointment.person).filter(position=wanted).exists():
        end_appointment(appointment, ends=appointment.begins, actor=actor)
    else:
        _change(appointment, {"position": wanted}, actor)


def _held(person: Person) -> QuerySet[Appointment]:
    return person.appointments.filter(ends__isnull=True, source=SOURCE).select_related("position", "person")
