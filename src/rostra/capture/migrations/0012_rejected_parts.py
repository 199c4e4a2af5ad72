"""What was set aside, each part once. Of what was set aside before only the numbers are known: a digest of its place stands for each."""

import hashlib

import django.db.models.deletion
from django.db import migrations, models

BATCH = 1000


def tell_what_is_counted(apps, schema_editor):
    """A row for each part that runs counted, of looks for what is new and of files. Lists have their own numbers."""
    part = apps.get_model("capture", "RejectedPart")
    files = dict(apps.get_model("capture", "Import").objects.values_list("started", "pk"))
    runs = apps.get_model("capture", "Run").objects.filter(method__in=["poll", "import"], refused__gt=0)
    for run in runs.iterator():
        of = files.get(run.started) if run.method == "import" else None
        if of or run.method == "poll":
            digests = (hashlib.sha256(f"run {run.pk}, part {number}".encode()).digest() for number in range(run.refused))
            part.objects.bulk_create((part(account_id=run.account_id, of_id=of, digest=each) for each in digests), batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('capture', '0011_not_active'),
    ]

    operations = [
        migrations.CreateModel(
            name='RejectedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32)),
                ('rest', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rejected_parts", to='accounts.account')),
                ('of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rejected_parts", to='capture.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('of', 'digest'), name='rejected_once_of_a_file'), models.UniqueConstraint(condition=models.Q(('of__isnull', True)), fields=('account', 'digest'), name='rejected_once_by_looks')],
            },
        ),
        migrations.RunPython(tell_what_is_counted, migrations.RunPython.noop),
    ]
