"""What was done about a breach is never changed, whoever asks the database. Removing it is left to retention."""

from django.db import migrations

SAYS = "what was done about a breach is never changed"
SQLITE = [
    f"CREATE TRIGGER archive_breachstep_stays BEFORE UPDATE ON archive_breachstep BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
]
POSTGRESQL = [
    f"CREATE FUNCTION archive_breachstep_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    "CREATE TRIGGER archive_breachstep_stays BEFORE UPDATE ON archive_breachstep"
    " FOR EACH ROW EXECUTE FUNCTION archive_breachstep_stays()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER archive_breachstep_stays"],
    "postgresql": [
        "DROP TRIGGER archive_breachstep_stays ON archive_breachstep",
        "DROP FUNCTION archive_breachstep_stays()",
    ],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_breaches")]
    operations = [migrations.RunPython(protect, unprotect)]
