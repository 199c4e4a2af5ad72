"""The table of documents, and the tokens in the engine of the database."""

from django.db import migrations, models

from rostra.search.models import fts5, postgres

ENGINES = {"sqlite": fts5, "postgresql": postgres}


def create(apps, schema_editor):
    for statement in ENGINES[schema_editor.connection.vendor].CREATE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in ENGINES[schema_editor.connection.vendor].DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("account", models.BigIntegerField()),
                ("published", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("marks", models.SmallIntegerField()),
            ],
        ),
        migrations.RunPython(create, drop),
    ]
