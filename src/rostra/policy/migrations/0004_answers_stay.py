"""Acknowledgements and completed trainings can be neither changed nor deleted, whoever asks the database."""

from django.db import migrations

TABLES = {"policy_acknowledgement": "acknowledgements", "policy_completion": "completed trainings"}
SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{name} are never changed or deleted'); END"
    for table, name in TABLES.items()
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    statement
    for table, name in TABLES.items()
    for statement in (
        f"""CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{name} are never changed or deleted'; END $$""",
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
    )
]
UNDO = {
    "sqlite": [f"DROP TRIGGER {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")],
    "postgresql": [part for table in TABLES for part in (f"DROP TRIGGER {table}_stays ON {table}", f"DROP FUNCTION {table}_stays()")],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("policy", "0003_acknowledgement")]
    operations = [migrations.RunPython(protect, unprotect)]
