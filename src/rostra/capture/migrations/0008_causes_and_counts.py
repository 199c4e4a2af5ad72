"""Gaps have a cause, told from the words with which they were opened; what platforms count stands beside what is held."""

import re

import django.db.models.deletion
from django.db import migrations, models

OURS = re.compile(r"Capture was not running|It was not asked in this time|The place in the stream was not known|[A-Z]\w*(Error|Exception): ")
TOKEN = re.compile(r"The platform does not accept the consent any more")
LIMIT = re.compile(r"The server no longer ha|The server began later|A commit was too large|The feed shows none of the entries")
STAYS = "CREATE TRIGGER capture_gap_stays BEFORE DELETE ON capture_gap BEGIN SELECT RAISE(ABORT, 'gaps are never deleted'); END"


def cause_of(reason: str) -> str:
    """By the sentences that were written before; all others are the verbatim words of a platform that failed."""
    causes = (("ours", OURS), ("token", TOKEN), ("limit", LIMIT))
    return next((cause for cause, words in causes if words.match(reason)), "outage")


def tell_causes(apps, schema_editor):
    gaps = apps.get_model("capture", "Gap").objects
    by_cause: dict[str, list[int]] = {}
    for pk, reason in gaps.order_by().values_list("pk", "reason").iterator():
        by_cause.setdefault(cause_of(reason), []).append(pk)
    for cause, found in by_cause.items():
        for start in range(0, len(found), 500):
            gaps.filter(pk__in=found[start : start + 500]).update(cause=cause)


def protect_again(apps, schema_editor):
    """SQLite makes a table anew to change it, and forgets its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS capture_gap_stays")
        schema_editor.execute(STAYS)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_impersonations'),
        ('capture', '0007_what_a_file_says_is_gone'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, protect_again),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=100)),
                ('first', models.DateTimeField()),
                ('last', models.DateTimeField()),
                ('said', models.PositiveBigIntegerField()),
                ('present', models.PositiveBigIntegerField()),
                ('gone', models.PositiveBigIntegerField()),
                ('aside', models.PositiveBigIntegerField()),
                ('not_public', models.PositiveBigIntegerField()),
                ('older', models.PositiveBigIntegerField()),
                ('differing', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='gap',
            name='cause',
            field=models.CharField(default='ours', max_length=20),
        ),
        migrations.RunPython(tell_causes, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='gap',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['token', 'limit', 'outage', 'ours', 'unsupported', 'before-first-capture'])), name='gap_has_a_cause'),
        ),
        migrations.AddField(
            model_name='reconciliation',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reconciliations', to='accounts.account'),
        ),
        migrations.AddIndex(
            model_name='reconciliation',
            index=models.Index(fields=['account', 'what', '-id'], name='reconciliation_of_account'),
        ),
        migrations.AddIndex(
            model_name='reconciliation',
            index=models.Index(condition=models.Q(('differing__gte', 2)), fields=['account'], name='reconciliation_differs'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='reconciliation_order'),
        ),
        migrations.AddIndex(
            model_name='reconciliation',
            index=models.Index(fields=['first'], name='reconciliation_by_first'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['started'], name='run_by_start'),
        ),
        migrations.RunPython(protect_again, migrations.RunPython.noop),
    ]
