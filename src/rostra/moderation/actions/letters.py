"""What is written to those who look after an account. Nobody is named who was blocked or hidden."""

from __future__ import annotations

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import custody_on
from rostra.accounts.states.life import Part
from rostra.core.mail import queue_mail
from rostra.moderation.models import Appeal, BlockException, ModerationAct, Restriction
from rostra.people.queries import city_day, open_grants
from rostra.people.states import Role

LOOKING_AFTER = (Part.STEWARD.value, Part.BACKUP.value)


def tell_of(restriction: Restriction) -> None:
    """To the stewards, or to the custodian where there is none: it was seen, and is to be undone. Must be called inside a transaction."""
    what = f"{restriction.account} has done something against somebody’s speech: {restriction.get_act_display()}."
    rule = "The city’s policy does not allow it, and nobody approved it."
    _write("found", restriction, [what, rule, f"Please undo it by {restriction.due:%Y-%m-%d}:"], _looking_after(restriction.account))


def tell_late(restriction: Restriction) -> None:
    """To the custodian and to communications: it should have been undone. Must be called inside a transaction."""
    what = f"{restriction.account}: {restriction.get_act_display()} should have been undone by {restriction.due:%Y-%m-%d}."
    public = "It stands as overdue on the city’s public page."
    custodian = restriction.account.custodian.email
    _write("late", restriction, [what, public], {custodian, *_communications()} - {""})


def tell_of_appeal(appeal: Appeal, thing: ModerationAct | BlockException) -> None:
    """To communications: somebody who took no part decides it. Must be called inside a transaction."""
    lines = [
        f"Somebody appeals against what {thing.account} did: {thing.get_act_display()}.",
        f"Whoever took no part in it decides by {appeal.due:%Y-%m-%d}:",
        f"{settings.ROSTRA_URL}/desk/appeal/{appeal.pk}",
        settings.PROFILE.city.government,
    ]
    for address in sorted(_communications() - {""}):
        key = f"appeal:{appeal.pk}:told:{address}"[:200]
        queue_mail(key=key, to=address, subject=f"To be decided: appeal {appeal.pk}", body="\n\n".join(lines) + "\n")


def _write(step: str, restriction: Restriction, lines: list[str], addresses: set[str]) -> None:
    body = "\n\n".join([*lines, f"{settings.ROSTRA_URL}/desk/restriction/{restriction.pk}", settings.PROFILE.city.government]) + "\n"
    for address in sorted(addresses):
        key = f"restriction:{restriction.pk}:{step}:{address}"[:200]
        queue_mail(key=key, to=address, subject=f"To be undone: {restriction.account}", body=body)


def _looking_after(account: Account) -> set[str]:
    here = custody_on(city_day()).filter(account=account, part__in=LOOKING_AFTER)
    return {row.person.email for row in here if row.person.email} or {account.custodian.email} - {""}


def _communications() -> set[str]:
    granted = open_grants().filter(role__in=(Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR))
    return set(granted.values_list("user__email", flat=True))
