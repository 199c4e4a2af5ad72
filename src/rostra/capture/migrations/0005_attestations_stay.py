"""What was attested of settings is never changed, whoever asks the database. Removing it is left to retention."""

from django.db import migrations

TABLES = ("capture_settingsattestation", "capture_attestedfile")
SAYS = "what was attested is never changed"
SQLITE = [f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END" for table in TABLES]
POSTGRESQL = [
    f"CREATE FUNCTION capture_attested_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION capture_attested_stays()"
        for table in TABLES
    ),
]
UNDO = {
    "sqlite": [f"DROP TRIGGER {table}_stays" for table in TABLES],
    "postgresql": [*(f"DROP TRIGGER {table}_stays ON {table}" for table in TABLES), "DROP FUNCTION capture_attested_stays()"],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("capture", "0004_settings_attested")]
    operations = [migrations.RunPython(protect, unprotect)]
