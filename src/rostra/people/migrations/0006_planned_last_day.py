from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_invitations_and_views'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='leaves',
            field=models.DateField(blank=True, null=True),
        ),
    ]
