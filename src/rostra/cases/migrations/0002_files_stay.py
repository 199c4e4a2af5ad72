"""Nothing of a case is ever deleted or rewritten. What was said can be emptied once: then it is gone, and that it was there stays."""

from typing import Any

from django.db import migrations

TABLES = ["cases_case", "cases_entry", "cases_step", "cases_participant", "cases_evidence"]
_EMPTIED = "(NEW.emptied IS NOT NULL AND OLD.emptied IS NULL)"


def _changed(*names: str) -> str:
    return " OR ".join(f"NEW.{name} <> OLD.{name}" for name in names)


def _set_once(*names: str) -> str:
    """Of columns that may be null: once there is a value, it stays."""
    return " OR ".join(f"(OLD.{name} IS NOT NULL AND (NEW.{name} IS NULL OR NEW.{name} <> OLD.{name}))" for name in names)


def _emptied_only(name: str) -> str:
    """Of a text: it stays, or it is emptied."""
    return f"(NEW.{name} <> OLD.{name} AND NOT (NEW.{name} = '' AND {_EMPTIED}))"


FIXED = {
    "cases_case": _changed("number", "channel", "received", "key"),
    "cases_entry": " OR ".join([_changed("case_id", "part", "at", "by_ref", "by_name"), _set_once("emptied"), _emptied_only("text")]),
    "cases_step": " OR ".join([_changed("case_id", "move", "state", "at", "by_ref", "by_name"), _set_once("emptied"), _emptied_only("reason")]),
    "cases_participant": " OR ".join(
        [_changed("case_id", "person_id", "part", "added", "added_by"), _set_once("ended", "emptied"), _emptied_only("reason")]
    ),
    "cases_evidence": " OR ".join(
        [
            _changed("case_id", "at", "by_ref", "by_name"),
            _set_once("emptied"),
            _emptied_only("note"),
            f"({_set_once('version_id')}) AND NOT (NEW.version_id IS NULL AND {_EMPTIED})",
            "(OLD.version_id IS NULL AND NEW.version_id IS NOT NULL)",
        ]
    ),
}


def guards() -> Any:
    for table in TABLES:
        yield table, f"{table}_stays", "DELETE", "", "nothing of a case is ever deleted"
        yield table, f"{table}_fixed", "UPDATE", FIXED[table], "what was said and done in a case is never rewritten"


def set_guards(schema_editor: Any, guards: Any) -> None:
    for table, name, act, when, says in guards:
        condition = f"WHEN ({when})" if when else ""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$")
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END")


def take_guards(schema_editor: Any, guards: Any) -> None:
    for table, name, *_ in guards:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def protect(apps: Any, schema_editor: Any) -> None:
    set_guards(schema_editor, guards())


def unprotect(apps: Any, schema_editor: Any) -> None:
    take_guards(schema_editor, guards())


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
