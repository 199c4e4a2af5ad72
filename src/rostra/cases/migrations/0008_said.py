"""What who complains said of day and account stays as it was said: triage finds its own.

Where somebody triaged already, what was said is not known any more. The columns may be empty, so that SQLite adds them to the table as it
is, with its guards. Back again it makes the table anew: then every guard that names it is taken down, and put up again.
"""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

from rostra.core.guards import put_up_guards, take_down_guards

stay = import_module("rostra.cases.migrations.0002_files_stay")
tongue = import_module("rostra.cases.migrations.0005_submitted_files")
CASE = "cases_case"
NAMES = ("said_day", "said_account_id")
_SAID_ANEW = " OR ".join(f"(NEW.{name} IS NOT NULL AND (OLD.{name} IS NULL OR NEW.{name} <> OLD.{name}))" for name in NAMES)
_GONE = " OR ".join(f"(OLD.{name} IS NOT NULL AND NEW.{name} IS NULL)" for name in NAMES)
FIXED = f"{_SAID_ANEW} OR (({_GONE}) AND NEW.outcome <> 'no-jurisdiction')"
GUARDS = [(CASE, f"{CASE}_said", "UPDATE", FIXED, "what who complained said is never rewritten")]
OF_THE_TABLE = [each for each in tongue.GUARDS if each[0] == CASE]


def carry_over(apps: Any, schema_editor: Any) -> None:
    untouched = apps.get_model("cases", "Case").objects.exclude(pk__in=apps.get_model("cases", "Step").objects.filter(move="triage").values("case"))
    untouched.update(said_day=F("act_day"), said_account=F("account"))


def protect(apps: Any, schema_editor: Any) -> None:
    stay.set_guards(schema_editor, GUARDS)


def unprotect(apps: Any, schema_editor: Any) -> None:
    stay.take_guards(schema_editor, GUARDS)
    if schema_editor.connection.vendor == "sqlite":
        take_down_guards()


def protect_again(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        stay.take_guards(schema_editor, OF_THE_TABLE)
        stay.set_guards(schema_editor, OF_THE_TABLE)
        put_up_guards()


class Migration(migrations.Migration):

    dependencies = [("accounts", "0007_impersonations"), ("cases", "0007_held_files")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, protect_again),
        migrations.AddField("case", "said_day", models.DateField(null=True)),
        migrations.AddField(
            "case", "said_account",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases_said", to="accounts.account"),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunPython(protect, unprotect),
    ]
