"""The roles of the written policy take the place of the first four; grants of two of them go over to their successors."""

from django.db import migrations, models

SUCCESSORS = {"communications": "social-media-officer", "records": "records-manager"}


def rename(apps, _editor):
    for before, after in SUCCESSORS.items():
        apps.get_model("people", "RoleGrant").objects.filter(role=before).update(role=after)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('administrator', 'administrator'), ('social-media-officer', 'social media officer'), ('communications-director', 'communications director'), ('moderator', 'moderator'), ('clerk', 'clerk'), ('records-manager', 'records manager'), ('hr', 'hr'), ('city-attorney', 'city attorney'), ('ethics-officer', 'ethics officer'), ('auditor', 'auditor')], max_length=40),
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
