"""What was reported and said is never rewritten; it is deleted only when the report is cleared, and the report's own row never."""

from typing import Any

from django.db import migrations

REPORT, MESSAGE, FILE = "moderation_blockreport", "moderation_reportmessage", "moderation_reportfile"
CLEARED = "(SELECT cleared FROM moderation_blockreport WHERE id = OLD.report_id)"
WORDS = "(NEW.told <> OLD.told OR NEW.handle <> OLD.handle OR NEW.key <> OLD.key)"
WHAT_WAS_REPORTED = (
    "NEW.account_id <> OLD.account_id OR NEW.what <> OLD.what OR NEW.made <> OLD.made OR NEW.due <> OLD.due OR NEW.proven <> OLD.proven "
    f"OR OLD.cleared IS NOT NULL OR ({WORDS} AND NEW.cleared IS NULL)"
)
WHAT_WAS_HANDED_OVER = (
    "NEW.digest <> OLD.digest OR NEW.came_as <> OLD.came_as OR NEW.place <> OLD.place OR NEW.size <> OLD.size "
    "OR NEW.media_type <> OLD.media_type OR (OLD.report_id IS NOT NULL AND (NEW.report_id IS NULL OR NEW.report_id <> OLD.report_id))"
)
GUARDS = [
    (REPORT, "moderation_report_stays", "DELETE", "1 = 1", "that something was reported is never deleted"),
    (REPORT, "moderation_report_fixed", "UPDATE", WHAT_WAS_REPORTED, "what was reported is never rewritten"),
    (MESSAGE, "moderation_message_fixed", "UPDATE", "1 = 1", "what was said is never rewritten"),
    (MESSAGE, "moderation_message_stays", "DELETE", f"{CLEARED} IS NULL", "what was said goes with its report alone"),
    (FILE, "moderation_report_file_fixed", "UPDATE", WHAT_WAS_HANDED_OVER, "what was handed over is never exchanged"),
    (
        FILE,
        "moderation_report_file_stays",
        "DELETE",
        f"OLD.report_id IS NOT NULL AND {CLEARED} IS NULL",
        "what was handed over goes with its report alone",
    ),
]


def protect(apps: Any, schema_editor: Any) -> None:
    for table, name, act, when, says in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            row = "OLD" if act == "DELETE" else "NEW"
            body = f"BEGIN IF {when} THEN RAISE EXCEPTION '{says}'; END IF; RETURN {row}; END"
            schema_editor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{says}'); END")


def unprotect(apps: Any, schema_editor: Any) -> None:
    for table, name, *_ in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_reports")]
    operations = [migrations.RunPython(protect, unprotect)]
