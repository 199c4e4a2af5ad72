"""A row of a classification's history is never changed, whoever asks the database. Removing it is left to retention."""

from django.db import migrations

SAYS = "a classification is never changed: another row replaces it"
SQLITE = [
    f"CREATE TRIGGER archive_classification_stays BEFORE UPDATE ON archive_classification BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
]
POSTGRESQL = [
    f"CREATE FUNCTION archive_classification_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    "CREATE TRIGGER archive_classification_stays BEFORE UPDATE ON archive_classification"
    " FOR EACH ROW EXECUTE FUNCTION archive_classification_stays()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER archive_classification_stays"],
    "postgresql": [
        "DROP TRIGGER archive_classification_stays ON archive_classification",
        "DROP FUNCTION archive_classification_stays()",
    ],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_classification")]
    operations = [migrations.RunPython(protect, unprotect)]
