"""Audit events can be neither changed nor deleted, whoever asks the database."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER core_event_no_update BEFORE UPDATE ON core_event BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END",
    "CREATE TRIGGER core_event_no_delete BEFORE DELETE ON core_event BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END",
]
POSTGRESQL = [
    """CREATE FUNCTION core_event_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'audit events are never changed or deleted'; END $$""",
    "CREATE TRIGGER core_event_append_only BEFORE UPDATE OR DELETE ON core_event FOR EACH ROW EXECUTE FUNCTION core_event_append_only()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER core_event_no_update", "DROP TRIGGER core_event_no_delete"],
    "postgresql": ["DROP TRIGGER core_event_append_only ON core_event", "DROP FUNCTION core_event_append_only()"],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
