"""How many records a file said were deleted, beside its items."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('capture', '0006_connections'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='gone',
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
