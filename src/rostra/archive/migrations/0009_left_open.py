"""Answers that the same may stay open elsewhere, which nobody changes whoever asks the database; and what else an author said, by index."""

import django.db.models.deletion
from typing import Any

from django.db import migrations, models

SAYS = "that something was left open is never changed"
SQLITE = [f"CREATE TRIGGER archive_leftopen_stays BEFORE UPDATE ON archive_leftopen BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"]
POSTGRESQL = [
    f"CREATE FUNCTION archive_leftopen_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    "CREATE TRIGGER archive_leftopen_stays BEFORE UPDATE ON archive_leftopen FOR EACH ROW EXECUTE FUNCTION archive_leftopen_stays()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER archive_leftopen_stays"],
    "postgresql": ["DROP TRIGGER archive_leftopen_stays ON archive_leftopen", "DROP FUNCTION archive_leftopen_stays()"],
}


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_links_to_the_withheld")]
    operations = [
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('official', False)), fields=['author_id', '-id'], name='record_by_author'),
        ),
        migrations.CreateModel(
            name='LeftOpen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=80)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_ref', models.CharField(max_length=80)),
                ('by_name', models.CharField(max_length=200)),
                ('classification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='left_open', to='archive.classification')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='left_open', to='archive.record')),
            ],
        ),
        migrations.RunPython(protect, unprotect),
    ]
