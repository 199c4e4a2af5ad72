"""Every text that somebody saved is kept. The drafts that are open begin with the text that they have."""

import django.db.models.deletion
from django.db import migrations, models

OPEN = ("draft", "legal_review", "circulated", "committee")


def begin(apps, schema_editor):
    version, revision = apps.get_model("policy", "Version"), apps.get_model("policy", "Revision")
    for row in version.objects.filter(state__in=OPEN).iterator():
        revision.objects.create(version=row, number=row.edits, source=row.source, at=row.edited)


class Migration(migrations.Migration):
    dependencies = [("policy", "0004_answers_stay")]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("source", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(blank=True, max_length=200)),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="policy.version"),
                ),
            ],
            options={
                "ordering": ["version", "-number"],
                "constraints": [models.UniqueConstraint(fields=("version", "number"), name="one_revision_of_a_number")],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
