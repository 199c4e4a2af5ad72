"""A gap can be closed and healed, but never deleted, whoever asks the database."""

from django.db import migrations

SQLITE = ["CREATE TRIGGER capture_gap_stays BEFORE DELETE ON capture_gap BEGIN SELECT RAISE(ABORT, 'gaps are never deleted'); END"]
POSTGRESQL = [
    """CREATE FUNCTION capture_gap_stays() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'gaps are never deleted'; END $$""",
    "CREATE TRIGGER capture_gap_stays BEFORE DELETE ON capture_gap FOR EACH ROW EXECUTE FUNCTION capture_gap_stays()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER capture_gap_stays"],
    "postgresql": ["DROP TRIGGER capture_gap_stays ON capture_gap", "DROP FUNCTION capture_gap_stays()"],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("capture", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
