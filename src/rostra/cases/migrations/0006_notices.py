"""What somebody is told before they are asked about themself is kept with its words. Before, only the day was."""

import datetime as dt
import hashlib
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

before = import_module("rostra.cases.migrations.0002_files_stay")
ONLY_THE_DAY = "Only the day was kept. It was noted that they were told what it is for, whether they may refuse, what follows, and who gets it."
TEXT, NOTICE = "cases_noticetext", "cases_notice"
GUARDS = [
    (TEXT, f"{TEXT}_stays", "DELETE", "", "what somebody was told is never deleted"),
    (TEXT, f"{TEXT}_fixed", "UPDATE", "", "what somebody was told is never rewritten"),
    (NOTICE, f"{NOTICE}_stays", "DELETE", "", "nothing of a case is ever deleted"),
    (NOTICE, f"{NOTICE}_fixed", "UPDATE", "", "what was said and done in a case is never rewritten"),
]


def carry_over(apps, schema_editor):
    told = apps.get_model("cases", "Entry").objects.filter(warned__isnull=False)
    for entry in told.iterator():
        digest = hashlib.sha256(ONLY_THE_DAY.encode()).digest()
        words, _ = apps.get_model("cases", "NoticeText").objects.get_or_create(digest=digest, defaults={"text": ONLY_THE_DAY, "since": entry.at})
        day = min(dt.datetime.combine(entry.warned, dt.time(12), timezone.get_current_timezone()), entry.at)
        apps.get_model("cases", "Notice").objects.create(
            case_id=entry.case_id, side="respondent", way="talk", words=words, told=day, at=entry.at, by_ref=entry.by_ref, by_name=entry.by_name
        )


def protect(apps, schema_editor):
    before.set_guards(schema_editor, GUARDS)


def unprotect(apps, schema_editor):
    before.take_guards(schema_editor, GUARDS)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_submitted_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('complainant', 'complainant'), ('respondent', 'respondent')], max_length=20)),
                ('way', models.CharField(choices=[('page', 'page'), ('talk', 'talk'), ('telephone', 'telephone'), ('letter', 'letter'), ('mail', 'mail')], max_length=20)),
                ('told', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('by_ref', models.CharField(blank=True, max_length=100)),
                ('by_name', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.case')),
                ('words', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.noticetext')),
            ],
            options={
                'ordering': ['told', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ['complainant', 'respondent'])), name='notice_side_is_declared'), models.CheckConstraint(condition=models.Q(('told__lte', models.F('at'))), name='notice_was_given')],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='entry',
            name='warned',
        ),
        migrations.RunPython(protect, unprotect),
    ]
