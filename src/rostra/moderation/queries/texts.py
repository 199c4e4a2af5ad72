"""What speakers are told, in plain words: the text of a notice, an acknowledgement, an outcome."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from rostra.accounts.states.networks import label
from rostra.core.dates import in_words
from rostra.moderation.models import Appeal, BlockException, ModerationAct
from rostra.moderation.queries.codes import code_of
from rostra.moderation.queries.rule import rule_on
from rostra.moderation.states.appeals import AppealState, Told
from rostra.people.queries import city_day, city_day_of

DONE = {
    "hide": "hid a comment of yours",
    "remove": "removed a comment of yours",
    "restrict": "restricted what you can say there",
    "close-comments": "closed the comments on a post on which you commented",
    "mute": "muted you",
    "filter": "filtered a comment of yours",
    "block": "blocked you",
}
_SUBJECTS = {
    Told.ACT: "What we did with your comment, and how to appeal",
    Told.OUTCOME: "What became of your appeal",
    Told.TAKEN_BACK: "We take back what we did with your comment",
}


def subject_line(told: Told) -> str:
    """The subject of the mail."""
    return _SUBJECTS[told]


def appeal_address(thing: ModerationAct | BlockException) -> str:
    """The address with the code by which its holder appeals."""
    return f"{settings.ROSTRA_URL}/appeal/{code_of(thing)}"


def notice_text(thing: ModerationAct | BlockException, told: Told, until: dt.date | None) -> str:
    """The whole notice."""
    body = {Told.ACT: _of_act, Told.OUTCOME: _of_outcome, Told.TAKEN_BACK: _of_taking_back}[told]
    return "\n\n".join([*body(thing, until), settings.PROFILE.city.government]) + "\n"


def acknowledgement_text(appeal: Appeal, thing: ModerationAct | BlockException) -> str:
    """That an appeal came in, with its number and its day."""
    lines = [
        f"We have received your appeal. Its number is {appeal.pk}.",
        f"Somebody who took no part in what was done decides it by {in_words(appeal.due)}.",
        f"What becomes of it you find here, and we write to you:\n{appeal_address(thing)}",
    ]
    return "\n\n".join([*lines, settings.PROFILE.city.government]) + "\n"


def _of_act(thing: ModerationAct | BlockException, until: dt.date | None) -> list[str]:
    terms = settings.PROFILE.moderation
    ground = next((each for each in terms.ground if each.key == thing.ground), None)
    why = f"The ground is “{ground.name}”: {ground.test} ({ground.basis})" if ground else f"The ground is “{thing.ground}”."
    closes = f"You may appeal until {in_words(until)}." if until else ""
    return [
        _what(thing),
        why,
        *_rule(day_of(thing)),
        "What you wrote is kept in the city’s archive. It was not judged by whose side it takes.",
        f"{closes} Somebody who took no part in it decides within {terms.appeal_decided_within} business days. You need no account:",
        appeal_address(thing),
        f"Or write to us, and give the number {code_of(thing)}:\n{_postal()}",
    ]


def _rule(day: dt.date) -> list[str]:
    clause, named = rule_on(day), settings.PROFILE.moderation.clause
    if clause is None:
        return [f"The rule it rests on: {named}. The city’s policy is at {settings.ROSTRA_URL}/policy"] if named else []
    version = clause.version
    address = f"{settings.ROSTRA_URL}/policy/{version.document.slug}/{version.number}#{clause.key}"
    return [f"The rule it rests on, as it read on {in_words(day)}: {version}, “{clause}”.\n{address}"]


def day_of(thing: ModerationAct | BlockException) -> dt.date:
    """The city's day on which it was done, or else recorded: by the text in force then it is judged."""
    when = _when(thing)
    return city_day_of(when) if when else city_day()


def _when(thing: ModerationAct | BlockException) -> dt.datetime | None:
    return thing.applied if isinstance(thing, ModerationAct) else thing.since


def _of_outcome(thing: ModerationAct | BlockException, _until: dt.date | None) -> list[str]:
    appeal = Appeal.objects.get(**{"act" if isinstance(thing, ModerationAct) else "exception": thing})
    outcome = "You were right: what was done is undone." if appeal.state == AppealState.REVERSED else "What was done stands."
    return [f"Your appeal, number {appeal.pk}, is decided. {outcome}", f"The reasons: {appeal.reason}", _what(thing)]


def _of_taking_back(thing: ModerationAct | BlockException, _until: dt.date | None) -> list[str]:
    return [_what(thing), "We have looked at it again, and take it back. It is undone, or will be within days."]


def _what(thing: ModerationAct | BlockException) -> str:
    when = _when(thing)
    on = f"on {in_words(city_day_of(when))} " if when else ""
    account = f"{thing.account.name} ({label(thing.account.network)})"
    return f"{settings.PROFILE.city.government}: {on}our account {account} {DONE[thing.act]}."


def _postal() -> str:
    contact = settings.PROFILE.contact
    return "\n".join(line for line in (contact.records_office, contact.address, contact.email, contact.telephone) if line)
