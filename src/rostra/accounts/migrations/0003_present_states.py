"""Accounts of the first register take their place in the whole life; who answered for them, and since when, is read from the events."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations

NOW = {"registered": "approved", "retired": "archived"}  # active and suspended stay what they are
MOVES = ["registered", "connected", "suspended", "resumed", "retired"]


def take_place(apps: Any, _editor: Any) -> None:
    for account in apps.get_model("accounts", "Account").objects.all():
        account.state = NOW.get(account.state, account.state)
        account.since = last_move(apps, account)
        account.save(update_fields=["state", "since"])
        enter_custody(apps, account)


def go_back(apps: Any, _editor: Any) -> None:
    """States that the first register did not know are those of an account that is on its list, or in use."""
    rows = apps.get_model("accounts", "Account").objects
    rows.filter(state__in=["approved", "provisioned"]).update(state="registered")
    rows.filter(state__in=["transition", "closing", "lost"]).update(state="active")
    rows.filter(state="archived").update(state="retired")


def last_move(apps: Any, account: Any) -> Any:
    actions = [f"accounts.account.{move}" for move in MOVES]
    event = apps.get_model("core", "Event").objects.filter(subject=f"account:{account.slug}", action__in=actions).order_by("-id").first()
    return event.at if event else account.registered


def enter_custody(apps: Any, account: Any) -> None:
    """One row for each custodian that the events tell of; the last is who answers now. Of persons that are unknown there is no row."""
    zone = ZoneInfo(settings.PROFILE.city.zone)
    changes = [(account.registered.astimezone(zone).date(), first_custodian(apps, account))]
    for event in events_of(apps, account, "accounts.custodian.changed"):
        changes.append((event.at.astimezone(zone).date(), event.facts.get("to")))
    persons = {person.slug: person for person in apps.get_model("people", "Person").objects.filter(slug__in=[s for _, s in changes if s])}
    named = [(begins, persons[slug]) for begins, slug in changes if slug in persons] or [(changes[0][0], account.custodian)]
    for number, (begins, person) in enumerate(named):
        last = number == len(named) - 1
        ends = None if last else max(begins, named[number + 1][0] - dt.timedelta(days=1))
        row = {"account": account, "person": account.custodian if last else person, "begins": begins, "ends": ends}
        apps.get_model("accounts", "Custody").objects.create(part="custodian", **row)


def first_custodian(apps: Any, account: Any) -> Any:
    event = events_of(apps, account, "accounts.account.registered").first()
    return event.facts.get("custodian") if event else account.custodian.slug


def events_of(apps: Any, account: Any, action: Any) -> Any:
    return apps.get_model("core", "Event").objects.filter(subject=f"account:{account.slug}", action=action).order_by("id")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_whole_life"), ("core", "0002_append_only")]
    operations = [migrations.RunPython(take_place, go_back)]
