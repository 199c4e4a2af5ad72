"""When networks said that an account is not active is kept, out of the audit events that told of each change; none of it is ever deleted.

The last that a network said stands in ``Presence``, with the moment at which it was seen first: it goes before the event's, and
stands for itself where there is no event.
"""

import datetime as dt
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

Change = tuple[dt.datetime, bool, str]  # when, whether active, by which word
SAYS = "times in which an account was not active are never deleted"
SQLITE = [f"CREATE TRIGGER capture_inactivity_stays BEFORE DELETE ON capture_inactivity BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"]
POSTGRESQL = [
    f"CREATE FUNCTION capture_inactivity_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    """CREATE TRIGGER capture_inactivity_stays BEFORE DELETE ON capture_inactivity
       FOR EACH ROW EXECUTE FUNCTION capture_inactivity_stays()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER capture_inactivity_stays"],
    "postgresql": ["DROP TRIGGER capture_inactivity_stays ON capture_inactivity", "DROP FUNCTION capture_inactivity_stays()"],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def tell_what_was_said(apps, schema_editor):
    said = _changes(apps)
    last = apps.get_model("capture", "Presence").objects.values_list("account", "since", "active", "status")
    for account, since, *now in last.iterator():
        changes = said.setdefault(account, [])
        if changes and [*changes[-1][1:]] == now:
            changes.pop()
        changes.append((since, *now))
    inactivities = apps.get_model("capture", "Inactivity").objects
    for account, changes in said.items():
        inactivities.bulk_create(inactivities.model(account_id=account, **each) for each in _inactive(changes))


def _changes(apps: Any) -> dict[int, list[Change]]:
    """By account, each change of what its network said, oldest first."""
    accounts = {f"account:{slug}": pk for pk, slug in apps.get_model("accounts", "Account").objects.values_list("pk", "slug")}
    found: dict[int, list[Change]] = {}
    events = apps.get_model("core", "Event").objects.filter(action="capture.presence.changed", subject__in=accounts)
    for subject, at, facts in events.order_by("id").values_list("subject", "at", "facts").iterator():
        found.setdefault(accounts[subject], []).append((at, facts["active"], facts["status"]))
    return found


def _inactive(changes: list[Change]) -> list[dict[str, Any]]:
    """The times in which it was not active: each lasts until the next change that tells anything else."""
    found: list[dict[str, Any]] = []
    for at, active, status in changes:
        going_on = found[-1] if found and found[-1]["ends"] is None else None
        if going_on and not active and going_on["status"] == status:
            continue
        if going_on:
            going_on["ends"] = at = max(at, going_on["begins"])
        if not active:
            found.append({"status": status, "begins": at, "ends": None})
    return found


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_impersonations'),
        ('capture', '0010_what_no_later_look_brings'),
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inactivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(max_length=100)),
                ('begins', models.DateTimeField()),
                ('ends', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inactivities', to='accounts.account')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends__isnull', True)), fields=('account',), name='one_open_inactivity'), models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', models.F('begins')), _connector='OR'), name='inactivity_order')],
            },
        ),
        migrations.RunPython(tell_what_was_said, migrations.RunPython.noop),
        migrations.RunPython(protect, unprotect),
    ]
