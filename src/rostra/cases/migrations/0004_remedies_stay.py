"""What was to be put right is never deleted or rewritten; that it is done is said once.

On SQLite a new column makes the table of cases anew, and its guards go with the old one: they are put up again.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

TABLE = "cases_remedy"
_SAME = ("case_id", "kind", "due", "at", "by_ref", "by_name")
FIXED = " OR ".join([*(f"NEW.{name} <> OLD.{name}" for name in _SAME), "OLD.done IS NOT NULL"])
GUARDS = [
    (f"{TABLE}_stays", "DELETE", "", "nothing of a case is ever deleted"),
    (f"{TABLE}_fixed", "UPDATE", f"WHEN ({FIXED})", "what was said and done in a case is never rewritten"),
]


def protect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        files_stay = import_module("rostra.cases.migrations.0002_files_stay")
        files_stay.unprotect(apps, schema_editor)
        files_stay.protect(apps, schema_editor)
    for name, act, condition, says in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$")
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END")


def unprotect(apps: Any, schema_editor: Any) -> None:
    for name, *_ in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {TABLE}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_remedies")]
    operations = [migrations.RunPython(protect, unprotect)]
