"""Records that were taken for the public's, and of which a later version says that an official account wrote them: they are that one's.

Others are given to their author when they are read again.
"""

from typing import Any

from django.db import migrations
from django.db.models import F


def give(apps: Any, schema_editor: Any) -> None:
    records, versions = apps.get_model('archive', 'Record'), apps.get_model('archive', 'Version')
    accounts = dict(apps.get_model('accounts', 'Account').objects.values_list('slug', 'pk'))
    identities = dict(apps.get_model('accounts', 'Account').objects.values_list('slug', 'identity'))
    later = versions.objects.filter(number__gt=1, record__official=False).exclude(entry__subject=F('record__account__slug'))
    for record, author, subject in later.order_by('pk').values_list('record_id', 'record__author_id', 'entry__subject'):
        if identities.get(subject) == author:
            records.objects.filter(pk=record).update(account=accounts[subject], official=True)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0013_same_post'),
    ]

    operations = [
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
