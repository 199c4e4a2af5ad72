"""Who keeps training; whose training has lapsed."""

from __future__ import annotations

from collections.abc import Iterable

from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import ALLOWED, Permission
from rostra.people.models import Person
from rostra.people.queries import city_day
from rostra.people.rules import is_operator, may
from rostra.people.states import Function, Right
from rostra.policy.models import Module
from rostra.policy.queries.training import Training, module_rows, training_lapsed


def may_see_training(actor: Actor) -> Permission:
    """Modules, and who has completed them; who heads a unit sees the people of that unit."""
    return may(actor, Right.READ, Function.ACKNOWLEDGEMENT, also=actor.relations)


def may_keep_training(actor: Actor) -> Permission:
    """Enter modules and completions; the command line too."""
    return ALLOWED if is_operator(actor) else may(actor, Right.WRITE, Function.ACKNOWLEDGEMENT)


def may_post_by_training(person: Person) -> Permission:
    """Whether no training of the person has lapsed. What follows from a refusal is for the register of accounts to say."""
    lapsed = training_lapsed(person)
    if not lapsed:
        return ALLOWED
    told = f"Training has lapsed: {named(lapsed)}. Once it is completed, posting goes on; the right itself was never taken away."
    return Permission(told)


def named(found: Iterable[Training]) -> str:
    """What is due, in a row."""
    return ", ".join(f"{each.module} (due {in_words(each.due)})" for each in found)


def module_subject(module: Module) -> str:
    """A module as the subject of events and findings."""
    return f"training:{module.slug}"


@finding_source
def findings() -> Iterable[Finding]:
    """W008: training has lapsed."""
    for row in module_rows(city_day()):
        if row.lapsed:
            text = f"{row.module}: of {row.audience:,} people who need it, the training of {row.lapsed:,} has lapsed."
            hint = "Until they complete it they should not post. Their right to post stays on record."
            yield Finding("policy.W008", Level.WARNING, text, hint, module_subject(row.module))
