"""What was taken in within a month is found by its time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0010_current_version'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['seen'], name='version_by_seen'),
        ),
    ]
