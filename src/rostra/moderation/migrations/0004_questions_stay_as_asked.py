"""What a resident asked about is never changed into a question about somebody else, whoever asks the database."""

from typing import Any

from django.db import migrations

NAME, TABLE = "moderation_inquiry_fixed", "moderation_inquiry"
WHAT_WAS_ASKED = (
    "NEW.ticket <> OLD.ticket OR NEW.network <> OLD.network OR NEW.handle <> OLD.handle OR NEW.code <> OLD.code "
    "OR NEW.after <> OLD.after OR NEW.made <> OLD.made OR NEW.expires <> OLD.expires "
    "OR (OLD.identity <> '' AND NEW.identity <> OLD.identity)"
)
SAYS = "what was asked about is never rewritten"


def protect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$")
        schema_editor.execute(f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({WHAT_WAS_ASKED}) EXECUTE FUNCTION {NAME}()")
    else:
        schema_editor.execute(f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {WHAT_WAS_ASKED} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END")


def unprotect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}")
        schema_editor.execute(f"DROP FUNCTION {NAME}()")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_inquiries")]
    operations = [migrations.RunPython(protect, unprotect)]
