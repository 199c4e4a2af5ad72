"""What was set aside, each part once. Of what was set aside before only the numbers are known: a digest of its place stands for each."""

import hashlib
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

BATCH = 1000


def tell_what_is_counted(apps, schema_editor):
    """A row for each part that runs counted, of looks for what is new and of files. Lists have their own numbers."""
    part = apps.get_model("capture", "RejectedPart")
    files = apps.get_model("capture", "Import").objects
    runs = apps.get_model("capture", "Run").objects.filter(method__in=["poll", "import"], refused__gt=0)
    for run in runs.iterator():
        of = _file_of(files, run) if run.method == "import" else None
        if of or run.method == "poll":
            digests = (hashlib.sha256(f"run {run.pk}, part {number}".encode()).digest() for number in range(run.refused))
            told = {"account_id": run.account_id, "method": run.method, "of": of}
            part.objects.bulk_create((part(digest=each, **told) for each in digests), batch_size=BATCH)


def _file_of(files: Any, run: Any) -> Any:
    """The file whose first reading this run was: it began with it, or later, where it was read once more."""
    read_again = files.filter(shares__account=run.account_id, rejected=run.refused, started__gt=run.started, rejected_parts__isnull=True)
    return files.filter(started=run.started).first() or read_again.first()


class Migration(migrations.Migration):

    dependencies = [
        ('capture', '0011_not_active'),
    ]

    operations = [
        migrations.CreateModel(
            name='RejectedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=10)),
                ('digest', models.BinaryField(max_length=32)),
                ('rest', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rejected_parts", to='accounts.account')),
                ('of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rejected_parts", to='capture.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('of', 'digest'), name='rejected_once_of_a_file'), models.UniqueConstraint(condition=models.Q(('of__isnull', True)), fields=('account', 'method', 'digest'), name='rejected_once_by_looks')],
            },
        ),
        migrations.RunPython(tell_what_is_counted, migrations.RunPython.noop),
    ]
