"""Training: modules entered and ended, completions recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Invalid
from rostra.core.refusals import problems_of
from rostra.people.models import Person, Position, Unit
from rostra.people.queries import city_day
from rostra.people.states import Category
from rostra.policy.models import Completion, Module
from rostra.policy.rules import training as rules


@dataclass(frozen=True, slots=True)
class NewModule:
    """What a module is to be."""

    slug: str
    title: str
    cadence_months: int
    newcomer_days: int
    begins: dt.date
    text: str = ""
    categories: Sequence[Category] = ()
    units: Sequence[Unit] = field(default=())
    positions: Sequence[Position] = field(default=())


@transaction.atomic
def add_module(told: NewModule, *, actor: Actor) -> Module:
    """Enter a module. Raises Forbidden, Invalid."""
    rules.may_keep_training(actor).require()
    module = Module(
        slug=told.slug,
        title=told.title.strip(),
        text=told.text.strip(),
        cadence_months=told.cadence_months,
        newcomer_days=told.newcomer_days,
        begins=told.begins,
        categories=[category.value for category in told.categories],
    )
    try:
        module.full_clean()
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None
    module.save()
    module.units.set(told.units)
    module.positions.set(told.positions)
    facts = {"cadence_months": module.cadence_months, "newcomer_days": module.newcomer_days, "begins": module.begins.isoformat()}
    record_event(actor=actor, action="policy.module.added", subject=rules.module_subject(module), facts=facts)
    return module


@transaction.atomic
def end_module(module: Module, *, actor: Actor) -> Module:
    """Nobody needs the module from today on; what was completed is kept. Raises Forbidden, Conflict."""
    rules.may_keep_training(actor).require()
    row = Module.objects.select_for_update().get(pk=module.pk)
    if row.ended:
        raise Conflict(f"{row} ended on {in_words(row.ended)}")
    row.ended = city_day()
    row.save(update_fields=["ended"])
    record_event(actor=actor, action="policy.module.ended", subject=rules.module_subject(row), facts={"ended": row.ended.isoformat()})
    return row


@transaction.atomic
def record_completions(module: Module, people: Sequence[Person], *, day: dt.date, evidence: str = "", actor: Actor) -> list[Completion]:
    """Record that these people completed the module on ``day``: all, or none; one event each. Raises Forbidden, Invalid, Conflict."""
    rules.may_keep_training(actor).require()
    if day > city_day():
        raise Invalid({"day": "The day lies in the future: training is recorded when it was completed."})
    there = Completion.objects.filter(module=module, day=day, person__in=people).select_related("person").first()
    if there:
        raise Conflict(f"{there.person} completed it on {in_words(day)} already: that is on record")
    return [_record(module, person, day, evidence, actor) for person in people]


def _record(module: Module, person: Person, day: dt.date, evidence: str, actor: Actor) -> Completion:
    made = Completion.objects.create(
        module=module, person=person, day=day, evidence=evidence.strip()[:200], entered=clock.now(), by=actor.name[:200]
    )
    facts = {"person": person.slug, "day": day.isoformat()}
    record_event(actor=actor, action="policy.training.completed", subject=rules.module_subject(module), facts=facts)
    return made


def people_named(names: Sequence[str]) -> list[Person]:
    """Persons by number or alias, one each. Raises Invalid that lists every line of which nobody was found."""
    told = [name.strip() for name in names if name.strip()]
    found = {key: person for person in Person.objects.filter(number__in=told) for key in [person.number or ""]}
    found |= {person.slug: person for person in Person.objects.filter(slug__in=[name.casefold() for name in told])}
    matched = {name: found.get(name) or found.get(name.casefold()) for name in told}
    if unknown := [name for name, person in matched.items() if person is None]:
        raise Invalid({"people": f"Nobody has this number or alias: {', '.join(unknown[:20])}."})
    return list(dict.fromkeys(person for person in matched.values() if person))
