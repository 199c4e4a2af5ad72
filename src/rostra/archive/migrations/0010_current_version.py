"""Which version of a record is current: the one with the highest revision, not the one that was taken in last. 0014 settles it."""

from django.db import migrations, models


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
    ]
