"""Which version of a record is current: the one with the highest revision, not the one that was taken in last.

Of records with one version nothing is read or written.
"""

from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import migrations, models

from rostra.archive.states.edits import current_number


def settle(apps: Any, schema_editor: Any) -> None:
    records, versions = apps.get_model('archive', 'Record'), apps.get_model('archive', 'Version')
    edited = versions.objects.filter(record__versions__gt=1).order_by('record_id', 'number')
    rows = edited.values_list('record_id', 'revision', 'evidence').iterator()
    for record, held in groupby(rows, key=itemgetter(0)):
        records.objects.filter(pk=record).update(current=current_number((revision, evidence) for _, revision, evidence in held))


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0009_left_open'),
    ]

    operations = [
        migrations.AddField(
            model_name='record',
            name='current',
            field=models.PositiveIntegerField(db_default=1),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop),
    ]
