"""When acts were decided, from their events; and samples are never drawn again, answered again, or answered by who took part."""

from typing import Any

from django.db import migrations

ACT, DRAWING, REVIEW = "moderation_moderationact", "moderation_drawing", "moderation_blindreview"
TOOK_PART = (
    "NEW.reviewer <> '' AND EXISTS (SELECT 1 FROM moderation_moderationact a WHERE a.id = NEW.act_id "
    "AND NEW.reviewer IN (a.moderator, a.reviewer, a.appeal_by))"
)
REDRAWN = "NEW.drawing_id <> OLD.drawing_id OR NEW.act_id <> OLD.act_id OR NEW.place <> OLD.place OR NEW.left_up <> OLD.left_up"
GUARDS = [
    (
        ACT,
        "moderation_act_decided_once",
        "UPDATE",
        "OLD.decided IS NOT NULL AND (NEW.decided IS NULL OR NEW.decided <> OLD.decided)",
        "when it was decided is never rewritten",
    ),
    (DRAWING, "moderation_drawing_stays", "DELETE", "1 = 1", "what was drawn is never deleted"),
    (DRAWING, "moderation_drawing_fixed", "UPDATE", "1 = 1", "what was drawn is never rewritten"),
    (REVIEW, "moderation_blind_review_stays", "DELETE", "1 = 1", "what was drawn is never deleted"),
    (REVIEW, "moderation_blind_review_fixed", "UPDATE", f"OLD.state = 'answered' OR {REDRAWN}", "a second look is never rewritten"),
    (REVIEW, "moderation_blind_review_apart", "UPDATE", TOOK_PART, "a second look is taken by somebody who took no part"),
]


def tell_when_decided(apps: Any, schema_editor: Any) -> None:
    """The first event by which an act was approved or left up."""
    acts, events = apps.get_model("moderation", "ModerationAct"), apps.get_model("core", "Event")
    told = events.objects.filter(action__in=["moderation.act.approved", "moderation.act.left-up"]).order_by("-id")
    first = {subject.removeprefix("act:"): at for subject, at in told.values_list("subject", "at")}
    for number, at in first.items():
        acts.objects.filter(pk=number, decided__isnull=True).update(decided=at)


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
    dependencies = [("moderation", "0009_samples"), ("core", "0004_secret_mail")]
    operations = [
        migrations.RunPython(tell_when_decided, migrations.RunPython.noop),
        migrations.RunPython(protect, unprotect),
    ]
