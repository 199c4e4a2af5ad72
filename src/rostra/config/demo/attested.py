"""What is set on accounts whose networks show it to nobody else, as their stewards read it off; and their lists of blocks.

One account was limited to followers for two days, and opened again; one filter word stands that counsel allowed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from rostra.accounts.models import Account
from rostra.accounts.rules.orphans import IN_USE
from rostra.archive.states.submitted import Handed
from rostra.capture.actions import attest_settings, read_export, take_export
from rostra.capture.queries.settings import steps_of
from rostra.capture.rules import Told
from rostra.capture.states import Declared
from rostra.config.demo import blocks
from rostra.config.demo.pictures import draw
from rostra.config.demo.register import EXPORTED_PLANS
from rostra.config.demo.said import Picture
from rostra.config.demo.sign_ins import STAFF
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.moderation.actions.filters import WantedFilter, move_filter, request_filter
from rostra.moderation.models import FilterTerm
from rostra.people.models import User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.platforms.attested import OPEN, Setting
from rostra.platforms.base import Act
from rostra.platforms.lists import Columns, Form

LIMITED, WORD = "facebook-parks", "crypto giveaway"
NOBODY = b"identity\n"  # a list on which nobody stands

Deed = Callable[[], object]


def deeds() -> Iterator[tuple[float, Deed]]:
    """How many days before the last one, and what."""
    yield 82.2, _allow_word
    yield 80.2, partial(_read_off, LIMITED, words=(WORD,))
    yield 33.2, partial(_read_off, LIMITED, words=(WORD,), commenting=("followers",))
    yield 31.1, partial(_read_off, LIMITED, words=(WORD,))
    for plan in EXPORTED_PLANS:
        yield 30.3, partial(_hand_over, plan.slug)
        if plan.slug != LIMITED:
            yield 30.2, partial(_read_off, plan.slug)


def _allow_word() -> None:
    account, until = Account.objects.get(slug=LIMITED), city_day() + dt.timedelta(days=150)
    purpose = "Machines post the same offer under every post of the parks, dozens a day. Hiding them one by one was tried for a month."
    request_filter(WantedFilter(account, WORD, purpose, until), actor=_as(Role.SOCIAL_MEDIA_OFFICER))
    reason = "It names nobody and no opinion; among what was captured it would have hit machines alone."
    move_filter(FilterTerm.objects.get(), "allow", actor=_as(Role.CITY_ATTORNEY), reason=reason)


def _read_off(slug: str, **values: tuple[str, ...]) -> None:
    account = Account.objects.get(slug=slug)
    if account.state not in IN_USE:
        return
    screen = draw(Picture("chart", f"{slug} {city_day()}"))
    asked = [Setting(step.setting) for step in steps_of(account)]
    read = {setting: values.get(setting.value, OPEN[setting]) for setting in asked}
    told = Told(clock.now(), read, [Handed("screen.png", len(screen), screen)])
    attest_settings(account, told, actor=_as(Role.SOCIAL_MEDIA_OFFICER))
    blocks.keep_register()


def _hand_over(slug: str) -> None:
    account, actor = Account.objects.get(slug=slug), _as(Role.RECORDS_MANAGER)
    if account.state in IN_USE:
        declared = Declared(Act.BLOCK, Form.CSV, clock.now(), complete=True, columns=Columns())
        take_export(read_export(account, NOBODY, "blocked.csv", declared, actor=actor), actor=actor)


def _as(role: Role) -> Actor:
    return User.objects.get(person__slug=STAFF[role]).as_actor()
