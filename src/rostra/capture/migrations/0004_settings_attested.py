"""That somebody read the settings of an account off the screen, with pictures."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_impersonations'),
        ('capture', '0003_list_exports'),
    ]

    operations = [
        migrations.CreateModel(
            name='SettingsAttestation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen', models.DateTimeField()),
                ('made', models.DateTimeField()),
                ('values', models.JSONField()),
                ('changed', models.JSONField(default=list)),
                ('by_ref', models.CharField(max_length=100)),
                ('by_name', models.CharField(max_length=200)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settings_attestations', to='accounts.account')),
            ],
            options={
                'ordering': ['-seen', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AttestedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('media_type', models.CharField(max_length=30)),
                ('size', models.PositiveBigIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
                ('came_as', models.BinaryField(max_length=32)),
                ('place', models.CharField(max_length=32, unique=True)),
                ('attestation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='capture.settingsattestation')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='settingsattestation',
            constraint=models.UniqueConstraint(fields=('account', 'seen'), name='settings_attested_once'),
        ),
        migrations.AddConstraint(
            model_name='settingsattestation',
            constraint=models.CheckConstraint(condition=models.Q(('made__gte', models.F('seen'))), name='settings_were_seen_before'),
        ),
    ]
