"""What was done against somebody's speech is never deleted and never rewritten, whoever asks the database."""

from typing import Any

from django.db import migrations

STAY = ["moderation_restriction", "moderation_blockexception", "moderation_blockexception_relied_on"]
WHAT_WAS_DONE = (
    "NEW.account_id <> OLD.account_id OR NEW.record_id <> OLD.record_id OR NEW.act <> OLD.act OR NEW.subject <> OLD.subject "
    "OR NEW.begun <> OLD.begun OR (OLD.ended IS NOT NULL AND (NEW.ended IS NULL OR NEW.ended <> OLD.ended))"
)
WHAT_WAS_ASKED = (
    "NEW.account_id <> OLD.account_id OR NEW.act <> OLD.act OR NEW.subject <> OLD.subject OR NEW.ground <> OLD.ground "
    "OR NEW.facts <> OLD.facts OR NEW.alternatives <> OLD.alternatives OR NEW.until <> OLD.until OR NEW.by_ref <> OLD.by_ref"
)


def guards() -> Any:
    """Table, name of the trigger, what it stands before, when, and what it says."""
    for table in STAY:
        yield table, f"{table}_stays", "DELETE", "", "what was done against somebody is never deleted"
    yield "moderation_restriction", "moderation_restriction_fixed", "UPDATE", WHAT_WAS_DONE, "what was done is ended, never rewritten"
    yield "moderation_blockexception", "moderation_exception_fixed", "UPDATE", WHAT_WAS_ASKED, "what was asked for is never rewritten"


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
    dependencies = [("moderation", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
