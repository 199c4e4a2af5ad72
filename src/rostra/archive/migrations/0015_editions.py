"""How often each record was edited, and which versions only tell by another route what was held already.

Of records with one version nothing is read or written.
"""

from typing import Any

from django.db import migrations, models

from rostra.archive.queries.histories import histories


def settle(apps: Any, schema_editor: Any) -> None:
    records, versions = apps.get_model('archive', 'Record'), apps.get_model('archive', 'Version')
    for record, history, *_ in histories(versions.objects.all(), models.Value(0)):  # nobody wrote yet what is worth asking for again
        records.objects.filter(pk=record).update(current=history.current.number, edits=history.edits)
        if history.again:
            versions.objects.filter(record=record, number__in=history.again).update(again=True)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0014_records_of_their_authors'),
    ]

    operations = [
        migrations.AddField(
            model_name='record',
            name='edits',
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='version',
            name='again',
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop),
    ]
