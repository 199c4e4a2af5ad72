"""Requests and authority stay too: who asked and what was decided, and who spoke for the city by what."""

from typing import Any

from django.db import migrations

REWRITTEN = (
    "OLD.ends IS NOT NULL OR NEW.topic <> OLD.topic OR NEW.basis <> OLD.basis OR NEW.instrument <> OLD.instrument "
    "OR NEW.section <> OLD.section OR NEW.evidence <> OLD.evidence OR NEW.begins <> OLD.begins "
    "OR COALESCE(NEW.person_id, 0) <> COALESCE(OLD.person_id, 0) OR COALESCE(NEW.position_id, 0) <> COALESCE(OLD.position_id, 0)"
)
GUARDS = (
    ("accounts_accountrequest", "accounts_request_stays", "DELETE", "", "a request for an account is never deleted"),
    ("accounts_authority", "accounts_authority_stays", "DELETE", "", "an authority to speak is never deleted"),
    ("accounts_authority", "accounts_authority_fixed", "UPDATE", REWRITTEN, "an authority to speak is ended, never rewritten"),
)


def protect(apps: Any, schema_editor: Any) -> None:
    for table, name, act, when, says in GUARDS:
        condition = f"WHEN ({when})" if when else ""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$")
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END")


def unprotect(apps: Any, schema_editor: Any) -> None:
    for table, name, *_ in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_requests_and_authority")]
    operations = [migrations.RunPython(protect, unprotect)]
