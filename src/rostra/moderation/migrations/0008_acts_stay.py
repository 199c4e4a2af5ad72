"""Acts of moderation, notices, appeals and filter words are never deleted, and what was said in them is never rewritten."""

from importlib import import_module
from typing import Any

from django.db import migrations

before = import_module("rostra.moderation.migrations.0002_nothing_is_forgotten")

STAY = ["moderation_moderationact", "moderation_notice", "moderation_appeal", "moderation_filterterm"]


def _changed(*names: str) -> str:
    return " OR ".join(f"NEW.{name} <> OLD.{name}" for name in names)


def _set_once(*names: str) -> str:
    """Of columns that may be null: once there is a value, it stays."""
    return " OR ".join(f"(OLD.{name} IS NOT NULL AND (NEW.{name} IS NULL OR NEW.{name} <> OLD.{name}))" for name in names)


def _named_once(*names: str) -> str:
    """Of texts that begin empty: once somebody stands there, they stay."""
    return " OR ".join(f"(OLD.{name} <> '' AND NEW.{name} <> OLD.{name})" for name in names)


WHAT_WAS_DONE = " OR ".join(
    [
        _changed("account_id", "act", "subject", "emergency", "ground", "alone", "met", "neutral", "made", "moderator"),
        _set_once("version_id", "applied", "restored"),
        _named_once("reviewer", "appeal_by"),
        "(OLD.state IN ('restored', 'closed', 'left-up') AND NEW.state <> OLD.state)",
    ]
)
WHAT_WAS_TOLD = _changed("told", "route", "text", "impossible", "made", "by_ref") + " OR " + _set_once("act_id", "exception_id", "appeal_until")
WHAT_WAS_APPEALED = " OR ".join(
    [
        _changed("text", "entrance", "entered_by", "received", "due"),
        _set_once("act_id", "exception_id", "decided"),
        _named_once("decided_by", "reason"),
        "(OLD.state <> 'received' AND NEW.state <> OLD.state)",
    ]
)
WHAT_WAS_FILTERED = " OR ".join(
    [_changed("account_id", "term", "purpose", "until", "by_ref"), _set_once("begins"), _named_once("decided_by")]
)


def guards() -> Any:
    """Those from before, which SQLite forgot when it made the tables anew, and those of the new tables."""
    yield from before.guards()
    for table in STAY:
        yield table, f"{table}_stays", "DELETE", "", "what was done against somebody is never deleted"
    yield "moderation_moderationact", "moderation_act_fixed", "UPDATE", WHAT_WAS_DONE, "an act of moderation is never rewritten"
    yield "moderation_notice", "moderation_notice_fixed", "UPDATE", WHAT_WAS_TOLD, "what somebody was told is never rewritten"
    yield "moderation_appeal", "moderation_appeal_fixed", "UPDATE", WHAT_WAS_APPEALED, "an appeal is never rewritten"
    yield "moderation_filterterm", "moderation_filter_fixed", "UPDATE", WHAT_WAS_FILTERED, "a filter word is never rewritten"


def protect(apps: Any, schema_editor: Any) -> None:
    for table, name, act, when, says in guards():
        condition = f"WHEN ({when})" if when else ""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$")
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END")


def unprotect(apps: Any, schema_editor: Any) -> None:
    for table, name, *_ in guards():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_acts_notices_and_filters")]
    operations = [migrations.RunPython(protect, unprotect)]
