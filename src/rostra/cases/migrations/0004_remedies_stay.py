"""What was to be put right is never deleted or rewritten; that it is done is said once.

On SQLite a new column makes the table of cases anew, and its guards go with the old one: they are put up again.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

files_stay = import_module("rostra.cases.migrations.0002_files_stay")
TABLE = "cases_remedy"
FIXED = " OR ".join([files_stay._changed("case_id", "kind", "due", "at", "by_ref", "by_name"), "OLD.done IS NOT NULL"])
GUARDS = [
    (TABLE, f"{TABLE}_stays", "DELETE", "", "nothing of a case is ever deleted"),
    (TABLE, f"{TABLE}_fixed", "UPDATE", FIXED, "what was said and done in a case is never rewritten"),
]


def protect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        files_stay.unprotect(apps, schema_editor)
        files_stay.protect(apps, schema_editor)
    files_stay.set_guards(schema_editor, GUARDS)


def unprotect(apps: Any, schema_editor: Any) -> None:
    files_stay.take_guards(schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_remedies")]
    operations = [migrations.RunPython(protect, unprotect)]
