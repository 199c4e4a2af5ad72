"""By what links name the record, or who said it, where that is withheld. SQLite makes the table anew, and forgets its trigger."""

from importlib import import_module
from typing import Any

from django.db import migrations, models

stays = import_module("rostra.archive.migrations.0005_classifications_stay")


def fill(apps: Any, schema_editor: Any) -> None:
    """As ``actions.classify`` writes them: a row is never changed, but these were not there."""
    versions = apps.get_model("archive", "Version")
    for row in apps.get_model("archive", "Classification").objects.exclude(uri="").select_related("record__account").iterator():
        record = row.record
        row.url = versions.objects.get(record=record, number=record.versions).context.get("url", "")
        if record.author_id not in {"", record.account.identity}:
            row.author_id, row.author_handle = record.author_id, record.author_handle.lower()
        row.save(update_fields=["url", "author_id", "author_handle"])


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_breach_steps_stay")]
    operations = [
        migrations.RunPython(stays.unprotect, stays.protect),
        migrations.AddField("classification", "url", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("classification", "author_id", models.CharField(blank=True, default="", max_length=255), preserve_default=False),
        migrations.AddField(
            "classification", "author_handle", models.CharField(blank=True, default="", max_length=255), preserve_default=False
        ),
        migrations.AddIndex("classification", models.Index(fields=["url"], condition=~models.Q(url=""), name="classified_page")),
        migrations.AddIndex(
            "classification", models.Index(fields=["author_id"], condition=~models.Q(author_id=""), name="classified_author")
        ),
        migrations.AddIndex(
            "classification", models.Index(fields=["author_handle"], condition=~models.Q(author_handle=""), name="classified_handle")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(stays.protect, stays.unprotect),
    ]
