"""No account leaves the register, and nobody's part in one is rewritten, whoever asks the database."""

from typing import Any

from django.db import migrations, models

STATES = ["approved", "provisioned", "active", "suspended", "transition", "closing", "lost", "archived"]
STAY = ["account", "handle", "custody", "attestation", "provision", "manifest", "founddecision"]  # never deleted
FIXED = ["attestation", "provision", "manifest", "founddecision"]  # never changed either
REWRITTEN = (
    "OLD.ends IS NOT NULL OR NEW.account_id <> OLD.account_id OR NEW.person_id <> OLD.person_id "
    "OR NEW.part <> OLD.part OR NEW.begins <> OLD.begins"
)


def guards() -> Any:
    """Table, name of the trigger, what it stands before, when, and what it says."""
    for name in STAY:
        yield f"accounts_{name}", f"accounts_{name}_stays", "DELETE", "", "nothing is deleted from the register of accounts"
    for name in FIXED:
        yield f"accounts_{name}", f"accounts_{name}_fixed", "UPDATE", "", "what was put on record is never changed"
    yield "accounts_custody", "accounts_custody_fixed", "UPDATE", REWRITTEN, "a part in an account is ended, never rewritten"


def protect(apps: Any, schema_editor: Any) -> None:
    for table, name, act, when, says in guards():
        condition = f"WHEN ({when})" if when else ""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$")
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END")


def unprotect(apps: Any, schema_editor: Any) -> None:
    for table, name, *_ in guards():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")  # SQLite makes a table anew when a later migration is taken back


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_present_states")]
    operations = [
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(condition=models.Q(state__in=STATES), name="account_state_is_declared"),
        ),
        migrations.RunPython(protect, unprotect),
    ]
