"""What an owner's export tells of a post without its number names the record that has it.

Without a constraint: SQLite takes such a column back by making the table anew, which the guards of other tables do not bear. ``fsck`` checks it.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0012_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='record',
            name='same_as',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='told_also', to='archive.record'),
        ),
        migrations.AddField(
            model_name='record',
            name='apart',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('apart', True)), fields=['account'], name='record_apart'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('same_as__isnull', False)), fields=['same_as'], name='record_told_also'),
        ),
    ]
