"""The text of a version that was adopted or approved is never changed, and it never becomes open again, whoever asks the database."""

from django.db import migrations

OPEN = "('draft', 'legal_review', 'circulated', 'committee')"
CHANGED = """OLD.document_id <> NEW.document_id OR OLD.number <> NEW.number OR OLD.source <> NEW.source OR OLD.digest <> NEW.digest
    OR NEW.state IN ('draft', 'legal_review', 'circulated', 'committee', 'withdrawn')"""
CLOSED = "(SELECT state FROM policy_version WHERE id = {row}.version_id) NOT IN ('draft', 'legal_review', 'circulated', 'committee')"
TEXT, CLAUSES = "an adopted text is never changed", "the clauses of an adopted text are never changed"

SQLITE = [
    f"""CREATE TRIGGER policy_version_text BEFORE UPDATE ON policy_version
        WHEN OLD.state NOT IN {OPEN} AND OLD.state <> 'withdrawn' AND ({CHANGED}) BEGIN SELECT RAISE(ABORT, '{TEXT}'); END""",
    f"""CREATE TRIGGER policy_version_stays BEFORE DELETE ON policy_version
        WHEN OLD.state NOT IN {OPEN} BEGIN SELECT RAISE(ABORT, '{TEXT}'); END""",
    *(
        f"""CREATE TRIGGER policy_clause_{verb.lower()} BEFORE {verb} ON policy_clause
            WHEN {CLOSED.format(row=row)} BEGIN SELECT RAISE(ABORT, '{CLAUSES}'); END"""
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
]
POSTGRESQL = [
    f"""CREATE FUNCTION policy_version_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state NOT IN {OPEN} THEN RAISE EXCEPTION '{TEXT}'; END IF;
            RETURN OLD;
        END IF;
        IF OLD.state NOT IN {OPEN} AND OLD.state <> 'withdrawn' AND ({CHANGED}) THEN RAISE EXCEPTION '{TEXT}'; END IF;
        RETURN NEW; END $$""",
    """CREATE TRIGGER policy_version_text BEFORE UPDATE OR DELETE ON policy_version
       FOR EACH ROW EXECUTE FUNCTION policy_version_text()""",
    f"""CREATE FUNCTION policy_clause_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
            IF {CLOSED.format(row="NEW")} THEN RAISE EXCEPTION '{CLAUSES}'; END IF;
            RETURN NEW;
        END IF;
        IF {CLOSED.format(row="OLD")} THEN RAISE EXCEPTION '{CLAUSES}'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW; END $$""",
    """CREATE TRIGGER policy_clause_text BEFORE INSERT OR UPDATE OR DELETE ON policy_clause
       FOR EACH ROW EXECUTE FUNCTION policy_clause_text()""",
]
UNDO = {
    "sqlite": [
        f"DROP TRIGGER {name}"
        for name in ("policy_version_text", "policy_version_stays", "policy_clause_insert", "policy_clause_update", "policy_clause_delete")
    ],
    "postgresql": [
        "DROP TRIGGER policy_version_text ON policy_version",
        "DROP FUNCTION policy_version_text()",
        "DROP TRIGGER policy_clause_text ON policy_clause",
        "DROP FUNCTION policy_clause_text()",
    ],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
